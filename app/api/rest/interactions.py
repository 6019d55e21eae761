"""May these be taken together? And the rules behind the answer."""

from collections.abc import Sequence
from typing import Annotated, Any, Self

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, model_validator

from app.api.answers.brief import (
    BriefCheckOut,
    View,
    ViewQuery,
    brief,
    brief_check,
    respond_in_brief,
)
from app.api.answers.checks import CheckOut
from app.api.answers.interactions import InteractionOut, InteractionSummaryOut
from app.api.answers.presenters import in_short, present_interaction
from app.api.answers.serialise import checkup_json, plain
from app.api.answers.shared import PageOut
from app.api.dependencies import (
    LoadedDep,
    ReadLoadedDep,
    SessionDep,
    judge,
    loaded_now,
    respond_in_pieces,
    site_ranges,
)
from app.api.http.bounds import MOST_DRUGS, Day, OwnRoute, listed
from app.api.http.cache import keep
from app.api.http.problems import Problem
from app.api.rest.person import PersonIn
from app.api.rest.problems import class_of, drug_of, invalid, problems, unknown
from app.api.rest.requests import PAGING, PagingDep, UnitWords
from app.domain.doses import LARGEST_DOSE, Dose, Per, read_unit
from app.domain.english import counted, quoted
from app.domain.facts import Action, Severity
from app.domain.interactions.person import NOBODY
from app.domain.interactions.policy import Policy
from app.domain.interactions.result import Audience, Checkup, FindingKind
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked, InputStatus
from app.services.interactions import (
    Question,
    Wanted,
    find_interaction,
    find_interactions,
)
from app.services.lookup import NotFound, like
from app.services.release import LoadedRelease
from app.store.read import Page

# Longer names are not looked up; far longer ones are not even a question.
MOST_SIGNS = 20_000

Words = Annotated[str, Field(min_length=1, max_length=MOST_SIGNS)]


class DoseIn(BaseModel):
    """What is taken at once (`per` `dose`) or in a day, for the site's own ranges of doses."""

    model_config = ConfigDict(extra="forbid")

    amount: Annotated[float, Field(gt=0, le=LARGEST_DOSE, allow_inf_nan=False, strict=True)]
    unit: UnitWords
    per: Per = Per.DOSE
    route: Annotated[str, Field(min_length=1, max_length=40)] | None = None

    def dose(self) -> Dose:
        """The dose in the shape of the engine."""
        unit = read_unit(self.unit)
        assert unit is not None  # validated
        return Dose(self.amount, unit, self.per, self.route)


class DrugIn(BaseModel):
    """A name, or a code of a system (`rxnorm`, `atc`, `unii`, `ndc`); with the last day taken, and
    the dose.
    """

    model_config = ConfigDict(extra="forbid")

    name: Words | None = None
    system: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    code: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    stopped_on: Day | None = None
    dose: DoseIn | None = None

    @model_validator(mode="after")
    def _name_or_code(self) -> Self:
        coded = self.system is not None and self.code is not None
        partly = (self.system is None) != (self.code is None)
        if partly or coded == (self.name is not None):
            raise ValueError("give either `name`, or `system` and `code`")
        return self

    def asked(self) -> Asked:
        """The question to the resolver."""
        stopped = self.stopped_on.isoformat() if self.stopped_on else None
        dose = self.dose.dose() if self.dose else None
        return Asked(self.name, self.system, self.code, stopped, dose)


DrugsIn = Annotated[list[Words | DrugIn], Field(max_length=MOST_DRUGS)]


# A list would be copied for each question.
_NOTHING: Any = ()


class CheckIn(BaseModel):
    """`drugs` are checked; `current` are already taken. At most 100 of both together."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"drugs": ["Klonopin 0.5 mg tab", "oxycodone HCl", "unobtainium"]}]
        },
    )

    drugs: Annotated[DrugsIn, Field(min_length=1)]
    current: DrugsIn = Field(_NOTHING)
    conditions: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=400)]], Field(max_length=MOST_DRUGS)
    ] = Field(_NOTHING)
    policy: str = Field("default", max_length=60)
    audience: Audience = Audience.PROFESSIONAL
    accept_corrections: StrictBool = False
    strict: StrictBool = False
    as_of: Day | None = Field(
        None, description="The day from which wash-outs of `stopped_on` are counted; else today"
    )
    person: PersonIn | None = None

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

    def question(self, knowledge: Knowledge) -> CheckIn:
        """The question in the shape of a body. Raises pydantic's ValidationError."""
        return CheckIn(
            drugs=[*listed(self.drugs, knowledge), *self.drug],
            current=list(listed(self.current, knowledge)),
            conditions=listed(self.conditions),
            policy=self.policy,
            audience=self.audience,
            accept_corrections=self.accept_corrections,
            strict=self.strict,
        )


router = APIRouter(prefix="/interactions", tags=["Interactions"], route_class=OwnRoute)


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
    kind: Annotated[
        FindingKind | None,
        Query(description="Drug with drug, or with condition, or only named in a label"),
    ] = None,
    among: Annotated[
        list[str],
        Query(description="Only between two of these drugs; commas between, or repeated"),
    ] = [],  # noqa: B006  (the framework copies it)
) -> Page[InteractionSummaryOut]:
    """The rules, and the records of imported data sets; gravest first.

    What labels name is among them for one `drug`, with `among`, and as the kind `label_mention`.

    That a pair is not listed does not mean that the two can be taken together.
    """
    wanted = Wanted(
        drug=None if drug is None else drug_of(loaded, drug).drug,
        drug_class=None if drug_class is None else class_of(loaded, drug_class),
        severity=severity,
        action=action,
        kind=kind,
        among=_drugs_of(loaded, among),
    )
    found = find_interactions(session, loaded.knowledge, wanted)
    page = paging.cut(found)
    items = tuple(in_short(one, loaded.knowledge) for one in page.items)
    return Page(page.total, page.limit, page.offset, items)


def _drugs_of(loaded: LoadedRelease, names: list[str]) -> tuple[str, ...]:
    """The drugs with these names. Raises Problem for an unknown one, and for too many."""
    asked = listed(names, loaded.knowledge)
    return tuple(dict.fromkeys(drug_of(loaded, one).drug for one in asked))


@router.get("/check", response_model=CheckOut, responses=problems(422) | brief(BriefCheckOut))
async def check_interactions_by_query(
    query: Annotated[CheckQuery, Query()], request: Request, loaded: LoadedDep
) -> Response:
    """The same check by address, for a browser or a quick try: `?drugs=clonazepam,alcohol`."""
    try:
        question = query.question(loaded.knowledge)
    except ValidationError as error:
        raise unfit(error) from error
    return await _check(question, loaded, request, query.view)


@router.post("/check", response_model=CheckOut, responses=problems(422) | brief(BriefCheckOut))
async def check_interactions(
    question: CheckIn, request: Request, view: ViewQuery = View.FULL
) -> Response:
    """Every finding, duplication and burden among the drugs, and the status of every pair.

    Only unresolved inputs: 422. `strict` and any unresolved input: 422. A pair without a record is
    never an all-clear: `no_record`, `not_assessed` and `unresolved` are different answers.
    """
    return await _check(question, loaded_now(request), request, view)


@router.get(
    "/{interaction}",
    response_model=InteractionOut,
    responses=problems(404),
    dependencies=[keep("interaction")],
)
def get_interaction(
    interaction: Annotated[str, Path(description="Id of a rule, a record or a mention")],
    loaded: LoadedDep,
) -> InteractionOut:
    """One rule or record, or what labels of a drug say of a subject; whole."""
    found = find_interaction(loaded.knowledge, interaction)
    if found is not None:
        return present_interaction(found, loaded.knowledge)
    near = like(interaction, (one.id for one in loaded.knowledge.rules))
    raise unknown("interaction", interaction, NotFound("no rule or record has this id", near))


async def _check(
    question: CheckIn, loaded: LoadedRelease, request: Request, view: View
) -> Response:
    policies: dict[str, Policy] = request.app.state.policies
    if question.policy not in policies:
        known = ", ".join(sorted(policies))
        raise Problem(
            422, "unknown-policy", "Unknown policy", f"'{question.policy}' is none of: {known}"
        )
    asked = Question(
        drugs=asked_of(question.drugs),
        current=asked_of(question.current),
        conditions=tuple(question.conditions),
        policy=policies[question.policy],
        audience=question.audience,
        accept_corrections=question.accept_corrections,
        person=NOBODY if question.person is None else question.person.person(),
        dose_ranges=site_ranges(request, loaded),
        as_of=question.as_of.isoformat() if question.as_of else None,
    )
    return await judge(
        request.app.state.checking,
        loaded,
        asked,
        lambda found: _answer(found, loaded, question, view),
    )


def _answer(checkup: Checkup, loaded: LoadedRelease, question: CheckIn, view: View) -> Response:
    refuse_unresolved(checkup, question.strict, len(question.conditions))
    if view is View.BRIEF:
        return respond_in_brief(brief_check(checkup, loaded.cache.briefs))
    return respond_in_pieces(checkup_json(checkup, loaded.cache.fragments), "application/json")


def refuse_unresolved(checkup: Checkup, strict: bool, stated: int) -> None:
    """422 if nothing was resolved, or not everything under `strict`; it names what was not.

    Only the first `stated` conditions are named: the others are of the person, whose words no
    error repeats.
    """
    if not strict and any(one.status is InputStatus.RESOLVED for one in checkup.inputs):
        return
    open_ = [one for one in checkup.inputs if one.status is not InputStatus.RESOLVED]
    unread = [place for place, one in enumerate(checkup.conditions) if one.condition is None]
    unknown = [checkup.conditions[place] for place in unread if place < stated]
    of_person = _unread_of_person(checkup, stated)
    none = len(open_) == len(checkup.inputs)
    if not none and not (open_ or unknown or of_person):
        return
    words = quoted([one.input for one in open_] + [one.input for one in unknown])
    if of_person:
        beside = f"{counted(len(of_person), 'statement')} on the person"
        words = f"{words}, and {beside}" if words else beside
    title = "Nothing could be resolved" if none else "Not everything could be resolved"
    detail = f"Nothing was checked. Not resolved: {words}."
    near = [candidate for one in open_ for candidate in one.candidates]
    raise Problem(
        422,
        "unresolved",
        title,
        detail,
        errors=_misfits(checkup, of_person),
        candidates=plain(near),
    )


def _unread_of_person(checkup: Checkup, stated: int) -> list[tuple[str, int]]:
    """Which statements on the person were not understood: the field, and the place in the answer.

    The conditions of the person come after those that were stated beside it.
    """
    read = {
        "conditions": [one.condition for one in checkup.conditions[stated:]],
        "allergies": [one.name for one in checkup.allergy_inputs],
        "genes": [one.phenotype for one in checkup.gene_inputs],
    }
    return [
        (field, place)
        for field, understood in read.items()
        for place, meaning in enumerate(understood)
        if meaning is None
    ]


def _misfits(checkup: Checkup, of_person: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    """Where each input stands that was not resolved; statements on the person by field alone."""
    misfits = [
        {
            "place": f"inputs.{place}",
            "loc": ["inputs", str(place)],
            "message": "; ".join(one.explanation) or one.status.value,
            "type": one.status.value,
        }
        for place, one in enumerate(checkup.inputs)
        if one.status is not InputStatus.RESOLVED
    ]
    problem = {"message": "not understood", "type": InputStatus.UNRESOLVED.value}
    return misfits + [
        {"place": f"person.{one}", "loc": ["person", one], **problem}
        for one in dict.fromkeys(field for field, _ in of_person)
    ]


def unfit(error: ValidationError) -> Problem:
    """422 for a query that makes no question."""
    return invalid(error.errors(include_url=False, include_input=False), "query")
