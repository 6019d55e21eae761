"""Where a request goes, whatever prefix a proxy has put before it, how it may be asked, and what
its headers say of its body.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

# Addresses that the OpenAPI document does not list.
_UNLISTED = ("/", "/docs", "/reference", "/openapi.json", "/metrics", "/favicon.ico", "/llms.txt")
_METHODS = ("get", "post", "put", "patch", "delete")


def place_of(scope: Scope) -> str:
    """The path without the prefix under which a proxy serves the API."""
    path, prefix = str(scope["path"]), str(scope.get("root_path", "")).rstrip("/")
    if prefix and (path == prefix or path.startswith(f"{prefix}/")):
        return path[len(prefix) :] or "/"
    return path


# Stands in a path for a slash that was written as %2F, which belongs to a name: the router would
# take it for the end of a part. No text has this sign: Unicode keeps it free of any meaning.
_SLASH = "\ufdd0"


def keep_slashes_of_names(scope: Scope) -> None:
    """Puts the sign above in the place of every slash that was not written as one."""
    raw = bytes(scope.get("raw_path") or b"").partition(b"?")[0]
    if b"%2f" not in raw.lower():
        return
    parts = raw.decode("latin-1").split("/")
    written = "/".join(unquote(part).replace("/", _SLASH) for part in parts)
    # A prefix may stand in one of the two only.
    path, plain = str(scope["path"]), written.replace(_SLASH, "/")
    if path.endswith(plain):
        scope["path"] = path.removesuffix(plain) + written
    elif plain.endswith(path):
        scope["path"] = written[len(plain) - len(path) :]


def give_slashes_back(scope: Scope) -> None:
    """Fills every gap in the path of a route with the name as it was written."""
    gaps = scope["path_params"]
    for name, value in gaps.items():
        if isinstance(value, str) and _SLASH in value:
            gaps[name] = value.replace(_SLASH, "/")


def is_below(prefix: str, place: str) -> bool:
    """Whether a place is the prefix itself or lies under it."""
    return place == prefix or place.startswith(f"{prefix}/")


def with_headers(send: Send, headers: Mapping[str, str]) -> Send:
    """Sends an answer with these headers too."""

    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).update(headers)
        await send(message)

    return send_with


# Noted for a request with a body: that, and what its headers say of it.
SENT = "materia.sent"


@dataclass(slots=True)
class Sent:
    """A body, with its type in lower case and its length as they are stated."""

    kind: str = ""
    length: str | None = None
    is_packed: bool = False
    body: bytes = b""


def sent_in(headers: Iterable[tuple[bytes, bytes]]) -> Sent:
    """What the headers say of a body that is still to come; the first of several is meant."""
    sent, kind = Sent(), None
    for name, value in headers:
        if name == b"content-type" and kind is None:
            kind = sent.kind = value.decode("latin-1").lower()
        elif name == b"content-length" and sent.length is None:
            sent.length = value.decode("latin-1")
        elif name == b"content-encoding":
            # `identity` says that it is not packed.
            sent.is_packed |= value.decode("latin-1").strip().lower() != "identity"
    return sent


class Again:
    """The body that was read, once; then whatever comes after it."""

    __slots__ = ("body", "receive")

    def __init__(self, body: bytes, receive: Receive) -> None:
        self.body: bytes | None = body
        self.receive = receive

    async def __call__(self) -> Message:
        body, self.body = self.body, None
        if body is None:
            return await self.receive()
        return {"type": "http.request", "body": body, "more_body": False}


class Allowed:
    """The methods that are answered at each address, as the OpenAPI document lists them."""

    def __init__(self, paths: Mapping[str, Mapping[str, Any]]) -> None:
        listed = {**paths, **{path: {"get": {}} for path in _UNLISTED}}
        # A fixed address comes before one with a gap that it would fill.
        self._patterns = [
            (re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))), _named(operations))
            for path, operations in sorted(listed.items(), key=lambda item: item[0].count("{"))
        ]

    def methods(self, path: str) -> list[str]:
        """The methods, sorted, HEAD and OPTIONS among them; none at an unknown address."""
        for pattern, methods in self._patterns:
            if pattern.fullmatch(path):
                return methods
        return []


def _named(operations: Mapping[str, Any]) -> list[str]:
    found = {name.upper() for name in operations if name in _METHODS} | {"OPTIONS"}
    return sorted(found | {"HEAD"} if "GET" in found else found)
