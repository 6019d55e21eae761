"""Is a brief answer small, and as honest as the whole one?"""

import json
import random
from itertools import combinations
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

# So many bytes a check may have with so many findings, and for each more.
UP_TO = {3: 3_200, 8: 6_000}
EACH_MORE = 350
LISTS = [
    ["clonazepam", "oxycodone"],
    ["clonazepam", "oxycodone", "alcohol"],
    ["warfarin", "aspirin", "unobtainium"],
    ["sertraline", "tramadol", "linezolid", "warfarin"],
    ["clonazepam", "oxycodone", "alcohol", "sertraline", "warfarin", "ibuprofen", "lithium"],
    ["phenelzine", "fluoxetine", "tramadol", "meperidine", "dextromethorphan", "sumatriptan",
     "linezolid", "amitriptyline", "warfarin", "aspirin", "clonazepam", "oxycodone", "alcohol"],
]  # fmt: skip


def brief(client: TestClient, drugs: list[str], **more: object) -> dict[str, object]:
    """The brief answer to a check."""
    answer = client.post("/interactions/check?view=brief", json={"drugs": drugs, **more})
    assert answer.status_code == 200, answer.text
    return answer.json() | {"size": len(answer.content)}


@pytest.mark.parametrize("drugs", LISTS, ids=len)
@pytest.mark.parametrize("audience", ["patient", "professional"])
def test_a_brief_check_is_small(client: TestClient, drugs: list[str], audience: str) -> None:
    found = brief(client, drugs, audience=audience)
    number = len(found["findings"])
    most = UP_TO[3] if number <= 3 else UP_TO[8] + EACH_MORE * max(0, number - 8)
    assert found["size"] <= most, (number, found["size"])


@pytest.mark.parametrize("drugs", LISTS, ids=len)
def test_a_brief_check_drops_no_finding_and_softens_nothing(
    client: TestClient, drugs: list[str]
) -> None:
    whole = client.post("/interactions/check", json={"drugs": drugs}).json()
    found = brief(client, drugs)
    assert (found["completeness"], found["summary"]) == (whole["completeness"], whole["summary"])
    shown = [(one["severity"], one["action"]) for one in found["findings"]]
    judged = [one for one in whole["findings"] if one["kind"] != "label_mention"]
    assert shown == [(one["severity"], one["action"]) for one in judged]
    # What only labels name stands in one line, with its number and the gravest of its severities.
    line, named = found["labels_also_name"], len(whole["findings"]) - len(judged)
    assert (line["pairs"] if line else 0) == named
    if named:
        graver = [one["severity"] for one in whole["findings"] if one["kind"] == "label_mention"]
        assert line["severity"] == graver[0]
    open_ = [one["input"] for one in whole["inputs"] if one["status"] != "resolved"]
    assert [one["input"] for one in found["not_checked"]] == open_
    assert all(one["sentence"] and one["source"] for one in found["findings"])


# So many inputs that were not checked fit into these sizes, and so many bytes each more may add.
UNREAD, EACH_UNREAD = 10, 150
RESOLVED, EACH_RESOLVED = 8, 250


def unread(number: int, seed: int) -> list[str]:
    """Inputs that nobody can read, or that are near a name: long ones, and signs of many bytes."""
    draw = random.Random(seed)
    made = []
    for _ in range(number):
        letters = draw.choice(["bcdfgklmnprstvz", "éüß“", "药物治疗", '"\\/', "\x01\x02z", "🜚🜛"])
        near = draw.choice(["sertralin", "stopped warfarin", "lisinoprol", "metformine XX 5 mg"])
        made.append(draw.choice([near, "".join(draw.choice(letters) for _ in range(70))]))
    return made


@pytest.mark.parametrize("number", [1, 4, 5, 8, 9, 10, 11, 20, 40, 80])
@pytest.mark.parametrize("drugs", LISTS[:5], ids=len)
def test_a_brief_check_stays_small_with_what_was_not_checked(
    client: TestClient, drugs: list[str], number: int
) -> None:
    for seed in range(3):
        conditions = unread(seed * 3, seed + 50)
        found = brief(client, [*drugs, *unread(number, seed)], conditions=conditions)
        findings, open_ = len(found["findings"]), len(found["not_checked"])
        assert open_ >= number
        most = UP_TO[3] if findings <= 3 else UP_TO[8] + EACH_MORE * max(0, findings - 8)
        assert found["size"] <= most + EACH_UNREAD * max(0, open_ - UNREAD), (findings, open_)


@pytest.mark.parametrize("number", [1, 4, 5, 7, 8, 9, 12, 30, 100])
def test_a_resolution_of_many_stays_small(client: TestClient, number: int) -> None:
    known = ["hydrochlorothiazide 25 mg", "levonorgestrel-ethinyl estradiol", "opioids"]
    for seed in range(4):
        words = [one.replace("/", "") for one in unread(number, seed)]
        words = [known[place % 3] for place in range(number)] if seed == 3 else words[:9]
        query = quote(", ".join(words)[:3_000])
        whole = client.get(f"/resolve?q={query}")
        answer = client.get(f"/resolve?view=brief&q={query}")
        inputs = answer.json()["inputs"]
        statuses = [one["status"] for one in whole.json()["inputs"]]
        assert [one["status"] for one in inputs] == statuses
        most = 1_600 + EACH_RESOLVED * max(0, len(inputs) - RESOLVED)
        assert len(answer.content) <= most, (len(inputs), len(answer.content))


def test_every_address_of_a_brief_check_leads_somewhere(client: TestClient) -> None:
    found = brief(client, LISTS[-1], conditions=["pregnancy", "epilepsy", "unheard of"])
    addresses = {one["whole"] for one in found["findings"]}
    assert len(addresses) > 5
    addresses.add(found["labels_also_name"]["whole"])
    assert {client.get(one).status_code for one in addresses} == {200}
    assert "unheard of" in [one["input"] for one in found["not_checked"]]


def test_a_brief_check_by_address_is_the_same(client: TestClient) -> None:
    by_body = brief(client, ["clonazepam", "alcohol"])
    answer = client.get("/interactions/check?drugs=clonazepam,alcohol&view=brief")
    assert answer.json() | {"size": len(answer.content)} == by_body


def test_every_drug_is_told_in_two_kilobytes(client: TestClient) -> None:
    drugs = [one["id"] for one in client.get("/drugs?limit=500").json()["items"]]
    sizes = {one: len(client.get(f"/drugs/{one}?view=brief").content) for one in drugs[::5]}
    assert {one: size for one, size in sizes.items() if size > 2_000} == {}


@pytest.mark.parametrize(
    "words",
    ["Klonopin 0.5 mg tab", "klonidine", "unobtainium", "clonazepam, oxycodone and a glass of wine",
     "x" * 2_000, "opioids"],
)  # fmt: skip
def test_a_resolution_is_told_in_little(client: TestClient, words: str) -> None:
    answer = client.get(f"/resolve?view=brief&q={quote(words)}")
    whole = client.get(f"/resolve?q={quote(words)}").json()
    assert len(answer.content) <= 1_600
    statuses = [one["status"] for one in answer.json()["inputs"]]
    assert statuses == [one["status"] for one in whole["inputs"]]


@pytest.mark.parametrize("condition", ["depression", "gout", "absence-seizures"])
def test_a_brief_verdict_is_the_verdict(client: TestClient, condition: str) -> None:
    path = f"/drugs/clonazepam/indications/{condition}"
    short, whole = client.get(f"{path}?view=brief"), client.get(path).json()
    assert len(short.content) <= 3_000
    assert (short.json()["verdict"], short.json()["goal"]) == (whole["verdict"], whole["goal"])


def test_an_unknown_view_is_refused(client: TestClient) -> None:
    assert client.get("/drugs/clonazepam?view=tiny").status_code == 422


def test_a_burden_cites_each_place_once(client: TestClient) -> None:
    drugs = ["clonazepam", "lorazepam", "diazepam", "oxycodone", "morphine"]
    whole = client.post("/interactions/check", json={"drugs": drugs}).json()
    assert whole["burden"]
    for burden in whole["burden"]:
        cited = [[json.dumps(c) for c in one["citations"]] for one in burden["contributors"]]
        assert all(set(one).isdisjoint(other) for one, other in combinations(cited, 2))
        assert any(cited)
