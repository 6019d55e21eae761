"""May these be taken together? And the rules behind the answer."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.api.answers.brief import View, ViewQuery, brief_check
from app.api.answers.checks import CheckOut
from app.api.answers.interactions import InteractionOut, InteractionSummaryOut
from app.api.answers.presenters import in_short, present_interaction
from app.api.answers.serialise import checkup_json, plain
from app.api.answers.shared import PageOut
from app.api.dependencies import LoadedDep, ReadLoadedDep, SessionDep, loaded_now
from app.api.http.cache import keep
from app.api.http.problems import Problem
from app.api.rest.problems import class_of, drug_of, invalid, problems, unknown
from app.api.rest.requests import PAGING, PagingDep
from app.domain.english import quoted
from app.domain.facts import Action, RuleKind, Severity
from app.domain.interactions.policy import Policy
from app.domain.interactions.result import Audience, Checkup
from app.domain.names.input import Asked, InputStatus
from app.domain.names.parse import split_list
from app.services.interactions import Question, Wanted, find_interaction, find_interactions
from app.services.interactions import check_interactions as judge_interactions
from app.services.lookup import NotFound, like
from app.services.release import LoadedRelease
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
    view: View = Field(View.FULL, description="`brief`: a few kB, no finding dropped")

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


router = APIRouter(prefix="/interactions", tags=["Interactions"])


@router.get(
    "",
    response_model=PageOut[InteractionSummaryOut],
    responses=problems(404, 422),
    dependencies=[keep("drug", "class", "severity", "action", "kind", *PAGING)],
)
def list_interactions(
    session: SessionDep,
    loaded: ReadLoadedDep,
    paging: PagingDep,
    drug: Annotated[str | None, Query(description="Only those that this drug can play")] = None,
    drug_class: Annotated[
        str | None, Query(alias="class", description="Only those of this class")
    ] = None,
    severity: Annotated[Severity | None, Query(description="Only this severity")] = None,
    action: Annotated[Action | None, Query(description="Only this action")] = None,
    kind: Annotated[RuleKind | None, Query(description="Drug with drug, or with condition")] = None,
) -> Page[InteractionSummaryOut]:
    """The rules, and the records of imported data sets; gravest first.

    That a pair is not listed does not mean that the two can be taken together.
    """
    wanted = Wanted(
        drug=None if drug is None else drug_of(loaded, drug).drug,
        drug_class=None if drug_class is None else class_of(loaded, drug_class),
        severity=severity,
        action=action,
        kind=kind,
    )
    found = find_interactions(session, loaded.knowledge, wanted)
    page = paging.cut(found)
    items = tuple(in_short(one, loaded.knowledge) for one in page.items)
    return Page(page.total, page.limit, page.offset, items)


@router.get("/check", response_model=CheckOut, responses=problems(422))
async def check_interactions_by_query(
    query: Annotated[CheckQuery, Query()], request: Request, loaded: LoadedDep
) -> Response:
    """The same check by address, for a browser or a quick try: `?drugs=clonazepam,alcohol`."""
    try:
        question = query.question()
    except ValidationError as error:
        raise unfit(error) from error
    return _check(question, loaded, request, query.view)


@router.post("/check", response_model=CheckOut, responses=problems(422))
async def check_interactions(
    question: CheckIn, request: Request, view: ViewQuery = View.FULL
) -> Response:
    """Every finding, duplication and burden among the drugs, and the status of every pair.

    Only unresolved inputs: 422. `strict` and any unresolved input: 422. A pair without a record is
    never an all-clear: `no_record`, `not_assessed` and `unresolved` are different answers.
    """
    return _check(question, loaded_now(request), request, view)


@router.get(
    "/{interaction}",
    response_model=InteractionOut,
    responses=problems(404),
    dependencies=[keep("interaction")],
)
def get_interaction(
    interaction: Annotated[str, Path(description="Id of a rule or record")], loaded: LoadedDep
) -> InteractionOut:
    """One rule or record, whole."""
    found = find_interaction(loaded.knowledge, interaction)
    if found is not None:
        return present_interaction(found, loaded.knowledge)
    near = like(interaction, (one.id for one in loaded.knowledge.rules))
    raise unknown("interaction", interaction, NotFound("no rule or record has this id", near))


def _check(question: CheckIn, loaded: LoadedRelease, request: Request, view: View) -> Response:
    policies: dict[str, Policy] = request.app.state.policies
    if question.policy not in policies:
        known = ", ".join(sorted(policies))
        raise Problem(
            422, "unknown-policy", "Unknown policy", f"'{question.policy}' is none of: {known}"
        )
    checkup = judge_interactions(
        loaded,
        Question(
            drugs=asked_of(question.drugs),
            current=asked_of(question.current),
            conditions=tuple(question.conditions),
            policy=policies[question.policy],
            audience=question.audience,
            accept_corrections=question.accept_corrections,
        ),
    )
    refuse_unresolved(checkup, question.strict)
    if view is View.BRIEF:
        return JSONResponse(brief_check(checkup))
    return Response(checkup_json(checkup), media_type="application/json")


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
