"""Shorthand, labels of pharmacies, other languages, and words that say it is not being taken.

Every text is made of a name of the seed and ways to write around it. What is taken is the right
drug; what is not taken is never checked as if it were, and is never lost.
"""

import random

import pytest
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.parse import split_list
from app.domain.names.resolve import resolve
from app.services.release import LoadedRelease

# How each drug is written, and its id.
DRUGS = [
    ("warfarin", "warfarin"), ("Coumadin", "warfarin"), ("metformin", "metformin"),
    ("LISINOPRIL", "lisinopril"), ("Zoloft", "sertraline"), ("clonazePAM", "clonazepam"),
    ("paracétamol", "acetaminophen"), ("oméprazole", "omeprazole"), ("furosemide", "furosemide"),
]  # fmt: skip
READ = [
    # Of prescribers, pharmacies and hospitals.
    "{} 10 mg w/ food", "{} 10 mg w/meals", "{} 10 mg daily w/o food", "{} 10 mg 5/7",
    "{} 10 mg x3/7", "{} 10 mg tds for 7/7", "{} 10 mg 2/52", "{} 10 mg om", "{} 10mg on",
    "{} 10 mg tab e/c", "{} 10 mg OTC", "{} 10 mg 1-0-1", "{} 10 mg 1-0-0-1", "{} 10 mg ½-0-½",
    "{} 10 mg M/W/F", "{} 10 mg Mon/Wed/Fri", "{} 10 mg hold for SBP < 100",
    "{} 10 mg bid hold if HR<60 or SBP <90", "{} 10 mg as per INR clinic", "{} 10 mg MR tab",
    "{} 10 mg LOT A12345", "{} 10 mg tab filled 3/2/2024 qty 90", "{} 10 mg since March 2023",
    "{} 10 mg started 2024-03-02", "Rx# 1234567 {} 10 mg", "{} 10 mg NDC 68180-0513-01",
    "half a {}", "1/2 {} at night", "take half a {} daily", "{} 10 mg/1 Oral Tablet", "{}10mgtab",
    "{} 10 mg one po bid", "{} 10 mg i tid", "{} 10 (8 Base) mg", "T. {} 10 mg",
    # As people say it, and as orders do.
    "I take {}", "i'm on {} 10 mg", "she takes {} twice a day", "pt on {} 10 bid",
    "I take two {} a day", "um I take like two {}", "start {} 10 mg", "started on {} 10 mg",
    "continue {} 10 mg bid", "increase {} to 20 mg bid", "new: {} 10 mg", "NEW {} 10 mg daily",
    "resume {} 10 mg", "CHANGED: {} 10 mg",
    # German, French and Spanish.
    "{} 10 mg Filmtabletten", "{} 10 mg Tbl. 1-0-1", "{} 10 mg morgens", "{} 10 mg bei Bedarf",
    "{} Tropfen", "{} 10 mg 2x täglich", "{} 10 mg alle 8 Stunden", "{} 10 mg 1 gélule le soir",
    "{} 10 mg 2 comprimés par jour", "{} 10 mg 3x/j", "{} 10 mg 1 cp le matin",
    "{} 10 mg si douleur", "{} 10 mg toutes les 8 heures", "{} 10 mg pendant 7 jours",
    "{} 10 mg 1 comprimido cada 8 horas", "{} 10 mg c/8h", "{} 10 mg una vez al día",
    "{} 10 mg por la noche por 7 días", "{} 10 mg cápsulas 2 veces al día", "{} 10 mg con comida",
]  # fmt: skip
NOT_TAKEN = [
    "stopped {}", "{} stopped", "{} 10 mg paused", "{} 10 mg (suspended)", "{} 10 mg inactive",
    "{} 10 mg refused by patient", "{} 10 mg expired", "no longer takes {}", "not taking {} 10 mg",
    "allergic to {}", "{} allergy", "avoid {}", "I am on no {}", "he takes no {}", "never took {}",
    "{} 10 mg daily until 2019", "{} last taken 2019", "~~{}~~", "{} ✗", "❌ {} 10 mg", "{} 0 mg",
    "{} 0 tabs", "{} 10 mg x0", "{} 10 mg abgesetzt", "kein {}", "{} 10 mg arrêtée", "sans {}",
    "suspendido {} 10 mg", "{} 10 mg, not taking", "{} 10 mg daily, discontinued 2020",
    "{} 10 mg; stopped last week", "{} 10 mg, no longer", "{} 10 mg\nstopped",
]  # fmt: skip


def read(loaded: LoadedRelease, text: str) -> Input:
    """The input, with corrections looked for."""
    return resolve(Asked(text), loaded.knowledge, loaded.nearest)


@pytest.mark.parametrize("frame", READ)
def test_what_stands_around_a_name_is_read(loaded: LoadedRelease, frame: str) -> None:
    for name, drug in DRUGS:
        text = frame.format(name)
        found = read(loaded, text)
        assert found.status is InputStatus.RESOLVED, (text, found.not_understood)
        assert [one.id for one in found.drugs] == [drug], text
        assert found.not_understood == (), text


@pytest.mark.parametrize("frame", NOT_TAKEN)
def test_what_is_not_taken_is_neither_checked_nor_lost(loaded: LoadedRelease, frame: str) -> None:
    for name, drug in DRUGS:
        text = frame.format(name)
        inputs = [read(loaded, part) for part in split_list(text, loaded.knowledge.names)]
        assert [one.status for one in inputs] == [InputStatus.NEEDS_CONFIRMATION], text
        assert inputs[0].not_understood, text
        assert drug in [one.id for one in inputs[0].candidates], text


def test_no_pair_of_phrases_makes_another_drug_of_it(loaded: LoadedRelease) -> None:
    draw = random.Random(14)
    for _ in range(600):
        name, drug = draw.choice(DRUGS)
        text = draw.choice(READ).format(draw.choice([*READ, *NOT_TAKEN]).format(name))
        assert {one.id for one in read(loaded, text).drugs} <= {drug}, text


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("warfarin w/ aspirin", ["warfarin", "aspirin"]),
        ("warfarin and pot", ["warfarin", "cannabis"]),
    ],
)
def test_a_second_drug_behind_a_short_word_stays(
    loaded: LoadedRelease, text: str, drugs: list[str]
) -> None:
    assert [one.id for one in read(loaded, text).drugs] == drugs


@pytest.mark.parametrize(
    ("text", "strength"),
    [("insulin aspart 10u tds", "10 u"),
     ("ipratropium-albuterol 0.5-2.5 mg/3mL neb", "0.5/2.5 mg/3ml"),
     ("ramipril 5 mg 1-0-1", "5 mg"), ("metoprolol 47,5 mg 1-0-0-1", "47.5 mg")],
)  # fmt: skip
def test_a_count_of_tablets_is_no_strength(loaded: LoadedRelease, text: str, strength: str) -> None:
    found = read(loaded, text)
    assert (found.status, found.understood["strength"]) == (InputStatus.RESOLVED, strength)


@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "({}) "])
@pytest.mark.parametrize("number", [2, 3, 9, 12])
def test_a_numbered_list_in_one_line_is_a_list(mark: str, number: int) -> None:
    items = [f"{mark.format(place)}metformin 500 mg bid" for place in range(1, number + 1)]
    assert split_list(" ".join(items)) == items
