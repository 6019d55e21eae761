"""An empty list says why, and a drug says how much is recorded of it."""

import pytest
from fastapi.testclient import TestClient

LISTS = ("indications", "side-effects", "warnings", "interactions", "classes")


@pytest.fixture(scope="module")
def drugs(client: TestClient) -> list[str]:
    """Every tenth drug of the seed, and some that are known to be short."""
    items = client.get("/drugs?limit=500").json()["items"]
    return [*(one["id"] for one in items[::10]), "amprenavir", "fosinopril", "felodipine"]


@pytest.mark.parametrize("name", LISTS)
def test_no_list_of_a_drug_is_silent(client: TestClient, drugs: list[str], name: str) -> None:
    for drug in drugs:
        page = client.get(f"/drugs/{drug}/{name}").json()
        assert page["recorded"] == ("partial" if page["total"] else "none"), drug
        if not page["total"]:
            assert "does not mean that there are none" in page["statement"]


def test_a_list_that_was_narrowed_says_so(client: TestClient) -> None:
    of_all = client.get("/drugs/aspirin/side-effects").json()
    of_phase = client.get("/drugs/aspirin/side-effects?phase=on_withdrawal").json()
    assert of_all["total"] > 0
    assert of_phase["total"] == 0
    assert "is of the kind asked for" in of_phase["statement"]


def test_uses_of_a_drug_and_a_condition_name_both(client: TestClient) -> None:
    page = client.get("/indications?drug=aspirin&condition=gout").json()
    assert page["recorded"] == "none"
    assert "aspirin for gout" in page["statement"]


def test_a_condition_says_which_of_its_lists_hold_nothing(client: TestClient) -> None:
    for one in client.get("/conditions?limit=500").json()["items"][::15]:
        whole = client.get(f"/conditions/{one['id']}").json()
        for name, recorded in whole["recorded"].items():
            assert recorded == ("partial" if whole[name] else "none")
        assert "not that there is nothing" in whole["statement"]


def test_the_depth_of_a_drug_is_what_is_recorded_of_itself(
    client: TestClient, drugs: list[str]
) -> None:
    kinds = ("indications", "side-effects", "warnings")
    depths = set()
    for drug in drugs:
        whole = client.get(f"/drugs/{drug}").json()
        own = [
            sum(
                one["subject"]["kind"] == "drug"
                for one in client.get(f"/drugs/{drug}/{kind}?limit=500").json()["items"]
            )
            for kind in kinds
        ]
        own.append(sum(one["subject"]["kind"] == "drug" for one in whole["mechanisms"]))
        expected = "monograph" if all(own) else "partial" if any(own) else "classified"
        if expected == "classified" and not whole["classes"]:
            expected = "name_only"
        assert whole["depth"] == expected, drug
        assert whole["name"] in whole["depth_statement"]
        depths.add(expected)
    assert len(depths) >= 3
