"""Drugs that were stopped: until when a rule still counts, and the words for it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from app.domain.interactions.items import Item
from app.domain.interactions.rules import Match
from app.domain.knowledge import Knowledge


def why_over(group: Sequence[Match], one: Item, other: Item, today: str) -> str | None:
    """Why a stopped drug no longer counts; None while the rules are still in force."""
    if max((_days_left(match, one, other, today) for match in group), default=-1) >= 0:
        return None
    stopped = [item.taken for item in (one, other) if item.taken.stopped_on is not None]
    groups = dict.fromkeys(
        f"'{taken.read.input}' was stopped on {taken.stopped_on}" for taken in stopped
    )
    return f"{', '.join(groups)}, and no wash-out time of the rule is still running on {today}"


def why_still(group: Sequence[Match], one: Item, other: Item, today: str) -> tuple[str, ...]:
    """For each of the two that was stopped, until when it counts all the same, and why."""
    lines = []
    for place, item in enumerate((one, other)):
        stopped_on = item.taken.stopped_on
        running = [(days, text) for days, text in _washouts(group, place) if days > 0]
        if stopped_on is not None and stopped_on < today and running:
            days, text = max(running)
            until = _end(stopped_on, days).isoformat()
            words = item.taken.read.input
            lines.append(f"'{words}' was stopped on {stopped_on}; it counts until {until}. {text}")
    return tuple(dict.fromkeys(lines))


def still_counting(items: Sequence[Item], knowledge: Knowledge, today: str) -> Sequence[Item]:
    """The items but for those that were stopped longer ago than any rule remembers them."""
    return [item for item in items if _counts(item, knowledge, today)]


def _counts(item: Item, knowledge: Knowledge, today: str) -> bool:
    if item.taken.stopped_on is None:
        return True
    days = [
        washout.days
        for place, rule in enumerate(knowledge.rules)
        for washout in rule.washouts
        if (item.rule_keys.ones if washout.side == "one" else item.rule_keys.others) >> place & 1
    ]
    return _end(item.taken.stopped_on, max(days, default=0)) >= date.fromisoformat(today)


def _washouts(group: Sequence[Match], place: int) -> Iterator[tuple[int, str]]:
    """Days and words of every wash-out for the first (0) or second (1) of a pair."""
    for match in group:
        side = "one" if (place == 0) is not match.turned else "other"
        yield from ((one.days, one.text) for one in match.rule.washouts if one.side == side)


def _days_left(match: Match, one: Item, other: Item, today: str) -> int:
    """For how many more days both sides count, the last day as 0; a side that goes on, for ever."""
    return min(_days(match, 0, one, today), _days(match, 1, other, today))


def _days(match: Match, place: int, item: Item, today: str) -> int:
    if item.taken.stopped_on is None:
        return _FOR_EVER
    days = max((days for days, _ in _washouts([match], place)), default=0)
    return (_end(item.taken.stopped_on, days) - date.fromisoformat(today)).days


def _end(stopped_on: str, days: int) -> date:
    """So many days after the last dose; the last day of the calendar, if that is later."""
    stopped = date.fromisoformat(stopped_on)
    return stopped + min(timedelta(days=days), date.max - stopped)


_FOR_EVER = 1_000_000
