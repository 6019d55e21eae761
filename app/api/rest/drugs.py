"""Drugs, by slug, any name or code."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.api.answers.brief import View, ViewQuery, brief, respond_in_brief
from app.api.answers.brief_monograph import BriefDrugOut, brief_drug
from app.api.answers.drugs import (
    DrugClassMembershipOut,
    DrugOut,
    DrugSummaryOut,
    IndicationOut,
    SideEffectOut,
    SpecialStateOut,
    WarningOut,
)
from app.api.answers.interactions import InteractionSummaryOut
from app.api.answers.presenters import (
    in_short,
    present_class_of_drug,
    present_drug,
    present_indication,
    present_side_effect,
    present_state,
    present_warning,
)
from app.api.answers.shared import PageOut, RecordedPageOut
from app.api.dependencies import LoadedDep, ReadLoadedDep, SessionDep
from app.api.http.bounds import OwnRoute
from app.api.http.cache import keep
from app.api.rest.problems import class_of, drug_of, problems
from app.api.rest.requests import PAGING, Paging, PagingDep
from app.domain.facts import (
    DrugKind,
    Indication,
    Phase,
    SideEffect,
    SpecialState,
    StateKind,
    Warning,
)
from app.services.interactions import interactions_of
from app.services.lookup import subjects_of
from app.services.monographs import RecordedPage, classes_of, describe_drug, recorded_page
from app.services.release import LoadedRelease
from app.store.read import Page, page_facts

router = APIRouter(prefix="/drugs", tags=["Drugs"], route_class=OwnRoute)
DrugPath = Annotated[
    str, Path(description="Slug, any name (generic, brand, salt …) or code (RxCUI, ATC, UNII …)")
]


@router.get(
    "",
    response_model=PageOut[DrugSummaryOut],
    responses=problems(404, 422),
    dependencies=[keep("kind", "class", *PAGING)],
)
def list_drugs(
    loaded: LoadedDep,
    paging: PagingDep,
    kind: Annotated[DrugKind | None, Query(description="Only this kind")] = None,
    drug_class: Annotated[
        str | None, Query(alias="class", description="Only members of this class")
    ] = None,
) -> Page[object]:
    """All drugs and substances, by id."""
    drugs = list(loaded.knowledge.drugs.values())
    if drug_class is not None:
        members = set(loaded.knowledge.members.get(class_of(loaded, drug_class), ()))
        drugs = [drug for drug in drugs if drug.id in members]
    return paging.cut([drug for drug in drugs if kind is None or drug.kind is kind])


@router.get(
    "/{drug}",
    response_model=DrugOut,
    responses=problems(404) | brief(BriefDrugOut),
    dependencies=[keep("drug", "view")],
)
def get_drug(
    drug: DrugPath, loaded: ReadLoadedDep, session: SessionDep, view: ViewQuery = View.FULL
) -> DrugOut | Response:
    """What a drug is: names, codes, control, classes, and how it works."""
    profile = describe_drug(session, loaded, drug_of(loaded, drug))
    if view is View.BRIEF:
        return respond_in_brief(brief_drug(profile, loaded.knowledge))
    return present_drug(profile, loaded.knowledge)


@router.get(
    "/{drug}/indications",
    response_model=RecordedPageOut[IndicationOut],
    responses=problems(404, 422),
    dependencies=[keep("drug", *PAGING)],
)
def list_drug_indications(
    drug: DrugPath, loaded: ReadLoadedDep, session: SessionDep, paging: PagingDep
) -> RecordedPage:
    """What a drug is prescribed for, and what it is not: its own statements and its classes'."""
    slug = drug_of(loaded, drug).drug
    subjects = subjects_of(loaded, slug)
    page = page_facts(session, Indication, paging.limit, paging.offset, subject=subjects)
    items = tuple(present_indication(fact, loaded.knowledge) for fact in page.items)
    return _page(page, items, "uses", slug, loaded, paging)


@router.get(
    "/{drug}/side-effects",
    response_model=RecordedPageOut[SideEffectOut],
    responses=problems(404, 422),
    dependencies=[keep("drug", "phase", *PAGING)],
)
def list_drug_side_effects(
    drug: DrugPath,
    loaded: ReadLoadedDep,
    session: SessionDep,
    paging: PagingDep,
    phase: Annotated[Phase | None, Query(description="On treatment, or on withdrawal")] = None,
) -> RecordedPage:
    """What a drug does besides what it is taken for, on treatment and on withdrawal."""
    slug = drug_of(loaded, drug).drug
    subjects = subjects_of(loaded, slug)
    wanted = {} if phase is None else {"phase": phase.value}
    page = page_facts(session, SideEffect, paging.limit, paging.offset, subject=subjects, **wanted)
    items = tuple(present_side_effect(fact, loaded.knowledge) for fact in page.items)
    return _page(page, items, "side effects", slug, loaded, paging, chosen=bool(wanted))


@router.get(
    "/{drug}/warnings",
    response_model=RecordedPageOut[WarningOut],
    responses=problems(404, 422),
    dependencies=[keep("drug", *PAGING)],
)
def list_drug_warnings(
    drug: DrugPath, loaded: ReadLoadedDep, session: SessionDep, paging: PagingDep
) -> RecordedPage:
    """The dangers of a drug that need advice: its own and those of its classes."""
    slug = drug_of(loaded, drug).drug
    subjects = subjects_of(loaded, slug)
    page = page_facts(session, Warning, paging.limit, paging.offset, subject=subjects)
    items = tuple(present_warning(fact, loaded.knowledge) for fact in page.items)
    return _page(page, items, "warnings", slug, loaded, paging)


@router.get(
    "/{drug}/states",
    response_model=RecordedPageOut[SpecialStateOut],
    responses=problems(404, 422),
    dependencies=[keep("drug", "state", *PAGING)],
)
def list_drug_states(
    drug: DrugPath,
    loaded: ReadLoadedDep,
    session: SessionDep,
    paging: PagingDep,
    state: Annotated[StateKind | None, Query(description="Only this state")] = None,
) -> RecordedPage:
    """What sources say of a drug in pregnancy, while breastfeeding, with kidney or liver disease,
    and at an age: its own statements and its classes'. No dose is given: the cited place has it.
    """
    slug = drug_of(loaded, drug).drug
    subjects = subjects_of(loaded, slug)
    wanted = {} if state is None else {"state": state.value}
    page = page_facts(
        session, SpecialState, paging.limit, paging.offset, subject=subjects, **wanted
    )
    items = tuple(present_state(fact, loaded.knowledge) for fact in page.items)
    what = "statements on special states"
    return _page(page, items, what, slug, loaded, paging, chosen=bool(wanted))


@router.get(
    "/{drug}/interactions",
    response_model=RecordedPageOut[InteractionSummaryOut],
    responses=problems(404, 422),
    dependencies=[keep("drug", *PAGING)],
)
def list_drug_interactions(
    drug: DrugPath, session: SessionDep, loaded: ReadLoadedDep, paging: PagingDep
) -> RecordedPage:
    """The rules and records that a drug takes part in, through itself or a class; gravest first.

    That a drug is not listed here does not mean that the two can be taken together.
    """
    slug = drug_of(loaded, drug).drug
    page = paging.cut(interactions_of(session, loaded.knowledge, slug))
    items = tuple(in_short(one, loaded.knowledge) for one in page.items)
    return _page(page, items, "interactions", slug, loaded, paging)


@router.get(
    "/{drug}/classes",
    response_model=RecordedPageOut[DrugClassMembershipOut],
    responses=problems(404, 422),
    dependencies=[keep("drug", *PAGING)],
)
def list_drug_classes(
    drug: DrugPath, loaded: ReadLoadedDep, session: SessionDep, paging: PagingDep
) -> RecordedPage:
    """Every class of a drug, direct ones first, and the classes it is said not to belong to."""
    slug = drug_of(loaded, drug).drug
    page = paging.cut(classes_of(session, loaded.knowledge, slug))
    items = tuple(present_class_of_drug(one, loaded.knowledge) for one in page.items)
    return _page(page, items, "classes", slug, loaded, paging)


def _page(
    page: Page[Any],
    items: tuple[object, ...],
    what: str,
    drug: str,
    loaded: LoadedRelease,
    paging: Paging,
    *,
    chosen: bool = False,
) -> RecordedPage:
    paging.link(page)
    name = loaded.knowledge.drugs[drug].name
    shown = Page(page.total, page.limit, page.offset, items)
    return recorded_page(shown, what, name, chosen=chosen)
