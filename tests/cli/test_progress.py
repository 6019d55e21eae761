"""Is the progress told, as a bar, as lines, and as JSON?"""

import io
import json

import pytest
from app.cli import progress as module
from app.cli.progress import Bar, Lines, Standing, Watching, in_words, progress
from app.importers.run import Intake
from rich.console import Console
from rich.progress import Progress


class Noted:
    """Keeps what is shown."""

    def __init__(self) -> None:
        self.all: list[Standing] = []

    def show(self, standing: Standing) -> None:
        """Keeps it."""
        self.all.append(standing)


READING = Standing("rxnorm", "reading", "x:5", 120_000, 350, 1000, 3.0)


def test_rows_rate_and_the_time_left_are_told() -> None:
    assert in_words(READING) == (
        "rxnorm: reading, 120,000 rows, 40,000 rows/s, 35 %, about 6 s left"
    )
    fetched = Standing("rxnorm", "fetching", "", 0, 5_000_000, 10_000_000, 2.0)
    assert in_words(fetched) == "rxnorm: fetching, 5.0 MB, 2.5 MB/s, 50 %, about 2 s left"
    assert in_words(Standing("rxnorm", "packing", "", 0, 0, 0, 9.0)) == "rxnorm: packing"


def test_an_import_is_watched_from_stage_to_stage() -> None:
    noted = Noted()
    intake = Intake("RxNorm", watch=Watching(noted, "rxnorm").intake)
    intake.stand("reading")
    intake.size = 1000
    intake.row(7)
    intake.at("part", 7, 350)
    intake.stand("packing")
    assert [(one.stage, one.rows, one.done, one.size) for one in noted.all] == [
        ("reading", 0, 0, 0),
        ("reading", 7, 350, 1000),
        ("packing", 0, 0, 0),
    ]
    assert noted.all[1].place == "part:7"


def test_elsewhere_a_line_is_printed_only_now_and_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: moment[0])
    lines = Lines(as_json=False)
    for seconds in (0.0, 1.0, 1.9, 0.2, 5.0):
        moment[0] += seconds
        lines.show(READING)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) == 3


def test_for_programs_each_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    with progress(as_json=True) as shows:
        shows.show(READING)
    told = json.loads(capsys.readouterr().err)
    assert (told["data_set"], told["stage"], told["rows"]) == ("rxnorm", "reading", 120_000)
    assert (told["done"], told["size"], told["seconds_left"]) == (350, 1000, 5.6)


def test_on_a_terminal_a_bar_is_drawn() -> None:
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=120)
    drawn = Progress(*module.columns(), console=console, auto_refresh=False)
    bar = Bar(drawn)
    bar.show(READING)
    drawn.refresh()
    drawn.start()
    drawn.refresh()
    drawn.stop()
    for part in ("reading", "35 %", "120,000 rows, 40,000 rows/s"):
        assert part in text.getvalue()
    bar.show(Standing("rxnorm", "packing", "", 0, 0, 0, 0.0))
    assert [task.description for task in drawn.tasks] == ["rxnorm: packing"]
    assert drawn.tasks[0].total is None


def test_a_terminal_gets_the_bar_and_loses_it_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with progress(as_json=False) as shows:
        assert isinstance(shows, Bar)
        shows.show(READING)
