"""Is every failure a plain word, and is nothing unknown kept quiet?"""

import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import serving
from tests.conftest import open_migrated
from tests.rxnav.asking import DRUG, LIST
from tests.rxnav.conftest import Serve

UNRESOLVED = "X-Unresolved-Rxcuis"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/REST/interaction/list.json", 400),
        ("/REST/interaction/interaction.json", 400),
        ("/REST/interaction/list.json?rxcuis=2598&sources=Hearsay", 400),
        ("/REST/rxcui.json", 400),
        ("/REST/rxcui.json?name=clona&search=7", 400),
        ("/REST/rxcui.json?idtype=HEARSAY&id=1", 400),
        ("/REST/rxcui.json?idtype=NDC", 400),
        ("/REST/rxcui/2598/related.json", 400),
        ("/REST/rxcui/2598/related.json?tty=AB", 400),
        ("/REST/rxcui/2598/related.json?rela=has_active_moiety", 400),
        ("/REST/rxcui/2598/allProperties.json?prop=x", 400),
        ("/REST/approximateTerm.json", 400),
        ("/REST/approximateTerm.json?term=x&maxEntries=0", 400),
        ("/REST/approximateTerm.json?term=x&maxEntries=x", 400),
        ("/REST/spellingsuggestions.json", 400),
        ("/REST/drugs.json", 400),
        ("/REST/ndcstatus.json", 400),
        ("/REST/rxclass/class/byRxcui.json", 400),
        ("/REST/RxTerms/rxcui/2598/allinfo.json", 404),
        ("/REST/rxcui/2598/hearsay.json", 404),
        ("/REST/rximage.json", 404),
        ("/REST/interaction", 404),
        ("/REST/rxclass", 404),
    ],
)
def test_a_bad_question_is_refused_in_plain_text(
    rxnav: TestClient, address: str, status: int
) -> None:
    answer = rxnav.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == {400: "Path or Query Parameter error", 404: "Not Found"}[status]


def test_more_rxcuis_than_fit_are_refused_and_never_cut(rxnav: TestClient) -> None:
    enough = "+".join(str(10_000 + n) for n in range(198)) + "+2598+7804"
    answer = rxnav.get(f"{LIST}.json?rxcuis={enough}")
    assert "fullInteractionTypeGroup" in answer.json()
    assert rxnav.get(f"{LIST}.json?rxcuis={enough}+1191").status_code == 400


@pytest.mark.parametrize(
    ("rxcuis", "header"),
    [
        ("2598+7804", None),
        ("2598+987654", "987654"),
        ("876543+2598+987654+876543", "876543,987654"),
        ("%0d%0aSet-Cookie:x=1", "Set-Cookie%3Ax%3D1"),
        ("2598+%C3%A9", "%C3%A9"),
        ("1" * 300, "1" * 20),
    ],
)
def test_what_is_not_known_stands_in_a_header(
    rxnav: TestClient, rxcuis: str, header: str | None
) -> None:
    answer = rxnav.get(f"{LIST}.json?rxcuis={rxcuis}")
    assert answer.status_code == 200
    assert answer.headers.get(UNRESOLVED) == header
    assert "set-cookie" not in answer.headers


def test_the_others_of_a_list_still_count(rxnav: TestClient) -> None:
    answer = rxnav.get(f"{LIST}.json?rxcuis=2598+987654+7804")
    assert "fullInteractionTypeGroup" in answer.json()
    assert answer.headers[UNRESOLVED] == "987654"
    assert rxnav.get(f"{DRUG}.json?rxcui=987654").headers[UNRESOLVED] == "987654"


def test_a_concept_that_is_made_of_no_drug_is_unresolved(imported: TestClient) -> None:
    assert imported.get("/REST/rxcui/400.json").json() == {"idGroup": {"name": "Oral Tablet"}}
    assert imported.get(f"{LIST}.json?rxcuis=400").headers[UNRESOLVED] == "400"


def test_a_strict_site_refuses_what_is_not_known(serve: Serve) -> None:
    strict = serve(rxnav_strict=True)
    assert strict.get(f"{LIST}.json?rxcuis=2598+7804").status_code == 200
    for address in (f"{LIST}.json?rxcuis=2598+7804+987654", f"{DRUG}.xml?rxcui=987654"):
        answer = strict.get(address)
        assert answer.status_code == 400
        assert answer.headers[UNRESOLVED] == "987654"


@pytest.mark.parametrize(
    "path",
    [
        "/REST/interaction/list.json?rxcuis=2598",
        "/REST/interaction/list.json?rxcuis=",
        "/REST/interaction/interaction.xml?rxcui=2598",
        "/REST/interaction/sources.json",
        "/REST/rxcui/2598/properties.json",
        "/REST/drugs.json?name=clona",
        "/REST/rxcui/2598/related.json?tty=IN",
    ],
)
@pytest.mark.parametrize("migrated", [True, False])
def test_data_that_is_not_loaded_is_503(tmp_path: Path, path: str, migrated: bool) -> None:
    url = f"sqlite:///{tmp_path}/empty.db"
    if migrated:
        engine = open_migrated(url)
        engine.dispose()
    with serving(url) as client:
        answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["retry-after"]
    assert "nlmDisclaimer" not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_only_reading_is_answered(rxnav: TestClient, method: str) -> None:
    answer = rxnav.request(method, f"{LIST}.json?rxcuis=2598")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["content-type"].startswith("text/plain")


def test_head_is_get_without_a_body(rxnav: TestClient) -> None:
    answer = rxnav.head(f"{LIST}.json?rxcuis=2598+987654")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers[UNRESOLVED] == "987654"


def test_layers_outside_speak_the_language_of_the_door(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = serve(rate_limit="1/minute")
    client.get("/REST/version.json")
    answer = client.get("/REST/version.json")
    assert answer.status_code == 429
    assert answer.headers["content-type"].startswith("text/plain")
    assert client.get("/drugs").headers["content-type"] == "application/problem+json"

    def fail(*_: Any) -> None:
        raise RuntimeError("2598 of a patient")

    monkeypatch.setattr("app.api.rxnav.interactions.interacting_pairs", fail)
    answer = serve().get(f"{LIST}.json?rxcuis=2598+7804")
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/plain")
    assert "patient" not in answer.text


def test_any_page_may_ask_unless_a_site_says_which(serve: Serve, rxnav: TestClient) -> None:
    asked = {"Origin": "https://a.example"}
    for address in (f"{LIST}.json?rxcuis=2598", "/REST/nothing"):
        answer = rxnav.get(address, headers=asked)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert UNRESOLVED in answer.headers["access-control-expose-headers"]
    preflight = {**asked, "Access-Control-Request-Method": "GET"}
    answer = rxnav.options(f"{LIST}.json", headers=preflight)
    assert answer.status_code == 204
    assert "GET" in answer.headers["access-control-allow-methods"]
    site = serve(cors_origins="https://b.example")
    answer = site.get(f"{LIST}.json?rxcuis=2598", headers=asked)
    assert "access-control-allow-origin" not in answer.headers


def test_an_answer_is_never_kept(rxnav: TestClient) -> None:
    for address in (f"{LIST}.json?rxcuis=2598", "/REST/rxcui/2598.json", "/REST/nothing"):
        answer = rxnav.get(address)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


def test_nothing_of_a_question_is_logged(
    rxnav: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        rxnav.get(f"{LIST}.json?rxcuis=2598+7804+987654")
        rxnav.get("/REST/rxcui/777003/properties.json")
        rxnav.get("/REST/rxcui/777003/hearsay.json")
    ours = [record.getMessage() for record in caplog.records if record.name == "materia"]
    assert any("GET /REST/interaction/list 200" in line for line in ours)
    assert any("GET /REST/rxcui/{rxcui}/properties 200" in line for line in ours)
    assert not [line for line in ours for number in ("2598", "987654", "777003") if number in line]
    assert 'route="/REST/interaction/list"' in rxnav.get("/metrics").text
