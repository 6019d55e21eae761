"""What one client sends is bounded: nobody else waits for it, and little of it is kept."""

import asyncio
import gzip
import json
import threading
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from app.api.dependencies import is_quick
from app.api.http.guard import MOST_ADDRESS_BYTES
from app.api.http.problems import Problem
from app.api.http.threads import Workers
from app.domain.names.input import Asked
from app.services.cache import KeptAnswer, make_cache
from app.services.interactions import Question
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.api.calling import check, get, problem, serving

CHECK = "/interactions/check"


def post(client: TestClient, body: str) -> Any:
    return client.post(CHECK, content=body, headers={"Content-Type": "application/json"})


# Names in paths


SLASHED = [
    "/drugs/{}", "/drugs/{}/indications", "/drugs/{}/side-effects", "/drugs/{}/warnings",
    "/drugs/{}/states",    "/drugs/{}/interactions", "/drugs/{}/classes", "/drugs/{}/labels",
    "/drugs/{}/indications/depression",
]  # fmt: skip


@pytest.fixture(scope="module")
def below(seeded_url: str) -> Iterator[TestClient]:
    """The application behind a proxy that serves it below `/materia`."""
    with serving(seeded_url, root_path="/materia") as client:
        yield client


@pytest.mark.parametrize("path", SLASHED)
@pytest.mark.parametrize("prefix", ["", "/materia"])
def test_a_combination_with_a_slash_is_answered_as_its_brand(
    client: TestClient, below: TestClient, path: str, prefix: str
) -> None:
    asked = below if prefix else client
    brand = problem(asked.get(prefix + path.format("Bactrim")), 404)
    for slash in ("%2F", "%2f"):
        name = f"sulfamethoxazole{slash}trimethoprim"
        told = problem(asked.get(prefix + path.format(name)), 404)
        assert told["candidates"] == brand["candidates"]
        assert told["type"] == brand["type"] == "urn:materia:problem:unknown-drug"
        assert told["instance"] == prefix + path.format(name)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/conditions/{}", "condition"), ("/drugs/clonazepam/indications/{}", "condition"),
        ("/classes/{}", "class"), ("/side-effects/{}", "effect"),
        ("/interactions/{}", "interaction"),
        ("/sources/{}", "source"), ("/labels/{}", "label"), ("/data-sets/{}", "data-set"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["anxiety/depression", "100% xq", "a+b xq", "xq’s", "/", "x//y"])
def test_any_name_is_asked_for_as_it_is(
    client: TestClient, path: str, kind: str, name: str
) -> None:
    told = problem(client.get(path.format(quote(name, safe="+"))), 404)
    assert told["type"] == f"urn:materia:problem:unknown-{kind}"
    assert told["detail"].startswith(f"'{name}'")


def test_a_slash_that_divides_a_path_still_does(client: TestClient) -> None:
    assert get(client, "/drugs/warfarin/indications")["total"]
    assert get(client, "/drugs/warfarin%2F/indications")["total"]
    told = problem(client.get("/drugs/warfarin/nothing"), 404)
    assert told["type"] == "urn:materia:problem:not-found"


@pytest.mark.parametrize("name", ["St. John’s wort", "st johns wort", "St. John's wort"])
def test_a_curly_apostrophe_is_an_apostrophe(client: TestClient, name: str) -> None:
    assert get(client, f"/drugs/{quote(name)}")["id"] == "st-johns-wort"


# Parameters that no route knows


def addresses(client: TestClient) -> list[str]:
    paths = client.get("/openapi.json").json()["paths"]
    gaps = {"drug": "warfarin", "condition": "depression", "drug_class": "opioid"}
    found = [path for path, how in paths.items() if "get" in how]
    for name, value in gaps.items():
        found = [path.replace(f"{{{name}}}", value) for path in found]
    return [path for path in found if "{" not in path and path not in ("/healthz", "/readyz")]


def test_a_parameter_that_is_not_known_is_refused_everywhere(client: TestClient) -> None:
    for path in addresses(client):
        answer = client.get(f"{path}?limti=1&{'x' * 200}=2")
        told = problem(answer, 422)
        assert [one["loc"][0] for one in told["errors"]] == ["query", "query"], path
        assert told["errors"][0]["loc"] == ["query", "limti"]
        assert "x" * 61 not in answer.text and "link" not in answer.headers


@pytest.mark.parametrize(
    ("path", "meant"),
    [("/drugs?limti=1", "limit"), ("/drugs?Limit=1", "limit"), (f"{CHECK}?drgs=a", "drugs"),
     (f"{CHECK}?condition=a", "conditions"), ("/indications?statuss=x", "status")],
)  # fmt: skip
def test_the_nearest_known_name_is_given(client: TestClient, path: str, meant: str) -> None:
    assert f"'{meant}'" in problem(client.get(path), 422)["errors"][0]["message"]


def test_a_post_takes_no_parameters(client: TestClient) -> None:
    answer = client.post(f"{CHECK}?strict=true", json={"drugs": ["warfarin", "unobtainium"]})
    assert problem(answer, 422)["errors"][0]["loc"] == ["query", "strict"]


@pytest.mark.parametrize("path", ["/", "/docs", "/reference", "/healthz", "/readyz", "/metrics"])
def test_pages_and_probes_may_be_asked_with_anything(client: TestClient, path: str) -> None:
    assert client.get(f"{path}?utm=x").status_code == 200


def test_the_rxnav_app_keeps_its_own_rule(client: TestClient) -> None:
    assert client.get("/REST/version.json?anything=1").status_code == 200


# Memory


def test_what_is_kept_counts_with_its_address_and_headers() -> None:
    small = KeptAnswer("/drugs?", (), b"x")
    assert KeptAnswer("/drugs?" + "x" * 5_000, (), b"x").size > small.size + 4_999
    assert KeptAnswer("/drugs?", ((b"link", b"y" * 5_000),), b"x").size > small.size + 4_999
    answers = make_cache(100_000).answers
    for number in range(200):
        address = f"/drugs?{number}{'é' * 5_000}"
        answers[address] = KeptAnswer(address, (), b"x")
    assert sum(len(one) for one in answers) <= 100_000


def test_many_addresses_with_odd_parameters_leave_nothing_behind(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    answers = client.app.state.holder.current().cache.answers
    before = answers.currsize
    for number in range(50):
        client.get(f"/drugs?limit=1&x={number}{'y' * 1_000}")
    assert answers.currsize == before


# Sizes


@pytest.mark.parametrize("path", ["/drugs?q=", "/drugs/", f"{CHECK}?drugs=", "/REST/rxcui?name="])
def test_an_address_that_is_too_long_is_refused(client: TestClient, path: str) -> None:
    assert client.get(path + "a" * (MOST_ADDRESS_BYTES - len(path) + 1)).status_code == 414
    assert client.get(path + "a" * (MOST_ADDRESS_BYTES - len(path))).status_code != 414


def test_what_is_too_long_says_so_in_the_language_that_was_asked(client: TestClient) -> None:
    assert problem(client.get("/drugs/" + "a" * 9_000), 414)["title"] == "URI Too Long"
    answer = client.get("/REST/rxcui?name=" + "a" * 9_000)
    assert answer.headers["content-type"].startswith("text/plain")


def test_ligatures_are_counted_as_they_are_compared(client: TestClient) -> None:
    found = check(client, *["\ufdfa" * 400] * 8, "clonazepam", "alcohol")
    assert found["completeness"] == "partial"
    assert "longer than 400 signs" in found["inputs"][0]["explanation"][0]
    for path in ("/search?q=", "/suggest?q=", "/resolve?q=", "/labels?q="):
        answer = client.get(path + quote("\ufdfa" * 500 if "resolve" in path else "\ufdfa" * 100))
        assert problem(answer, 422)["errors"][0]["loc"][:2] == ["query", "q"], path
    assert client.get("/REST/approximateTerm?term=" + quote("\ufdfa" * 100)).status_code == 400


@pytest.mark.parametrize("path", [f"{CHECK}?drugs=", f"{CHECK}?conditions=", "/resolve?q="])
def test_a_list_is_bounded_before_it_is_taken_apart(client: TestClient, path: str) -> None:
    for listed in ("a," * 3_000, "a%0A" * 1_000, "a," * 101):
        assert problem(client.get(path + listed), 422)["title"] == "Too many drugs"
    assert client.get(f"/resolve?q={'warfarin,' * 100}").status_code == 200


@pytest.mark.parametrize("joining", ["+", "%2B", "%20", "%09", "/"])
def test_very_many_signs_between_two_names_are_refused_at_once(
    client: TestClient, joining: str
) -> None:
    many = joining * (7_000 // len(joining))
    answer = client.get(f"{CHECK}?drugs=a{many}b,clonazepam,alcohol")
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert answer.json()["completeness"] == "partial"


# Bodies


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ('{"drugs": ["warfarin"], "drugs": ["clonazepam", "alcohol"]}', "drugs"),
        ('{"drugs": [{"name": "warfarin", "name": "alcohol"}, "ibuprofen"]}', "name"),
        ('{"drugs": ["warfarin"], "\\u0064rugs": ["alcohol"]}', "drugs"),
        ('{"drugs": ["a", "b"], "strict": true, "strict": true}', "strict"),
    ],
)
def test_a_repeated_key_is_refused_and_named(client: TestClient, body: str, key: str) -> None:
    (one,) = problem(post(client, body), 422)["errors"]
    assert one["loc"] == ["body", key] and f"'{key}'" in one["message"]


@pytest.mark.parametrize(
    "body",
    [
        '{"drugs": ' + "[" * 3_000 + "]" * 3_000 + "}",
        '{"drugs": [' + "[]," * 3_000 + "[]]}",
        '{"drugs": ["a"], ' + ",".join(f'"k{number}": 1' for number in range(3_000)) + "}",
        '{"drugs": [' + '{"a":' * 200 + "1" + "}" * 200 + "]}",
    ],
)
def test_a_body_that_is_too_deep_or_too_wide_is_refused(client: TestClient, body: str) -> None:
    (one,) = problem(post(client, body), 422)["errors"]
    assert one["type"] == "too_much"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1"])
def test_json_in_another_encoding_is_refused(client: TestClient, encoding: str) -> None:
    """It would be read later on, and nothing in it was looked at by then."""
    body = '{"drugs": ["wärfarin"], "drugs": ["clonazepam", "alcohol"]}'.encode(encoding)
    answer = client.post(CHECK, content=body, headers={"Content-Type": "application/json"})
    assert problem(answer, 400)


def test_a_mark_of_utf_8_hides_nothing(client: TestClient) -> None:
    body = '\ufeff{"drugs": ["warfarin"], "drugs": ["clonazepam", "alcohol"]}'
    assert problem(post(client, body), 422)["errors"][0]["type"] == "repeated_key"


@pytest.mark.parametrize(
    "body",
    [
        '{"drugs": ["warfarin", "alco\\u0000hol"]}',
        '{"drugs": ["warfarin"], "conditions": ["\\u0000"]}',
        '{"drugs": [{"name": "a\\u0000"}, "warfarin"]}',
        '{"drugs": ["warfarin"], "x\\u0000": 1}',
    ],
)
def test_a_nul_in_a_body_is_refused(client: TestClient, body: str) -> None:
    (one,) = problem(post(client, body), 422)["errors"]
    assert one["type"] == "nul" and one["loc"] == ["body"]


def test_a_backslash_before_an_escape_is_no_nul(client: TestClient) -> None:
    assert len(check(client, "\\u0000", "warfarin")["inputs"]) == 2


@pytest.mark.parametrize(
    "path",
    ["/drugs/a%00", "/drugs?q=%00", "/labels/%00", "/labels?q=a%00b", f"{CHECK}?drugs=a,%00",
     "/drugs/clonazepam/indications/x%00", "/healthz?x=%00", "/assets/%00", "/nowhere%00"],
)  # fmt: skip
def test_a_nul_in_an_address_is_refused(client: TestClient, path: str) -> None:
    assert problem(client.get(path), 400)["title"] == "NUL in the address"


def test_a_nul_is_refused_in_the_language_that_was_asked(client: TestClient) -> None:
    answer = client.get("/REST/rxcui?name=a%00")
    assert answer.status_code == 400 and answer.headers["content-type"].startswith("text/plain")


POSTED = [CHECK, "/drugs/clonazepam/stopping"]
BODY = b'{"drugs": ["warfarin", "alcohol"]}'


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data",
     "application/octet-stream", "json", "application/jsonp", "text/json", None],
)  # fmt: skip
@pytest.mark.parametrize("path", POSTED)
def test_a_body_that_is_not_said_to_be_json_is_refused(
    client: TestClient, path: str, kind: str | None
) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    answer = client.post(path, content=BODY, headers=headers)
    if answer.status_code not in (404, 405):
        assert "application/json" in problem(answer, 415)["detail"]


@pytest.mark.parametrize(
    "kind", ["application/json", "Application/JSON; charset=utf-8", "application/fhir+json"]
)
def test_json_is_read_by_whatever_name(client: TestClient, kind: str) -> None:
    answer = client.post(CHECK, content=BODY, headers={"Content-Type": kind})
    assert answer.status_code == 200


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "gzip, identity", "x"])
def test_a_packed_body_is_refused(client: TestClient, coding: str) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    answer = client.post(CHECK, content=gzip.compress(BODY), headers=headers)
    assert "Content-Encoding" in problem(answer, 415)["detail"]


@pytest.mark.parametrize(
    "path",
    ["/mcp", "/cds-services/interactions-order-sign", "/fhir/r4/$check-interactions", "/", "/x"],
)
def test_a_packed_body_is_refused_by_every_app(client: TestClient, path: str) -> None:
    """By none as one that is no JSON: it was not looked at."""
    packed = gzip.compress(b" " * 10_000_000)
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    answer = client.post(path, content=packed, headers=headers)
    assert answer.status_code == 415 and "Content-Encoding" in answer.text


def test_a_body_that_is_not_packed_may_say_so(client: TestClient) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "Identity"}
    assert client.post(CHECK, content=BODY, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path", ["/cds-services/interactions-order-sign", "/fhir/r4/$check-interactions"]
)
def test_every_app_reads_json_by_whatever_name(client: TestClient, path: str) -> None:
    headers = {"Content-Type": "APPLICATION/JSON"}
    assert client.post(path, content=b"{}", headers=headers).status_code == 400


@pytest.mark.parametrize(
    ("wanted", "status"),
    [("bytes=abc", 400), ("bytes=5-1", 400), ("items=0-1", 400), ("bytes", 400), ("bytes=-", 400),
     ("bytes=99999999-", 416), ("bytes=0-9", 206), ("bytes=-5", 206)],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/docs", "/assets/favicon.svg", "/favicon.ico"])
def test_a_part_that_a_file_does_not_have_is_refused_as_a_problem(
    client: TestClient, path: str, wanted: str, status: int
) -> None:
    answer = client.get(path, headers={"Range": wanted, "Accept-Encoding": "identity"})
    assert answer.status_code == status
    if status >= 400:
        assert "Range" in problem(answer, status)["detail"]
    assert ("content-range" in answer.headers) is (status in (206, 416))


def test_brackets_within_a_string_are_no_depth(client: TestClient) -> None:
    found = check(client, "[" * 50 + "{" * 50, "warfarin", 'a "quoted\\" [[[[[[[[[[[[[[[[[[[[[[[[')
    assert len(found["inputs"]) == 3


def test_a_hundred_drugs_as_objects_are_no_depth(client: TestClient) -> None:
    drugs = [{"name": "warfarin", "stopped_on": "2020-01-01"}] * 100
    assert client.post(CHECK, json={"drugs": drugs}).status_code == 200


@pytest.mark.parametrize("name", ["strict", "accept_corrections"])
@pytest.mark.parametrize("value", [0, 1, "true", "no", 0.0, None, []])
def test_only_a_boolean_is_a_boolean(client: TestClient, name: str, value: Any) -> None:
    answer = client.post(CHECK, json={"drugs": ["warfarin", "alcohol"], name: value})
    (one,) = problem(answer, 422)["errors"]
    assert one["loc"] == ["body", name]


@pytest.mark.parametrize("day", ["9999-12-31", "9999-01-01", "2200-01-01", "0001-01-01"])
def test_a_day_beyond_the_calendar_is_one_clear_misfit(client: TestClient, day: str) -> None:
    drugs = [{"name": "fluoxetine", "stopped_on": day}, "alcohol"]
    (one,) = problem(client.post(CHECK, json={"drugs": drugs}), 422)["errors"]
    assert one["loc"] == ["body", "drugs", "0", "stopped_on"]


def test_a_day_in_the_future_is_answered(client: TestClient) -> None:
    drugs = [{"name": "fluoxetine", "stopped_on": "2199-12-31"}, "phenelzine"]
    assert check(client, *drugs)["findings"]


# The event loop


@pytest.fixture
def threads(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the threads in which checks were worked out."""
    found: list[str] = []
    from app.api.rest import interactions

    def answer(*asked: Any) -> Any:
        found.append(threading.current_thread().name)
        return original(*asked)

    original = interactions._answer
    monkeypatch.setattr(interactions, "_answer", answer)
    yield found


@pytest.mark.parametrize(
    ("body", "in_a_thread"),
    [
        ({"drugs": ["warfarin", "aspirin"]}, False),
        ({"drugs": ["warfarin"] * 20}, False),
        ({"drugs": ["warfarin"] * 21}, True),
        ({"drugs": ["warfarin", "aspirin"], "conditions": ["pregnancy", "x", "y"]}, True),
        ({"drugs": ["/".join(["warfarin", "aspirin", "ibuprofen"] * 3)] * 10}, True),
        ({"drugs": ["warfarin", "b " * 600]}, True),
    ],
)
def test_what_takes_long_is_worked_out_in_a_thread(
    client: TestClient, threads: list[str], body: dict[str, Any], in_a_thread: bool
) -> None:
    assert client.post(CHECK, json=body).status_code == 200
    assert [name.startswith("checking") for name in threads] == [in_a_thread]


def test_a_long_answer_is_sent_in_pieces_and_is_whole(
    client: TestClient, threads: list[str]
) -> None:
    drugs = [f"unobtainium {number}" for number in range(99)] + ["warfarin"]
    answer = client.post(CHECK, json={"drugs": drugs})
    assert "content-length" not in answer.headers
    assert len(answer.content) > 256 * 1024 and len(answer.json()["inputs"]) == 100
    again = client.post(CHECK, json={"drugs": drugs}, headers={"Accept-Encoding": "identity"})
    assert again.content == answer.content


def test_a_question_is_quick_by_all_that_it_holds() -> None:
    assert is_quick(Question(tuple([Asked("warfarin")] * 10), tuple([Asked("x")] * 10)))
    assert not is_quick(Question(tuple([Asked("warfarin")] * 10), tuple([Asked("x")] * 11)))


def run(*jobs: Callable[[], Any], workers: Workers) -> list[Any]:
    async def all_of_them() -> list[Any]:
        asked = [workers.run(job) for job in jobs]
        return list(await asyncio.gather(*asked, return_exceptions=True))

    try:
        return asyncio.run(all_of_them())
    finally:
        workers.close()


def test_more_than_may_wait_are_refused() -> None:
    release = threading.Event()
    jobs = [lambda: release.wait(0.5)] * 2 + [release.set]
    workers = Workers("few", threads=1, waiting=1, seconds=5)
    done, also_done, refused = run(*jobs, workers=workers)
    assert isinstance(refused, Problem) and refused.status == 503
    assert not release.is_set()
    del done, also_done


def test_a_job_that_takes_too_long_is_not_waited_for() -> None:
    release = threading.Event()
    (found,) = run(lambda: release.wait(2), workers=Workers("slow", 1, 1, seconds=0.05))
    release.set()
    assert isinstance(found, Problem) and found.status == 503


def test_what_a_job_raises_comes_back() -> None:
    def job() -> None:
        raise KeyError("x")

    (found,) = run(job, workers=Workers("failing", 1, 1, seconds=5))
    assert isinstance(found, KeyError)


def test_a_check_that_finds_no_thread_says_when_to_ask_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(client.app, FastAPI)
    monkeypatch.setattr(client.app.state.checking, "most", 0)
    answer = client.post(CHECK, json={"drugs": ["warfarin"] * 30})
    assert problem(answer, 503)["title"] == "Busy" and answer.headers["retry-after"] == "5"
    assert json.loads(answer.text)["detail"].endswith("ask again in a moment.")
