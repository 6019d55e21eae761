"""Which drugs does an imported label say interact with its own, and where?"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from app.domain.facts import Fact, LabelSection, NoInteraction, Record, Severity
from app.importers.openfda_label import read
from app.importers.run import Intake
from app.importers.shared.labels import sentences_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.importers.labelling import SET_ID, document, knowing, record

AVOID = "Avoid concomitant use of Calmex with dormol; it increases the risk of deep sleep."


def facts_of(folder: Path, *records: Any) -> list[Fact]:
    file = folder / "labels.json"
    file.write_text(document(*records), encoding="utf-8")
    return list(read([file], knowing(Intake(), clona=(), dormol=(), dorma=())))


def mentions(folder: Path, *records: Any) -> list[Record]:
    return [one for one in facts_of(folder, *records) if isinstance(one, Record)]


def test_a_mention_names_both_and_its_place(tmp_path: Path) -> None:
    text = f"7 DRUG INTERACTIONS Nothing here. {AVOID}"
    (found,) = mentions(tmp_path, record(drug_interactions=[text]))
    (cited,) = found.citations
    assert {found.one, found.other} == {"clona", "dormol"}
    assert SET_ID.format(1) in cited.section
    assert "version 3" in cited.section and "2024-02-29" in cited.section
    assert (cited.sentence, cited.sha256) == (2, sha256(AVOID.encode()).hexdigest())


def test_the_sentence_can_be_found_again(tmp_path: Path) -> None:
    facts = facts_of(tmp_path, record(warnings=[f"Sleep. Wake! {AVOID} Then (e.g. now) rest."]))
    (section,) = (
        one for one in facts if isinstance(one, LabelSection) and one.section == "warnings"
    )
    (found,) = (one for one in facts if isinstance(one, Record))
    (cited,) = found.citations
    assert cited.sentence is not None
    sentence = sentences_of(section.text)[cited.sentence - 1]
    assert sha256(sentence.encode()).hexdigest() == cited.sha256
    assert "dormol" in sentence


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


NO_EFFECT = "Dormol did not affect the pharmacokinetics of Calmex."


def without_effect(folder: Path, *records: Any) -> list[NoInteraction]:
    return [one for one in facts_of(folder, *records) if isinstance(one, NoInteraction)]


def test_a_statement_of_no_effect_that_names_both_is_one(tmp_path: Path) -> None:
    (found,) = without_effect(tmp_path, record(drug_interactions=[NO_EFFECT]))
    assert {found.one, found.other} == {"clona", "dormol"}
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


def test_a_pair_is_recorded_once(tmp_path: Path) -> None:
    again = record(2, warnings=[AVOID], drug_interactions=[AVOID])
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
def test_no_word_makes_a_severity_and_nothing_meets_itself(
    tmp_path: Path, text: str, section: str
) -> None:
    for one in mentions(tmp_path, record(**{section: [f"{text} {AVOID}"]})):
        assert one.severity is Severity.UNKNOWN
        assert one.one != one.other
        assert json.dumps(one.text).count("not judged") == 1


@given(st.text(alphabet="Aa .;:(e.g ", max_size=80))
def test_sentences_are_the_text(text: str) -> None:
    assert " ".join(sentences_of(text)) == text
