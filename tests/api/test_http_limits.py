"""CORS, limits and the prefix of a proxy."""

import re
from collections import Counter

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


@pytest.mark.parametrize(
    ("limits", "refused_by"),
    [("5/hour;3/day", "3 per 1 day"), ("3/hour;5/day", "3 per 1 hour"), ("3/hour;3/day", "1 day")],
)
def test_of_several_limits_all_hold(seeded_url: str, limits: str, refused_by: str) -> None:
    with serving(seeded_url, rate_limit=limits) as client:
        answers = [client.get("/drugs?limit=1") for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 3 + [429] * 3
    assert refused_by in answers[-1].json()["detail"]
    hour, day = limits.replace("/hour", "").replace("/day", "").split(";")
    policy = f'"default";q={hour};w=3600, "default-2";q={day};w=86400'
    assert answers[0].headers["ratelimit-policy"] == policy
    # What one refuses counts for none of the others.
    left = [max(0, int(most) - 3) for most in (hour, day)]
    told = answers[-1].headers["ratelimit"]
    assert [f"r={one};" in part for one, part in zip(left, told.split(","), strict=True)] == [
        True, True,
    ]  # fmt: skip
    assert int(answers[-1].headers["retry-after"]) > (3600 if "day" in refused_by else 60)


def asked_through(client: TestClient, *forwarded: str) -> list[int]:
    """The statuses of questions that a proxy passed on."""
    headers = [{"X-Forwarded-For": one} for one in forwarded]
    return [client.get("/drugs?limit=1", headers=one).status_code for one in headers]


def test_behind_a_trusted_proxy_each_client_has_its_own_limit(seeded_url: str) -> None:
    told = ("192.0.2.1", "192.0.2.2", "192.0.2.1", "9.9.9.9, 192.0.2.1")
    with serving(seeded_url, rate_limit="1/day", trusted_proxies="10.0.0.0/8, 127.0.0.1") as app:
        proxy = TestClient(app.app, client=("10.1.2.3", 50000))
        # Who is forwarded cannot say for whom it asks: the last address is the proxy's own word.
        assert asked_through(proxy, *told) == [200, 200, 429, 429]
        stranger = TestClient(app.app, client=("203.0.113.9", 50000))
        assert asked_through(stranger, "192.0.2.7", "192.0.2.8") == [200, 429]
        network = ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
        assert asked_through(proxy, *network) == [200, 429, 200]


def test_without_a_trusted_proxy_nobody_is_believed(seeded_url: str) -> None:
    with serving(seeded_url, rate_limit="1/day") as client:
        assert asked_through(client, "192.0.2.1", "192.0.2.2") == [200, 429]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("materia.example", 200), ("MATERIA.example:8000", 200), ("a.b.ward.example", 200),
        ("ward.example", 421), ("evil.example", 421), ("materia.example.evil", 421),
        ("[::1]:80", 200),
    ],
)  # fmt: skip
def test_only_a_known_name_of_the_server_is_answered(
    seeded_url: str, host: str, status: int
) -> None:
    known = "materia.example, *.ward.example, [::1]"
    with serving(seeded_url, known_hosts=known, hsts_seconds=3600) as client:
        answer = client.get("/drugs?limit=1", headers={"Host": host})
        assert client.get("/healthz", headers={"Host": host}).status_code == 200
    assert answer.status_code == status
    assert answer.headers["strict-transport-security"] == "max-age=3600"


def test_what_was_kept_is_counted_with_its_route(seeded_url: str) -> None:
    with serving(seeded_url) as client:
        first = client.get("/drugs/clonazepam")
        client.get("/drugs/clonazepam")
        client.get("/drugs/clonazepam", headers={"If-None-Match": first.headers["etag"]})
        client.head("/drugs/clonazepam")
        client.get("/REST/version.json")
        lines = client.get("/metrics").text.splitlines()
    counted = [one for one in lines if one.startswith("materia_requests_total{")]
    of_drug = {one for one in counted if 'route="/drugs/{drug}"' in one}
    assert of_drug == {
        f'materia_requests_total{{app="rest",kept="{kept}",method="{method}",'
        f'route="/drugs/{{drug}}",status="{status}"}} 1.0'
        for kept, method, status in (
            ("false", "GET", 200), ("true", "GET", 200), ("true", "GET", 304),
            ("true", "HEAD", 200),
        )
    }  # fmt: skip
    assert any('app="rxnav"' in one for one in counted)
    made = [float(one.split()[1]) for one in lines if one.startswith("materia_release_made")]
    assert made and 1.7e9 < made[0] < 1e10 and "materia_database_reached 1.0" in lines
    assert any(one.startswith("process_resident_memory_bytes") for one in lines)


def test_what_checks_found_is_counted_and_nothing_that_was_asked(seeded_url: str) -> None:
    question = {"drugs": ["clonazepam", "oxycodone", "zqsecret"]}
    with serving(seeded_url) as client:
        found = client.post("/interactions/check", json=question).json()
        client.post("/", data={"question": "check", "names": "clonazepam, zqsecret"})
        client.get("/fhir/r4/metadata")
        page = client.get("/metrics").text
    severities = Counter(one["severity"] for one in found["findings"])
    counted = dict(re.findall(r'materia_findings_total\{severity="(\w+)"\} (\d+)', page))
    assert {name: int(many) for name, many in counted.items()} == severities
    assert 'materia_inputs_total{status="resolved"} 3.0' in page
    assert 'materia_inputs_total{status="unresolved"} 2.0' in page
    assert 'materia_requests_total{app="fhir"' in page
    assert "zqsecret" not in page and "oxycodone" not in page
