"""Keeps the answers of routes that ask for it, and gives ETag, 304 and OPTIONS.

An answer is kept only if its route is marked with `keep` and its address holds nothing but ids and
choices. Every other answer is `no-store`, and nothing of it stays in memory.
"""

from collections.abc import Callable, Collection
from hashlib import blake2b
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Header, Request, params
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import __version__
from app.api.http.guard import KEPT
from app.api.http.paths import is_below, place_of
from app.api.http.problems import fail, not_found
from app.domain.knowledge import Knowledge
from app.services.cache import KeptAnswer
from app.services.release import LoadedRelease

# The parameters that a route looks up by any name; an answer is kept only where they are ids.
_IDS: dict[str, Callable[[Knowledge], Collection[str]]] = {
    "drug": lambda knowledge: knowledge.drugs,
    "class": lambda knowledge: knowledge.classes,
    "drug_class": lambda knowledge: knowledge.classes,
    "condition": lambda knowledge: knowledge.conditions,
    "effect": lambda knowledge: knowledge.effects,
}
_NOTES = "materia.answer"
# An answer that takes more than this part of all the room is not kept.
_LARGEST_PART = 4

IfNoneMatch = Annotated[
    str | None, Header(description="ETag of an answer that is had: 304 where it still holds")
]


class Keep:
    """Marks a route whose answers are kept, by the parameters that their addresses may hold."""

    def __init__(self, parameters: Collection[str]) -> None:
        self.parameters = frozenset(parameters)

    async def __call__(self, request: Request, if_none_match: IfNoneMatch = None) -> None:
        """Notes the mark for the layer outside, which sees the whole answer.

        That layer reads the header too; it stands here so that the OpenAPI document tells of it.
        """
        request.scope.get(_NOTES, {})["keep"] = self

    def fits(self, scope: Scope, knowledge: Knowledge) -> bool:
        """Whether an address that was answered well holds ids and choices only, each once.

        The route has refused by now what is no number and no choice; words that it looks up by
        any name must be the id itself.
        """
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = [*scope.get("path_params", {}).items(), *query]
        names = [name for name, _ in given]
        return (
            self.parameters.issuperset(names)
            and len(set(names)) == len(names)
            and all(value in _IDS[name](knowledge) for name, value in given if name in _IDS)
        )


def keep(*parameters: str) -> Any:
    """The mark of a route whose answers are kept: `dependencies=[keep("drug", "limit")]`.

    Only parameters that are ids, numbers or one of few choices may be named; what else an address
    holds makes its answer one that is not kept.
    """
    return params.Depends(Keep(parameters))


def note_answering(scope: Scope, loaded: LoadedRelease) -> None:
    """Notes for the layer outside from which release an answer is made."""
    scope.get(_NOTES, {})["loaded"] = loaded


class Answers:
    """The layer that keeps answers, and answers without a route what needs none.

    `current` gives the release that answers, or None; `apps` are the prefixes of applications
    inside that answer OPTIONS themselves.
    """

    def __init__(
        self,
        app: ASGIApp,
        allowed: Callable[[str], list[str]],
        current: Callable[[], LoadedRelease | None],
        apps: Collection[str] = (),
    ) -> None:
        self.app = app
        self.allowed = allowed
        self.current = current
        self.apps = apps

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        place = place_of(scope)
        if any(is_below(prefix, place) for prefix in self.apps):
            await self.app(scope, receive, _NeverKept(send))
        elif scope["method"] == "OPTIONS":
            await self._options(scope, place)(scope, receive, send)
        elif scope["method"] == "GET":
            await self._get(scope, place, receive, send)
        else:
            await self.app(scope, receive, _NeverKept(send))

    def _options(self, scope: Scope, place: str) -> Response:
        methods = self.allowed(place)
        if not methods:
            return fail(scope, not_found())
        return Response(status_code=204, headers={"Allow": ", ".join(methods)})

    async def _get(self, scope: Scope, place: str, receive: Receive, send: Send) -> None:
        address = f"{place}?{scope['query_string'].decode('latin-1')}"
        loaded = self.current()
        kept = loaded.cache.answers.get(address) if loaded is not None else None
        if kept is not None:
            # Measurements name the route that made it.
            scope["route"], scope[KEPT] = kept.route, True
        if loaded is None or kept is None:
            await self.app(scope, receive, _Answering(scope, send, address, loaded))
        elif _is_had(scope, _etag(loaded.release, address)):
            await _not_modified(_etag(loaded.release, address))(scope, receive, send)
        else:
            await _send(list(kept.headers), kept.body, send)


class _Answering:
    """Sends an answer on its way; one that is to be kept is gathered and kept first."""

    def __init__(
        self, scope: Scope, send: Send, address: str, loaded: LoadedRelease | None
    ) -> None:
        # A newer release may be taken up on the way: the route notes the one that answered.
        self.notes: dict[str, Any] = {"loaded": loaded}
        scope[_NOTES] = self.notes
        self.scope = scope
        self.send = send
        self.send_unkept = _NeverKept(send)
        self.address = address
        self.start: Message | None = None
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and self._is_kept(message["status"]):
            self.start = message
        elif self.start is None:
            await self.send_unkept(message)
        else:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self.start)

    def _is_kept(self, status: int) -> bool:
        mark, loaded = self.notes.get("keep"), self.notes["loaded"]
        if status != 200 or mark is None or loaded is None:
            return False
        fits: bool = mark.fits(self.scope, loaded.knowledge)
        return fits

    async def _finish(self, start: Message) -> None:
        loaded: LoadedRelease = self.notes["loaded"]
        etag = _etag(loaded.release, self.address)
        headers = MutableHeaders(scope=start)
        headers["ETag"] = etag
        headers["Cache-Control"] = "no-cache"
        # A copy: the layers outside write into the list that is sent.
        headers_kept, route = tuple(start["headers"]), self.scope.get("route")
        answer = KeptAnswer(self.address, headers_kept, bytes(self.body), route)
        answers = loaded.cache.answers
        if answer.size <= answers.maxsize // _LARGEST_PART:
            answers[self.address] = answer
        if _is_had(self.scope, etag):
            await _not_modified(etag)(self.scope, _receive_nothing, self.send)
        else:
            await _send(start["headers"], answer.body, self.send)


def _etag(release: str, address: str) -> str:
    """Weak: the same facts in the same shape, whatever the compression."""
    digest = blake2b(f"{__version__} {release} {address}".encode(), digest_size=12).hexdigest()
    return f'W/"{digest}"'


def _is_had(scope: Scope, etag: str) -> bool:
    """Whether the client has this answer (RFC 9110: compared weakly; `*` means any)."""
    asked = Headers(scope=scope).get("if-none-match", "")
    tags = [tag.strip().removeprefix("W/") for tag in asked.split(",")]
    return tags == ["*"] or etag.removeprefix("W/") in tags


def _not_modified(etag: str) -> Response:
    headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    return Response(status_code=304, headers=headers)


async def _send(headers: list[tuple[bytes, bytes]], body: bytes, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _receive_nothing() -> Message:
    return {"type": "http.disconnect"}


class _NeverKept:
    """Sends an answer as one to be kept nowhere, unless it says itself how long it holds."""

    __slots__ = ("send",)

    def __init__(self, send: Send) -> None:
        self.send = send

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            # A list of its own: layers around add to it, and a library may send one list again.
            headers = message["headers"] = [*message.get("headers", ())]
            if _HOLDS.isdisjoint([name for name, _ in headers]):
                headers.append((b"cache-control", b"no-store"))
        await self.send(message)


_HOLDS = frozenset({b"etag", b"cache-control"})
