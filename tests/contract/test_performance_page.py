"""Has docs/performance.md the shape that its writer gives it?"""

import re

import pytest

from tests.benchmark import write_page
from tests.benchmark.write_page import PAGE, figures, page

PRINTED = """
check of five names (bars: 0.9 x bare, p99 under 2 x): 0.91 x bare (of 0.80 to 0.97); median 1 ms
.
RxNorm, 1676000 rows: 121,427 rows/s, 0.29 x raw executemany (421,715 rows/s) (bar: 0.25 x)
the whole import, with indexes and commit: 54 s
.
541038 spellings of 22952 drugs

packed: {"exact": 3.1, "megabytes": 40}
s
a drug, unchanged: 304 (bar: 0.8 x bare): 1.71 x bare (of 1.33 to 1.99)
9 passed, 1 skipped in 62.71s (0:01:02)
"""
FIGURES = [
    (
        "check of five names", "0.9 x bare, p99 under 2 x",
        "0.91 x bare (of 0.80 to 0.97); median 1 ms",
    ),
    (
        "RxNorm, 1676000 rows", "0.25 x",
        "121,427 rows/s, 0.29 x raw executemany (421,715 rows/s)",
    ),
    ("RxNorm: the whole import, with indexes and commit", "", "54 s"),
    ("packed", "", "exact 3.1, megabytes 40"),
    ("a drug, unchanged: 304", "0.8 x bare", "1.71 x bare (of 1.33 to 1.99)"),
]  # fmt: skip


def test_each_figure_that_was_printed_is_a_row() -> None:
    assert list(figures(PRINTED)) == FIGURES


@pytest.mark.parametrize("end", ["1 failed, 8 passed in 62.71s", "9 passed, 1 error in 3s"])
def test_a_run_that_failed_gives_no_page(end: str) -> None:
    with pytest.raises(ValueError, match="not all"):
        page(f"{PRINTED}\n{end}\n")


def test_the_page_has_the_head_of_its_writer_and_whole_rows() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text.startswith(write_page._HEAD), "run `make performance FROM=…`"
    about, table, rows = text.removeprefix(write_page._HEAD).partition(write_page._TABLE)
    assert table and re.search(r"\d+ cores", about) and re.search(r"revision \w+\n$", about)
    assert len(rows.splitlines()) >= 10
    for row in rows.splitlines():
        what, _, measured = row.removeprefix("| ").removesuffix(" |").split(" | ")
        assert what and re.search(r"\d", measured), row
    assert "check of five names" in rows and "a drug" in rows
