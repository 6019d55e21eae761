"""Are the packed look-ups still the best choice beside SQLite, FTS5, marisa-trie and rapidfuzz?"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmark.alternatives import CHOICES, prepare
from tests.conftest import ROOT

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def folder(big_url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same names and records in a file for each choice."""
    made = tmp_path_factory.mktemp("alternatives")
    prepare(made, big_url)
    return made


@pytest.mark.parametrize("name", CHOICES)
def test_the_figures_of_decision_0012(name: str, folder: Path) -> None:
    command = [sys.executable, "-m", "tests.benchmark.alternatives", name, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    print(f"\n{name}: {done.stdout.strip()}")
