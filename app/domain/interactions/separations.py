"""Which doses are to be how many hours apart, and whether one day has room for all of it.

Constraints only: a clock time for a dose is never proposed.
"""

from collections.abc import Iterable, Sequence
from itertools import permutations

from app.domain.english import joined
from app.domain.facts import Separate
from app.domain.interactions.result import (
    Apart,
    Day,
    DayStatus,
    Finding,
    Participant,
    Separation,
)

_DAY = 24
# Of so many doses every order around the day is tried: 120 of them.
_MOST_ORDERED = 6


def separations_of(findings: Iterable[Finding]) -> list[Separation]:
    """The separations that the findings ask for, in their order."""
    return [
        _separation(one, one.separate)
        for one in findings
        if one.separate is not None and len(one.participants) > 1
    ]


def _separation(finding: Finding, hours: Separate) -> Separation:
    one, other = (_apart(participant) for participant in finding.participants[:2])
    return Separation(
        finding=finding.id,
        rule=finding.rule,
        one=one,
        other=other,
        before_h=hours.before_h,
        after_h=hours.after_h,
        text=_text(one.input, other.input, hours),
        citations=finding.citations,
    )


def _apart(participant: Participant) -> Apart:
    return Apart(participant.input, participant.drug, participant.drug_class)


def _text(one: str, other: str, hours: Separate) -> str:
    sides = [
        f"at least {number} {'hour' if number == 1 else 'hours'} {word}"
        for number, word in ((hours.before_h, "before"), (hours.after_h, "after"))
        if number is not None
    ]
    return f"Take '{one}' {' or '.join(sides)} '{other}'."


def day_of(separations: Sequence[Separation]) -> Day | None:
    """Whether one day has room for all; None without a separation.

    Each group of doses that separations link is worked out by itself.
    """
    if not separations:
        return None
    orders: list[tuple[str, ...]] = []
    conflicts: list[str] = []
    unchecked = False
    for group in _groups(separations):
        found, tried = _order(group)
        if found is not None:
            orders.append(tuple(found))
        elif tried:
            conflicts += [one.finding for one in group]
        else:
            unchecked = True
    if conflicts:
        status = DayStatus.CONFLICT
    else:
        status = DayStatus.NOT_CHECKED if unchecked else DayStatus.HAS_ROOM
    whole = tuple(orders) if status is DayStatus.HAS_ROOM else ()
    stated = "; ".join(joined(one) for one in whole)
    return Day(status, whole, tuple(conflicts), _STATEMENTS[status].format(stated))


_STATEMENTS = {
    DayStatus.HAS_ROOM: "With one dose of each a day, there is room for all hours between, for "
    "example in the order {}. More doses a day need more room: ask a pharmacist.",
    DayStatus.CONFLICT: "With one dose of each a day, there is no order in which all hours between "
    "can be kept. Ask a doctor or pharmacist.",
    DayStatus.NOT_CHECKED: "Whether one day has room for all hours between was not worked out. Ask "
    "a pharmacist.",
}


def _node(one: Apart) -> str:
    return one.drug or f"class:{one.drug_class}"


def _groups(separations: Sequence[Separation]) -> list[list[Separation]]:
    """The separations, those together that share a dose, directly or by others."""
    groups: list[tuple[set[str], list[Separation]]] = []
    for one in separations:
        nodes = {_node(one.one), _node(one.other)}
        linked = [group for group in groups if group[0] & nodes]
        groups = [group for group in groups if not group[0] & nodes]
        nodes = nodes.union(*(known for known, _ in linked))
        members = [member for _, group in linked for member in group]
        groups.append((nodes, [*members, one]))
    return [members for _, members in groups]


def _order(group: Sequence[Separation]) -> tuple[list[str] | None, bool]:
    """The inputs in an order around the day that leaves room, and whether all were tried."""
    inputs: dict[str, str] = {}
    for separation in group:
        for one in (separation.one, separation.other):
            inputs.setdefault(_node(one), one.input)
    first, *rest = sorted(inputs)
    if len(inputs) > _MOST_ORDERED:
        return None, False
    for others in permutations(rest):
        order = (first, *others)
        if _has_room(order, group):
            return [inputs[one] for one in order], True
    return None, True


def _has_room(order: Sequence[str], group: Sequence[Separation]) -> bool:
    """Whether hours of the day can be given to doses in this order: longest ways from the first
    dose of one day to the first of the next must fit into a day.
    """
    place = {name: at for at, name in enumerate(order)}
    # (from, to, hours): the dose at `to` is at least so many hours behind the dose at `from`.
    gaps = [(at, at + 1, 0) for at in range(len(order) - 1)] + [(len(order) - 1, 0, -_DAY)]
    for separation in group:
        one, other = place[_node(separation.one)], place[_node(separation.other)]
        # Where one side asks for hours, at the same time is too near on the other as well.
        least = 1 if separation.before_h or separation.after_h else 0
        for start, end, hours in (
            (one, other, separation.before_h or least),
            (other, one, separation.after_h or least),
        ):
            gaps.append((start, end, hours if start < end else hours - _DAY))
    at = [0] * len(order)
    for _ in range(len(order) + 1):
        moved = False
        for start, end, hours in gaps:
            if at[start] + hours > at[end]:
                at[end] = at[start] + hours
                moved = True
        if not moved:
            return True
    return False
