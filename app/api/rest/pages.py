"""The pages: landing, interactive docs, reference. Static files; they eat this same API."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles

_WEB = Path(__file__).resolve().parents[2] / "web"
router = APIRouter(include_in_schema=False)


def mount_assets(app: FastAPI) -> None:
    """Scripts, styles and pictures of the pages."""
    app.mount("/assets", StaticFiles(directory=_WEB / "assets"), name="assets")


@router.get("/")
async def get_landing_page() -> Response:
    """What this is, and where to go on."""
    return _page("index.html")


@router.get("/docs")
async def get_docs_page() -> Response:
    """Every operation, to be tried out."""
    return _page("docs.html")


@router.get("/reference")
async def get_reference_page() -> Response:
    """Every operation, to be read."""
    return _page("reference.html")


@router.get("/favicon.ico")
async def get_icon() -> Response:
    """The icon, for browsers that ask without being told."""
    return FileResponse(_WEB / "assets" / "favicon.svg", media_type="image/svg+xml")


def _page(name: str) -> Response:
    return FileResponse(_WEB / name, headers={"Cache-Control": "no-cache"})
