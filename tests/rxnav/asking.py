"""Short ways to ask the door, for tests."""

from typing import Any
from xml.etree import ElementTree

from fastapi.testclient import TestClient

LIST = "/REST/interaction/list"
DRUG = "/REST/interaction/interaction"


def ask(client: TestClient, address: str) -> Any:
    """The JSON at an address below /REST, which has a question mark if it has parameters."""
    path, mark, query = address.partition("?")
    answer = client.get(f"/REST/{path}.json{mark}{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    return answer.json()


def pairs(client: TestClient, rxcuis: str) -> list[list[str]]:
    """The two RxCUIs of every interaction of a list, of the first group."""
    found = ask(client, f"interaction/list?rxcuis={rxcuis}")
    groups = found.get("fullInteractionTypeGroup", [{"fullInteractionType": []}])
    return [
        [concept["rxcui"] for concept in one["minConcept"]]
        for one in groups[0]["fullInteractionType"]
    ]


def tree(client: TestClient, address: str) -> ElementTree.Element:
    """The XML at an address below /REST."""
    path, mark, query = address.partition("?")
    answer = client.get(f"/REST/{path}.xml{mark}{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def as_elements(name: str, value: Any) -> list[Any]:
    """What a JSON value reads as when it is written as elements: names, texts, order."""
    if isinstance(value, list):
        return [element for one in value for element in as_elements(name, one)]
    if isinstance(value, dict):
        inner = [element for key, part in value.items() for element in as_elements(key, part)]
        return [(name, inner)]
    return [(name, value or "")]


def read_elements(element: ElementTree.Element) -> Any:
    """The same of a tree."""
    inner = [read_elements(one) for one in element]
    return (element.tag, inner or element.text or "")


def leaves(value: Any) -> list[Any]:
    """Every value that is neither an object nor a list."""
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in leaves(part)]
    return [value]
