"""Is X prescribed for Y? On the drawn pharmacopoeia and hand-written statements."""

from dataclasses import replace

import pytest
from app.domain.facts import (
    ClassKind,
    ClassParent,
    Condition,
    ConditionKind,
    ConditionParent,
    DrugClass,
    Fact,
    Goal,
    Indication,
    Limits,
    Membership,
    Role,
    Status,
    Treatment,
)
from app.domain.indications import Verdict, is_antidepressant, judge
from app.domain.knowledge import Knowledge

from tests.pharmacopoeia import CITED, draw


def told(
    status: str,
    subject: str = "drug:clona",
    condition: str = "low-mood",
    limits: Limits | None = None,
) -> Indication:
    """A statement; its words name its status."""
    return Indication(
        # Against the alphabet: an order by chance would be seen.
        id=f"{'z' if status == 'advised_against' else 'a'}:{subject}:{condition}:{status}",
        subject=subject,
        condition=condition,
        status=Status(status),
        goal=Goal.SYMPTOMATIC,
        limits=limits or Limits(),
        relieves=("apnoea",),
        why=f"said {status}",
        citations=CITED,
    )


def verdict(
    *statements: Indication,
    condition: str = "low-mood",
    imported: tuple[Indication, ...] = (),
    more: tuple[Fact, ...] = (),
) -> Verdict:
    """The verdict on clona."""
    knowledge = draw(*statements, *imported, *more)
    ids = frozenset(one.id for one in imported)
    return judge("clona", condition, condition, replace(knowledge, imported=ids))


def test_nothing_recorded_is_unknown_and_says_that_it_is_no_no() -> None:
    found = verdict()
    assert (found.verdict, found.goal, found.matched.relation) == (
        Status.UNKNOWN,
        Goal.UNKNOWN,
        "none",
    )
    assert "not a no" in found.why
    assert found.citations == ()


def test_a_statement_is_told_with_all_that_belongs_to_it() -> None:
    limits = Limits("short", "adults", None)
    found = verdict(told("approved", limits=limits))
    assert (
        found.verdict,
        found.goal,
        found.limits,
        found.relieves,
        found.why,
        found.citations,
    ) == (
        Status.APPROVED,
        Goal.SYMPTOMATIC,
        limits,
        ("apnoea",),
        "said approved",
        CITED,
    )


ORDER = [
    "approved",
    "off_label",
    "adjunct_only",
    "investigational",
    "not_indicated",
]


@pytest.mark.parametrize("place", range(len(ORDER) - 1))
def test_of_two_statements_the_earlier_in_the_contracts_order_speaks(place: int) -> None:
    found = verdict(told(ORDER[place + 1]), told(ORDER[place]))
    assert found.verdict.value == ORDER[place]
    assert [one.status.value for one in found.also] == [ORDER[place + 1]]


@pytest.mark.parametrize("status", ORDER)
def test_advice_against_without_a_limit_comes_before_everything(status: str) -> None:
    assert verdict(told(status), told("advised_against")).verdict is Status.ADVISED_AGAINST


@pytest.mark.parametrize("status", ORDER)
def test_advice_against_within_limits_comes_after_everything(status: str) -> None:
    limited = told("advised_against", limits=Limits(population="children"))
    found = verdict(told(status), limited)
    assert found.verdict.value == status
    assert found.also[0].limits == Limits(population="children")


def test_advice_against_within_limits_speaks_when_alone() -> None:
    limited = told("advised_against", limits=Limits(population="children"))
    assert verdict(limited).verdict is Status.ADVISED_AGAINST


IMPORTED = [
    told("approved"),
    told("advised_against"),
    told("off_label", condition="stubborn-low-mood"),
    told("not_indicated", condition="stubborn-low-mood"),
]


@pytest.mark.parametrize("status", [*ORDER, "advised_against"])
@pytest.mark.parametrize("subject", ["drug:clona", "class:calmer"])
@pytest.mark.parametrize("condition", ["low-mood", "stubborn-low-mood"])
@pytest.mark.parametrize("imported", IMPORTED, ids=lambda one: f"{one.status}:{one.condition}")
def test_no_import_changes_what_curators_answer(
    status: str, subject: str, condition: str, imported: Indication
) -> None:
    curated = told(status, subject=subject, condition=condition)
    alone = verdict(curated, condition=condition)
    other = replace(imported, id="other")
    found = verdict(curated, condition=condition, imported=(other,))
    assert (found.verdict, found.why, found.matched) == (alone.verdict, alone.why, alone.matched)
    if found.matched.relation == "exact" or imported.condition == "low-mood":
        assert other.why in [one.why for one in (*found.also, *found.nearest)]


def test_an_import_answers_where_curators_are_silent() -> None:
    assert verdict(imported=(told("off_label"),)).verdict is Status.OFF_LABEL
    # A curated no for a part says nothing of the whole.
    silent = told("not_indicated", condition="stubborn-low-mood")
    found = verdict(silent, imported=(told("off_label"),))
    assert found.verdict is Status.OFF_LABEL
    assert [one.status for one in found.also] == [Status.NOT_INDICATED]


@pytest.mark.parametrize("place", range(len(ORDER) - 1))
def test_imported_statements_keep_the_contracts_order(place: int) -> None:
    found = verdict(imported=(told(ORDER[place + 1]), told(ORDER[place])))
    assert found.verdict.value == ORDER[place]


@pytest.mark.parametrize("status", [*ORDER, "advised_against"])
def test_what_is_said_of_a_broader_condition_does_not_travel_down(status: str) -> None:
    found = verdict(told(status), condition="stubborn-low-mood")
    assert (found.verdict, found.matched.relation) == (Status.UNKNOWN, "none")
    assert [(one.status.value, one.condition) for one in found.nearest] == [(status, "low-mood")]
    assert "whether that covers this kind is not known here" in found.why


def test_of_broader_conditions_the_nearest_is_told() -> None:
    found = verdict(
        told("approved", condition="mood"),
        told("off_label"),
        condition="stubborn-low-mood",
        more=(
            Condition("mood", "mood", ConditionKind.DISEASE, "x", (), CITED),
            ConditionParent("low-mood", "mood", CITED),
        ),
    )
    assert [one.condition for one in found.nearest] == ["low-mood"]


@pytest.mark.parametrize("status", [*ORDER, "advised_against"])
def test_a_broader_condition_that_covers_the_asked_one_speaks_for_it(status: str) -> None:
    covers = (
        Condition("dip", "dip", ConditionKind.DISEASE, "x", (), CITED),
        ConditionParent("dip", "low-mood", CITED, covers=True),
    )
    found = verdict(told(status), condition="dip", more=covers)
    assert (found.verdict.value, found.matched.relation) == (status, "broader")
    assert found.nearest == ()


def test_a_link_that_covers_does_not_make_the_next_one_cover() -> None:
    links = (
        Condition("dip", "dip", ConditionKind.DISEASE, "x", (), CITED),
        ConditionParent("dip", "stubborn-low-mood", CITED, covers=True),
    )
    assert verdict(told("approved"), condition="dip", more=links).verdict is Status.UNKNOWN


@pytest.mark.parametrize("status", ["not_indicated", "advised_against"])
def test_a_refusal_of_all_kinds_travels_down(status: str) -> None:
    refusal = replace(told(status), all_kinds=True)
    assert verdict(refusal, condition="stubborn-low-mood").verdict.value == status


def test_an_approval_of_all_kinds_is_no_refusal_and_stays() -> None:
    approval = replace(told("approved"), all_kinds=True)
    assert verdict(approval, condition="stubborn-low-mood").verdict is Status.UNKNOWN


@pytest.mark.parametrize("condition", ["low-mood", "stubborn-low-mood"])
def test_what_holds_for_one_form_is_no_verdict_of_the_drug(condition: str) -> None:
    slow = told("not_indicated", condition=condition, limits=Limits(form="slow-release tablets"))
    alone = verdict(slow)
    assert alone.verdict is Status.UNKNOWN
    assert [one.limits.form for one in alone.also] == ["slow-release tablets"]
    assert verdict(slow, told("approved")).verdict is Status.APPROVED


def test_words_for_a_kind_without_an_entry_are_no_question_on_the_whole() -> None:
    knowledge = draw(told("approved"))
    found = judge("clona", "low-mood", "severe low mood", knowledge, narrower=True)
    assert found.verdict is Status.UNKNOWN
    assert [one.condition for one in found.nearest] == ["low-mood"]


def test_a_verdict_on_a_part_names_its_kinds() -> None:
    found = verdict(told("off_label", condition="stubborn-low-mood"))
    assert found.kinds == ("stubborn-low-mood",)
    assert found.why.startswith("For some kinds of low mood: this is said of stubborn low mood.")


def test_a_verdict_on_the_whole_names_no_kinds() -> None:
    assert verdict(told("approved")).kinds == ()


def test_an_answer_from_a_narrower_condition_says_so() -> None:
    found = verdict(told("investigational", condition="stubborn-low-mood"))
    assert (found.verdict, found.matched.relation) == (Status.INVESTIGATIONAL, "narrower")


@pytest.mark.parametrize("status", ["not_indicated", "advised_against"])
def test_a_no_for_a_part_is_not_a_no_for_the_whole(status: str) -> None:
    found = verdict(told(status, condition="stubborn-low-mood"))
    assert found.verdict is Status.UNKNOWN
    assert [one.status.value for one in found.also] == [status]


def test_the_asked_condition_speaks_before_a_broader_one() -> None:
    found = verdict(
        told("approved"),
        told("not_indicated", condition="stubborn-low-mood"),
        condition="stubborn-low-mood",
    )
    assert found.verdict is Status.NOT_INDICATED


def test_the_asked_condition_speaks_before_a_narrower_one() -> None:
    found = verdict(told("not_indicated"), told("approved", condition="stubborn-low-mood"))
    assert found.verdict is Status.NOT_INDICATED


def test_a_class_speaks_for_its_member_and_is_named() -> None:
    found = verdict(told("off_label", subject="class:depressant"))
    assert (found.verdict, found.matched.through) == (Status.OFF_LABEL, "depressant")


def test_the_drug_speaks_before_its_class() -> None:
    found = verdict(told("approved", subject="class:calmer"), told("not_indicated"))
    assert (found.verdict, found.matched.through) == (Status.NOT_INDICATED, None)


def test_another_class_says_nothing_of_the_drug() -> None:
    assert verdict(told("approved", subject="class:opiate")).verdict is Status.UNKNOWN


def test_a_sibling_condition_says_nothing() -> None:
    assert verdict(told("approved", condition="apnoea")).verdict is Status.UNKNOWN


def test_every_other_statement_stands_under_also_once() -> None:
    statements = [told(status) for status in ORDER]
    assert [one.status.value for one in verdict(*reversed(statements)).also] == ORDER[1:]


def treatment(subject: str, role: Role, condition: str = "low-mood") -> Treatment:
    """What a condition is treated with."""
    return Treatment(f"{subject}:{role}", condition, subject, role, "so", None, None, CITED)


def test_instead_names_what_the_condition_is_treated_with_but_not_the_drug_itself() -> None:
    knowledge = draw(
        treatment("drug:clona", Role.FIRST_LINE),
        treatment("class:other", Role.COMMON),
        treatment("drug:asp", Role.FIRST_LINE),
    )
    found = judge("clona", "low-mood", "x", knowledge)
    assert [one.subject for one in found.instead] == ["drug:asp", "class:other"]


def test_instead_comes_from_a_broader_condition_when_the_asked_one_has_none() -> None:
    knowledge = draw(treatment("drug:asp", Role.FIRST_LINE))
    found = judge("clona", "stubborn-low-mood", "x", knowledge)
    assert [one.subject for one in found.instead] == ["drug:asp"]


@pytest.mark.parametrize(("holds", "answer"), [(True, True), (False, False), (None, None)])
def test_is_antidepressant_is_true_false_or_unknown(
    holds: bool | None, answer: bool | None
) -> None:
    more = [DrugClass("antidepressant", "a", ClassKind.THERAPEUTIC, "a", (), None, CITED)]
    if holds is not None:
        more.append(Membership("asp", "antidepressant", holds, CITED))  # type: ignore[arg-type]
    assert is_antidepressant("asp", draw(*more)) is answer


def test_what_a_drug_is_said_not_to_be_it_is_not_whatever_else_is_said() -> None:
    knowledge = draw(
        DrugClass("antidepressant", "a", ClassKind.THERAPEUTIC, "a", (), None, CITED),
        DrugClass("lifter", "l", ClassKind.THERAPEUTIC, "l", (), None, CITED),
        ClassParent("lifter", "antidepressant", CITED),
        Membership("asp", "antidepressant", False, CITED),
        Membership("asp", "antidepressant", True, CITED),
        Membership("warf", "antidepressant", True, CITED),
        Membership("lonely", "antidepressant", False, CITED),
        Membership("lonely", "lifter", True, CITED),
    )
    assert "antidepressant" not in knowledge.classes_above["asp"]
    found = [is_antidepressant(drug, knowledge) for drug in ("asp", "warf", "lonely")]
    assert found == [False, True, False]


@pytest.mark.parametrize(
    ("drug", "condition", "expected"),
    [
        ("clonazepam", "depression", "adjunct_only"),
        ("clonazepam", "treatment-resistant-depression", "investigational"),
        ("clonazepam", "panic-disorder", "approved"),
        ("clonazepam", "panic-disorder-with-agoraphobia", "approved"),
        ("clonazepam", "seizure-disorder", "approved"),
        ("clonazepam", "epilepsy", "approved"),
        ("clonazepam", "lennox-gastaut-syndrome", "approved"),
        ("clonazepam", "myoclonic-seizures", "approved"),
        ("clonazepam", "absence-seizures", "approved"),
        ("clonazepam", "restless-legs-syndrome", "off_label"),
        ("clonazepam", "movement-disorder", "off_label"),
        ("clonazepam", "anxiety", "adjunct_only"),
        ("clonazepam", "insomnia", "adjunct_only"),
        ("clonazepam", "panic-attack", "adjunct_only"),
        ("clonazepam", "acute-narrow-angle-glaucoma", "unknown"),
        ("oxycodone", "depression", "unknown"),
        ("alcohol", "insomnia", "unknown"),
    ],
)
def test_the_seed_answers_as_its_sources_do(
    seeded: Knowledge, drug: str, condition: str, expected: str
) -> None:
    assert judge(drug, condition, condition, seeded).verdict.value == expected


@pytest.mark.parametrize(
    ("line", "form", "holds"),
    [
        ("cream", "cream", True), ("cream", None, True), ("cream", "tablet", False),
        ("cream and gel", "ointment", True), ("eye drops", "tablet", False),
        ("eye drops", "drops", True), ("cream", "ear drops", False),
        ("nasal spray", "injection", False), ("tablets", "extended release, tablet", True),
        ("extended-release tablets", "tablet", True), ("beside lithium", "tablet", True),
        ("injection; for an attack", "tablet", True), ("low-dose tablets", "cream", False),
    ],
)  # fmt: skip
def test_what_is_said_of_one_form_is_not_said_of_who_asks_for_another(
    line: str, form: str | None, holds: bool
) -> None:
    knowledge = draw(told("approved", limits=Limits(line=line)))
    found = judge("clona", "low-mood", "low-mood", knowledge, form=form)
    assert (found.verdict is Status.APPROVED) is holds
    assert [one.status for one in found.also] == ([] if holds else [Status.APPROVED])
