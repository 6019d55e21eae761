"""Does doctor say what is wrong and how it is mended, and does a backup come back whole?"""

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from app.cli.app import app
from app.cli.prepare import prepare
from app.domain.errors import RejectedImport
from app.settings import Settings
from typer.testing import CliRunner, Result

from tests.api.calling import serving
from tests.cli.conftest import said
from tests.conftest import seed
from tests.seeds import write_seed


@pytest.fixture
def file(seeded_copy: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A seeded database of one's own, which commands use."""
    monkeypatch.setenv("MATERIA_DATABASE_URL", seeded_copy)
    return Path(seeded_copy.removeprefix("sqlite:///"))


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database with a small seed, which commands use, as the folder of the seed."""
    folder, file = write_seed(tmp_path / "small"), tmp_path / "small.db"
    seed(f"sqlite:///{file}", folder)
    monkeypatch.setenv("MATERIA_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("MATERIA_SEED_PATH", str(folder))
    return file


def call(*words: str) -> Result:
    """A command and how it ended: by its own word."""
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def change(file: Path, statement: str) -> None:
    """Does something to the database by hand."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(statement)


def damage(file: Path) -> None:
    """Overwrites a page in the middle."""
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()
    with file.open("r+b") as opened:
        opened.seek(file.stat().st_size // 2 // 4096 * 4096)
        opened.write(b"\xff" * 8192)


def test_a_sound_database_has_nothing_to_be_mended(file: Path) -> None:
    result = call("doctor")
    assert (result.exit_code, "✗" in result.output) == (0, False), said(result)
    for part in ("every page", "schema is the newest", "release is sha256:", "can be written"):
        assert part in said(result)


@pytest.mark.parametrize(
    ("spoil", "what", "mend"),
    [
        (damage, "damaged", "materia restore"),
        (lambda file: file.write_text("<html>" * 999), "damaged", "materia restore"),
        (Path.unlink, "cannot be opened", "materia migrate"),
        (lambda file: change(file, "DROP TABLE alembic_version"), "no tables", "materia migrate"),
        (lambda file: change(file, "DELETE FROM release"), "no release", "materia seed"),
        (
            lambda file: change(file, "UPDATE data_set SET files = 'x'"),
            "are others",
            "materia seed",
        ),
        (lambda file: change(file, "DELETE FROM table_digest"), "no digests", "materia migrate"),
        (
            lambda file: change(
                file,
                "UPDATE warning SET text = text || '.' WHERE id IN (SELECT max(id) FROM warning)",
            ),
            "checksum",
            "--repair",
        ),
        (lambda file: (file.parent / ".materia-fetched-x").mkdir(), "broken off", "Delete it"),
    ],
)
def test_each_fault_has_its_advice(
    file: Path, spoil: Callable[[Path], None], what: str, mend: str
) -> None:
    spoil(file)
    result = call("doctor")
    assert result.exit_code == 1
    assert what in said(result) and mend in said(result)


@pytest.mark.fault(
    "Rows are changed by hand",
    "`materia doctor` and `materia seed` say which; `--repair` puts them back",
)
def test_a_row_that_was_changed_by_hand_is_said_and_put_back(small: Path) -> None:
    change(small, "DELETE FROM rule WHERE id = 'alpha-beta'")
    result = call("doctor")
    assert result.exit_code == 1 and "rule of curated: 1 rows fewer" in said(result)
    assert "seed --repair" in said(result)
    result = call("seed")
    assert result.exit_code == 1 and "unchanged" not in said(result)
    assert "alpha-beta was deleted" in said(result)
    assert call("export", str(small.parent / "x.sqlite")).exit_code == 1
    result = call("seed", "--repair")
    assert result.exit_code == 0 and "put back" in said(result)
    assert call("doctor").exit_code == 0


def test_a_seed_that_shrinks_is_refused_by_seed_and_start(file: Path, tmp_path: Path) -> None:
    small = write_seed(tmp_path / "small")
    before = file.read_bytes()
    with pytest.raises(RejectedImport, match=r"99 % fewer.*materia seed --allow-shrink"):
        prepare(Settings(seed_path=small))
    result = call("seed", str(small))
    assert result.exit_code == 1 and "--allow-shrink" in said(result)
    assert "instead of" in said(result) and file.read_bytes() == before
    assert call("seed", str(small), "--allow-shrink").exit_code == 0


@pytest.mark.fault(
    "The database is locked by another process",
    "`materia doctor` says so",
)
def test_one_that_another_process_writes_is_said(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "another process writes" in said(call("doctor"))
    assert call("doctor").exit_code == 0


def test_a_full_disk_is_said(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.keeping._LEAST_ROOM", 10**18)
    assert "Make room" in said(call("doctor"))


def test_a_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATERIA_DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:1/x")
    result = call("doctor")
    assert "hunter2" not in said(result) and "cannot be reached" in said(result)


@pytest.mark.fault(
    "A backup while others write",
    "It is whole, and comes back under a running server",
)
def test_a_backup_is_made_while_others_write_and_comes_back_under_a_server(
    file: Path, seeded_copy: str, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.db"
    with serving(seeded_copy, release_poll_seconds=3600) as client:
        before = client.get("/drugs/clonazepam/warnings?limit=3").content
        with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            other.execute("DELETE FROM rule")
            assert call("backup", str(kept)).exit_code == 0
            other.execute("COMMIT")
        assert client.get("/drugs/clonazepam/warnings?limit=4").status_code == 200
        assert call("restore", str(kept)).exit_code == 0
        assert client.get("/drugs/clonazepam/warnings?limit=3").content == before
    assert call("doctor").exit_code == 0
    assert [one.name for one in tmp_path.glob("kept*")] == ["kept.db"]


@pytest.mark.fault(
    "A damaged database, and a backup is put back",
    "The damaged file is moved aside, not deleted",
)
def test_a_damaged_database_is_moved_aside(file: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    call("backup", str(kept))
    file.write_text("<html>" * 9_999)
    assert call("backup", str(tmp_path / "no.db")).exit_code == 1
    assert not (tmp_path / "no.db").exists()
    assert "materia.db.damaged-1" in said(call("restore", str(kept)))
    assert call("doctor").exit_code == 0
    assert (tmp_path / "materia.db.damaged-1").read_text().startswith("<html>")


@pytest.mark.fault(
    "A backup that is truncated or none",
    "Refused; nothing is changed",
)
def test_what_is_no_whole_backup_changes_nothing(file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.db"
    call("backup", str(broken))
    damage(broken)
    before = file.read_bytes()
    empty = tmp_path / "empty.db"
    empty.touch()
    for one in (broken, empty, tmp_path / "none.db"):
        result = call("restore", str(one))
        assert result.exit_code == 1 and "Nothing was changed" in said(result), said(result)
    assert file.read_bytes() == before
