"""HEAD, OPTIONS, 405 and conditional requests."""

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import problem

OPERATIONS = [
    "/drugs", "/drugs/clonazepam", "/drugs/clonazepam/indications",
    "/drugs/clonazepam/indications/depression", "/drugs/clonazepam/side-effects",
    "/drugs/clonazepam/warnings", "/drugs/clonazepam/interactions", "/drugs/clonazepam/classes",
    "/indications", "/conditions", "/conditions/depression", "/side-effects",
    "/side-effects/insomnia", "/classes", "/classes/opioid", "/interactions",
    "/interactions/benzodiazepine-opioid", "/sources", "/sources/clonazepam-article",
    "/search?q=clon", "/coverage", "/interactions/check?drugs=clonazepam,alcohol",
    "/resolve?q=clonazepam", "/healthz", "/readyz", "/version",
]  # fmt: skip
FAILING = ["/drugs/unobtainium", "/nowhere", "/drugs?limit=0", "/interactions/check?drugs=x"]
# `vary` is judged below, with the compression that it belongs to.
OF_ONE_ANSWER = {"x-request-id", "date", "vary"}


def told(headers: dict[str, str]) -> dict[str, str]:
    """The headers that do not differ from request to request."""
    return {name: value for name, value in headers.items() if name not in OF_ONE_ANSWER}


@pytest.mark.parametrize("path", [*OPERATIONS, *FAILING])
def test_head_has_the_headers_of_get_and_no_body(client: TestClient, path: str) -> None:
    asked = {"Accept-Encoding": "identity"}
    head, full = client.head(path, headers=asked), client.get(path, headers=asked)
    assert (head.status_code, head.content) == (full.status_code, b"")
    assert told(dict(head.headers)) == told(dict(full.headers))


@pytest.mark.parametrize("path", ["/drugs", "/interactions/check?drugs=clonazepam,alcohol"])
def test_head_has_the_length_and_vary_of_a_compressed_get(client: TestClient, path: str) -> None:
    asked = {"Accept-Encoding": "gzip"}
    head, full = client.head(path, headers=asked), client.get(path, headers=asked)
    names = ["content-encoding", "content-length", "vary"]
    assert [head.headers.get(one) for one in names] == [full.headers.get(one) for one in names]


@pytest.mark.parametrize("path", OPERATIONS)
def test_options_names_exactly_the_methods_that_are_answered(client: TestClient, path: str) -> None:
    allowed = client.options(path).headers["allow"].split(", ")
    for method in ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]:
        answered = client.request(method, path).status_code != 405
        assert answered is (method in allowed), method


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/drugs", "/interactions/check", "/healthz", "/resolve"])
def test_another_method_is_a_405_that_names_the_right_ones(
    client: TestClient, path: str, method: str
) -> None:
    answer = client.request(method, path)
    assert method in problem(answer, 405)["detail"]
    assert answer.headers["allow"] == client.options(path).headers["allow"]


def test_a_body_cannot_be_sent_where_only_questions_are_answered(client: TestClient) -> None:
    answer = client.post("/drugs", json={"id": "new"})
    problem(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_options_at_an_unknown_address_is_a_problem(client: TestClient) -> None:
    assert problem(client.options("/nowhere"), 404)["instance"] == "/nowhere"


@pytest.mark.parametrize("path", ["/metrics", "/openapi.json"])
def test_options_is_answered_wherever_get_is(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 200
    answer = client.options(path)
    assert answer.status_code in (200, 204)
    assert {"GET", "HEAD", "OPTIONS"} <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("{etag}", 304),
        ('"other", {etag}', 304),
        ('{etag}, W/"other"', 304),
        ("{strong}", 304),
        ("*", 304),
        ('"other"', 200),
        ('W/"other"', 200),
        ("", 200),
    ],
)
def test_if_none_match_is_read_as_http_says(client: TestClient, sent: str, status: int) -> None:
    etag = client.get("/drugs/clonazepam").headers["etag"]
    header = sent.format(etag=etag, strong=etag.removeprefix("W/"))
    answer = client.get("/drugs/clonazepam", headers={"If-None-Match": header})
    assert answer.status_code == status
    assert bool(answer.content) is (status == 200)


def test_an_etag_holds_after_other_addresses_were_asked(client: TestClient) -> None:
    etag = client.get("/drugs/clonazepam").headers["etag"]
    for path in ("/drugs", "/conditions/depression", "/nowhere", "/drugs/clonazepam?x=1"):
        client.get(path)
    again = client.get("/drugs/clonazepam", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.headers["etag"] == etag


def test_a_304_varies_by_what_the_200_varies_by(client: TestClient) -> None:
    full = client.get("/drugs")
    again = client.get("/drugs", headers={"If-None-Match": full.headers["etag"]})
    assert again.headers.get("vary") == full.headers["vary"]


def test_head_answers_304_too(client: TestClient) -> None:
    etag = client.head("/drugs").headers["etag"]
    assert client.head("/drugs", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("path", FAILING)
def test_an_error_is_never_kept_and_has_no_etag(client: TestClient, path: str) -> None:
    for _ in range(2):
        headers = client.get(path).headers
        assert headers["cache-control"] == "no-store" and "etag" not in headers


@pytest.mark.parametrize("encoding", ["gzip", "br", "identity", "gzip;q=0, br"])
def test_an_answer_is_the_same_under_every_compression(client: TestClient, encoding: str) -> None:
    plain = client.get("/drugs", headers={"Accept-Encoding": "identity"})
    packed = client.get("/drugs", headers={"Accept-Encoding": encoding})
    assert packed.content == plain.content
    assert packed.headers["etag"] == plain.headers["etag"]
    assert packed.headers.get("content-encoding", "identity") in encoding
