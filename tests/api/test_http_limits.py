"""CORS, limits and the prefix of a proxy."""

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import serving


def test_no_other_origin_may_call_unless_it_is_set(client: TestClient, seeded_url: str) -> None:
    origin = {"Origin": "https://ward.example"}
    assert "access-control-allow-origin" not in client.get("/drugs", headers=origin).headers
    with serving(seeded_url, cors_origins="https://ward.example, https://other.example") as open_:
        allowed = open_.get("/drugs", headers=origin).headers
        assert allowed["access-control-allow-origin"] == "https://ward.example"
        preflight = open_.options(
            "/interactions/check", headers={**origin, "Access-Control-Request-Method": "POST"}
        )
        assert preflight.status_code == 200
        refused = open_.get("/drugs", headers={"Origin": "https://stranger.example"})
        assert "access-control-allow-origin" not in refused.headers


def test_above_the_rate_limit_nothing_is_answered(seeded_url: str) -> None:
    with serving(seeded_url, rate_limit="3/minute") as client:
        answers = [client.get("/drugs?limit=1") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[0].headers["ratelimit-policy"] == '"default";q=3;w=60'
    assert answers[0].headers["ratelimit"].startswith('"default";r=2;')
    assert 1 <= int(answers[4].headers["retry-after"]) <= 60
    assert "Nothing was checked" in answers[4].json()["detail"]


def test_health_is_answered_above_the_rate_limit(seeded_url: str) -> None:
    with serving(seeded_url, rate_limit="1/minute") as client:
        assert [client.get("/healthz").status_code for _ in range(3)] == [200, 200, 200]


@pytest.mark.parametrize("told", [True, False])
def test_a_body_that_is_too_large_is_refused(seeded_url: str, told: bool) -> None:
    body = b'{"drugs": ["' + b"a" * 5000 + b'"]}'
    with serving(seeded_url, max_body_bytes=1000) as client:
        content = body if told else iter([body[:2000], body[2000:]])
        answer = client.post("/interactions/check", content=content)
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"


def test_behind_a_prefix_everything_is_where_it_should_be(seeded_url: str) -> None:
    with serving(seeded_url, root_path="/materia") as client:
        assert client.get("/materia/drugs/clonazepam").status_code == 200
        check = client.get("/materia/interactions/check?drugs=clonazepam,alcohol")
        assert check.headers["cache-control"] == "no-store"
        assert client.options("/materia/interactions/check").headers["allow"].endswith("POST")
        assert client.get("/openapi.json").json()["servers"][0]["url"] == "/materia"
