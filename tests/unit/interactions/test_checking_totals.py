"""Duplications, burdens, what goes when an input goes, conditions, and stopped drugs."""

from dataclasses import replace

import pytest
from app.domain.facts import Burden, Citation, Membership, RuleKind, Severity, Washout
from app.domain.interactions.check import Manner
from app.domain.interactions.policy import QUIET
from app.domain.knowledge import Knowledge

from tests.asking import ask, found
from tests.pharmacopoeia import CITED, draw, rule


def test_the_same_ingredient_twice_is_a_duplication_in_the_users_words(drawn: Knowledge) -> None:
    (one,) = ask(drawn, "clona", "Calmex").duplications
    assert (one.kind, one.id, one.inputs) == ("same_ingredient", "clona", ("clona", "Calmex"))


def test_an_ingredient_hidden_in_a_combination_is_a_duplication(drawn: Knowledge) -> None:
    duplications = ask(drawn, "oxy/warf", "oxy").duplications
    assert [(one.kind, one.inputs) for one in duplications] == [
        ("same_ingredient", ("oxy/warf", "oxy"))
    ]


def test_two_of_a_class_where_doubling_matters_are_a_duplication(drawn: Knowledge) -> None:
    (one,) = ask(drawn, "clona", "diaza").duplications
    assert (one.kind, one.id, one.drugs) == ("same_class", "calmer", ("clona", "diaza"))
    assert one.text == "Two calmers calm too much."


def test_two_of_a_class_where_doubling_does_not_matter_are_none(drawn: Knowledge) -> None:
    assert ask(drawn, "oxy", "lope").duplications == ()


def test_the_same_drug_twice_is_not_two_of_its_class(drawn: Knowledge) -> None:
    assert [one.kind for one in ask(drawn, "clona", "Calmex").duplications] == ["same_ingredient"]


def test_a_class_and_its_member_are_two_of_the_class(drawn: Knowledge) -> None:
    (one,) = ask(drawn, "calmers", "clona").duplications
    assert (one.id, one.inputs, one.drugs) == ("calmer", ("calmers", "clona"), ("clona",))


def test_duplications_are_sorted_by_drug_then_by_class() -> None:
    knowledge = draw(replace(draw().classes["bleeder"], id="alpha", doubling="Two.", names=()))
    names = ["oxy", "diaza", "clona", "Calmex", "oxy"]
    assert [one.id for one in ask(knowledge, *names).duplications] == ["clona", "oxy", "calmer"]


@pytest.mark.parametrize(
    ("names", "total", "reached"),
    [
        (("clona",), 1, False),
        (("clona", "diaza"), 2, False),
        (("clona", "oxy"), 3, True),
        (("clona", "diaza", "oxy"), 4, True),
        (("clona", "Calmex"), 1, False),
        (("clona", "lope"), 1, False),
        (("opiates", "clona"), 3, True),
    ],
)
def test_a_burden_adds_the_nearest_weight_of_each_drug_once(
    drawn: Knowledge, names: tuple[str, ...], total: int, reached: bool
) -> None:
    (burden,) = ask(drawn, *names).burden
    assert (burden.total, burden.reached) == (total, reached)


def test_one_drug_alone_adds_up_to_nothing_however_heavy() -> None:
    knowledge = draw(Burden("drug:clona", "sleepiness", 3, CITED))
    (alone,) = ask(knowledge, "clona").burden
    (both,) = ask(knowledge, "clona", "diaza").burden
    assert (alone.total, alone.threshold, alone.reached) == (3, 3, False)
    assert both.reached


def test_the_nearer_class_decides_the_weight() -> None:
    # asp is a bleeder and nothing else; warf's thinner (1 step) is nearer than bleeder (2 steps).
    knowledge = draw(
        Burden("class:bleeder", "sleepiness", 3, CITED),
        Burden("class:thinner", "sleepiness", 1, CITED),
    )
    (burden,) = ask(knowledge, "warf", "asp").burden
    assert [(one.drug, one.weight) for one in burden.contributors] == [("warf", 1), ("asp", 3)]


def test_of_two_equally_near_classes_the_heavier_weight_counts() -> None:
    knowledge = draw(
        Membership("asp", "other", True, CITED),
        Burden("class:bleeder", "sleepiness", 1, CITED),
        Burden("class:other", "sleepiness", 3, CITED),
    )
    (burden,) = ask(knowledge, "asp").burden
    assert burden.total == 3


def test_a_known_zero_adds_nothing_but_is_data(drawn: Knowledge) -> None:
    (burden,) = ask(drawn, "clona", "lope", "warf", "unobtainium").burden
    assert [one.drug for one in burden.contributors] == ["clona"]
    assert burden.without_data == 2


def test_a_contributor_says_of_whom_its_weight_is_told(drawn: Knowledge) -> None:
    (burden,) = ask(drawn, "oxy", "clona").burden
    assert [one.because for one in burden.contributors] == ["told of opiate", "told of depressant"]


def test_without_any_contributor_there_is_no_burden(drawn: Knowledge) -> None:
    assert ask(drawn, "warf", "lope").burden == ()


def test_the_advice_on_a_burden_says_not_to_stop_suddenly(drawn: Knowledge) -> None:
    (burden,) = ask(drawn, "clona", "oxy").burden
    assert "Do not stop taking clona suddenly" in burden.advice.patient
    (burden,) = ask(drawn, "calmer", "clona", "oxy").burden
    assert "Do not stop taking a calmer or clona suddenly" in burden.advice.patient


def test_leaving_an_input_out_takes_its_findings_with_it(drawn: Knowledge) -> None:
    checkup = ask(drawn, "clona", "oxy", "asp", "warf")
    assert {one.input: one.findings for one in checkup.without}["oxy"] == (
        "calmer-opiate:clona:oxy",
    )


def test_a_finding_stays_while_another_input_brings_the_drug(drawn: Knowledge) -> None:
    checkup = ask(drawn, "clona", "Calmex", "oxy")
    assert [(one.input, len(one.findings)) for one in checkup.without] == [
        ("clona", 0),
        ("Calmex", 0),
        ("oxy", 1),
    ]


def test_what_one_input_brings_both_sides_of_goes_once_with_it(drawn: Knowledge) -> None:
    checkup = ask(drawn, "clona/oxy")
    assert checkup.without[0].findings == tuple(one.id for one in checkup.findings)
    assert len(checkup.findings) == 1


def test_leaving_out_equals_asking_without(drawn: Knowledge) -> None:
    names = ["clona", "oxy", "diaza", "warf", "asp"]
    checkup = ask(drawn, *names)
    for place, left_out in enumerate(checkup.without):
        fewer = ask(drawn, *names[:place], *names[place + 1 :])
        assert set(left_out.findings) == set(found(checkup)) - set(found(fewer))


def test_a_condition_that_a_drug_must_not_meet_is_a_finding(drawn: Knowledge) -> None:
    checkup = ask(drawn, "clona", conditions=["sleep apnoea"])
    (finding,) = checkup.findings
    assert finding.id == "calmer-sleepless:apnoea:clona"
    assert [(one.input, one.drug, one.condition) for one in finding.participants] == [
        ("clona", "clona", None),
        ("sleep apnoea", None, "apnoea"),
    ]


def test_a_rule_on_a_broad_condition_meets_the_narrower_one() -> None:
    broad = rule("warf-breathing", "drug:warf", "condition:breathing", kind=RuleKind.DRUG_CONDITION)
    assert found(ask(draw(broad), "warf", conditions=["apnoea"])) == ["warf-breathing:apnoea:warf"]


def test_a_condition_with_two_meanings_is_not_chosen(drawn: Knowledge) -> None:
    (condition,) = ask(drawn, "clona", "oxy", conditions=["sadness"]).conditions
    assert condition.condition is None
    assert condition.candidates == ("low-mood", "stubborn-low-mood")


def test_leaving_a_drug_out_takes_its_condition_finding_with_it(drawn: Knowledge) -> None:
    checkup = ask(drawn, "clona", "warf", conditions=["apnoea"])
    assert "calmer-sleepless:apnoea:clona" in checkup.without[0].findings
    assert checkup.without[1].findings == ("clona-warf:clona:warf",)


@pytest.mark.parametrize(
    ("stopped", "today", "shown"),
    [
        ({"clona": "2026-11-10"}, "2026-11-20", True),
        ({"clona": "2026-11-10"}, "2026-11-24", True),
        ({"clona": "2026-11-10"}, "2026-11-25", False),
        ({"oxy": "2026-11-10"}, "2026-11-10", True),
        ({"oxy": "2026-11-10"}, "2026-11-11", False),
        ({"clona": "2026-11-10", "oxy": "2026-11-19"}, "2026-11-20", False),
    ],
)
def test_a_stopped_drug_counts_until_its_wash_out_ends(
    drawn: Knowledge, stopped: dict[str, str], today: str, shown: bool
) -> None:
    checkup = ask(drawn, "clona", "oxy", stopped=stopped, manner=Manner(today=today))
    assert ("calmer-opiate:clona:oxy" in found(checkup)) is shown
    assert ("calmer-opiate:clona:oxy" in [s.finding.id for s in checkup.suppressed]) is not shown


def test_the_wash_out_belongs_to_its_side_whatever_the_order(drawn: Knowledge) -> None:
    checkup = ask(
        drawn, "oxy", "clona", stopped={"clona": "2026-11-10"}, manner=Manner(today="2026-11-20")
    )
    assert found(checkup) == ["calmer-opiate:clona:oxy"]


def test_a_finding_that_is_over_says_why(drawn: Knowledge) -> None:
    checkup = ask(
        drawn, "clona", "oxy", stopped={"oxy": "2026-01-01"}, manner=Manner(today="2026-11-20")
    )
    assert checkup.suppressed[0].reason == (
        "'oxy' was stopped on 2026-01-01, and no wash-out time of the rule is still running "
        "on 2026-11-20"
    )


def test_of_two_wash_outs_of_a_side_the_longer_counts() -> None:
    lingering = rule(
        "warf-lonely",
        "drug:warf",
        "drug:lonely",
        washouts=(Washout("one", 5, "so"), Washout("one", 30, "so")),
    )
    checkup = ask(
        draw(lingering),
        "warf",
        "lonely",
        stopped={"warf": "2026-11-01"},
        manner=Manner(today="2026-11-20"),
    )
    assert found(checkup) == ["warf-lonely:lonely:warf"]


def test_a_mere_record_of_a_stopped_drug_is_over(drawn: Knowledge) -> None:
    checkup = ask(
        drawn, "asp", "diaza", stopped={"asp": "2026-11-20"}, manner=Manner(today="2026-11-20")
    )
    assert found(checkup) == []
    assert [one.finding.id for one in checkup.suppressed] == ["record:asp:diaza"]


def test_a_stopped_drug_no_longer_meets_a_condition(drawn: Knowledge) -> None:
    checkup = ask(
        drawn,
        "clona",
        conditions=["apnoea"],
        stopped={"clona": "2026-01-01"},
        manner=Manner(today="2026-11-20"),
    )
    assert found(checkup) == []
    assert "was stopped" in checkup.suppressed[0].reason


def test_the_quiet_policy_hides_a_moderate_finding_with_a_condition_too() -> None:
    mild = rule(
        "warf-breathing",
        "drug:warf",
        "condition:breathing",
        kind=RuleKind.DRUG_CONDITION,
        severity=Severity.MODERATE,
    )
    checkup = ask(draw(mild), "warf", conditions=["breathing"], manner=Manner(policy=QUIET))
    assert found(checkup) == []
    assert "quiet" in checkup.suppressed[0].reason


def test_a_condition_that_was_understood_has_no_candidates(drawn: Knowledge) -> None:
    (condition,) = ask(drawn, "clona", "oxy", conditions=["sleep apnoea"]).conditions
    assert (condition.condition, condition.candidates) == ("apnoea", ())


def test_leaving_a_class_out_takes_its_findings_with_it(drawn: Knowledge) -> None:
    checkup = ask(drawn, "opiates", "clona", "warf")
    assert checkup.without[0].findings == ("calmer-opiate:clona:opiate",)
    assert checkup.without[2].findings == ("clona-warf:clona:warf",)


def test_a_place_that_a_burden_rests_on_stands_with_its_first_contributor_only(
    drawn: Knowledge,
) -> None:
    (burden,) = ask(drawn, "clona", "diaza", "oxy").burden
    places = [citation for one in burden.contributors for citation in one.citations]
    assert burden.contributors[0].citations
    assert len(burden.contributors) == 3
    assert len(places) == len(set(places))


def test_of_two_facts_that_rest_on_one_place_the_second_shows_what_is_new_only() -> None:
    more = Citation("elsewhere", "1", None, None, None)
    knowledge = draw(
        Burden("drug:clona", "sleepiness", 1, CITED),
        Burden("drug:oxy", "sleepiness", 2, (*CITED, more)),
    )
    (burden,) = ask(knowledge, "clona", "oxy").burden
    assert [one.citations for one in burden.contributors] == [CITED, (more,)]
