"""Answers that need no route: ready-made ones of a release, 304 and OPTIONS."""

from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from hashlib import blake2b

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import __version__
from app.api.http.paths import is_below, place_of
from app.api.http.problems import fail, not_found

# A check or a look-up may concern a patient: it is never kept, not even in memory.
_NEVER_KEPT = ("/interactions/check", "/resolve", "/suggest")
# These do not come from one release.
_NOT_OF_A_RELEASE = (
    "/healthz",
    "/readyz",
    "/version",
    "/metrics",
    "/releases",
    "/releases/diff",
)


@dataclass(slots=True)
class Kept:
    """A ready-made answer."""

    headers: list[tuple[bytes, bytes]]
    body: bytes


@dataclass(slots=True)
class BodyCache:
    """Ready-made answers of one release, the least lately used thrown away first."""

    most_bytes: int
    release: str = ""
    size: int = 0
    answers: OrderedDict[str, Kept] = field(default_factory=OrderedDict)

    def find(self, release: str, address: str) -> Kept | None:
        """The answer that this release gave at the address."""
        if release != self.release:
            self.answers.clear()
            self.release, self.size = release, 0
        found = self.answers.get(address)
        if found is not None:
            self.answers.move_to_end(address)
        return found

    def keep(self, release: str, address: str, kept: Kept) -> None:
        """Keeps an answer, unless it is too large or the release has changed meanwhile."""
        if release != self.release or len(kept.body) > self.most_bytes // 4:
            return
        if address not in self.answers:
            self.size += len(kept.body)
        self.answers[address] = kept
        while self.size > self.most_bytes:
            _, dropped = self.answers.popitem(last=False)
            self.size -= len(dropped.body)


class Answers:
    """Gives ETag, 304 and OPTIONS to everything that the release answers."""

    def __init__(
        self,
        app: ASGIApp,
        allowed: Callable[[str], list[str]],
        release: Callable[[], str | None],
        most_bytes: int,
        facades: Collection[str] = (),
    ) -> None:
        self.app = app
        self.facades = facades
        self.allowed = allowed
        self.release = release
        self.index = BodyCache(most_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif any(is_below(facade, place_of(scope)) for facade in self.facades):
            # What is asked there is what a patient takes; and it answers OPTIONS itself.
            await self.app(scope, receive, _with_header(send, "Cache-Control", "no-store"))
        elif scope["method"] == "OPTIONS":
            await self._options(scope)(scope, receive, send)
        elif scope["method"] == "GET":
            await self._get(scope, receive, send)
        else:
            await self.app(scope, receive, _with_header(send, "Cache-Control", "no-store"))

    def _options(self, scope: Scope) -> Response:
        methods = self.allowed(place_of(scope))
        if not methods:
            return fail(scope, not_found())
        return Response(status_code=204, headers={"Allow": ", ".join(methods)})

    async def _get(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = place_of(scope)
        if path.startswith(_NEVER_KEPT):
            await self.app(scope, receive, _with_header(send, "Cache-Control", "no-store"))
            return
        release = self.release()
        if release is None or path in _NOT_OF_A_RELEASE or _is_page(path):
            await self.app(scope, receive, send)
            return
        address = f"{path}?{scope['query_string'].decode('latin-1')}"
        etag = _etag(release, address)
        kept = self.index.find(release, address)
        if _has_it(Headers(scope=scope).get("if-none-match", ""), etag, kept):
            headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
            await Response(status_code=304, headers=headers)(scope, receive, send)
            return
        if kept is not None:
            await _send(kept, send)
            return
        await self._answer(scope, receive, send, release, address)

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, release: str, address: str
    ) -> None:
        """Asks the route; a good answer is kept, unless the release has changed meanwhile."""
        start: Message = {}
        body = bytearray()
        answered: dict[str, str] = {}
        scope["materia.answered"] = answered

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
            else:
                body.extend(message.get("body", b""))

        await self.app(scope, receive, collect)
        if start["status"] == 200:
            # A newer release may have been taken up on the way: the answer is that one's.
            release = answered.get("release", release)
            headers = MutableHeaders(scope=start)
            headers["ETag"] = _etag(release, address)
            headers["Cache-Control"] = "no-cache"
            # A copy: the layers outside write into the list that is sent.
            self.index.keep(release, address, Kept(list(start["headers"]), bytes(body)))
        await send(start)
        await send({"type": "http.response.body", "body": bytes(body)})


def _is_page(path: str) -> bool:
    return path in ("/", "/docs", "/reference", "/openapi.json") or path.startswith("/assets/")


def _etag(release: str, address: str) -> str:
    """Weak: the same facts in the same shape, whatever the compression."""
    digest = blake2b(f"{__version__} {release} {address}".encode(), digest_size=12).hexdigest()
    return f'W/"{digest}"'


def _has_it(if_none_match: str, etag: str, kept: Kept | None) -> bool:
    """Whether the client holds this answer (RFC 9110: compared weakly; `*` means any there is)."""
    if if_none_match.strip() == "*":
        return kept is not None
    tags = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return etag.removeprefix("W/") in tags


async def _send(kept: Kept, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": list(kept.headers)})
    await send({"type": "http.response.body", "body": kept.body})


def _with_header(send: Send, name: str, value: str) -> Send:
    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[name] = value
        await send(message)

    return send_with
