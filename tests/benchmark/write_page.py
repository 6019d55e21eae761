"""Writes docs/performance.md from what `make bench` printed, on the machine where it did.

`make bench | tee bench.txt`, then `make performance FROM=bench.txt`.
"""

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "performance.md"
_HEAD = """\
# How fast it is

`make bench` measures; `make bench | tee bench.txt` and `make performance FROM=bench.txt` write this
page anew from what it prints. The figures are those of one machine on one day, and no test fails by
them: machines differ, and a busy one lies.

## How it is measured

- **Beside something else, in turns.** A ratio says more than a time: ours and the other are asked
  by turns, some tens of times in each of fifteen rounds, and the median of the rounds is the
  figure, with the least and the greatest in brackets. `x bare` is the number of answers in a
  second, divided by that of a FastAPI route on the same core (`tests/benchmark/bare.py`), which
  answers as many bytes with a plain model; "with our own model" it answers what we answered, as
  the model that we promise. `p99` compares the slowest hundredth.
- **A release of national size**: the curated facts among 300,000 pairs, 20,000 drugs and 500,000
  names that are invented (`tests/benchmark/synthetic.py`).
- **One process of uvicorn on one core**, asked over one connection that is kept. With several
  workers see [production](production.md#workers).
- An import is measured beside the database alone taking the same rows by its own `executemany`.
- "Bar" is what we want to hold; what is under it stands here as it is.

## The machine

"""
_TABLE = "\n## Figures\n\n| what | bar | measured |\n|---|---|---|\n"
_BAR = re.compile(r"\s*\((bars?): ([^()]*)\)")
_NO_FIGURE = re.compile(r"[.sFE]*$|\d+ (passed|skipped|deselected)|(real|user|sys)\s")
_FAILED = re.compile(r"(?m)^\d*.*\b\d+ (failed|errors?)\b")
# A figure that says more of the one before it.
_MORE = "the whole import"


def figures(output: str) -> Iterator[tuple[str, str, str]]:
    """What was measured, the bar for it, the figure. Raises ValueError for a run that failed."""
    if _FAILED.search(output):
        raise ValueError("not all benchmarks passed")
    subject = ""
    for line in map(str.strip, output.splitlines()):
        if _NO_FIGURE.match(line):
            continue
        bars = "; ".join(found[2] for found in _BAR.finditer(line))
        name, colon, figure = _parts(line)
        if not colon or not re.search(r"\d", figure):
            continue
        if name.startswith(_MORE):
            name = f"{subject}: {name}"
        else:
            subject = name.partition(",")[0]
        yield name, bars, _plain(figure)


def _parts(line: str) -> tuple[str, str, str]:
    """Where a bar is stated, the figure follows it; else it follows the first colon."""
    bar = _BAR.search(line)
    if bar and line[bar.end() :].startswith(": "):
        return line[: bar.start()], ": ", line[bar.end() + 2 :]
    return _BAR.sub("", line).partition(": ")


def _plain(figure: str) -> str:
    if not figure.startswith("{"):
        return figure
    return ", ".join(f"{name} {value}" for name, value in json.loads(figure).items())


def machine() -> Iterator[str]:
    """The machine and the program, a line for each."""
    found = re.search(r"model name\s*: (.*)", _text("/proc/cpuinfo"))
    memory = re.search(r"MemTotal:\s+(\d+)", _text("/proc/meminfo"))
    yield f"- {found[1] if found else platform.machine()}, {os.cpu_count()} cores" + (
        f", {int(memory[1]) / 1024**2:.0f} GB of memory" if memory else ""
    )
    system = f"{platform.system()} {platform.release().partition('-')[0]}"
    yield f"- {system}, Python {platform.python_version()}"
    revision = ["git", "log", "-1", "--format=%h"]
    commit = subprocess.run(revision, cwd=ROOT, capture_output=True, text=True, check=False).stdout
    yield f"- {datetime.now(UTC):%Y-%m-%d}, revision {commit.strip() or 'unknown'}"


def _text(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except OSError:
        return ""


def page(output: str) -> str:
    """The whole page."""
    rows = [f"| {' | '.join(map(_cell, row))} |\n" for row in figures(output)]
    return _HEAD + "".join(f"{one}\n" for one in machine()) + _TABLE + "".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    PAGE.write_text(page(Path(sys.argv[1]).read_text(encoding="utf-8")), encoding="utf-8")
