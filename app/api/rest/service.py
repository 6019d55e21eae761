"""The state of the service itself."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.responses import Response

from app import __version__
from app.api.answers.releases import ReadyOut, StateOut, VersionOut
from app.api.dependencies import read_session
from app.api.http.bounds import OwnRoute
from app.api.http.guard import Metrics
from app.api.http.problems import Problem
from app.api.rest.problems import problems
from app.domain.errors import NothingLoaded
from app.services.release import ReleaseHolder
from app.store.digests import Comparison
from app.store.faults import is_unreached

router = APIRouter(tags=["Service"], route_class=OwnRoute)


@router.get("/healthz", response_model=StateOut)
async def get_health() -> StateOut:
    """The process lives."""
    return StateOut(status="ok")


@router.get("/readyz", response_model=ReadyOut, responses=problems())
def get_readiness(request: Request) -> ReadyOut:
    """A release is loaded, the rows in the database are those that were imported, and the server
    does not end; else 503. `data` is `in_part` while not all rows could be compared.

    While the database is `away` checks are answered from memory, so the server is ready.
    """
    if not request.app.state.lifetime.ready:
        detail = "This server is about to end. Whoever still asks is answered; send nobody new."
        raise Problem(503, "ending", "Ending", detail)
    holder: ReleaseHolder = request.app.state.holder
    loaded = holder.current()
    found = holder.compare(_SECONDS)
    if found.wrong:
        raise Problem(503, "data-changed", "Data changed", _changed(found))
    data: Literal["ok", "in_part"] = "ok" if found.is_whole else "in_part"
    try:
        with read_session(request) as read:
            return ReadyOut(status="ok", release=read.loaded.release, database="ok", data=data)
    except DBAPIError as error:
        if not is_unreached(error):
            raise
    except NoConnection:
        # All connections are taken by other questions: they are answered.
        pass
    return ReadyOut(status="ok", release=loaded.release, database="away", data=data)


# So long a question whether all is well may wait; what was not compared by then is afterwards.
_SECONDS = 1.0
_MOST_NAMED = 5


def _changed(found: Comparison) -> str:
    named = "; ".join(found.wrong[:_MOST_NAMED])
    more = f"; and {len(found.wrong) - _MOST_NAMED} more" if len(found.wrong) > _MOST_NAMED else ""
    return (
        f"What lies in the database is not what was imported: {named}{more}. `materia doctor` says "
        "all of it; `materia seed --repair`, or `materia import` of another data set with "
        "`--repair`, puts it back."
    )


@router.get("/version", response_model=VersionOut)
async def get_version(request: Request) -> VersionOut:
    """The version of the program, and the release of the data."""
    holder: ReleaseHolder = request.app.state.holder
    try:
        release = holder.current().release
    except NothingLoaded:
        release = None
    return VersionOut(name="materia", version=__version__, release=release)


@router.get("/metrics", response_class=Response, include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """Counts and times for Prometheus; nothing of what was asked."""
    metrics: Metrics = request.app.state.metrics
    # In a thread: of many workers it is much to read.
    page = await asyncio.to_thread(metrics.page)
    return Response(page, media_type="text/plain; version=0.0.4")
