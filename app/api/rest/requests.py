"""What may be asked: a check by body or query, a page of a list; and what is refused."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Self, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.api.answers.serialise import plain
from app.api.http.problems import Problem
from app.api.rest.problems import invalid
from app.domain.english import quoted
from app.domain.interactions.result import Audience, Checkup
from app.domain.names.input import Asked, InputStatus
from app.domain.names.parse import split_list
from app.store.read import Page

MOST_DRUGS = 100
# Longer names are not looked up; far longer ones are not even a question.
MOST_SIGNS = 20_000

Words = Annotated[str, Field(min_length=1, max_length=MOST_SIGNS)]


class DrugIn(BaseModel):
    """A name, or a code of a system (`rxnorm`, `atc`, `unii`, `ndc`); with the last day taken."""

    model_config = ConfigDict(extra="forbid")

    name: Words | None = None
    system: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    code: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    stopped_on: date | None = None

    @model_validator(mode="after")
    def _name_or_code(self) -> Self:
        coded = self.system is not None and self.code is not None
        partly = (self.system is None) != (self.code is None)
        if partly or coded == (self.name is not None):
            raise ValueError("give either `name`, or `system` and `code`")
        return self

    def asked(self) -> Asked:
        """The question to the resolver."""
        stopped = self.stopped_on.isoformat() if self.stopped_on is not None else None
        return Asked(self.name, self.system, self.code, stopped)


DrugsIn = Annotated[list[Words | DrugIn], Field(max_length=MOST_DRUGS)]


class CheckIn(BaseModel):
    """`drugs` are checked; `current` are already taken. At most 100 of both together."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"drugs": ["Klonopin 0.5 mg tab", "oxycodone HCl", "unobtainium"]}]
        },
    )

    drugs: Annotated[DrugsIn, Field(min_length=1)]
    current: DrugsIn = []
    conditions: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=400)]], Field(max_length=MOST_DRUGS)
    ] = []
    policy: str = Field("default", max_length=60)
    audience: Audience = Audience.PROFESSIONAL
    accept_corrections: bool = False
    strict: bool = False

    @model_validator(mode="after")
    def _not_too_many(self) -> Self:
        if len(self.drugs) + len(self.current) > MOST_DRUGS:
            raise ValueError(f"at most {MOST_DRUGS} drugs, current ones included")
        return self


def asked_of(drugs: list[str | DrugIn]) -> tuple[Asked, ...]:
    """Each element as a question to the resolver."""
    return tuple(Asked(name=one) if isinstance(one, str) else one.asked() for one in drugs)


class CheckQuery(BaseModel):
    """A check as an address. What is repeated or has commas between is a list."""

    model_config = ConfigDict(extra="forbid")

    drugs: list[str] = Field([], description="Names with commas between")
    drug: list[str] = Field([], description="One name, commas and all; may be repeated")
    current: list[str] = Field([], description="Already taken; commas between, or repeated")
    conditions: list[str] = Field([], description="Of the person; commas between, or repeated")
    policy: str = Field("default", description="`default`, `quiet`, `everything`, or a site's own")
    audience: Audience = Field(Audience.PROFESSIONAL, description="Whom `message` speaks to")
    accept_corrections: bool = Field(
        False, description="Take the nearest correction of a misspelt name; the answer says so"
    )
    strict: bool = Field(False, description="422 if anything is not resolved")

    def question(self) -> CheckIn:
        """The question in the shape of a body. Raises pydantic's ValidationError."""
        return CheckIn(
            drugs=[*_listed(self.drugs), *self.drug],
            current=list(_listed(self.current)),
            conditions=_listed(self.conditions),
            policy=self.policy,
            audience=self.audience,
            accept_corrections=self.accept_corrections,
            strict=self.strict,
        )


def _listed(texts: list[str]) -> list[str]:
    return [part for text in texts for part in split_list(text)]


T = TypeVar("T")

MOST = 500


class Paging:
    """`limit` and `offset` of a question; sets the Link header (RFC 8288) of its answer."""

    def __init__(
        self,
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=MOST, description="How many items at most")] = 50,
        offset: Annotated[int, Query(ge=0, le=10**9, description="How many to pass over")] = 0,
    ) -> None:
        self.request, self.response, self.limit, self.offset = request, response, limit, offset

    def cut(self, items: Sequence[T]) -> Page[T]:
        """The page of a list that is there as a whole."""
        part = tuple(items[self.offset : self.offset + self.limit])
        return self.link(Page(len(items), self.limit, self.offset, part))

    def link(self, page: Page[Any]) -> Page[Any]:
        """The same page; its answer names the pages beside it."""
        last = max(0, (page.total - 1) // self.limit * self.limit)
        offsets = {"first": 0, "last": last}
        if self.offset > 0:
            offsets["prev"] = min(max(0, self.offset - self.limit), last)
        if self.offset + self.limit < page.total:
            offsets["next"] = self.offset + self.limit
        links = [f'<{self._address(at)}>; rel="{rel}"' for rel, at in offsets.items()]
        self.response.headers["Link"] = ", ".join(links)
        return page

    def _address(self, offset: int) -> str:
        """Relative to the page itself, so that it holds behind any proxy."""
        kept = [
            (name, value)
            for name, value in self.request.query_params.multi_items()
            if name not in ("limit", "offset")
        ]
        return f"?{urlencode([*kept, ('limit', str(self.limit)), ('offset', str(offset))])}"


PagingDep = Annotated[Paging, Depends()]


def refuse_unresolved(checkup: Checkup, strict: bool) -> None:
    """422 if nothing was resolved, or not everything under `strict`; it names what was not."""
    open_ = [one for one in checkup.inputs if one.status is not InputStatus.RESOLVED]
    unknown = [one for one in checkup.conditions if one.condition is None]
    none = len(open_) == len(checkup.inputs)
    if not none and not (strict and (open_ or unknown)):
        return
    words = quoted([one.input for one in open_] + [one.input for one in unknown])
    title = "Nothing could be resolved" if none else "Not everything could be resolved"
    detail = f"Nothing was checked. Not resolved: {words}."
    near = [candidate for one in open_ for candidate in one.candidates]
    raise Problem(
        422, "unresolved", title, detail, errors=_misfits(checkup), candidates=plain(near)
    )


def _misfits(checkup: Checkup) -> list[dict[str, str]]:
    return [
        {
            "place": f"inputs.{place}",
            "message": "; ".join(one.explanation) or one.status.value,
            "type": one.status.value,
        }
        for place, one in enumerate(checkup.inputs)
        if one.status is not InputStatus.RESOLVED
    ]


def unfit(error: ValidationError) -> Problem:
    """422 for a query that makes no question."""
    return invalid(error.errors(include_url=False, include_input=False), "query")
