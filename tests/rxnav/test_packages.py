"""NDCs, classes, properties and versions."""

import re

import pytest
from fastapi.testclient import TestClient

from tests.rxnav.asking import ask

STATUS = ["ndc11", "status", "active", "rxnormNdc", "rxcui", "conceptName", "conceptStatus",
          "sourceList", "altNdc", "comment"]  # fmt: skip


def test_the_packages_of_a_product_have_eleven_digits(
    rxnav: TestClient, imported: TestClient
) -> None:
    assert ask(rxnav, "rxcui/777002/ndcs")["ndcGroup"] == {
        "rxcui": None, "ndcList": {"ndc": ["55555013601"]},
    }  # fmt: skip
    assert ask(imported, "rxcui/302/ndcs")["ndcGroup"]["ndcList"] == {"ndc": ["55555013699"]}
    assert ask(rxnav, "rxcui/2598/ndcs")["ndcGroup"] == {"rxcui": None, "ndcList": {}}


@pytest.mark.parametrize("ndc", ["55555013601", "55555-136-01", "55555-0136-01", "5555513601"])
def test_a_package_has_the_status_of_its_product(rxnav: TestClient, ndc: str) -> None:
    found = ask(rxnav, f"ndcstatus?ndc={ndc}")["ndcStatus"]
    assert list(found) == STATUS
    assert (found["ndc11"], found["status"], found["active"]) == ("55555013601", "ACTIVE", "YES")
    assert (found["rxcui"], found["conceptName"]) == ("777002", "clona 0.5 MG tablet")
    assert found["sourceList"] == {"sourceName": ["MATERIA"]}
    assert found["rxnormNdc"] == "NO"


def test_a_package_of_rxnorm_says_so(imported: TestClient) -> None:
    found = ask(imported, "ndcstatus?ndc=55555013699")["ndcStatus"]
    assert (found["rxcui"], found["rxnormNdc"]) == ("302", "YES")
    assert found["sourceList"] == {"sourceName": ["RXNORM"]}


@pytest.mark.parametrize("ndc", ["00000000000", "x", ""])
def test_an_unknown_package_has_no_rxcui(rxnav: TestClient, ndc: str) -> None:
    found = ask(rxnav, f"ndcstatus?ndc={ndc}")["ndcStatus"]
    assert found["status"] == "UNKNOWN"
    assert "rxcui" not in found


def test_the_groups_of_atc_are_told(rxnav: TestClient) -> None:
    found = ask(rxnav, "rxclass/class/byRxcui?rxcui=11289&relaSource=atc")
    assert found == {
        "rxclassDrugInfoList": {
            "rxclassDrugInfo": [
                {
                    "minConcept": {"rxcui": "11289", "name": "warf", "tty": "IN"},
                    "rxclassMinConceptItem": {
                        "classId": "B01AA", "className": "vitamin K antagonists",
                        "classType": "ATC1-4",
                    },
                    "rela": "",
                    "relaSource": "ATC",
                }
            ]
        }
    }  # fmt: skip


@pytest.mark.parametrize("query", ["rxcui=987654", "rxcui=11289&relaSource=MESH", "rxcui=1191"])
def test_no_class_is_an_empty_answer(rxnav: TestClient, query: str) -> None:
    assert ask(rxnav, f"rxclass/class/byRxcui?{query}") == {}


def properties(client: TestClient, rxcui: str, prop: str) -> set[tuple[str, str, str]]:
    """All properties of a kind."""
    found = ask(client, f"rxcui/{rxcui}/allProperties?prop={prop}")
    concepts = found["propConceptGroup"]["propConcept"]
    assert {tuple(one) for one in concepts} == {("propCategory", "propName", "propValue")}
    return {(one["propCategory"], one["propName"], one["propValue"]) for one in concepts}


def test_properties_are_told_by_kind(rxnav: TestClient, imported: TestClient) -> None:
    assert properties(rxnav, "777002", "ATTRIBUTES") == {
        ("ATTRIBUTES", "TTY", "SCD"), ("ATTRIBUTES", "AVAILABLE_STRENGTH", "0.5 mg"),
        ("ATTRIBUTES", "SCHEDULE", "4"),
    }  # fmt: skip
    assert properties(rxnav, "2598", "codes") == {
        ("CODES", "RxCUI", "2598"), ("CODES", "ATC", "N03AE01"),
    }  # fmt: skip
    assert ("NAMES", "RxNorm Synonym", "Calmex 0.5 MG Tab") in properties(imported, "302", "NAMES")
    kinds = {one[0] for one in properties(imported, "302", "all")}
    assert kinds == {"ATTRIBUTES", "CODES", "NAMES", "SOURCES"}
    kinds = {one[0] for one in properties(imported, "302", "NAMES+SOURCES")}
    assert kinds == {"NAMES", "SOURCES"}


def test_the_version_is_a_day(rxnav: TestClient) -> None:
    found = ask(rxnav, "version")
    assert list(found) == ["version"]
    assert re.fullmatch(r"\d\d-[A-Z][a-z]{2}-\d{4}", found["version"])
