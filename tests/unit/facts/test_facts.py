"""What makes two statements the same fact, and what a fact refers to."""

from dataclasses import fields, is_dataclass, replace
from typing import get_args

import pytest
from app.domain.facts import (
    Action,
    Advice,
    Certainty,
    Citation,
    Direction,
    Evidence,
    EvidenceKind,
    Fact,
    Factor,
    LookAlike,
    MechanismKind,
    Name,
    NameKind,
    NoInteraction,
    Onset,
    ParticipantRole,
    Record,
    Rule,
    RuleException,
    RuleFrequency,
    RuleKind,
    RuleMechanism,
    Seriousness,
    Severity,
)
from app.domain.facts.stated import Stated

CITED = (Citation("book", "one"),)


@pytest.mark.parametrize("kind", get_args(Fact), ids=lambda kind: kind.__name__)
def test_every_kind_of_fact_says_what_makes_two_of_it_the_same(kind: type[Stated]) -> None:
    assert is_dataclass(kind)
    assert kind.identity is not Stated.identity


def test_a_part_of_a_fact_has_no_identity() -> None:
    with pytest.raises(NotImplementedError, match="Advice"):
        _ = Advice("a", "b").identity


PAIRS = [
    LookAlike("Alpha", "beta", CITED),
    Record("alpha", "beta", "bad", Severity.MAJOR, "x", CITED),
    NoInteraction("alpha", "beta", "x", CITED),
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: type(pair).__name__)
def test_a_pair_is_the_same_the_other_way_round(pair: LookAlike | Record | NoInteraction) -> None:
    assert replace(pair, one=pair.other, other=pair.one).identity == pair.identity
    assert replace(pair, other="gamma").identity != pair.identity


def test_a_name_is_the_same_in_capitals_and_another_one_for_another_drug() -> None:
    name = Name("alpha", "Alphax", NameKind.BRAND, None, CITED)
    assert replace(name, text="ALPHAX").identity == name.identity
    assert replace(name, drug="beta").identity != name.identity


def test_two_kinds_of_fact_are_never_the_same() -> None:
    kinds = [pair.identity[0] for pair in PAIRS]
    assert len(set(kinds)) == len(kinds)


def test_a_rule_refers_to_its_sides_its_exceptions_and_the_conditions_of_its_factors() -> None:
    rule = Rule(
        "x", 1, RuleKind.DRUG_DRUG, "x", "drug:alpha", "class:calmers",
        ParticipantRole.EITHER, ParticipantRole.EITHER, (RuleException("beta", "x"),),
        Severity.MAJOR, Action.AVOID, (Evidence(EvidenceKind.LABEL, Certainty.HIGH),),
        Seriousness(True), ("x",), RuleMechanism(MechanismKind.UNKNOWN, "x", "x"),
        (Factor("age", "x", Action.MONITOR), Factor("disease", "x", Action.AVOID, "worry")),
        Onset.UNKNOWN, Direction.UNKNOWN, RuleFrequency(), (), None, None, None,
        Advice("x", "x"), CITED,
    )  # fmt: skip
    assert rule.refers_to() == ["drug:alpha", "class:calmers", "drug:beta", "condition:worry"]


def test_every_fact_but_a_source_has_room_for_its_citations() -> None:
    bare = [
        kind.__name__
        for kind in get_args(Fact)
        if "citations" not in {field.name for field in fields(kind)}
    ]
    assert bare == ["Source"]
