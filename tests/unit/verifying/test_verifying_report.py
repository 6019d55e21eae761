"""Does the report of the verifying tool say what is wrong, what is short, and what was not read?"""

import re
import shutil
from pathlib import Path

import pytest
from app.importers.seed.reader import read_folder

from tests.conftest import ROOT, SHARED
from tests.small_data import write_data
from tests.verifying import report
from tests.verifying.__main__ import main
from tests.verifying.evidence import Library
from tests.verifying.gathering import gather
from tests.verifying.judging import judge_facts, judge_whole
from tests.verifying.outcome import Found, Outcome, Verdict


def test_the_report_says_what_is_short_of_its_bar() -> None:
    good = Verdict("name", "alphazol", "x", "book", *_found(Outcome.CONFIRMED))
    code = Verdict("code rxnorm", "alphazol", "101", "book", *_found(Outcome.CONFIRMED))
    bad = Verdict("code unii", "alphazol", "1", "book", *_found(Outcome.CONTRADICTED))
    lost = Verdict("name", "alphazol", "y", "book", *_found(Outcome.NOT_FOUND))
    assert report.shortfalls([good, code]) == [
        "1 ingredients have a confirmed RxCUI; 250 are asked"
    ]
    assert report.shortfalls([good, code, bad, lost]) == [
        "1 facts are contradicted by a file",
        "50.0 % of names, memberships, indications are confirmed; 90 % are asked",
        "50.0 % of the facts of kind name have a file or a page; 95 % are asked",
        "1 ingredients have a confirmed RxCUI; 250 are asked",
    ]


def _found(outcome: Outcome) -> Found:
    return outcome, ("a file line 1",), ""


def test_a_folder_that_is_not_there_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "There is no folder" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_named_and_the_others_are_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_data(tmp_path, "pharmgkb/drugs.tsv")
    assert main([str(tmp_path), "--out", str(tmp_path / "facts.tsv")]) == 1
    told = capsys.readouterr().out
    assert "nothing was compared with it: pharmgkb/drugs.tsv" in told
    assert "nothing was compared with it: drugbank_vocabulary" not in told
    header, first = (tmp_path / "facts.tsv").read_text(encoding="utf-8").splitlines()[:2]
    assert header.split("\t")[:4] == ["kind", "subject", "fact", "outcome"]
    assert len(first.split("\t")) == 7


@pytest.fixture(scope="module")
def library() -> Library:
    """All that the published data files say: half a minute of work, more on a shared machine."""
    if not (SHARED / "data").is_dir():
        pytest.skip("the published data files are not on this machine")
    return gather(SHARED / "data")


@pytest.mark.timeout(600)
def test_the_seed_is_borne_out_by_the_published_data(
    library: Library,
) -> None:
    verdicts = judge_whole(ROOT / "seed", SHARED / "data", library)
    assert library.absent == []
    assert list(report.contradictions(verdicts)) == []
    assert report.shortfalls(verdicts) == []


@pytest.mark.timeout(600)
def test_every_fact_of_the_drug_of_the_guide_stands_in_a_published_file(
    library: Library, tmp_path: Path
) -> None:
    guide = (ROOT / "docs" / "add-a-drug.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    # Of its own facts and what it speaks of alone: to judge all other drugs again takes long.
    for part in ("sources", "classes", "conditions"):
        shutil.copytree(ROOT / "seed" / part, tmp_path / "seed" / part)
    (tmp_path / "seed" / "drugs").mkdir()
    (tmp_path / "seed" / "drugs" / "bisacodyl.yaml").write_text(example, encoding="utf-8")
    facts = [one.fact for one in read_folder(tmp_path / "seed")]
    verdicts = judge_facts(facts, library)
    told = {f"{one.kind} {one.fact}": one.outcome for one in verdicts if one.subject == "bisacodyl"}
    assert len(told) == 7
    assert set(told.values()) == {"confirmed"}
