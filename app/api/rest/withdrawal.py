"""How may a drug be stopped, and is a plan to stop it faster than sources allow?"""

from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from app.api.answers.serialise import plain
from app.api.answers.withdrawal import (
    StoppingCheckOut,
    StoppingOut,
    present_stopping,
    present_stopping_check,
)
from app.api.dependencies import ReadLoadedDep, SessionDep
from app.api.http.bounds import Day, OwnRoute
from app.api.http.cache import keep
from app.api.http.problems import Problem
from app.api.rest.drugs import DrugPath
from app.api.rest.interactions import DrugIn, Words
from app.api.rest.person import PersonIn
from app.api.rest.problems import drug_of, problems
from app.api.rest.requests import UnitWords, unit_of
from app.domain.doses import LARGEST_DOSE, exact
from app.domain.facts import Key, key, split_key
from app.domain.interactions.person import NOBODY
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.resolve import resolve
from app.domain.withdrawal.result import MOST_DOSES, PlannedDose, StoppingPlan
from app.services.release import LoadedRelease
from app.services.withdrawal import check_stopping, on_stopping

_MOST_OTHERS = 50


class PlannedDoseIn(BaseModel):
    """The dose of a whole day, taken from `date` on until the next one."""

    model_config = ConfigDict(extra="forbid")

    date: Day
    dose: Annotated[float, Field(ge=0, le=LARGEST_DOSE, allow_inf_nan=False, strict=True)]
    unit: UnitWords
    drug: Words | None = Field(None, description="Where it is another drug than the plan's")


class StoppingIn(BaseModel):
    """A plan: the daily doses of a drug from day to day, with the one taken now first."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "drug": "Klonopin",
                    "doses": [
                        {"date": "2026-01-01", "dose": 2, "unit": "mg"},
                        {"date": "2026-01-15", "dose": 1.8, "unit": "mg"},
                        {"date": "2026-01-22", "dose": 1, "unit": "mg"},
                    ],
                }
            ]
        },
    )

    drug: Words | DrugIn
    doses: Annotated[list[PlannedDoseIn], Field(max_length=MOST_DOSES)]
    taken_since: Day | None = Field(None, description="Since when it has been taken")
    current: Annotated[list[Words], Field(max_length=_MOST_OTHERS)] | None = Field(
        None, description="What else is taken; an empty list says that there is nothing"
    )
    person: PersonIn | None = None

    @field_validator("doses", mode="after")
    @classmethod
    def _in_order(cls, doses: list[PlannedDoseIn]) -> list[PlannedDoseIn]:
        if len(doses) < 2:
            raise ValueError("a plan has two doses at least: the one taken now, and the next")
        for place in range(1, len(doses)):
            if doses[place].date == doses[place - 1].date:
                raise ValueError(f"the date of dose {place} (from 0) stands twice")
            if doses[place].date < doses[place - 1].date:
                raise ValueError(f"the date of dose {place} (from 0) is before that of the last")
        return doses

    @model_validator(mode="after")
    def _taken_before(self) -> Self:
        if self.taken_since is not None and self.taken_since > self.doses[0].date:
            raise ValueError("`taken_since` is behind the first day of the plan")
        return self


router = APIRouter(tags=["Stopping"], route_class=OwnRoute)


@router.get(
    "/drugs/{drug}/stopping",
    response_model=StoppingOut,
    responses=problems(404),
    dependencies=[keep("drug")],
)
def get_drug_stopping(drug: DrugPath, loaded: ReadLoadedDep, session: SessionDep) -> StoppingOut:
    """How a drug may be stopped: at once or not, what withdrawal looks like, how early it begins
    and how long it lasts, who must look after it, and what sources say on the pace.

    `at_once` is answered from a cited source only, else it is `unknown`. Limits and signs to watch
    are given, never a schedule.
    """
    found = drug_of(loaded, drug)
    on = on_stopping(session, key("drug", found.drug), loaded.knowledge)
    return present_stopping(on, found.matched, loaded.knowledge)


@router.post("/stopping/check", response_model=StoppingCheckOut, responses=problems(422))
def check_stopping_plan(
    plan: StoppingIn, loaded: ReadLoadedDep, session: SessionDep
) -> StoppingCheckOut:
    """Each step of a plan beside the cited limits: `faster_than_limit`, `limit_not_exceeded`,
    `no_limit_known` or `not_checked`.

    A step's percent is taken of the dose before it. The interval, the last step to zero, a change
    of unit and a change of drug are judged apart: which dose of one drug equals another never is.
    """
    checked = check_stopping(session, loaded, _plan(plan, loaded))
    return present_stopping_check(checked, loaded.knowledge)


def _plan(plan: StoppingIn, loaded: LoadedRelease) -> StoppingPlan:
    asked = Asked(name=plan.drug) if isinstance(plan.drug, str) else plan.drug.asked()
    matched = resolve(asked, loaded.knowledge, loaded.nearest)
    subject = _subject(matched, "drug")
    own = split_key(subject)[1]
    first: dict[str, int] = {}
    for place, one in enumerate(plan.doses):
        if one.drug is not None:
            first.setdefault(one.drug, place)
    drugs = {name: _other(name, place, loaded) for name, place in first.items()}
    return StoppingPlan(
        subject=subject,
        matched=matched,
        doses=tuple(
            PlannedDose(
                one.date,
                exact(one.dose),
                unit_of(one.unit),
                own if one.drug is None else drugs[one.drug],
            )
            for one in plan.doses
        ),
        taken_since=plan.taken_since,
        person=NOBODY if plan.person is None else plan.person.person(),
        others=None if plan.current is None else tuple(plan.current),
    )


def _other(name: str, place: int, loaded: LoadedRelease) -> str:
    matched = resolve(Asked(name=name), loaded.knowledge, loaded.nearest)
    return split_key(_subject(matched, f"doses.{place}.drug"))[1]


def _subject(matched: Input, place: str) -> Key:
    """The one drug or class that is meant, or 422."""
    if matched.status is InputStatus.RESOLVED:
        if len(matched.drugs) == 1:
            return key("drug", matched.drugs[0].id)
        if matched.drug_class is not None:
            return key("class", matched.drug_class.id)
        why = "this is a combination of several drugs; plan one of them"
    else:
        why = "; ".join(matched.explanation) or "no drug is known by this name"
    misfit = {
        "place": f"body.{place}",
        "loc": ["body", *place.split(".")],
        "message": why,
        "type": matched.status.value,
    }
    raise Problem(
        422,
        "unresolved",
        "The drug could not be resolved",
        f"Nothing was checked. Not resolved: '{matched.input[:120]}'.",
        errors=[misfit],
        candidates=plain(matched.candidates),
    )
