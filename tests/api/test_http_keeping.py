"""Which answers are kept, and is nothing left in memory of those that are not?"""

import asyncio
import functools
import gc
import inspect
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from types import FunctionType, ModuleType
from typing import Any

import pytest
from app.api.http.cache import Answers, Keep
from app.services.cache import Bounded, Once, Recent, ReleaseCache, make_cache
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

# Every route of the application stands in one of these two.
KEPT = {
    "/pages/drugs/{drug}", "/pages/conditions/{condition}", "/pages/sources/{source}",
    "/favicon.ico", "/coverage", "/data-sets", "/data-sets/{data_set}", "/sources",
    "/sources/{source}", "/drugs", "/drugs/{drug}", "/drugs/{drug}/indications",
    "/drugs/{drug}/indications/{condition}", "/drugs/{drug}/side-effects",
    "/drugs/{drug}/warnings", "/drugs/{drug}/states",
    "/drugs/{drug}/interactions", "/drugs/{drug}/classes", "/drugs/{drug}/stopping",
    "/drugs/{drug}/labels", "/labels/{label}", "/indications", "/conditions",
    "/conditions/{condition}", "/side-effects", "/side-effects/{effect}", "/classes",
    "/classes/{drug_class}", "/interactions", "/interactions/{interaction}",
    "/allergy-groups", "/allergy-groups/{group}", "/genes", "/genes/{gene}", "/drugs/{drug}/genes",
    "/labels/{label}/changes",
}  # fmt: skip
UNKEPT = {
    "/", "/docs", "/reference", "/healthz", "/readyz", "/version", "/metrics", "/releases",
    "/releases/diff", "/interactions/check", "/search", "/resolve", "/suggest", "/labels",
    "/stopping/check", "/llms.txt", "/coverage/feedback",
}  # fmt: skip
PAGES = {"/", "/docs", "/reference"}
# Written as nobody else writes them: a strength and a word that no name of the release has.
WORDS = "Klonopin 17.25 mg tab"
ODD = "zzyzxol"


def routes_of(client: TestClient) -> list[APIRoute]:
    """Every route with its dependencies, those of included routers too."""
    assert isinstance(client.app, FastAPI)
    return [one for one in every_route(client.app.router) if isinstance(one, APIRoute)]


def every_route(router: Any) -> Iterator[Any]:
    """The routes of a router, and of the routers inside it."""
    for route in router.routes:
        inside = getattr(route, "original_router", None)
        if inside is not None:
            yield from every_route(inside)
        else:
            yield route


def is_marked(route: APIRoute) -> bool:
    """Whether a route says that its answers are kept."""
    return any(isinstance(one.dependency, Keep) for one in route.dependencies)


def test_every_route_says_whether_its_answers_are_kept(client: TestClient) -> None:
    marked = {route.path for route in routes_of(client) if is_marked(route)}
    unmarked = {route.path for route in routes_of(client) if not is_marked(route)}
    assert (marked, unmarked) == (KEPT, UNKEPT)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/drugs/clonazepam", True),
        ("/drugs/Klonopin", False),
        ("/drugs/Clonazepam", False),
        ("/drugs/2598", False),
        ("/drugs/clonazepam/indications?limit=5&offset=5", True),
        ("/drugs/clonazepam/indications?limit=5&limit=6", False),
        ("/drugs/clonazepam/side-effects?phase=on_withdrawal", True),
        ("/drugs/Rivotril/side-effects?phase=on_withdrawal", False),
        ("/drugs/clonazepam/indications/depression", True),
        ("/drugs/clonazepam/indications/Depression", False),
        ("/drugs/Klonopin/indications/depression", False),
        ("/drugs?class=opioid&limit=3", True),
        ("/drugs?class=opioids", False),
        ("/drugs?kind=medication&kind=medication", False),
        ("/interactions?drug=clonazepam", True),
        ("/interactions?drug=Klonopin", False),
        ("/interactions/benzodiazepine-opioid", True),
        ("/indications?drug=clonazepam&condition=depression", True),
        ("/indications?drug=clonazepam&condition=Depression", False),
        ("/classes/opioid", True),
        ("/classes/Opioids", False),
        ("/side-effects/insomnia", True),
        ("/side-effects/Insomnia", False),
        ("/conditions/depression", True),
        ("/conditions/F32", False),
        ("/pages/drugs/clonazepam", True),
        ("/pages/drugs/Klonopin", False),
        ("/pages/conditions/F32", False),
        ("/sources?limit=2", True),
        ("/search?q=clonazepam", False),
        ("/labels?q=bleeding", False),
        ("/resolve?q=clonazepam", False),
        ("/suggest?q=clon", False),
        ("/interactions/check?drugs=clonazepam,alcohol", False),
        ("/REST/interaction/list.json?rxcuis=2598+7804", False),
        ("/REST/interaction/sources.json", False),
        ("/REST/rxcui/2598.json", False),
        ("/healthz", False),
        ("/version", False),
        ("/releases", False),
    ],
)
def test_an_answer_is_kept_where_its_address_holds_ids_and_choices_only(
    client: TestClient, path: str, kept: bool
) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:200]
    assert answer.headers["cache-control"] == ("no-cache" if kept else "no-store")
    assert ("etag" in answer.headers) is kept
    assert any(path in address for address in addresses(client)) is kept


def addresses(client: TestClient) -> list[str]:
    """The addresses whose answers are in memory."""
    assert isinstance(client.app, FastAPI)
    return [one.rstrip("?") for one in client.app.state.holder.current().cache.answers]


@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_may_be_kept_by_a_browser_that_asks_again(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["cache-control"] == "no-cache"
    assert path not in addresses(client)


def test_a_client_that_has_the_answer_gets_304_though_it_is_not_in_memory(
    client: TestClient,
) -> None:
    assert isinstance(client.app, FastAPI)
    etag = client.get("/drugs/clonazepam").headers["etag"]
    client.app.state.holder.current().cache.answers.clear()
    assert client.get("/drugs/clonazepam", headers={"If-None-Match": etag}).status_code == 304
    unkept = client.get("/drugs/Klonopin", headers={"If-None-Match": "*"})
    assert unkept.status_code == 200


def ask_of_everything(client: TestClient) -> None:
    """Asks every route that takes words, with words that are understood and others."""
    for words in (WORDS, ODD, f"{WORDS}, {ODD}"):
        for path in ("/search", "/labels", "/resolve", "/suggest"):
            client.get(path, params={"q": words})
        client.get("/interactions/check", params={"drugs": words, "conditions": words})
        body = {"drugs": [words, "clonazepam", "oxycodone"], "conditions": [words]}
        client.post("/interactions/check", json=body)
        client.post("/interactions/check", json=body | {"accept_corrections": True})
        for path in ("/drugs", "/classes", "/conditions", "/side-effects", "/interactions"):
            client.get(f"{path}/{words}")
            client.get(path, params={"drug": words, "class": words, "note": words})
        for part in ("indications", "labels", "indications/depression"):
            client.get(f"/drugs/{words}/{part}")
        for path in ("rxcui", "drugs", "spellingsuggestions"):
            client.get(f"/REST/{path}.json", params={"name": words})
        client.get("/REST/approximateTerm.json", params={"term": words})
        client.get("/REST/interaction/list.json", params={"rxcuis": words})
        client.get(f"/REST/rxcui/{words}.json")


def reachable(*roots: object) -> Iterator[object]:
    """Everything that the roots lead to, but for what code itself leads to."""
    seen: set[int] = set()
    waiting = list(roots)
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type | ModuleType | FunctionType):
            continue
        seen.add(id(one))
        yield one
        waiting += gc.get_referents(one)


def test_nothing_of_what_somebody_wrote_stays_in_memory(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    assert client.get("/resolve", params={"q": WORDS}).json()["inputs"][0]["status"] == "resolved"
    ask_of_everything(client)
    state = client.app.state
    left = [
        one
        for one in reachable(state, client.app.middleware_stack, state.holder.current().cache)
        if isinstance(one, str | bytes | bytearray)
        and any(word in str(one) for word in ("17.25", "17%2e25", ODD))
    ]
    assert left == []


def test_a_name_that_the_release_records_may_be_kept(client: TestClient) -> None:
    assert isinstance(client.app, FastAPI)
    body = {"drugs": ["Klonopin", "KLONOPIN", " Klonopin", "klonopin tablets", WORDS]}
    assert client.post("/interactions/check", json=body).status_code == 200
    inputs = client.app.state.holder.current().cache.inputs
    assert {"Klonopin"} == {one for one in inputs if "klonopin" in one.casefold()}


def test_no_function_of_the_program_remembers_what_it_was_asked() -> None:
    """Only what is known before any question: shapes of types, and the OpenAPI document. A
    function without parameters was asked nothing, and importers read files, not questions. What a
    driver keeps of a connection are statements, without what is bound to them.
    """
    remembering = {
        f"{one.__module__}.{one.__name__}"
        for one in gc.get_objects()
        if isinstance(one, functools._lru_cache_wrapper)
        and not isinstance(one.__wrapped__, sqlite3.Connection)
        and str(one.__module__).startswith("app.")
        and not str(one.__module__).startswith("app.importers.")
        and inspect.signature(one).parameters
    }
    known = {
        "app.main.<lambda>", "app.api.rest.openapi.with_examples",
        # The limits of the settings, and the bounds of facts in words.
        "app.api.http.callers._items",
        "app.domain.interactions.states.words_of",
    }  # fmt: skip
    assert {one for one in remembering - known if not one.startswith("app.store.rows.")} == set()


@pytest.mark.parametrize("name", [one.name for one in fields(ReleaseCache)])
def test_every_cache_of_a_release_says_its_key_and_is_bounded(name: str) -> None:
    cache: Any = getattr(make_cache(10_000), name)
    assert {one.name: one.metadata["key"] for one in fields(ReleaseCache)}[name]
    if isinstance(cache, Once):
        assert cache.get(lambda: ["first"]) == cache.get(lambda: ["second"]) == ["first"]
    else:
        assert 0 < (cache.most if isinstance(cache, Bounded) else cache.maxsize) <= 50_000


def test_a_full_cache_begins_anew() -> None:
    cache: Bounded[int, str] = Bounded(3)
    for number in range(7):
        cache[number] = "x"
    assert list(cache) == [6]


def test_what_was_asked_for_least_lately_is_forgotten_first() -> None:
    cache: Recent[int, str] = Recent(3)
    for number in range(3):
        cache[number] = "x"
    assert cache.get(0) == "x"
    cache[3] = "x"
    assert sorted(cache) == [0, 2, 3]
    assert cache.get(1) is None


def test_headers_that_a_library_sends_again_and_again_are_not_added_to() -> None:
    """Else an answer would carry what layers around said of all answers before it."""
    shared = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-cache")]

    async def library(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": shared})

    async def around(message: Any) -> None:
        message["headers"].append((b"x-request-id", b"1"))

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "POST", "path": "/mcp", "headers": []}
    layer = Answers(library, lambda _: [], lambda: None, ("/mcp",))
    for _ in range(2):
        asyncio.run(layer(scope, receive, around))
    assert [name for name, _ in shared] == [b"content-type", b"cache-control"]
