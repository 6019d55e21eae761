"""Every pair has one status, and silence is never an all-clear. On the drawn pharmacopoeia."""

from dataclasses import replace

import pytest
from app.domain.facts import Assessment, ClassKind, DrugClass, Membership
from app.domain.interactions.check import Manner
from app.domain.interactions.policy import EVERYTHING, QUIET
from app.domain.interactions.result import Completeness
from app.domain.knowledge import Knowledge

from tests.asking import ask, found, statuses
from tests.pharmacopoeia import CITED, draw, rule


@pytest.mark.parametrize(
    ("names", "status"),
    [
        (("clona", "oxy"), "interaction_found"),
        (("asp", "diaza"), "interaction_found"),
        (("lonely", "warf"), "no_record"),
        (("lonely", "oxy"), "not_assessed"),
        (("warf", "oxy"), "documented_no_interaction"),
        (("clona", "unobtainium"), "unresolved"),
        (("clona", "Calmex"), "interaction_found"),
        (("lonely", "opiates"), "not_assessed"),
    ],
)
def test_a_pair_has_the_status_that_the_data_bear_out(
    drawn: Knowledge, names: tuple[str, str], status: str
) -> None:
    assert statuses(ask(drawn, *names)) == [status]


def test_scopes_of_different_sources_do_not_make_a_pair_assessed(drawn: Knowledge) -> None:
    # lonely is in the scope of "bookworm", oxy in that of "magpie": nobody looked at both.
    assert statuses(ask(drawn, "lonely", "oxy")) == ["not_assessed"]


def test_no_record_says_who_assessed_both(drawn: Knowledge) -> None:
    assert ask(drawn, "lonely", "warf").pairs[0].note == "assessed by bookworm"


def test_a_documented_absence_brings_its_citation(drawn: Knowledge) -> None:
    (pair,) = ask(drawn, "warf", "oxy").pairs
    assert pair.note == "studied in 20 people"
    assert pair.citations


def test_an_interaction_outweighs_a_documented_absence() -> None:
    knowledge = draw(rule("warf-oxy", "drug:warf", "drug:oxy"))
    assert statuses(ask(knowledge, "warf", "oxy")) == ["interaction_found"]


def test_a_combination_brings_the_pair_inside_it(drawn: Knowledge) -> None:
    pairs = ask(drawn, "clona/oxy", "warf").pairs
    assert [(pair.inputs, pair.drugs) for pair in pairs] == [
        ((0, 0), ("clona", "oxy")),
        ((0, 1), ("clona", "warf")),
        ((0, 1), ("oxy", "warf")),
    ]


def test_an_unresolved_input_has_no_drug_in_its_pairs(drawn: Knowledge) -> None:
    assert ask(drawn, "clona", "unobtainium").pairs[0].drugs == ("clona", None)


def test_a_class_stands_in_a_pair_by_its_key(drawn: Knowledge) -> None:
    assert ask(drawn, "clona", "opiates").pairs[0].drugs == ("clona", "class:opiate")


@pytest.mark.parametrize(
    ("names", "conditions", "completeness"),
    [
        (("clona", "oxy"), (), Completeness.COMPLETE),
        (("lonely", "warf"), (), Completeness.COMPLETE),
        (("clona",), (), Completeness.NONE),
        (("lonely", "oxy"), (), Completeness.NONE),
        (("unobtainium",), (), Completeness.NONE),
        (("unobtainium", "adamantium"), (), Completeness.NONE),
        (("lonely", "oxy", "clona"), (), Completeness.PARTIAL),
        (("clona", "oxy", "unobtainium"), (), Completeness.PARTIAL),
        (("clona", "unobtainium"), (), Completeness.PARTIAL),
        (("clona", "oxy"), ("weltschmerz",), Completeness.PARTIAL),
        (("clona", "oxy"), ("apnoea",), Completeness.PARTIAL),
        (("warf", "oxy"), (), Completeness.COMPLETE),
    ],
)
def test_completeness_counts_what_was_resolved_and_assessed(
    drawn: Knowledge,
    names: tuple[str, ...],
    conditions: tuple[str, ...],
    completeness: Completeness,
) -> None:
    assert ask(drawn, *names, conditions=conditions).completeness is completeness


def test_the_summary_counts_findings_and_names_what_was_not_checked(drawn: Knowledge) -> None:
    assert ask(drawn, "clona", "oxy", "unobtainium").summary == (
        "1 interaction found among 2 of 3 inputs. Effects that add up: sleepiness. "
        "Not checked: 'unobtainium'."
    )


def test_a_summary_without_findings_rules_nothing_out(drawn: Knowledge) -> None:
    assert ask(drawn, "lonely", "warf").summary == (
        "0 interactions found among 2 inputs, which does not rule one out."
    )


def test_the_summary_names_pairs_that_nobody_assessed(drawn: Knowledge) -> None:
    assert ask(drawn, "lonely", "oxy").summary == (
        "Nothing is known here of any pair among 2 inputs. "
        "Not assessed by any loaded source: 'lonely' with 'oxy'."
    )


def test_the_summary_of_one_drug_says_that_nothing_was_compared(drawn: Knowledge) -> None:
    assert ask(drawn, "clona").summary == "Nothing was compared: one drug makes no pair."


def test_a_long_list_of_unassessed_pairs_is_counted(drawn: Knowledge) -> None:
    names = ["lonely", "clona", "diaza", "oxy", "lope", "asp", "warf"]
    summary = ask(drawn, *names).summary
    open_ = [pair for pair in ask(drawn, *names).pairs if pair.status.value == "not_assessed"]
    assert summary.count(" with ") == 5
    assert f"and {len(open_) - 5} more." in summary


def test_a_long_list_of_unassessed_drugs_and_conditions_is_counted_as_a_whole(
    drawn: Knowledge,
) -> None:
    names = ["lonely", "lope", "warf"]
    found = ask(drawn, *names, conditions=["breathing", "apnoea"])
    pairs = sum(one.status.value == "not_assessed" for one in found.pairs)
    others = sum(one.status.value == "not_assessed" for one in found.drug_conditions)
    assert 0 < pairs < 5 < pairs + others
    named = found.summary.partition("Not assessed by any loaded source: ")[2]
    assert named.count(" with ") == pairs
    assert named.count(" in ") == 5 - pairs
    assert f"and {pairs + others - 5} more." in named


def test_a_condition_that_was_understood_is_not_named_as_unchecked(drawn: Knowledge) -> None:
    summary = ask(drawn, "clona", "oxy", "x", conditions=["apnoea"]).summary
    assert "Not checked: 'x'." in summary


def test_a_pair_in_two_scopes_names_both_in_order() -> None:
    more = [Assessment("atlas", name, CITED) for name in ("lonely", "warf")]
    (pair,) = ask(draw(*more), "lonely", "warf").pairs
    assert pair.note == "assessed by atlas, bookworm"


def test_what_is_hidden_is_sorted_like_what_is_shown(drawn: Knowledge) -> None:
    checkup = ask(drawn, "warf", "clona", "diaza", "lope", manner=Manner(policy=QUIET))
    assert [one.finding.id for one in checkup.suppressed] == [
        "clona-warf:clona:warf",
        "depressant-depressant:clona:diaza",
        "depressant-depressant:clona:lope",
        "depressant-depressant:diaza:lope",
    ]


def test_the_summary_names_a_condition_that_was_not_understood(drawn: Knowledge) -> None:
    assert "'weltschmerz'" in ask(drawn, "clona", "oxy", conditions=["weltschmerz"]).summary


def test_a_pair_of_drugs_that_are_taken_already_is_reported_but_quietly(drawn: Knowledge) -> None:
    (finding,) = ask(drawn, "warf", current=["clona", "oxy"]).findings[:1]
    assert finding.rule == "calmer-opiate"
    assert finding.display.value == "passive"
    assert "already taken" in finding.display_reason


def test_a_new_drug_with_a_current_one_is_alerted(drawn: Knowledge) -> None:
    checkup = ask(drawn, "clona", current=["oxy"])
    assert checkup.findings[0].display.value == "interruptive"


def test_what_is_brought_again_as_new_is_alerted(drawn: Knowledge) -> None:
    checkup = ask(drawn, "Calmex", current=["clona", "oxy"])
    (finding,) = checkup.findings
    assert finding.display.value == "interruptive"
    assert {one.input for one in finding.participants} == {"Calmex", "clona", "oxy"}


def test_the_quiet_policy_hides_and_tells_what_it_hides(drawn: Knowledge) -> None:
    checkup = ask(drawn, "clona", "diaza", manner=Manner(policy=QUIET))
    assert found(checkup) == []
    (hidden,) = checkup.suppressed
    assert hidden.finding.id == "depressant-depressant:clona:diaza"
    assert "quiet" in hidden.reason
    assert "Not shown by the policy: 1 finding." in checkup.summary


def test_a_hidden_finding_is_still_an_interaction_of_the_pair(drawn: Knowledge) -> None:
    checkup = ask(drawn, "clona", "diaza", manner=Manner(policy=QUIET))
    assert statuses(checkup) == ["interaction_found"]


def test_the_policy_everything_hides_nothing(drawn: Knowledge) -> None:
    checkup = ask(drawn, *_ALL, manner=Manner(policy=EVERYTHING))
    assert checkup.suppressed == ()


_ALL = ("clona", "diaza", "oxy", "lope", "warf", "asp", "lonely")


def test_a_class_that_is_called_as_a_drug_does_not_borrow_its_records() -> None:
    told = DrugClass("asp", "aspish", ClassKind.EFFECT, "x", (), None, CITED)
    knowledge = draw(told, Membership("lonely", "asp", True, CITED))
    assert statuses(ask(knowledge, "diaza", "aspish")) == ["not_assessed"]
    assert statuses(ask(knowledge, "aspish", "diaza")) == ["not_assessed"]


def test_two_drugs_of_one_product_are_told_apart_in_the_summary(drawn: Knowledge) -> None:
    assert "'oxy in OxyPlus' with 'asp in OxyPlus'" in ask(drawn, "OxyPlus").summary


def test_all_who_assessed_both_are_named_in_alphabetical_order() -> None:
    scopes = ["owl", "ant", "bee", "fox", "cat", "elk"]
    knowledge = draw(
        *(Assessment(scope, drug, CITED) for scope in scopes for drug in ("lonely", "asp")),
        Assessment("yak", "asp", CITED),
    )
    note = ask(knowledge, "lonely", "asp").pairs[0].note
    assert note == "assessed by ant, bee, cat, elk, fox, owl"


def test_an_answer_that_is_not_whole_differs_in_what_it_leaves_out_and_nothing_else(
    seeded: Knowledge,
) -> None:
    asked = ("amoxicillin", "warfarin", "ibuprofen", "unobtainium")
    whole = ask(seeded, *asked, conditions=["asthma"])
    part = ask(seeded, *asked, conditions=["asthma"], manner=Manner(whole=False))
    assert whole.would_ask and whole.without
    assert (part.would_ask, part.without) == ((), ())
    assert replace(part, would_ask=whole.would_ask, without=whole.without) == whole
