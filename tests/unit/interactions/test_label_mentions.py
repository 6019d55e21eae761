"""What a check makes of whom labels name. On the drawn pharmacopoeia, with labels drawn beside."""

from dataclasses import replace

import pytest
from app.domain.facts import (
    Fact,
    LabelStatement,
    MentionCondition,
    Route,
    Severity,
)
from app.domain.interactions.check import Manner
from app.domain.interactions.policy import POLICIES
from app.domain.interactions.result import (
    Audience,
    Checkup,
    Completeness,
    Display,
    FindingKind,
)
from app.domain.labels import READER

from tests.asking import ask, found, only, statuses
from tests.pharmacopoeia import CITED, draw, mention, read_label, rule

MENTION = "label_mention:lonely:oxy"


def asked(*facts: Fact, names: tuple[str, ...] = ("lonely", "oxy")) -> Checkup:
    """A check of two drugs of which nothing else is recorded."""
    return ask(draw(*facts), *names)


def test_a_label_that_names_the_other_is_a_quiet_finding_with_its_place() -> None:
    checkup = asked(mention("lonely", "drug:oxy", sentence=7))
    finding = only(checkup)
    assert (finding.id, finding.kind) == (MENTION, FindingKind.LABEL_MENTION)
    assert (finding.severity, finding.display) == (Severity.UNKNOWN, Display.PASSIVE)
    assert finding.action == "insufficient_information"
    assert [one.kind for one in finding.evidence] == ["label"]
    (cited,) = finding.citations
    assert (cited.section, cited.sentence, cited.sha256) == (
        "set id set-lonely, version 3, of 2026-01-02, drug interactions", 7, f"{7:064x}",
    )  # fmt: skip
    assert statuses(checkup) == ["interaction_found"]


@pytest.mark.parametrize("names", [("lonely", "oxy"), ("oxy", "lonely")])
def test_a_class_in_a_label_reaches_its_members_and_says_how(names: tuple[str, ...]) -> None:
    finding = only(asked(mention("lonely", "class:depressant"), names=names))
    steps = " | ".join(finding.explanation)
    assert "oxy is an opiate" in steps and "an opiate is a depressant" in steps
    assert "the label of lonely names the class 'depressant'; oxy is in it" in steps


def test_a_class_that_the_other_is_not_in_reaches_nobody() -> None:
    assert found(asked(mention("lonely", "class:thinner"))) == []


@pytest.mark.parametrize(
    ("statement", "severity"),
    [
        (LabelStatement.FORBIDS, Severity.CONTRAINDICATED),
        (LabelStatement.WARNS, Severity.MAJOR),
        (LabelStatement.NAMES, Severity.UNKNOWN),
    ],
)
@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_only_what_the_sentence_itself_states_is_grave_and_it_is_never_loud(
    policy: str, statement: LabelStatement, severity: Severity
) -> None:
    manner = Manner(policy=POLICIES[policy])
    finding = only(
        ask(draw(mention("lonely", "drug:oxy", statement)), "lonely", "oxy", manner=manner)
    )
    assert finding.severity is severity
    assert finding.display is Display.PASSIVE


@pytest.mark.parametrize("condition", MentionCondition)
@pytest.mark.parametrize("statement", [LabelStatement.FORBIDS, LabelStatement.WARNS])
def test_a_conditional_sentence_has_no_severity_and_keeps_its_condition(
    statement: LabelStatement, condition: MentionCondition
) -> None:
    finding = only(asked(mention("lonely", "drug:oxy", statement, condition)))
    plain = only(asked(mention("lonely", "drug:oxy")))
    assert finding.severity is Severity.UNKNOWN
    # More than the bare naming: what limits it.
    assert len(finding.consequences[0]) > len(plain.consequences[0])


def test_a_rule_speaks_first_and_the_label_stands_under_it() -> None:
    bare, named = (
        ask(draw(), "clona", "oxy"),
        ask(draw(mention("oxy", "class:calmer")), "clona", "oxy"),
    )
    assert found(bare) == found(named)
    before, after = only(bare), only(named)
    (also,) = after.also[len(before.also) :]
    assert also.rule == "label_mention:oxy:class:calmer"
    assert also.citations[0].sentence == 1
    assert replace(after, also=()) == replace(before, also=())


def test_it_stands_under_one_of_several_findings() -> None:
    second = rule("warf-second", "drug:warf", "drug:asp")
    checkup = ask(draw(second, mention("warf", "drug:asp")), "warf", "asp")
    assert len(checkup.findings) > 1
    under = [also.rule for one in checkup.findings for also in one.also]
    assert under.count("label_mention:warf:drug:asp") == 1


def test_it_stands_under_a_record_too() -> None:
    finding = only(asked(mention("diaza", "drug:asp"), names=("diaza", "asp")))
    assert finding.id == "record:asp:diaza"
    assert [one.rule for one in finding.also] == ["label_mention:diaza:drug:asp"]


def test_both_labels_are_one_finding() -> None:
    finding = only(asked(mention("lonely", "drug:oxy"), mention("oxy", "drug:lonely", sentence=4)))
    assert [one.sentence for one in finding.citations] == [1, 4]


def test_of_one_label_the_gravest_sentence_is_told() -> None:
    finding = only(
        asked(
            mention("lonely", "drug:oxy", sentence=1),
            mention("lonely", "class:opiate", LabelStatement.FORBIDS, sentence=2),
        )
    )
    assert [one.sentence for one in finding.citations] == [2]


def test_no_effect_of_both_is_a_documented_absence() -> None:
    checkup = asked(mention("lonely", "drug:oxy", LabelStatement.NO_EFFECT))
    assert statuses(checkup) == ["documented_no_interaction"]
    (pair,) = checkup.pairs
    assert pair.citations[0].sentence == 1
    assert "states that no relevant effect was seen with oxy" in (pair.note or "")


@pytest.mark.parametrize(
    "fact",
    [
        mention("lonely", "class:opiate", LabelStatement.NO_EFFECT),
        mention("lonely", "drug:oxy", LabelStatement.NO_EFFECT, MentionCondition.DOSE),
        mention("lonely", "drug:oxy", LabelStatement.NO_EFFECT, MentionCondition.OUTSIDE_PEOPLE),
    ],
)
def test_no_effect_of_a_class_or_under_a_condition_documents_nothing(fact: Fact) -> None:
    assert statuses(asked(fact, read_label("lonely"), read_label("oxy"))) == ["not_assessed"]


def test_no_effect_takes_nothing_from_a_label_that_names_the_pair() -> None:
    checkup = asked(
        mention("lonely", "drug:oxy", LabelStatement.NO_EFFECT), mention("oxy", "drug:lonely")
    )
    assert statuses(checkup) == ["interaction_found"]
    assert checkup.pairs[0].citations


def test_a_curated_absence_still_stands_beside_a_label() -> None:
    (pair,) = asked(mention("warf", "drug:oxy"), names=("warf", "oxy")).pairs
    assert (pair.status, pair.note, pair.citations) == (
        "interaction_found", "studied in 20 people", CITED,
    )  # fmt: skip


READ = (read_label("lonely"), read_label("oxy"))


def test_labels_of_both_that_name_nobody_are_less_than_assessed() -> None:
    checkup = asked(*READ)
    assert statuses(checkup) == ["not_named"]
    assert checkup.completeness is Completeness.PARTIAL
    (pair,) = checkup.pairs
    note = pair.note or ""
    assert note.startswith("our reader found neither drug named in the other's label")
    for words in ("set-lonely", "set-oxy", "2026-01-02", f"version {READER.version}"):
        assert words in note
    assert str(round(100 * READER.recall)) in note
    assert {one.section for one in pair.citations} == {"set id set-lonely", "set id set-oxy"}
    assert "rules nothing out" in checkup.summary


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (None, "no label of oxy for this use was read"),
        (read_label("oxy", has_interactions=False), "lacks a section on interactions"),
        (read_label("oxy", unresolved=1), "names a drug or class that our reader does not know"),
        (read_label("oxy", routes=(Route.TOPICAL,)), "no label of oxy for this use was read"),
        (read_label("oxy", routes=()), "no label of oxy for this use was read"),
        (read_label("oxy", "drug:lonely"), "our reader does not take for an interaction"),
        (read_label("oxy", "class:other"), "our reader does not take for an interaction"),
    ],
)
def test_what_a_label_leaves_open_stays_not_assessed_and_is_said(
    other: Fact | None, words: str
) -> None:
    checkup = asked(read_label("lonely"), *([other] if other else []))
    assert statuses(checkup) == ["not_assessed"]
    assert words in (checkup.pairs[0].note or "")
    assert checkup.completeness is Completeness.NONE


def test_a_label_that_leaves_nobody_open_goes_before_a_newer_one() -> None:
    newer = replace(read_label("oxy", unresolved=1), set_id="set-newer", effective_on="2026-05-01")
    (pair,) = asked(*READ, newer).pairs
    assert pair.status == "not_named"
    assert "set-oxy" in (pair.note or "") and "set-newer" not in (pair.note or "")


def test_one_label_read_is_named() -> None:
    (pair,) = asked(read_label("lonely")).pairs
    assert "our reader went through the label of lonely (set id set-lonely" in (pair.note or "")


def test_a_label_for_the_skin_fits_who_uses_it_there() -> None:
    skin = read_label("lonely", routes=(Route.TOPICAL,)), read_label("oxy", routes=(Route.TOPICAL,))
    on_skin = ask(draw(*skin), "lonely cream", "oxy cream")
    assert statuses(on_skin) == ["not_named"]
    assert statuses(ask(draw(*READ), "lonely cream", "oxy cream")) == ["not_assessed"]


def test_another_version_of_the_reader_has_no_figure_of_this_one() -> None:
    (pair,) = asked(*(replace(one, reader="0") for one in READ)).pairs
    assert pair.status == "not_named"
    assert "misses is not known" in (pair.note or "")


def test_an_assessed_pair_says_so_whatever_the_labels_say() -> None:
    read = read_label("lonely"), read_label("warf")
    assert statuses(asked(*read, names=("lonely", "warf"))) == ["no_record"]


def test_a_class_has_no_label() -> None:
    assert statuses(ask(draw(*READ), "lonely", "thinners")) == ["not_assessed"]


def test_a_label_that_names_the_class_that_was_asked_is_found() -> None:
    checkup = ask(draw(mention("lonely", "class:depressant")), "lonely", "opiates")
    assert only(checkup).kind is FindingKind.LABEL_MENTION


def test_the_summary_counts_them_apart() -> None:
    facts = mention("lonely", "drug:oxy", LabelStatement.FORBIDS), mention("warf", "drug:lonely")
    alone = ask(draw(*facts), "lonely", "oxy", "warf").summary
    assert "Neither a rule nor a record of an interaction is known here among 3 inputs." in alone
    assert "Labels name 2 pairs, 1 of them as not to be taken together" in alone
    beside = ask(draw(*facts), "lonely", "warf", "clona", "oxy").summary
    assert "Labels also name 2 pairs" in beside


@pytest.mark.parametrize("statement", [one for one in LabelStatement if one != "no_effect"])
def test_a_patient_is_told_to_ask(statement: LabelStatement) -> None:
    manner = Manner(audience=Audience.PATIENT)
    for subject in ("drug:oxy", "class:depressant"):
        knowledge = draw(mention("lonely", subject, statement))
        finding = only(ask(knowledge, "lonely", "oxy", manner=manner))
        assert finding.message == finding.advice.patient
        assert finding.message.endswith("Ask your doctor or pharmacist before you take both.")


def test_the_newest_of_equal_sentences_is_told() -> None:
    newer = mention("lonely", "drug:oxy", day="2026-03-01", sentence=9)
    finding = only(asked(mention("lonely", "drug:oxy"), newer))
    assert [one.sentence for one in finding.citations] == [9]
