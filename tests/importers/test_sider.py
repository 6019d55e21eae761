"""Is a side effect the drug's own, and its frequency what labels count?"""

from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import CodeSystem, Frequency, Phase, SideEffect
from app.importers.run import Intake
from app.importers.sider import DATA_SET

from tests.importers.conftest import Write
from tests.importers.knowing import knows_drug, knows_effect, of, told

NAMES = "CID100000011\talphadrug\nCID100000022\tbetadrug\n"


def effect(name: str, kind: str = "PT", cid: int = 11) -> str:
    """A row of meddra_all_se."""
    return f"CID1{cid:08}\tCID0{cid:08}\tC1\t{kind}\tC1\t{name}\n"


def often(name: str, text: str, upper: str, placebo: str = "", cid: int = 11) -> str:
    """A row of meddra_freq."""
    return f"CID1{cid:08}\tCID0{cid:08}\tC1\t{placebo}\t{text}\t0\t{upper}\tPT\tC1\t{name}\n"


def heard(intake: Intake, write: Write, effects: str = "", rows: str = "") -> list[SideEffect]:
    """The side effects of files with names."""
    files = {"drug_names.tsv": NAMES, "meddra_all_se.tsv": effects, "meddra_freq.tsv": rows}
    return of(SideEffect, told(DATA_SET, intake, write(files)))


def test_the_labels_own_term_only_repeats_the_preferred_one(intake: Intake, write: Write) -> None:
    rows = effect("Feeling sick", "LLT") + effect("Nausea") + effect("Nausea") + effect("X", "")
    found = heard(intake, write, rows)
    assert [(one.id, one.subject, one.effect) for one in found] == [
        ("sider:alphadrug:nausea", "drug:alphadrug", "nausea")
    ]
    assert (intake.merged, intake.skipped) == (2, {"a term that is not MedDRA's": 1})


def test_a_frequency_under_placebo_is_not_the_drugs(intake: Intake, write: Write) -> None:
    rows = often("Nausea", "10%", "0.1", "placebo") + often("Nausea", "2%", "0.02")
    (one,) = heard(intake, write, effect("Nausea"), rows)
    assert (one.frequency, one.percent) == (Frequency.COMMON, 2.0)
    assert intake.skipped == {"a frequency under placebo": 1}


def test_an_effect_under_placebo_alone_is_none(intake: Intake, write: Write) -> None:
    rows = often("Nausea", "10%", "0.1", "placebo") + often("Rash", "rare", "0.001")
    assert [one.effect for one in heard(intake, write, "", rows)] == ["rash"]


@pytest.mark.parametrize(
    ("text", "upper", "band", "percent"),
    [
        ("50%", "0.5", Frequency.VERY_COMMON, 50.0),
        ("10%", "0.1", Frequency.VERY_COMMON, 10.0),
        ("1 to 9%", "0.09", Frequency.COMMON, 9.0),
        ("0.1%", "0.001", Frequency.UNCOMMON, 0.1),
        ("0.01%", "0.0001", Frequency.RARE, 0.01),
        ("0.001%", "0.00001", Frequency.VERY_RARE, 0.001),
        ("0%", "0", Frequency.UNKNOWN, None),
        ("very common", "1", Frequency.VERY_COMMON, None),
        ("frequent", "1", Frequency.COMMON, None),
        ("infrequent", "0.01", Frequency.UNCOMMON, None),
        ("rare", "0.001", Frequency.RARE, None),
        ("very rare", "0.0001", Frequency.VERY_RARE, None),
        ("postmarketing", "1", Frequency.UNKNOWN, None),
        ("5%", "many", Frequency.UNKNOWN, None),
    ],
)
def test_words_and_numbers_become_a_band(
    intake: Intake, write: Write, text: str, upper: str, band: Frequency, percent: float | None
) -> None:
    (one,) = heard(intake, write, effect("Nausea"), often("Nausea", text, upper))
    assert (one.frequency, one.percent) == (band, percent)


def test_of_several_labels_the_highest_count_stands_and_the_range_is_told(
    intake: Intake, write: Write
) -> None:
    rows = often("Nausea", "2%", "0.02") + often("Nausea", "12%", "0.12")
    (one,) = heard(intake, write, "", rows + often("Nausea", "rare", "0.001"))
    assert (one.percent, one.frequency) == (12.0, Frequency.VERY_COMMON)
    assert one.note == "Labels count from 2 to 12 percent."


def test_of_several_words_the_most_frequent_stands(intake: Intake, write: Write) -> None:
    rows = often("Nausea", "rare", "0.001") + often("Nausea", "common", "1")
    (one,) = heard(intake, write, "", rows + often("Nausea", "postmarketing", "1"))
    assert (one.frequency, one.percent, one.note) == (Frequency.COMMON, None, None)


def test_an_effect_is_known_in_either_spelling_and_by_its_everyday_word(
    intake: Intake, write: Write
) -> None:
    knows_effect(intake, "diarrhea")
    knows_effect(intake, "drowsiness", "somnolence", "sedation")
    rows = effect("Diarrhoea") + effect("Somnolence") + effect("Sedation") + effect("Oedema")
    found = heard(intake, write, rows + effect("Edema", cid=22), often("Sedation", "20%", "0.2"))
    assert [one.effect for one in found] == ["diarrhea", "drowsiness", "oedema", "oedema"]
    assert found[1].percent == 20.0


def test_an_effect_of_stopping_is_told_as_such(intake: Intake, write: Write) -> None:
    rows = effect("Drug withdrawal syndrome") + effect("Withdrawal bleed") + effect("Nausea")
    assert [one.phase for one in heard(intake, write, rows)] == [
        Phase.ON_WITHDRAWAL,
        Phase.ON_TREATMENT,
        Phase.ON_TREATMENT,
    ]


def test_without_names_a_drug_is_known_by_atc_code_or_cid(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alpha", codes=[(CodeSystem.ATC, "N05BA01")])
    knows_drug(intake, "beta", codes=[(CodeSystem.PUBCHEM, "22")])
    rows = effect("Nausea") + effect("Nausea", cid=22) + effect("Nausea", cid=33)
    files = {"drug_atc.tsv": "CID100000011\tN05BA01\n", "meddra_all_se.tsv": rows}
    found = of(SideEffect, told(DATA_SET, intake, write(files)))
    assert [one.subject for one in found] == ["drug:alpha", "drug:beta"]
    assert intake.skipped == {"a PubChem CID of no known drug": 1}


def test_without_any_known_drug_the_needed_file_is_named(intake: Intake, write: Write) -> None:
    with pytest.raises(RejectedImport, match=r"drug_names\.tsv or drug_atc\.tsv is needed"):
        told(DATA_SET, intake, write({"meddra_all_se.tsv": effect("Nausea")}))


@pytest.mark.parametrize("content", ["name\tvalue\n", "<html>\n", "CID100000011\tNausea\n"])
def test_another_file_is_refused_with_its_line(intake: Intake, write: Write, content: str) -> None:
    with pytest.raises(RejectedImport, match=r"meddra_all_se\.tsv:1: "):
        told(DATA_SET, intake, write({"drug_names.tsv": NAMES, "meddra_all_se.tsv": content}))


def test_a_garbled_row_among_others_is_counted(intake: Intake, write: Write) -> None:
    found = heard(intake, write, effect("Nausea") + "CID1x\ty\n\n" + effect("Rash"))
    assert len(found) == 2
    assert intake.skipped == {"a row with too few fields or without a CID": 1}


def test_the_true_layout(intake: Intake, real: Callable[[str], Path], write: Write) -> None:
    names = {2802: "clonazepam", 3386: "fluoxetine", 2118: "alprazolam", 2244: "aspirin"}
    rows = "".join(f"CID1{cid:08}\t{name}\n" for cid, name in names.items())
    folder = write({"drug_names.tsv": f"{rows}CID100004635\toxycodone\n"})
    facts = told(DATA_SET, intake, real("sider_format_fixture"), folder)
    found = {one.id: one for one in of(SideEffect, facts)}
    assert found["sider:clonazepam:somnolence"].percent == 50.0
    assert found["sider:fluoxetine:rash"].frequency is Frequency.UNCOMMON
    assert (intake.rows, intake.skipped) == (67, {"a frequency under placebo": 1})
    assert DATA_SET.free is False
