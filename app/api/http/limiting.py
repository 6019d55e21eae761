"""A limit on the size of a request body."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.http.problems import Problem, fail


class BodyLimit:
    """413 for a body that is larger than the setting allows, whether it says so or not."""

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self.app = app
        self.most_bytes = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        body = bytearray()
        too_large = told.isdigit() and int(told) > self.most_bytes
        more = not too_large
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return
            body.extend(message.get("body", b""))
            too_large = len(body) > self.most_bytes
            more = message.get("more_body", False) and not too_large
        if too_large:
            detail = f"A request body may have at most {self.most_bytes} bytes."
            problem = Problem(413, "content-too-large", "Content too large", detail)
            await fail(scope, problem, {"Connection": "close"})(scope, receive, send)
            return
        await self.app(scope, _once(bytes(body), receive), send)


def _once(body: bytes, receive: Receive) -> Receive:
    """The body that was read, once; then whatever comes after it."""
    given = False

    async def receive_again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive_again
