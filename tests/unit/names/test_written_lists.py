"""Is a list that a person wrote read as one input for each thing, and is no word lost?"""

import random

import pytest
from app.domain.knowledge import Knowledge
from app.domain.names.resolve import split_written
from app.services.release import LoadedRelease
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.mark.parametrize(
    "text",
    ["Tylenol PM", "folic acid", "acetaminophen/oxycodone", "2 glasses of wine",
     "no aspirin warfarin",
     "aspirin warfrin", "spironolactone potassium", "birth control pill"],
)  # fmt: skip
def test_what_is_one_thing_stays_whole(loaded: LoadedRelease, text: str) -> None:
    assert split_written(text, loaded.knowledge) == [text]


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
