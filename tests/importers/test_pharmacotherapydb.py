"""Does a non-indication stay one, and does nothing become approved?"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Code, CodeSystem, Drug, Goal, Indication, Name, Source, Status
from app.importers.pharmacotherapydb import DATA_SET
from app.importers.run import Intake

from tests.importers.conftest import Write
from tests.importers.knowing import knows_drug, of, told

HEADER = "doid_id\tdrugbank_id\tdisease\tdrug\tcategory\tn_curators\tn_resources\n"
FILE = HEADER + (
    "DOID:1\tDB00001\tlow mood\tAlphadrug\tDM\t2\t1\n"
    "DOID:1\tDB00002\tlow mood\tBetadrug\tSYM\t3\t1\n"
    "DOID:2\tDB00001\thigh mood\tAlphadrug\tNOT\t1\t2\n"
)


def test_categories_become_a_status_and_a_goal(intake: Intake, write: Write) -> None:
    facts = told(DATA_SET, intake, write({"indications.tsv": FILE}))
    found = [(one.id, one.subject, one.status, one.goal) for one in of(Indication, facts)]
    assert found == [
        (
            "pharmacotherapydb:DB00001:DOID:1",
            "drug:alphadrug",
            Status.OFF_LABEL,
            Goal.DISEASE_MODIFYING,
        ),
        ("pharmacotherapydb:DB00002:DOID:1", "drug:betadrug", Status.OFF_LABEL, Goal.SYMPTOMATIC),
        ("pharmacotherapydb:DB00001:DOID:2", "drug:alphadrug", Status.NOT_INDICATED, Goal.UNKNOWN),
    ]
    assert of(Source, facts)[0].version == "1.0"
    assert intake.imported == intake.rows == 3


def test_the_words_say_who_says_so_and_that_approval_is_not_told(
    intake: Intake, write: Write
) -> None:
    facts = told(DATA_SET, intake, write({"indications.tsv": FILE}))
    yes, _, no = (one.why for one in of(Indication, facts))
    assert "that physicians sorted, counts it as an indication" in yes
    assert yes.endswith("It does not tell whether the use is approved.")
    assert "does not count it as an indication" in no
    assert "approved" not in no


def test_a_drug_is_known_by_its_drugbank_id_and_gets_the_name(intake: Intake, write: Write) -> None:
    knows_drug(intake, "alpha", codes=[(CodeSystem.DRUGBANK, "DB00001")])
    facts = told(DATA_SET, intake, write({"indications.tsv": FILE}))
    assert of(Indication, facts)[0].subject == "drug:alpha"
    assert [(one.drug, one.text) for one in of(Name, facts)] == [("alpha", "Alphadrug")]
    codes = {(one.subject, one.code) for one in of(Code, facts)}
    assert {("drug:alpha", "DB00001"), ("condition:low-mood", "DOID:1")} <= codes


BAD = {
    "a row without a right drug": "DOID:1\tX1\tlow mood\tAlphadrug\tDM\t1\t1\n",
    "a row without a right disease": "1\tDB00001\tlow mood\tAlphadrug\tDM\t1\t1\n",
    "a category that is not DM, SYM or NOT": "DOID:1\tDB00001\tlow mood\tAlphadrug\t\t1\t1\n",
    "a combination of several ingredients": "DOID:1\tDB00001\tlow mood\tA/B\tDM\t1\t1\n",
    "a row with too few fields": "DOID:1\tDB00001\n",
    "a pair that stood there in another category": (
        "DOID:9\tDB00009\td\tNinedrug\tNOT\t1\t1\nDOID:9\tDB00009\td\tNinedrug\tDM\t1\t1\n"
    ),
}


@pytest.mark.parametrize("reason", BAD)
def test_what_is_left_out_is_counted_with_its_reason(
    intake: Intake, write: Write, reason: str
) -> None:
    facts = told(DATA_SET, intake, write({"indications.tsv": HEADER + BAD[reason]}))
    assert intake.skipped == {reason: 1}
    assert {one.status for one in of(Indication, facts)} <= {Status.NOT_INDICATED}


def test_the_same_row_twice_says_nothing_new(intake: Intake, write: Write) -> None:
    row = "DOID:1\tDB00001\tlow mood\tAlphadrug\tDM\t2\t1\n"
    facts = told(DATA_SET, intake, write({"indications.tsv": HEADER + row + row}))
    assert (len(of(Indication, facts)), intake.merged) == (1, 1)


def test_any_line_ends_marks_and_encodings_are_read(intake: Intake, write: Write) -> None:
    content = b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").replace("low", "l\xf6w").encode(
        "latin-1"
    )
    facts = told(DATA_SET, intake, write({"indications.tsv": content}))
    assert len(of(Indication, facts)) == 3


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("a\tb\n", "indications.tsv:1: no column doid_id"),
        ("<!DOCTYPE html><html>", "web page"),
        ("", "no column"),
    ],
)
def test_another_file_is_refused(intake: Intake, write: Write, content: str, problem: str) -> None:
    with pytest.raises(RejectedImport) as refused:
        told(DATA_SET, intake, write({"indications.tsv": content}))
    assert problem in refused.value.problems[0]


def test_the_real_catalogue(intake: Intake, real: Callable[[str], Path]) -> None:
    facts = told(DATA_SET, intake, real("pharmacotherapydb"))
    statements = of(Indication, facts)
    assert intake.rows == 1_388
    assert intake.skipped == {"a combination of several ingredients": 2}
    assert Counter(one.status.value for one in statements) == {
        "off_label": 1_143,
        "not_indicated": 243,
    }
    assert len(facts) >= DATA_SET.at_least
    assert len(of(Drug, facts)) == 599
