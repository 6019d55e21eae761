"""Are labels of DailyMed told by sections, of human drugs only, and is hostile XML refused?"""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, Label, LabelDrug, LabelSection, Schedule, Source
from app.importers.dailymed_spl import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.labelling import (
    SET_ID,
    UNII,
    knowing,
    lines,
    of,
    policy,
    product,
    section,
    spl,
    substance,
    told,
    unii,
)


def read(write: Write, intake: Intake, *documents: str) -> list[Any]:
    return told(DATA_SET, write({f"{n}.xml": one for n, one in enumerate(documents)}), intake)


def archive(**files: str | bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return kept.getvalue()


def test_a_label_is_told_with_all_that_is_on_it(write: Write, intake: Intake) -> None:
    facts = read(write, intake, spl())
    assert isinstance(facts[0], Source)
    (label,) = of(Label, facts)
    assert (label.id, label.title, label.version) == (
        SET_ID.format(1),
        "Calmex (clona) tablets",
        "4",
    )
    assert (label.effective_on, label.labeler) == ("2025-01-02", "House of Calm")
    assert (label.kind, label.products, label.drugs) == (
        "human prescription drug", ("Calmex",), ("clona",),
    )  # fmt: skip
    assert [(one.drug, one.citations[0].source) for one in of(LabelDrug, facts)] == [
        ("clona", "dailymed-spl")
    ]
    assert [(one.code, one.heading) for one in of(LabelSection, facts)] == [("34066-1", "WARNING")]
    assert [(one.subject, one.code) for one in of(Code, facts)] == [("drug:clona", UNII["clona"])]


def test_a_section_holds_the_text_of_those_within_it(write: Write, intake: Intake) -> None:
    inner = section("34081-0", "For children.", title="8.4 Children")
    nested = section("42229-5", "Two.", section("", "Three."), title="5.1 Deep")
    facts = read(
        write, intake,
        spl(sections=section("43685-7", "One.", nested, title="5 WARNINGS")
            + section("43684-0", "", inner)
            + section("42229-5", "Alone.", section("42229-5", "Within."))
            + section("99999-9", "Unknown code.")
            + section("34070-3", "")),
    )  # fmt: skip
    assert list(lines(facts)) == [
        ("warnings_and_cautions", "One.\n5.1 Deep\nTwo.\nThree."),
        ("use_in_specific_populations", "8.4 Children\nFor children."),
        ("pediatric_use", "For children."),
        ("spl_unclassified_section", "Alone.\nWithin."),
        ("spl_unclassified_section", "Unknown code."),
    ]
    sections = of(LabelSection, facts)
    assert [one.place for one in sections] == [1, 2, 3, 4, 5]
    assert [one.heading for one in sections][1:3] == ["Use in Specific Populations", "8.4 Children"]
    assert sections[4].code == "99999-9"


def test_the_text_keeps_its_lines_and_the_rows_of_tables(write: Write, intake: Intake) -> None:
    text = """A <content styleCode="bold">bold</content>
      word</paragraph><list><item>one</item><item>two</item></list>
      <table><tbody><tr><td>Drug</td><td>5
      mg</td></tr><tr><td>Other</td></tr></tbody></table><paragraph>End<sup>2</sup>."""
    facts = read(write, intake, spl(sections=section("34084-4", text)))
    assert next(lines(facts))[1].split("\n") == [
        "A bold word", "one", "two", "Drug | 5 mg", "Other", "End2.",
    ]  # fmt: skip


@pytest.mark.parametrize("title", ["", "<title/>", "<title> </title>"])
def test_a_label_without_a_title_is_named_by_its_product(
    write: Write, intake: Intake, title: str
) -> None:
    (label,) = of(Label, read(write, intake, spl(title=title)))
    assert label.title == "Label of Calmex"


def test_the_words_before_every_title_are_left_off(write: Write, intake: Intake) -> None:
    title = """<title>These highlights do not include all the information needed to use CALMEX
      safely. See full prescribing information for CALMEX.<br/>CALMEX (clona) tablets</title>"""
    (label,) = of(Label, read(write, intake, spl(title=title)))
    assert label.title == "CALMEX (clona) tablets"


def test_a_salt_is_linked_to_its_moiety_whose_code_is_told(write: Write, intake: Intake) -> None:
    salt = substance("OXY HYDROCHLORIDE", "oxy hydrochloride", "oxy")
    facts = read(write, intake, spl(products=product(salt)))
    assert of(Label, facts)[0].drugs == ("oxy",)
    assert [one.code for one in of(Code, facts)] == [UNII["oxy"]]


def test_a_combination_and_inactive_ingredients(write: Write, intake: Intake) -> None:
    known = knowing(intake, sedative=[unii("clona")])
    both = product(
        substance("STARCH", "oxy hydrochloride", klass="IACT"),
        substance("CLONA", "clona"),
        substance("OXY", "oxy", klass="ACTIM"),
    )
    facts = read(write, known, spl(products=both + both))
    assert of(Label, facts)[0].drugs == ("sedative", "oxy")


def test_an_older_document_calls_its_product_a_medicine(write: Write, intake: Intake) -> None:
    facts = read(write, intake, spl(products=product(substance("OXY", "oxy"), tag="Medicine")))
    assert of(Label, facts)[0].drugs == ("oxy",)


@pytest.mark.parametrize(
    ("products", "schedules"),
    [
        (product(substance("OXY", "oxy"), more=policy("CII")), [("oxy", "US", "C-II")]),
        (product(substance("OXY", "oxy"), more=policy("CVII")), []),
        (product(substance("OXY", "oxy")), []),
        (product(substance("A", "clona"), substance("B", "oxy"), more=policy("CII")), []),
        (
            product(substance("OXY", "oxy"), more=policy("CII"))
            + product(substance("OXY", "oxy"), more=policy("CIII")),
            [],
        ),
    ],
)
def test_a_schedule_is_told_of_a_single_ingredient(
    write: Write, intake: Intake, products: str, schedules: list[tuple[str, str, str]]
) -> None:
    facts = read(write, intake, spl(products=products))
    found = [(one.drug, one.jurisdiction, one.schedule) for one in of(Schedule, facts)]
    assert found == schedules


def test_two_labels_with_two_schedules_of_one_drug_are_a_conflict(
    write: Write, intake: Intake
) -> None:
    labels = [
        spl(n, products=product(substance("OXY", "oxy"), more=policy(schedule)))
        for n, schedule in ((1, "CII"), (2, "CII"), (3, "CV"))
    ]
    facts = read(write, intake, *labels)
    assert [one.schedule for one in of(Schedule, facts)] == ["C-II"]
    assert len(intake.conflicts) == 1


HOMEOPATHIC = '<subjectOf><approval><code code="C73614"/></approval></subjectOf>'
SKIPPED = {
    "no human drug: animal": spl(2, kind="PRESCRIPTION ANIMAL DRUG LABEL"),
    "no human drug: dietary supplement": spl(2, kind="DIETARY SUPPLEMENT"),
    "no human drug: bulk ingredient": spl(2, kind="BULK INGREDIENT"),
    "no human drug: homeopathic": spl(
        2, kind="HUMAN OTC DRUG LABEL", products=product(substance("OXY", "oxy"), more=HOMEOPATHIC)
    ),
    "another kind of document": spl(2, kind="INDEXING - PHARMACOLOGIC CLASS"),
    "a label without text": spl(2, sections=section("34070-3", " ")),
    "a document that is no label, or has no set id": "<other/>",
}


@pytest.mark.parametrize("reason", SKIPPED)
def test_what_is_no_human_label_is_skipped_with_its_reason(
    write: Write, intake: Intake, reason: str
) -> None:
    facts = read(write, intake, spl(), SKIPPED[reason])
    assert dict(intake.skipped) == {reason: 1}
    assert (intake.rows, intake.imported, len(of(Label, facts))) == (2, 1, 1)


@pytest.mark.parametrize("versions", [("9", "10"), ("10", "9")])
def test_of_one_set_id_the_newest_version_is_told(
    write: Write, intake: Intake, versions: tuple[str, str]
) -> None:
    (label,) = of(Label, read(write, intake, *(spl(version=one) for one in versions)))
    assert (label.version, intake.merged) == ("10", 1)


def test_a_release_holds_an_archive_for_every_label(write: Write, intake: Intake) -> None:
    files: dict[str, str | bytes] = {
        "prescription/1.zip": archive(**{"a.xml": spl(1), "a-01.jpg": b"picture"}),
        "prescription/2.zip": archive(**{"b.xml": spl(2)}),
        "prescription/3.zip": archive(**{"3.zip": b"x"}),
        "c.xml": spl(3),
        "readme.txt": "x",
    }
    facts = told(DATA_SET, write(files, "dm_spl_release_human_rx_part1.zip"), intake)
    assert sorted(one.id for one in of(Label, facts)) == [SET_ID.format(n) for n in (1, 2, 3)]
    assert intake.rows == 3


DEEP = "<paragraph>" * 200 + "</paragraph>" * 200
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
BAD = {
    "entities": (
        spl().replace("<document", f"{ENTITY}<document", 1),
        "a document type or entities",
    ),
    "an outer file": (
        spl().replace("<document", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><document', 1),
        "a document type or entities",
    ),
    "depth": (spl(sections=section("34070-3", DEEP)), "nested over 100 deep"),
    "cut short": (spl()[:-100], "broken or cut short"),
    "a web page": ("<html><body>503</body></html>", "a web page"),
    "no XML": ("hello", "broken or cut short"),
    "empty": ("", "cut short|no element"),
    "an odd encoding": (spl().replace("UTF-8", "klingon"), "cannot be read|broken"),
}


@pytest.mark.parametrize("what", BAD)
@pytest.mark.parametrize("packed", [False, True])
def test_bad_xml_is_refused_with_its_place(
    write: Write, intake: Intake, what: str, packed: bool
) -> None:
    content, problem = BAD[what]
    if packed and what == "a web page":
        problem = "broken or cut short|a web page|no label"
    path = (
        write({"1.zip": archive(**{"a.xml": content})}, "release.zip")
        if packed
        else write({"a.xml": content})
    )
    place = r"release\.zip/1\.zip/a\.xml" if packed else r"a\.xml"
    if packed and what == "a web page":
        told(DATA_SET, path, intake)
        assert sum(intake.skipped.values()) == 1
        return
    with pytest.raises(RejectedImport, match=rf"{place}(:\d+)?: .*({problem})"):
        told(DATA_SET, path, intake)


def test_a_broken_archive_within_is_refused(write: Write, intake: Intake) -> None:
    path = write({"1.zip": archive(**{"a.xml": spl()})[:-30]}, "release.zip")
    with pytest.raises(RejectedImport, match=r"release\.zip/1\.zip: broken or cut short"):
        told(DATA_SET, path, intake)


def test_a_document_that_bursts_is_refused(
    write: Write, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.importers.dailymed_spl.LARGEST_DOCUMENT", 10_000)
    huge = spl(sections=section("34070-3", "x" * 20_000))
    for path in (
        write({"a.xml": huge}),
        write({"1.zip": archive(**{"a.xml": huge})}, "release.zip"),
    ):
        with pytest.raises(RejectedImport, match="more than 10000 bytes"):
            told(DATA_SET, path, Intake())


@pytest.mark.parametrize("files", [{"a.csv": "x"}, {"a.zip": archive(**{"a.txt": "x"})}])
def test_a_folder_without_xml_is_refused(
    write: Write, intake: Intake, files: dict[str, str | bytes]
) -> None:
    with pytest.raises(RejectedImport, match="there is no XML"):
        told(DATA_SET, write(files), intake)


def test_the_real_labels_are_told_whole(real: Callable[[str], Path], intake: Intake) -> None:
    facts = told(DATA_SET, real("dailymed_spl"), intake)
    assert (intake.rows, intake.merged) == (12, 0)
    assert dict(intake.skipped) == {
        "no human drug: animal": 1,
        "no human drug: dietary supplement": 1,
        "no human drug: homeopathic": 1,
    }
    found = {one.products[0]: one.drugs for one in of(Label, facts)}
    assert found["Lipitor"] == ("atorvastatin",)
    assert set(found["Oxycodone and Acetaminophen"]) == {"oxycodone", "acetaminophen"}
    # One that stands alone, and three within the dosage of one label.
    boxed = [one for one in of(LabelSection, facts) if one.section == "boxed_warning"]
    assert len({one.label for one in boxed}) >= 2
