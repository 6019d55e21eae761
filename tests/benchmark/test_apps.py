"""How fast do the apps for health software answer, beside bare ones?"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.benchmark.measuring import Client, paired, server
from tests.hooks.calls import sign

pytestmark = pytest.mark.benchmark
TAKEN = (
    "oxycodone", "sertraline", "warfarin", "ibuprofen", "omeprazole", "metformin", "lisinopril",
    "atorvastatin", "levothyroxine", "amlodipine",
)  # fmt: skip
CALL = json.dumps(sign("clonazepam", taken=TAKEN))
SIGN = "/cds-services/interactions-order-sign"
READ = "/fhir/r5/MedicationKnowledge/warfarin"
MCP = {
    "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25",
}  # fmt: skip


def tool(called: str, **arguments: Any) -> str:
    """A call of a tool."""
    params = {"name": called, "arguments": arguments}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})


TOOLS = {
    "find_drug": tool("find_drug", name="Klonopin 0.5 mg"),
    "drug_information": tool("drug_information", drug="clonazepam"),
    "is_prescribed_for": tool("is_prescribed_for", drug="clonazepam", condition="depression"),
    "side_effects": tool("side_effects", drug="clonazepam"),
    "check_interactions": tool("check_interactions", drugs=["clonazepam", "oxycodone", "wine"]),
}


@pytest.fixture(scope="module")
def ours(seeded_url: str) -> Iterator[int]:
    """Materia on the seed."""
    with server("app.main:create_app", MATERIA_DATABASE_URL=seeded_url) as port:
        yield port


@pytest.fixture(scope="module")
def bare(ours: int) -> Iterator[int]:
    """The bare application, with answers of our sizes."""
    sizes = {
        "call": len(Client(ours, "POST", SIGN, CALL).once()[1]),
        "drug": len(Client(ours, "GET", READ).once()[1]),
    }
    with server("tests.benchmark.bare:app", BARE_SIZES=json.dumps(sizes)) as port:
        yield port


def test_orders_to_be_signed_with_ten_medicines(ours: int, bare: int) -> None:
    ratio = paired(
        "order-sign with 10 active medicines (bar: 0.3 x bare)",
        Client(ours, "POST", SIGN, CALL),
        Client(bare, "POST", "/call", CALL),
    )
    assert ratio > 0


def test_a_resource_that_is_read(ours: int, bare: int) -> None:
    ratio = paired(
        "a FHIR read (bar: 0.5 x bare)", Client(ours, "GET", READ), Client(bare, "GET", "/drug")
    )
    assert ratio > 0


def test_each_tool(ours: int) -> None:
    with server("tests.benchmark.bare_mcp:app") as port:
        empty = Client(port, "POST", "/mcp", TOOLS["check_interactions"], **MCP)
        for name, body in TOOLS.items():
            asked = Client(ours, "POST", "/mcp", body, **MCP)
            assert asked.once()[0] == 200
            paired(f"MCP {name} (bar: 0.3 x an empty tool)", asked, empty)
