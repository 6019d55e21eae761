"""Writes docs/reliability.md: the faults that tests try, as their markers tell them.

Run as `make coverage` after a test was marked with `fault`: what is tried, and what holds then.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "reliability.md"
_HEAD = """\
# What goes wrong, and what holds then

Each row is a fault that a test tries on every build; `make test` runs them all.
The page is written from the tests (`make coverage`).

| what is tried | what holds | the test |
|---|---|---|
"""


def faults(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Of every marked test what is tried, what holds, and its place below `tests/`."""
    for file in sorted(folder.rglob("test_*.py")):
        if "node_modules" in file.parts:
            continue
        text = file.read_text(encoding="utf-8")
        if "mark.fault" not in text:
            continue
        for one in ast.parse(text).body:
            if isinstance(one, ast.FunctionDef):
                for marker in one.decorator_list:
                    if isinstance(marker, ast.Call) and ast.unparse(marker.func) == (
                        "pytest.mark.fault"
                    ):
                        tried, holds = map(ast.literal_eval, marker.args)
                        yield tried, holds, f"{file.relative_to(folder)}::{one.name}"


def page() -> str:
    """The whole page."""
    rows = [
        f"| {tried} | {holds} | [{name.partition('::')[2]}](../tests/{name.partition('::')[0]}) |\n"
        for tried, holds, name in faults(ROOT / "tests")
    ]
    return _HEAD + "".join(rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
