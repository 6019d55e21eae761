"""What is told of two drugs, whoever asks?"""

from itertools import combinations

import pytest
from app.domain.facts import Code, CodeSystem, Concept, Product, ProductKind, Severity
from app.domain.interactions.recorded import (
    drugs_of,
    interacting_pairs,
    partners,
    read_rxcuis,
    recorded_pair,
)
from app.domain.knowledge import Knowledge

from tests.asking import ask
from tests.pharmacopoeia import CITED, MEMBERS, draw

NUMBERS = {"clona": "2598", "diaza": "30", "oxy": "4", "warf": "500", "asp": "60"}
BOXES = {"x": "77", "y": "88"}


@pytest.fixture
def numbered() -> Knowledge:
    """The drawing with RxCUIs."""
    codes = [Code(f"drug:{slug}", CodeSystem.RXNORM, n, CITED) for slug, n in NUMBERS.items()]
    group = [Code(f"drug:{slug}", CodeSystem.RXNORM, "9", CITED) for slug in ("asp", "oxy")]
    twins = Product("x", "x", ProductKind.BRAND, ("oxy", "asp"), (), None, None, None, CITED)
    mixed = Product("y", "y", ProductKind.BRAND, ("clona", "warf"), (), None, None, None, CITED)
    boxes = [Code(f"product:{slug}", CodeSystem.RXNORM, n, CITED) for slug, n in BOXES.items()]
    # Of this drug only a brand has a number, which is none of the drug's own.
    brand = Concept("31", "BN", "Lopex", (), False, CITED)
    lope = Code("drug:lope", CodeSystem.RXNORM, "31", CITED)
    return draw(*codes, *group, twins, mixed, *boxes, brand, lope)


@pytest.mark.parametrize("pair", list(combinations(MEMBERS, 2)), ids="-".join)
def test_two_have_something_between_them_where_a_check_finds_something(
    drawn: Knowledge, pair: tuple[str, str]
) -> None:
    findings = ask(drawn, *pair).findings
    told = recorded_pair(*pair, drawn)
    assert (told is not None) is bool(findings)
    if told is not None:
        assert told.severity is findings[0].severity
        assert (told.one, told.other) == pair
        turned = recorded_pair(pair[1], pair[0], drawn)
        assert turned is not None and (turned.one, turned.other) == pair[::-1]
        assert (turned.severity, turned.groups, turned.records) == (
            told.severity, told.groups, told.records,
        )  # fmt: skip


def test_what_is_said_stands_gravest_first(drawn: Knowledge) -> None:
    told = recorded_pair("clona", "warf", drawn)
    assert told is not None and told.severity is Severity.MODERATE
    assert [rule.id for rule in told.rules()] == ["clona-warf"]
    assert [record.rating for record in told.records] == ["severe"]


def test_a_number_is_made_of_its_drugs(numbered: Knowledge) -> None:
    assert drugs_of("77", numbered) == ("oxy", "asp")
    assert drugs_of("9", numbered) == ("asp", "oxy")
    assert drugs_of("2598", numbered) == ("clona",)
    assert drugs_of("1", numbered) == ()


def test_a_number_counts_once_and_an_unknown_one_is_named(numbered: Knowledge) -> None:
    given, unresolved = read_rxcuis(["2598", "1", "2598", "77", "1"], numbered)
    assert [one.term.rxcui for one in given] == ["2598", "77"]
    assert unresolved == ["1"]


def test_meetings_are_sorted_by_gravity_then_number(numbered: Knowledge) -> None:
    given, _ = read_rxcuis(["2598", "30", "4", "500", "60"], numbered)
    met = [(one.one.term.rxcui, one.other.term.rxcui) for one in interacting_pairs(given, numbered)]
    assert met == [
        ("60", "500"), ("4", "30"), ("4", "2598"), ("30", "60"), ("30", "2598"), ("500", "2598"),
    ]  # fmt: skip


def test_the_gravest_pair_of_a_meeting_comes_first(numbered: Knowledge) -> None:
    given, _ = read_rxcuis(["77", "88"], numbered)
    (met,) = interacting_pairs(given, numbered)
    assert [(one.one, one.other) for one in met.pairs] == [("asp", "warf"), ("oxy", "clona")]


def test_partners_are_all_that_a_drug_meets_and_can_be_named(numbered: Knowledge) -> None:
    assert [one.other for one in partners("asp", numbered)] == ["warf", "diaza"]
    assert [one.other for one in partners("clona", numbered)] == ["oxy", "diaza", "warf"]
    assert partners("lonely", numbered) == ()


def test_what_was_worked_out_can_be_forgotten(numbered: Knowledge) -> None:
    before = partners("clona", numbered)
    numbered.memo.recorded_pairs.clear()
    numbered.memo.rxcuis.clear()
    assert partners("clona", numbered) == before
