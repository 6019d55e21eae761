"""Whatever is typed or set: an answer or a plain sentence, an exit code, never a traceback."""

import errno
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from app.cli.app import app
from app.cli.errors import with_plain_errors
from typer.testing import CliRunner, Result

from tests.cli.conftest import said
from tests.cli.starting import Started
from tests.conftest import ROOT
from tests.seeds import write_seed


def plain(result: Result, code: int) -> str:
    """What was said, once it has ended as it should: by our own word, not by an error."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == code, said(result)
    assert "Traceback" not in said(result)
    return said(result)


ODD = ["[/x]", "[bold]", "[/]", "\\[", "[link=x]", "{}", "%s", "💊", "\u202e", "a\nb", ":pill:"]


@pytest.mark.parametrize("words", ODD)
def test_an_odd_name_is_shown_as_it_was_typed(run: CliRunner, words: str) -> None:
    for command in (["show", words], ["check", words]):
        assert " ".join(words.split()) in plain(run.invoke(app, command), 3)


@pytest.mark.parametrize("words", ["[/x]", "[bold]", ":pill:"])
def test_an_odd_option_is_refused_in_words(run: CliRunner, words: str, tmp_path: Path) -> None:
    bad = tmp_path / words.replace("/", "")
    for command in (
        ["check", "clonazepam", "--policy", words],
        ["import", words, "."],
        ["seed", str(bad)],
        ["seed", words],
        ["verify-citations", words],
    ):
        plain(run.invoke(app, command), 1)


def test_a_file_name_with_brackets_is_verified(run: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "[b]x.txt").write_text("Nothing of it.", encoding="utf-8")
    assert "[b]x.txt" in plain(run.invoke(app, ["verify-citations", "[b]x.txt"]), 1)


def test_a_mistake_of_a_seed_is_printed_letter_by_letter(run: CliRunner, tmp_path: Path) -> None:
    folder = write_seed(tmp_path / "seed")
    (folder / "drugs/beta.yaml").write_text("'[/b][red]x': 1\n", encoding="utf-8")
    assert "[/b][red]x: Extra inputs" in plain(run.invoke(app, ["seed", str(folder)]), 1)


@pytest.mark.parametrize(
    "address", ["http://[::1", "http://a:99999/x", "https://", "https://me:hunter2@[x/y"]
)
def test_an_address_of_no_host_is_told_plainly(run: CliRunner, address: str) -> None:
    words = plain(run.invoke(app, ["import", "unii", address]), 1)
    assert "names no host" in words and "hunter2" not in words


@pytest.mark.parametrize("command", ["migrate", "doctor", "serve"])
def test_a_folder_without_migrations_is_told_plainly(
    run: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    monkeypatch.setenv("MATERIA_MIGRATIONS_PATH", str(tmp_path / "nowhere"))
    monkeypatch.setenv("MATERIA_PORT", "0")
    words = plain(run.invoke(app, [command]), 1)
    assert "MATERIA_MIGRATIONS_PATH: " in words and "has no migrations" in words


@pytest.mark.parametrize("name", ["x.ndjson", "x.ndjson.gz", "x.sqlite", "none/x.sqlite"])
def test_an_export_that_finds_no_room_is_told_plainly(
    seeded_url: str, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    started = Started(
        tmp_path, "export", str(file), first=_write_little, MATERIA_DATABASE_URL=seeded_url
    )
    assert started.end() == 1
    words = started.read(0)
    assert f"{file} cannot be written: " in words and "Traceback" not in words
    assert list(tmp_path.rglob("*x.*")) == []


def _write_little() -> None:
    """No file may have more bytes: as a full disk to whoever writes one."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


@pytest.mark.parametrize(
    ("number", "words"), [(errno.ENOSPC, "the disk is full. Make room"), (errno.EACCES, "who may")]
)
def test_a_fault_of_a_file_is_not_told_as_one_of_the_address(
    capsys: pytest.CaptureFixture[str], number: int, words: str
) -> None:
    with pytest.raises(typer.Exit), with_plain_errors():
        raise OSError(number, os.strerror(number), "/data/x")
    error = capsys.readouterr().err
    assert "/data/x: " in error and words in error and "is not the address" not in error


URLS = ["nonsense", "", "mysql://x/y", "postgresql://127.0.0.1:1/x",
        "sqlite:////dev/null/x.db", "postgresql://[", "oracle+nothing://x"]  # fmt: skip


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("command", [["check", "clonazepam"], ["migrate"], ["seed"]], ids=" ".join)
def test_an_address_of_no_database_is_told_plainly(
    monkeypatch: pytest.MonkeyPatch, url: str, command: list[str]
) -> None:
    monkeypatch.setenv("MATERIA_DATABASE_URL", url)
    result = CliRunner().invoke(app, command)
    if not url and command == ["migrate"]:
        # An empty variable counts as none: the database is made in the folder.
        plain(result, 0)
        assert Path("materia.db").exists()
    else:
        plain(result, 1)


def test_a_password_in_an_address_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATERIA_DATABASE_URL", "postgresql://me:hunter2@127.0.0.1:1/x")
    for command in (["check", "clonazepam"], ["migrate"], ["seed"]):
        assert "hunter2" not in plain(CliRunner().invoke(app, command), 1)


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("klonapin", "Klonopin"),
        ("klonidine", "clonidine, Klonopin"),
        ("clonidine/clonazepam", "clonidine, clonazepam"),
        ("opioids", "/classes/opioid"),
        ("unobtainium", "unobtainium"),
        ("", "''"),
    ],
)
def test_what_is_not_one_drug_is_not_shown(run: CliRunner, words: str, near: str) -> None:
    assert near in plain(run.invoke(app, ["show", words]), 3)


@pytest.mark.parametrize(
    "words", ["Klonopin", "2598", "N03AE01", "clonazepam 0.5 mg tab", "UNII 5PE9FDE8GB"]
)
def test_one_drug_is_shown_by_whatever_means_it(run: CliRunner, words: str) -> None:
    told = json.loads(plain(run.invoke(app, ["show", "--json", words]), 0))
    assert told["id"] == "clonazepam"


@pytest.mark.parametrize(
    ("drugs", "code"),
    [
        (["clonazepam"], 0),
        (["clonazepam", "unobtainium"], 0),
        (["opioids"], 0),
        (["unobtainium"], 3),
        (["klonapin"], 3),
        (["klonidine", ""], 3),
        (["klonapin", "--accept-corrections"], 0),
        (["klonidine", "--accept-corrections"], 3),
        (["unobtainium", "--current", "clonazepam"], 0),
    ],
    ids=str,
)
def test_the_exit_code_says_whether_anything_was_understood(
    run: CliRunner, drugs: list[str], code: int
) -> None:
    plain(run.invoke(app, ["check", *drugs]), code)
    plain(run.invoke(app, ["check", "--json", *drugs]), code)


@pytest.mark.parametrize(
    "words", ["clonazepam oxycodone", "warfarin and potassium", "Tylenol #9", "clonazepam and xyz"]
)
def test_a_part_that_was_dropped_is_never_called_complete(run: CliRunner, words: str) -> None:
    for options in ([], ["--accept-corrections"]):
        result = run.invoke(app, ["check", "--json", "alcohol", words, *options])
        answer = json.loads(plain(result, 0))
        assert answer["completeness"] != "complete", options
        assert f"'{words}'" in answer["summary"], options


def test_a_check_as_json_has_every_field_of_the_contract(run: CliRunner) -> None:
    answer = json.loads(plain(run.invoke(app, ["check", "--json", "clonazepam", "unobtainium"]), 0))
    assert list(answer)[:2] == ["completeness", "summary"]
    assert answer.keys() >= {
        "inputs", "findings", "duplications", "burden", "pairs", "suppressed", "release", "notice",
    }  # fmt: skip
    assert [one["status"] for one in answer["pairs"]] == ["unresolved"]


@pytest.mark.parametrize("wrong", [["check"], ["show"], ["import", "curated"], ["nonsense"]])
def test_a_command_that_is_not_whole_is_a_wrong_use(run: CliRunner, wrong: list[str]) -> None:
    plain(run.invoke(app, wrong), 2)


def spawned(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """The command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", "from app.cli.app import app; app()", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.usefixtures("run")
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("options", [[], ["--json"]], ids=" ".join)
def test_a_terminal_of_any_encoding_gets_an_answer(encoding: str, options: list[str]) -> None:
    command = ["check", "clonazepam", "wine", "💊é", *options]
    result = CliRunner(charset=encoding).invoke(app, command)
    assert "clonazepam" in plain(result, 0)


def test_a_real_terminal_without_the_signs_gets_an_answer(seeded_url: str) -> None:
    found = spawned(
        "check", "clonazepam", "wine", "💊é",
        MATERIA_DATABASE_URL=seeded_url, PYTHONIOENCODING="ascii",
    )  # fmt: skip
    assert (found.returncode, b"Traceback" in found.stderr) == (0, False), found.stderr[-300:]


def test_a_pipe_that_is_closed_early_is_no_error(seeded_url: str) -> None:
    command = (
        f"{sys.executable} -c 'from app.cli.app import app; app()' show clonazepam | head -n 1"
    )
    found = subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, "PYTHONPATH": str(ROOT), "MATERIA_DATABASE_URL": seeded_url},
        capture_output=True, timeout=60, check=True,
    )  # fmt: skip
    assert found.stdout.startswith(b"clonazepam")
    assert b"Traceback" not in found.stderr
