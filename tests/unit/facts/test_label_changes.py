"""What changed between two versions of a label, and which part of it is on a topic."""

from collections import Counter

import pytest
from app.domain.labels import Change, changes_of, part_on, sentences_of, topic_of
from hypothesis import given
from hypothesis import strategies as st

OLD = "Do not take with opioids. Call your doctor. It may make you sleepy at first."
NEW = "Do not take with opioids or alcohol. Call your doctor. New words stand here."


def changed(before: str, after: str, section: str = "warnings") -> list[Change]:
    return list(changes_of([(section, before)], [(section, after)]))


def test_each_sentence_is_changed_added_or_removed() -> None:
    assert changed(OLD, NEW) == [
        Change(
            "warnings", "changed", "Do not take with opioids.",
            "Do not take with opioids or alcohol.",
        ),
        Change("warnings", "added", None, "New words stand here."),
        Change("warnings", "removed", "It may make you sleepy at first.", None),
    ]  # fmt: skip


def test_a_section_that_is_new_or_gone_is_added_or_removed() -> None:
    found = list(changes_of([("overdosage", "Call.")], [("warnings", "Stop.")]))
    assert found == [
        Change("warnings", "added", None, "Stop."), Change("overdosage", "removed", "Call.", None),
    ]  # fmt: skip


def test_what_moved_and_other_blanks_are_no_change() -> None:
    assert changed("One is here. Two is here.", "Two  is here.\nOne is here.") == []


TEXTS = st.lists(
    st.lists(st.sampled_from(["Take", "no", "more", "than", "two", "Call"]), min_size=1, max_size=5)
    .map(" ".join)
    .map(lambda words: f"{words[:1].upper()}{words[1:]}."),
    max_size=12,
).map(" ".join)


@given(TEXTS, TEXTS)
def test_the_changes_lead_from_the_one_to_the_other(before: str, after: str) -> None:
    found = changed(before, after)
    sentences = Counter(one for one in sentences_of(before) if one)
    for one in found:
        if one.before is not None:
            sentences[one.before] -= 1
        if one.after is not None:
            sentences[one.after] += 1
    assert +sentences == Counter(one for one in sentences_of(after) if one)
    for one in found:
        assert (one.before is None) == (one.change == "added")
        assert (one.after is None) == (one.change == "removed")
        assert one.before != one.after


@given(TEXTS)
def test_the_same_text_has_no_changes(text: str) -> None:
    assert changed(text, text) == []


PEOPLE = (
    "8 USE IN SPECIFIC POPULATIONS 8.1 Pregnancy Risk Summary: there is one (8.6). "
    "8.2 Lactation It is in milk [see 8.1]. 8.5 Geriatric Use Start low. "
    "8.6 Renal Impairment Halve it below 30 mL/min. 8.7 Hepatic Impairment Avoid it."
)


@pytest.mark.parametrize(
    ("topic", "part"),
    [
        ("breastfeeding", "8.2 Lactation It is in milk [see 8.1]."),
        ("older_people", "8.5 Geriatric Use Start low."),
        ("kidney", "8.6 Renal Impairment Halve it below 30 mL/min."),
        ("liver", "8.7 Hepatic Impairment Avoid it."),
        ("children", None),
        ("overdose", None),
        ("boxed_warning", None),
    ],
)
def test_the_part_on_a_topic_is_cut_out_whole(topic: str, part: str | None) -> None:
    assert part_on(topic_of(topic), PEOPLE) == part
