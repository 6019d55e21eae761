"""Is what people write of a medicine that is not taken ever read as taking it?"""

import random

import pytest
from app.domain.names.input import InputStatus
from app.services.interactions import Asked, Question, read_taken
from app.services.release import LoadedRelease

# As nurses, doctors and patients note it: before the name, behind it, around it.
NOTES = [
    "stopped {}", "no {}", "not on {}", "not taking {}", "never took {}", "allergic to {}",
    "allergy: {}", "intolerant of {}", "d/c'd {}", "D/C {}", "dc {}", "discontinued {}", "held {}",
    "holding {}", "hx of {}", "h/o {}", "history of {}", "off {}", "quit {}", "finished {}",
    "denies {}", "refuses {}", "declined {}", "avoid {}", "avoids {}", "used to take {}",
    "was on {}", "previously on {}", "no longer on {}", "weaned off {}", "completed {}",
    "ran out of {}", "past {} use", "former {} user", "s/p {}", "without {}", "cannot take {}",
    "{} stopped", "{} discontinued", "{} (stopped)", "{} - d/c'd", "{} on hold", "{} allergy",
    "{} no longer", "{} not taking", "{} held", "{} intolerance", "{} until last week",
    "{} contraindicated", "{} - patient refused", "{} 10 mg stopped", "stopped {} 10 mg daily",
    "{} 10 mg d/c'd", "{} 10 mg daily - ran out", "hx {} 5 mg", "kein {}", "{} abgesetzt",
    "arrêt du {} : arrêté", "sin {}",
]  # fmt: skip


@pytest.mark.parametrize("note", NOTES)
def test_what_is_not_taken_is_asked_about_whatever_the_caller_accepts(
    loaded: LoadedRelease, note: str
) -> None:
    drawing = random.Random(note)
    drugs = sorted(one.id for one in loaded.knowledge.drugs.values() if one.is_described)
    for drug in drawing.sample(drugs, 12):
        text = note.format(loaded.knowledge.drugs[drug].name)
        asked = Question((Asked(text),), accept_corrections=True)
        read = read_taken(loaded, asked)[0].read
        assert read.status is not InputStatus.RESOLVED, (text, read.explanation)
        assert read.drugs == (), text


@pytest.mark.parametrize("note", NOTES)
def test_the_word_that_says_so_is_said(loaded: LoadedRelease, note: str) -> None:
    text = note.format("warfarin")
    read = read_taken(loaded, Question((Asked(text),), accept_corrections=True))[0].read
    assert [one.id for one in read.candidates][:1] == ["warfarin"], text
    assert any("not taken" in line for line in read.explanation), read.explanation


@pytest.mark.parametrize(
    "text", ["warfrin", "warfrin 5 mg", "take warfrin daily", "warfarin xyzzy"]
)
def test_another_slip_is_taken_where_the_caller_accepts_it(
    loaded: LoadedRelease, text: str
) -> None:
    read = read_taken(loaded, Question((Asked(text),), accept_corrections=True))[0].read
    assert read.status is InputStatus.RESOLVED
    assert read.corrected_to is not None
