"""The French thesaurus: classes are expanded, exceptions respected, texts marked as French."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, CodeSystem, Record
from app.importers.ansm import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.pairing import learn, ratings, read_all

INDEX = {
    "alphacalme": ["calmants"],
    "bétacalme": ["calmants"],
    "gammacalme": ["calmants"],
    "tonique": ["toniques (sauf deltatonique)"],
    "epsilon": [],
}
CI, AD = "CONTRE-INDICATION", "Association DECONSEILLEE"
PE, APEC = "Précaution d'emploi", "A prendre en compte"


def entry(one: str, other: str, *levels: tuple[str, str]) -> dict[str, Any]:
    """An entry as the file has it."""
    return {
        "main_drug": one,
        "between_main_and_plus_drug": "",
        "plus_drug": other,
        "severity_levels": [{"level": level, "info": info} for level, info in levels],
        "interaction_mechanism": "Risque de \nchute.",
        "description": "",
    }


def files(write: Write, *entries: Any, mapped: str = "") -> Path:
    """The three files."""
    index = [{"substance": one, "drug_classes": classes} for one, classes in INDEX.items()]
    return write(
        {
            "thesaurus_2020_10.json": json.dumps(list(entries), ensure_ascii=False, indent=1),
            "index_substances_2020_10.json": json.dumps(index),
            "rxnorm_mappings.tsv": f"substance\tRxNorm\nepsilon\tNA\n{mapped}",
        }
    )


def told(write: Write, intake: Intake, *entries: Any) -> dict[tuple[str, str], list[str]]:
    """By pair the French levels."""
    facts = read_all(DATA_SET, intake, files(write, *entries))
    return {pair: [rating for rating, _ in said] for pair, said in ratings(facts).items()}


def test_a_class_means_its_members(write: Write, intake: Intake) -> None:
    facts = read_all(DATA_SET, intake, files(write, entry("CALMANTS", "EPSILON", (PE, ""))))
    said = [("Précaution d'emploi", "moderate")]
    assert ratings(facts) == {
        ("alphacalme", "epsilon"): said,
        ("betacalme", "epsilon"): said,
        ("epsilon", "gammacalme"): said,
    }


def test_a_text_names_both_sides_and_says_that_it_is_french(write: Write, intake: Intake) -> None:
    facts = read_all(
        DATA_SET,
        intake,
        files(write, entry("EPSILON", "CALMANTS", (PE, "À\nsurveiller."))),
    )
    texts = {fact.text for fact in facts if isinstance(fact, Record)}
    assert texts == {"CALMANTS with EPSILON. [fr] Risque de chute. À surveiller."}


def test_an_entry_that_stands_for_both_sides_is_merged(write: Write, intake: Intake) -> None:
    both = entry("EPSILON", "TONIQUE", (CI, "")), entry("TONIQUE", "EPSILON", (CI, ""))
    assert told(write, intake, *both) == {("epsilon", "tonique"): ["Contre-indication"]}
    assert intake.merged == 1


def test_a_drug_does_not_meet_itself_in_its_class(write: Write, intake: Intake) -> None:
    pairs = told(write, intake, entry("CALMANTS", "CALMANTS", (APEC, "")))
    assert set(pairs) == {
        ("alphacalme", "betacalme"),
        ("alphacalme", "gammacalme"),
        ("betacalme", "gammacalme"),
    }


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        # who is named, and the others
        (
            ((CI, ": \n- avec l'alphacalme"), (PE, ":\n- avec les autres")),
            ("C", "P", "P"),
        ),
        # the others without the word
        (((AD, "avec l'alphacalme"), (PE, "Surveillance.")), ("A", "P", "P")),
        # all are named: whom nobody names is meant by the mildest
        (((CI, "- avec l'alphacalme"), (AD, "- avec le bétacalme")), ("C", "A", "A")),
        # excepted
        (((APEC, "- sauf avec l'alphacalme et le bétacalme."),), (None, None, "À")),
        # milder for one under a condition: the graver holds too
        (((AD, ""), (PE, "- pour l'alphacalme à des doses de 5 mg")), ("AP", "A", "A")),
        # milder for one without condition
        (((CI, ""), (AD, "- avec l'alphacalme")), ("A", "C", "C")),
        # a condition of the other drug is nobody of the class
        (((AD, "avec epsilon IV"), (PE, "avec epsilon per os")), ("AP", "AP", "AP")),
        # some forms only
        (
            ((CI, "Pour l'alphacalme, seules les formes IV."), (AD, "avec le bétacalme")),
            ("C", "A", "C"),
        ),
        # milder for one under a condition, and the graver for the others
        (((AD, "avec les autres"), (PE, "- pour l'alphacalme à 5 mg")), ("P", "A", "A")),
    ],
)
def test_levels_are_for_whom_they_name(
    write: Write,
    intake: Intake,
    levels: tuple[tuple[str, str], ...],
    expected: tuple[str | None, ...],
) -> None:
    pairs = told(write, intake, entry("EPSILON", "CALMANTS", *levels))
    found = []
    for one in ("alphacalme", "betacalme", "gammacalme"):
        said = pairs.get(tuple(sorted((one, "epsilon"))))  # type: ignore[call-overload]
        found.append("".join(rating[0] for rating in said) if said else None)
    assert tuple(found) == expected


def test_between_two_named_means_only_these_two(write: Write, intake: Intake) -> None:
    levels = (CI, "entre l'alphacalme et le bétacalme."), (APEC, "pour tous")
    pairs = told(write, intake, entry("CALMANTS", "AUTRES CALMANTS", *levels))
    assert pairs == {}, "a class that the index does not know has no members"
    pairs = told(write, Intake(), entry("CALMANTS", "CALMANTS", *levels))
    assert pairs["alphacalme", "betacalme"] == ["Contre-indication", "À prendre en compte"]
    assert pairs["alphacalme", "gammacalme"] == ["À prendre en compte"]
    assert pairs["betacalme", "gammacalme"] == ["À prendre en compte"]


def test_the_rxcui_speaks_before_the_name(write: Write, intake: Intake) -> None:
    learn(intake, "calmine", codes={"calmine": (CodeSystem.RXNORM, "123")})
    folder = files(write, entry("ALPHACALME", "TONIQUE", (CI, "")), mapped="alphacalme\t123\n")
    assert set(ratings(read_all(DATA_SET, intake, folder))) == {("calmine", "tonique")}


def test_a_new_substance_keeps_its_french_name_and_its_code(write: Write, intake: Intake) -> None:
    folder = files(write, entry("BÉTACALME", "TONIQUE", (CI, "")), mapped="bétacalme\t456\n")
    facts = read_all(DATA_SET, intake, folder)
    assert [(one.subject, one.code) for one in facts if isinstance(one, Code)] == [
        ("drug:betacalme", "456")
    ]
    assert intake.known.drugs.things["betacalme"].name == "bétacalme"


def test_the_same_file_gives_the_same_facts_whatever_the_hash(write: Write, intake: Intake) -> None:
    folder = files(
        write,
        entry("CALMANTS", "EPSILON", (CI, "")),
        mapped="gammacalme\t9\nbétacalme\t9\nalphacalme\t9\n",
    )
    assert set(ratings(read_all(DATA_SET, intake, folder))) == {("alphacalme", "epsilon")}


def test_grapefruit_and_alcohol_are_known_in_english(write: Write, intake: Intake) -> None:
    learn(intake, "grapefruit")
    pairs = told(write, intake, entry("EPSILON", "PAMPLEMOUSSE (JUS ET FRUIT)", (AD, "")))
    assert set(pairs) == {("epsilon", "grapefruit")}


def test_what_cannot_be_expanded_is_counted(write: Write, intake: Intake) -> None:
    strange = entry("EPSILON", "MÉDICAMENTS PAR VOIE ORALE", (PE, ""))
    assert told(write, intake, strange, entry("EPSILON", "TONIQUE"), {"main_drug": 3}) == {}
    assert intake.skipped == {
        "a substance without an RxCUI": 1,
        "a side that names no substance of the index": 1,
        "an entry without two sides and levels": 2,
    }


@pytest.mark.parametrize(
    "broken", ["[{", "{}", "<html><body>no</body></html>", "[" * 50_000, '[{"main_drug": "']
)
def test_a_broken_thesaurus_is_refused(write: Write, intake: Intake, broken: str) -> None:
    folder = files(write)
    (folder / "thesaurus_2020_10.json").write_text(broken)
    with pytest.raises(RejectedImport, match=r"thesaurus_2020_10\.json"):
        read_all(DATA_SET, intake, folder)


def test_a_cut_archive_is_refused(write: Write, intake: Intake) -> None:
    folder = files(write, entry("EPSILON", "TONIQUE", (CI, "")))
    plain = (folder / "thesaurus_2020_10.json").read_bytes()
    (folder / "thesaurus_2020_10.json").unlink()
    (folder / "thesaurus_2020_10.json.gz").write_bytes(gzip.compress(plain)[:-12])
    with pytest.raises(RejectedImport, match="broken or cut short"):
        read_all(DATA_SET, intake, folder)


def test_the_real_thesaurus(real: Callable[[str], Path], intake: Intake) -> None:
    facts = read_all(DATA_SET, intake, real("ansm_thesaurus"))
    told = ratings(facts)
    assert intake.skipped["a side that names no substance of the index"] == 8
    assert 40_000 < len(told) < 60_000
    # Sodium oxybate is contraindicated with opioids; opioids with each other are not.
    assert ("Contre-indication", "contraindicated") in told["morphine", "oxybate-de-sodium"]
    assert told["fentanyl", "morphine"] == [("À prendre en compte", "minor")]
    assert told["carbamazepine", "clonazepam"] == [("Précaution d'emploi", "moderate")]
    assert ("clonazepam", "morphine") in told
