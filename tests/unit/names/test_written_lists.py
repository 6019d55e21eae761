"""Is a list that a person wrote read as one input for each thing, and is no word lost?"""

import random

import pytest
from app.domain.knowledge import Knowledge
from app.domain.names.lists import split_doses, split_written
from app.services.release import LoadedRelease
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "text",
    ["Tylenol PM", "folic acid", "acetaminophen/oxycodone", "2 glasses of wine",
     "no aspirin warfarin",
     "aspirin warfrin", "losartan potassium", "birth control pill"],
)  # fmt: skip
def test_what_is_one_thing_stays_whole(loaded: LoadedRelease, text: str) -> None:
    assert split_written(text, loaded.knowledge) == [text]


def test_a_salt_word_that_is_a_substance_is_an_input_of_its_own(loaded: LoadedRelease) -> None:
    written = split_written("spironolactone potassium", loaded.knowledge)
    assert written == ["spironolactone", "potassium"]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_names_come_back_whatever_stands_between(
    loaded: LoadedRelease, data: st.DataObject
) -> None:
    known = _plain_names(loaded.knowledge)
    names = data.draw(st.lists(st.sampled_from(known), min_size=2, max_size=6, unique=True))
    mark = data.draw(st.sampled_from([", ", "\n", "; ", " + ", " and ", " 5 mg, "]))
    written = split_written(mark.join(names), loaded.knowledge)
    assert [one.removesuffix(" 5 mg") for one in written] == names


@pytest.mark.parametrize("seed", range(60))
def test_no_word_is_lost(loaded: LoadedRelease, seed: int) -> None:
    drawing = random.Random(seed)
    known = [*_plain_names(loaded.knowledge)[:40], "xyzzy", "5 mg", "daily", "not", "plus"]
    text = " ".join(drawing.choices(known, k=drawing.randrange(13)))
    # `plus` between two things only parts them.
    written = " ".join(split_written(text, loaded.knowledge)).split()
    assert [one for one in written if one != "plus"] == [
        one for one in text.split() if one != "plus"
    ]


def _plain_names(knowledge: Knowledge) -> list[str]:
    """Names of one word, which no other name begins or ends with by chance."""
    return sorted(one for one in knowledge.drugs if one.isalpha() and len(one) > 8)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_drugs_with_their_strengths_in_one_line_are_one_input_each(
    loaded: LoadedRelease, data: st.DataObject
) -> None:
    known = _plain_names(loaded.knowledge)
    names = data.draw(st.lists(st.sampled_from(known), min_size=2, max_size=6, unique=True))
    dose = st.sampled_from(["10 mg", "500mg", "0.5 mg tab", "20 mg daily", "5 mg po bid"])
    parts = [f"{name} {data.draw(dose)}" for name in names]
    if data.draw(st.booleans()):
        parts[-1] = names[-1]
    assert split_doses(" ".join(parts), loaded.knowledge) == parts


@pytest.mark.parametrize(
    "text",
    ["warfarin aspirin", "Lipitor 40 mg atorvastatin", "lisinopril 10 mg stopped metformin 500 mg",
     "lisinopril 10 mg warfrin 5 mg", "amlodipine 5 mg xyzzy 10 mg", "losartan 50 mg potassium",
     "acetaminophen 325 mg/oxycodone 5 mg", "Klonopin 0.5 mg tab", "10 mg 20 mg 30 mg"],
)  # fmt: skip
def test_what_is_not_known_throughout_is_not_cut_at_blanks(
    loaded: LoadedRelease, text: str
) -> None:
    assert split_doses(text, loaded.knowledge) == [text]


def test_a_line_of_doses_is_resolved_and_checked_as_several_inputs(client: TestClient) -> None:
    text = "lisinopril 10 mg metformin 500 mg aspirin 81"
    told = client.get("/resolve", params={"q": text}).json()["inputs"]
    assert [(one["drugs"][0]["id"], one["understood"]["strength"]) for one in told] == [
        ("lisinopril", "10 mg"), ("metformin", "500 mg"), ("aspirin", "81"),
    ]  # fmt: skip
    checked = client.get("/interactions/check", params={"drugs": text}).json()
    assert [one["status"] for one in checked["inputs"]] == ["resolved"] * 3
