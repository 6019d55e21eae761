"""Headers, methods, limits and logs: what every answer owes to HTTP and to the patient."""

import logging

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import serving

CATALOGUE = [
    "/drugs", "/drugs/clonazepam", "/drugs/clonazepam/indications",
    "/drugs/clonazepam/indications/depression", "/drugs/clonazepam/side-effects",
    "/drugs/clonazepam/warnings", "/drugs/clonazepam/states",
    "/drugs/clonazepam/interactions", "/drugs/clonazepam/classes",
    "/indications", "/conditions", "/conditions/depression", "/side-effects",
    "/side-effects/insomnia", "/classes", "/classes/opioid", "/interactions",
    "/interactions/benzodiazepine-opioid", "/sources", "/sources/clonazepam-article",
    "/coverage", "/data-sets", "/data-sets/curated",
]  # fmt: skip
OF_PATIENTS = [
    "/interactions/check?drugs=clonazepam,alcohol",
    "/resolve?q=clonazepam",
    "/search?q=clon",
    "/suggest?q=clon",
    "/labels?q=bleeding",
    "/drugs/Klonopin",
]
SERVICE = ["/healthz", "/readyz", "/version"]
PAGES = ["/", "/docs", "/reference", "/openapi.json", "/assets/style.css", "/favicon.ico"]
EVERYTHING = [
    *CATALOGUE,
    *OF_PATIENTS,
    *SERVICE,
    *PAGES,
    "/metrics",
    "/nowhere",
    "/drugs/unobtainium",
]


@pytest.mark.parametrize("path", CATALOGUE)
def test_an_answer_that_has_not_changed_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_every_address_has_an_etag_of_its_own(client: TestClient) -> None:
    assert len({client.get(path).headers["etag"] for path in CATALOGUE}) == len(CATALOGUE)


def test_another_etag_gets_the_whole_answer(client: TestClient) -> None:
    etag = client.get("/drugs").headers["etag"]
    assert client.get("/conditions", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("path", CATALOGUE)
def test_a_kept_answer_is_that_of_the_first_time(client: TestClient, path: str) -> None:
    for encoding in ("gzip", "identity", "br", "identity"):
        answers = [client.get(path, headers={"Accept-Encoding": encoding}) for _ in range(2)]
        assert answers[0].json() == answers[1].json() == client.get(path).json()


@pytest.mark.parametrize("path", OF_PATIENTS)
def test_what_may_concern_a_patient_is_never_kept(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


@pytest.mark.parametrize("path", [*CATALOGUE, *SERVICE, *PAGES])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path, headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/drugs/clonazepam", "GET, HEAD, OPTIONS"),
        ("/interactions/check", "GET, HEAD, OPTIONS, POST"),
        ("/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_and_405_name_the_methods(client: TestClient, path: str, allowed: str) -> None:
    options, delete = client.options(path), client.delete(path)
    assert (options.status_code, options.headers["allow"]) == (204, allowed)
    assert (delete.status_code, delete.headers["allow"]) == (405, allowed)
    assert delete.headers["content-type"] == "application/problem+json"


def test_an_unknown_address_is_a_problem(client: TestClient) -> None:
    answer = client.get("/nowhere/at/all")
    assert answer.status_code == 404
    assert answer.json()["instance"] == "/nowhere/at/all"
    assert set(answer.json()) == {
        "type", "title", "status", "detail", "instance", "errors", "candidates",
    }  # fmt: skip


@pytest.mark.parametrize("path", EVERYTHING)
def test_every_answer_is_guarded(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-request-id"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("7d1f0c4e-6f0a-4c3e-9d53-0a3b2f3f9a10", True),
        ("a" * 32, True),
        ("0123456789abcdef", True),
        ("abc-123", False),
        ("clonazepam", False),
        ("a" * 33, False),
        ("a b", False),
        ("", False),
    ],
)
def test_the_id_of_a_trace_is_kept_and_another_is_made_anew(
    client: TestClient, sent: str, kept: bool
) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": sent})
    assert (answer.headers["x-request-id"] == sent) is kept


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_a_long_answer_is_compressed(client: TestClient, encoding: str) -> None:
    answer = client.get("/drugs", headers={"Accept-Encoding": encoding})
    assert answer.headers["content-encoding"] == encoding
    assert "Accept-Encoding" in answer.headers["vary"]


def fail(*_: object) -> None:
    """A failure whose message holds what was asked."""
    raise RuntimeError("clonazepam and everything else that was asked")


def test_a_failure_is_a_problem_that_tells_nothing_of_the_inside(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("app.api.dependencies.read_taken", fail)
    with caplog.at_level(logging.DEBUG):
        answer = client.get("/interactions/check?drugs=clonazepam,alcohol")
    assert answer.status_code == 500
    assert answer.json()["detail"].startswith("Something failed here; nothing was checked.")
    assert "everything else" not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize(
    "path", ["/drugs/clonazepam", "/drugs/unobtainium", *OF_PATIENTS, "/search?q=clonazepam"]
)
def test_nothing_of_a_request_is_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.DEBUG, logger="materia"):
        client.get(path)
        client.post("/interactions/check", json={"drugs": ["clonazepam", "unobtainium"]})
        client.post("/interactions/check", json={"drugs": ["unobtainium"], "odd": "clonazepam"})
    said = " ".join(record.getMessage() for record in caplog.records if record.name == "materia")
    assert "GET" in said and "POST" in said
    assert not {"clonazepam", "unobtainium", "alcohol", "odd"} & set(said.replace("/", " ").split())


def test_metrics_count_by_route_and_name_no_drug(client: TestClient) -> None:
    client.get("/drugs/clonazepam/warnings?limit=7")
    text = client.get("/metrics").text
    assert 'route="/drugs/{drug}/warnings"' in text
    assert "clonazepam" not in text


def test_no_server_writes_addresses_into_its_access_log(
    seeded_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = logging.getLogger("uvicorn.access")
    monkeypatch.setattr(access, "disabled", False)
    with serving(seeded_url):
        assert access.disabled
