"""Do the words of a rule fit every pair that it speaks for?

A rule of a class speaks for each of its members. A text that names one of them, or another drug, is
wrong for all the others.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pytest
from app.domain.facts import (
    Condition,
    Drug,
    DrugClass,
    Fact,
    Key,
    Name,
    Rule,
    key,
    split_key,
)
from app.domain.knowledge import Knowledge
from app.domain.names.text import normalise
from app.services.release import LoadedRelease

# A third drug may be named where the sentence is about it, whoever the two are.
THIRD = {
    "something drunk, eaten or smoked beside the two": (
        "alcohol", "tobacco", "nicotine", "tyramine-food", "caffeine", "salt-substitute",
    ),
    "an antidote to keep near": ("naloxone",),
    "what the body needs, and what is measured": (
        "magnesium", "insulin", "folic-acid", "vitamin-k",
    ),
    "what one of the two turns into, or holds": (
        "phenobarbital", "morphine", "nortriptyline",
    ),
    "what is chosen instead, or was compared with": (
        "warfarin", "acetaminophen", "allopurinol", "fenofibrate", "clopidogrel", "lamotrigine",
        "disulfiram", "dexlansoprazole", "lansoprazole", "pantoprazole",
    ),
    "a third drug that makes it worse": ("itraconazole", "clobazam"),
}  # fmt: skip
ALLOWED = {drug for drugs in THIRD.values() for drug in drugs}
# The condition is an allergy to this very drug.
ABOUT_IT = {("nsaid-aspirin-sensitive-asthma", "aspirin")}
# The word for a whole class that is also that of one of its drugs: said of any of them.
OF_ALL = {("class:insulins", "insulin")}
# What a prodrug becomes in the body: it acts, and is measured, as that drug.
BECOMES = {("drug:fosphenytoin", "phenytoin")}


@dataclass(frozen=True)
class Words:
    """Every name of a drug, by its words; and those of classes and conditions, which are none."""

    names: Mapping[tuple[str, ...], frozenset[str]]
    longest: int

    def drugs_in(self, text: str) -> Iterator[frozenset[str]]:
        """What the text names, the longest name first: `vitamin K antagonist` is no vitamin."""
        words = [word for part in text.replace("-", " ").split() for word in [normalise(part)]]
        words = [word for part in words for word in part.split()]
        place = 0
        while place < len(words):
            length = next(
                (n for n in range(self.longest, 0, -1)
                 if tuple(words[place : place + n]) in self.names),
                0,
            )  # fmt: skip
            if length:
                yield self.names[tuple(words[place : place + length])]
            place += length or 1


@pytest.fixture(scope="module")
def words(seed_facts: tuple[Fact, ...]) -> Words:
    """The names of the seed."""
    names: dict[tuple[str, ...], frozenset[str]] = {}

    def add(text: str, drugs: frozenset[str]) -> None:
        spelt = tuple(normalise(text.replace("-", " ")).split())
        if spelt:
            names[spelt] = names.get(spelt, frozenset()) | drugs

    # Of what only a name is known there are acids, metals and what the body makes: no rule means
    # the medicine by it.
    described = {one.id for one in seed_facts if isinstance(one, Drug) and one.is_described}
    for fact in seed_facts:
        if isinstance(fact, Drug) and fact.id in described:
            add(fact.name, frozenset({fact.id}))
        elif isinstance(fact, Name) and fact.drug in described:
            add(fact.text, frozenset({fact.drug}))
        elif isinstance(fact, DrugClass | Condition):
            for name in (fact.name, *fact.names):
                add(name, frozenset())
    return Words(names, max(map(len, names)))


def texts(rule: Rule) -> Iterator[str]:
    """Everything that an answer shows of a rule."""
    yield rule.title
    yield from rule.consequences
    yield from rule.seriousness.outcomes
    yield rule.mechanism.text
    yield from (factor.text for factor in rule.factors)
    yield from (washout.text for washout in rule.washouts)
    yield rule.advice.patient
    yield rule.advice.professional


def members(rule: Rule, members_of: Mapping[str, Iterable[str]]) -> set[str]:
    """The drugs for which a rule speaks as members of a class."""
    excepted = {exception.drug for exception in rule.exceptions}
    found: set[str] = set()
    for side in (rule.one, rule.other):
        kind, slug = split_key(side)
        if kind == "class":
            found |= set(members_of.get(slug, ()))
    return found - excepted


def strangers(rule: Rule, words: Words, members_of: Mapping[str, Iterable[str]]) -> list[str]:
    """What a text of the rule names beside its two sides, and need not."""
    sides: set[Key] = {rule.one, rule.other}
    some = members(rule, members_of)
    found = []
    for text in texts(rule):
        for drugs in words.drugs_in(text):
            if not drugs or any(key("drug", drug) in sides for drug in drugs):
                continue
            if any((rule.id, drug) in ABOUT_IT for drug in drugs):
                continue
            if any((side, drug) in OF_ALL | BECOMES for side in sides for drug in drugs):
                continue
            if drugs & some or not drugs & ALLOWED:
                found.append(f"{rule.id}: {'/'.join(sorted(drugs))}: {text}")
    return found


@pytest.fixture(scope="module")
def knowledge(loaded: LoadedRelease) -> Knowledge:
    """The seed as it is answered from."""
    return loaded.knowledge


@pytest.fixture(scope="module")
def members_of(knowledge: Knowledge) -> dict[str, set[str]]:
    """Each class with all its members, those of its kinds included."""
    found: dict[str, set[str]] = defaultdict(set)
    for drug, above in knowledge.classes_above.items():
        for one in above:
            found[one].add(drug)
    return found


def test_no_rule_names_a_drug_that_is_neither_of_the_two(
    knowledge: Knowledge, words: Words, members_of: dict[str, set[str]]
) -> None:
    found = [line for rule in knowledge.rules for line in strangers(rule, words, members_of)]
    assert found == []
    assert len(knowledge.rules) > 1_000


def test_every_drug_that_may_be_named_is_named(knowledge: Knowledge, words: Words) -> None:
    """A reason that no rule needs any more is taken off the list."""
    named = {
        drug
        for rule in knowledge.rules
        for text in texts(rule)
        for drugs in words.drugs_in(text)
        for drug in drugs
    }
    assert ALLOWED - named == set()


def test_a_member_that_is_named_is_seen(
    knowledge: Knowledge, words: Words, members_of: dict[str, set[str]]
) -> None:
    """The law can fail: put the name of a member into each text of a rule by class."""
    (rule,) = (one for one in knowledge.rules if one.id == "anticoagulant-nsaid")
    assert strangers(rule, words, members_of) == []
    for changed in (
        replace(rule, title="Blood thinner with meloxicam"),
        replace(rule, consequences=("bleeding, as with Advil",)),
        replace(rule, mechanism=replace(rule.mechanism, text="Warfarin slows clotting.")),
        replace(rule, advice=replace(rule.advice, patient="Ask before you use ibuprofen.")),
        replace(rule, advice=replace(rule.advice, professional="Rivaroxaban-NSAID pairs bleed.")),
    ):
        assert len(strangers(changed, words, members_of)) == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("A vitamin K antagonist with a statin", []),
        ("a tetracycline antibiotic", []),
        ("Warfarin, aspirin", ["warfarin", "aspirin"]),
        ("aspirin-like", ["aspirin"]),
    ],
)
def test_names_of_drugs_are_found_in_a_text(words: Words, text: str, named: list[str]) -> None:
    assert [drug for drugs in words.drugs_in(text) for drug in drugs] == named
