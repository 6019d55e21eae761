"""The state of the service itself, and its pages: landing, interactive docs, reference."""

from pathlib import Path

from fastapi import APIRouter, FastAPI, Request
from prometheus_client import generate_latest
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

from app import __version__
from app.api.answers.releases import ReadyOut, StateOut, VersionOut
from app.api.dependencies import SessionDep
from app.api.http.cache import keep
from app.api.http.limits import OwnRoute
from app.api.rest.problems import problems
from app.domain.errors import NothingLoaded
from app.services.release import ReleaseHolder
from app.store.releases import find_release

router = APIRouter(tags=["Service"], route_class=OwnRoute)


@router.get("/healthz", response_model=StateOut)
async def get_health() -> StateOut:
    """The process lives."""
    return StateOut(status="ok")


@router.get("/readyz", response_model=ReadyOut, responses=problems())
def get_readiness(request: Request, session: SessionDep) -> ReadyOut:
    """A release is loaded, and the database can be read; else 503."""
    find_release(session)
    holder: ReleaseHolder = request.app.state.holder
    return ReadyOut(status="ok", release=holder.current().release)


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
    registry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")


_WEB = Path(__file__).resolve().parents[2] / "web"
pages_router = APIRouter(include_in_schema=False)


def mount_assets(app: FastAPI) -> None:
    """Scripts, styles and pictures of the pages."""
    app.mount("/assets", StaticFiles(directory=_WEB / "assets"), name="assets")


@pages_router.get("/")
async def get_landing_page() -> Response:
    """What this is, and where to go on."""
    return _page("index.html")


@pages_router.get("/docs")
async def get_docs_page() -> Response:
    """Every operation, to be tried out."""
    return _page("docs.html")


@pages_router.get("/reference")
async def get_reference_page() -> Response:
    """Every operation, to be read."""
    return _page("reference.html")


@pages_router.get("/favicon.ico", dependencies=[keep()])
async def get_icon() -> Response:
    """The icon, for browsers that ask for it by themselves."""
    return FileResponse(_WEB / "assets" / "favicon.svg", media_type="image/svg+xml")


def _page(name: str) -> Response:
    return FileResponse(_WEB / name, headers={"Cache-Control": "no-cache"})
