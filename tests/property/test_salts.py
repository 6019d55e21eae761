"""Is a salt word left off only where base and salt together are a recorded name?"""

import random
import re
from collections import defaultdict

import pytest
from app.domain.facts import NameKind
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.lexicon import SALTS, SaltKind, take_salt_apart
from app.domain.names.resolve import resolve
from app.services.release import LoadedRelease

# So many drugs stand for all in the law of what is not recorded.
SAMPLE = 50
JOINED = sorted(word for word, kind in SALTS.items() if kind is not SaltKind.HYDRATE)
WATER = sorted(word for word, kind in SALTS.items() if kind is SaltKind.HYDRATE)


@pytest.fixture(scope="module")
def salt_names(loaded: LoadedRelease) -> list[tuple[str, str]]:
    """The recorded salts of the seed whose words stand in the lexicon, each with its drug."""
    return [
        (hit.text, hit.subject.removeprefix("drug:"))
        for hits in loaded.knowledge.names.values()
        for hit in hits
        if hit.kind is NameKind.SALT
        and (salted := take_salt_apart(tuple(hit.text.lower().split()))).salt
        and salted.base
    ]


def ion(word: str) -> str:
    """What a salt word names, whatever its spelling and however often it is in the salt."""
    short = {"hcl": "hydrochloride", "hbr": "hydrobromide", "embonate": "pamoate"}
    plain = short.get(word, word).replace("ph", "f").replace("ilate", "ylate")
    plain = re.sub(r"^hydrogen(?=sul)|^(?:mono|di|tri|hemi|bi)(?=\w{5})", "", plain)
    return plain.replace("trometamol", "tromethamine").replace("enantate", "enanthate")


def taken(found: Input) -> list[str]:
    """The drugs that were taken without a question."""
    return [drug.id for drug in found.drugs] if found.status is InputStatus.RESOLVED else []


@pytest.fixture(scope="module")
def ions_of(loaded: LoadedRelease) -> dict[str, set[str]]:
    """What the words of the names of each thing name, were they salts."""
    found = defaultdict(set)
    for hits in loaded.knowledge.names.values():
        for hit in hits:
            found[hit.subject] |= {ion(word) for word in re.findall(r"\w+", hit.text.lower())}
    return found


def test_there_are_recorded_salts(salt_names: list[tuple[str, str]]) -> None:
    assert len(salt_names) > 300


def test_every_recorded_salt_is_its_drug(
    loaded: LoadedRelease, salt_names: list[tuple[str, str]]
) -> None:
    wrong = []
    for name, drug in salt_names:
        for text in (name, name.upper(), f"{name} 10 mg tablets", f"my {name}"):
            if taken(resolve(Asked(text), loaded.knowledge)) != [drug]:
                wrong.append((text, drug))
    assert wrong == []


@pytest.mark.parametrize("salt", JOINED)
def test_a_salt_that_is_not_recorded_is_never_left_off(
    loaded: LoadedRelease, ions_of: dict[str, set[str]], salt: str
) -> None:
    drugs = sorted(loaded.knowledge.drugs)
    for drug in random.Random(salt).sample(drugs, SAMPLE):
        if ion(salt) in ions_of[f"drug:{drug}"]:
            continue
        name = loaded.knowledge.drugs[drug].name
        for text in (f"{name} {salt}", f"{salt} {name}", f"{name} {salt} 20 mg capsule bid"):
            found = resolve(Asked(text), loaded.knowledge, loaded.nearest)
            assert taken(found) != [drug], text


@pytest.mark.parametrize("water", WATER)
def test_water_is_no_other_drug(loaded: LoadedRelease, water: str) -> None:
    for text in (f"theophylline {water}", f"oxycodone hydrochloride {water}"):
        assert taken(resolve(Asked(text), loaded.knowledge)) == [text.split()[0]]


@pytest.mark.parametrize(
    ("text", "drug"),
    [
        ("hydroxyzine pamoate", "hydroxyzine"), ("hydroxyzine embonate", "hydroxyzine"),
        ("losartan potassium", "losartan"), ("diclofenac sodium", "diclofenac"),
        ("levothyroxine sodium", "levothyroxine"), ("sodium warfarin", "warfarin"),
        ("ferrous sulphate 325 mg", "ferrous-sulfate"), ("morphine sulphate ER", "morphine"),
        ("pramipexole hydrochloride", "pramipexole"), ("Zoloft HCl", "sertraline"),
        ("zinc gluconate", "zinc"), ("codeine phosphate hemihydrate", "codeine"),
    ],
)  # fmt: skip
def test_a_recorded_salt_is_checked(loaded: LoadedRelease, text: str, drug: str) -> None:
    assert taken(resolve(Asked(text), loaded.knowledge)) == [drug]


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("spironolactne potassium", ("spironolactne", "potassium")),
        ("sertaline hcl", ("sertaline",)),
        ("oxycodone potassium maleate", ("maleate", "potassium")),
    ],
)
def test_a_salt_that_a_candidate_lacks_is_not_understood(
    loaded: LoadedRelease, text: str, lost: tuple[str, ...]
) -> None:
    found = resolve(Asked(text), loaded.knowledge, loaded.nearest)
    assert (found.status, found.not_understood) == (InputStatus.NEEDS_CONFIRMATION, lost)


@pytest.mark.parametrize(
    "text", ["levothyroxine calcium", "lisinopril magnesium", "spironolactone potassium"]
)
def test_a_salt_word_that_is_a_substance_is_not_dropped(loaded: LoadedRelease, text: str) -> None:
    found = resolve(Asked(text), loaded.knowledge, loaded.nearest)
    assert taken(found) in ([], [text.split()[0], text.split()[1]])
    assert len(found.drugs) + len(found.candidates) > 1


def test_a_salt_word_within_a_name_is_no_second_drug(loaded: LoadedRelease) -> None:
    found = resolve(Asked("aluminum magnesium hydroxide sulfate"), loaded.knowledge)
    assert taken(found) == []
