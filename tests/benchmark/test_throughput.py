"""How fast does it answer, beside a bare FastAPI route that answers as many bytes?"""

import json
from collections.abc import Iterator

import pytest

from tests.benchmark.measuring import Client, paired, server

pytestmark = pytest.mark.benchmark
FIVE = json.dumps(
    {"drugs": ["Klonopin 0.5 mg tab", "oxycodone HCl", "wine", "sertraline", "diazepam"]}
)
TWENTY = json.dumps(
    {
        "drugs": [
            "clonazepam", "oxycodone", "alcohol", "sertraline", "diazepam", "fluoxetine",
            "warfarin", "ibuprofen", "aspirin", "tramadol", "amitriptyline", "gabapentin",
            "zolpidem", "lithium", "clozapine", "omeprazole", "methadone", "bupropion",
            "trazodone", "acetaminophen",
        ]
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def ours(big_url: str) -> Iterator[int]:
    """Materia on a release of national size."""
    with server("app.main:create_app", MATERIA_DATABASE_URL=big_url, MATERIA_RATE_LIMIT="") as port:
        yield port


@pytest.fixture(scope="module")
def bare(ours: int) -> Iterator[int]:
    """The bare application, with answers of our sizes."""
    sizes = {
        "five": len(Client(ours, "POST", "/interactions/check", FIVE).once()[1]),
        "twenty": len(Client(ours, "POST", "/interactions/check", TWENTY).once()[1]),
        "drug": len(Client(ours, "GET", "/drugs/clonazepam").once()[1]),
    }
    with server("tests.benchmark.bare:app", BARE_SIZES=json.dumps(sizes)) as port:
        yield port


def test_a_check_of_five_names(ours: int, bare: int) -> None:
    ratio = paired(
        "check of five names (bars: 0.5 x bare, p99 under 3 x)",
        Client(ours, "POST", "/interactions/check", FIVE),
        Client(bare, "POST", "/check/five", FIVE),
    )
    assert ratio > 0


def test_a_check_of_twenty_names(ours: int, bare: int) -> None:
    ratio = paired(
        "check of twenty names (bars: 0.25 x bare, p99 under 3 x)",
        Client(ours, "POST", "/interactions/check", TWENTY),
        Client(bare, "POST", "/check/twenty", TWENTY),
        count=30,
    )
    assert ratio > 0


def test_a_drug(ours: int, bare: int) -> None:
    ratio = paired(
        "a drug (bar: 0.6 x bare)",
        Client(ours, "GET", "/drugs/clonazepam"),
        Client(bare, "GET", "/drug"),
    )
    assert ratio > 0


def test_a_drug_that_has_not_changed(ours: int, bare: int) -> None:
    etag = Client(ours, "GET", "/drugs/clonazepam").once()[2]["etag"]
    unchanged = Client(ours, "GET", "/drugs/clonazepam", None, **{"If-None-Match": etag})
    assert unchanged.once()[0] == 304
    paired("a drug, unchanged: 304 (bar: 0.8 x bare)", unchanged, Client(bare, "GET", "/drug"))
