"""What does not fit before a route is asked: JSON that is too deep or repeats a key, and query
parameters that no route knows.
"""

import json
import re
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.api.http.paths import give_slashes_back
from app.api.http.problems import Problem
from app.services.release import closest

# A question is three deep and has a hundred drugs, conditions and drugs taken before.
_DEEPEST = 20
_MOST_PARTS = 1_000
_MOST_KEYS = 100
# Of many misfits the first show what kind they are.
MOST_NAMED = 20
_LONGEST_NAME = 60

# A string, or a bracket that opens or closes. What is in a string is no bracket.
_BRACKET = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


def refuse(misfits: Iterable[Mapping[str, Any]]) -> Problem:
    """422 for values that do not fit: where each stands, and why."""
    named = [_placed(one) for one in islice(misfits, MOST_NAMED)]
    places = ", ".join(dict.fromkeys(one["place"] for one in named))
    detail = f"Does not fit: {places}"
    return Problem(422, "invalid-request", "Invalid request", detail, errors=named)


def _placed(misfit: Mapping[str, Any]) -> dict[str, Any]:
    loc = [part[:_LONGEST_NAME] for part in misfit["loc"]]
    return {"place": ".".join(loc), **misfit, "loc": loc}


def _misfit(loc: Sequence[str], message: str, kind: str) -> dict[str, Any]:
    return {"loc": loc, "message": message, "type": kind}


class _TooManyKeys(ValueError):
    """Raised while JSON is read, so that nothing more of it is."""


class _Repeated(ValueError):
    """Raised while JSON is read, with the key that stands in one object again."""


def problem_with_json(body: bytes) -> Problem | None:
    """What is wrong with the shape of a JSON body; None where nothing is, and for what is no JSON:
    that the route says in its own words.
    """
    why = _why_too_much(body)
    if why is not None:
        return refuse([_misfit(["body"], why, "too_much")])
    try:
        json.loads(body, object_pairs_hook=_only_once)
    except _Repeated as error:
        key = str(error)
        message = f"the key '{key[:_LONGEST_NAME]}' stands here more than once; none was chosen"
        return refuse([_misfit(["body", key], message, "repeated_key")])
    except _TooManyKeys:
        return refuse([_misfit(["body"], f"more than {_MOST_KEYS} keys in one object", "too_much")])
    except (ValueError, RecursionError):
        return None
    return None


def _why_too_much(body: bytes) -> str | None:
    if body.count(b"[") + body.count(b"{") <= _DEEPEST:
        return None
    depth = parts = 0
    for found in _BRACKET.finditer(body):
        sign = body[found.start()]
        if sign in b"[{":
            depth, parts = depth + 1, parts + 1
        elif sign in b"]}":
            depth -= 1
        if depth > _DEEPEST:
            return f"nested more than {_DEEPEST} deep"
        if parts > _MOST_PARTS:
            return f"more than {_MOST_PARTS} objects and lists"
    return None


def _only_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(pairs) > _MOST_KEYS:
        raise _TooManyKeys
    known = dict(pairs)
    if len(known) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _Repeated(next(key for key in known if keys.count(key) > 1))
    return known


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

        async def answer_if_known(request: Request) -> Response:
            give_slashes_back(request.scope)
            if request.scope["query_string"] and not open_:
                _refuse_unknown(request.scope["query_string"], names)
            return await answer(request)

        return answer_if_known


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
            _misfit(["query", name], _instead(name, names), "extra_forbidden") for name in unknown
        )


def _instead(name: str, names: Collection[str]) -> str:
    if not names:
        return "this address takes no parameters"
    near = closest(name.lower()[:_LONGEST_NAME], names)
    if near:
        return f"there is no such parameter here; '{near[0]}' is spelt like it"
    return f"there is no such parameter here; known are: {', '.join(sorted(names))}"
