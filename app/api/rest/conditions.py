"""Conditions, indications, what treats what; and: is X prescribed for Y?"""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlmodel import Session
from starlette.responses import Response

from app.api.answers.brief import View, ViewQuery, brief, respond_in_brief
from app.api.answers.brief_monograph import BriefVerdictOut, brief_verdict
from app.api.answers.conditions import (
    BesideOut,
    ConditionOut,
    ConditionSummaryOut,
    VerdictOut,
)
from app.api.answers.drugs import IndicationOut
from app.api.answers.presenters import (
    cited_ref,
    present_indication,
    present_therapy,
    present_treatment,
    present_verdict,
)
from app.api.answers.serialise import plain
from app.api.answers.shared import PageOut, RecordedPageOut
from app.api.dependencies import LoadedDep, ReadLoadedDep, SessionDep
from app.api.http.cache import keep
from app.api.http.limits import OwnRoute
from app.api.rest.classes import family
from app.api.rest.drugs import DrugPath
from app.api.rest.problems import condition_of, drug_of, problems
from app.api.rest.requests import PAGING, PagingDep
from app.domain.facts import (
    Code,
    ConditionParent,
    CoOccurrence,
    Goal,
    Indication,
    Mechanism,
    Status,
    Therapy,
    Treatment,
    key,
    split_key,
)
from app.services.lookup import subjects_of
from app.services.monographs import NOTHING_LISTED, RecordedPage, recorded_lists, recorded_page
from app.services.release import LoadedRelease
from app.services.verdicts import judge_use
from app.store.read import Page, list_facts, page_facts

router = APIRouter(route_class=OwnRoute)


@router.get(
    "/indications",
    response_model=RecordedPageOut[IndicationOut],
    responses=problems(404, 422),
    tags=["Indications"],
    dependencies=[keep("drug", "condition", "status", "goal", *PAGING)],
)
def list_indications(
    loaded: ReadLoadedDep,
    session: SessionDep,
    paging: PagingDep,
    drug: Annotated[str | None, Query(description="Slug, name or code of a drug")] = None,
    condition: Annotated[str | None, Query(description="Slug or name of a condition")] = None,
    status: Annotated[Status | None, Query(description="Only this status")] = None,
    goal: Annotated[Goal | None, Query(description="Only this goal")] = None,
) -> RecordedPage:
    """What is prescribed for what. A drug brings its classes' statements with it.

    An unknown drug or condition is a 404, never an empty list.
    """
    wanted: dict[str, str | list[str]] = {}
    things = []
    if drug is not None:
        slug = drug_of(loaded, drug).drug
        wanted["subject"] = subjects_of(loaded, slug)
        things.append(loaded.knowledge.drugs[slug].name)
    if condition is not None:
        wanted["condition"] = asked = condition_of(loaded, condition)
        things.append(loaded.knowledge.conditions[asked].name)
    if status is not None:
        wanted["status"] = status.value
    if goal is not None:
        wanted["goal"] = goal.value
    page = page_facts(session, Indication, paging.limit, paging.offset, **wanted)
    items = tuple(present_indication(fact, loaded.knowledge) for fact in page.items)
    paging.link(page)
    shown = Page(page.total, page.limit, page.offset, items)
    about = " for ".join(things) or "all drugs"
    return recorded_page(shown, "uses", about, chosen=bool(status or goal))


@router.get(
    "/conditions",
    response_model=PageOut[ConditionSummaryOut],
    responses=problems(422),
    tags=["Conditions"],
    dependencies=[keep(*PAGING)],
)
def list_conditions(loaded: LoadedDep, paging: PagingDep) -> Page[object]:
    """All conditions, by id."""
    return paging.cut(list(loaded.knowledge.conditions.values()))


@router.get(
    "/conditions/{condition}",
    response_model=ConditionOut,
    responses=problems(404),
    tags=["Conditions"],
    dependencies=[keep("condition")],
)
def get_condition(
    condition: Annotated[str, Path(description="Slug, any name or ICD-10 code")],
    loaded: ReadLoadedDep,
    session: SessionDep,
) -> ConditionOut:
    """A condition, where it stands among the others, and what it is treated with."""
    slug = condition_of(loaded, condition)
    knowledge = loaded.knowledge
    treatments = list_facts(session, Treatment, condition=slug)
    indications = list_facts(session, Indication, condition=slug)
    return ConditionOut.model_validate(
        plain(knowledge.conditions[slug])
        | {
            "codes": plain(list_facts(session, Code, subject=key("condition", slug))),
            "parents": family(session, loaded, ConditionParent, child=slug),
            "children": family(session, loaded, ConditionParent, parent=slug),
            "often_with": _beside(session, loaded, slug),
            "treatments": [present_treatment(one, knowledge) for one in treatments],
            "therapies": _therapies(session, loaded, treatments),
            "indications": [present_indication(one, knowledge) for one in indications],
            "recorded": recorded_lists(treatments=treatments, indications=indications),
            "statement": NOTHING_LISTED,
        }
    )


def _beside(session: Session, loaded: LoadedRelease, slug: str) -> list[BesideOut]:
    found = list_facts(session, CoOccurrence, condition=slug)
    return [
        BesideOut(
            **cited_ref(key("condition", one.other), one.citations, loaded.knowledge).model_dump(),
            how_often=one.how_often,
        )
        for one in found
    ]


def _therapies(
    session: Session, loaded: LoadedRelease, treatments: list[Treatment]
) -> list[object]:
    """The therapies among the treatments, whole, with how they work."""
    keys = [one.subject for one in treatments if split_key(one.subject)[0] == "therapy"]
    mechanisms = list_facts(session, Mechanism, subject=keys)
    therapies = list_facts(session, Therapy, id=[split_key(one)[1] for one in keys])
    return [
        present_therapy(
            therapy,
            [one for one in mechanisms if one.subject == key("therapy", therapy.id)],
            loaded.knowledge,
        )
        for therapy in therapies
    ]


verdicts_router = APIRouter(prefix="/drugs", tags=["Indications"], route_class=OwnRoute)


@verdicts_router.get(
    "/{drug}/indications/{condition}",
    response_model=VerdictOut,
    responses=problems(404) | brief(BriefVerdictOut),
    dependencies=[keep("drug", "condition", "view")],
)
def get_verdict(
    drug: DrugPath,
    condition: Annotated[str, Path(description="Slug, any name or ICD-10 code of a condition")],
    loaded: ReadLoadedDep,
    session: SessionDep,
    view: ViewQuery = View.FULL,
) -> VerdictOut | Response:
    """Whether a drug is prescribed for a condition: a verdict, its limits and what is used instead.

    Nothing recorded is `unknown`, never "no".
    """
    found = drug_of(loaded, drug)
    judged = judge_use(session, loaded, found, condition_of(loaded, condition), condition)
    if view is View.BRIEF:
        return respond_in_brief(brief_verdict(judged, loaded.knowledge))
    return present_verdict(judged, loaded.knowledge)
