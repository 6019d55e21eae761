"""Who says so, how much there is, and search."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from app.api.answers.brief import (
    BriefResolvedOut,
    View,
    ViewQuery,
    brief,
    brief_resolution,
    respond_in_brief,
)
from app.api.answers.checks import InputOut, ResolvedOut
from app.api.answers.releases import (
    CoverageOut,
    FeedbackCountOut,
    SearchHitOut,
    SourceOut,
    SuggestedOut,
    SuggestionOut,
)
from app.api.answers.shared import PageOut
from app.api.dependencies import LoadedDep, ReadLoadedDep, SessionDep, loaded_release
from app.api.http.bounds import MOST_SIGNS_OF_LIST, OwnRoute, listed
from app.api.http.cache import keep
from app.api.rest.problems import problems, unknown
from app.api.rest.requests import PAGING, ListOfWords, PagingDep, Words
from app.domain.facts import split_key
from app.domain.names.input import Asked
from app.domain.names.resolve import resolve
from app.services.coverage import Coverage, describe_coverage
from app.services.feedback import Feedback, FeedbackCount
from app.services.lookup import NotFound, SearchHit, Suggestion, like, search, suggest
from app.services.sources import SourceState, list_source_states, list_states
from app.store.read import Page

router = APIRouter(route_class=OwnRoute)
_PATHS = {
    "drug": "/drugs",
    "class": "/classes",
    "condition": "/conditions",
    "effect": "/side-effects",
    "product": "/resolve?q=",
    "therapy": "/search?q=",
}


@router.get(
    "/sources",
    response_model=PageOut[SourceOut],
    responses=problems(422),
    tags=["Sources"],
    dependencies=[keep(*PAGING)],
)
def list_sources(
    session: SessionDep, loaded: ReadLoadedDep, paging: PagingDep
) -> Page[SourceState]:
    """Every document and data set that facts cite, with licence and version.

    A source that is an imported data set has the report of its import.
    """
    return paging.cut(list_source_states(session, loaded))


@router.get(
    "/sources/{source}",
    response_model=SourceOut,
    responses=problems(404),
    tags=["Sources"],
    dependencies=[keep("source")],
)
def get_source(
    source: Annotated[str, Path(description="Id of a source, or key of an imported data set")],
    session: SessionDep,
    loaded: ReadLoadedDep,
) -> SourceState:
    """One source, how many facts cite it, and what was imported of it."""
    known = {one.id: one for one in list_source_states(session, loaded)}
    found = known.get(source) or known.get(f"{source}-files")
    if found is not None:
        return found
    if source in {one.key for one in list_states(session)}:
        reason = f"this is a data set: see /data-sets/{source}"
        raise unknown("source", source, NotFound(reason, ()))
    near = like(source, known)
    raise unknown("source", source, NotFound("no source has this id", near))


@router.get(
    "/coverage",
    response_model=CoverageOut,
    responses=problems(),
    tags=["Sources"],
    dependencies=[keep()],
)
def get_coverage(session: SessionDep, loaded: ReadLoadedDep) -> Coverage:
    """How much is in, how old it is and where it is from. Completeness is not claimed."""
    return describe_coverage(session, loaded)


@router.get(
    "/coverage/feedback",
    response_model=list[FeedbackCountOut],
    responses=problems(),
    tags=["Sources"],
    dependencies=[Depends(loaded_release)],
)
async def get_feedback(request: Request) -> list[FeedbackCount]:
    """How often what each rule found was accepted or overridden in electronic records, since this
    process began. A rule that is always overridden is one to look at. Nothing of a patient is in
    it.
    """
    feedback: Feedback = request.app.state.feedback
    return feedback.counts()


@router.get(
    "/search", response_model=PageOut[SearchHitOut], responses=problems(422), tags=["Search"]
)
def search_names(
    loaded: LoadedDep,
    paging: PagingDep,
    q: Annotated[Words, Query(min_length=1, max_length=400, description="A part of a name")],
) -> Page[SearchHitOut]:
    """Drugs, classes, conditions, therapies and effects with these words in a name."""
    page = paging.cut(search(loaded, q))
    return Page(page.total, page.limit, page.offset, tuple(_hit(one) for one in page.items))


@router.get(
    "/resolve",
    response_model=ResolvedOut,
    responses=problems(422) | brief(BriefResolvedOut),
    tags=["Search"],
)
def resolve_names(
    loaded: LoadedDep,
    q: Annotated[
        ListOfWords,
        Query(min_length=1, max_length=MOST_SIGNS_OF_LIST, description="What somebody wrote"),
    ],
    view: ViewQuery = View.FULL,
) -> ResolvedOut | Response:
    """What each written drug is understood to be, and why. Corrections are offered, never taken."""
    parts = listed([q], loaded.knowledge) or [q]
    inputs = [resolve(Asked(part), loaded.knowledge, loaded.nearest) for part in parts]
    if view is View.BRIEF:
        return respond_in_brief(brief_resolution(q, inputs))
    return ResolvedOut(
        query=q,
        inputs=[InputOut.model_validate(one) for one in inputs],
        not_understood=[word for one in inputs for word in one.not_understood],
    )


@router.get("/suggest", response_model=SuggestedOut, responses=problems(422), tags=["Search"])
async def suggest_names(
    loaded: LoadedDep,
    q: Annotated[Words, Query(min_length=1, max_length=400, description="What is typed so far")],
    limit: Annotated[int, Query(ge=1, le=50, description="How many at most")] = 10,
) -> SuggestedOut:
    """Names in which a word begins as typed, the best known first; a brand with its ingredients.

    A thing is the better known, the more names, products, codes and uses of it are loaded.
    """
    return SuggestedOut(
        query=q, suggestions=[_suggestion(one) for one in suggest(loaded.knowledge, q, limit)]
    )


def _suggestion(one: Suggestion) -> SuggestionOut:
    kind, slug = split_key(one.subject)
    return SuggestionOut(
        kind=kind,
        id=slug,
        name=one.name,
        text=one.text,
        label=one.label,
        kind_of_name=one.kind_of_name,
        region=one.region,
        ingredients=list(one.ingredients),
    )


def _hit(hit: SearchHit) -> SearchHitOut:
    kind, slug = split_key(hit.subject)
    asked = _PATHS[kind].endswith("=")
    path = f"{_PATHS[kind]}{quote(hit.name)}" if asked else f"{_PATHS[kind]}/{slug}"
    return SearchHitOut(kind=kind, id=slug, name=hit.name, matched_name=hit.matched_name, path=path)
