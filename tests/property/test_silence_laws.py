"""Where nothing was recorded, no answer is complete, no verdict is one, and no list is silent.

What was recorded is looked for in the facts themselves, by what they name: a fact that names both
things, or what stands above or below them. The oracle shares no code with the engine.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import product

import pytest
from app.api.answers.serialise import checkup_json
from app.domain.facts import (
    AllergyGroup,
    Assessment,
    ClassParent,
    ConditionParent,
    Drug,
    Fact,
    Indication,
    LabelMention,
    Membership,
    NoInteraction,
    Record,
    Rule,
    SpecialState,
    Status,
    Warning,
)
from app.domain.indications import judge
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked
from app.index.build import build_knowledge
from app.services.interactions import Question, check_interactions
from app.services.lookup import find_condition_by_words
from app.services.release import LoadedRelease
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.asking import ask
from tests.pharmacopoeia import CITED
from tests.property.test_engine_laws import DRUGS, brute_force, checked, worlds
from tests.property.test_honesty import REASSURING, said, strings

ASKED = 1_500
_OF_TWO = (Rule, Record, NoInteraction, SpecialState, Indication, LabelMention)
POSITIVE = {Status.APPROVED, Status.OFF_LABEL, Status.ADJUNCT_ONLY, Status.INVESTIGATIONAL}


def closure(links: Iterable[tuple[str, str]]) -> Mapping[str, set[str]]:
    """All that stands above each thing, by its direct links."""
    direct = defaultdict(set)
    for below, above in links:
        direct[below].add(above)
    every: dict[str, set[str]] = {}
    for start in direct:
        reached, waiting = set(), [start]
        while waiting:
            new = direct.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        every[start] = reached
    return defaultdict(set, every)


class Spoken:
    """What the facts name together, each by its keys."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        facts = list(facts)
        self.drugs = sorted(one.id for one in facts if isinstance(one, Drug))
        homes = [
            (f"drug:{one.drug}", f"class:{one.drug_class}")
            for one in facts
            if isinstance(one, Membership)
        ]
        ups = [
            (f"class:{one.child}", f"class:{one.parent}")
            for one in facts
            if isinstance(one, ClassParent)
        ]
        self.above = closure([*homes, *ups])
        links = [(one.child, one.parent) for one in facts if isinstance(one, ConditionParent)]
        self.wider = closure(links)
        self.narrower = closure((parent, child) for child, parent in links)
        self.covers = closure(
            (one.child, one.parent)
            for one in facts
            if isinstance(one, ConditionParent) and one.covers
        )
        self.together: set[tuple[str, str]] = set()
        self.uses: dict[tuple[str, str], set[Status]] = defaultdict(set)
        self.warned: set[str] = set()
        self.worked_through: set[str] = set()
        self.scopes: dict[str, set[str]] = defaultdict(set)
        for one in facts:
            self._note(one)

    def _note(self, fact: Fact) -> None:
        if isinstance(fact, _OF_TWO):
            named = fact.refers_to()
            self.together |= set(product(named, named))
        if isinstance(fact, Indication):
            self.uses[fact.subject, fact.condition].add(fact.status)
        if isinstance(fact, Warning):
            self.warned.add(fact.subject)
        if isinstance(fact, AllergyGroup) and fact.worked_through:
            self.worked_through |= set(fact.conditions)
        if isinstance(fact, Assessment):
            self.scopes[fact.drug].add(fact.scope)

    def keys(self, drug: str) -> set[str]:
        """The drug and its classes."""
        return {f"drug:{drug}", *self.above[f"drug:{drug}"]}

    def near(self, condition: str) -> set[str]:
        """The condition, what it is a kind of, and its kinds."""
        found = {condition, *self.wider[condition], *self.narrower[condition]}
        # A pregnancy that is planned may become one.
        return found | ({"pregnancy"} if condition == "planning-pregnancy" else set())

    def of_two(self, one: str, other: str) -> bool:
        """Whether anything names both drugs, or a scope holds both."""
        shared = self.scopes[one] & self.scopes[other]
        pairs = product(self.keys(one), self.keys(other))
        return bool(shared) or any(pair in self.together for pair in pairs)

    def of_condition(self, drug: str, condition: str) -> bool:
        """Whether anything names the drug and the condition, or what is near it."""
        near = self.near(condition)
        pairs = product(self.keys(drug), (f"condition:{one}" for one in near))
        # Warnings of pregnancy name no condition; an allergy that was worked through is assessed.
        warned = bool(near & {"pregnancy", "breast-feeding"} and self.keys(drug) & self.warned)
        assessed = warned or condition in self.worked_through
        return assessed or any(pair in self.together for pair in pairs)

    def use(self, drug: str, conditions: Iterable[str]) -> set[Status]:
        """What is stated of the drug, or a class of it, for any of the conditions."""
        pairs = product(self.keys(drug), conditions)
        return {status for pair in pairs for status in self.uses.get(pair, ())}


@pytest.fixture(scope="module")
def spoken(seed_facts: tuple[Fact, ...]) -> Spoken:
    """What the seed names together."""
    return Spoken(seed_facts)


@pytest.fixture(scope="module")
def drawn_pairs(loaded: LoadedRelease, spoken: Spoken) -> list[tuple[str, str]]:
    """Drugs with conditions, drawn anew for each release: half of the drugs have a monograph."""
    draw = random.Random(f"condition {loaded.release}")
    described = [one for one in spoken.drugs if loaded.knowledge.drugs[one].is_described]
    conditions = sorted(loaded.knowledge.conditions)
    return [
        (draw.choice(described if turn % 2 else spoken.drugs), draw.choice(conditions))
        for turn in range(ASKED)
    ]


def test_a_drug_in_a_condition_of_which_nothing_speaks_is_not_complete(
    seeded: Knowledge, spoken: Spoken, drawn_pairs: list[tuple[str, str]]
) -> None:
    seen: Counter[tuple[bool, bool]] = Counter()
    for drug, condition in drawn_pairs:
        known = spoken.of_condition(drug, condition)
        complete = ask(seeded, drug, conditions=(condition,)).completeness == "complete"
        assert known or not complete, (drug, condition)
        seen[known, complete] += 1
    assert seen[False, False] > ASKED / 2
    assert seen[True, True] > ASKED / 50


def test_two_drugs_of_which_nothing_speaks_together_are_not_complete(
    seeded: Knowledge, loaded: LoadedRelease, spoken: Spoken
) -> None:
    draw = random.Random(f"pair {loaded.release}")
    described = [one for one in spoken.drugs if loaded.knowledge.drugs[one].is_described]
    seen: Counter[tuple[bool, bool]] = Counter()
    for turn in range(ASKED):
        one, other = draw.sample(described if turn % 2 else spoken.drugs, 2)
        known = spoken.of_two(one, other)
        complete = ask(seeded, one, other).completeness == "complete"
        assert known or not complete, (one, other)
        seen[known, complete] += 1
    assert seen[False, False] > ASKED / 4
    assert seen[True, True] > ASKED / 50


def test_a_verdict_of_which_nothing_speaks_is_unknown(
    seeded: Knowledge, spoken: Spoken, drawn_pairs: list[tuple[str, str]]
) -> None:
    seen: Counter[bool] = Counter()
    stated = sorted({(one.removeprefix("drug:"), on) for one, on in spoken.uses if "drug:" in one})
    for drug, condition in [*drawn_pairs, *random.Random(2).sample(stated, 500)]:
        found = judge(drug, condition, condition, seeded)
        known = bool(spoken.use(drug, spoken.near(condition)))
        assert known or found.verdict is Status.UNKNOWN, (drug, condition)
        assert found.citations or found.verdict is Status.UNKNOWN, (drug, condition)
        if found.verdict is Status.UNKNOWN:
            assert "not known here" in found.why, (drug, condition)
        seen[known] += 1
    assert min(seen.values()) > 300


def test_no_positive_verdict_travels_down_where_nothing_covers_it(
    seeded: Knowledge, spoken: Spoken
) -> None:
    asked = 0
    for (subject, condition), statuses in sorted(spoken.uses.items()):
        if not subject.startswith("drug:") or not statuses & POSITIVE:
            continue
        drug = subject.removeprefix("drug:")
        for narrower in sorted(spoken.narrower[condition]):
            reach = {narrower, *spoken.narrower[narrower], *spoken.covers[narrower]}
            if spoken.use(drug, reach) & POSITIVE:
                continue
            asked += 1
            found = judge(drug, narrower, narrower, seeded)
            assert found.verdict not in POSITIVE, (drug, condition, narrower)
            assert found.nearest or found.verdict is not Status.UNKNOWN, (drug, narrower)
    assert asked > 1_000


@pytest.fixture(scope="module")
def words(loaded: LoadedRelease) -> list[str]:
    """Noise, hostile words, and names of conditions with slips in them."""
    named = [one.name for one in loaded.knowledge.conditions.values()]
    return strings([*named, "age 70", "eGFR 25", "8 weeks pregnant"])[::30]


def test_a_condition_that_is_not_understood_is_named_and_never_complete(
    loaded: LoadedRelease, words: list[str]
) -> None:
    unread = 0
    for text in words:
        question = Question((Asked("warfarin"),), conditions=(text,))
        found = check_interactions(loaded, question)
        answer = checkup_json(found).decode()
        assert not REASSURING.search(said({"summary": found.summary}, text)), text
        if found.conditions and found.conditions[0].condition is None:
            unread += 1
            assert found.completeness == "partial", text
            assert "Not checked:" in found.summary, text
            assert [one.status for one in found.drug_conditions] == ["unresolved"], text
            assert '"findings":[]' in answer, text
    assert unread > len(words) / 2


def test_a_verdict_on_any_words_never_reassures(loaded: LoadedRelease, words: list[str]) -> None:
    read = 0
    for text in words:
        found = find_condition_by_words(loaded, text)
        if isinstance(found, str):
            read += 1
            assert judge("warfarin", found, text, loaded.knowledge).why, text
        else:
            assert "no condition is known" in found.reason or "several" in found.reason, text
    assert read > 20


LISTS = {
    "warnings": "warnings",
    "side-effects": "side effects",
    "indications": "uses",
    "interactions": "interactions",
}


@pytest.mark.parametrize("name", LISTS)
def test_an_empty_list_says_what_its_emptiness_means(
    client: TestClient, loaded: LoadedRelease, spoken: Spoken, name: str
) -> None:
    draw = random.Random(f"{name} {loaded.release}")
    empty = 0
    for drug in draw.sample(spoken.drugs, 30):
        told = client.get(f"/drugs/{drug}/{name}").json()
        assert told["statement"], drug
        if not told["items"]:
            empty += 1
            assert told["recorded"] == "none", drug
            first, _, then = told["statement"].partition("recorded here. ")
            assert first.startswith(f"No {LISTS[name]} of"), drug
            assert then.startswith("That does not mean that there are none"), drug
    assert empty > 0


assessments = st.sets(st.tuples(st.sampled_from(["sa", "sb"]), st.sampled_from(DRUGS)), max_size=5)


@settings(max_examples=150, deadline=None)
@given(
    worlds(),
    assessments,
    st.lists(st.sampled_from([*DRUGS, "unobtainium"]), min_size=1, max_size=5, unique=True),
)
def test_completeness_is_what_was_found_or_assessed(
    told: list[Fact], assessed: set[tuple[str, str]], names: list[str]
) -> None:
    facts = [*told, *(Assessment(scope, drug, CITED) for scope, drug in sorted(assessed))]
    found = checked(build_knowledge("r", facts), names)
    scopes = {drug: {scope for scope, of in assessed if of == drug} for drug in DRUGS}
    known = [name for name in names if name in DRUGS]
    claimed = brute_force(facts, known)
    pairs = [frozenset((one, other)) for one, other in _pairs(names)]
    settled = [
        pair in claimed or bool(set.intersection(*(scopes.get(one, set()) for one in pair)))
        for pair in pairs
    ]
    whole = len(known) == len(names)
    if not known or not pairs or (whole and not any(settled)):
        expected = "none"
    else:
        expected = "complete" if whole and all(settled) else "partial"
    assert found.completeness == expected


def _pairs(names: list[str]) -> list[tuple[str, str]]:
    return [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
