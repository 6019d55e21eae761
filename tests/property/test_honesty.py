"""Whatever is written, no answer can be read as "safe", and none fails."""

import random
import re
from typing import Any

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
COUNT = 2_000


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
    """All words of an answer that are its own: what was asked is taken out."""
    if isinstance(answer, dict):
        return " ".join(
            said(value, echoed) for key, value in answer.items() if key not in ("input", "query")
        )
    if isinstance(answer, list):
        return " ".join(said(value, echoed) for value in answer)
    text = str(answer)
    parts = [echoed, " ".join(echoed.split()), *echoed.split(), echoed.strip().lower()]
    for part in sorted(filter(None, parts), key=len, reverse=True):
        text = text.replace(part, " ")
    return text


def test_no_answer_to_2000_strings_can_be_read_as_an_all_clear(
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
        assert "Not checked:" in found["summary"], text
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


def test_a_look_up_never_fails_and_never_reassures(client: TestClient, written: list[str]) -> None:
    for text in written:
        for path, parameters in (("/resolve", {"q": text}), ("/search", {"q": text[:400]})):
            answer = client.get(path, params=parameters)
            assert answer.status_code == 200, (path, text)
            assert not REASSURING.search(said(answer.json(), text)), (path, text)


def test_what_resolves_is_written_somewhere_in_the_string(
    client: TestClient, written: list[str]
) -> None:
    """No wrong drug is taken in silence: a name that resolved is a name of what it resolved to."""
    for text in written:
        for read in client.get("/resolve", params={"q": text}).json()["inputs"]:
            for drug in read["drugs"]:
                told = client.get(f"/drugs/{drug['id']}").json()
                names = [told["id"], *(name["text"] for name in told["names"])]
                names += [code["code"] for code in told["codes"]]
                plain = re.sub(r"[\W_]+", "", read["input"].casefold())
                assert any(re.sub(r"[\W_]+", "", one.casefold()) in plain for one in names), text
