"""What one question may be: its address, its parameters, its body, and the lists in them."""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import partial
from typing import Annotated, Any
from urllib.parse import parse_qsl

from anyio import to_thread
from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.http.paths import SENT, Again, Sent, give_slashes_back, is_below, place_of, sent_in
from app.api.http.problems import LONGEST_NAME, MOST_NAMED, Problem, fail, misfit, refuse
from app.domain.knowledge import Knowledge
from app.domain.names.lists import split_doses
from app.domain.names.parse import split_list
from app.services.release import closest

_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _written_out(value: Any) -> Any:
    """A number would be read as seconds since 1970, and so would one that is written as a text."""
    if isinstance(value, date) or (isinstance(value, str) and _ISO_DAY.fullmatch(value)):
        return value
    raise ValueError("a day is written YYYY-MM-DD")


# What was stopped on another day is a slip; a wash-out must still end within the calendar.
Day = Annotated[
    date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31)), BeforeValidator(_written_out)
]

# Whoever asks whether the service lives may ask with anything.
_PROBES = frozenset({"/healthz", "/readyz", "/metrics"})


class OwnRoute(APIRoute):
    """A route of our own API: a slash within a name in its path belongs to the name, and a query
    parameter that it does not know is refused.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, behind a look at the address."""
        answer = super().get_route_handler()
        names = frozenset(_names(self.dependant))
        open_ = self.path in _PROBES
        has_body = bool(self.dependant.body_params)

        async def answer_if_known(request: Request) -> Response:
            give_slashes_back(request.scope)
            if request.scope["query_string"] and not open_:
                _refuse_unknown(request.scope["query_string"], names)
            if has_body:
                sent = sent_in(request.scope["headers"])
                _refuse_unread(sent.kind, sent.length)
            return await answer(request)

        return answer_if_known


class QuestionRoute(OwnRoute):
    """A route whose body is one model, and whose parameters are choices. A body that is such a
    question is read in one step and answered (docs/decisions/0024); anything else goes the usual
    way, which says what is wrong with it.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.app = _Questions(self, self.app)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is asked: mostly its address is compared as it stands, without a pattern."""
        is_post = scope["type"] == "http" and scope["method"] == "POST"
        if is_post and scope["path"] == self.path and not scope.get("root_path"):
            return Match.FULL, {"endpoint": self.endpoint, "path_params": {}, "route": self}
        return super().matches(scope)


class _Questions:
    """Answers a plain question past FastAPI, which opens what no such question needs: stacks for
    what is closed at its end, and places for errors that layers outside take as well.
    """

    def __init__(self, route: APIRoute, usually: ASGIApp) -> None:
        self.usually = usually
        self.endpoint = route.endpoint
        (body,) = route.dependant.body_params
        question_type: Any = body.field_info.annotation
        self.read = TypeAdapter(question_type).validator.validate_json
        self.name = body.name
        self.request_name = route.dependant.request_param_name or "request"
        self.chosen_by = {b"": {}, **dict(_choices(route.dependant))}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = self._given(scope)
        if given is None:
            await self.usually(scope, receive, send)
            return
        given[self.request_name] = Request(scope, receive, send)
        response: Response = await self.endpoint(**given)
        await response(scope, receive, send)

    def _given(self, scope: Scope) -> dict[str, Any] | None:
        """What the route is called with; None for what is no plain question."""
        chosen = self.chosen_by.get(scope["query_string"])
        sent: Sent | None = scope.get(SENT)
        if chosen is None or sent is None:
            return None
        _refuse_unread(sent.kind, sent.length)
        try:
            return {self.name: self.read(sent.body), **chosen}
        except ValidationError:
            return None


def _choices(dependant: Dependant) -> Iterator[tuple[bytes, dict[str, Enum]]]:
    """Each query that makes one choice, and what a route is given then."""
    for one in dependant.query_params:
        choices: Any = one.field_info.annotation
        for choice in choices:
            yield f"{one.alias}={choice.value}".encode(), {one.name: choice}


def _names(dependant: Dependant) -> Iterator[str]:
    """The query parameters of a route, also those that are fields of one model."""
    for within in dependant.dependencies:
        yield from _names(within)
    for one in dependant.query_params:
        model = one.field_info.annotation
        if isinstance(model, type) and issubclass(model, BaseModel):
            yield from (field.alias or name for name, field in model.model_fields.items())
        else:
            yield one.alias


def _refuse_unknown(query_string: bytes, names: Collection[str]) -> None:
    given = parse_qsl(query_string.decode("latin-1"), keep_blank_values=True)
    unknown = list(dict.fromkeys(name for name, _ in given if name not in names))[:MOST_NAMED]
    if unknown:
        raise refuse(
            misfit(["query", name], _instead(name, names), "extra_forbidden") for name in unknown
        )


def _instead(name: str, names: Collection[str]) -> str:
    if not names:
        return "this address takes no parameters"
    near = closest(name.lower()[:LONGEST_NAME], names)
    if near:
        return f"there is no such parameter here; '{near[0]}' is spelt like it"
    return f"there is no such parameter here; known are: {', '.join(sorted(names))}"


@dataclass(frozen=True, slots=True)
class Shape:
    """How deep a JSON body may be, and how many objects and lists, and keys in one object."""

    deepest: int
    most_parts: int
    most_keys: int
    decoder: json.JSONDecoder = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        hook = partial(_only_once, self.most_keys)
        object.__setattr__(self, "decoder", json.JSONDecoder(object_pairs_hook=hook))


class _TooManyKeys(ValueError):
    """Raised while JSON is read, so that nothing more of it is."""


class _Repeated(ValueError):
    """Raised while JSON is read, with the key that stands in one object again."""


def _only_once(most: int, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > most:
        raise _TooManyKeys
    known = dict(pairs)
    if len(known) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Repeated(next(key for key in known if keys.count(key) > 1))
    return known


# A question is three deep and has a hundred drugs, conditions and drugs taken before.
QUESTION = Shape(20, 1_000, 100)
# The record of a patient: hundreds of orders, each with codes, doses and extensions.
PATIENT_RECORD = Shape(60, 100_000, 300)


class BodyLimit:
    """413 for a body that is larger than the setting allows, whether it says so or not; 415 for a
    packed one; 422 for one whose JSON is too deep or names a thing again. `shapes` are those of the
    apps below a prefix.
    """

    def __init__(
        self, app: ASGIApp, most_bytes: int, shapes: Mapping[str, Shape] | None = None
    ) -> None:
        self.app = app
        self.most_bytes = most_bytes
        self.shapes = shapes or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        sent = sent_in(scope["headers"])
        if sent.is_packed:
            await fail(scope, _packed(), {"Connection": "close"})(scope, receive, send)
        else:
            await self._read(sent, scope, receive, send)

    async def _read(self, sent: Sent, scope: Scope, receive: Receive, send: Send) -> None:
        length = sent.length or "0"
        body = bytearray()
        too_large = length.isdigit() and int(length) > self.most_bytes
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
        sent.body = bytes(body)
        # A body that is no JSON is refused where JSON is wanted.
        if "json" in sent.kind:
            misfit = await _find_misfit(sent.body, self._shape(place_of(scope)))
            if misfit is not None:
                await fail(scope, misfit)(scope, receive, send)
                return
        scope[SENT] = sent
        await self.app(scope, Again(sent.body, receive), send)

    def _shape(self, place: str) -> Shape:
        found = (shape for prefix, shape in self.shapes.items() if is_below(prefix, place))
        return next(found, QUESTION)


# A larger body is read in a thread: nobody else waits for it.
_LARGE = 16_000


async def _find_misfit(body: bytes, shape: Shape) -> Problem | None:
    if len(body) > _LARGE:
        return await to_thread.run_sync(problem_with_json, body, shape)
    return problem_with_json(body, shape)


def _packed() -> Problem:
    detail = "A body must not be packed (Content-Encoding). Nothing was checked."
    return Problem(415, "unsupported-media-type", "Unsupported media type", detail)


# What is in a string is no bracket.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NO_MARK = bytes(set(range(256)) - set(b'"[]{}'))
_NO_BRACKET = _NO_MARK + b'"'


def problem_with_json(body: bytes, shape: Shape = QUESTION) -> Problem | None:
    """What is wrong with the shape of a JSON body; None where nothing is, and for what is no JSON:
    that the route says in its own words.
    """
    why = _why_too_much(body, shape)
    if why is not None:
        return refuse([misfit(["body"], why, "too_much")])
    text = _in_utf_8(body)
    if text is None:
        detail = "A body must be JSON in UTF-8, without NUL. Nothing was checked."
        return Problem(400, "bad-request", "Bad request", detail)
    try:
        read = shape.decoder.decode(text)
    except _Repeated as error:
        key = str(error)
        message = f"the key '{key[:LONGEST_NAME]}' stands here more than once; none was chosen"
        return refuse([misfit(["body", key], message, "repeated_key")])
    except _TooManyKeys:
        return refuse(
            [misfit(["body"], f"more than {shape.most_keys} keys in one object", "too_much")]
        )
    except (ValueError, RecursionError):
        return None
    if b"\\u0000" in body and any("\0" in one for one in _strings(read)):
        return refuse([misfit(["body"], "a NUL (\\u0000) stands in it", "nul")])
    return None


def _in_utf_8(body: bytes) -> str | None:
    """As text, unless it is none: what is JSON in another encoding would be read as such later."""
    try:
        return None if b"\0" in body else body.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError:
        return None


def _strings(value: Any) -> Iterator[str]:
    """Every string of a JSON value; what is as deep as this was refused by now."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _why_too_much(body: bytes, shape: Shape) -> str | None:
    if body.count(b"[") + body.count(b"{") <= shape.deepest:
        return None
    depth = parts = 0
    for sign in _brackets(body):
        if sign in b"[{":
            depth, parts = depth + 1, parts + 1
        else:
            depth -= 1
        if depth > shape.deepest:
            return f"nested more than {shape.deepest} deep"
        if parts > shape.most_parts:
            return f"more than {shape.most_parts} objects and lists"
    return None


def _brackets(body: bytes) -> bytes:
    """The brackets that open or close something, without those in strings."""
    if b"\\" not in body:
        # Each quotation mark begins or ends a string; most strings are empty after this.
        body = body.translate(None, _NO_MARK).replace(b'""', b"")
    return _STRING.sub(b"", body).translate(None, _NO_BRACKET)


_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json")


def _refuse_unread(kind: str, length: str | None) -> None:
    """415 for a body that says it is no JSON; nothing in it is read."""
    if _JSON.fullmatch(kind.partition(";")[0].strip()) is None and length != "0":
        detail = (
            "A body must be JSON, and say so: Content-Type: application/json. Nothing was checked."
        )
        raise Problem(415, "unsupported-media-type", "Unsupported media type", detail)


# Longer than a hundred names with their directions, one after the other.
MOST_SIGNS_OF_LIST = 8_000
# What one question may list.
MOST_DRUGS = 100
# Directions behind a comma belong to the name before: of these there may be some more.
_MOST_MARKS = 250
_MARKS = (",", ";", "\n")
# In more text no drugs are looked for between blanks: it would keep others waiting.
_MOST_SIGNS_OF_DOSES = 2_000


def listed(texts: Sequence[str], knowledge: Knowledge | None = None) -> list[str]:
    """What the texts list, with commas, semicolons or lines between. Raises a Problem for more
    than anybody takes, before they are taken apart.

    With the `knowledge` of drugs no comma splits a known name, and drugs with their strengths are
    parted where only blanks are between: `lisinopril 10 mg metformin 500 mg`.
    """
    marks = sum(text.count(mark) for text in texts for mark in _MARKS)
    parts = None
    if marks <= _MOST_MARKS:
        names = knowledge.names if knowledge is not None else ()
        parts = [part for text in texts for part in split_list(text, names)]
        if knowledge is not None and sum(map(len, parts)) <= _MOST_SIGNS_OF_DOSES:
            parts = [one for part in parts for one in split_doses(part, knowledge)]
    if parts is None or len(parts) > MOST_DRUGS:
        detail = f"Nothing was checked: at most {MOST_DRUGS} names in one question. Ask with fewer."
        raise Problem(422, "too-many-drugs", "Too many drugs", detail)
    return parts
