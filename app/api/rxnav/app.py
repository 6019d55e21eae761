"""The RxNav app: finds what a path asks for, asks it, and writes the answer."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import Receive, Scope, Send

from app.api.dependencies import loaded_now
from app.api.http.paths import place_of, with_headers
from app.api.http.problems import nothing_to_answer_from
from app.api.rxnav import concepts, interactions, names
from app.api.rxnav import ndc as packages
from app.api.rxnav.request import (
    NOT_ALLOWED,
    NOT_FOUND,
    Call,
    Form,
    Refused,
    form_by_accept,
    plain,
    plain_refusal,
    read_query,
    split_ending,
)
from app.api.rxnav.response import Answer, respond, write
from app.domain.errors import NothingLoaded

PREFIX = "/REST"
# The same questions over the part of RxNorm that is prescribed: here they have one answer.
_ALIAS = "Prescribe"
_FORM = "materia.form"
# A longer list has so many pairs that they are compared in a thread.
_QUICK_BYTES = 300
_OPEN = {"Access-Control-Allow-Origin": "*"}
_EXPOSED = {**_OPEN, "Access-Control-Expose-Headers": "X-Unresolved-Rxcuis"}
_ALLOW = {"Allow": "GET, HEAD, OPTIONS"}
_PREFLIGHT = {
    **_OPEN,
    **_ALLOW,
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What answers at a path. `quick` is pure arithmetic in memory, which needs no thread
    unless very much is asked."""

    answer: Callable[[Call], Answer]
    quick: bool = False


@dataclass(frozen=True, slots=True)
class _Responder:
    """The ASGI application of one endpoint. Measurements and logs name it by the template of its
    path: the address itself may name a drug.
    """

    path: str
    endpoint: Endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = self
        form = scope[_FORM] or form_by_accept(scope)
        request = Request(scope, receive)
        gaps = tuple(scope["path_params"].values())
        call = Call(request, loaded_now(request), gaps, read_query(scope["query_string"]))
        if self.endpoint.quick and len(scope["query_string"]) <= _QUICK_BYTES:
            response = self._respond(call, form)
        else:
            response = await run_in_threadpool(self._respond, call, form)
        await response(scope, receive, send)

    def _respond(self, call: Call, form: Form) -> Response:
        answer = self.endpoint.answer(call)
        return respond(write(answer, form), form, answer.headers)


class RxNavApp:
    """An ASGI application for everything under the prefix."""

    def __init__(self, endpoints: Mapping[str, Endpoint], open_to_all: bool) -> None:
        paths = {f"{PREFIX}/{path}".rstrip("/"): endpoint for path, endpoint in endpoints.items()}
        self._router = Router(
            [Route(path, _Responder(path, endpoint)) for path, endpoint in paths.items()],
            redirect_slashes=False,
            default=_find_nothing,
        )
        self._open_to_all = open_to_all

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        send = with_headers(send, _EXPOSED) if self._open_to_all else send
        try:
            await self._answer(scope, receive, send)
        except Refused as refused:
            await plain(refused)(scope, receive, send)
        except (NothingLoaded, DBAPIError) as error:
            problem = nothing_to_answer_from(error)
            logging.getLogger("materia").error("nothing to answer from: %s", problem.kind)
            await plain_refusal(problem, {"Retry-After": "5"})(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "OPTIONS":
            headers = _PREFLIGHT if self._open_to_all else _ALLOW
            await Response(status_code=204, headers=headers)(scope, receive, send)
            return
        if scope["method"] != "GET":
            raise NOT_ALLOWED
        path, form = _split_path(place_of(scope))
        inside = {**scope, "path": path, "root_path": "", "path_params": {}, _FORM: form}
        try:
            await self._router(inside, receive, send)
        finally:
            scope["route"] = inside.get("route")


def _split_path(place: str) -> tuple[str, Form | None]:
    """The path by which the router knows an endpoint, and the format that its ending names.

    Empty parts count for nothing, and the alias neither.
    """
    path, form = split_ending(place.removeprefix(PREFIX).strip("/"))
    parts = [part for part in path.split("/") if part]
    parts = parts[1:] if parts and parts[0] == _ALIAS else parts
    return "/".join((PREFIX, *parts)), form


async def _find_nothing(scope: Scope, receive: Receive, send: Send) -> None:
    raise NOT_FOUND


def list_resources(call: Call) -> Answer:
    """What can be asked here. Clients probe it before they ask anything."""
    del call
    paths = [f"{PREFIX}/{path}" for path in ENDPOINTS if path]
    return Answer("rxnormdata", {"resourceList": {"resource": paths}})


ENDPOINTS = {
    "interaction/list": Endpoint(interactions.find_from_list, quick=True),
    "interaction/interaction": Endpoint(interactions.find_of_drug),
    "interaction/sources": Endpoint(interactions.list_sources),
    "interaction/version": Endpoint(interactions.get_versions),
    "rxcui": Endpoint(names.find_rxcui),
    "rxcui/{rxcui}": Endpoint(concepts.get_name, quick=True),
    "rxcui/{rxcui}/properties": Endpoint(concepts.get_properties, quick=True),
    "rxcui/{rxcui}/allProperties": Endpoint(concepts.list_all_properties),
    "rxcui/{rxcui}/related": Endpoint(concepts.list_related),
    "rxcui/{rxcui}/allrelated": Endpoint(concepts.list_all_related),
    "rxcui/{rxcui}/ndcs": Endpoint(concepts.list_ndcs),
    "rxcui/{rxcui}/property": Endpoint(concepts.find_property),
    "rxcui/{rxcui}/filter": Endpoint(concepts.keep_if),
    "rxcui/{rxcui}/status": Endpoint(concepts.get_status, quick=True),
    "approximateTerm": Endpoint(names.find_approximately),
    "spellingsuggestions": Endpoint(names.suggest_spellings),
    "drugs": Endpoint(names.find_drugs),
    "displaynames": Endpoint(names.list_display_names),
    "ndcstatus": Endpoint(packages.get_ndc_status),
    "ndcproperties": Endpoint(packages.get_ndc_properties),
    "brands": Endpoint(names.list_brands),
    "idtypes": Endpoint(names.list_id_types, quick=True),
    "termtypes": Endpoint(concepts.list_term_types, quick=True),
    "relatypes": Endpoint(concepts.list_relations, quick=True),
    "propCategories": Endpoint(concepts.list_property_categories, quick=True),
    "rxclass/class/byRxcui": Endpoint(packages.list_classes),
    "version": Endpoint(packages.get_version, quick=True),
    "": Endpoint(list_resources, quick=True),
}
