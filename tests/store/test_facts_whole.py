"""One fact of every kind, filters over every kind of column, pages without gaps."""

from dataclasses import fields, replace
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import (
    Advice,
    ChildPugh,
    Citation,
    Concept,
    ConceptLink,
    Condition,
    ConditionKind,
    CoOccurrence,
    Degree,
    Drug,
    Effect,
    EffectSeriousness,
    Fact,
    Factor,
    Frequency,
    Gene,
    GeneAdvice,
    GeneAdvised,
    GeneAllele,
    GeneConversion,
    GeneDrug,
    GenePhenotype,
    GeneRisk,
    GeneStrength,
    GeneValues,
    Goal,
    HardlyAbsorbed,
    Indication,
    KidneyMeasure,
    KidneyUnit,
    KnownNames,
    Label,
    LabelDrug,
    LabelSection,
    Limits,
    Mechanism,
    Name,
    NameKind,
    Phase,
    Role,
    Route,
    Rule,
    Schedule,
    SideEffect,
    Source,
    SpecialState,
    StateBound,
    StateJudgement,
    StateKind,
    Status,
    Therapy,
    TherapyKind,
    Treatment,
    Warning,
    WarningKind,
)
from app.store.read import count_facts, list_facts, load_facts, page_facts
from app.store.schema import ROW_OF
from app.store.write import replace_facts
from sqlmodel import Session

from tests.pharmacopoeia import CITED, drug, facts, name

FULL = (Citation("book", "§ “1”", 2, 3, "a" * 64), Citation("book", "two"))
ONE_OF_EACH: list[Fact] = [
    *facts(),
    Source("book", "Buch", "book", "niemand", "CC0", "1", None, ""),
    Source("web", "Site", "page", "x", "CC0", "2026-01-01", "https://example.org/?a=1&b=ü", "n"),
    Effect("nap", "nap", "x", ("doze", "siesta"), FULL),
    Schedule("clona", "US", "C-IV", FULL),
    HardlyAbsorbed("clona", Route.EYE, "None was found in the blood.", FULL),
    Mechanism("drug:clona", "GABA", "more", "calm", "x", "weeks", FULL),
    Mechanism("class:calmer", "GABA", "more", "calm", "x", None, FULL),
    CoOccurrence("apnoea", "low-mood", "often", FULL),
    Therapy("talk", "talk", TherapyKind.COMBINED, "x", ("chat",), ("class:calmer",), FULL),
    Treatment("t", "low-mood", "therapy:talk", Role.CENTRAL, "x", "adults", None, FULL),
    Indication(
        "i", "drug:clona", "low-mood", Status.ADJUNCT_ONLY, Goal.SYMPTOMATIC,
        Limits("short", None, "second"), ("apnoea", "breathing"), "so", FULL,
    ),
    SideEffect(
        "s", "class:calmer", "nap", Frequency.COMMON, 12.5, EffectSeriousness.SERIOUS,
        Phase.ON_WITHDRAWAL, ("driving", "work"), None, FULL,
    ),
    SideEffect(
        "s0", "drug:clona", "nap", Frequency.UNKNOWN, 0.0, EffectSeriousness.UNKNOWN,
        Phase.ON_TREATMENT, (), "note", FULL,
    ),
    Warning(
        "w", "drug:clona", WarningKind.DEPENDENCE, "T", "x", "means", Advice("p", "q"), FULL
    ),
    SpecialState(
        "st", "drug:clona", StateKind.KIDNEY,
        StateBound(
            measure=KidneyMeasure.EGFR, unit=KidneyUnit.ML_PER_MINUTE_PER_AREA, below=30.5,
            degrees=(Degree.SEVERE,), child_pugh=(ChildPugh.C,), only="ü",
        ),
        StateJudgement.AVOID, True, False, "x", FULL,
    ),
    SpecialState(
        "st0", "therapy:talk", StateKind.PREGNANCY, StateBound(trimesters=(1, 3)),
        StateJudgement.NOT_KNOWN, False, True, "x", FULL,
    ),
    Gene("g", "G", "ü", "x", ("Gé",), FULL),
    GeneAllele("g", "*1x≥3", "Normal function", None, ("rs1 C",), "v1", FULL),
    GenePhenotype("g", "≥3.0", None, "Normal", "≥3.0", "v1", FULL),
    GeneDrug("g", "clona", "A", "Final", None, "https://x", "v1", FULL),
    GeneAdvice(
        "ga", "clona", None, (GeneValues("g", ("0.0", "≥3.0")), GeneValues("g", ("n/a",))),
        GeneAdvised.AVOID, GeneRisk.CLOTS, GeneStrength.OPTIONAL, "T", "https://x", ("1", "2"),
        "v1", "2023-08", None, FULL,
    ),
    GeneConversion("gc", "g", "class:c", 0.5, None, "clona", "x", FULL),
    Concept("2598", "IN", "clona", ("Clona", "clonä"), False, FULL),
    ConceptLink("7", "tradename_of", "2598", FULL),
    Label("set", "T", "3", None, "Lab", "x", ("Calmex", "C"), ("clona",), FULL),
    LabelDrug("set", "clona", FULL),
    LabelSection("set", 1, "boxed_warning", "34066-1", "H", "x", FULL),
    KnownNames("register", "Éclat\nZeta", FULL),
]  # fmt: skip


@pytest.fixture
def full(session: Session) -> Session:
    """A session on a database with all of them."""
    replace_facts(session, "drawn", ONE_OF_EACH)
    session.commit()
    return session


def test_the_list_above_has_every_kind() -> None:
    assert {type(fact) for fact in ONE_OF_EACH} == set(ROW_OF)


@pytest.mark.parametrize("kind", ROW_OF, ids=lambda kind: kind.__name__)
def test_a_fact_of_this_kind_comes_back_equal_and_of_the_same_types(
    full: Session, kind: type
) -> None:
    told = sorted((fact for fact in ONE_OF_EACH if type(fact) is kind), key=repr)
    found = sorted(list_facts(full, kind), key=repr)
    assert found == told
    for one, other in zip(found, told, strict=True):
        for field in fields(kind):
            assert type(getattr(one, field.name)) is type(getattr(other, field.name)), field.name


def test_loading_some_kinds_loads_only_these(full: Session) -> None:
    found = list(load_facts(full, [Drug, Name]))
    assert {type(fact) for fact in found} == {Drug, Name}
    assert len(list(load_facts(full, ROW_OF))) == len(ONE_OF_EACH)
    assert list(load_facts(full, [])) == []


@pytest.mark.parametrize(
    ("kind", "wanted", "ids"),
    [
        (SideEffect, {"phase": "on_withdrawal"}, ["s"]),
        (SideEffect, {"phase": Phase.ON_WITHDRAWAL}, ["s"]),
        (SideEffect, {"subject": "drug:clona", "effect": "nap"}, ["s0"]),
        (SideEffect, {"subject": "drug:clona", "phase": "on_withdrawal"}, []),
        (SideEffect, {"subject": ["drug:clona", "class:calmer"]}, ["s", "s0"]),
        (SideEffect, {"subject": {"drug:clona"}}, ["s0"]),
        (SideEffect, {"subject": ()}, []),
        (Indication, {"status": ["adjunct_only", "approved"]}, ["i"]),
        (Indication, {"status": "approved"}, []),
        (Rule, {"severity": "contraindicated"}, ["bleeder-bleeder"]),
        (Rule, {"one": "class:calmer"}, ["calmer-opiate", "calmer-sleepless"]),
        (Drug, {"id": "clona' OR '1'='1"}, []),
        (Drug, {"id": "CLONA"}, []),
        (Drug, {"id": "clon%"}, []),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else None,
)
def test_filters_find_just_these(
    full: Session, kind: type[Any], wanted: dict[str, Any], ids: list[str]
) -> None:
    assert [one.id for one in list_facts(full, kind, **wanted)] == ids
    assert count_facts(full, kind, **wanted) == len(ids)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_of_any_size_hold_everything_once_and_in_order(full: Session, limit: int) -> None:
    pages = [page_facts(full, Rule, limit, offset) for offset in range(0, 100, limit)]
    assert {(page.limit, page.total) for page in pages} == {(limit, 6)}
    assert max(len(page.items) for page in pages) <= limit
    ids = [one.id for page in pages for one in page.items]
    assert ids == sorted(one.id for one in facts() if isinstance(one, Rule))


def test_a_page_behind_the_end_is_empty_but_knows_the_total(full: Session) -> None:
    page = page_facts(full, Rule, 5, 1_000)
    assert (page.items, page.total) == ((), 6)
    assert page_facts(full, Rule, 5, 0, severity="unknown").total == 0


def test_the_order_does_not_depend_on_the_order_of_telling(session: Session) -> None:
    orders = []
    for told in (ONE_OF_EACH, ONE_OF_EACH[::-1]):
        replace_facts(session, "drawn", told)
        session.commit()
        orders.append([[one.id for one in list_facts(session, kind)] for kind in (Drug, Rule)])
    assert orders[0] == orders[1]


def test_more_facts_than_one_insert_takes_are_all_kept(session: Session) -> None:
    many = [Condition(f"c{n:05}", "x", ConditionKind.STATE, "x", (), CITED) for n in range(2_345)]
    assert replace_facts(session, "many", many).total == 2_345
    session.commit()
    assert list_facts(session, Condition) == many


def test_two_data_sets_keep_their_own_names_of_one_drug(session: Session) -> None:
    replace_facts(session, "one", [drug("a"), name("a", "Brand")])
    replace_facts(session, "other", [name("a", "Marke", NameKind.SYNONYM)])
    session.commit()
    assert {one.text for one in list_facts(session, Name, drug="a")} == {"Brand", "Marke"}
    replace_facts(session, "other", [])
    session.commit()
    assert {one.text for one in list_facts(session, Name, drug="a")} == {"Brand"}


def test_a_drug_that_another_data_set_speaks_of_cannot_be_taken_away(session: Session) -> None:
    replace_facts(session, "one", [drug("a")])
    replace_facts(session, "other", [name("a", "Marke")])
    session.commit()
    with pytest.raises(RejectedImport):
        replace_facts(session, "one", [drug("b")])
        session.commit()
    session.rollback()
    assert list_facts(session, Drug) == [drug("a")]


def test_a_rule_with_every_nested_value_comes_back(session: Session) -> None:
    (plain,) = [fact for fact in facts() if isinstance(fact, Rule) and fact.id == "calmer-opiate"]
    rich = replace(
        plain,
        factors=(*plain.factors, Factor("age", "Ältere", plain.action, None)),
        alert_list=None,
    )
    replace_facts(session, "drawn", [rich])
    session.commit()
    assert list_facts(session, Rule) == [rich]
