"""The app of one version of FHIR: finds what an address asks for, and answers it as a resource."""

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.dependencies import judge, loaded_now, read_session, site_ranges
from app.api.fhir.capability import capability_statement
from app.api.fhir.check import Request as CheckRequest
from app.api.fhir.check import bundle_of, halved, read_request
from app.api.fhir.codes import Context, Version, version_id
from app.api.fhir.outcome import MEDIA_TYPE, Refused, refusal, refusal_of, respond, write
from app.api.fhir.search import cut, pairs_of, read_search, searchset
from app.api.fhir.types import TYPES, Operation, Type
from app.api.http.paths import place_of, with_headers
from app.api.http.problems import Problem
from app.domain.errors import NothingLoaded, TooManyDrugs
from app.domain.interactions.policy import Policy
from app.services.cache import Recent
from app.services.release import LoadedRelease
from app.settings import Settings

PREFIX = "/fhir"
_ALLOW = "GET, HEAD, POST, OPTIONS"
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified, Location",
}
_PREFLIGHT = {
    "Allow": _ALLOW,
    "Access-Control-Allow-Methods": _ALLOW,
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match, Prefer",
}
_JSON = ("application/fhir+json", "application/json", "json", "text/json")
_ANY = ("*/*", "application/*")
_NOT_LOADED = Refused(503, "transient", "no data is loaded", Retry_After="5")
_NO_SUCH = Refused(404, "not-found", "there is nothing at this address; see `metadata`")
# So many resources that were read are kept as bytes.
_MOST_KEPT = 500


class _Place:
    """The template of an address, by which measurements and logs name it."""

    def __init__(self, path: str) -> None:
        self.path = path


class FhirApp:
    """An ASGI application for everything under the prefix of a version."""

    def __init__(self, version: Version, settings: Settings, policy: Policy) -> None:
        self.prefix = f"{PREFIX}/{version.value}"
        self._version = version
        self._settings = settings
        self._policy = policy
        self._open_to_all = not settings.allowed_origins
        self._kept: Recent[tuple[str, str, str], bytes] = Recent(_MOST_KEPT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        send = with_headers(send, _OPEN) if self._open_to_all else send
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except Refused as refused:
            answer = refusal(refused)
        except Problem as problem:
            answer = refusal_of(problem, {})
        except (NothingLoaded, DBAPIError) as error:
            logging.getLogger("materia").error("no data to answer from: %s", type(error).__name__)
            answer = refusal(_NOT_LOADED)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        scope = request.scope
        place = place_of(scope).removeprefix(self.prefix)
        parts = [part for part in place.split("/") if part]
        scope["route"] = _Place(self._template(parts))
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        pairs = pairs_of(scope["query_string"])
        _require_json(Headers(scope=scope), dict(pairs))
        if request.method not in ("GET", "POST"):
            raise Refused(405, "not-supported", "this server is read-only", Allow=_ALLOW)
        if parts == ["$check-interactions"]:
            return await self._check(request)
        if request.method == "POST":
            parts, pairs = await _posted(request, parts, pairs)
        elif len(parts) == 2 and not pairs:
            # What was read before needs no database, and so no thread.
            loaded = loaded_now(request)
            kept = self._kept.get((loaded.release, parts[0], parts[1]))
            if kept is not None:
                return _sent(kept, request.headers, loaded)
        return await run_in_threadpool(self._read, request, parts, pairs)

    def _template(self, parts: list[str]) -> str:
        """The address without what may have been written into it."""
        known = [*TYPES, "metadata", "_search", "$check-interactions"]
        known += [f"${name}" for kind in TYPES.values() for name in kind.operations]
        return "/".join([self.prefix, *(one if one in known else "{id}" for one in parts[:3])])

    def _base(self, request: Request) -> str:
        root = (self._settings.public_url or str(request.base_url)).rstrip("/")
        return f"{root}{self.prefix}"

    def _read(self, request: Request, parts: list[str], pairs: list[tuple[str, str]]) -> Response:
        with read_session(request) as read:
            context = Context(self._version, read.loaded, read.session)
            if parts == ["metadata"]:
                return respond(capability_statement(context, self._base(request)))
            kind = TYPES.get(parts[0]) if parts else None
            if kind is None or self._version not in kind.versions:
                raise _NO_SUCH
            match parts[1:]:
                case []:
                    strict = "handling=strict" in request.headers.get("prefer", "")
                    search = read_search(kind, pairs, strict)
                    return respond(searchset(kind, search, context, self._base(request)))
                case [operation] if operation.startswith("$"):
                    return respond(_operate(kind, operation, None, pairs, context))
                case [name]:
                    return self._resource(request, kind, name, pairs, context)
                case [name, operation] if operation.startswith("$"):
                    return respond(_operate(kind, operation, name, pairs, context))
        raise _NO_SUCH

    def _resource(
        self,
        request: Request,
        kind: Type,
        name: str,
        pairs: list[tuple[str, str]],
        context: Context,
    ) -> Response:
        """One resource, whole or in part; 304 for who has that of this release."""
        search = read_search(kind, [one for one in pairs if one[0].startswith("_")], False)
        whole = search.summary == "false" and not search.elements
        body = self._kept_body(kind, name, context) if whole else None
        if body is None:
            body = write(cut(_found(kind, name, context), search))
        return _sent(body, request.headers, context.loaded)

    def _kept_body(self, kind: Type, name: str, context: Context) -> bytes:
        """The bytes of a whole resource. Only what there is is kept, by its own id."""
        place = (context.loaded.release, kind.name, name)
        body: bytes | None = self._kept.get(place)
        if body is None:
            body = self._kept[place] = write(_found(kind, name, context))
        return body

    async def _check(self, request: Request) -> Response:
        if request.method != "POST":
            raise Refused(405, "not-supported", "ask here by POST", Allow="POST, OPTIONS")
        loaded = loaded_now(request)
        body = await _read_json(request)
        asked = read_request(body, loaded, self._policy, site_ranges(request, loaded))
        return await self._checked(request, asked, loaded)

    async def _checked(
        self, request: Request, asked: CheckRequest, loaded: LoadedRelease
    ) -> Response:
        """The Bundle of a check. Of orders that name too many drugs the half is checked."""
        checking = request.app.state.checking
        try:
            return await judge(
                checking, loaded, asked.question, lambda found: respond(bundle_of(found, asked))
            )
        except TooManyDrugs:
            return await self._checked(request, halved(asked), loaded)


def _sent(body: bytes, asked: Headers, loaded: LoadedRelease) -> Response:
    """A resource of this release; 304 for who has it."""
    headers = {
        "ETag": f'W/"{version_id(loaded)}"',
        "Last-Modified": format_datetime(_made_at(loaded), usegmt=True),
        "Cache-Control": "no-cache",
    }
    if _is_had(asked, loaded):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=MEDIA_TYPE)


def _found(kind: Type, name: str, context: Context) -> dict[str, Any]:
    item = kind.find(name, context)
    if item is None:
        raise Refused(404, "not-found", f"no {kind.name} has this id")
    return kind.write(item, context)


def _made_at(loaded: LoadedRelease) -> datetime:
    """In UTC, and whole seconds, as a header has it."""
    made = loaded.made_at
    made = made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC)
    return made.replace(microsecond=0)


def _is_had(headers: Headers, loaded: LoadedRelease) -> bool:
    """Whether the client has what this release gives (RFC 9110: the tag goes before the time)."""
    tags = headers.get("if-none-match")
    if tags is not None:
        plain = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return plain == ["*"] or f'"{version_id(loaded)}"' in plain
    since = headers.get("if-modified-since")
    try:
        return since is not None and parsedate_to_datetime(since) >= _made_at(loaded)
    except (TypeError, ValueError):
        return False


def _require_json(headers: Headers, given: Mapping[str, str]) -> None:
    """406 for another format, by `_format` or by Accept."""
    format_ = given.get("_format", "").partition(";")[0].replace(" ", "+").lower()
    accept = ",".join(headers.getlist("accept")).lower() or "*/*"
    kinds = [format_] if format_ else [one.partition(";")[0].strip() for one in accept.split(",")]
    if not any(one in (*_JSON, *_ANY) for one in kinds):
        raise Refused(406, "not-supported", "only application/fhir+json is written here")


async def _posted(
    request: Request, parts: list[str], pairs: list[tuple[str, str]]
) -> tuple[list[str], list[tuple[str, str]]]:
    """A search or an operation by POST, as it would be asked by its address."""
    if parts[-1:] == ["_search"]:
        form = await request.body()
        return parts[:-1], [*pairs, *pairs_of(form)]
    if not parts or not parts[-1].startswith("$"):
        raise Refused(405, "not-supported", "this server is read-only", Allow="GET, HEAD, OPTIONS")
    return parts, [*pairs, *_parameters(await _read_json(request))]


def _parameters(body: Any) -> list[tuple[str, str]]:
    """The plain values of a Parameters."""
    if not isinstance(body, Mapping) or body.get("resourceType") != "Parameters":
        raise Refused(400, "invalid", "the body must be a Parameters")
    found: list[tuple[str, str]] = []
    for one in body.get("parameter") or []:
        if not isinstance(one, Mapping):
            continue
        for name, value in one.items():
            if name == "valueCoding" and isinstance(value, Mapping):
                found += [(part, str(value[part])) for part in ("system", "code") if part in value]
            elif name.startswith("value") and isinstance(value, str | int):
                found.append((str(one.get("name")), str(value)))
    return found


async def _read_json(request: Request) -> Any:
    if "json" not in request.headers.get("content-type", "").lower():
        raise Refused(415, "not-supported", "a body is application/fhir+json")
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise Refused(400, "structure", "the body is no JSON") from error


def _operate(
    kind: Type, name: str, instance: str | None, pairs: list[tuple[str, str]], context: Context
) -> dict[str, Any]:
    operation: Operation | None = kind.operations.get(name.removeprefix("$"))
    if operation is None or (instance is not None and not operation.on_instance):
        raise Refused(404, "not-supported", f"no such operation on {kind.name}")
    if instance is not None and kind.find(instance, context) is None:
        raise Refused(404, "not-found", f"no {kind.name} has this id")
    return operation.answer(instance, dict(pairs), context)
