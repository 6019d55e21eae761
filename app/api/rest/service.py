"""The state of the service itself."""

from fastapi import APIRouter, Request, Response
from prometheus_client import generate_latest

from app import __version__
from app.api.dependencies import SessionDep
from app.api.rest.answers import problems
from app.api.rest.schemas.sources import ReadyOut, StateOut, VersionOut
from app.domain.errors import NothingLoaded
from app.services.holding import Holder
from app.store.releases import find_release

router = APIRouter(tags=["Service"])


@router.get("/healthz", response_model=StateOut)
async def get_health() -> StateOut:
    """The process lives."""
    return StateOut(status="ok")


@router.get("/readyz", response_model=ReadyOut, responses=problems())
def get_readiness(request: Request, session: SessionDep) -> ReadyOut:
    """A release is loaded, and the database can be read; else 503."""
    find_release(session)
    holder: Holder = request.app.state.holder
    return ReadyOut(status="ok", release=holder.current().release)


@router.get("/version", response_model=VersionOut)
async def get_version(request: Request) -> VersionOut:
    """The version of the program, and the release of the data."""
    holder: Holder = request.app.state.holder
    try:
        release = holder.current().release
    except NothingLoaded:
        release = None
    return VersionOut(name="materia", version=__version__, release=release)


@router.get("/metrics", response_class=Response, include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """Counts and times for Prometheus; nothing of what was asked."""
    registry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")
