"""A limit on the requests of one client in a time."""

import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.http.places import place_of
from app.api.http.problems import Problem, fail


class RateLimit:
    """429 above the limit for one client address; the headers say how much is left."""

    def __init__(self, app: ASGIApp, limit: str) -> None:
        self.app = app
        self.limit: RateLimitItem = parse(limit)
        self.window = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or place_of(scope) in ("/healthz", "/readyz", "/metrics"):
            await self.app(scope, receive, send)
            return
        client = scope["client"][0] if scope.get("client") else "-"
        allowed = self.window.hit(self.limit, client)
        stats = self.window.get_window_stats(self.limit, client)
        wait = max(1, round(stats.reset_time - time.time()))
        headers = {
            "RateLimit-Policy": f'"default";q={self.limit.amount};w={self.limit.get_expiry()}',
            "RateLimit": f'"default";r={stats.remaining};t={wait}',
        }
        if allowed:
            await self.app(scope, receive, _with(send, headers))
            return
        detail = f"At most {self.limit}. Nothing was checked; ask again in {wait} s."
        problem = Problem(429, "too-many-requests", "Too many requests", detail)
        answer = fail(scope, problem, {**headers, "Retry-After": str(wait)})
        await answer(scope, receive, send)


def _with(send: Send, headers: dict[str, str]) -> Send:
    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return send_with
