"""Drugs that were stopped: until when a rule still counts."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.domain.matching import Match
from app.domain.units import Unit


def why_over(group: Sequence[Match], one: Unit, other: Unit, today: str) -> str | None:
    """Why a stopped drug no longer counts; None while the rules are still in force."""
    if one.taken.stopped_on is None and other.taken.stopped_on is None:
        return None
    days = max((_days_left(match, one, other, today) for match in group), default=-1)
    if days >= 0:
        return None
    stopped = [unit.taken for unit in (one, other) if unit.taken.stopped_on is not None]
    said = ", ".join(f"'{taken.read.input}' was stopped on {taken.stopped_on}" for taken in stopped)
    return f"{said}, and no wash-out time of the rule is still running"


def _days_left(match: Match, one: Unit, other: Unit, today: str) -> int:
    """For how many more days both sides count, the last day as 0; a side that goes on, for ever."""
    sides = {"one": other, "other": one} if match.turned else {"one": one, "other": other}
    return min(_days(match, name, unit, today) for name, unit in sides.items())


def _days(match: Match, side: str, unit: Unit, today: str) -> int:
    if unit.taken.stopped_on is None:
        return _FOR_EVER
    washouts = [washout.days for washout in match.rule.washouts if washout.side == side]
    until = date.fromisoformat(unit.taken.stopped_on) + timedelta(days=max(washouts, default=0))
    return (until - date.fromisoformat(today)).days


_FOR_EVER = 1_000_000
