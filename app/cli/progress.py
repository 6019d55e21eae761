"""How far an import is: a bar on a terminal, a line now and then elsewhere, or JSON for programs.

All of it goes to standard error: standard output is for the report.
"""

import json
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from app.importers.run import Intake

# Elsewhere than on a terminal a line is printed so often, in seconds.
_EVERY = 3.0
# In these stages the bytes go by; the others have no end that is known.
_MOVING = ("reading", "fetching")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where it stands: `done` of `size` bytes, 0 where it is not known."""

    what: str
    stage: str
    place: str
    rows: int
    done: int
    size: int
    seconds: float

    @property
    def rate(self) -> float:
        """Rows in a second; bytes where there are no rows."""
        return (self.rows or self.done) / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds until all is read, if it goes on so."""
        if not self.done or not self.size:
            return None
        return max(0.0, self.seconds * (self.size - self.done) / self.done)


class Shows(Protocol):
    """Shows where it stands."""

    def show(self, standing: Standing) -> None:
        """Now it stands here."""
        ...


@dataclass(slots=True)
class Watching:
    """What an import tells of its progress, passed on to what shows it."""

    shows: Shows
    what: str
    _began: float = field(default_factory=time.monotonic)
    _stage: str = ""

    def intake(self, intake: Intake) -> None:
        """An import was watched."""
        self._report(intake.stage, intake.place, intake.rows, intake.done, intake.size)

    def fetched(self, done: int, size: int) -> None:
        """A part of a file has come."""
        self._report("fetching", "", 0, done, size)

    def _report(self, stage: str, place: str, rows: int, done: int, size: int) -> None:
        if stage != self._stage:
            self._stage, self._began = stage, time.monotonic()
        if stage not in _MOVING:
            place, rows, done, size = "", 0, 0, 0
        seconds = time.monotonic() - self._began
        self.shows.show(Standing(self.what, stage, place, rows, done, size, seconds))


@dataclass(slots=True)
class Lines:
    """A line at every new stage, and every few seconds."""

    as_json: bool
    _stage: str = ""
    _shown_at: float = 0.0

    def show(self, standing: Standing) -> None:
        """Prints it, unless something was printed just now."""
        now = time.monotonic()
        stage = f"{standing.what}: {standing.stage}"
        if stage == self._stage and now - self._shown_at < _EVERY:
            return
        self._stage, self._shown_at = stage, now
        print(
            _as_json(standing) if self.as_json else in_words(standing), file=sys.stderr, flush=True
        )


class Silent:
    """Shows nothing: what runs by itself at night speaks only of what happened."""

    def show(self, standing: Standing) -> None:
        """Nothing."""


class Bar:
    """A bar with rows, rate and the time that is left."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._stage = ""

    def show(self, standing: Standing) -> None:
        """Moves the bar; every stage has its own."""
        stage = f"{standing.what}: {standing.stage}"
        if stage != self._stage:
            self._stage = stage
            if self._task is not None:
                self._progress.remove_task(self._task)
            self._task = self._progress.add_task(stage, total=None, rows="")
        assert self._task is not None
        self._progress.update(
            self._task,
            completed=min(standing.done, standing.size),
            total=standing.size or None,
            rows=_amount(standing),
        )


def progress(as_json: bool) -> AbstractContextManager[Shows]:
    """What shows the progress here, until it is left."""
    if as_json or not sys.stderr.isatty():
        return nullcontext(Lines(as_json))
    return _Drawn()


class _Drawn(AbstractContextManager[Shows]):
    def __init__(self) -> None:
        self._progress = Progress(*columns(), console=Console(stderr=True), transient=True)

    def __enter__(self) -> Shows:
        self._progress.start()
        return Bar(self._progress)

    def __exit__(self, *_: Any) -> None:
        self._progress.stop()


def columns() -> tuple[ProgressColumn, ...]:
    """What stands in the bar's line."""
    return (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TextColumn("{task.fields[rows]}"),
        TimeRemainingColumn(),
    )


def in_words(standing: Standing) -> str:
    """`rxnorm: reading, 120,000 rows, 40,000 rows/s, 35 %, about 12 s left`."""
    parts = [standing.stage, _amount(standing)]
    if standing.size:
        parts.append(f"{100 * standing.done / standing.size:.0f} %")
    if standing.left is not None:
        parts.append(f"about {standing.left:.0f} s left")
    return f"{standing.what}: {', '.join(part for part in parts if part)}"


def _amount(standing: Standing) -> str:
    if standing.rows:
        return f"{standing.rows:,} rows, {standing.rate:,.0f} rows/s"
    if standing.done:
        return f"{standing.done / 1e6:,.1f} MB, {standing.rate / 1e6:,.1f} MB/s"
    return ""


def _as_json(standing: Standing) -> str:
    return json.dumps(
        {
            "data_set": standing.what,
            "stage": standing.stage,
            "place": standing.place or None,
            "rows": standing.rows,
            "done": standing.done,
            "size": standing.size or None,
            "seconds": round(standing.seconds, 3),
            "seconds_left": None if standing.left is None else round(standing.left, 1),
        },
        ensure_ascii=False,
    )
