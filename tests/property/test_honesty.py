"""Whatever is written, no answer can be read as "safe", and none fails.

Every string is judged in memory; a sample of them, the hostile ones among it, is asked over HTTP.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import quote, unquote

import pytest
from app.api.answers.serialise import checkup_json
from app.domain.facts import Code, Drug, Fact, Name
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.parse import split_list
from app.domain.names.resolve import resolve
from app.services.interactions import Question, check_interactions
from app.services.lookup import FoundDrug, find_drug
from app.services.release import LoadedRelease
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
    """10,000 strings: noise, hostile words, and real names with slips in them."""
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
def written(loaded: LoadedRelease) -> list[str]:
    """The strings of this run."""
    names = [drug.name for drug in loaded.knowledge.drugs.values()]
    return strings([*names, "Klonopin", "alcohol and clonazepam", "oxycodone HCl 5 mg tab bid"])


@pytest.fixture(scope="module")
def sampled(written: list[str]) -> list[str]:
    """Those that are asked over HTTP: all hostile or long ones, and a fortieth of the others."""
    return [*written[: len(HOSTILE) + 3], *written[len(HOSTILE) + 3 :: 40]]


@pytest.fixture(scope="module")
def some(written: list[str]) -> list[str]:
    """Those that are asked in every way: all hostile or long ones, and a third of the others."""
    return [*written[: len(HOSTILE) + 3], *written[len(HOSTILE) + 3 :: 3]]


def check(loaded: LoadedRelease, *names: str) -> Any:
    """The answer to a check, without asking a server."""
    question = Question(tuple(Asked(name) for name in names))
    return json.loads(checkup_json(check_interactions(loaded, question)))


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


def judge_beside(found: Any, text: str) -> None:
    """An answer to the string beside a drug: what did not resolve is named, and clears nothing."""
    assert not REASSURING.search(said(found, text)), text
    read = found["inputs"][0]
    if read["status"] == "resolved":
        return
    assert read["drugs"] == [], text
    assert found["completeness"] == "partial", text
    named = " ".join(text.split())[:40]
    assert f"Not checked: '{named}" in found["summary"], text
    assert {pair["status"] for pair in found["pairs"]} == {"unresolved"}, text
    assert found["findings"] == [], text


@pytest.mark.fault(
    "10,000 random strings as medicines",
    "No failure, and no answer that reads as an all-clear",
)
def test_no_answer_to_10_000_strings_can_be_read_as_an_all_clear(
    loaded: LoadedRelease, written: list[str]
) -> None:
    assert len(written) >= COUNT
    for text in written:
        judge_beside(check(loaded, text, "clonazepam"), text)


def is_refused_for_a_nul(answer: Any, text: str) -> bool:
    """Whether a string with a NUL was refused whole, as it must be; nothing else may be."""
    refused = answer.status_code in (400, 422) and "NUL" in answer.text
    assert refused is ("\0" in text), text
    return refused


def test_a_server_answers_every_string_of_the_sample(
    client: TestClient, sampled: list[str]
) -> None:
    assert len(sampled) > 250
    for text in sampled:
        answer = client.post("/interactions/check", json={"drugs": [text, "clonazepam"]})
        if is_refused_for_a_nul(answer, text):
            continue
        assert answer.status_code == 200, text
        judge_beside(answer.json(), text)


def test_alone_a_string_is_resolved_or_clears_nothing(
    loaded: LoadedRelease, some: list[str]
) -> None:
    for text in some:
        found = check(loaded, text)
        assert not REASSURING.search(said(found, text)), text
        if found["inputs"][0]["status"] != "resolved":
            assert found["findings"] == [] == found["inputs"][0]["drugs"], text
            assert found["completeness"] != "complete", text


def test_alone_a_string_is_resolved_or_refused(client: TestClient, sampled: list[str]) -> None:
    for text in sampled:
        answer = client.post("/interactions/check", json={"drugs": [text]})
        if is_refused_for_a_nul(answer, text):
            continue
        assert answer.status_code in (200, 422), text
        resolved = answer.status_code == 200
        if resolved:
            assert answer.json()["inputs"][0]["status"] == "resolved", text
        else:
            assert "Nothing was checked" in answer.json()["detail"], text
        assert not REASSURING.search(said(answer.json(), text)), text


@pytest.fixture(scope="module")
def read(loaded: LoadedRelease, written: list[str]) -> dict[str, list[Input]]:
    """What each string is understood to be, as `/resolve` reads it."""
    return {
        text: [
            resolve(Asked(part), loaded.knowledge, loaded.nearest)
            for part in split_list(text, loaded.knowledge.names) or [text]
        ]
        for text in written
    }


def test_a_look_up_never_reassures(read: dict[str, list[Input]]) -> None:
    for text, inputs in read.items():
        answer = [asdict(one) for one in inputs]
        assert not REASSURING.search(said(answer, text)), text


def test_a_look_up_over_http_reads_the_same(
    client: TestClient, sampled: list[str], read: dict[str, list[Input]]
) -> None:
    for text in sampled:
        answer = client.get("/resolve", params={"q": text})
        if answer.status_code == 414:  # too long for an address: refused, never half read
            assert len(quote(text)) > 2000, text
            continue
        if is_refused_for_a_nul(answer, text):
            continue
        assert answer.status_code == 200, text
        assert not REASSURING.search(said(answer.json(), text)), text
        found = [(one["status"], one["explanation"]) for one in answer.json()["inputs"]]
        assert found == [(one.status, list(one.explanation)) for one in read[text]], text


def test_a_search_never_fails_and_never_reassures(client: TestClient, sampled: list[str]) -> None:
    for text in sampled:
        answer = client.get("/search", params={"q": text[:400]})
        if is_refused_for_a_nul(answer, text[:400]):
            continue
        assert answer.status_code == 200, text
        assert not REASSURING.search(said(answer.json(), text)), text


def test_a_drug_that_is_found_was_resolved(loaded: LoadedRelease, some: list[str]) -> None:
    for text in some:
        found = find_drug(loaded, text)
        if isinstance(found, FoundDrug):
            assert found.matched.status is InputStatus.RESOLVED, text
            assert [one.id for one in found.matched.drugs] == [found.drug], text
        assert not REASSURING.search(said(asdict(found), text)), text


def test_a_page_of_a_drug_is_of_a_drug_that_was_resolved(
    client: TestClient, sampled: list[str]
) -> None:
    for text in sampled:
        answer = client.get(f"/drugs/{quote(text, safe='')}")
        if answer.status_code == 414:
            assert len(quote(text)) > 2000, text
            continue
        # The client of the tests decodes an address twice.
        if is_refused_for_a_nul(answer, unquote(text)):
            continue
        assert answer.status_code in (200, 404), text
        told = answer.json()
        if answer.status_code == 200 and "matched" in told:
            assert told["matched"]["status"] == "resolved", text
            assert [one["id"] for one in told["matched"]["drugs"]] == [told["id"]], text
        assert not REASSURING.search(said(told, text)), text


def test_an_address_is_as_honest_as_a_body(client: TestClient, sampled: list[str]) -> None:
    for text in sampled:
        query = {"drug": [text, "clonazepam"]}
        by_address = client.get("/interactions/check", params=query)
        if by_address.status_code == 414:
            assert len(quote(text)) > 2000, text
            continue
        if is_refused_for_a_nul(by_address, text):
            continue
        by_body = client.post("/interactions/check", json={"drugs": query["drug"]})
        assert by_address.content == by_body.content, text


def test_what_resolves_is_written_somewhere_in_the_string(
    seed_facts: tuple[Fact, ...], read: dict[str, list[Input]]
) -> None:
    """No wrong drug is taken in silence: a name that resolved is a name of what it resolved to."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for fact in seed_facts:
        if isinstance(fact, Drug):
            spellings[fact.id] |= {_plain(fact.id), _plain(fact.name)}
        elif isinstance(fact, Name):
            spellings[fact.drug].add(_plain(fact.text))
        elif isinstance(fact, Code):
            spellings[fact.subject.removeprefix("drug:")].add(_plain(fact.code))
    for text, inputs in read.items():
        for one in inputs:
            plain = _plain(one.input)
            for drug in one.drugs:
                assert any(name in plain for name in spellings[drug.id]), text


def _plain(text: str) -> str:
    """Only letters and digits, in lower case."""
    return re.sub(r"[\W_]+", "", text.casefold())
