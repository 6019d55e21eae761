"""Lists: total, limit, offset, and the Link header."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urljoin, urlparse

import pytest
from fastapi.testclient import TestClient

from tests.api.calling import get, problem

LISTS = [
    "/drugs", "/drugs?kind=medication&class=opioid", "/drugs/clonazepam/warnings",
    "/drugs/warfarin/states", "/drugs/warfarin/states?state=pregnancy",
    "/drugs/clonazepam/side-effects?phase=on_withdrawal", "/drugs/clonazepam/indications",
    "/drugs/clonazepam/interactions", "/drugs/clonazepam/classes",
    "/indications?drug=clonazepam", "/indications?status=approved", "/conditions", "/classes",
    "/side-effects", "/interactions", "/sources", "/search?q=an", "/indications",
]  # fmt: skip


def with_query(path: str, query: str) -> str:
    """The address with more of a query."""
    return f"{path}{'&' if '?' in path else '?'}{query}"


@pytest.fixture(scope="module")
def everything(client: TestClient) -> Callable[[str], list[Any]]:
    """The whole list, by the largest pages. Nothing changes it, so it is asked for once."""

    @cache
    def whole(path: str) -> list[Any]:
        found: list[Any] = []
        total = 1
        while len(found) < total:
            page = get(client, with_query(path, f"limit=500&offset={len(found)}"))
            found, total = found + page["items"], page["total"]
        return found

    return whole


MOST_PAGES = 20


def page_size(total: int) -> int:
    """Seven, or so many that a long list has some fifteen pages: none divides evenly by chance."""
    return max(7, total // 15)


def walk(client: TestClient, address: str | None, rel: str) -> list[list[Any]]:
    """The pages on the way from an address along one relation."""
    pages: list[list[Any]] = []
    while address is not None:
        answer = client.get(address)
        pages.append(answer.json()["items"])
        assert len(pages) < MOST_PAGES
        link = answer.links.get(rel)
        address = urljoin(address, link["url"]) if link else None
    return pages


@pytest.mark.parametrize("path", LISTS)
def test_next_leads_through_the_whole_list_exactly_once(
    client: TestClient, everything: Callable[[str], list[Any]], path: str
) -> None:
    whole = everything(path)
    size = page_size(len(whole))
    pages = walk(client, with_query(path, f"limit={size}"), "next")
    assert [one for page in pages for one in page] == whole
    assert all(len(page) == size for page in pages[:-1])
    assert len(whole) == get(client, path)["total"]


@pytest.mark.parametrize("path", LISTS)
def test_prev_leads_from_the_last_page_back_to_the_first(
    client: TestClient, everything: Callable[[str], list[Any]], path: str
) -> None:
    some = with_query(path, f"limit={page_size(get(client, path)['total'])}")
    first = client.get(some)
    last = urljoin(some, first.links["last"]["url"])
    pages = walk(client, last, "prev")
    whole = everything(path)
    assert [one for page in reversed(pages) for one in page] == whole


@pytest.mark.parametrize("path", LISTS)
def test_the_first_page_has_no_prev_and_the_last_no_next(client: TestClient, path: str) -> None:
    first = client.get(with_query(path, "limit=4"))
    assert "prev" not in first.links
    last = client.get(urljoin(with_query(path, "limit=4"), first.links["last"]["url"]))
    assert "next" not in last.links and last.json()["items"]


def test_links_keep_the_filters(client: TestClient) -> None:
    answer = client.get("/indications?drug=clonazepam&status=approved&limit=2")
    query = parse_qs(urlparse(answer.links["next"]["url"]).query)
    assert query == {
        "drug": ["clonazepam"],
        "status": ["approved"],
        "limit": ["2"],
        "offset": ["2"],
    }


def test_from_behind_the_end_prev_leads_to_the_last_page(client: TestClient) -> None:
    answer = client.get("/drugs?limit=10&offset=100000")
    assert answer.json()["items"] == []
    before = client.get(urljoin("/drugs", answer.links["prev"]["url"]))
    assert before.json()["items"]


@pytest.mark.parametrize("path", LISTS)
def test_the_order_does_not_change(client: TestClient, path: str) -> None:
    address = with_query(path, "limit=500")
    assert client.get(address).content == client.get(f"{address}&offset=0").content


@pytest.mark.parametrize(
    "bad", ["limit=0", "limit=501", "limit=-1", "limit=1.5", "limit=", "offset=-1", "offset=x"]
)
def test_a_page_that_cannot_be_is_refused(client: TestClient, bad: str) -> None:
    (error,) = problem(client.get(f"/drugs?{bad}"), 422)["errors"]
    assert error["place"] == f"query.{bad.partition('=')[0]}"


@pytest.mark.parametrize("limit", [1, 500])
def test_the_bounds_of_a_page_are_allowed(client: TestClient, limit: int) -> None:
    page = get(client, "/drugs", limit=limit)
    assert (page["limit"], page["offset"]) == (limit, 0)
    assert len(page["items"]) == min(limit, page["total"])


@pytest.mark.parametrize(
    "path",
    ["/interactions?severity=unknown", "/search?q=zzzz", "/drugs?offset=100000",
     "/interactions?drug=tofu&severity=contraindicated", "/classes?kind=enzyme&offset=9999",
     "/conditions?offset=9000", "/sources?offset=90000", "/side-effects?offset=90000",
     "/data-sets?offset=900", "/releases?offset=900", "/indications?drug=tofu"],
)  # fmt: skip
def test_an_empty_list_says_why(client: TestClient, path: str) -> None:
    answer = client.get(path).json()
    assert answer["items"] == []
    assert answer["statement"]
    assert ("does not mean" in answer["statement"]) == (answer["total"] == 0)


def test_a_list_that_holds_something_needs_no_reason(client: TestClient) -> None:
    assert client.get("/drugs").json()["statement"] is None
