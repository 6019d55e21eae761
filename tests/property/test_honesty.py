"""Whatever is written, no answer can be read as "safe", and none fails."""

import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

REASSURING = re.compile(r"\b(safe|safely|harmless|no interactions?|no risk|fine to)\b", re.I)
ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnopqrstuvwxyz 0123456789-/+,.",
    "'\";<>&%{}[]()\\|`$#@!?*=~^",
    "🙂💊🍷é漢ßđøñ\u200b\u202e\u0301",
    "\t\n\r\x0b\x0c ",
    "0123456789-",
]
HOSTILE = [
    "' OR 1=1 --", "<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "../../etc/passwd",
    "%00", "null", "None", "NaN", "true", "0", "-1", "1e309", "\u0000", "safe", "SAFE", "nothing",
    "no interaction", "clonazepam safe", "none", "all clear", "unobtainium",
]  # fmt: skip
COUNT = 10_000


def strings(names: list[str]) -> list[str]:
    """2,000 strings: noise, hostile words, and real names with slips in them."""
    rolled = random.Random(20261123)
    found = [*HOSTILE, "x" * 10_000, "clonazepam " * 900, " " * 500]
    while len(found) < COUNT:
        kind = rolled.random()
        if kind < 0.5:
            alphabet = rolled.choice(ALPHABETS)
            found.append("".join(rolled.choices(alphabet, k=rolled.randint(1, 30))))
        else:
            word = list(rolled.choice(names))
            for _ in range(rolled.randint(0, 4)):
                place = rolled.randrange(len(word) + 1)
                word[place : place + rolled.randint(0, 2)] = rolled.choices(
                    ALPHABETS[1], k=rolled.randint(0, 2)
                )
            found.append("".join(word) or "?")
    return found


@pytest.fixture(scope="module")
def written(client: TestClient) -> list[str]:
    """The strings of this run."""
    names = [one["name"] for one in client.get("/drugs?limit=500").json()["items"]]
    return strings([*names, "Klonopin", "alcohol and clonazepam", "oxycodone HCl 5 mg tab bid"])


def said(answer: Any, echoed: str) -> str:
    """All words of an answer that are its own: what was asked is taken out where it would count."""
    text = " ".join(words_of(answer))
    if not REASSURING.search(" ".join(echoed.split())):
        return text
    for part in sorted({echoed, " ".join(echoed.split()), *echoed.split()}, key=len, reverse=True):
        text = re.sub(re.escape(part), " ", text, flags=re.I)
    return text


def words_of(answer: Any) -> Iterator[str]:
    """Every text of an answer but the two fields that repeat the question as it was."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if name not in ("input", "query"):
                yield from words_of(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from words_of(value)
    elif isinstance(answer, str):
        yield answer


@pytest.mark.parametrize(
    ("answer", "echoed", "caught"),
    [
        ({"summary": "This is safe."}, "a", True),
        ({"summary": "'s' 'a' 'f': no interaction found."}, "s a f", True),
        ({"summary": "Not checked: 'safe'."}, "safe", False),
        ({"input": "safe", "query": "safe"}, "x", False),
        ({"advice": ["Harmless"]}, "x", True),
    ],
)
def test_the_judge_of_answers_itself_can_fail(answer: Any, echoed: str, caught: bool) -> None:
    assert bool(REASSURING.search(said(answer, echoed))) is caught


def test_no_answer_to_10_000_strings_can_be_read_as_an_all_clear(
    client: TestClient, written: list[str]
) -> None:
    assert len(written) >= COUNT
    for text in written:
        answer = client.post("/interactions/check", json={"drugs": [text, "clonazepam"]})
        assert answer.status_code == 200, text
        found = answer.json()
        assert not REASSURING.search(said(found, text)), text
        read = found["inputs"][0]
        if read["status"] == "resolved":
            continue
        assert read["drugs"] == [], text
        assert found["completeness"] == "partial", text
        named = " ".join(text.split())[:40]
        assert f"Not checked: '{named}" in found["summary"], text
        assert {pair["status"] for pair in found["pairs"]} == {"unresolved"}, text
        assert found["findings"] == [], text


def test_alone_a_string_is_resolved_or_refused(client: TestClient, written: list[str]) -> None:
    for text in written:
        answer = client.post("/interactions/check", json={"drugs": [text]})
        assert answer.status_code in (200, 422), text
        resolved = answer.status_code == 200
        if resolved:
            assert answer.json()["inputs"][0]["status"] == "resolved", text
        else:
            assert "Nothing was checked" in answer.json()["detail"], text
        assert not REASSURING.search(said(answer.json(), text)), text


@pytest.fixture(scope="module")
def read(client: TestClient, written: list[str]) -> dict[str, dict[str, Any]]:
    """What each string is understood to be."""
    found = {}
    for text in written:
        answer = client.get("/resolve", params={"q": text})
        assert answer.status_code == 200, text
        found[text] = answer.json()
    return found


def test_a_look_up_never_reassures(read: dict[str, dict[str, Any]]) -> None:
    for text, answer in read.items():
        assert not REASSURING.search(said(answer, text)), text


def test_a_search_never_fails_and_never_reassures(client: TestClient, written: list[str]) -> None:
    for text in written[:500]:
        answer = client.get("/search", params={"q": text[:400]})
        assert answer.status_code == 200, text
        assert not REASSURING.search(said(answer.json(), text)), text


def test_a_page_of_a_drug_is_of_a_drug_that_was_resolved(
    client: TestClient, written: list[str]
) -> None:
    for text in written:
        answer = client.get(f"/drugs/{quote(text, safe='')}")
        assert answer.status_code in (200, 404), text
        told = answer.json()
        if answer.status_code == 200 and "matched" in told:
            assert told["matched"]["status"] == "resolved", text
            assert [one["id"] for one in told["matched"]["drugs"]] == [told["id"]], text
        assert not REASSURING.search(said(told, text)), text


def test_an_address_is_as_honest_as_a_body(client: TestClient, written: list[str]) -> None:
    for text in written[:400]:
        query = {"drug": [text, "clonazepam"]}
        by_address = client.get("/interactions/check", params=query)
        by_body = client.post("/interactions/check", json={"drugs": query["drug"]})
        assert by_address.content == by_body.content, text


def test_what_resolves_is_written_somewhere_in_the_string(
    client: TestClient, read: dict[str, dict[str, Any]]
) -> None:
    """No wrong drug is taken in silence: a name that resolved is a name of what it resolved to."""
    spellings: dict[str, list[str]] = {}
    for text, answer in read.items():
        for one in answer["inputs"]:
            plain = _plain(one["input"])
            for drug in one["drugs"]:
                if drug["id"] not in spellings:
                    told = client.get(f"/drugs/{drug['id']}").json()
                    names = [told["id"], *(name["text"] for name in told["names"])]
                    names += [code["code"] for code in told["codes"]]
                    spellings[drug["id"]] = [_plain(name) for name in names]
                assert any(name in plain for name in spellings[drug["id"]]), text


def _plain(text: str) -> str:
    """Only letters and digits, in lower case."""
    return re.sub(r"[\W_]+", "", text.casefold())
