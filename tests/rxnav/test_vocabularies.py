"""Do the lists of words, and the questions on one property, answer what the data can?"""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.rxnav.asking import ask


@pytest.mark.parametrize(
    ("path", "outer", "inner", "some"),
    [
        ("idtypes", "idTypeList", "idName", {"NDC", "ATC", "UNII_CODE"}),
        ("termtypes", "termTypeList", "termType", {"IN", "BN", "SCD", "SBD"}),
        ("relatypes", "relationTypeList", "relationType", {"tradename_of", "has_tradename"}),
        ("propCategories", "propCategoryList", "propCategory", {"ATTRIBUTES", "CODES"}),
    ],
)
def test_words_that_questions_may_hold_are_listed(
    rxnav: TestClient, path: str, outer: str, inner: str, some: set[str]
) -> None:
    found = ask(rxnav, path)
    assert list(found) == [outer] and list(found[outer]) == [inner]
    assert some <= set(found[outer][inner])


@pytest.mark.parametrize("outer", ["idtypes", "termtypes", "relatypes", "propCategories"])
def test_each_listed_word_is_understood(rxnav: TestClient, outer: str) -> None:
    ((words,),) = (list(part.values()) for part in ask(rxnav, outer).values())
    question = {
        "idtypes": "rxcui?id=1&idtype=", "termtypes": "rxcui/2598/related?tty=",
        "relatypes": "rxcui/2598/related?rela=", "propCategories": "rxcui/2598/allProperties?prop=",
    }[outer]  # fmt: skip
    for word in words:
        ask(rxnav, f"{question}{word}")


def test_brands_hold_all_the_ingredients(imported: TestClient, rxnav: TestClient) -> None:
    def brands(client: TestClient, ids: str) -> list[str]:
        group = ask(client, f"brands?ingredientids={ids}")["brandGroup"]
        assert group["ingredientList"] is None
        return [one["rxcui"] for one in group.get("conceptProperties", ())]

    assert brands(imported, "2598") == ["2699"]
    assert brands(imported, "2598+1191") == []
    assert brands(rxnav, "7804+1191") == ["777001"]
    assert brands(rxnav, "987654") == [] and brands(rxnav, "") == []


def values(client: TestClient, rxcui: str, name: str) -> list[str]:
    """The values of one property."""
    found = ask(client, f"rxcui/{rxcui}/property?propName={name}")
    concepts = found.get("propConceptGroup", {}).get("propConcept", ())
    return [one["propValue"] for one in concepts]


def test_one_property_has_its_values(rxnav: TestClient) -> None:
    assert values(rxnav, "2598", "TTY") == ["IN"]
    assert values(rxnav, "2598", "schedule") == ["4"]
    assert values(rxnav, "2598", "hearsay") == []
    assert values(rxnav, "987654", "TTY") == []


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("2598/filter?propName=TTY", True),
        ("2598/filter?propName=tty&propValues=BN+in", True),
        ("2598/filter?propName=TTY&propValues=BN", False),
        ("2598/filter?propName=hearsay", False),
        ("987654/filter?propName=TTY", False),
    ],
)
def test_a_rxcui_is_kept_if_it_fits(rxnav: TestClient, question: str, kept: bool) -> None:
    assert ask(rxnav, f"rxcui/{question}") == ({"rxcui": "2598"} if kept else {})


def status(client: TestClient, rxcui: str) -> Any:
    """What is said of the use of a RxCUI."""
    return ask(client, f"rxcui/{rxcui}/status")["rxcuiStatus"]


def test_a_rxcui_is_in_use_or_not_or_not_known(imported: TestClient) -> None:
    assert status(imported, "2598") == {
        "status": "Active",
        "minConceptGroup": {"minConcept": [{"rxcui": "2598", "name": "clona", "tty": "IN"}]},
    }
    assert status(imported, "303")["status"] == "Obsolete"
    assert status(imported, "987654") == {"status": "Unknown"}


@pytest.mark.parametrize("asked", ["55555013699", "55555-136-99", "302"])
def test_a_package_and_its_product_are_told_of_each_other(imported: TestClient, asked: str) -> None:
    found = ask(imported, f"ndcproperties?id={asked}")["ndcPropertyList"]["ndcProperty"]
    assert found == [{"ndcItem": "55555013699", "rxcui": "302", "source": "RXNORM"}]


def test_no_package_has_no_properties(rxnav: TestClient) -> None:
    assert ask(rxnav, "ndcproperties?id=00000000000") == {}
    assert ask(rxnav, "ndcproperties?id=2598") == {}


@pytest.mark.parametrize(
    "address",
    ["brands", "rxcui/2598/property", "rxcui/2598/filter", "ndcproperties"],
)
def test_what_is_needed_must_be_asked(rxnav: TestClient, address: str) -> None:
    assert rxnav.get(f"/REST/{address}.json").status_code == 400
