"""Conditions, indications, what treats what; and: is X prescribed for Y?"""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.api.answers.brief import View, ViewQuery, brief, respond_in_brief
from app.api.answers.brief_monograph import BriefVerdictOut, brief_verdict
from app.api.answers.conditions import (
    ConditionOut,
    ConditionSummaryOut,
    VerdictOut,
)
from app.api.answers.drugs import IndicationOut
from app.api.answers.presenters import (
    present_condition,
    present_indication,
    present_verdict,
)
from app.api.answers.shared import PageOut, RecordedPageOut
from app.api.dependencies import LoadedDep, ReadLoadedDep, SessionDep
from app.api.http.bounds import OwnRoute
from app.api.http.cache import keep
from app.api.rest.drugs import DrugPath
from app.api.rest.problems import condition_of, drug_of, problems
from app.api.rest.requests import PAGING, PagingDep
from app.domain.facts import (
    Goal,
    Indication,
    Status,
)
from app.services.conditions import describe_condition
from app.services.lookup import subjects_of
from app.services.monographs import RecordedPage, recorded_page
from app.services.verdicts import judge_use
from app.store.read import Page, page_facts

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
    return present_condition(describe_condition(session, loaded, slug), loaded.knowledge)


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
