"""/releases, /releases/diff, /data-sets, and what /sources tells of imports."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from app.domain.facts import Fact, Source
from app.importers import DATA_SETS
from app.importers.run import Intake
from app.importers.source import DataSet
from app.services.history import Change, Difference, PackedChanges, compare_releases
from app.services.importing import run_import
from app.store.database import open_engine
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.api.calling import get, items, problem, serving
from tests.conftest import open_migrated
from tests.pharmacopoeia import drug, facts, name

BOOK = Source("herbs-files", "Herbs, as imported", "data set", "nobody", "CC0", "7", None, "")


def herbs(*told: Fact) -> DataSet:
    """A data set that has a source of its own, and leaves out some rows."""

    def read(_: Sequence[Path], intake: Intake) -> Iterator[Fact]:
        intake.row(len(told) + 9)
        intake.merge(2)
        intake.skip("no herb", 3)
        intake.skip("without a name", 4)
        for number in range(30):
            intake.conflict(f"conflict {number}")
        yield BOOK
        yield from told

    return DataSet("herbs", "Herbs", "https://example.org", "CC0", read, 1)


FIRST = (drug("sage"), drug("mint"))
LAST = (replace(drug("sage"), description="Anew"), drug("dill"), name("sage", "Salvia"))


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Releases: drawn, + herbs, herbs anew, herbs as at first, herbs anew."""
    found = f"sqlite:///{tmp_path_factory.mktemp('releases')}/x.db"
    engine = open_migrated(found)
    with Session(engine) as session:
        drawn = DataSet("drawn", "Drawn", "https://example.org", "CC0", _drawn, 1)
        run_import(session, drawn, Path("drawn.csv"))
        for place, told in enumerate((FIRST, LAST, FIRST, LAST)):
            run_import(session, herbs(*told), Path(f"herbs{place}.csv"), allow_shrink=True)
    engine.dispose()
    return found


def _drawn(_: Sequence[Path], __: Intake) -> Iterator[Fact]:
    yield from facts()


@pytest.fixture(scope="module")
def served(url: str) -> Iterator[TestClient]:
    """The application on it."""
    with serving(url) as client:
        yield client


def test_a_source_that_was_imported_tells_what_became_of_every_row(served: TestClient) -> None:
    told = get(served, "/sources/herbs-files")
    report = told["report"]
    assert (told["data_set"], report["data_set"]) == ("herbs", "herbs")
    assert (report["rows"], report["imported"], report["merged"]) == (12, 3, 2)
    assert report["skipped"] == {"without a name": 4, "no herb": 3}
    assert (len(report["conflicts"]), report["conflict_count"]) == (20, 30)
    assert report["facts"] == {"Source": 1, "Drug": 2, "Name": 1}
    # Of the four imports the one that first told what is told now.
    assert report["origin"] == "herbs1.csv"


def test_a_source_is_found_by_the_key_of_its_data_set(served: TestClient) -> None:
    assert get(served, "/sources/herbs") == get(served, "/sources/herbs-files")


def test_a_source_that_is_no_data_set_has_no_report(client: TestClient) -> None:
    told = get(client, "/sources/clonazepam-article")
    assert (told["data_set"], told["report"]) == ("curated", None)


@pytest.mark.parametrize("key", ["rxnorm", "curated"])
def test_a_data_set_without_a_source_leads_to_where_it_is_told(
    served: TestClient, key: str
) -> None:
    assert f"see /data-sets/{key}" in problem(served.get(f"/sources/{key}"), 404)["detail"]


def test_the_counts_of_sources_are_those_of_all_facts(client: TestClient, seeded_url: str) -> None:
    from app.store.read import load_facts
    from app.store.schema import ROW_OF

    engine = open_engine(seeded_url)
    with Session(engine) as session:
        counted = Counter(
            source
            for fact in load_facts(session, ROW_OF)
            for source in {one.source for one in getattr(fact, "citations", ())}
        )
    engine.dispose()
    told = {one["id"]: one["cited_by"] for one in items(client, "/sources")}
    assert told == dict(counted)


def test_every_data_set_is_told_loaded_or_not(served: TestClient) -> None:
    told = {one["key"]: one for one in get(served, "/data-sets", limit=500)["items"]}
    assert list(told) == [*DATA_SETS, "drawn", "herbs"]
    assert [key for key, one in told.items() if one["loaded"]] == ["drawn", "herbs"]
    assert told["herbs"]["report"] == get(served, "/sources/herbs")["report"]
    assert told["herbs"]["imported_at"] == told["herbs"]["report"]["imported_at"]
    rxnorm = told["rxnorm"]
    assert (rxnorm["facts"], rxnorm["imported_at"], rxnorm["report"]) == (0, None, None)
    for key, one in told.items():
        assert get(served, f"/data-sets/{key}") == one
    assert "herbs" in str(problem(served.get("/data-sets/herb"), 404)["candidates"])


def test_the_releases_are_told_newest_first_each_with_its_own_import(served: TestClient) -> None:
    told = get(served, "/releases")
    assert told["total"] == 5
    origins = [[one["origin"] for one in release["imports"]] for release in told["items"]]
    assert origins == [[f"herbs{n}.csv"] for n in (3, 2, 1, 0)] + [["drawn.csv"]]
    hashes = [one["hash"] for one in told["items"]]
    assert hashes[0] == hashes[2] == get(served, "/version")["release"]
    assert hashes[1] == hashes[3] != hashes[0]
    assert [set(one["data_sets"]) for one in told["items"][3:]] == [{"drawn", "herbs"}, {"drawn"}]
    page = get(served, "/releases", limit=2, offset=1)
    assert page["items"] == told["items"][1:3]


def changes(client: TestClient, before: str, after: str, **more: int) -> list[tuple[str, str]]:
    """What changed, in short."""
    told = client.get("/releases/diff", params={"from": before, "to": after, **more}).json()
    return [(one["change"], one["what"]) for one in told["changes"]["items"]]


def test_what_changed_is_counted_by_data_set_and_kind_and_named(served: TestClient) -> None:
    told = get(served, "/releases/diff")
    hashes = [one["hash"] for one in get(served, "/releases")["items"]]
    assert (told["from"], told["to"], told["complete"]) == (hashes[1], hashes[0], True)
    assert told["data_sets"] == [
        {
            "data_set": "herbs",
            "change": "changed",
            "compared": True,
            "counts": {
                "Drug": {"added": 1, "removed": 1, "changed": 1},
                "Name": {"added": 1, "removed": 0, "changed": 0},
            },
        }
    ]
    assert changes(served, "previous", "newest") == [
        ("added", "drug dill"),
        ("removed", "drug mint"),
        ("changed", "drug sage"),
        ("added", "name sage salvia"),
    ]


def test_backwards_what_came_is_what_goes(served: TestClient) -> None:
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    forth = changes(served, "previous", "newest")
    assert changes(served, "newest", "previous") == [(turned[how], what) for how, what in forth]


def test_the_changes_are_paged(served: TestClient) -> None:
    whole = changes(served, "previous", "newest")
    assert changes(served, "previous", "newest", limit=2, offset=1) == whole[1:3]
    answer = served.get("/releases/diff?from=previous&to=newest&limit=2")
    assert 'rel="next"' in answer.headers["link"]
    assert "from=previous&to=newest" in answer.headers["link"]


def test_a_data_set_that_came_is_added_whole(served: TestClient) -> None:
    oldest = get(served, "/releases")["items"][-1]["hash"]
    told = served.get("/releases/diff", params={"from": oldest[:20], "to": "newest"}).json()
    (herbs,) = told["data_sets"]
    assert (herbs["change"], herbs["counts"]["Drug"]["added"]) == ("added", 2)
    assert told["changes"]["total"] == 4


def test_no_release_and_several_are_told(served: TestClient) -> None:
    assert problem(served.get("/releases/diff?from=zz"), 404)["title"] == "Unknown release"
    told = problem(served.get("/releases/diff?from=sha256:"), 422)
    assert told["title"] == "Ambiguous release"
    for one in {one["hash"] for one in get(served, "/releases")["items"]}:
        assert one in told["detail"]


def test_the_list_of_releases_is_never_an_old_one(served: TestClient) -> None:
    """The same release may come back: its hash does not tell how many there were."""
    for path in ("/releases", "/releases/diff"):
        assert "etag" not in served.get(path).headers


def counted(served: Any, monkeypatch: pytest.MonkeyPatch, before: Callable[[], None]) -> list[int]:
    """Counts how often releases are compared; each time something is done first. Nothing is kept
    from other tests.
    """
    calls: list[int] = []
    served.app.state.holder.current().cache.differences.clear()

    def compare(*asked: Any) -> Difference:
        calls.append(1)
        before()
        return compare_releases(*asked)

    monkeypatch.setattr("app.api.rest.releases.compare_releases", compare)
    return calls


def test_a_difference_is_worked_out_once(
    served: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counted(served, monkeypatch, lambda: None)
    first = served.get("/releases/diff?limit=1")
    assert first.status_code == 200 and len(calls) == 1
    again = served.get("/releases/diff?limit=1")
    other_page = served.get("/releases/diff?limit=1&offset=1")
    assert again.json() == first.json() != other_page.json()
    assert len(calls) == 1


def test_who_asks_while_it_is_worked_out_waits_for_the_same(
    served: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = counted(served, monkeypatch, lambda: time.sleep(0.3))
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: served.get("/releases/diff?limit=1"), range(12)))
    assert {one.status_code for one in answers} == {200}
    assert len(calls) == 1


def test_a_comparison_takes_no_connection_from_the_others(
    served: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(served.app, FastAPI)
    pool = served.app.state.holder.engine.pool
    taken: list[int] = []
    counted(served, monkeypatch, lambda: taken.append(pool.checkedout()))
    assert served.get("/releases/diff?limit=1").status_code == 200
    assert taken == [0]


def test_a_comparison_that_takes_long_is_not_waited_for(
    served: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(served.app, FastAPI)
    monkeypatch.setattr(served.app.state.comparing, "seconds", 0.05)
    counted(served, monkeypatch, lambda: time.sleep(0.3))
    answer = served.get("/releases/diff?limit=1")
    assert problem(answer, 503)["title"] == "Busy"
    assert answer.headers["retry-after"] == "5"
    monkeypatch.setattr(served.app.state.comparing, "seconds", 10)
    assert served.get("/releases/diff?limit=1").status_code == 200


def test_many_changes_come_back_from_little_memory() -> None:
    changes = [Change("herbs", "Drug", f"herb {number}", "added") for number in range(1_234)]
    packed = PackedChanges(changes)
    assert list(packed) == changes and packed[-1] == changes[-1]
    assert packed[490:510] == changes[490:510] and packed[1_230:9_999] == changes[1_230:]
    assert packed[5_000:] == [] and len(packed) == 1_234
    assert packed.size < 20 * len(changes)
