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
from tests.conftest import ROOT, seed

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


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A seed of the drug of the guide and what it speaks of; other classes lack members here."""
    folder = tmp_path / "seed"
    for part in ("classes", "conditions"):
        shutil.copytree(ROOT / "seed" / part, folder / part)
    (folder / "drugs").mkdir()
    (folder / "drugs" / "bisacodyl.yaml").write_text(EXAMPLE, encoding="utf-8")
    # Of the many sources those that any of these files names.
    words = {
        word
        for file in folder.rglob("*.yaml")
        for word in re.findall(r"[\w.-]+", file.read_text(encoding="utf-8"))
    }
    (folder / "sources").mkdir()
    for file in (ROOT / "seed" / "sources").iterdir():
        if file.stem in words:
            shutil.copy(file, folder / "sources")
    return folder


def test_without_a_mistake_none_of_it_is_told(alone: Path) -> None:
    with pytest.raises(RejectedImport) as refused:
        list(read(alone))
    problems = refused.value.problems
    assert [one for one in problems if "bisacodyl" in one] == []
    assert [words for _, _, words in MISTAKES if any(words in one for one in problems)] == []


@pytest.mark.parametrize(("right", "wrong", "words"), MISTAKES)
def test_a_mistake_is_told_as_the_guide_says(
    alone: Path, right: str, wrong: str, words: str
) -> None:
    assert right in EXAMPLE
    file = alone / "drugs" / "bisacodyl.yaml"
    file.write_text(EXAMPLE.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(RejectedImport) as refused:
        list(read(alone))
    assert any(words in one for one in refused.value.problems), refused.value.problems


@pytest.mark.parametrize("page", ["add-a-drug.md", "verifying-facts.md", "coverage.md"])
def test_a_link_of_a_page_leads_somewhere(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for name in re.findall(r"\]\((?!http)([^)#]+)\)", text):
        assert (ROOT / "docs" / name).exists(), name
