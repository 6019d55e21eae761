"""The app of CDS Hooks: discovery, the services, and feedback."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.dependencies import judge, loaded_now, site_ranges
from app.api.hooks.call import HookCall, read_call
from app.api.hooks.cards import Card, Making, cards_of
from app.api.hooks.feedback import read_feedback
from app.api.hooks.services import SERVICES, Service
from app.api.http.paths import place_of, with_headers
from app.api.http.problems import Problem, respond
from app.domain.errors import NothingLoaded, TooManyDrugs
from app.domain.interactions.policy import Policy
from app.services.interactions import Question
from app.services.release import LoadedRelease
from app.settings import Settings

PREFIX = "/cds-services"
_OPEN = {"Access-Control-Allow-Origin": "*"}
_ALLOW = "GET, HEAD, POST, OPTIONS"
_PREFLIGHT = {
    "Allow": _ALLOW,
    "Access-Control-Allow-Methods": _ALLOW,
    "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept, X-Request-ID",
    "Access-Control-Max-Age": "600",
}
_NOT_LOADED = Problem(503, "not-loaded", "Data not loaded", "Nothing was checked.")
_NOT_FOUND = Problem(404, "unknown-service", "Unknown service", f"GET {PREFIX} lists the services.")


class _Place:
    """The template of an address, by which measurements and logs name it."""

    def __init__(self, path: str) -> None:
        self.path = path


_DISCOVERY = _Place(PREFIX)
_CALL = _Place(f"{PREFIX}/{{service}}")
_FEEDBACK = _Place(f"{PREFIX}/{{service}}/feedback")


class HooksApp:
    """An ASGI application for everything under the prefix. Of a request nothing is logged or kept.

    `policy` decides how loudly findings are shown.
    """

    def __init__(self, settings: Settings, policy: Policy) -> None:
        self._settings = settings
        self._policy = policy
        self._open_to_all = not settings.allowed_origins
        self._called: tuple[Any, str] = (None, "")
        self._tokens = None
        if settings.hooks_issuers is not None:
            # Loaded only when set: cryptography is slow to load.
            from app.api.hooks.tokens import Tokens

            self._tokens = Tokens(settings.hooks_issuers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        send = with_headers(send, _OPEN) if self._open_to_all else send
        try:
            answer = await self._answer(Request(scope, receive))
        except Problem as problem:
            answer = refusal(problem, {})
        except (NothingLoaded, DBAPIError) as error:
            logging.getLogger("materia").error("no data to answer from: %s", type(error).__name__)
            answer = refusal(_NOT_LOADED, {"Retry-After": "5"})
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        method = request.method
        if method == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT)
        parts = [part for part in place_of(request.scope).split("/")[2:] if part]
        if not parts:
            request.scope["route"] = _DISCOVERY
            _require(method, "GET")
            return _json({"services": [one.described() for one in SERVICES.values()]})
        service = SERVICES.get(parts[0])
        request.scope["route"] = _CALL if len(parts) == 1 else _FEEDBACK
        if service is None or parts[1:] not in ([], ["feedback"]):
            raise _NOT_FOUND
        _require(method, "POST")
        if self._tokens is not None:
            authorization = request.headers.get("authorization", "")
            self._tokens.check(authorization, self._audiences(request))
        body = await _read_json(request)
        loaded = loaded_now(request)
        if parts[1:]:
            request.app.state.feedback.add(read_feedback(body), loaded.knowledge)
            return _json({})
        return await self._check(request, service, body, loaded)

    def _base(self, request: Request) -> str:
        """The address of this server. That of the call before is kept: most come by the same one,
        and to take it apart costs more than to read the call.
        """
        if self._settings.public_url:
            return self._settings.public_url.rstrip("/")
        scope = request.scope
        root = scope.get("app_root_path", scope.get("root_path"))
        by = (scope["scheme"], scope.get("server"), root, request.headers.get("host"))
        last, base = self._called
        if by != last:
            base = str(request.base_url).rstrip("/")
            self._called = by, base
        return base

    def _audiences(self, request: Request) -> list[str]:
        """What a token may name as whom it is for: the service that is called, or all of them."""
        base = self._base(request)
        return [f"{base}{place_of(request.scope)}", f"{base}{PREFIX}", base]

    async def _check(
        self, request: Request, service: Service, body: Any, loaded: LoadedRelease
    ) -> Response:
        call = read_call(service, body, loaded)
        base, minor = self._base(request), self._settings.hooks_minor
        making = Making(call, service, base, minor, loaded.cache.cards)
        cards = await self._cards(request, making, loaded) if call.new else []
        return _json({"cards": cards, "systemActions": []})

    async def _cards(self, request: Request, making: Making, loaded: LoadedRelease) -> list[Card]:
        """The cards of a check. Of orders that name too many drugs the half is checked."""
        asked = question_of(making.call, self._policy, site_ranges(request, loaded))
        try:
            return await judge(
                request.app.state.checking, loaded, asked, lambda found: cards_of(found, making)
            )
        except TooManyDrugs:
            return await self._cards(request, making.halved(), loaded)


def question_of(call: HookCall, policy: Policy, ranges: Mapping[str, Any]) -> Question:
    """The check that a call asks for."""
    return Question(
        drugs=tuple(one.asked for one in call.new),
        current=tuple(one.asked for one in call.current),
        policy=policy,
        person=call.person,
        dose_ranges=ranges,
        whole=False,
    )


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _require(method: str, wanted: str) -> None:
    if method != wanted:
        raise Problem(405, "not-allowed", "Method Not Allowed", f"Ask here by {wanted}.")


async def _read_json(request: Request) -> Any:
    """The body. Raises Problem for another media type, and for what is no JSON."""
    if "json" not in request.headers.get("content-type", "").lower():
        raise Problem(415, "not-json", "Unsupported Media Type", "A body is application/json.")
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        detail = "The body is no JSON. Nothing was checked."
        raise Problem(400, "invalid-json", "Invalid JSON", detail) from error


def refusal(problem: Problem, headers: Mapping[str, str]) -> Response:
    """A problem as CDS Hooks has it: a body that does not fit is 400."""
    more = dict(headers)
    if problem.status == 401:
        more["WWW-Authenticate"] = "Bearer"
    if problem.status == 405:
        more["Allow"] = _ALLOW
    if problem.status == 422:
        problem = Problem(400, problem.kind, problem.title, problem.detail, **problem.more)
    return respond(PREFIX, problem, more)
