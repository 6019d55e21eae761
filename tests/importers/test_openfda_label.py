"""Are labels of openFDA told whole, of the right drugs, and in their newest version?"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, CodeSystem, Drug, Label, LabelDrug, LabelSection, Source
from app.importers.openfda_label import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.labelling import (
    SET_ID,
    UNII,
    document,
    knowing,
    lines,
    of,
    record,
    told,
    unii,
)

TWO = {"generic_name": ["OXY AND CLONA"], "substance_name": ["CLONA", "OXY"]}


def read(write: Write, intake: Intake, *records: Any, **meta: Any) -> list[Any]:
    return told(DATA_SET, write({"a.json": document(*records, **meta)}), intake)


def drugs(facts: list[Any]) -> list[str]:
    assert [one.drug for one in of(LabelDrug, facts)] == list(of(Label, facts)[0].drugs)
    return [one.drug for one in of(LabelDrug, facts)]


def test_a_label_is_told_with_all_that_is_on_it(write: Write, intake: Intake) -> None:
    facts = read(write, knowing(intake, clona=[unii("clona")]), record())
    (label,) = of(Label, facts)
    assert (label.id, label.title, label.version) == (SET_ID.format(1), "Calmex (clona)", "3")
    assert (label.effective_on, label.labeler) == ("2024-02-29", "House of Calm")
    assert (label.kind, label.products) == ("human prescription drug", ("Calmex",))
    assert drugs(facts) == ["clona"]
    assert [(one.place, one.section, one.code, one.heading) for one in of(LabelSection, facts)] == [
        (1, "boxed_warning", "34066-1", "Boxed Warning"),
        (2, "indications_and_usage", "34067-9", "Indications and Usage"),
    ]
    assert next(lines(facts)) == ("boxed_warning", "WARNING: sleep may be deep.")
    assert {one.citations[0].source for one in facts if type(one) is LabelSection} == {
        "openfda-label"
    }


def test_the_source_tells_version_and_disclaimer_first(write: Write, intake: Intake) -> None:
    source = read(write, intake, record())[0]
    assert isinstance(source, Source)
    assert (source.id, source.version) == ("openfda-label", "2024-03-01")
    assert "Do not rely on this." in source.note


def test_tables_and_repeated_paragraphs_are_left_out_and_counted(
    write: Write, intake: Intake
) -> None:
    texts = ["7 INTERACTIONS 7.1 Opiates: avoid.", "7.1 Opiates: avoid.", "Another one."]
    facts = read(write, intake, record(drug_interactions=texts, laser_eyes=["x"]))
    assert [text for name, text in lines(facts) if name == "drug_interactions"] == [
        texts[0], texts[2],
    ]  # fmt: skip
    assert dict(intake.counted) == {
        "tables left out (their words stand in the text)": 1,
        "paragraphs that repeat their section": 1,
        "fields that are no known section": 1,
    }


def test_a_salt_is_linked_to_its_base_and_tells_no_code_of_it(write: Write, intake: Intake) -> None:
    salt = {"substance_name": ["CLONA HYDROCHLORIDE"], "unii": [UNII["oxy hydrochloride"]]}
    facts = read(write, knowing(intake, clona=[]), record(openfda=salt))
    assert drugs(facts) == ["clona"]
    assert of(Code, facts) == []


def test_a_drug_that_nobody_knows_is_new_by_the_name_of_its_base(
    write: Write, intake: Intake
) -> None:
    salt = {"generic_name": ["ZZZ"], "substance_name": ["ZZZ TOSYLATE MONOHYDRATE"]}
    facts = read(write, intake, record(openfda=salt))
    assert drugs(facts) == ["zzz"]
    assert [(one.id, one.name) for one in of(Drug, facts)] == [("zzz", "zzz")]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("ZZZ CITRATE", "zzz"),
        ("SODIUM CITRATE", "sodium citrate"),
        ("SODIUM ZZZ", "sodium zzz"),
        ("CALCIUM", "calcium"),
    ],
)
def test_only_a_salt_behind_a_name_is_left_off(
    write: Write, intake: Intake, written: str, named: str
) -> None:
    named_so = {"substance_name": [written], "generic_name": [written]}
    (drug,) = of(Drug, read(write, intake, record(openfda=named_so)))
    assert drug.name == named


def test_a_new_code_of_a_base_is_told_and_a_known_one_is_not(write: Write, intake: Intake) -> None:
    facts = read(write, knowing(intake, clona=[]), record())
    assert [(one.subject, one.code) for one in of(Code, facts)] == [("drug:clona", UNII["clona"])]
    again = knowing(Intake(), clona=[unii("clona")])
    assert of(Code, read(write, again, record())) == []


def test_a_code_speaks_before_a_name_and_the_conflict_is_told(write: Write, intake: Intake) -> None:
    known = knowing(intake, clona=[], oxy=[unii("clona")])
    assert drugs(read(write, known, record())) == ["oxy"]
    assert len(known.conflicts) == 1


COMBINATIONS: dict[str, tuple[dict[str, Any], dict[str, Any], set[str]]] = {
    "by names": ({"clona": [], "oxy": []}, {"unii": []}, {"clona", "oxy"}),
    "by codes": (
        {"a": [unii("clona")], "b": [unii("oxy")]},
        {"unii": [UNII["oxy"], UNII["clona"]]},
        {"a", "b"},
    ),
    "one by its name, the other by its code": (
        {"clona": [], "b": [unii("oxy")]},
        {"unii": [UNII["oxy"], UNII["clona"]]},
        {"clona", "b"},
    ),
    "one new": ({"clona": []}, {"unii": [UNII["oxy"], UNII["clona"]]}, {"clona", "oxy"}),
    "salts": (
        {"clona": [], "oxy": []},
        {"substance_name": ["CLONA SULFATE", "OXY HYDROCHLORIDE"]},
        {"clona", "oxy"},
    ),
    "names without substances": (
        {"clona": [], "oxy": []}, {"substance_name": []}, {"clona", "oxy"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", COMBINATIONS)
def test_a_combination_is_linked_to_each_of_its_drugs(
    write: Write, intake: Intake, case: str
) -> None:
    known, told_so, wanted = COMBINATIONS[case]
    facts = read(write, knowing(intake, **known), record(openfda=TWO | told_so))
    assert set(drugs(facts)) == wanted
    assert {one.id for one in of(Drug, facts)} == wanted


def test_of_two_unknown_names_and_one_code_nothing_is_guessed(write: Write, intake: Intake) -> None:
    facts = read(
        write, knowing(intake, b=[unii("oxy")]), record(openfda=TWO | {"unii": [UNII["oxy"]]})
    )
    assert drugs(facts) == ["b"]
    assert intake.counted["labels with ingredients that could not be told apart"] == 1


@pytest.mark.parametrize(
    ("system", "code", "field", "written"),
    [
        (CodeSystem.RXNORM, "856999", "rxcui", "856999"),
        (CodeSystem.NDC, "01234567890", "package_ndc", "1234-5678-90"),
        (CodeSystem.NDC, "1234-5678-90", "package_ndc", "1234-5678-90"),
    ],
)
def test_a_product_that_is_known_by_its_code_tells_the_drugs(
    write: Write, intake: Intake, system: CodeSystem, code: str, field: str, written: str
) -> None:
    knowing(intake, a=[], b=[]).known.products[system, code] = ("twin", ("a", "b"))
    told_so = TWO | {"unii": [], field: [written]}
    assert set(drugs(read(write, intake, record(openfda=told_so)))) == {"a", "b"}


def test_a_product_of_other_drugs_tells_nothing(write: Write, intake: Intake) -> None:
    known = knowing(intake, a=[], clona=[], oxy=[])
    known.known.products[CodeSystem.RXNORM, "856999"] = ("single", ("a",))
    told_so = TWO | {"unii": [], "rxcui": ["856999"]}
    assert set(drugs(read(write, known, record(openfda=told_so)))) == {"clona", "oxy"}


def test_an_unknown_substance_is_the_one_of_its_known_product(write: Write, intake: Intake) -> None:
    knowing(intake, a=[]).known.products[CodeSystem.RXNORM, "856999"] = ("single", ("a",))
    facts = read(write, intake, record(openfda={"rxcui": ["856999"]}))
    assert drugs(facts) == ["a"]
    assert [one.id for one in of(Drug, facts)] == ["a"]


def test_a_known_substance_stays_itself_whatever_its_product(write: Write, intake: Intake) -> None:
    known = knowing(intake, a=[], clona=[])
    known.known.products[CodeSystem.RXNORM, "856999"] = ("single", ("a",))
    assert drugs(read(write, known, record(openfda={"rxcui": ["856999"]}))) == ["clona"]


def test_without_names_only_what_is_certain_is_linked(write: Write, intake: Intake) -> None:
    known = knowing(intake, clona=[], starch=[])
    certain = ["Calmex clona STARCH, CORN CLONA HYDROCHLORIDE CLONA 5 mg"]
    assert drugs(read(write, known, record(openfda=None, spl_product_data_elements=certain))) == [
        "clona"
    ]


@pytest.mark.parametrize(
    "elements",
    ["Calmex clona STARCH", "Calmex STARCH STARCH", "Calmex CLONA CLONA", "clona clonas clona", ""],
)
def test_a_label_without_certain_names_is_kept_and_counted(
    write: Write, intake: Intake, elements: str
) -> None:
    known = knowing(intake, clona=[], starch=[])
    facts = read(write, known, record(openfda=None, spl_product_data_elements=[elements]))
    assert drugs(facts) == []
    assert of(Label, facts)[0].title == "Label without a title or a known drug"
    assert len(of(LabelSection, facts)) == 2
    assert known.counted["labels of which no drug is certain: kept without one"] == 1


VERSIONS = [
    ({"version": "2"}, {"version": "10"}, "10"),
    ({"version": "10"}, {"version": "2"}, "10"),
    ({"version": "21"}, {"version": "12"}, "21"),
    ({"effective_time": "20240301"}, {"effective_time": "20230301"}, "3"),
    ({"version": "x"}, {"version": "1"}, "1"),
]


@pytest.mark.parametrize(("one", "other", "newest"), VERSIONS)
@pytest.mark.parametrize("apart", [False, True])
def test_of_one_set_id_the_newest_version_is_told(
    write: Write, intake: Intake, one: Any, other: Any, newest: str, apart: bool
) -> None:
    first = record(**one, boxed_warning=["first"])
    other = record(set_id=SET_ID.format(1).upper(), **other, boxed_warning=["other"])
    files = (
        {"a.json": document(first), "b.json": document(other)}
        if apart
        else {"a.json": document(first, record(2), other)}
    )
    facts = told(DATA_SET, write(files), intake)
    assert next(one.version for one in of(Label, facts) if one.id == SET_ID.format(1)) == newest
    assert intake.merged == 1
    assert intake.imported == len(of(Label, facts)) == (1 if apart else 2)


def test_the_day_decides_between_equal_versions(write: Write, intake: Intake) -> None:
    days = [record(effective_time=day) for day in ("20230101", "20250101", "20240101")]
    (label,) = of(Label, read(write, intake, *days))
    assert (label.effective_on, intake.merged) == ("2025-01-01", 2)


def test_of_equal_versions_the_first_is_told(write: Write, intake: Intake) -> None:
    same = [record(boxed_warning=[text]) for text in ("first", "second")]
    assert ("boxed_warning", "first") in list(lines(read(write, intake, *same)))


def test_a_label_told_twice_is_seen_wherever_the_bytes_are_cut(
    write: Write, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in range(1, 80, 7):
        monkeypatch.setattr("app.importers.openfda_label._CHUNK", size)
        again = Intake()
        (label,) = of(Label, read(write, again, record(version="1"), record(version="2")))
        assert (label.version, again.merged) == ("2", 1)


SKIPPED: dict[str, Any] = {
    "a record that is no label": "text",
    "a label without a set id": record(set_id=None),
    "a label without text": record(boxed_warning=None, indications_and_usage=[" "]),
    "no human drug: animal": record(openfda={"product_type": ["OTC ANIMAL DRUG"]}),
    "another kind of document": record(openfda={"product_type": ["LETTER"]}),
}


@pytest.mark.parametrize("reason", SKIPPED)
def test_what_is_no_label_is_skipped_with_its_reason(
    write: Write, intake: Intake, reason: str
) -> None:
    facts = read(write, intake, SKIPPED[reason], record(2))
    assert dict(intake.skipped) == {reason: 1}
    assert (intake.rows, intake.imported) == (2, 1)
    assert len(of(Label, facts)) == 1


@pytest.mark.parametrize("day", ["", "2024", "20241301", "yesterday", None, 5, ["20240101"]])
def test_an_odd_day_is_null(write: Write, intake: Intake, day: Any) -> None:
    (label,) = of(Label, read(write, intake, record(effective_time=day)))
    assert label.effective_on is None


def test_odd_values_never_break_the_reading(write: Write, intake: Intake) -> None:
    odd = record(version=7, drug_interactions=[{"a": 1}, None, "text"], openfda={"unii": "x"})
    odd["openfda"]["brand_name"] = 5
    facts = read(write, intake, odd, record(2, openfda={"substance_name": {"a": []}}))
    assert len(of(Label, facts)) == 2


def test_a_part_with_fewer_labels_than_it_says_is_refused(write: Write, intake: Intake) -> None:
    whole = {"skip": 0, "limit": 3, "total": 3}
    with pytest.raises(RejectedImport, match=r"a\.json: 2 labels, but it says that it has 3"):
        read(write, intake, record(), record(2), results=whole)


BAD = {
    "cut short": (document(record())[:-300], r"a\.json:\d+: broken or cut short"),
    "a web page": ("<!DOCTYPE html><html><body>503</body></html>", r"a\.json:1: a web page"),
    "an error of the API": ('{"error": {"code": "NOT_FOUND"}}', r"a\.json: no results in it"),
    "empty": ("", r"a\.json:1: broken"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_is_refused_with_its_place(write: Write, intake: Intake, what: str) -> None:
    content, problem = BAD[what]
    with pytest.raises(RejectedImport, match=problem):
        told(DATA_SET, write({"a.json": content}), intake)


def test_a_zip_is_read_and_a_broken_one_refused(write: Write, intake: Intake) -> None:
    path = write({"drug-label-0001-of-0001.json": document(record())}, "a.json.zip")
    assert len(of(Label, told(DATA_SET, path, intake))) == 1
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(RejectedImport, match=r"a\.json\.zip: no archive, or one cut short"):
        told(DATA_SET, path, Intake())


def test_a_folder_without_json_is_refused(write: Write, intake: Intake) -> None:
    with pytest.raises(RejectedImport, match="there is no JSON file among"):
        told(DATA_SET, write({"a.csv": "x"}), intake)


def test_the_real_labels_are_told_whole(real: Callable[[str], Path], intake: Intake) -> None:
    folder = real("openfda_label")
    facts = told(DATA_SET, folder, intake)
    assert (intake.rows, intake.merged, dict(intake.skipped)) == (105, 30, {})
    labels = of(Label, facts)
    assert len(labels) == 75
    sizes = {one["set_id"]: len(one["openfda"]["substance_name"]) for one in _real(folder)}
    assert {one.id: len(one.drugs) for one in labels} == sizes | {
        one.id: len(one.drugs) for one in labels if one.id not in sizes
    }
    assert intake.conflicts == []


def _real(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(one.read_text())["results"][0] for one in sorted(folder.glob("*.json"))]
