"""The seed of this checkout: does it load, and does every fact say who says so?"""

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from app.domain.facts import (
    Citation,
    Drug,
    Fact,
    Indication,
    LookAlike,
    Membership,
    Name,
    NameKind,
    Rule,
    Source,
    Status,
)
from app.importers import DATA_SETS
from app.importers.run import Intake
from yaml.reader import Reader

from tests.conftest import ROOT

SEED = ROOT / "seed"


@pytest.fixture(scope="module")
def told(seed_facts: tuple[Fact, ...]) -> list[Fact]:
    """Every fact of the seed."""
    return list(seed_facts)


def of(told: list[Fact], kind: type) -> list[Fact]:
    """The facts of one kind."""
    return [fact for fact in told if isinstance(fact, kind)]


def citations(fact: Fact) -> tuple[Citation, ...]:
    """Who says so."""
    return () if isinstance(fact, Source) else fact.citations


def test_every_fact_but_a_source_is_cited(told: list[Fact]) -> None:
    bare = [fact for fact in told if not isinstance(fact, Source) and not citations(fact)]
    assert bare == []
    assert len(told) > 1_000


def test_every_cited_source_is_told(told: list[Fact]) -> None:
    known = {fact.id for fact in told if isinstance(fact, Source)}
    assert {one.source for fact in told for one in citations(fact)} <= known


def test_every_source_is_cited_by_some_fact(told: list[Fact]) -> None:
    cited = {one.source for fact in told for one in citations(fact)}
    assert (
        sorted(fact.id for fact in told if isinstance(fact, Source) and fact.id not in cited) == []
    )


def test_every_source_has_a_licence_a_publisher_and_a_version(told: list[Fact]) -> None:
    for fact in told:
        if isinstance(fact, Source):
            assert all((fact.licence, fact.publisher, fact.version, fact.title)), fact.id


def test_a_numbered_place_has_a_hash_and_a_named_one_has_none(told: list[Fact]) -> None:
    for fact in told:
        for one in citations(fact):
            # A sentence of a label is counted within its section, which has no paragraphs.
            assert (one.sentence is None) == (one.sha256 is None)
            assert one.sentence is not None or one.paragraph is None
            assert one.section


def test_no_fact_cites_one_place_twice(told: list[Fact]) -> None:
    assert [fact for fact in told if len(set(citations(fact))) < len(citations(fact))] == []


def test_every_drug_file_tells_exactly_one_drug_of_its_name(told: list[Fact]) -> None:
    files = sorted(file.stem for file in (SEED / "drugs").iterdir())
    rows = (SEED / "backbone/drugs.tsv").read_text(encoding="utf-8").splitlines()
    of_tables = {row.split("\t")[0] for row in rows}
    drugs = {fact.id for fact in told if isinstance(fact, Drug)}
    assert sorted(drugs - of_tables) == sorted(set(files) - of_tables)
    assert set(files) <= drugs


def test_the_data_set_named_curated_tells_the_same_in_the_same_order_from_any_folder(
    told: list[Fact], tmp_path: Path
) -> None:
    copy = tmp_path / "elsewhere"
    for file in (*SEED.rglob("*.yaml"), *SEED.rglob("*.tsv")):
        (copy / file.relative_to(SEED)).parent.mkdir(parents=True, exist_ok=True)
        (copy / file.relative_to(SEED)).write_bytes(file.read_bytes())
    assert list(DATA_SETS["curated"].read([copy], Intake())) == told


def test_every_file_is_plain_yaml_for_other_readers() -> None:
    """All by the reader in C; a few, and one of each folder, by the slow one in Python too.

    Which few depends on what is written, so that whoever changes a file draws anew. Sources are
    many, and all of one form.
    """
    folders = set()
    for file in sorted(SEED.rglob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        told = yaml.load(text, Loader=yaml.CSafeLoader)
        assert told, file.name
        assert not Reader.NON_PRINTABLE.search(text), file.name
        of = 48 if file.parent.name == "sources" else 12
        if file.parent not in folders or sha256(text.encode()).digest()[0] % of == 0:
            folders.add(file.parent)
            assert yaml.safe_load(text) == told, file.name


def test_no_status_is_stored_as_unknown(told: list[Fact]) -> None:
    assert not [f for f in told if isinstance(f, Indication) and f.status is Status.UNKNOWN]


def test_no_text_calls_anything_safe() -> None:
    # A source keeps its own name, such as that of the Institute for Safe Medication Practices.
    for file in (one for one in SEED.rglob("*.yaml") if one.parent.name != "sources"):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            words = line.casefold().replace("unsafe", "").replace(".", " ").split()
            assert "safe" not in words, f"{file.relative_to(SEED)}:{number}"


@pytest.mark.parametrize(
    "pair",
    [
        {"clonidine", "clonazepam"},
        {"clonidine", "klonopin"},
        {"lorazepam", "clonazepam"},
        {"lorazepam", "alprazolam"},
        {"clozapine", "clonazepam"},
        {"clobazam", "clonazepam"},
        {"hydrocodone", "oxycodone"},
        {"fluoxetine", "paroxetine"},
        {"fluoxetine", "duloxetine"},
        {"celexa", "celebrex"},
        {"tramadol", "trazodone"},
    ],
    ids=lambda pair: "-".join(sorted(pair)),
)
def test_a_known_confusion_of_names_is_told(told: list[Fact], pair: set[str]) -> None:
    pairs = [{f.one.casefold(), f.other.casefold()} for f in told if isinstance(f, LookAlike)]
    assert pair in pairs


def test_every_look_alike_has_at_least_one_name_that_is_known(told: list[Fact]) -> None:
    names = {fact.text.casefold() for fact in told if isinstance(fact, Name)}
    for fact in told:
        if isinstance(fact, LookAlike):
            assert {fact.one.casefold(), fact.other.casefold()} & names, fact


def test_no_other_name_means_two_drugs(told: list[Fact]) -> None:
    # An abbreviation of several drugs is asked about.
    owners = Counter(
        text
        for text, _ in {
            (f.text.casefold(), f.drug)
            for f in told
            if isinstance(f, Name) and f.kind is not NameKind.ABBREVIATION
        }
    )
    # In the US, Unisom is one of two substances, by its form.
    assert [text for text, count in owners.items() if count > 1] == ["unisom"]


def test_clonazepam_is_a_benzodiazepine_and_no_antidepressant(told: list[Fact]) -> None:
    links = {
        (f.drug_class, f.holds)
        for f in told
        if isinstance(f, Membership) and f.drug == "clonazepam"
    }
    assert links == {
        ("anticonvulsant", True),
        ("benzodiazepine", True),
        ("antidepressant", False),
    }


def test_a_rule_of_benzodiazepines_with_opioids_is_told_of_the_classes(told: list[Fact]) -> None:
    sides = {frozenset((f.one, f.other)) for f in told if isinstance(f, Rule)}
    assert frozenset(("class:benzodiazepine", "class:opioid")) in sides


# Abbreviations that have been mistaken for each other's drug, and have harmed.
ERROR_PRONE = {
    "azt": {"zidovudine", "azathioprine"},
    "cpz": {"chlorpromazine", "prochlorperazine"},
    "hct": {"hydrocortisone", "hydrochlorothiazide"},
    "ms": {"morphine", "magnesium"},
    "mso4": {"morphine", "magnesium"},
    "mgso4": {"morphine", "magnesium"},
    "mtx": {"methotrexate", "mitoxantrone"},
    "tac": {"tacrolimus", "triamcinolone"},
}


def test_an_error_prone_abbreviation_is_of_every_drug_that_it_is_taken_for(
    told: list[Fact],
) -> None:
    owners: dict[str, set[str]] = {}
    for fact in told:
        if isinstance(fact, Name):
            owners.setdefault(fact.text.casefold(), set()).add(fact.drug)
    for text, drugs in ERROR_PRONE.items():
        assert drugs <= owners.get(text, set()), text
