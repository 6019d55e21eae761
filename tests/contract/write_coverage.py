"""Writes docs/coverage.md from what `GET /coverage` of a freshly seeded server answers.

Run as `make coverage` after every change of `seed/`. No moment and no hash stands in the page: it
changes only with what is covered.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.main import create_app
from fastapi.testclient import TestClient

from tests.conftest import ROOT
from tests.contract.write_examples import seeded

PAGE = ROOT / "docs" / "coverage.md"


def render(told: dict[str, Any]) -> str:
    """The page of one answer."""
    return "\n".join(
        [
            "# What is covered",
            "",
            "Written by `make coverage` from `GET /coverage` of the seed; not by hand.",
            "",
            told["statement"],
            "",
            "## Not covered",
            "",
            *(f"- {line}" for line in told["not_covered"]),
            "",
            "## Facts",
            "",
            *_table(("facts", "how many"), ((_words(k), n) for k, n in told["facts"].items())),
            f"| pairs of drugs assessed by a source | {told['pairs_assessed']} |",
            f"| drugs assessed by a source | {told['drugs_assessed']} |",
            f"| full monographs | {told['full_monographs']} |",
            f"| conditions with an ICD-10 code | {told['conditions_with_icd10']} |",
            "",
            "Drugs with at least one of their own (what a class tells is not counted):",
            "",
            *_table(("", "drugs"), ((_words(k), n) for k, n in told["drugs_with"].items())),
            "",
            "## By kind",
            "",
            *_breakdowns(told["breakdowns"]),
            "",
            "## Sources",
            "",
            "The years are those that the versions of the sources name.",
            "",
            *_sources(told["sources"]),
            "",
            "## Data sets",
            "",
            *_data_sets(told["data_sets"]),
            "",
        ]
    )


def _breakdowns(breakdowns: list[dict[str, Any]]) -> Iterator[str]:
    def counts(one: dict[str, Any]) -> str:
        return ", ".join(f"{_words(name)} {count}" for name, count in one["counts"].items())

    return _table(
        ("facts", "by", "how many"),
        ((_words(one["of"]), _words(one["by"]), counts(one)) for one in breakdowns),
    )


def _sources(kinds: list[dict[str, Any]]) -> Iterator[str]:
    names = ("kind", "sources", "facts", "oldest", "newest", "undated")
    return _table(names, ((one[name] or "–" for name in names) for one in kinds))


def _data_sets(sets: list[dict[str, Any]]) -> Iterator[str]:
    names = ("key", "title", "licence", "facts")
    return _table(names, ((one[name] for name in names) for one in sets))


def _table(head: tuple[str, ...], rows: Any) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|---" * len(head) + "|"
    for row in rows:
        yield f"| {' | '.join(map(str, row))} |"


def _words(name: str) -> str:
    return name.replace("_", " ")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name, TestClient(create_app(seeded(Path(name)))) as asked:
        PAGE.write_text(render(asked.get("/coverage").json()), encoding="utf-8")
