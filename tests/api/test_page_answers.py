"""Does the landing page answer its forms without a script, and say what was not checked?"""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi.testclient import TestClient

NO_CLOSING = {"input", "meta", "link", "img", "br"}


def ask(client: TestClient, status: int = 200, **fields: str) -> str:
    answer = client.post("/", data={"question": "check", **fields})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


def words(page: str) -> str:
    """What a reader sees below the form that was sent."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page[page.index('class="answer"') :])).split())


class Balanced(HTMLParser):
    """Whether every tag that opens is closed in its place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in NO_CLOSING:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    "names",
    ["warfarin aspirin", "warfarin + aspirin", "warfarin, aspirin", "warfarin\naspirin",
     "warfarin and aspirin", "warfarin 5 mg daily aspirin 81 mg"],
)  # fmt: skip
def test_a_list_is_read_with_or_without_marks(client: TestClient, names: str) -> None:
    assert "1 interaction found among 2 inputs" in words(ask(client, names=names))


def test_what_was_not_checked_stands_before_what_was_found(client: TestClient) -> None:
    said = words(ask(client, names="Klonopin, oxycodone, unobtainium", conditions="xyzzy"))
    gap = said.index("Not checked, or not sure")
    assert gap < said.index("What was found")
    for name in ("unobtainium", "xyzzy"):
        assert gap < said.index(name, gap) < said.index("What was found")


def test_a_suggestion_replaces_its_own_word_only(client: TestClient) -> None:
    page = ask(client, names="Warfrin, asprin", status=422)
    offered = re.findall(r'name="names" value="([^"]*)"', page)
    assert "warfarin, asprin" in offered
    assert "Warfrin, aspirin" in offered


def test_a_suggestion_for_a_part_keeps_the_rest(client: TestClient) -> None:
    page = ask(client, names="ibuprofen, aspirin warfrin")
    assert 'value="ibuprofen, aspirin, warfrin"' in page


def test_a_condition_is_answered_with_its_status(client: TestClient) -> None:
    said = words(ask(client, names="warfarin", conditions="pregnancy"))
    assert "Warfarin in pregnancy" in said
    assert "warfarin in pregnancy Interaction found" in said


def test_an_unknown_name_alone_is_422_and_says_so(client: TestClient) -> None:
    said = words(ask(client, names="unobtainium", status=422))
    assert "Nothing was checked" in said


@pytest.mark.parametrize("fields", [{}, {"names": ""}, {"names": "x," * 5000}, {"names": " , "}])
def test_what_is_no_list_is_refused(client: TestClient, fields: dict[str, str]) -> None:
    assert "Nothing was checked" in words(ask(client, status=422, **fields))


def test_a_verdict_says_what_an_empty_list_means(client: TestClient) -> None:
    page = ask(client, question="prescribed", drug="warfarin", condition="absence seizures")
    said = words(page[page.index('id="section-prescribed"') :])
    assert "Not known here" in said
    assert "recorded" in said


@pytest.mark.parametrize("drug", ["unobtainium", ""])
def test_an_unknown_drug_is_neither_yes_nor_no(client: TestClient, drug: str) -> None:
    page = ask(client, question="prescribed", drug=drug, condition="depression", status=404)
    assert "neither yes nor no" in page


@pytest.mark.parametrize("field", ["names", "conditions", "drug", "condition"])
def test_words_are_never_html(client: TestClient, field: str) -> None:
    bad = "<img src=x onerror=alert(1)>\"'<!--answer:check-->"
    asked = {"names": "warfarin", "drug": "warfarin", "condition": "depression", field: bad}
    if field in ("drug", "condition"):
        asked["question"] = "prescribed"
    page = client.post("/", data={"question": "check", **asked}).text
    assert "<img" not in page
    reader = Balanced()
    reader.feed(page)
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))


def test_no_form_puts_medicines_into_an_address(client: TestClient) -> None:
    for page in (client.get("/").text, ask(client, names="Warfrin, ibuprofen, asprin")):
        forms = re.findall(r"<form[^>]*>", page)
        assert forms
        assert all('method="post"' in form for form in forms)
