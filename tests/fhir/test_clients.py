"""Do clients that real systems use browse, search and page through a live server?"""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from fhirpy import AsyncFHIRClient, SyncFHIRClient
from fhirpy.base.exceptions import ResourceNotFound

from tests.api.calling import listening
from tests.conftest import ROOT

NODE = ROOT / "tests" / "contract" / "node"


@pytest.fixture(scope="module")
def server(seeded_url: str) -> Iterator[str]:
    """A live server on loopback."""
    with listening(seeded_url) as base:
        yield base


@pytest.mark.parametrize("version", ["r5", "r4"])
def test_fhirpy_reads_searches_and_pages(server: str, version: str) -> None:
    client = SyncFHIRClient(f"{server}/fhir/{version}")
    drug = client.reference("Substance", "warfarin").to_resource()
    assert drug["id"] == "warfarin"
    found = client.resources("MedicationKnowledge").search(
        code="http://www.nlm.nih.gov/research/umls/rxnorm|2598"
    )
    assert [one["id"] for one in found.fetch()] == ["clonazepam"]
    every = client.resources("ValueSet").limit(40).fetch_all()
    assert len(every) == client.resources("ValueSet").count() > 100
    assert client.execute("metadata", method="get")["resourceType"] == "CapabilityStatement"
    with pytest.raises(ResourceNotFound):
        client.reference("Substance", "zqgone").to_resource()


def test_fhirpy_checks_interactions(server: str) -> None:
    async def run() -> Any:
        client = AsyncFHIRClient(f"{server}/fhir/r5")
        given = [{"name": "medication", "valueString": one} for one in ("warfarin", "ibuprofen")]
        body = {"resourceType": "Parameters", "parameter": given}
        return await client.execute("$check-interactions", method="post", data=body)

    found = asyncio.run(run())
    assert found["entry"][0]["resource"]["severity"] == "high"


def test_fhir_kit_client_reads_searches_and_pages(server: str) -> None:
    node = shutil.which("node")
    if node is None or not (NODE / "node_modules" / "fhir-kit-client").exists():
        pytest.skip("fhir-kit-client is not installed: .ci/run does it")
    done = subprocess.run(
        [node, NODE / "fhir-client.mjs", server],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["CapabilityStatement", "warfarin", "clonazepam", "20", "20"]
