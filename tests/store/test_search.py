"""Does the search in labels find what stands there, and only in what is read?"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Fact, Label, LabelDrug, LabelSection
from app.importers.run import Intake
from app.importers.source import DataSet
from app.services.importing import run_import
from app.store.labels import (
    count_labels,
    index_labels,
    list_labels_with,
    list_section_names,
    list_sections,
    page_labels,
    search_labels,
)
from sqlalchemy import text
from sqlmodel import Session

from tests.pharmacopoeia import CITED, drug


def label(id_: str, *texts: str, of: str = "clona", day: str | None = "2024-01-01") -> list[Fact]:
    """A label with a boxed warning and other sections."""
    names = ("boxed_warning", "drug_interactions", "drug_interactions", "pregnancy")
    sections = [
        LabelSection(id_, place, name, None, "Heading", one, CITED)
        for place, (name, one) in enumerate(zip(names, texts, strict=False), 1)
    ]
    shown = Label(id_, f"Label {id_}", "1", day, None, "x", (), (of,), CITED)
    return [drug(of), shown, LabelDrug(id_, of, CITED), *sections]


def telling(*told: Fact, key: str = "labels", rank: int = 50, fails: bool = False) -> DataSet:
    """A data set that says these facts, each once."""

    def read(_: Sequence[Path], __: Intake) -> Iterator[Fact]:
        yield from dict.fromkeys(told)
        if fails:
            raise RejectedImport(["line 9: nonsense"])

    return DataSet(key, key, "https://example.org", "CC0", read, 1, rank=rank)


def found(session: Session, words: str, drug: str | None = None, *sections: str) -> list[str]:
    """Labels and places in which the words stand."""
    page = search_labels(session, words, drug, sections, 50, 0)
    assert page.total == len(page.items)
    return sorted(f"{one.label.id} {one.section.place}" for one in page.items)


@pytest.fixture
def loaded(session: Session) -> Session:
    """Two labels."""
    run_import(
        session,
        telling(
            *label("a", "Bleeding may occur.", "With opiates: avoid.", "Syndrome of serotonin."),
            *label("b", "Opiates bleed nobody.", "The serotonin syndrome: Étude.", of="oxy"),
        ),
        Path(),
    )
    return session


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("bleeding", ["a 1", "b 1"]),
        ("BLEEDS", ["a 1", "b 1"]),
        ("opiates avoid", ["a 2"]),
        ("avoid   opiates!", ["a 2"]),
        ("serotonin syndrome", ["a 3", "b 2"]),
        ('"serotonin syndrome"', ["b 2"]),
        ('"serotonin syndrome', ["a 3", "b 2"]),
        ('avoid "with opiates"', ["a 2"]),
        ("unobtainium", []),
        ("", []),
        ('"" * - ( ) : ^', []),
        ("NEAR(bleeding opiates)", []),
        ("bleeding OR avoid", []),
        ("text:bleeding", []),
        ("bleed*", ["a 1", "b 1"]),
        ("'; DROP TABLE label; --", []),
        ("\x00", []),
    ],
)
def test_all_words_must_stand_in_a_section(loaded: Session, words: str, places: list[str]) -> None:
    assert found(loaded, words) == places


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ('"do not use"', ["c 1"]),
        ("not", ["c 1"]),
        ('"0.5 mg"', ["c 2"]),
        ('"5 mg kg"', ["c 2"]),
        ("5 mg/kg/day", ["c 2"]),
        ("beta-blocker", ["c 2", "c 3"]),
        ('"beta blockers"', ["c 2", "c 3"]),
        ("cyp3a4", ["c 3"]),
        ("example.org", ["c 3"]),
        ("possibilities", ["c 1"]),
    ],
)
def test_small_words_numbers_and_words_with_signs_are_found_in_both_databases(
    session: Session, words: str, places: list[str]
) -> None:
    texts = (
        "Do not use it where a use is possibility.",
        "0.5 mg/kg/day with Beta-blockers/diuretics.",
        "An inhibitor of CYP3A4 (beta_blocker+other): see www.example.org/x.",
        "Use with food.",
    )
    run_import(session, telling(*label("c", *texts)), Path())
    assert found(session, words) == places


def test_filters_narrow_the_search(loaded: Session) -> None:
    assert found(loaded, "opiates", "oxy") == ["b 1"]
    assert found(loaded, "opiates", None, "drug_interactions") == ["a 2"]
    assert found(loaded, "opiates", None, "drug_interactions", "boxed_warning") == ["a 2", "b 1"]
    assert found(loaded, "opiates", "oxy", "drug_interactions") == []
    assert found(loaded, "opiates", "nobody") == []


def test_the_one_that_fits_best_comes_first_and_pages_hold_all_once(session: Session) -> None:
    texts = ["calm " * times + "other words here " * 20 for times in (1, 9)]
    facts = [one for n, words in enumerate(texts) for one in label(f"l{n}", words)]
    run_import(session, telling(*facts), Path())
    pages = [search_labels(session, "calm", None, [], 1, offset) for offset in range(3)]
    assert [one.label.id for page in pages for one in page.items] == ["l1", "l0"]
    assert [page.total for page in pages] == [2, 2, 2]


def test_a_failed_import_leaves_the_search_as_it_was(loaded: Session) -> None:
    with pytest.raises(RejectedImport):
        run_import(loaded, telling(*label("a", "Nonsense."), fails=True), Path())
    assert found(loaded, "nonsense") == []
    assert found(loaded, "bleeding") == ["a 1", "b 1"]


def test_what_is_told_no_more_is_found_no_more(loaded: Session) -> None:
    for words in ("First.", "Second.", "Third.", "Fourth."):
        run_import(loaded, telling(*label("a", words)), Path(), allow_shrink=True)
        assert found(loaded, words) == ["a 1"]
        assert found(loaded, "bleeding") == []
        assert [found(loaded, one) for one in {"first", "second", "third", "fourth"}].count([]) == 3
    if loaded.get_bind().dialect.name == "sqlite":
        (loaded,) = loaded.execute(text("SELECT count(*) FROM label_text_docsize")).one()
        assert loaded <= 2


def test_the_index_can_be_made_again_at_any_time(loaded: Session) -> None:
    index_labels(loaded)
    index_labels(loaded)
    assert found(loaded, "bleeding") == ["a 1", "b 1"]


def test_of_a_label_told_twice_only_the_one_of_more_weight_is_read(loaded: Session) -> None:
    other = [*label("a", "Otherwise.", "x", "y", "z"), *label("c", "Third.")]
    run_import(loaded, telling(*other, key="better", rank=10), Path())
    assert found(loaded, "bleeding") == ["b 1"]
    assert found(loaded, "otherwise") == ["a 1"]
    assert [one.text for one in list_sections(loaded, "a")] == ["Otherwise.", "x", "y", "z"]
    assert list_section_names(loaded, ["a"]) == {
        "a": ["boxed_warning", "drug_interactions", "pregnancy"]
    }
    assert count_labels(loaded) == 3
    assert count_labels(loaded, "clona") == page_labels(loaded, "clona", 9, 0).total == 2
    run_import(loaded, telling(drug("lone"), key="better", rank=10), Path(), allow_shrink=True)
    assert found(loaded, "bleeding") == ["a 1", "b 1"]


def test_labels_of_a_drug_come_newest_first_those_without_a_day_last(session: Session) -> None:
    days = {"a": "2020-01-01", "b": None, "c": "2024-01-01", "d": "2020-01-01"}
    facts = [one for id_, day in days.items() for one in label(id_, "x", day=day)]
    run_import(session, telling(*facts, *label("e", "x", of="oxy")), Path())
    page = page_labels(session, "clona", 3, 0)
    assert ([one.id for one in page.items], page.total) == (["c", "a", "d"], 4)
    assert [one.id for one in page_labels(session, "clona", 3, 3).items] == ["b"]


def test_labels_with_a_section(loaded: Session) -> None:
    assert len(list_labels_with(loaded, "clona", ["drug_interactions"])) == 1
    assert list_labels_with(loaded, "clona", ["pregnancy"]) == []


def test_very_long_words_and_texts_are_borne(session: Session) -> None:
    huge = "x" * 3_000 + " needle " + "word and other " * 60_000
    run_import(session, telling(*label("a", huge)), Path())
    assert found(session, "needle") == ["a 1"]
    assert found(session, "needle " * 50) == ["a 1"]
