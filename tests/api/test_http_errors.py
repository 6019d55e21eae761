"""Every error has one shape, is guarded like any answer, and tells nothing of the inside."""

import logging
import re
from typing import Any

import pytest
from app.api.http.guard import Guard, Lifetime, Metrics, Outside
from fastapi.testclient import TestClient
from starlette.types import Receive, Scope, Send

from tests.api.calling import problem, serving

SHAPE = ["type", "title", "status", "detail", "instance", "errors", "candidates"]
# method, address, body, status
ERRORS: list[tuple[str, str, Any, int]] = [
    ("GET", "/nowhere", None, 404),
    ("GET", "/drugs/", None, 404),
    ("GET", "/drugs/clonazepam/prices", None, 404),
    ("GET", "/drugs/unobtainium", None, 404),
    ("GET", "/drugs/%00", None, 400),
    ("GET", "/drugs/%FF", None, 404),
    ("GET", "/drugs/..%2F..%2Fetc%2Fpasswd", None, 404),
    ("GET", "/drugs/" + "x" * 5_000, None, 404),
    ("GET", "/assets/nothing.js", None, 404),
    ("GET", "/conditions/%27%20OR%201=1", None, 404),
    ("DELETE", "/drugs", None, 405),
    ("POST", "/healthz", {}, 405),
    ("GET", "/drugs?limit=0", None, 422),
    ("GET", "/search", None, 422),
    ("GET", "/interactions/check", None, 422),
    ("GET", "/interactions/check?drugs=unobtainium", None, 422),
    ("POST", "/interactions/check", {}, 422),
    ("POST", "/interactions/check", {"drugs": ["x"]}, 422),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"), ERRORS, ids=[f"{e[0]} {e[1][:40]}" for e in ERRORS]
)
def test_an_error_is_a_whole_problem(
    client: TestClient, method: str, path: str, body: Any, status: int
) -> None:
    answer = client.request(method, path, json=body)
    told = problem(answer, status)
    assert list(told) == SHAPE
    assert re.fullmatch(r"urn:materia:problem:[a-z0-9-]+", told["type"])
    assert told["title"] and told["detail"] and told["instance"].startswith("/")
    assert "Traceback" not in answer.text and ".py" not in answer.text


@pytest.mark.parametrize("path", ["/drugs/%20", "/drugs/%C3%BC", "/drugs/a%3Fb", "/drugs/%22"])
def test_the_instance_of_a_problem_is_a_uri(client: TestClient, path: str) -> None:
    assert problem(client.get(path), 404)["instance"] == path


@pytest.mark.parametrize(
    ("method", "path", "body", "status"), ERRORS, ids=[f"{e[0]} {e[1][:40]}" for e in ERRORS]
)
def test_an_error_is_guarded_and_never_kept(
    client: TestClient, method: str, path: str, body: Any, status: int
) -> None:
    headers = client.request(method, path, json=body, headers={"X-Request-ID": "e" * 32}).headers
    assert headers["x-request-id"] == "e" * 32
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def records_of_the_application(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """All log records but those of the test's own client, which names the addresses it asks."""
    return [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]


def break_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check fails, with a message that holds what was asked."""

    def fail(*_: object) -> None:
        raise RuntimeError("clonazepam and the patient's name")

    monkeypatch.setattr("app.api.dependencies.read_taken", fail)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_failure_tells_nothing_of_the_inside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    method: str,
) -> None:  # fmt: skip
    break_checks(monkeypatch)
    body = {"drugs": ["clonazepam"]} if method == "POST" else None
    with caplog.at_level(logging.INFO):
        query = "" if body else "?drugs=clonazepam"
        answer = client.request(method, f"/interactions/check{query}", json=body)
    told = problem(answer, 500)
    assert "nothing was checked" in told["detail"]
    ours = records_of_the_application(caplog)
    said = " ".join([answer.text, *(one.getMessage() for one in ours)])
    assert "patient" not in said and "clonazepam" not in said
    assert all(one.exc_info is None for one in ours)
    assert answer.headers["x-request-id"] in " ".join(one.getMessage() for one in ours)


def test_a_failure_of_the_database_is_a_503_without_its_words(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from sqlalchemy.exc import OperationalError

    def fail(*_: object, **__: object) -> None:
        raise OperationalError("SELECT secret", {"drug": "clonazepam"}, Exception("disk"))

    monkeypatch.setattr("app.api.rest.conditions.page_facts", fail)
    with caplog.at_level(logging.INFO):
        answer = client.get("/indications?drug=clonazepam&limit=9")
    problem(answer, 503)
    ours = [one.getMessage() for one in caplog.records if one.name == "materia"]
    assert "SELECT" not in " ".join([answer.text, *ours])
    assert "clonazepam" not in " ".join([answer.text, *ours])


async def whole_and_then_failing(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that fails once it has answered."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a", "more_body": True})
    if "half" in scope["path"]:
        raise RuntimeError("zqsecret")
    await send({"type": "http.response.body", "body": b"b"})
    raise RuntimeError("zqsecret")


def test_what_fails_after_an_answer_breaks_no_connection(caplog: pytest.LogCaptureFixture) -> None:
    """The server would close it, with the next question on its way; one half sent must be seen."""
    guarded = Guard(whole_and_then_failing, Metrics(), Outside(), Lifetime())
    client = TestClient(guarded)
    assert client.get("/whole").text == "ab"
    assert "RuntimeError at whole_and_then_failing" in caplog.text
    assert "zqsecret" not in caplog.text
    with pytest.raises(RuntimeError):
        client.get("/half")


def test_another_origin_can_read_a_failure(
    seeded_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_checks(monkeypatch)
    origin = "https://ward.example"
    with serving(seeded_url, cors_origins=origin) as client:
        answer = client.get("/interactions/check?drugs=wine", headers={"Origin": origin})
    problem(answer, 500)
    assert answer.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize("path", ["/drugs/clonazepam", "/drugs/unobtainium", "/drugs?limit=0"])
def test_another_origin_can_read_answers_and_errors(seeded_url: str, path: str) -> None:
    origin = "https://ward.example"
    with serving(seeded_url, cors_origins=origin) as client:
        answer = client.get(path, headers={"Origin": origin})
    assert answer.headers["access-control-allow-origin"] == origin
    assert "X-Request-ID" in answer.headers["access-control-expose-headers"]


SECRET = ["clonazepam", "unobtainium", "alcohol", "klonapin", "weltschmerz", "N.N."]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/interactions/check?drugs=clonazepam,alcohol&conditions=weltschmerz", None),
        ("GET", "/interactions/check?drugs=unobtainium", None),
        ("GET", "/interactions/check?drugs=clonazepam&patient=N.N.", None),
        ("POST", "/interactions/check", {"drugs": ["clonazepam", "unobtainium"]}),
        ("POST", "/interactions/check", {"drugs": ["unobtainium"], "patient": "N.N."}),
        ("GET", "/resolve?q=klonapin", None),
        ("GET", "/search?q=clonazepam", None),
        ("GET", "/drugs/clonazepam", None),
        ("GET", "/drugs/unobtainium", None),
        ("GET", "/drugs/clonazepam/indications/weltschmerz", None),
        ("GET", "/unobtainium/clonazepam", None),
        ("DELETE", "/drugs/clonazepam", None),
        ("OPTIONS", "/drugs/clonazepam", None),
    ],
)
def test_no_log_at_any_level_names_what_was_asked(
    client: TestClient, caplog: pytest.LogCaptureFixture, method: str, path: str, body: Any
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.request(method, path, json=body)
    ours = records_of_the_application(caplog)
    said = " ".join(f"{one.getMessage()} {one.exc_text or ''}" for one in ours)
    assert ours and [word for word in SECRET if word.lower() in said.lower()] == []
