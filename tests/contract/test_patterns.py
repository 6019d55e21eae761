"""No regular expression that reads a question takes more than linear time."""

import re

import pytest

from tests.conftest import ROOT
from tests.contract.patterns import Written, patterns_of, why_slow


def test_patterns_that_read_questions_are_linear() -> None:
    found = list(patterns_of(ROOT / "app"))
    slow = {
        f"{one.place} {one.pattern!r}": why for one in found if (why := why_slow(one)) is not None
    }
    assert not slow
    assert len(found) > 40


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:a+)+b", r"(\w+\s?)*x", r"\s*\s*x", r"\s*,", r"(\d\s*[a-z]*)\s*/", r"[a-z]+\w+x",
        r"(?:a|b)+c", r"\d+,\d+", r"\(.*?\)", r"/\s*(\d)?\s*m", r"(?:x\s*|y)\s*z", r"a\s*(?=\s*b)",
    ],
)  # fmt: skip
def test_slow_patterns_are_seen(pattern: str) -> None:
    assert why_slow(Written("here", pattern, re.NOFLAG, "search")) is not None


@pytest.mark.parametrize(
    "pattern",
    [r"a\s*b\s*c", r"\w+", r"(?<!\d)\d+x", r"a(?:\s*:)?\s*x", r'"[^"]*"', r'"(?:[^"\\]++|\\.)*+"?'],
)
def test_linear_patterns_are_let_through(pattern: str) -> None:
    assert why_slow(Written("here", pattern, re.NOFLAG, "search")) is None


def test_a_repetition_at_the_beginning_is_slow_only_in_a_search() -> None:
    assert why_slow(Written("here", r"\s*,", re.NOFLAG, "fullmatch")) is None
