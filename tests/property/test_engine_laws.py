"""Laws that the engine keeps on any pharmacopoeia. The oracle below shares no code with it."""

from itertools import combinations

from app.domain.facts import (
    ClassKind,
    ClassParent,
    DrugClass,
    Fact,
    MechanismKind,
    Membership,
    Record,
    Rule,
    RuleException,
    RuleMechanism,
    Severity,
)
from app.domain.interactions.check import Manner, check
from app.domain.interactions.items import Taken
from app.domain.interactions.policy import EVERYTHING, POLICIES
from app.domain.interactions.result import Checkup
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked
from app.domain.names.resolve import resolve
from app.index.build import build_knowledge
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pharmacopoeia import CITED, drug, rule

DRUGS = ["da", "db", "dc", "dd", "de"]
CLASSES = ["ka", "kb", "kc", "kd"]
RANKS = ["unknown", "minor", "moderate", "major", "contraindicated"]


@st.composite
def worlds(draw: st.DrawFn) -> list[Fact]:
    """Drugs in classes in classes, with rules, exceptions and records at random."""
    told: list[Fact] = [drug(slug) for slug in DRUGS]
    told += [DrugClass(k, k, ClassKind.EFFECT, k, (), None, CITED) for k in CLASSES]
    pairs = [(low, up) for place, low in enumerate(CLASSES) for up in CLASSES[place + 1 :]]
    told += [ClassParent(*pair, CITED) for pair in draw(st.sets(st.sampled_from(pairs)))]
    homes = st.tuples(st.sampled_from(DRUGS), st.sampled_from(CLASSES))
    told += [Membership(*home, True, CITED) for home in draw(st.sets(homes, min_size=3))]
    ends = st.sampled_from([f"drug:{d}" for d in DRUGS] + [f"class:{k}" for k in CLASSES])
    for number in range(draw(st.integers(1, 5))):
        exceptions = draw(st.sets(st.sampled_from(DRUGS), max_size=2))
        told.append(
            rule(
                f"r{number}",
                draw(ends),
                draw(ends),
                severity=draw(st.sampled_from(list(Severity))),
                exceptions=tuple(RuleException(one, "so") for one in exceptions),
                mechanism=RuleMechanism(
                    MechanismKind.UNKNOWN, draw(st.sampled_from(["p", "q"])), "so"
                ),
            )
        )
    interacting_pairs = st.tuples(
        st.sampled_from(list(combinations(DRUGS, 2))), st.sampled_from(list(Severity))
    )
    for (one, other), severity in draw(st.lists(interacting_pairs, max_size=2)):
        told.append(Record(one, other, "so", severity, "so", CITED))
    return told


taken_drugs = st.lists(st.sampled_from(DRUGS), min_size=1, max_size=5, unique=True)


def checked(knowledge: Knowledge, names: list[str], policy: str = "everything") -> Checkup:
    """A check by exact names."""
    taken = [Taken(resolve(Asked(name), knowledge)) for name in names]
    return check(taken, (), knowledge, Manner(policy=POLICIES[policy]))


def essence(checkup: Checkup) -> set[tuple[str, str, str, str]]:
    """What does not depend on the order of the question."""
    return {(f.id, f.severity, f.action, f.display) for f in checkup.findings}


def brute_force(told: list[Fact], names: list[str]) -> dict[frozenset[str], str]:
    """The worst severity that anybody claims of each pair, spelt out drug by drug."""
    classes = {name: {f.drug_class for f in told if isinstance(f, Membership) and f.drug == name}
               for name in DRUGS}  # fmt: skip
    for _ in CLASSES:
        for above in classes.values():
            above |= {f.parent for f in told if isinstance(f, ClassParent) and f.child in above}
    labels = {name: {f"drug:{name}", *(f"class:{k}" for k in classes[name])} for name in DRUGS}
    worst: dict[frozenset[str], str] = {}
    for one, other in combinations(names, 2):
        claims = []
        for fact in told:
            if isinstance(fact, Rule) and not {x.drug for x in fact.exceptions} & {one, other}:
                straight = fact.one in labels[one] and fact.other in labels[other]
                turned = fact.one in labels[other] and fact.other in labels[one]
                claims += [fact.severity.value] if straight or turned else []
            if isinstance(fact, Record) and {fact.one, fact.other} == {one, other}:
                claims.append(fact.severity.value)
        if claims:
            worst[frozenset((one, other))] = max(claims, key=RANKS.index)
    return worst


@settings(max_examples=200, deadline=None)
@given(worlds(), taken_drugs)
def test_the_engine_finds_what_the_classes_spelt_out_find(
    told: list[Fact], names: list[str]
) -> None:
    checkup = checked(build_knowledge("r", told), names)
    found: dict[frozenset[str], str] = {}
    for finding in checkup.findings:
        pair = frozenset(str(one.drug) for one in finding.participants)
        found[pair] = max(found.get(pair, "unknown"), finding.severity.value, key=RANKS.index)
    assert found == brute_force(told, names)


@settings(max_examples=100, deadline=None)
@given(worlds(), taken_drugs, st.randoms())
def test_the_order_of_the_question_does_not_matter(
    told: list[Fact], names: list[str], random: object
) -> None:
    knowledge = build_knowledge("r", told)
    shuffled = sorted(names, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert essence(checked(knowledge, names)) == essence(checked(knowledge, shuffled))


@settings(max_examples=100, deadline=None)
@given(worlds(), taken_drugs, st.randoms())
def test_the_order_of_the_facts_does_not_matter(
    told: list[Fact], names: list[str], random: object
) -> None:
    shuffled = sorted(told, key=lambda _: random.random())  # type: ignore[attr-defined]
    one, other = (checked(build_knowledge("r", facts), names) for facts in (told, shuffled))
    assert one == other


@settings(max_examples=100, deadline=None)
@given(worlds(), taken_drugs, st.sampled_from([*DRUGS, "unobtainium"]))
def test_one_more_input_hides_nothing(told: list[Fact], names: list[str], more: str) -> None:
    knowledge = build_knowledge("r", told)
    before, after = checked(knowledge, names), checked(knowledge, [*names, more])
    assert essence(before) <= essence(after)
    assert before.pairs == tuple(pair for pair in after.pairs if max(pair.inputs) < len(names))


@settings(max_examples=100, deadline=None)
@given(worlds(), st.lists(st.sampled_from([*DRUGS, "x", "y"]), min_size=1, max_size=6))
def test_pairs_cover_every_two_inputs_once(told: list[Fact], names: list[str]) -> None:
    pairs = [pair.inputs for pair in checked(build_knowledge("r", told), names).pairs]
    assert pairs == list(combinations(range(len(names)), 2))


@settings(max_examples=100, deadline=None)
@given(worlds(), taken_drugs)
def test_a_finding_is_never_milder_than_a_claim_in_it(told: list[Fact], names: list[str]) -> None:
    for finding in checked(build_knowledge("r", told), names).findings:
        claims = [
            *(also.severity for also in finding.also),
            *(rating.severity for rating in finding.native_ratings),
        ]
        assert all(
            RANKS.index(finding.severity.value) >= RANKS.index(claim.value) for claim in claims
        )


@settings(max_examples=100, deadline=None)
@given(worlds(), taken_drugs, st.sampled_from(sorted(POLICIES)))
def test_a_policy_deletes_nothing(told: list[Fact], names: list[str], policy: str) -> None:
    knowledge = build_knowledge("r", told)
    everything = {finding.id for finding in checked(knowledge, names).findings}
    checkup = checked(knowledge, names, policy)
    shown = {finding.id for finding in checkup.findings}
    hidden = {one.finding.id for one in checkup.suppressed}
    assert shown | hidden == everything
    assert not shown & hidden


@settings(max_examples=50, deadline=None)
@given(worlds(), taken_drugs)
def test_the_same_question_has_the_same_answer(told: list[Fact], names: list[str]) -> None:
    one, other = (checked(build_knowledge("r", told), names) for _ in range(2))
    assert repr(one) == repr(other)


def test_the_policy_that_the_laws_use_hides_nothing() -> None:
    assert all(step.show for step in EVERYTHING.steps)
