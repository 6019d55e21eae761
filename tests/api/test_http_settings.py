"""What settings change: rate limit, body limit, prefix, CORS; and bad settings."""

import pytest
from app.settings import Settings, misspelt
from fastapi.testclient import TestClient
from pydantic import ValidationError

from tests.api.calling import problem, serving


def test_a_limited_answer_says_how_much_is_left(seeded_url: str) -> None:
    with serving(seeded_url, rate_limit="3/minute") as client:
        left = [client.get("/drugs").headers["ratelimit"].split(";")[1] for _ in range(3)]
    assert left == ["r=2", "r=1", "r=0"]


def test_above_the_limit_every_way_to_ask_is_refused(seeded_url: str) -> None:
    with serving(seeded_url, rate_limit="1/minute") as client:
        client.get("/drugs")
        etag = 'W/"x"'
        refused = [
            client.get("/drugs"),
            client.get("/drugs", headers={"If-None-Match": etag}),
            client.post("/interactions/check", json={"drugs": ["clonazepam"]}),
            client.get("/nowhere"),
        ]
    for answer in refused:
        assert problem(answer, 429)["title"] == "Too many requests"
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert answer.headers["x-request-id"] and answer.headers["x-content-type-options"]


def test_without_the_setting_nothing_is_limited(client: TestClient) -> None:
    answers = [client.get("/drugs?limit=1") for _ in range(200)]
    assert {answer.status_code for answer in answers} == {200}
    assert "ratelimit" not in answers[0].headers


@pytest.mark.parametrize("limit", ["x", "100", "0/minute", "-1/minute", "10/fortnight"])
def test_a_rate_limit_that_means_nothing_is_refused_as_a_setting(limit: str) -> None:
    with pytest.raises(ValidationError, match="rate_limit"):
        Settings(rate_limit=limit)


@pytest.mark.parametrize(
    "bad",
    [{"port": 70_000}, {"max_body_bytes": 1}, {"release_poll_seconds": 0}, {"log_level": "loud"}],
    ids=str,
)
def test_a_setting_out_of_bounds_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(bad))):
        Settings(**bad)  # type: ignore[arg-type]


BAD = [
    ("database_url", "sqlite:///:memory:", "name a file"),
    ("database_url", "sqlite://", "name a file"),
    ("read_database_url", "sqlite:///file::memory:?uri=true", "name a file"),
    ("root_path", "materia", "begins with a slash"),
    ("root_path", "/materia?x=1", "begins with a slash"),
    ("public_url", "notaurl", "not an address"),
    ("public_url", "https://", "not an address"),
    ("public_url", "ftp://example.org", "not an address"),
    ("cors_origins", "notanorigin", "'notanorigin' is no origin"),
    ("cors_origins", "https://a.example.org,b.example.org", "'b.example.org' is no origin"),
    ("cors_origins", "https://a.example.org/", "without a path"),
    ("cors_origins", "https://a.example.org:99999", "no origin"),
]


@pytest.mark.parametrize(("name", "value", "why"), BAD)
def test_an_address_that_is_none_is_refused_as_a_setting(name: str, value: str, why: str) -> None:
    with pytest.raises(ValidationError, match=f"(?s){name}.*{why}"):
        Settings(**{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("root_path", "/materia"),
        ("root_path", "/a/b/"),
        ("public_url", "https://example.org/materia"),
        ("cors_origins", "*"),
        ("cors_origins", "https://a.example.org, http://127.0.0.1:5173, http://[::1]:80"),
        ("database_url", "sqlite:////data/materia.db?mode=ro"),
        ("database_url", "postgresql://me:memory:@db/materia"),
    ],
)
def test_an_address_that_is_one_is_taken(name: str, value: str) -> None:
    assert getattr(Settings(**{name: value}), name) == value  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MATERIA_DATABSE_URL", "did you mean MATERIA_DATABASE_URL"),
        ("MATERIA_RATELIMIT", "did you mean MATERIA_RATE_LIMIT"),
        ("MATERIA_CORS_ORIGIN", "did you mean MATERIA_CORS_ORIGINS"),
        ("materia_prot", "did you mean MATERIA_PORT"),
        ("MATERIA_XYZZY", "the README lists all"),
    ],
)
def test_a_misspelt_setting_is_named_with_the_nearest(name: str, meant: str) -> None:
    (found,) = misspelt({name: "1", "MATERIA_PORT": "1", "materia_host": "x", "PATH": "/"})
    assert found.startswith(f"{name.upper()} is no setting: {meant}")


@pytest.mark.parametrize("size", [999, 1_000])
def test_a_body_within_the_limit_is_read(seeded_url: str, size: int) -> None:
    body = b'{"drugs": ["clonazepam"]}'.ljust(size)
    with serving(seeded_url, max_body_bytes=1_000) as client:
        headers = {"Content-Type": "application/json"}
        answer = client.post("/interactions/check", content=body, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("told", [True, False], ids=["told", "not told"])
def test_a_body_one_byte_too_large_is_refused(seeded_url: str, told: bool) -> None:
    body = b'{"drugs": ["clonazepam"]}'.ljust(1_001)
    with serving(seeded_url, max_body_bytes=1_000) as client:
        content = body if told else iter([body[:500], body[500:]])
        answer = client.post("/interactions/check", content=content)
    assert "1000 bytes" in problem(answer, 413)["detail"]
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize("prefix", ["/materia", "/materia/", "/a/b"])
def test_behind_a_prefix_caching_and_checks_work_as_without(seeded_url: str, prefix: str) -> None:
    at = prefix.rstrip("/")
    with serving(seeded_url, root_path=prefix) as client:
        first = client.get(f"{at}/drugs/clonazepam")
        again = client.get(
            f"{at}/drugs/clonazepam", headers={"If-None-Match": first.headers["etag"]}
        )
        check = client.get(f"{at}/interactions/check?drugs=clonazepam,alcohol")
        unknown = problem(client.get(f"{at}/drugs/unobtainium"), 404)
        health = client.get(f"{at}/healthz")
    assert (first.status_code, again.status_code, health.status_code) == (200, 304, 200)
    assert check.json()["findings"] and "etag" not in check.headers
    assert unknown["instance"] == f"{at}/drugs/unobtainium"


def test_no_origin_may_call_by_default(client: TestClient) -> None:
    origin = {"Origin": "https://ward.example", "Access-Control-Request-Method": "POST"}
    headers = client.options("/interactions/check", headers=origin).headers
    assert "access-control-allow-origin" not in headers


def test_every_origin_may_call_when_the_setting_says_so(seeded_url: str) -> None:
    with serving(seeded_url, cors_origins="*") as client:
        answer = client.get("/drugs", headers={"Origin": "https://anyone.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
