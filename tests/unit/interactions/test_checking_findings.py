"""Which findings a check makes, and what each of them says. On the drawn pharmacopoeia."""

from dataclasses import replace

import pytest
from app.domain.facts import (
    Action,
    Citation,
    ClassKind,
    ClassParent,
    Direction,
    DrugClass,
    Membership,
    ParticipantRole,
    Record,
    Separate,
    Severity,
)
from app.domain.interactions.check import Manner
from app.domain.interactions.pairs import Found, keep
from app.domain.interactions.result import Audience
from app.domain.interactions.rules import side_for
from app.domain.knowledge import Knowledge

from tests.asking import ask, found, only
from tests.pharmacopoeia import CITED, RULES, draw, rule, stopping


def test_a_class_rule_finds_its_members(drawn: Knowledge) -> None:
    assert found(ask(drawn, "clona", "oxy")) == ["calmer-opiate:clona:oxy"]


def test_the_order_of_the_inputs_does_not_change_the_finding(drawn: Knowledge) -> None:
    assert found(ask(drawn, "oxy", "clona")) == found(ask(drawn, "clona", "oxy"))


def test_a_class_of_a_class_counts(drawn: Knowledge) -> None:
    assert found(ask(drawn, "asp", "warf")) == ["bleeder-bleeder:asp:warf"]


def test_the_most_specific_rule_speaks_and_the_wider_one_stands_under_it(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "clona", "oxy"))
    assert (finding.rule, [also.rule for also in finding.also]) == (
        "calmer-opiate",
        ["depressant-depressant"],
    )


def test_a_drug_rule_speaks_before_every_class_rule(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "diaza", "oxy"))
    assert [finding.rule, *(also.rule for also in finding.also)] == [
        "diaza-oxy",
        "calmer-opiate",
        "depressant-depressant",
    ]


def test_the_merged_severity_is_that_of_the_worst_rule(drawn: Knowledge) -> None:
    assert only(ask(drawn, "diaza", "oxy")).severity is Severity.MAJOR


def test_the_merged_action_is_the_strictest(drawn: Knowledge) -> None:
    assert only(ask(drawn, "diaza", "oxy")).action is Action.AVOID


def test_a_wider_rule_keeps_its_own_severity_and_citations(drawn: Knowledge) -> None:
    wider = only(ask(drawn, "clona", "oxy")).also[0]
    assert (wider.severity, wider.action, wider.citations) == (
        Severity.MODERATE,
        Action.MONITOR,
        CITED,
    )


def test_rules_of_another_mechanism_are_findings_of_their_own() -> None:
    other = rule(
        "calmer-opiate-enzyme",
        "class:calmer",
        "class:opiate",
        mechanism=replace(RULES[2].mechanism),
    )
    checkup = ask(draw(other), "clona", "oxy")
    assert set(found(checkup)) == {"calmer-opiate:clona:oxy", "calmer-opiate-enzyme:clona:oxy"}


def test_an_excepted_member_is_not_found_by_the_rule(drawn: Knowledge) -> None:
    assert only(ask(drawn, "clona", "lope")).rule == "depressant-depressant"


def test_an_exception_holds_on_either_side_of_the_question(drawn: Knowledge) -> None:
    assert only(ask(drawn, "lope", "clona")).also == ()


def test_a_drug_does_not_meet_itself(drawn: Knowledge) -> None:
    assert found(ask(drawn, "clona", "Calmex")) == []


def test_the_gravest_finding_comes_first(drawn: Knowledge) -> None:
    severities = [
        finding.severity.value for finding in ask(drawn, "clona", "oxy", "warf", "asp").findings
    ]
    assert severities == ["contraindicated", "major", "moderate"]


def test_findings_of_one_severity_are_sorted_by_loudness_then_action_then_id() -> None:
    quiet = rule("a-quiet", "drug:lonely", "drug:asp", evidence=())
    checkup = ask(draw(quiet), "lonely", "asp", "clona", "oxy", "diaza")
    majors = [f.id for f in checkup.findings if f.severity is Severity.MAJOR]
    assert majors == [
        "a-quiet:asp:lonely",
        "calmer-opiate:clona:oxy",
        "diaza-oxy:diaza:oxy",
        "record:asp:diaza",
    ]


def test_a_finding_says_who_takes_part_in_the_users_own_words(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "Calmex 2 mg tab", "oxy"))
    assert [(one.input, one.drug) for one in finding.participants] == [
        ("Calmex 2 mg tab", "clona"),
        ("oxy", "oxy"),
    ]


def test_every_input_that_brings_the_drug_is_a_participant(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "Calmex", "oxy", "clona"))
    assert {one.input for one in finding.participants} == {"Calmex", "oxy", "clona"}


@pytest.mark.parametrize(
    ("names", "roles", "direction"),
    [
        (("clona", "warf"), (ParticipantRole.PRECIPITANT, ParticipantRole.OBJECT), "other"),
        (("warf", "clona"), (ParticipantRole.OBJECT, ParticipantRole.PRECIPITANT), "one"),
    ],
)
def test_roles_and_direction_follow_the_order_of_the_question(
    drawn: Knowledge,
    names: tuple[str, str],
    roles: tuple[ParticipantRole, ParticipantRole],
    direction: str,
) -> None:
    finding = only(ask(drawn, *names))
    assert tuple(one.role for one in finding.participants) == roles
    assert finding.direction is Direction(direction)


def test_the_explanation_is_the_chain_from_the_brand_to_the_rule(drawn: Knowledge) -> None:
    assert only(ask(drawn, "Calmex", "oxy")).explanation == (
        "'Calmex' is a brand of clona",
        "clona is a calmer",
        "oxy is an opiate",
        "rule calmer-opiate",
    )


def test_a_wide_class_tag_is_visible_step_by_step(drawn: Knowledge) -> None:
    explanation = only(ask(drawn, "warf", "asp")).explanation
    assert explanation == (
        "warf is a thinner",
        "a thinner is a bleeder",
        "asp is a bleeder",
        "rule bleeder-bleeder",
    )


def test_the_five_fields_come_from_the_rule(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "clona", "oxy"))
    told = RULES[0]
    assert (finding.evidence, finding.seriousness, finding.consequences, finding.onset) == (
        told.evidence,
        told.seriousness,
        told.consequences,
        told.onset,
    )
    assert (finding.rule_version, finding.mechanism, finding.frequency, finding.citations) == (
        told.version,
        told.mechanism,
        told.frequency,
        told.citations,
    )


def test_a_factor_applies_only_with_its_condition(drawn: Knowledge) -> None:
    with_it = only_rule(ask(drawn, "clona", "oxy", conditions=["sleep apnoea"]).findings)
    without = only_rule(ask(drawn, "clona", "oxy", conditions=["breathing"]).findings)
    assert [factor.applies for factor in with_it.factors] == [True, False]
    assert [factor.applies for factor in without.factors] == [False, False]


def only_rule(findings: tuple[object, ...]) -> object:
    """The finding of calmer-opiate."""
    (finding,) = [one for one in findings if one.rule == "calmer-opiate"]  # type: ignore[attr-defined]
    return finding


def test_a_record_without_a_rule_is_a_finding_in_its_own_words(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "asp", "diaza"))
    assert (finding.rule, finding.severity, finding.action) == (
        None,
        Severity.MAJOR,
        Action.INSUFFICIENT_INFORMATION,
    )
    (rating,) = finding.native_ratings
    assert (rating.source, rating.rating, finding.consequences) == ("bookworm", "serious", ("bad",))


def test_a_records_rating_stands_beside_the_rule_and_is_not_averaged(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "clona", "warf"))
    assert finding.rule == "clona-warf"
    assert [(one.source, one.rating) for one in finding.native_ratings] == [("bookworm", "severe")]


def test_a_graver_record_raises_the_severity_of_the_rule(drawn: Knowledge) -> None:
    assert only(ask(drawn, "clona", "warf")).severity is Severity.MODERATE


def test_two_sources_that_disagree_are_both_shown() -> None:
    milder = Record("warf", "clona", "mild", Severity.MINOR, "", (Citation("atlas", "3"),))
    ratings = only(ask(draw(milder), "clona", "warf")).native_ratings
    assert [(one.source, one.rating) for one in ratings] == [
        ("atlas", "mild"),
        ("bookworm", "severe"),
    ]


@pytest.mark.parametrize("names", [("clona", "oxy"), ("diaza", "asp"), ("diaza", "oxy")])
def test_a_drug_with_withdrawal_is_never_advised_on_without_do_not_stop(
    drawn: Knowledge, names: tuple[str, str]
) -> None:
    advice = only(ask(drawn, *names)).advice.patient
    assert f"Do not stop taking {names[0]} suddenly" in advice


def test_a_drug_without_withdrawal_brings_no_such_sentence(drawn: Knowledge) -> None:
    assert "stop" not in only(ask(drawn, "warf", "asp")).advice.patient


def test_a_class_whose_drugs_all_have_withdrawal_is_no_more_quiet_than_one_of_them(
    drawn: Knowledge,
) -> None:
    for others in (("oxy",), ("opiates",)):
        advice = only(ask(drawn, "calmer", *others)).advice.patient
        assert "Do not stop taking a calmer suddenly. Talk to your doctor first." in advice


def test_of_a_class_with_some_such_drugs_is_said_how_many_there_are(drawn: Knowledge) -> None:
    words = "a depressant (said of 2 of the 4 known here, such as clona)"
    advice = only(ask(drawn, "depressant", "opiates")).advice.patient
    assert f"Do not stop taking {words} suddenly." in advice
    advice = only(ask(drawn, "depressant", "diaza")).advice.patient
    assert f"Do not stop taking {words} or diaza suddenly." in advice


def test_what_one_drug_of_a_class_needs_is_said_of_the_class() -> None:
    warned = draw(stopping("drug:oxy"))
    advice = only(ask(warned, "opiates", "asp", "depressant")).advice.patient
    assert "an opiate (said of 1 of the 2 known here, such as oxy)" in advice
    assert "a depressant (said of 3 of the 4 known here, such as clona)" in advice


def test_a_class_that_is_warned_of_needs_no_drugs_to_be_known() -> None:
    empty = DrugClass("lull", "lull", ClassKind.CHEMICAL, "lull", (), None, CITED)
    met = rule("lull-warf", "class:lull", "drug:warf")
    for warning in ([stopping("class:lull")], [ClassParent("lull", "calmer", CITED)], []):
        advice = only(ask(draw(empty, met, *warning), "lull", "warf")).advice.patient
        assert ("Do not stop taking a lull suddenly." in advice) is bool(warning)


def test_a_class_without_such_drugs_and_an_unknown_input_bring_no_such_sentence(
    drawn: Knowledge,
) -> None:
    for names in (("thinners", "asp"), ("opiates", "oxy", "unobtainium")):
        assert "stop" not in only(ask(drawn, *names)).advice.patient


def test_the_patients_message_holds_the_patients_advice(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "clona", "oxy", manner=Manner(audience=Audience.PATIENT)))
    assert finding.advice.patient in finding.message
    assert "severity" not in finding.message


def test_the_professionals_message_names_severity_and_action(drawn: Knowledge) -> None:
    message = only(ask(drawn, "clona", "oxy")).message
    assert message == "Clona × oxy: severity major; avoid. Take care of the patient."


def test_a_class_as_input_meets_what_its_members_meet(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "opiates", "clona"))
    assert finding.rule == "calmer-opiate"
    assert finding.participants[0].drug is None
    assert finding.participants[0].drug_class == "opiate"


def test_a_drug_in_a_class_that_was_named_is_told_from_the_class(drawn: Knowledge) -> None:
    assert only(ask(drawn, "oxy", "opiates")).rule == "depressant-depressant"


def test_a_rule_that_fits_both_ways_is_read_in_the_order_of_the_question() -> None:
    both = rule(
        "both-ways",
        "class:bleeder",
        "class:bleeder",
        one_role=ParticipantRole.PRECIPITANT,
        other_role=ParticipantRole.OBJECT,
        mechanism=RULES[5].mechanism,
    )
    (finding,) = [f for f in ask(draw(both), "asp", "warf").findings if f.rule == "both-ways"]
    assert [one.role.value for one in finding.participants] == ["precipitant", "object"]


def test_a_rule_that_fits_both_ways_is_read_in_the_nearer_way() -> None:
    # diaza is a calmer and so a depressant: the nearer reading has diaza on the calmer's side.
    both = rule(
        "both-ways",
        "class:calmer",
        "class:depressant",
        one_role=ParticipantRole.PRECIPITANT,
        other_role=ParticipantRole.OBJECT,
        mechanism=RULES[5].mechanism,
    )
    nearer = Membership("clona", "depressant", True, CITED)
    (finding,) = [
        f for f in ask(draw(both, nearer), "clona", "diaza").findings if f.rule == "both-ways"
    ]
    assert [one.role.value for one in finding.participants] == ["object", "precipitant"]


def test_the_drugs_not_to_be_stopped_are_named_in_alphabetical_order(drawn: Knowledge) -> None:
    advice = only(ask(drawn, "diaza", "clona")).advice.patient
    assert "Do not stop taking clona or diaza suddenly." in advice


@pytest.mark.parametrize("names", [("clona", "warf"), ("warf", "clona")])
def test_hours_between_doses_are_told_as_the_first_of_the_two_takes_them(
    names: tuple[str, str],
) -> None:
    """The rule has clona first: 2 hours before warf, or 6 hours after it."""
    apart = rule("clona-apart", "drug:clona", "drug:warf", separate=Separate(2, 6))
    (finding,) = (one for one in ask(draw(apart), *names).findings if one.rule == "clona-apart")
    first = finding.participants[0].drug
    expected = Separate(2, 6) if first == "clona" else Separate(6, 2)
    assert (first, finding.separate) == (names[0], expected)


def test_a_rule_without_hours_tells_none(drawn: Knowledge) -> None:
    assert all(one.separate is None for one in ask(drawn, "clona", "warf").findings)


def test_what_is_hidden_by_one_input_and_shown_by_another_is_shown_once(drawn: Knowledge) -> None:
    finding = only(ask(drawn, "clona", "oxy"))
    others = replace(finding, participants=tuple(reversed(finding.participants)))
    for reasons in ((None, "why"), ("why", None)):
        kept = Found({}, {}, [])
        for one, reason in zip((finding, others), reasons, strict=True):
            keep(one, reason, kept)
        assert not kept.hidden
        assert {one.id: one.participants for one in kept.shown.values()} == {
            finding.id: finding.participants
        }


def test_a_side_has_each_of_its_roles(drawn: Knowledge) -> None:
    side = side_for("drug:clona", "clona", (), drawn)
    for role in (*ParticipantRole, *reversed(ParticipantRole)):
        assert side.in_role(role).role is role
    assert side.in_role(ParticipantRole.EITHER) is side.as_either
