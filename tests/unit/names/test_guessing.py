"""Offers, never choices: what is listed when a name is not known, and in which order."""

from collections import Counter
from random import Random

import pytest
from app.domain.facts import LookAlike, NameKind
from app.domain.knowledge import Knowledge
from app.domain.names.corrections import MOST_CANDIDATES, offer
from app.domain.names.input import Asked, InputStatus, Near, Nearest, nothing_near
from app.domain.names.resolve import resolve
from app.services.release import LoadedRelease, nearest_in

from tests.pharmacopoeia import CITED, draw, drug, name


def saying(*near: tuple[str, int]) -> Nearest:
    """A search that always finds these spellings."""
    return lambda _: [Near(spelling, distance, 1 - distance / 10) for spelling, distance in near]


@pytest.mark.parametrize(
    ("written", "distance", "status"),
    [
        ("abc", 1, InputStatus.UNRESOLVED),
        ("abcd", 1, InputStatus.NEEDS_CONFIRMATION),
        ("abcde", 1, InputStatus.NEEDS_CONFIRMATION),
        ("abcde", 2, InputStatus.UNRESOLVED),
        ("abcdefg", 1, InputStatus.NEEDS_CONFIRMATION),
        ("abcdefg", 2, InputStatus.UNRESOLVED),
        ("wbcdefgh", 2, InputStatus.NEEDS_CONFIRMATION),
        ("abcdefgh", 2, InputStatus.UNRESOLVED),  # it begins with another letter, too
        ("wbcdefgh", 3, InputStatus.UNRESOLVED),
        ("abcdefghijk", 3, InputStatus.UNRESOLVED),
        ("wbcdefghijkl", 3, InputStatus.NEEDS_CONFIRMATION),
        ("abcdefghijkl", 3, InputStatus.UNRESOLVED),  # it begins with another letter, too
        ("wbcdefghijkl", 4, InputStatus.UNRESOLVED),
    ],
)
def test_how_far_a_slip_may_be_depends_on_the_length(
    drawn: Knowledge, written: str, distance: int, status: InputStatus
) -> None:
    found = offer(written, [written], drawn, saying(("warf", distance)))
    offered = [("warf", distance)] if status is InputStatus.NEEDS_CONFIRMATION else []
    assert (found.status, found.drugs) == (status, ())
    assert [(one.id, one.distance) for one in found.candidates] == offered


def test_two_names_at_the_same_distance_are_ambiguous(drawn: Knowledge) -> None:
    found = offer("abcdef", ["abcdef"], drawn, saying(("warf", 1), ("diaza", 1), ("lope", 2)))
    assert found.status is InputStatus.AMBIGUOUS
    assert [one.id for one in found.candidates] == ["warf", "diaza"]


def test_two_names_of_one_drug_at_the_same_distance_are_one_candidate(drawn: Knowledge) -> None:
    found = offer("abcdef", ["abcdef"], drawn, saying(("calmex", 1), ("clona", 1)))
    assert found.status is InputStatus.NEEDS_CONFIRMATION
    assert [(one.id, one.matched_name) for one in found.candidates] == [("clona", "Calmex")]


def test_a_near_name_of_two_drugs_is_ambiguous(drawn: Knowledge) -> None:
    found = resolve(Asked("Twim"), drawn, saying(("twin", 1)))
    assert (found.status, found.drugs) == (InputStatus.AMBIGUOUS, ())
    assert [one.id for one in found.candidates] == ["asp", "oxy"]


def test_a_look_alike_that_begins_more_like_it_is_a_rival() -> None:
    drawn = draw(
        drug("kalm"), drug("calm"), LookAlike("calm", "kalmo", CITED), name("kalm", "kalmo")
    )
    found = offer("kalmon", ["kalmon"], drawn, saying(("calm", 1), ("kalmo", 3)))
    assert found.status is InputStatus.AMBIGUOUS
    assert [one.id for one in found.candidates] == ["calm", "kalm"]


def test_a_look_alike_that_is_much_further_is_no_rival() -> None:
    drawn = draw(
        drug("kalm"), drug("calm"), LookAlike("calm", "kalmo", CITED), name("kalm", "kalmo")
    )
    found = offer("kalmon", ["kalmon"], drawn, saying(("calm", 1), ("kalmo", 4)))
    assert found.status is InputStatus.NEEDS_CONFIRMATION


def test_no_more_than_a_few_candidates_are_listed() -> None:
    many = [f"drug{letter}" for letter in "abcdefgh"]
    drawn = draw(*map(drug, many))
    found = offer("drugzz", ["drugzz"], drawn, saying(*((one, 1) for one in many)))
    assert len(found.candidates) == MOST_CANDIDATES


@pytest.mark.parametrize(
    ("words", "candidate", "rest"),
    [
        ("clona please", "clona", ("please",)),
        ("please clona now", "clona", ("please", "now")),
        ("something clona chloride", "clona", ("something",)),
        ("the opiates again", "class:opiate", ("again",)),
    ],
)
def test_a_known_part_is_offered_with_what_was_passed_over(
    drawn: Knowledge, words: str, candidate: str, rest: tuple[str, ...]
) -> None:
    found = resolve(Asked(words), drawn)
    assert (found.status, found.drugs) == (InputStatus.NEEDS_CONFIRMATION, ())
    assert [(one.id, one.distance) for one in found.candidates] == [(candidate, 0)]
    assert found.not_understood == rest


def test_a_prescribed_drug_is_checked_with_what_was_passed_over(drawn: Knowledge) -> None:
    found = resolve(Asked("clona 5 mg stuff"), drawn)
    assert (found.status, [one.id for one in found.drugs]) == (InputStatus.RESOLVED, ["clona"])
    assert found.not_understood == ("stuff",)


def test_the_longest_known_part_is_offered(drawn: Knowledge) -> None:
    found = resolve(Asked("odd clona chloride thing"), drawn)
    assert found.candidates[0].matched_name == "clona chloride"


@pytest.mark.parametrize("words", ["clona warf", "clona warf please", "warf clona please"])
def test_of_two_known_parts_both_are_offered(drawn: Knowledge, words: str) -> None:
    found = resolve(Asked(words), drawn)
    assert found.drugs == ()
    assert {one.id for one in found.candidates} == {"clona", "warf"}


def test_without_a_search_nothing_is_guessed(drawn: Knowledge) -> None:
    found = resolve(Asked("klona"), drawn, nothing_near)
    assert (found.status, found.candidates) == (InputStatus.UNRESOLVED, ())


@pytest.mark.parametrize(
    ("written", "first", "distance"),
    [
        ("klona", "clona", 1),
        ("calmx", "calmex", 1),
        ("daiza", "diaza", 1),
        ("clonaa", "clona", 1),
        ("lonley", "lonely", 1),
    ],
)
def test_the_nearest_spelling_comes_first(
    drawn: Knowledge, written: str, first: str, distance: int
) -> None:
    found = nearest_in(drawn)(written)
    assert (found[0].spelling, found[0].distance) == (first, distance)
    assert [one.distance for one in found] == sorted(one.distance for one in found)


@pytest.mark.parametrize("written", ["", "zzzzzzzzzzzz", "🙂", "q"])
def test_nothing_like_it_is_near_nothing(drawn: Knowledge, written: str) -> None:
    found = resolve(Asked(written), drawn, nearest_in(drawn))
    assert found.status is InputStatus.UNRESOLVED
    assert found.drugs == ()


def test_the_same_question_gets_the_same_offer_each_time(drawn: Knowledge) -> None:
    found = {str(resolve(Asked("klonna"), drawn, nearest_in(drawn))) for _ in range(5)}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("words", "drug"),
    [
        ("insulin glargin", "insulin-glargine"), ("insulin lipsro", "insulin-lispro"),
        ("calcium carbnate 500 mg", "calcium-carbonate"), ("ferrous sulfat", "ferrous-sulfate"),
        ("grapefruit juce", "grapefruit-juice"), ("conjugated estrogns", "conjugated-estrogens"),
        ("warfarin sodum", "warfarin"), ("codeine phosfate", "codeine"),
    ],
)  # fmt: skip
def test_a_slip_in_one_word_of_a_longer_name_is_that_name(
    loaded: LoadedRelease, words: str, drug: str
) -> None:
    found = resolve(Asked(words), loaded.knowledge, loaded.nearest)
    assert [one.id for one in found.candidates] == [drug]
    assert found.drugs == ()


@pytest.mark.parametrize(
    ("words", "no_drug"),
    [
        ("vitamin b13", "pyridoxine"), ("Tylenol AM", "product:tylenol-pm"),
        ("magnesium hydroxde", "hydroxyzine"), ("pregnenolone succinate", "prednisolone"),
        ("interferon beta 1c", "interferon-beta-1a"), ("sulbactam pivoxyl", "sulbactam"),
        ("5-aminolevulinic acid hexyl ester", "aminolevulinic-acid"),
        ("pentetate zinc trisodium", "zinc"),
    ],
)  # fmt: skip
def test_what_names_something_else_is_no_slip_of_a_longer_name(
    loaded: LoadedRelease, words: str, no_drug: str
) -> None:
    found = resolve(Asked(words), loaded.knowledge, loaded.nearest)
    assert no_drug not in [one.id for one in (*found.candidates, *found.drugs)]


def described(knowledge: Knowledge) -> dict[str, str]:
    """Names of two and three words of drugs of which more than names are known."""
    found = {}
    for name_, hits in knowledge.names.items():
        subjects = {hit.subject for hit in hits if hit.kind is not NameKind.BRAND}
        drug_ = next(iter(subjects), "").removeprefix("drug:")
        known = len(subjects) == len(hits) == 1 and drug_ in knowledge.drugs
        words = name_.split()
        plain = 1 < len(words) < 4 and all(one.isalpha() and len(one) > 3 for one in words)
        if known and plain and knowledge.drugs[drug_].is_described:
            found[name_] = drug_
    return found


def test_a_lost_letter_in_a_name_of_several_words_never_leads_to_another_drug(
    loaded: LoadedRelease,
) -> None:
    random, names = Random(11), described(loaded.knowledge)
    assert len(names) > 800
    offered = Counter[str]()
    wrong = {}
    for name_ in random.sample(sorted(names), 400):
        words = name_.split()
        place = random.choice([n for n, one in enumerate(words) if len(one) > 5] or [0])
        cut = random.randrange(1, len(words[place]))
        words[place] = words[place][: cut - 1] + words[place][cut:]
        found = resolve(Asked(" ".join(words)), loaded.knowledge, loaded.nearest)
        ids = [one.id for one in (*found.candidates, *found.drugs)]
        offered["right" if names[name_] in ids else "other" if ids else "nothing"] += 1
        if ids and names[name_] not in ids:
            wrong[" ".join(words)] = (names[name_], ids, found.status.value)
    assert len(wrong) <= 4, wrong
    assert offered["right"] > 0.85 * offered.total(), offered


def test_water_in_a_salt_makes_no_other_drug(loaded: LoadedRelease) -> None:
    for words in ("sodium citrate anhydrous", "anhydrous sodium citrate", "sodium citrate"):
        found = resolve(Asked(words), loaded.knowledge, loaded.nearest)
        assert [one.id for one in found.drugs] == ["sodium-citrate"], words
