"""FEST: groups of substances that meet, and drugs that nobody assessed."""

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Fact, Record, Source
from app.importers.fest import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.pairing import assessed, learn, ratings, read_all

ATC = {"alpha": "N05BA01", "beta": "N05BA02", "gamma": "N05BA03", "delta": "N05BA04"}


def substance(name: str) -> str:
    """A substance with its Norwegian name and ATC code."""
    code = ATC.get(name, "")
    return f'<Substans><Substans>{name}</Substans><Atc V="{code}" S="2.16" DN="x"/></Substans>'


def entry(inside: str, status: str = "A") -> str:
    """An entry of the catalogue."""
    return (
        f"<OppfInteraksjon><Id>ID_1</Id><Tidspunkt>2026-09-08T00:00:00</Tidspunkt>"
        f'<Status V="{status}" DN="x"/>{inside}</OppfInteraksjon>'
    )


def interaction(*groups: str, word: str = "Bør ikke kombineres", code: int = 1) -> str:
    """Groups of substances, each with blanks between its names."""
    told = "".join(
        f"<Substansgruppe>{''.join(map(substance, group.split()))}</Substansgruppe>"
        for group in groups
    )
    return (
        f'<Interaksjon><Id>ID_{code}</Id><Relevans V="{code}" DN="{word}"/>'
        "<KliniskKonsekvens>Økt \n søvn.</KliniskKonsekvens><Handtering>Unngå.</Handtering>"
        f"{told}</Interaksjon>"
    )


def not_assessed(name: str) -> str:
    """An ATC code whose interactions nobody assessed."""
    code = f'<Atc V="{ATC.get(name, name)}" DN="x"/>'
    return f"<InteraksjonIkkeVurdert>{code}</InteraksjonIkkeVurdert>"


def read(write: Write, intake: Intake, *entries: str) -> list[Fact]:
    """The facts of a file with these entries, in the namespace of the real one."""
    learn(intake, *ATC, codes={name: ("atc", code) for name, code in ATC.items()})  # type: ignore[misc]  # strings stand for the enum
    other = "<KatVirkestoff><OppfVirkestoff><Id>x</Id></OppfVirkestoff></KatVirkestoff>"
    whole = (
        '<FEST xmlns="http://www.kith.no/xmlstds/eresept/m30/2014-12-01">'
        f"<HentetDato>2026-09-08T12:00:00</HentetDato>{other}"
        f"<KatInteraksjon>{''.join(entries)}</KatInteraksjon></FEST>"
    )
    return read_all(DATA_SET, intake, write({"fest251.xml": whole}, zipped="fest251.zip"))


def test_every_substance_meets_those_of_the_other_groups(write: Write, intake: Intake) -> None:
    facts = read(write, intake, entry(interaction("alpha beta", "gamma unknown")))
    said = [("Bør ikke kombineres", "major")]
    assert ratings(facts) == {("alpha", "gamma"): said, ("beta", "gamma"): said}
    assert {one.text for one in facts if isinstance(one, Record)} == {"[no] Økt søvn. Unngå."}
    assert [one.version for one in facts if isinstance(one, Source)] == ["2026-09-08"]


@pytest.mark.parametrize(
    ("word", "severity"),
    [
        ("Bør ikke kombineres", "major"),
        ("Forholdsregler bør tas", "moderate"),
        ("Ingen tiltak nødvendig", "minor"),
        ("Noe annet", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_relevance_keeps_its_own_word(
    write: Write, intake: Intake, word: str, severity: str
) -> None:
    facts = read(write, intake, entry(interaction("alpha", "beta", word=word)))
    assert ratings(facts) == {("alpha", "beta"): [(word or "no relevance told", severity)]}


def test_who_is_not_assessed_is_never_called_assessed(write: Write, intake: Intake) -> None:
    """Also where an interaction names it."""
    rows = interaction("alpha beta", "gamma"), not_assessed("gamma"), not_assessed("delta")
    facts = read(write, intake, *map(entry, rows))
    assert assessed(facts) == ["alpha", "beta"]
    assert (intake.rows, intake.merged, intake.skipped) == (3, 2, {})


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (entry(interaction("alpha", "beta"), status="U"), "an entry that is not active"),
        (entry(""), "an entry without an interaction"),
        (entry(interaction("alpha beta")), "an interaction without two groups of substances"),
        (
            entry(interaction("alpha", "unknown")),
            "no substance of it is a drug that is known by name or ATC code",
        ),
        (entry(not_assessed("Z99ZZ99")), "not assessed, and of no known drug"),
    ],
)
def test_what_is_left_out_has_a_reason(write: Write, intake: Intake, row: str, reason: str) -> None:
    facts = read(write, intake, row, entry(interaction("gamma", "delta")))
    assert intake.skipped == {reason: 1}
    assert list(ratings(facts)) == [("delta", "gamma")]


def test_the_same_again_is_merged(write: Write, intake: Intake) -> None:
    row = entry(interaction("alpha", "beta"))
    read(write, intake, row, row)
    assert (intake.rows, intake.merged) == (2, 1)


@pytest.mark.parametrize("text", ["<FEST/>", "<FEST><KatInteraksjon>", "no"])
def test_another_file_is_refused(write: Write, intake: Intake, text: str) -> None:
    with pytest.raises(RejectedImport):
        read_all(DATA_SET, intake, write({"fest251.xml": text}))
