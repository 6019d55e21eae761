"""The app itself: finds what a path asks for, asks it, and writes the answer."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.dependencies import loaded_now
from app.api.http.paths import place_of
from app.api.rxnav import concepts, interactions, names
from app.api.rxnav import ndc as packages
from app.api.rxnav.errors import NOT_ALLOWED, NOT_FOUND, NOTHING_LOADED, Refused, plain
from app.api.rxnav.request import Call, Form, ReleaseCache, form_by_accept, read_query, split_ending
from app.api.rxnav.response import Answer, respond, write
from app.domain.errors import NothingLoaded
from app.domain.knowledge import Knowledge

PREFIX = "/REST"
# The same questions over the part of RxNorm that is prescribed: here they have one answer.
_ALIAS = "Prescribe"
_GAP = "*"
_OPEN = {"Access-Control-Allow-Origin": "*"}
_EXPOSED = {**_OPEN, "Access-Control-Expose-Headers": "X-Unresolved-Rxcuis"}
_PREFLIGHT = {
    **_OPEN,
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What answers at a path. `quick` is pure arithmetic in memory, which needs no thread."""

    answer: Callable[[Call], Answer]
    quick: bool = False


@dataclass(frozen=True, slots=True)
class _Route:
    """Named in measurements and logs by its template: the address itself may name a drug."""

    path: str
    endpoint: Endpoint


class RxNavApp:
    """An ASGI application for everything under the prefix."""

    def __init__(self, endpoints: Mapping[str, Endpoint], open_to_all: bool) -> None:
        self._routes = {
            tuple(path.split("/")): _Route(f"{PREFIX}/{path}".replace(_GAP, "{rxcui}"), endpoint)
            for path, endpoint in endpoints.items()
        }
        self._open_to_all = open_to_all
        self._remembered: ReleaseCache | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        request = Request(scope, receive)
        try:
            answer = await self._answer(request)
        except Refused as refused:
            answer = plain(refused)
        except (NothingLoaded, DBAPIError) as error:
            logging.getLogger("materia").error("no data to answer from: %s", type(error).__name__)
            answer = plain(NOTHING_LOADED)
        if self._open_to_all:
            answer.headers.update(_EXPOSED)
        await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        scope = request.scope
        if scope["method"] == "OPTIONS":
            return Response(status_code=204, headers=_PREFLIGHT if self._open_to_all else _ALLOW)
        if scope["method"] != "GET":
            raise NOT_ALLOWED
        path, form = split_ending(place_of(scope).removeprefix(PREFIX).strip("/"))
        route, gaps = self._find([part for part in path.split("/") if part])
        scope["route"] = route
        form = form or form_by_accept(scope)
        loaded = loaded_now(request)
        query = read_query(scope["query_string"])
        call = Call(request, loaded, self._remember(loaded.knowledge), gaps, query)
        if route.endpoint.quick:
            return _told(route.endpoint.answer(call), form)
        return await run_in_threadpool(lambda: _told(route.endpoint.answer(call), form))

    def _find(self, parts: Sequence[str]) -> tuple[_Route, Sequence[str]]:
        """What answers at a path, and what stands in its gap."""
        parts = parts[1:] if parts and parts[0] == _ALIAS else parts
        route = self._routes.get(tuple(parts) or ("",))
        if route is not None and _GAP not in parts:
            return route, ()
        if len(parts) > 1:
            route = self._routes.get((parts[0], _GAP, *parts[2:]))
        if route is None or len(parts) < 2:
            raise NOT_FOUND
        return route, (parts[1],)

    def _remember(self, knowledge: Knowledge) -> ReleaseCache:
        release_cache = self._remembered
        if release_cache is None or release_cache.knowledge is not knowledge:
            release_cache = self._remembered = ReleaseCache(knowledge)
        return release_cache


_ALLOW = {"Allow": _PREFLIGHT["Allow"]}


def _told(answer: Answer, form: Form) -> Response:
    return respond(write(answer, form), form, answer.headers)


def list_resources(call: Call) -> Answer:
    """What can be asked here. Clients probe it before they ask anything."""
    del call
    paths = [f"{PREFIX}/{path}".replace("*", "{rxcui}") for path in ENDPOINTS if path]
    return Answer("rxnormdata", {"resourceList": {"resource": paths}})


ENDPOINTS = {
    "": Endpoint(list_resources, quick=True),
    "interaction/list": Endpoint(interactions.find_from_list, quick=True),
    "interaction/interaction": Endpoint(interactions.find_of_drug),
    "interaction/sources": Endpoint(interactions.list_sources),
    "interaction/version": Endpoint(interactions.get_versions),
    "rxcui": Endpoint(names.find_rxcui),
    "rxcui/*": Endpoint(concepts.get_name, quick=True),
    "rxcui/*/properties": Endpoint(concepts.get_properties, quick=True),
    "rxcui/*/allProperties": Endpoint(concepts.list_all_properties),
    "rxcui/*/related": Endpoint(concepts.list_related),
    "rxcui/*/allrelated": Endpoint(concepts.list_all_related),
    "rxcui/*/ndcs": Endpoint(concepts.list_ndcs),
    "approximateTerm": Endpoint(names.find_approximately),
    "spellingsuggestions": Endpoint(names.suggest_spellings),
    "drugs": Endpoint(names.find_drugs),
    "displaynames": Endpoint(names.list_display_names),
    "ndcstatus": Endpoint(packages.get_ndc_status),
    "rxclass/class/byRxcui": Endpoint(packages.list_classes),
    "version": Endpoint(packages.get_version, quick=True),
}
