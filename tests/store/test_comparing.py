"""What two releases are compared by is kept as long as it is needed, and its absence is told."""

from pathlib import Path

import pytest
from app.domain.facts import Fact
from app.services.history import Difference, compare_releases
from app.services.importing import run_import
from app.store.release_tables import InventoryRow
from app.store.releases import find_inventory, list_releases
from sqlmodel import Session, select

from tests.pharmacopoeia import drug, facts, name
from tests.store.test_releases import telling


def take(session: Session, *told: Fact, key: str = "drawn") -> None:
    """One more release."""
    run_import(session, telling(*told, key=key), Path(), allow_shrink=True)


def difference(session: Session, before: int, after: int) -> Difference:
    """Between the releases at these places, the newest first."""
    releases = list_releases(session)
    return compare_releases(session, releases[before], releases[after])


def told(found: Difference) -> list[str]:
    """The changes in short."""
    return [f"{one.change} {one.data_set} {one.kind} {one.what}" for one in found.changes]


def test_every_pair_of_releases_can_be_compared(session: Session) -> None:
    states = [(drug("a"),), (drug("a"), drug("b")), (drug("b"), drug("c")), (drug("c"),)]
    for state in states:
        take(session, *state)
    for one, old in enumerate(reversed(states)):
        for other, new in enumerate(reversed(states)):
            came = {f"added drawn Drug drug {fact.id}" for fact in set(new) - set(old)}
            went = {f"removed drawn Drug drug {fact.id}" for fact in set(old) - set(new)}
            assert set(told(difference(session, one, other))) == came | went


def test_a_fact_that_is_told_once_more_is_added_once(session: Session) -> None:
    one = name("a", "b")
    take(session, drug("a"), one)
    take(session, drug("a"), one, one, one)
    assert told(difference(session, 1, 0)) == ["added drawn Name name a b"] * 2


def test_only_what_differs_is_told_and_the_other_data_sets_are_not(session: Session) -> None:
    take(session, *facts())
    take(session, drug("zeta"), key="other")
    take(session, drug("eta"), key="other")
    found = difference(session, 1, 0)
    assert [one.data_set for one in found.data_sets] == ["other"]
    assert len(found.changes) == 2


def kept(session: Session) -> int:
    """How many inventories there are."""
    return len(session.exec(select(InventoryRow.checksum)).all())


def test_inventories_of_the_newest_releases_only_are_kept(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.importing._COMPARED_RELEASES", 3)
    take(session, drug("steady"), key="other")
    for number in range(6):
        take(session, drug(f"a{number}"))
    assert kept(session) == 2
    assert difference(session, 2, 0).complete
    found = difference(session, 3, 0)
    assert not found.complete
    (one,) = found.data_sets
    assert (one.data_set, one.change, one.compared, one.counts) == ("drawn", "changed", False, {})
    assert found.changes == []


def test_by_itself_twenty_releases_are_kept(session: Session) -> None:
    for number in range(22):
        take(session, drug(f"a{number}"))
    assert kept(session) == 19
    assert difference(session, 19, 0).complete
    assert not difference(session, 20, 0).complete


def test_a_failed_import_keeps_no_inventory(session: Session) -> None:
    take(session, drug("a"))
    with pytest.raises(Exception, match="at least"):
        run_import(session, telling(), Path())
    assert kept(session) == 0
    checksum = list_releases(session)[0].parts["drawn"]
    assert find_inventory(session, "drawn", checksum) is None
