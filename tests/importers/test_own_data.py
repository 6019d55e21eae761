"""A user's own table: what it says of itself, and what becomes of rows that cannot be used."""

from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import CodeSystem, Record, Source
from app.domain.facts.stated import is_free
from app.importers import DATA_SETS
from app.importers.own_data import DATA_SET
from app.importers.run import Intake

from tests.conftest import ROOT
from tests.importers.conftest import Write
from tests.importers.pairing import learn, ratings, read_all

SETTINGS = {"key": "house", "title": "House list", "licence": "contract 7"}
TABLE = """\
one,other,rating,severity,text,source,section,url
alpha,rxnorm:123,red,major,"Watch, closely.",,,
Beta,gamma,,minor,,Formulary,page 3,https://example.org/3
gamma,Beta,Moderate,,,,,
"""


def text(table: str = TABLE, **settings: str) -> str:
    """The table with its settings above it."""
    told = SETTINGS | {name.replace("_", "-"): value for name, value in settings.items()}
    return "".join(f"# {name}: {value}\n" for name, value in told.items() if value) + table


@pytest.fixture
def knowing(intake: Intake) -> Intake:
    """An import that knows alpha, beta and gamma; the code 123 is beta's."""
    learn(intake, "alpha", "beta", "gamma", codes={"beta": (CodeSystem.RXNORM, "123")})
    return intake


def own(write: Write, content: str) -> Path:
    """The file."""
    return write({"pairs.csv": content}) / "pairs.csv"


def test_pairs_are_told_by_name_or_code(write: Write, knowing: Intake) -> None:
    facts = read_all(DATA_SET, knowing, own(write, text()))
    assert ratings(facts) == {
        ("alpha", "beta"): [("red", "major")],
        ("beta", "gamma"): [("Moderate", "moderate"), ("minor", "minor")],
    }
    assert (knowing.rows, knowing.imported) == (3, 3)


def test_a_row_may_name_its_source_and_place(write: Write, knowing: Intake) -> None:
    facts = read_all(DATA_SET, knowing, own(write, text()))
    cited = {fact.rating: fact.citations[0] for fact in facts if isinstance(fact, Record)}
    assert (cited["red"].source, cited["red"].section) == ("own-house", "pairs")
    assert cited["minor"].source == "own-house-formulary"
    assert cited["minor"].section == "page 3 https://example.org/3"
    titles = {fact.id: fact.title for fact in facts if isinstance(fact, Source)}
    assert titles == {"own-house": "House list", "own-house-formulary": "Formulary"}


def test_the_file_says_which_data_set_it_is(write: Write) -> None:
    path = own(write, text(priority="7", free="yes", homepage="https://example.org"))
    told = DATA_SETS["csv"].data_set_column([path])
    assert (told.key, told.title, told.licence) == ("own-house", "House list", "contract 7")
    assert (told.rank, told.free, told.homepage) == (7, True, "https://example.org")
    assert told.data_set_column([path]) is told


def test_what_is_not_said_to_be_free_is_not(write: Write, knowing: Intake) -> None:
    path = own(write, text())
    assert not DATA_SET.data_set_column([path]).free
    source = next(one for one in read_all(DATA_SET, knowing, path) if isinstance(one, Source))
    assert not is_free(source.licence)


def test_the_settings_may_stand_in_a_file_of_their_own(write: Write, knowing: Intake) -> None:
    toml = (
        'key = "house"\ntitle = "House list"\nlicence = "contract 7"\nfree = true\npriority = 9\n'
    )
    folder = write({"materia.toml": toml, "a.csv": TABLE, "b.csv": TABLE})
    assert DATA_SET.data_set_column([folder]).rank == 9
    read_all(DATA_SET, knowing, folder)
    assert (knowing.rows, knowing.merged) == (6, 3)


@pytest.mark.parametrize("sign", [";", "\t"])
def test_another_sign_may_part_the_columns(write: Write, knowing: Intake, sign: str) -> None:
    table = "one,other,rating\nalpha,beta,red\n".replace(",", sign)
    assert ratings(read_all(DATA_SET, knowing, own(write, text(table)))) == {
        ("alpha", "beta"): [("red", "unknown")]
    }


ROWS = {
    "unobtainium,alpha,red": "a drug that nobody knows by this name: unobtainium",
    "rxnorm:999,alpha,red": "a code that no drug has: rxnorm:999",
    "rxnorm:x,alpha,red": "what is no code: 'x' is no rxnorm code",
    ",alpha,red": "a side without a drug",
    "alpha,alpha,red": "both are the same drug: alpha, alpha",
    "beta and gamma,alpha,red": "a combination of several ingredients: "
    "write one row for each drug: beta and gamma",
    "alpha,beta": "another number of fields than the header has",
    "alpha,beta,red,too much": "another number of fields than the header has",
}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_that_cannot_be_attached_refuses_the_import(
    write: Write, knowing: Intake, row: str
) -> None:
    table = f"one,other,rating\nalpha,gamma,red\n{row}\n"
    with pytest.raises(RejectedImport) as refused:
        read_all(DATA_SET, knowing, own(write, text(table)))
    assert refused.value.problems[0].startswith(f"pairs.csv:6: {ROWS[row]}")
    assert "rejected-at-most allows 0" in refused.value.problems[-1]


def test_or_is_reported_by_line_when_that_is_allowed(write: Write, knowing: Intake) -> None:
    table = "one,other,rating\nalpha,gamma,red\nunobtainium,alpha,red\n"
    path = own(write, text(table, rejected_at_most="1"))
    assert set(ratings(read_all(DATA_SET, knowing, path))) == {("alpha", "gamma")}
    assert knowing.notes == ["pairs.csv:7: a drug that nobody knows by this name: unobtainium"]
    assert knowing.skipped == {"a drug that nobody knows by this name": 1}


def test_a_new_drug_comes_only_where_the_settings_say_so(write: Write, knowing: Intake) -> None:
    table = "one,other,rating\nunobtainium,alpha,red\n"
    path = own(write, text(table, new_drugs="yes"))
    assert set(ratings(read_all(DATA_SET, knowing, path))) == {("alpha", "unobtainium")}


def test_a_severity_in_other_words_is_refused(write: Write, knowing: Intake) -> None:
    table = "one,other,severity\nalpha,beta,severe\n"
    with pytest.raises(RejectedImport, match=r"pairs\.csv:5: a severity that is none of"):
        read_all(DATA_SET, knowing, own(write, text(table)))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TABLE, "no settings"),
        (text(key=""), "'key' is missing"),
        (text(licence=""), "'licence' is missing"),
        (text(key="My List"), "key 'My List'"),
        (text(licens="x"), "pairs.csv:4: no setting 'licens'"),
        (text(priority="0"), "priority '0': a number from 1 to 99"),
        (text(free="maybe"), "free 'maybe': yes or no"),
        (text("one,other,severty\n"), "pairs.csv:4: unknown column 'severty'"),
        (text("one,rating\n"), "pairs.csv:4: no column other"),
        (text("one,other,one\n"), "column one twice"),
        ("<html><body>Sign in</body></html>", "a web page"),
    ],
)
def test_what_is_not_understood_is_refused(
    write: Write, knowing: Intake, content: str, said: str
) -> None:
    with pytest.raises(RejectedImport) as refused:
        read_all(DATA_SET, knowing, own(write, content))
    assert said in str(refused.value)


def test_files_of_two_data_sets_are_not_mixed(write: Write, knowing: Intake) -> None:
    folder = write({"a.csv": text(), "b.csv": text(key="other")})
    with pytest.raises(RejectedImport, match=r"b\.csv: key other, but house before"):
        read_all(DATA_SET, knowing, folder)


def test_the_example_of_the_documentation_is_one(write: Write, intake: Intake) -> None:
    learn(intake, "warfarin", "metronidazole", "clonazepam", "valerian")
    intake.known.drugs.learn_code("clonazepam", CodeSystem.RXNORM, "2598")
    guide = (ROOT / "docs" / "own-data.md").read_text(encoding="utf-8")
    example = guide.split("```csv\n")[1].split("```")[0]
    assert len(ratings(read_all(DATA_SET, intake, own(write, example)))) == 2
