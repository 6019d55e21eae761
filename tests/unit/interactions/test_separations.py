"""Hours between doses: what rules ask for, and whether one day has room for all of it."""

from itertools import (
    combinations,
    combinations_with_replacement,
    pairwise,
    permutations,
    product,
)

import pytest
from app.domain.interactions.result import Apart, Day, Separation
from app.domain.interactions.separations import day_of
from hypothesis import given
from hypothesis import strategies as st

from tests.pharmacopoeia import CITED


def apart(one: str, other: str, before: int | None, after: int | None) -> Separation:
    """`one` so many hours before `other`, or after it."""
    sides = [Apart(name.upper(), name, None) for name in (one, other)]
    return Separation(f"{one}-{other}", "r", sides[0], sides[1], before, after, "", CITED)


def day(*separations: tuple[str, str, int | None, int | None]) -> Day:
    """What one day has room for."""
    found = day_of([apart(*one) for one in separations])
    assert found is not None
    return found


def test_without_a_separation_there_is_no_day() -> None:
    assert day_of([]) is None


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [(4, 4, "has_room"), (4, None, "has_room"), (12, 12, "has_room"), (13, 12, "conflict"),
     (48, 24, "conflict")],
)  # fmt: skip
def test_both_orders_meet_within_a_day(before: int, after: int | None, status: str) -> None:
    assert day(("a", "b", before, after)).status.value == status


def test_an_order_that_leaves_room_is_named_in_the_askers_words() -> None:
    found = day(("a", "b", 4, None), ("b", "c", 4, None), ("c", "a", 12, 1))
    assert found.orders == (("A", "B", "C"),)
    assert "A, B and C" in found.statement


def test_an_order_ends_within_the_day() -> None:
    assert day(("a", "b", 20, None), ("b", "c", 20, None)).orders == (("A", "C", "B"),)


def test_what_conflicts_is_named_and_nothing_else() -> None:
    found = day(("a", "b", 13, 12), ("c", "d", 2, 2))
    assert (found.status.value, found.conflicts, found.orders) == ("conflict", ("a-b",), ())


def test_three_that_fit_by_twos_may_not_fit_together() -> None:
    pairs = [("a", "b"), ("b", "c"), ("a", "c")]
    assert day(*((*pair, 8, 8) for pair in pairs)).status.value == "has_room"
    assert day(*((*pair, 9, 9) for pair in pairs)).status.value == "conflict"


def test_a_day_on_which_two_would_be_taken_at_once_has_no_room() -> None:
    # Only with `b` at the hour of `a` on the next day.
    found = day(("a", "b", 14, None), ("a", "c", 22, None), ("b", "c", 10, 2))
    assert found.status.value == "conflict"


def test_too_many_to_try_are_said_not_to_be_checked() -> None:
    names = "abcdefg"
    found = day(*((one, other, 1, 1) for one, other in pairwise(names)))
    assert (found.status.value, found.orders) == ("not_checked", ())


hours = st.one_of(st.none(), st.integers(1, 23))


@given(st.lists(st.tuples(st.sampled_from(["ab", "bc", "ac"]), hours, hours), min_size=1,
                max_size=3, unique_by=lambda one: one[0]))  # fmt: skip
def test_room_is_found_just_where_trying_every_hour_finds_it(
    asked: list[tuple[str, int | None, int | None]],
) -> None:
    def keeps(times: dict[str, int]) -> bool:
        return all(
            (times[other] - times[one]) % 24 >= (before or 0)
            and (times[one] - times[other]) % 24 >= (after or 0)
            for (one, other), before, after in asked
        )

    hours_of = {pair: before for pair, before, _ in asked} | {
        pair[::-1]: after for pair, _, after in asked
    }
    tried = [{"a": 0, "b": b, "c": c} for b, c in product(range(24), repeat=2)]
    kept = [times for times in tried if keeps(times)]
    found = day(*((pair[0], pair[1], before, after) for pair, before, after in asked))
    assert (found.status.value == "has_room") is bool(kept)
    for order in found.orders:
        names = [name.lower() for name in order]
        assert any(
            all(
                gap >= (hours_of[pair] or 0) and 24 - gap >= (hours_of[pair[::-1]] or 0)
                for pair in (one + other for one, other in combinations(names, 2))
                if pair in hours_of
                for gap in [times[names.index(pair[1])] - times[names.index(pair[0])]]
            )
            for times in combinations_with_replacement(range(25), len(names))
        )


def test_groups_that_share_no_dose_have_an_order_each() -> None:
    assert day(("a", "b", 12, 12), ("c", "d", 12, 12)).orders == (("A", "B"), ("C", "D"))


def test_the_order_of_findings_changes_no_status() -> None:
    asked = [("a", "b", 4, None), ("b", "c", 9, 9), ("a", "c", 9, 9)]
    assert len({day(*one).status for one in permutations(asked)}) == 1
