"""Does the drug of docs/add-a-drug.md load as it is written there, and does it answer?"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.importers.seed import read
from app.main import create_app
from app.settings import Settings
from fastapi.testclient import TestClient

from tests.api.calling import get, items
from tests.conftest import ROOT, SHARED, seed
from tests.verifying.judging import judge_seed

GUIDE = (ROOT / "docs" / "add-a-drug.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the seed with the drug of the guide."""
    seed = tmp_path_factory.mktemp("grown") / "seed"
    shutil.copytree(ROOT / "seed", seed)
    (seed / "drugs" / "bisacodyl.yaml").write_text(EXAMPLE, encoding="utf-8")
    return seed


@pytest.fixture(scope="module")
def asked(grown: Path) -> Iterator[TestClient]:
    """The application on that copy."""
    url = f"sqlite:///{grown.parent}/materia.db"
    seed(url, grown)
    with TestClient(create_app(Settings(database_url=url, seed_path=grown))) as client:
        yield client


@pytest.mark.parametrize("name", ["bisacodyl", "Dulcolax", "bisacodylum", "rxnorm:1596"])
def test_the_drug_of_the_guide_is_found_by_each_of_its_names(asked: TestClient, name: str) -> None:
    told = get(asked, f"/drugs/{name}")
    assert (told["id"], told["kind"]) == ("bisacodyl", "medication")
    assert {one["code"] for one in told["codes"]} == {"1596", "A06AB02", "10X0709Y6I"}


def test_the_drug_of_the_guide_is_in_its_class(asked: TestClient) -> None:
    assert "laxative" in {one["id"] for one in items(asked, "/drugs/bisacodyl/classes")}


def test_a_check_of_the_drug_of_the_guide_claims_nothing(asked: TestClient) -> None:
    told = get(asked, "/interactions/check", drugs="Dulcolax,warfarin")
    assert told["findings"] == []
    assert {pair["status"] for pair in told["pairs"]} == {"not_assessed"}


def test_the_use_that_the_guide_leaves_out_is_unknown(asked: TestClient) -> None:
    assert get(asked, "/drugs/bisacodyl/indications/depression")["verdict"] == "unknown"


def test_every_fact_of_the_guide_stands_in_a_published_file(grown: Path) -> None:
    if not (SHARED / "data").is_dir():
        pytest.skip("the published data files are not on this machine")
    verdicts, _ = judge_seed(grown, SHARED / "data")
    told = {f"{one.kind} {one.fact}": one.outcome for one in verdicts if one.subject == "bisacodyl"}
    assert len(told) == 7
    assert set(told.values()) == {"confirmed"}


# what is written wrong, and the words of the table
MISTAKES = [
    (
        "kind: synonym",
        "kind: other",
        "drugs/bisacodyl.yaml:7: bisacodyl: names.0.kind: Input should be",
    ),
    ("id: laxative", "id: laxatives", "drugs/bisacodyl.yaml:14: unknown class 'laxatives'"),
    ("10X0709Y6I", "10X0709Y6J", "no unii code (its check character should be I)"),
    (", cite: drugcentral-2016 § Laxatives", "", "cite: Field required"),
    ("drugcentral-2016 §", "fda §", "unknown source 'fda'"),
    ("classes:", "is_not:", "the drug 'bisacodyl' is in no class"),
]


@pytest.mark.parametrize(("right", "wrong", "words"), MISTAKES)
def test_a_mistake_is_told_as_the_guide_says(
    grown: Path, right: str, wrong: str, words: str
) -> None:
    file = grown / "drugs" / "bisacodyl.yaml"
    file.write_text(EXAMPLE.replace(right, wrong, 1), encoding="utf-8")
    try:
        with pytest.raises(RejectedImport) as refused:
            list(read(grown))
    finally:
        file.write_text(EXAMPLE, encoding="utf-8")
    assert any(words in one for one in refused.value.problems), refused.value.problems


@pytest.mark.parametrize("page", ["add-a-drug.md", "verifying-facts.md", "coverage.md"])
def test_a_link_of_a_page_leads_somewhere(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for name in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / "docs" / name).exists(), name
