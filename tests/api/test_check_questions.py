"""/interactions/check: which questions are taken, which refused, and that both ways are one."""

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import check, problem

ALIKE: list[tuple[str, dict[str, Any]]] = [
    ("drugs=Klonopin,oxycodone,unobtainium", {"drugs": ["Klonopin", "oxycodone", "unobtainium"]}),
    ("drugs=Klonopin;oxycodone", {"drugs": ["Klonopin", "oxycodone"]}),
    ("drug=Klonopin;oxycodone", {"drugs": ["Klonopin;oxycodone"]}),
    ("drugs=benzos,opioids&audience=patient",
     {"drugs": ["benzos", "opioids"], "audience": "patient"}),
    ("drugs=rxnorm:2598,wine", {"drugs": ["rxnorm:2598", "wine"]}),
    ("drugs=clonazepam&current=oxycodone&current=wine",
     {"drugs": ["clonazepam"], "current": ["oxycodone", "wine"]}),
    ("drugs=clonazepam&current=oxycodone,wine",
     {"drugs": ["clonazepam"], "current": ["oxycodone", "wine"]}),
    ("drugs=clonazepam&conditions=liver failure,weltschmerz",
     {"drugs": ["clonazepam"], "conditions": ["liver failure", "weltschmerz"]}),
    ("drugs=clonazepam,wine&policy=everything&strict=true",
     {"drugs": ["clonazepam", "wine"], "policy": "everything", "strict": True}),
    ("drugs=clonazepam,clonazepam", {"drugs": ["clonazepam", "clonazepam"]}),
    ("drugs=Klonopin 0.5 mg tab,oxycodone HCl",
     {"drugs": ["Klonopin 0.5 mg tab", "oxycodone HCl"]}),
    ("drugs=unobtainium", {"drugs": ["unobtainium"]}),
    ("drugs=clonazepam,x&strict=true", {"drugs": ["clonazepam", "x"], "strict": True}),
    ("drugs=clonazepam&policy=loud", {"drugs": ["clonazepam"], "policy": "loud"}),
]  # fmt: skip


@pytest.mark.parametrize(("query", "body"), ALIKE, ids=[one[0] for one in ALIKE])
def test_get_and_post_are_one_question(client: TestClient, query: str, body: Any) -> None:
    by_address = client.get(f"/interactions/check?{quote(query, safe='=&,;:')}")
    by_body = client.post("/interactions/check", json=body)
    assert by_address.status_code == by_body.status_code
    assert by_address.content == by_body.content


@pytest.mark.parametrize("policy", ["default", "quiet", "everything"])
def test_the_same_question_has_the_same_bytes_under_every_policy(
    client: TestClient, policy: str
) -> None:
    body = {"drugs": ["benzos", "Klonopin", "wine", "x", "zolpidem"], "policy": policy}
    assert len({client.post("/interactions/check", json=body).content for _ in range(4)}) == 1


REFUSED: list[tuple[Any, str]] = [
    (None, "body"),
    ("clonazepam", "body"),
    ({"drugs": None}, "body.drugs"),
    ({"drugs": {}}, "body.drugs"),
    ({"drugs": [None]}, "body.drugs.0"),
    ({"drugs": ["clonazepam", ""]}, "body.drugs.1"),
    ({"drugs": [["clonazepam"]]}, "body.drugs.0"),
    ({"drugs": [True]}, "body.drugs.0"),
    ({"drugs": ["x" * 20_001]}, "body.drugs.0"),
    ({"drugs": [{"name": ""}]}, "body.drugs.0.name"),
    ({"drugs": [{"name": "x", "dose": "1"}]}, "body.drugs.0.dose"),
    ({"drugs": [{"code": "2598"}]}, "body.drugs.0"),
    ({"drugs": [{"name": "x", "stopped_on": "2026-02-30"}]}, "body.drugs.0.stopped_on"),
    ({"drugs": ["x"], "current": "y"}, "body.current"),
    ({"drugs": ["x"], "current": [""]}, "body.current.0"),
    ({"drugs": ["x"], "conditions": [""]}, "body.conditions.0"),
    ({"drugs": ["x"], "conditions": ["y" * 401]}, "body.conditions.0"),
    ({"drugs": ["x"], "conditions": ["y"] * 101}, "body.conditions"),
    ({"drugs": ["x"], "policy": 7}, "body.policy"),
    ({"drugs": ["x"], "accept_corrections": "maybe"}, "body.accept_corrections"),
    ({"drugs": ["x"], "patient": {"name": "N."}}, "body.patient"),
]


@pytest.mark.parametrize(("body", "place"), REFUSED, ids=[str(one[0])[:50] for one in REFUSED])
def test_a_body_that_does_not_fit_is_refused_and_says_where(
    client: TestClient, body: Any, place: str
) -> None:
    told = problem(client.post("/interactions/check", json=body), 422)
    assert place in [one["place"] for one in told["errors"]]
    assert all(one["message"] and one["type"] for one in told["errors"])


@pytest.mark.parametrize("name", ["acceptCorrections", "Policy", "drug-list", "Arzneimittel"])
def test_a_field_that_does_not_exist_is_named(client: TestClient, name: str) -> None:
    body = {"drugs": ["clonazepam"], name: True}
    told = problem(client.post("/interactions/check", json=body), 422)
    assert [one["place"] for one in told["errors"]] == [f"body.{name}"]


@pytest.mark.parametrize("name", ["acceptCorrections", "POLICY", "drug-list"])
def test_a_parameter_that_does_not_exist_is_named(client: TestClient, name: str) -> None:
    told = problem(client.get(f"/interactions/check?drugs=clonazepam&{name}=1"), 422)
    assert [one["place"] for one in told["errors"]] == [f"query.{name}"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "application/json"),
        (b"{", "application/json"),
        (b'{"drugs": ["clonazepam"],}', "application/json"),
        (b'{"drugs": ["\xff"]}', "application/json"),
        (b'{"drugs": ["\\ud800"]}', "application/json"),
        (b'{"drugs": [NaN]}', "application/json"),
        (b'{"drugs": [' + b"1" * 5_000 + b"]}", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"drugs": ["clonazepam"]}', "text/plain"),
        (b"drugs=clonazepam", "application/x-www-form-urlencoded"),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_is_no_json_question_is_a_client_error(
    client: TestClient, content: bytes, kind: str
) -> None:
    answer = client.post("/interactions/check", content=content, headers={"Content-Type": kind})
    assert answer.status_code in (400, 415, 422)
    problem(answer, answer.status_code)


@pytest.mark.parametrize("place", ["drugs", "current"])
def test_more_than_100_drugs_are_refused(client: TestClient, place: str) -> None:
    body = {"drugs": ["clonazepam"], place: ["clonazepam"] * 101}
    problem(client.post("/interactions/check", json=body), 422)
    query = "&".join(["drugs=wine", *(["current=clonazepam"] * 100)])
    problem(client.get(f"/interactions/check?{query}"), 422)


def test_a_hundred_inputs_of_many_drugs_each_do_not_stop_the_server(client: TestClient) -> None:
    many = "+".join(client_drugs(client)[:8])
    answer = client.post("/interactions/check", json={"drugs": [many] * 100})
    if answer.status_code == 200:
        assert len(answer.json()["pairs"]) <= 20_000
    else:
        assert "drugs" in problem(answer, 422)["detail"]


def client_drugs(client: TestClient) -> list[str]:
    """The slugs of all drugs, the shortest first."""
    found = [one["id"] for one in client.get("/drugs?limit=500").json()["items"]]
    return sorted(found, key=lambda slug: (len(slug), slug))


def test_a_check_of_nothing_but_unknown_codes_is_refused(client: TestClient) -> None:
    body = {"drugs": [{"system": "rxnorm", "code": "99999999"}, {"system": "nope", "code": "1"}]}
    told = problem(client.post("/interactions/check", json=body), 422)
    assert "rxnorm:99999999" in told["detail"] and "nope:1" in told["detail"]
    assert [one["place"] for one in told["errors"]] == ["inputs.0", "inputs.1"]


@pytest.mark.parametrize("system", ["rxnorm", "RxNorm", "RXCUI",
                                    "http://www.nlm.nih.gov/research/umls/rxnorm"])  # fmt: skip
def test_a_code_system_is_known_by_its_name_and_address(client: TestClient, system: str) -> None:
    answer = check(client, {"system": system, "code": "2598"})
    assert answer["inputs"][0]["drugs"][0]["id"] == "clonazepam"
