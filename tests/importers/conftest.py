"""What every test of an importer needs: an intake, and files in the form of the real ones."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from app.importers.run import Intake, Known

from tests.conftest import SHARED

Write = Callable[..., Path]


@pytest.fixture
def intake() -> Intake:
    """One import, to which nothing is known yet."""
    return Intake("Tested", Known())


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files into a folder: `write({"a.txt": "…"})`; with `zipped` into an archive."""

    def written(files: dict[str, str | bytes], zipped: str | None = None) -> Path:
        contents = {
            name: one.encode() if isinstance(one, str) else one for name, one in files.items()
        }
        if zipped is not None:
            with zipfile.ZipFile(tmp_path / zipped, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, content in contents.items():
                    archive.writestr(name, content)
            return tmp_path / zipped
        folder = tmp_path / "files"
        folder.mkdir(exist_ok=True)
        for name, content in contents.items():
            (folder / name).write_bytes(content)
        return folder

    return written


@pytest.fixture
def real() -> Callable[[str], Path]:
    """A real file or folder; the test is skipped where it is absent."""

    def found(name: str) -> Path:
        if not (SHARED / "data" / name).exists():
            pytest.skip(f"{name} is not on this machine")
        return SHARED / "data" / name

    return found
