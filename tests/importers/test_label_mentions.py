"""Which drugs does an imported label say interact with its own, and where?"""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from app.domain.facts import (
    Fact,
    LabelMention,
    LabelSection,
    LabelStatement,
    NameKind,
    ReadLabel,
)
from app.importers.openfda_label import read
from app.importers.run import Intake
from app.importers.shared.label_mentions import (
    NamedByLabel,
    number_sentences,
    read_label,
    sentences_of,
)
from app.importers.shared.label_reader import LabelReader
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importers.labelling import SET_ID, document, knowing, record

AVOID = "Avoid concomitant use of Calmex with dormol; it increases the risk of deep sleep."


def facts_of(folder: Path, *records: Any) -> list[Fact]:
    file = folder / "labels.json"
    file.write_text(document(*records), encoding="utf-8")
    return list(read([file], knowing(Intake(), clona=(), dormol=(), dorma=())))


def mentions(folder: Path, *records: Any) -> list[LabelMention]:
    loud = (one for one in facts_of(folder, *records) if isinstance(one, LabelMention))
    return [one for one in loud if one.statement is not LabelStatement.NO_EFFECT]


def test_a_mention_names_both_and_its_place(tmp_path: Path) -> None:
    text = f"7 DRUG INTERACTIONS Nothing here. {AVOID}"
    (found,) = mentions(tmp_path, record(drug_interactions=[text]))
    (cited,) = found.citations
    assert (found.drug, found.subject) == ("clona", "drug:dormol")
    assert found.set_id == SET_ID.format(1)
    assert "version 3" in cited.section and "2024-02-29" in cited.section
    assert (cited.sentence, cited.sha256) == (2, sha256(AVOID.encode()).hexdigest())


def test_the_sentence_can_be_found_again(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, record(warnings=[f"Sleep. Wake! {AVOID} Then (e.g. now) rest."]))
    (section,) = (
        one for one in facts if isinstance(one, LabelSection) and one.section == "warnings"
    )
    (found,) = (one for one in facts if isinstance(one, LabelMention))
    (cited,) = found.citations
    assert cited.sentence is not None
    sentence = sentences_of(section.text)[cited.sentence - 1]
    assert sha256(sentence.encode()).hexdigest() == cited.sha256
    assert "dormol" in sentence


def test_sentences_of_a_section_in_several_texts_are_counted_on(tmp_path: Path) -> None:
    (found,) = mentions(tmp_path, record(drug_interactions=["One. Two.", f"Three. {AVOID}"]))
    assert found.citations[0].sentence == 4


def test_rows_of_a_table_are_counted_behind_the_text(tmp_path: Path) -> None:
    table = (
        "<table><caption>Drugs</caption><tr><th>Drug</th><th>Effect</th></tr>"
        "<tr><td><content>Dormol</content></td><td>deeper<br/>sleep</td></tr></table>"
    )
    (found,) = mentions(
        tmp_path, record(drug_interactions=["See table. Nothing."], drug_interactions_table=[table])
    )
    (cited,) = found.citations
    row = "Dormol | deeper sleep"
    assert (cited.sentence, cited.sha256) == (5, sha256(row.encode()).hexdigest())


@pytest.mark.parametrize(
    "caption, row",
    [
        ("Drugs without an effect on Calmex", "Dormol</td><td>deeper sleep"),
        ("Drugs", "Dormol</td><td>no effect"),
        ("Pharmacokinetics: AUC ratio", "Dormol</td><td>1.02"),
    ],
)
def test_a_table_of_no_effects_makes_no_mention(tmp_path: Path, caption: str, row: str) -> None:
    table = f"<table><caption>{caption}</caption><tr><td>{row}</td></tr></table>"
    found = record(drug_interactions=["See table."], drug_interactions_table=[table])
    assert mentions(tmp_path, found) == []


def test_items_of_a_list_are_what_the_sentence_before_says(tmp_path: Path) -> None:
    text = "Calmex is contraindicated in combination with the following drugs: • Dormol • Dorma"
    found = mentions(tmp_path, record(contraindications=[text]))
    assert {one.subject for one in found} == {"drug:dormol", "drug:dorma"}
    assert {one.statement for one in found} == {LabelStatement.FORBIDS}


@pytest.mark.parametrize(
    "changed",
    [
        {"indications_and_usage": [AVOID]},
        {"drug_interactions": ["Dormol did not affect the pharmacokinetics of Calmex."]},
        {"drug_interactions": ["Avoid concomitant use of Calmex with clona."]},
        {"contraindications": ["Hypersensitivity to clona or dormol."]},
        {
            "drug_interactions": [AVOID],
            "openfda": {"substance_name": ["CLONA", "DORMA"], "unii": []},
        },
    ],
    ids=["another section", "no effect", "its own drug", "an allergy", "a combination"],
)
def test_nothing_is_mentioned(tmp_path: Path, changed: dict[str, Any]) -> None:
    assert mentions(tmp_path, record(**changed)) == []


def reading(folder: Path, *records: Any) -> ReadLabel:
    (found,) = (one for one in facts_of(folder, *records) if isinstance(one, ReadLabel))
    return found


def test_a_label_that_names_nobody_was_read_all_the_same(tmp_path: Path) -> None:
    found = reading(tmp_path, record(drug_interactions=["None known."]))
    assert found.has_interactions and found.also_names == () and found.unresolved == 0
    assert found.sections == ("boxed_warning", "drug_interactions")


def test_who_is_named_without_an_interaction_is_kept(tmp_path: Path) -> None:
    found = reading(tmp_path, record(contraindications=["Hypersensitivity to clona or dormol."]))
    assert found.also_names == ("drug:dormol",)
    assert not found.has_interactions


def test_words_for_a_class_that_nobody_knows_are_counted(tmp_path: Path) -> None:
    text = "Avoid concomitant use of Calmex with strong CYP9Z9 inhibitors."
    assert reading(tmp_path, record(drug_interactions=[text])).unresolved == 1


NO_EFFECT = "Dormol did not affect the pharmacokinetics of Calmex."


def without_effect(folder: Path, *records: Any) -> list[LabelMention]:
    found = (one for one in facts_of(folder, *records) if isinstance(one, LabelMention))
    return [one for one in found if one.statement is LabelStatement.NO_EFFECT]


def test_a_statement_of_no_effect_that_names_both_is_one(tmp_path: Path) -> None:
    (found,) = without_effect(tmp_path, record(drug_interactions=[NO_EFFECT]))
    assert (found.drug, found.subject) == ("clona", "drug:dormol")
    assert found.citations[0].sha256 == sha256(NO_EFFECT.encode()).hexdigest()


@pytest.mark.parametrize(
    "text",
    [
        f"{NO_EFFECT} {AVOID}",
        "Dormol did not affect the pharmacokinetics of Calmex, except in old age.",
        "Dormol did not affect the pharmacokinetics of others.",
        "In vitro, dormol did not affect the pharmacokinetics of Calmex.",
        "It is not known whether dormol has no effect on Calmex.",
    ],
    ids=["both", "except", "names one", "in vitro", "not known"],
)
def test_less_is_no_statement_of_no_effect(tmp_path: Path, text: str) -> None:
    assert without_effect(tmp_path, record(drug_interactions=[text])) == []


def test_what_labels_of_a_drug_say_alike_is_recorded_once(tmp_path: Path) -> None:
    again = record(2, drug_interactions=[AVOID])
    assert len(mentions(tmp_path, record(drug_interactions=[AVOID]), again)) == 1


loud = st.lists(
    st.sampled_from(
        [
            "contraindicated",
            "avoid",
            "fatal",
            "death",
            "never",
            "boxed",
            "WARNING:",
            "dormol",
            "dorma",
            "Calmex",
            "with",
            "concomitant",
            "use",
            "of",
            "increases",
            "the",
            "risk",
            "severe",
            "not",
            "recommended",
            "and",
            ".",
            ";",
            "(",
            ")",
        ]
    ),
    max_size=30,
).map(" ".join)
sections = st.sampled_from(["contraindications", "boxed_warning", "drug_interactions", "warnings"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(loud, sections)
def test_only_two_sections_can_be_grave_and_nothing_meets_itself(
    tmp_path: Path, text: str, section: str
) -> None:
    for one in mentions(tmp_path, record(**{section: [f"{text} {AVOID}"]})):
        assert one.statement is not LabelStatement.FORBIDS or section == "contraindications"
        assert one.statement is not LabelStatement.WARNS or section == "boxed_warning"
        assert one.subject != f"drug:{one.drug}"


@given(st.text(alphabet="Aa .;:(e.g \u2022", max_size=80))
def test_sentences_are_the_text(text: str) -> None:
    assert " ".join(sentences_of(text)) == text


READER = LabelReader.of(
    [
        (text, key, NameKind.GENERIC)
        for text, key in {
            "clona": "drug:clona", "dormol": "drug:dormol", "reserpine": "drug:reserpine",
            "CYP2C19 inhibitor": "class:cyp2c19-inhibitor",
            "CYP2C19 substrate": "class:cyp2c19-substrate",
            "strong CYP3A4 inducer": "class:strong-cyp3a4-inducer",
            "CYP1A2 inhibitor": "class:cyp1a2-inhibitor",
            "antihypertensive": "class:antihypertensive",
        }.items()
    ],
    {},
    {},
)  # fmt: skip


def named_in(text: str, section: str = "drug_interactions") -> NamedByLabel:
    """What a label of clona says of whom."""
    return read_label(READER, "drug:clona", ["clona"], number_sentences([(section, text)]))


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (
            "Clona is broken down by CYP2C19. Avoid concomitant use of clona with drugs that "
            "inhibit the activity of this enzyme.",
            "class:cyp2c19-inhibitor",
        ),
        (
            "Clona slows CYP2C19. Avoid concomitant use of clona with substrates of this enzyme.",
            "class:cyp2c19-substrate",
        ),
        (
            "Avoid concomitant use of clona with strong inducers of CYP 3A4.",
            "class:strong-cyp3a4-inducer",
        ),
        ("Avoid concomitant use of clona with 2C19 inhibitors.", "class:cyp2c19-inhibitor"),
        (
            "Avoid concomitant use of clona with drugs that inhibit cytochrome P450 isoenzymes of "
            "the CYP 2C19 subfamily.",
            "class:cyp2c19-inhibitor",
        ),
        # The release does not part these by strength.
        ("Avoid concomitant use of clona with weak CYP1A2 inhibitors.", "class:cyp1a2-inhibitor"),
        ("Avoid concomitant use of clona with catecholamine depletors.", "drug:reserpine"),
    ],
)
def test_a_class_is_known_by_what_stands_before_or_behind(text: str, subject: str) -> None:
    named = named_in(text)
    assert subject in {one.subject for one in named.found}
    assert named.unresolved == 0


@pytest.mark.parametrize(
    "text",
    [
        "Monitor closely when clona is given with drugs that may interact with clona.",
        "Table 2 includes a list of drugs that increase the risk of sleep when used with clona.",
        "Avoid concomitant use of clona with dormol-containing products.",
        "Concomitant use of clona with dormol may enhance sleep of agents with this potential.",
    ],
)
def test_words_that_only_say_that_others_interact_leave_nobody_open(text: str) -> None:
    assert named_in(text).unresolved == 0


def test_a_class_that_nobody_knows_is_still_open() -> None:
    text = "Avoid concomitant use of clona with drugs that undergo tubular secretion."
    assert named_in(text).unresolved == 1


@pytest.mark.parametrize(
    "text",
    ["Clona may reduce the antihypertensive effect.", "Clona is a CYP2C19 substrate."],
)
def test_an_effect_and_a_description_of_the_own_drug_name_nobody(text: str) -> None:
    named = named_in(text)
    assert (named.also_names, named.found) == ((), ())


@pytest.mark.parametrize(
    ("heading", "subjects"),
    [
        ("Drug Interactions: ", {"drug:dormol"}),
        ("General: ", set()),
        ("Drug Interactions: Nothing.\nPregnancy: ", set()),
    ],
)
def test_old_precautions_have_a_part_on_interactions(heading: str, subjects: set[str]) -> None:
    named = named_in(f"{heading}Dormol - enhanced effect and more sleep.", "precautions")
    assert {one.subject for one in named.found} == subjects


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("Ask a doctor or pharmacist before use if you are taking dormol.", True),
        ("Ask a doctor before use if you have a fever.", False),
    ],
)
def test_a_label_for_sale_without_prescription_heads_its_interactions(text: str, has: bool) -> None:
    assert named_in(text, "warnings").has_interactions is has
