"""Does `materia import` tell what it did, and refuse what it must?"""

import hashlib
import http.server
import json
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.cli.app import app
from app.cli.prepare import prepare
from app.importers import DATA_SETS
from app.services.fetching import own_folder
from app.settings import Settings
from typer.testing import CliRunner, Result

from tests.cli.conftest import TABLE, plants, said
from tests.seeds import write_seed


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_plants: None) -> Path:
    """An empty one."""
    monkeypatch.setenv("MATERIA_DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    monkeypatch.setenv("COLUMNS", "200")
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    return tmp_path / "x.db"


def run(*words: object) -> Result:
    """A command."""
    return CliRunner().invoke(app, [str(word) for word in words])


def contents(database: Path) -> list[str]:
    """All that is kept."""
    with sqlite3.connect(database) as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines


def test_every_row_is_accounted_for(database: Path, table: Path) -> None:
    result = run("import", "plants", table)
    assert result.exit_code == 0, said(result)
    words = said(result)
    for part in (
        "plants: 4 facts loaded.",
        "rows 5 imported 2 merged 1 skipped 2",
        "1 a row with too few fields 1 without a name",
        "conflicts 1 plants.csv:3: X means two things",
        "facts: Source 1, Drug 3",
        "from plants.csv, in ",
        "Release sha256:",
    ):
        assert part in words, words


def test_the_report_for_programs_is_one_line_of_json(database: Path, table: Path) -> None:
    result = run("import", "plants", table, "--json")
    (line,) = result.stdout.splitlines()
    told = json.loads(line)
    assert (told["rows"], told["imported"], told["merged"]) == (5, 2, 1)
    assert told["skipped"] == {"a row with too few fields": 1, "without a name": 1}
    assert told["conflicts"] == ["plants.csv:3: X means two things"]
    assert (told["conflict_count"], told["facts"], told["changed"]) == (1, 4, True)
    assert told["facts_by_kind"] == {"Source": 1, "Drug": 3}
    stages = [json.loads(line)["stage"] for line in result.stderr.splitlines()]
    assert stages[:2] == ["looking at what is known", "reading"]


def test_the_same_again_changes_nothing_and_says_so(database: Path, table: Path) -> None:
    first, second = (run("import", "plants", table) for _ in range(2))
    assert "4 facts unchanged." in said(second)
    told = json.loads(run("import", "plants", table, "--json").stdout)
    assert (told["changed"], told["rows"], told["release"] in said(first)) == (False, 5, True)


def test_two_files_are_one_data_set(database: Path, table: Path, tmp_path: Path) -> None:
    other = tmp_path / "more.csv"
    other.write_text("name,unii\ntulip,T1\n")
    assert "from plants.csv, more.csv" in said(run("import", "plants", table, other))
    assert run("show", "tulip").exit_code == run("show", "rose").exit_code == 0


def test_a_licence_that_forbids_uses_must_be_accepted(
    database: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(DATA_SETS, "plants", plants(free=False))
    before = contents(database)
    result = run("import", "plants", table)
    assert result.exit_code == 2
    assert "CC BY-NC 4.0" in said(result) and "--accept-licence" in said(result)
    assert contents(database) == before
    assert run("import", "plants", table, "--accept-licence").exit_code == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("names,unii\nrose,R1\n", "plants.csv:1: no column name"),
        ("name,unii\nrose\x00,R1\n", "plants.csv:2: no text"),
        ("<!DOCTYPE html><html>", "plants.csv:1: a web page, not data"),
        ("name,unii\n", "2 facts, and Plants of the world has at least 3"),
        (None, "there is no such file"),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_changes_nothing(
    database: Path, table: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, words: str
) -> None:
    monkeypatch.setitem(DATA_SETS, "plants", plants(at_least=3))
    assert run("import", "plants", table).exit_code == 0
    before = contents(database)
    table.write_text(content) if content is not None else table.unlink()
    result = run("import", "plants", table)
    assert result.exit_code == 1
    assert words in said(result) and "1 mistake. Nothing was loaded." in said(result)
    assert contents(database) == before


@pytest.mark.parametrize("spelt", [str.lower, str.upper, "sha256:{}".format])
def test_a_file_must_have_the_checksum_that_is_asked_for(
    database: Path, table: Path, spelt: type[str]
) -> None:
    right = hashlib.sha256(table.read_bytes()).hexdigest()
    wrong = run("import", "plants", table, "--sha256", "0" * 64)
    assert wrong.exit_code == 1
    assert f"its SHA-256 is {right}, not 000" in said(wrong)
    assert run("import", "plants", table, "--sha256", spelt(right)).exit_code == 0


def test_every_file_needs_its_checksum_or_none(database: Path, table: Path) -> None:
    result = run("import", "plants", table, table, "--sha256", "0" * 64)
    assert (result.exit_code, "1 checksums for 2 files" in said(result)) == (1, True)
    result = run("import", "plants", table.parent, "--sha256", "0" * 64)
    assert "no file, so it has no checksum" in said(result)


def test_while_another_import_runs_it_says_so(
    database: Path, table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.database.BUSY_MILLISECONDS", 50)
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    result = run("import", "plants", table)
    other.execute("ROLLBACK")
    other.close()
    assert result.exit_code == 1
    assert "another import is running" in said(result)
    assert "Nothing was changed" in said(result)
    assert run("import", "plants", table).exit_code == 0


def test_the_data_sets_are_listed_loaded_or_not(database: Path, table: Path) -> None:
    before = json.loads(run("sources", "--json").stdout)
    assert {one["key"]: one["loaded"] for one in before} == dict.fromkeys(DATA_SETS, False)
    run("import", "plants", table)
    (told,) = [one for one in json.loads(run("sources", "--json").stdout) if one["loaded"]]
    assert (told["key"], told["facts"], told["report"]["rows"]) == ("plants", 4, 5)
    assert told["imported_at"] == told["report"]["imported_at"]
    words = said(run("sources"))
    for part in ("Plants of the world", "CC BY-NC 4.0", "https://example.org/plants", "4 facts"):
        assert part in words


def test_the_releases_are_listed_with_what_made_them(database: Path, table: Path) -> None:
    assert "no such release" in said(run("releases"))
    run("import", "plants", table)
    table.write_text("name,unii\nrose,R1\nviolet,V1\n")
    run("import", "plants", table)
    newest, oldest = json.loads(run("releases", "--json").stdout)
    assert (newest["imports"][0]["rows"], oldest["imports"][0]["rows"]) == (2, 5)
    assert newest["data_sets"] != oldest["data_sets"]
    assert json.loads(run("releases", "curated", "--json").stdout) == []
    words = said(run("releases", "plants"))
    assert words.count("answers now") == 1
    assert words.index(newest["hash"]) < words.index(oldest["hash"])
    assert "without a name" in words


def test_what_changed_is_told_by_the_beginnings_of_hashes(database: Path, table: Path) -> None:
    run("import", "plants", table)
    table.write_text("name,unii\nrose,R1\nviolet,V1\n")
    run("import", "plants", table)
    newest, oldest = (one["hash"] for one in json.loads(run("releases", "--json").stdout))
    words = said(run("diff", oldest[:14], newest.removeprefix("sha256:")[:10]))
    assert "plants: changed Drug: 1 added, 1 removed" in words
    assert "- plants Drug: drug lily + plants Drug: drug violet" in words
    told = json.loads(run("diff", "newest", "previous", "--json", "--limit", "1").stdout)
    assert (told["from"], told["to"], told["total"]) == (newest, oldest, 2)
    assert [one["change"] for one in told["changes"]] == ["added"]
    assert "and 1 more" in said(run("diff", "previous", "newest", "--limit", "1"))
    assert "Nothing changed." in said(run("diff", "newest", "newest"))


def test_no_release_and_several_are_told(database: Path, table: Path) -> None:
    run("import", "plants", table)
    table.write_text("name,unii\nrose,R1\nviolet,V1\n")
    run("import", "plants", table)
    none, several = run("diff", "newest", "zz"), run("diff", "newest", "sha256:")
    assert (none.exit_code, several.exit_code) == (1, 1)
    assert "No release has a hash that begins with 'zz'" in said(none)
    assert "2 releases have a hash" in said(several)


@pytest.mark.parametrize("command", [["sources"], ["releases"], ["diff", "a", "b"]], ids=" ".join)
def test_without_a_database_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    monkeypatch.setenv("MATERIA_DATABASE_URL", f"sqlite:///{tmp_path}/none.db")
    result = run(*command)
    assert (result.exit_code, "materia migrate" in said(result)) == (1, True)


class Given(http.server.BaseHTTPRequestHandler):
    """Gives the table, whatever is asked for; or says that there is none."""

    def do_GET(self) -> None:
        """An answer."""
        found = self.path.startswith("/files/")
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(TABLE.encode() if found else b"")

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Of a server on the loopback."""
    monkeypatch.setenv("NO_PROXY", "*")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Given)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_an_address_is_fetched_beside_the_database_and_leaves_nothing(
    database: Path, address: str
) -> None:
    right = hashlib.sha256(TABLE.encode()).hexdigest()
    result = run("import", "plants", f"{address}/files/p.csv?key=SECRET", "--sha256", right)
    assert result.exit_code == 0, said(result)
    assert "plants: 4 facts loaded." in said(result)
    assert f"from {address}/files/p.csv, in" in said(result)
    assert "SECRET" not in said(result) + "".join(contents(database))
    assert [one.name for one in database.parent.iterdir() if "fetched" in one.name] == []


@pytest.mark.fault(
    "A download or import was killed",
    "What it left is thrown away by the next",
)
def test_what_a_killed_import_has_left_is_thrown_away_by_the_next(
    database: Path, address: str
) -> None:
    with own_folder(database.parent) as in_use:
        (in_use / "a").touch()
        left = database.parent / ".materia-fetched-left"
        shutil.copytree(in_use, left)
        assert run("import", "plants", f"{address}/files/p.csv").exit_code == 0
        assert in_use.exists() and not left.exists()
    assert not in_use.exists()


def test_what_broke_off_long_ago_is_thrown_away_at_a_start(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (
        database.parent / "materia-downloads" / "plants" / number / ".part" for number in "01"
    )
    for one in (old, new):
        one.parent.mkdir(parents=True)
        one.touch()
    long_ago = time.time() - 31 * 86_400
    os.utime(old, (long_ago, long_ago))
    seed = write_seed(database.parent / "seed")
    prepare(Settings(seed_path=seed))
    assert (old.exists(), new.exists()) == (False, True)


def test_an_address_that_gives_nothing_changes_nothing(database: Path, address: str) -> None:
    before = contents(database)
    result = run("import", "plants", f"{address}/nothing.csv")
    assert (result.exit_code, "404 Not Found" in said(result)) == (1, True)
    wrong = run("import", "plants", f"{address}/files/p.csv", "--sha256", "0" * 64)
    assert (wrong.exit_code, "its SHA-256 is" in said(wrong)) == (1, True)
    assert contents(database) == before
    assert [one.name for one in database.parent.iterdir() if "fetched" in one.name] == []


def test_all_facts_are_exported(database: Path, table: Path, tmp_path: Path) -> None:
    run("import", "plants", table)
    for name, words in (("x.ndjson", "4 facts written to"), ("x.sqlite", "A database written to")):
        result = run("export", tmp_path / name)
        assert (result.exit_code, words in said(result)) == (0, True), said(result)
        assert "Release sha256:" in said(result)
        assert (tmp_path / name).stat().st_size > 500
    assert "must end with" in said(run("export", tmp_path / "x.csv"))
    nowhere = run("export", tmp_path / "nowhere" / "x.ndjson")
    assert (nowhere.exit_code, "cannot be written" in said(nowhere)) == (1, True)
