"""Is a question read as old clients write it?"""

import pytest
from app.api.rxnav.request import Form, Refused, form_by_accept, read_query, split_ending
from fastapi.testclient import TestClient

from tests.rxnav.asking import LIST, ask, pairs
from tests.rxnav.conftest import Serve

PAIR = [["2598", "7804"]]


@pytest.mark.parametrize(
    "rxcuis",
    [
        "2598+7804",
        "2598%207804",
        "2598%2B7804",
        "2598+7804+",
        "2598%207804%20",
        "2598++7804",
        "2598%20%207804",
        "2598%20+7804",
        "2598%20%2B7804",
        "+2598+7804",
        "2598,7804",
        "2598%09%0A7804",
        "7804+2598",
        "2598+7804&rxcuis=2598",
    ],
)
def test_a_list_is_split_as_it_is_written(rxnav: TestClient, rxcuis: str) -> None:
    assert pairs(rxnav, rxcuis) == PAIR


@pytest.mark.parametrize("name", ["rxcuis", "RXCUIS", "RxCuis"])
def test_the_name_of_a_parameter_has_any_case(rxnav: TestClient, name: str) -> None:
    found = ask(rxnav, f"interaction/list?{name}=2598+7804")
    assert "fullInteractionTypeGroup" in found


@pytest.mark.parametrize("more", ["caller=RxNav", "values=", "source=x", "format=.json", "&&", "="])
def test_an_unknown_parameter_is_ignored(rxnav: TestClient, more: str) -> None:
    assert pairs(rxnav, f"2598+7804&{more}") == PAIR


def test_a_plus_is_a_blank_and_an_escaped_plus_is_a_plus() -> None:
    assert read_query(b"Name=a+b%2Bc&x=&x=2") == {"name": ["a b+c"], "x": ["", "2"]}


def test_bytes_that_are_no_text_do_no_harm(rxnav: TestClient) -> None:
    found = ask(rxnav, "interaction/list?rxcuis=%ff%fe+2598")
    assert list(found) == ["nlmDisclaimer", "fullInteractionTypeGroup"]
    assert "%EF%BF%BD%EF%BF%BD" in found["nlmDisclaimer"]


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("a/b.json", ("a/b", Form.JSON)),
        ("a/b.xml", ("a/b", Form.XML)),
        ("a/b", ("a/b", None)),
        ("a/b.txt", ("a/b.txt", None)),
    ],
)
def test_the_ending_names_the_form(path: str, read: tuple[str, Form | None]) -> None:
    assert split_ending(path) == read


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, Form.XML),
        ("*/*", Form.XML),
        ("application/json", Form.JSON),
        ("APPLICATION/JSON; charset=utf-8", Form.JSON),
        ("application/json, text/javascript, */*; q=0.01", Form.JSON),
        ("application/json, text/plain, */*", Form.JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Form.XML),
        ("application/xml;q=0.5, application/json;q=0.9", Form.JSON),
        ("application/xml, application/json;q=0.5", Form.XML),
        ("application/json;q=0, */*", Form.XML),
        ("text/xml", Form.XML),
    ],
)
def test_without_an_ending_the_accept_header_decides(accept: str | None, form: Form) -> None:
    headers = [] if accept is None else [(b"accept", accept.encode())]
    assert form_by_accept({"type": "http", "headers": headers}) is form


@pytest.mark.parametrize("accept", ["application/fhir+json", "image/png", "text/csv"])
def test_what_cannot_be_written_is_406(rxnav: TestClient, accept: str) -> None:
    with pytest.raises(Refused):
        form_by_accept({"type": "http", "headers": [(b"accept", accept.encode())]})
    answer = rxnav.get(f"{LIST}?rxcuis=2598", headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.headers["content-type"].startswith("text/plain")


def test_the_ending_counts_more_than_the_accept_header(rxnav: TestClient) -> None:
    headers = {"Accept": "application/fhir+json"}
    assert rxnav.get(f"{LIST}.json?rxcuis=2598", headers=headers).status_code == 200
    headers = {"Accept": "application/json"}
    answer = rxnav.get(f"{LIST}.xml?rxcuis=2598", headers=headers)
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"


@pytest.mark.parametrize("path", ["/REST", "/REST/", "/REST/Prescribe"])
def test_a_probe_is_answered(rxnav: TestClient, path: str) -> None:
    answer = rxnav.get(path)
    assert answer.status_code == 200
    assert "/REST/interaction/list" in answer.text


def test_the_prescribable_part_answers_the_same(rxnav: TestClient) -> None:
    for path in ("drugs?name=Calmex", "rxcui/777003/properties", "rxcui/777003/ndcs"):
        assert ask(rxnav, f"Prescribe/{path}") == ask(rxnav, path)


@pytest.mark.parametrize("path", ["/med/REST/rxcui/2598.json", "/REST/rxcui/2598.json"])
def test_a_prefix_of_a_proxy_does_no_harm(serve: Serve, path: str) -> None:
    client = serve(root_path="/med")
    assert client.get(path).json() == {"idGroup": {"name": "clona"}}
    answer = client.get(path.replace("rxcui", "nothing"))
    assert (answer.status_code, answer.text) == (404, "Not Found")
