"""DDInter: pairs in several files are one, levels keep their word, every row is accounted for."""

import time
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.importers.ddinter import DATA_SET
from app.importers.run import Intake

from tests.benchmark.files import write_ddinter
from tests.importers.conftest import Write
from tests.importers.pairing import assessed, learn, ratings, read_all

HEADER = "DDInterID_A,Drug_A,DDInterID_B,Drug_B,Level\n"
A = (
    HEADER
    + "DDInter1,Alphadrug,DDInter2,Betadrug,Major\n"
    + 'DDInter3,"Gamma, human",DDInter1,Alphadrug,Unknown\n'
)
B = (
    HEADER
    + "DDInter2,Betadrug,DDInter1,Alphadrug,Major\n"
    + "DDInter2,Betadrug,DDInter4,Alphadrug hydrochloride,Minor\n"
    + "DDInter2,Betadrug,DDInter5,Delta and epsilon,Minor\n"
)


def files(write: Write, **more: str) -> Path:
    """Two files that overlap, and more."""
    texts = {"A": A, "B": B, **more}
    return write({f"ddinter_downloads_code_{letter}.csv": text for letter, text in texts.items()})


def test_a_pair_of_several_files_is_told_once(write: Write, intake: Intake) -> None:
    told = ratings(read_all(DATA_SET, intake, files(write)))
    assert told[("alphadrug", "betadrug")] == [("Major", "major"), ("Minor", "minor")]
    assert told[("alphadrug", "gamma-human")] == [("Unknown", "unknown")]
    assert (intake.rows, intake.merged) == (5, 1)


def test_a_drug_that_is_known_is_that_drug(write: Write, intake: Intake) -> None:
    learn(intake, "alphadrug")
    assert "alphadrug" in assessed(read_all(DATA_SET, intake, files(write)))


def test_every_drug_named_is_assessed_and_no_other(write: Write, intake: Intake) -> None:
    told = assessed(read_all(DATA_SET, intake, files(write)))
    assert told == ["alphadrug", "betadrug", "gamma-human"]


def test_a_combination_is_no_drug(write: Write, intake: Intake) -> None:
    read_all(DATA_SET, intake, files(write))
    assert intake.skipped == {"a combination of several ingredients": 1}


def test_rows_that_say_nothing_are_counted_by_reason(write: Write, intake: Intake) -> None:
    odd = HEADER + (
        "DDInter1,Alphadrug,DDInter2\n"
        "DDInter1,Alphadrug,DDInter7,Zeta, human,Major\n"
        "x1,Alphadrug,DDInter2,Betadrug,Major\n"
        "DDInter8,,DDInter2,Betadrug,Major\n"
        "DDInter1,Alphadrug,DDInter1,Alphadrug,Major\n"
    )
    read_all(DATA_SET, intake, write({"ddinter_downloads_code_V.csv": odd}))
    assert intake.skipped == {
        "a row with too few fields": 1,
        "a row with too many fields": 1,
        "an id that is none of DDInter": 1,
        "a drug without a name": 1,
        "both are the same drug": 1,
    }
    assert intake.imported == 0


def test_another_word_is_kept_and_its_harm_unknown(write: Write, intake: Intake) -> None:
    odd = HEADER + "DDInter1,A1,DDInter2,B1,Severe\nDDInter1,A1,DDInter3,C1,\n"
    told = ratings(read_all(DATA_SET, intake, write({"ddinter_downloads_code_A.csv": odd})))
    assert told == {
        ("a1", "b1"): [("Severe", "unknown")],
        ("a1", "c1"): [("no level told", "unknown")],
    }


def test_a_mark_line_ends_and_a_zip_change_nothing(write: Write, intake: Intake) -> None:
    plain = ratings(read_all(DATA_SET, Intake(), files(write)))
    odd = {
        f"ddinter_downloads_code_{n}.csv": "\ufeff" + text.replace("\n", "\r\n")
        for n, text in (("A", A), ("B", B))
    }
    assert ratings(read_all(DATA_SET, intake, write(odd, zipped="ddinter.zip"))) == plain


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b,c\n1,2,3\n", "csv:1: not DDInterID_A"),
        ("<html><body>502</body></html>", "a web page"),
        ("", "but: nothing"),
        ("D\0D", "a zero byte"),
    ],
)
def test_what_is_no_ddinter_is_refused(write: Write, intake: Intake, text: str, said: str) -> None:
    with pytest.raises(RejectedImport, match=said):
        read_all(DATA_SET, intake, write({"ddinter_downloads_code_A.csv": text}))


def test_a_folder_of_something_else_is_refused(write: Write, intake: Intake) -> None:
    with pytest.raises(RejectedImport, match="no ddinter_downloads_code"):
        read_all(DATA_SET, intake, write({"other.csv": HEADER}))


def test_its_licence_forbids_some_uses() -> None:
    assert not DATA_SET.free
    assert "NC" in DATA_SET.licence


def test_300_000_pairs_are_read_in_seconds(tmp_path: Path, intake: Intake) -> None:
    pairs = write_ddinter(tmp_path)
    started = time.process_time()
    count = sum(1 for _ in DATA_SET.read([tmp_path], intake))
    assert time.process_time() - started < 8
    assert (intake.rows, intake.imported) == (pairs, pairs)
    assert count > pairs
