"""Does a snippet show the place where the words stand?"""

import pytest
from app.domain.labels import phrases_of, snippet

FILL = "other words here " * 40


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("a b", ["a", "b"]),
        ('a "b c" d', ["a", "b c", "d"]),
        ("St. John's", ["St", "John s"]),
        ('"" - *', []),
        ('"open end', ["open", "end"]),
    ],
)
def test_what_is_in_quotation_marks_stays_together(question: str, phrases: list[str]) -> None:
    assert phrases_of(question) == phrases


@pytest.mark.parametrize("word", ["bleeding", "Bleeds", "BLEED"])
def test_the_place_of_a_word_is_shown_whatever_its_ending(word: str) -> None:
    shown = snippet(f"{FILL}It may cause Bleeding at once. {FILL}", [word])
    assert "cause Bleeding at once." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 260


def test_the_place_with_most_of_the_words_is_shown() -> None:
    text = f"alpha {FILL} beta {FILL} alpha then beta {FILL} beta"
    assert "alpha then beta" in snippet(text, ["alpha", "beta"])


def test_a_short_text_is_shown_whole_and_without_marks() -> None:
    assert snippet("One\n two.", ["two"]) == "One two."


def test_the_beginning_is_shown_where_no_word_stands() -> None:
    assert snippet(f"First. {FILL}", ["absent"]).startswith("First. other")


def test_a_stem_within_a_word_does_not_count() -> None:
    assert snippet(f"{FILL}unbleeding {FILL}{FILL}bleeding.", ["bleeding"]).endswith("bleeding.")


def test_a_word_that_stands_everywhere_costs_no_time() -> None:
    assert snippet("word " * 200_000, ["word", "none"]).startswith("word")
