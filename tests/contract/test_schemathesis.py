"""Does the server answer all that its OpenAPI document allows, and refuse the rest in order?

Thousands of questions are made from the document, and sequences of them along its links; every
check of schemathesis looks at the answers. `.ci/run` installs it; it is skipped elsewhere.
"""

import re
import subprocess
from collections.abc import Iterator

import pytest

from tests.api.calling import listening
from tests.conftest import ROOT

PROGRAM = ROOT / ".venv-clients" / "bin" / "schemathesis"
CONFIG = ROOT / "tests" / "contract" / "schemathesis.toml"
SECONDS = 40

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def done(seeded_url: str) -> Iterator[subprocess.CompletedProcess[str]]:
    """What it did."""
    if not PROGRAM.exists():
        pytest.skip("schemathesis is not installed: .ci/run does it")
    with listening(seeded_url) as address:
        command = [PROGRAM, "--config-file", CONFIG, "run", f"{address}/openapi.json"]
        yield subprocess.run(
            [*command, "--max-examples", "6", "--max-time", str(SECONDS), "--no-color"],
            capture_output=True, text=True, timeout=240, check=False,
        )  # fmt: skip


@pytest.mark.fault(
    "Thousands of questions made from the OpenAPI document",
    "None is a 5xx; each answer is as the document promises",
)
def test_no_check_fails(done: subprocess.CompletedProcess[str]) -> None:
    """It ends with 1 where a check failed, and prints the question that can be asked again."""
    failures = done.stdout.partition(" FAILURES ")[2] or done.stdout[-3_000:] + done.stderr
    assert done.returncode == 0, failures[:6_000]


def test_every_operation_is_asked(done: subprocess.CompletedProcess[str]) -> None:
    selected = re.search(r"Selected: (\d+)/(\d+)\s+Tested: (\d+)", done.stdout)
    assert selected is not None, done.stdout[-3_000:]
    assert len({*selected.groups()}) == 1 and int(selected[1]) > 40


def test_hundreds_of_questions_are_made(done: subprocess.CompletedProcess[str]) -> None:
    made = re.search(r"([\d,]+) generated", done.stdout)
    assert made is not None and int(made[1].replace(",", "")) > 300, done.stdout[-3_000:]
