"""What can be imported, what was, and what changed by it."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from app.api.answers.releases import (
    ChangedOut,
    ChangeOut,
    DataSetStateOut,
    DifferenceOut,
    ReleaseOut,
)
from app.api.answers.shared import PageOut
from app.api.dependencies import ReadLoadedDep, SessionDep
from app.api.http.bounds import OwnRoute
from app.api.http.cache import keep
from app.api.http.problems import Problem
from app.api.rest.problems import problems, unknown
from app.api.rest.requests import PAGING, PagingDep
from app.services.cache import ReleaseCache
from app.services.history import (
    Difference,
    PackedChanges,
    ReleaseState,
    compare_releases,
    find_releases,
    list_history,
)
from app.services.lookup import NotFound, like
from app.services.release import ReleaseHolder
from app.services.sources import DataSetState, list_states
from app.store.database import Reader
from app.store.read import Page
from app.store.release_tables import ReleaseRow

router = APIRouter(tags=["Sources"], route_class=OwnRoute)
_RELEASE = "The beginning of its hash, or `newest` or `previous`"


@router.get(
    "/data-sets",
    response_model=PageOut[DataSetStateOut],
    responses=problems(422),
    dependencies=[keep(*PAGING)],
)
def list_data_sets(
    session: SessionDep, loaded: ReadLoadedDep, paging: PagingDep
) -> Page[DataSetState]:
    """Every data set that is loaded or that could be imported, and what its last import did."""
    return paging.cut(list_states(session))


@router.get(
    "/data-sets/{data_set}",
    response_model=DataSetStateOut,
    responses=problems(404),
    dependencies=[keep("data_set")],
)
def get_data_set(
    data_set: Annotated[str, Path(description="Key of a data set")],
    session: SessionDep,
    loaded: ReadLoadedDep,
) -> DataSetState:
    """One data set: its licence, where its files are had, and what of it is loaded."""
    known = {one.key: one for one in list_states(session)}
    if data_set not in known:
        near = like(data_set, known)
        raise unknown("data-set", data_set, NotFound("no data set has this key", near))
    return known[data_set]


@router.get("/releases", response_model=PageOut[ReleaseOut], responses=problems(422))
def list_releases(session: SessionDep, paging: PagingDep) -> Page[ReleaseState]:
    """Every release, the newest first, with the import that made it."""
    return paging.cut(list_history(session))


@router.get("/releases/diff", response_model=DifferenceOut, responses=problems(404, 422))
async def get_difference(
    request: Request,
    paging: PagingDep,
    before: Annotated[str, Query(alias="from", max_length=80, description=_RELEASE)] = "previous",
    after: Annotated[str, Query(alias="to", max_length=80, description=_RELEASE)] = "newest",
) -> DifferenceOut:
    """What changed from one release to another: counts by data set and kind, and each fact.

    The facts of a data set are kept for the newest 20 releases; what cannot be compared is named.
    """
    holder: ReleaseHolder = request.app.state.holder
    loaded = holder.current()
    old, new = await run_in_threadpool(_find_both, holder, before, after)
    compare = partial(_compare, loaded.cache, request.app.state.apart, old, new)
    hashes = (old.hash, new.hash)
    found: Difference | None = loaded.cache.differences.get(hashes)
    if found is None:
        found = await request.app.state.comparing.run(compare, (loaded.release, *hashes))
    page = paging.cut(found.changes)
    return DifferenceOut(
        before=found.before,
        after=found.after,
        complete=found.complete,
        data_sets=[ChangedOut.model_validate(one) for one in found.data_sets],
        changes=PageOut[ChangeOut].model_validate(page),
    )


def _compare(
    cache: ReleaseCache, engine: Engine, before: ReleaseRow, after: ReleaseRow
) -> Difference:
    """Works out a difference by a connection of its own: those of the pool answer the others."""
    with Reader(engine) as session:
        found = compare_releases(session, before, after)
    packed = replace(found, changes=PackedChanges(found.changes))
    if packed.kilobytes <= cache.differences.maxsize:
        cache.differences[before.hash, after.hash] = packed
    return packed


def _find_both(holder: ReleaseHolder, before: str, after: str) -> tuple[ReleaseRow, ReleaseRow]:
    with Reader(holder.engine) as session:
        return _find(session, before), _find(session, after)


def _find(session: Session, words: str) -> ReleaseRow:
    found = find_releases(session, words)
    if not found:
        raise unknown("release", words, NotFound("no release has a hash that begins so", ()))
    if len(found) > 1:
        hashes = ", ".join(one.hash for one in found[:5])
        detail = f"{len(found)} releases have a hash that begins so, the newest: {hashes}"
        raise Problem(422, "ambiguous-release", "Ambiguous release", detail)
    return found[0]
