"""Conditions, indications, and what treats what."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlmodel import Session

from app.api.dependencies import HeldDep, ReadHeldDep, SessionDep
from app.api.rest.answers import problems
from app.api.rest.families import family
from app.api.rest.finding import condition_of, drug_of
from app.api.rest.paging import PagingDep
from app.api.rest.schemas.conditions import BesideOut, ConditionOut, ConditionSummaryOut
from app.api.rest.schemas.drugs import IndicationOut
from app.api.rest.schemas.shared import PageOut
from app.api.rest.telling import (
    cited_ref,
    tell_indication,
    tell_therapy,
    tell_treatment,
)
from app.domain.facts import (
    Code,
    ConditionParent,
    CoOccurrence,
    Indication,
    Mechanism,
    Therapy,
    Treatment,
    key,
    split_key,
)
from app.domain.terms import Goal, Status
from app.services.finding_things import subjects_of
from app.services.holding import Held
from app.store.facts import Page, list_facts, page_facts
from app.store.rows import plain

router = APIRouter()


@router.get(
    "/indications",
    response_model=PageOut[IndicationOut],
    responses=problems(404, 422),
    tags=["Indications"],
)
def list_indications(
    held: ReadHeldDep,
    session: SessionDep,
    paging: PagingDep,
    drug: Annotated[str | None, Query(description="Slug, name or code of a drug")] = None,
    condition: Annotated[str | None, Query(description="Slug or name of a condition")] = None,
    status: Annotated[Status | None, Query(description="Only this status")] = None,
    goal: Annotated[Goal | None, Query(description="Only this goal")] = None,
) -> Page[IndicationOut]:
    """What is prescribed for what. A drug brings its classes' statements with it.

    An unknown drug or condition is a 404, never an empty list.
    """
    wanted: dict[str, str | list[str]] = {}
    if drug is not None:
        wanted["subject"] = subjects_of(held, drug_of(held, drug).drug)
    if condition is not None:
        wanted["condition"] = condition_of(held, condition)
    if status is not None:
        wanted["status"] = status.value
    if goal is not None:
        wanted["goal"] = goal.value
    page = page_facts(session, Indication, paging.limit, paging.offset, **wanted)
    items = tuple(tell_indication(fact, held.knowledge) for fact in page.items)
    return paging.link(Page(page.total, page.limit, page.offset, items))


@router.get(
    "/conditions",
    response_model=PageOut[ConditionSummaryOut],
    responses=problems(422),
    tags=["Conditions"],
)
def list_conditions(held: HeldDep, paging: PagingDep) -> Page[object]:
    """All conditions, by id."""
    return paging.cut(list(held.knowledge.conditions.values()))


@router.get(
    "/conditions/{condition}",
    response_model=ConditionOut,
    responses=problems(404),
    tags=["Conditions"],
)
def get_condition(
    condition: Annotated[str, Path(description="Slug, any name or ICD-10 code")],
    held: ReadHeldDep,
    session: SessionDep,
) -> ConditionOut:
    """A condition, where it stands among the others, and what it is treated with."""
    slug = condition_of(held, condition)
    knowledge = held.knowledge
    treatments = list_facts(session, Treatment, condition=slug)
    indications = list_facts(session, Indication, condition=slug)
    return ConditionOut.model_validate(
        plain(knowledge.conditions[slug])
        | {
            "codes": plain(list_facts(session, Code, subject=key("condition", slug))),
            "parents": family(session, held, ConditionParent, child=slug),
            "children": family(session, held, ConditionParent, parent=slug),
            "often_with": _beside(session, held, slug),
            "treatments": [tell_treatment(one, knowledge) for one in treatments],
            "therapies": _therapies(session, held, treatments),
            "indications": [tell_indication(one, knowledge) for one in indications],
        }
    )


def _beside(session: Session, held: Held, slug: str) -> list[BesideOut]:
    found = list_facts(session, CoOccurrence, condition=slug)
    return [
        BesideOut(
            **cited_ref(key("condition", one.other), one.citations, held.knowledge).model_dump(),
            how_often=one.how_often,
        )
        for one in found
    ]


def _therapies(session: Session, held: Held, treatments: list[Treatment]) -> list[object]:
    """The therapies among the treatments, whole, with how they work."""
    keys = [one.subject for one in treatments if split_key(one.subject)[0] == "therapy"]
    mechanisms = list_facts(session, Mechanism, subject=keys)
    therapies = list_facts(session, Therapy, id=[split_key(one)[1] for one in keys])
    return [
        tell_therapy(
            therapy,
            [one for one in mechanisms if one.subject == key("therapy", therapy.id)],
            held.knowledge,
        )
        for therapy in therapies
    ]
