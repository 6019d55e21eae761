"""What is known of a person: does it decide what it can, and nothing else?"""

from dataclasses import replace

import pytest
from app.domain.facts import (
    ChildPugh,
    Condition,
    ConditionKind,
    ConditionParent,
    Degree,
    Goal,
    Indication,
    KidneyUnit,
    Limits,
    RuleKind,
    Severity,
    StateBound,
    StateKind,
    Status,
)
from app.domain.interactions.known import (
    Known,
    degree_of,
    holds,
    known_of,
    known_with,
    ruled_out,
)
from app.domain.interactions.person import Creatinine, Person, Pregnant, Sex, own_conditions
from app.domain.interactions.person_states import known_of_person, states_of
from app.domain.interactions.result import Checkup
from app.domain.interactions.would_ask import Ask, would_ask
from app.domain.knowledge import Knowledge

from tests.asking import ask, found
from tests.pharmacopoeia import CITED, draw, rule
from tests.unit.interactions.test_special_states import (
    BELOW_30,
    CLEARANCE,
    CONDITIONS,
    EGFR,
    SERUM,
    said,
    value,
)

MORE = [
    Condition(slug, slug, ConditionKind.STATE, slug, (), CITED)
    for slug in ("planning-pregnancy", "breast-feeding", "older-age", "children-and-adolescents")
]


def knowing(*facts: object) -> Knowledge:
    """The drawing with these facts and every state of a person."""
    return draw(*CONDITIONS, *MORE, *facts)  # type: ignore[arg-type]


def stated(person: Person) -> list[tuple[str, str]]:
    """The states of a person, and the conditions that they are."""
    return [(one.kind.value, one.condition) for one in states_of(person)]


def values(checkup: Checkup) -> list[str]:
    """What the check would ask."""
    return [one.value for one in checkup.would_ask]


def statuses(checkup: Checkup) -> list[str]:
    """The status of each drug in each state."""
    return [one.status.value for one in checkup.person_states]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(), []),
        (Person(pregnant=Pregnant.NO, breastfeeding=False), []),
        (Person(pregnant=Pregnant.YES), [("pregnancy", "pregnancy")]),
        (Person(pregnant=Pregnant.PLANNED), [("planning_pregnancy", "planning-pregnancy")]),
        (Person(breastfeeding=True), [("breastfeeding", "breast-feeding")]),
        (Person(age=17.9), [("childhood", "children-and-adolescents")]),
        (Person(age=65), [("older_age", "older-age")]),
        (Person(egfr=29.9), [("kidney", "severe-kidney-disease")]),
        (Person(egfr=30), [("kidney", "kidney-disease")]),
        (Person(creatinine_clearance=20), [("kidney", "severe-kidney-disease")]),
        (Person(egfr=50, creatinine_clearance=20), [("kidney", "severe-kidney-disease")]),
        (Person(liver=ChildPugh.B), [("liver", "liver-disease")]),
        (Person(liver=ChildPugh.C), [("liver", "significant-liver-disease")]),
    ],
)
def test_a_person_has_the_states_that_were_given(
    person: Person, expected: list[tuple[str, str]]
) -> None:
    assert stated(person) == expected


@pytest.mark.parametrize(
    ("person", "values_only", "usual"),
    [
        (Person(egfr=59.9), False, False),
        (Person(egfr=60), True, False),
        (Person(egfr=90), True, True),
        (Person(creatinine=Creatinine(0.8, KidneyUnit.MG_PER_DECILITRE)), True, False),
        (Person(creatinine_clearance=120), True, False),
        (Person(age=18), True, True),
        (Person(age=64.9), True, True),
    ],
)
def test_a_value_that_is_no_disease_is_compared_by_numbers_only(
    person: Person, values_only: bool, usual: bool
) -> None:
    (one,) = states_of(person)
    assert (one.values_only, one.usual) == (values_only, usual)


@pytest.mark.parametrize(
    ("words", "from_75", "below_12"),
    [
        ("age 80", True, False), ("age 70", False, False), ("over 80", True, False),
        ("over 65", None, False), ("age 8", False, True), ("16 years old", False, False),
        ("under 18", False, None), ("under 10", False, True), ("elderly", None, False),
    ],
)  # fmt: skip
def test_an_age_that_is_stated_decides_what_waits_for_it(
    words: str, from_75: bool | None, below_12: bool | None
) -> None:
    slug = "children-and-adolescents" if below_12 or "1" in words else "older-age"
    known = known_of(words, slug)
    assert holds(StateBound(from_age=75), known, caution=True) is from_75
    assert holds(StateBound(below_age=12), known, caution=True) is below_12


def test_an_age_that_is_stated_goes_before_the_one_of_the_person() -> None:
    known = known_with(known_of("age 8", "children-and-adolescents"), Known(age=70))
    assert holds(StateBound(below_age=12), known, caution=True) is True


def test_one_measure_of_kidneys_is_never_another() -> None:
    known = known_of_person(Person(egfr=20))
    assert holds(value(EGFR, below=30), known, caution=True) is True
    assert holds(value(CLEARANCE, below=30), known, caution=True) is None
    assert holds(value(SERUM, from_value=1.5), known, caution=True) is None
    known = known_of_person(Person(creatinine_clearance=20))
    assert holds(value(EGFR, below=30), known, caution=True) is None


def test_creatinine_is_one_measure_in_two_units() -> None:
    molar = (SERUM[0], KidneyUnit.MICROMOL_PER_LITRE)
    for given in (
        Creatinine(2.0, KidneyUnit.MG_PER_DECILITRE),
        Creatinine(176.8, KidneyUnit.MICROMOL_PER_LITRE),
    ):
        known = known_of_person(Person(creatinine=given))
        assert known.kidney[SERUM] == pytest.approx(2.0)
        assert known.kidney[molar] == pytest.approx(176.8)


@pytest.mark.parametrize(
    ("egfr", "degree"),
    [
        (None, None), (120, None), (90, None), (89.9, Degree.MILD), (60, Degree.MILD),
        (59.9, Degree.MODERATE), (30, Degree.MODERATE), (29.9, Degree.SEVERE), (3, Degree.SEVERE),
    ],
)  # fmt: skip
def test_an_egfr_has_the_degree_of_its_range(egfr: float | None, degree: Degree | None) -> None:
    assert degree_of(egfr) is degree


def test_a_degree_of_the_kidneys_is_none_of_the_liver() -> None:
    severe = StateBound(degrees=(Degree.SEVERE,))
    kidneys = known_of_person(Person(egfr=20))
    liver = known_of_person(Person(liver=ChildPugh.C))
    assert holds(severe, kidneys, caution=True, kind=StateKind.KIDNEY) is True
    assert holds(severe, kidneys, caution=True, kind=StateKind.LIVER) is None
    assert holds(severe, liver, caution=True, kind=StateKind.LIVER) is True
    assert holds(severe, liver, caution=True, kind=StateKind.KIDNEY) is None


def test_a_better_value_rules_a_worse_kind_out_and_no_measure_but_an_egfr_does() -> None:
    assert ruled_out("severe-kidney-disease", Known(kidney={EGFR: 45}))
    assert ruled_out("moderate-kidney-disease", Known(kidney={EGFR: 95}))
    assert not ruled_out("severe-kidney-disease", Known(kidney={EGFR: 25}))
    assert not ruled_out("end-stage-kidney-disease", Known(kidney={EGFR: 25}))
    assert not ruled_out("severe-kidney-disease", Known(kidney={CLEARANCE: 45}))
    assert not ruled_out("severe-kidney-disease", Known())
    assert not ruled_out("significant-liver-disease", Known(kidney={EGFR: 95}))


def test_words_that_say_severe_are_not_overruled_by_a_value() -> None:
    known = Known(kidney={EGFR: 50}, degree=Degree.SEVERE)
    assert holds(BELOW_30, known, caution=True) is None


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person(egfr=25), ["state:" + said("avoid", BELOW_30).id + ":asp:kidney-disease"]),
        (Person(egfr=35), []),
        (Person(egfr=95), []),
        (Person(creatinine=Creatinine(9, KidneyUnit.MG_PER_DECILITRE)), []),
    ],
)
def test_a_statement_on_values_is_found_by_its_value_alone(
    person: Person, expected: list[str]
) -> None:
    assert found(ask(knowing(said("avoid", BELOW_30)), "asp", person=person)) == expected


def test_what_is_added_in_words_stays_open() -> None:
    bound = replace(value(SERUM, from_value=1.5), only="with little weight")
    creatinine = Creatinine(2, KidneyUnit.MG_PER_DECILITRE)
    checkup = ask(knowing(said("change_dose", bound)), "asp", person=Person(creatinine=creatinine))
    assert [one.applies.value for one in checkup.findings] == ["if"]
    assert statuses(checkup) == ["interaction_found"]


ON_KIDNEYS = {"kind": RuleKind.DRUG_CONDITION, "severity": Severity.MAJOR}


def test_a_rule_on_a_kind_that_a_better_value_rules_out_is_not_found() -> None:
    knowledge = knowing(rule("r", "drug:asp", "condition:severe-kidney-disease", **ON_KIDNEYS))
    for person, expected in (
        (Person(), ["r:asp:severe-kidney-disease"]),
        (Person(egfr=25), ["r:asp:severe-kidney-disease"]),
        (Person(egfr=45), []),
    ):
        stated = ask(knowledge, "asp", conditions=("kidney disease",), person=person)
        assert found(stated) == expected


@pytest.mark.parametrize("bound", [None, value(CLEARANCE, below=30), value(EGFR, below=90)])
def test_a_value_that_is_no_disease_is_found_by_rules_that_it_is_in_for_sure(
    bound: StateBound | None,
) -> None:
    on_kidneys = rule("r", "drug:asp", "condition:kidney-disease", bound=bound, **ON_KIDNEYS)
    checkup = ask(knowing(on_kidneys), "asp", person=Person(egfr=75))
    is_in = bound == value(EGFR, below=90)
    assert found(checkup) == (["r:asp:kidney-disease"] if is_in else [])


def test_what_states_no_concern_in_a_range_clears_no_worse_value() -> None:
    unconcerned = said("no_concern_stated", value(EGFR, below=60, from_value=30))
    expected = {45: ["no_record"], 20: ["not_assessed"]}
    for egfr, statuses_ in expected.items():
        assert statuses(ask(knowing(unconcerned), "asp", person=Person(egfr=egfr))) == statuses_


def test_a_statement_on_a_kind_of_what_is_stated_applies_if_it_is_that() -> None:
    wider = [
        Condition("illness", "illness", ConditionKind.STATE, "illness", (), CITED),
        ConditionParent("kidney-disease", "illness", CITED),
    ]
    knowledge = knowing(*wider, said("avoid", BELOW_30))
    checkup = ask(knowledge, "asp", conditions=("illness",), person=Person(creatinine_clearance=70))
    assert [one.applies.value for one in checkup.findings] == ["if"]
    checkup = ask(knowledge, "asp", conditions=("illness",), person=Person(egfr=45))
    assert [one.applies.value for one in checkup.findings] == ["if"]


def test_a_part_of_one_condition_that_is_ruled_out_limits_no_word_on_another() -> None:
    use = Indication(
        "u", "drug:asp", "severe-kidney-disease", Status.ADVISED_AGAINST, Goal.UNKNOWN, Limits(),
        (), "it harms", CITED,
    )  # fmt: skip
    knowledge = knowing(use, said("avoid", value(EGFR, below=15)))
    severe = ask(knowledge, "asp", conditions=("severe kidney disease",), person=Person(egfr=25))
    assert [(one.id[:4], one.applies.value) for one in severe.findings] == [("use:", "yes")]


def test_a_statement_of_a_drug_that_was_stopped_stands() -> None:
    stopped = {"asp": "1969-01-01"}
    checkup = ask(knowing(said("avoid")), "asp", conditions=("kidney disease",), stopped=stopped)
    assert len(found(checkup)) == 1


def test_what_too_little_is_known_of_says_so() -> None:
    (state,) = ask(knowing(said("not_known")), "asp", person=Person(egfr=25)).person_states
    assert state.status.value == "not_assessed"
    assert state.note == "its source says that too little is known: It builds up."


def test_a_value_is_outside_only_if_it_is_outside_of_all_that_is_recorded() -> None:
    of_others = [said("avoid", BELOW_30), said("avoid", value(CLEARANCE, below=30))]
    for stated, expected in ((of_others, ["not_assessed"]), (of_others[:1], ["not_reached"])):
        assert statuses(ask(knowing(*stated), "asp", person=Person(egfr=75))) == expected


def test_a_value_in_the_words_of_a_condition_is_not_asked_for() -> None:
    knowledge = knowing(said("avoid", BELOW_30))
    assert "egfr" in values(ask(knowledge, "asp", conditions=("kidney disease",)))
    assert "egfr" not in values(ask(knowledge, "asp", conditions=("eGFR 45",)))


def test_values_are_asked_for_in_one_order_and_genes_by_their_symbols() -> None:
    waiting = ("genes.TPMT", "liver", "genes.CYP2D6", "age")
    asked = would_ask([Ask(value, "asp", ("r",)) for value in waiting], Person())
    assert [one.value for one in asked] == ["age", "liver", "genes.CYP2D6", "genes.TPMT"]


def test_what_is_ruled_out_already_waits_for_no_other_value() -> None:
    knowledge = knowing(
        said("avoid", replace(value(CLEARANCE, below=30), degrees=(Degree.SEVERE,)))
    )
    assert "creatinine_clearance" in values(ask(knowledge, "asp"))
    assert "creatinine_clearance" in values(ask(knowledge, "asp", person=Person(egfr=25)))
    assert "creatinine_clearance" not in values(ask(knowledge, "asp", person=Person(egfr=45)))


def test_a_statement_on_all_of_kidney_disease_is_none_on_a_normal_value() -> None:
    checkup = ask(knowing(said("avoid")), "asp", person=Person(egfr=75))
    assert found(checkup) == []
    assert statuses(checkup) == ["not_assessed"]


def test_that_a_source_warns_of_some_weeks_clears_no_others() -> None:
    late = said("avoid", StateBound(from_week=20), "pregnancy")
    early = ask(knowing(late), "asp", person=Person(pregnant=Pregnant.YES, week=8))
    assert found(early) == []
    assert statuses(early) == ["not_assessed"]
    assert "from week 20" in str(early.person_states[0].note)


def test_what_holds_in_a_pregnancy_is_found_for_a_planned_one_if_it_comes() -> None:
    known = knowing(said("contraindicated", state="pregnancy"))
    for checkup in (
        ask(known, "asp", person=Person(pregnant=Pregnant.PLANNED)),
        ask(known, "asp", conditions=["planning-pregnancy"]),
    ):
        (one,) = checkup.findings
        assert (one.severity.value, one.applies.value) == ("contraindicated", "if")
        assert one.display == "interruptive"
        (status,) = (*checkup.person_states, *checkup.drug_conditions)
        assert status.status == "interaction_found"
        assert status.note == "found for pregnancy: it applies once it is one"


def test_a_rule_on_pregnancy_is_found_for_a_planned_one_if_it_comes() -> None:
    on_pregnancy = rule(
        "asp-child", "drug:asp", "condition:pregnancy", kind=RuleKind.DRUG_CONDITION
    )
    checkup = ask(knowing(on_pregnancy), "asp", person=Person(pregnant=Pregnant.PLANNED))
    assert [(one.rule, one.applies.value) for one in checkup.findings] == [("asp-child", "if")]


@pytest.mark.parametrize("person", [Person(age=40), Person(egfr=95)])
def test_a_usual_value_is_no_state(person: Person) -> None:
    assert ask(knowing(BOUNDED), "asp", "warf", person=person).person_states == ()


BOUNDED = rule(
    "asp-kidney", "drug:asp", "condition:kidney-disease", kind=RuleKind.DRUG_CONDITION,
    bound=BELOW_30,
)  # fmt: skip


@pytest.mark.parametrize(
    ("person", "applies"),
    [
        (Person(egfr=25), ["yes"]),
        (Person(egfr=35), []),
        (Person(egfr=95), []),
        (Person(creatinine_clearance=25), ["if"]),
        (Person(), []),
    ],
)
def test_a_rule_speaks_within_its_bound(person: Person, applies: list[str]) -> None:
    checkup = ask(knowing(BOUNDED), "asp", person=person)
    assert [one.applies.value for one in checkup.findings] == applies


def test_a_rule_with_a_bound_applies_if_only_the_disease_is_stated() -> None:
    (one,) = ask(knowing(BOUNDED), "asp", conditions=["kidney-disease"]).findings
    assert one.applies == "if"
    assert any("eGFR below 30" in line for line in one.explanation)


def test_of_two_rules_within_their_bounds_the_graver_speaks() -> None:
    wide = rule(
        "asp-wide", "drug:asp", "condition:kidney-disease", kind=RuleKind.DRUG_CONDITION,
        bound=value(EGFR, below=45),
    )  # fmt: skip
    grave = replace(BOUNDED, severity=type(BOUNDED.severity)("contraindicated"))
    known = knowing(grave, wide)
    (both,) = ask(known, "asp", person=Person(egfr=25)).findings
    assert (both.rule, [one.rule for one in both.also]) == ("asp-kidney", ["asp-wide"])
    (one,) = ask(known, "asp", person=Person(egfr=40)).findings
    assert one.rule == "asp-wide"


def test_a_person_of_whom_nothing_is_known_is_asked_what_rules_wait_for() -> None:
    known = knowing(
        BOUNDED,
        said("avoid", state="liver"),
        said("avoid", StateBound(from_age=65), "older_age"),
        said("avoid", value(CLEARANCE, below=30)),
        said("avoid", state="pregnancy"),
        said("avoid", state="breastfeeding"),
    )
    checkup = ask(known, "asp", "warf")
    assert values(checkup) == [
        "age", "pregnancy", "breastfeeding", "egfr", "creatinine_clearance", "liver",
    ]  # fmt: skip
    assert {one.drugs for one in checkup.would_ask} == {("asp",)}
    assert checkup.would_ask[0].sentence == "Age: 1 of your drugs depends on it."


@pytest.mark.parametrize(
    ("person", "asked"),
    [
        (Person(), True),
        (Person(pregnant=Pregnant.NO), False),
        (Person(sex=Sex.MALE), False),
        (Person(sex=Sex.FEMALE), True),
        (Person(age=9), False),
        (Person(age=80), True),
    ],
)
def test_a_pregnancy_is_asked_for_unless_it_cannot_be(person: Person, asked: bool) -> None:
    known = knowing(said("avoid", state="pregnancy"))
    assert ("pregnancy" in values(ask(known, "asp", person=person))) is asked


def test_conditions_are_asked_for_if_none_were_stated() -> None:
    gout = Condition("gout", "gout", ConditionKind.DISEASE, "gout", (), CITED)
    on_gout = rule("asp-gout", "drug:asp", "condition:gout", kind=RuleKind.DRUG_CONDITION)
    known = knowing(gout, on_gout)
    assert [one.rules for one in ask(known, "asp").would_ask] == [("asp-gout",)]
    assert values(ask(known, "asp", conditions=["pregnancy"])) == []
    assert values(ask(known, "asp", person=Person(conditions=()))) == []


def test_no_drug_without_a_rule_asks_anything() -> None:
    assert ask(knowing(), "asp").would_ask == ()


def test_what_is_decided_already_is_not_asked() -> None:
    late = said("avoid", StateBound(from_week=20, trimesters=(3,)), "pregnancy")
    known = knowing(late)
    assert "pregnancy.weeks" in values(ask(known, "asp", conditions=["pregnancy"]))
    early = Person(pregnant=Pregnant.YES, week=8)
    assert "pregnancy.weeks" not in values(ask(known, "asp", person=early))


def test_conditions_of_the_person_are_read_once() -> None:
    person = Person(conditions=("Gout", "gout ", "eGFR < 30", "eGFR 30"))
    assert own_conditions(person, ("asthma",)) == ("Gout", "eGFR < 30", "eGFR 30")
    assert own_conditions(person, ("GOUT", "egfr 30")) == ("eGFR < 30",)
    assert own_conditions(Person(), ("x",)) == ()
