"""What adds up, what is taken twice, and the hours between doses, as HTML."""

from collections.abc import Sequence
from itertools import pairwise

from app.api.pages.parts import Html, Json, Part, bar, detail, many, more, sources, tag, words


def show_burdens(answer: Json) -> list[Part]:
    """Burdens that reach their level, those that go furthest beyond it first; the rest folded."""
    reached = [one for one in answer["burden"] if one["reached"]]
    below = [one for one in answer["burden"] if not one["reached"]]
    reached.sort(key=lambda one: one["threshold"] / max(one["total"], 1))
    title = f"Below the level of concern, as far as is known ({len(below)})"
    shown = [_burden(one, answer["audience"]) for one in reached]
    folded = more(title, [_burden(one, answer["audience"]) for one in below])
    return [*shown, folded]


def _burden(one: Json, audience: str) -> Html:
    parts = ", ".join(f"{each['input']} {each['weight']}" for each in one["contributors"])
    level = "this reaches the level of concern," if one["reached"] else "the level of concern is"
    blank = one["without_data"]
    gap = f"Of {many(blank, 'medicine')} nothing is known here, so the true sum may be higher."
    whole = max(one["total"], one["threshold"]) * 1.25
    return tag(
        "article",
        tag("h4", _BURDENS.get(one["id"], one["name"]) if audience == "patient" else one["name"]),
        bar([each["weight"] for each in one["contributors"]], whole, one["threshold"]),
        tag("p", f"Sum {one['total']} ({parts}); {level} {one['threshold']}."),
        tag("p", gap, class_="gap") if blank else None,
        tag("p", one["advice"][audience], class_="advice") if one["reached"] else None,
        sources(one["citations"]),
        class_="finding reached" if one["reached"] else "finding below",
    )


# What adds up in plain words; the others are plain by their names.
_BURDENS = {
    "cns-depression": "what makes you sleepy (CNS depression)",
    "respiratory-depression": "what slows your breathing (respiratory depression)",
    "qt-prolongation": "what can upset the heartbeat (QT prolongation)",
    "serotonergic": "what raises serotonin (serotonergic effect)",
    "anticholinergic": "dry mouth, blurred sight, confusion (anticholinergic effect)",
    "seizure-threshold": "what can bring on seizures",
    "acute-kidney-injury": "what can harm the kidneys",
}


def show_duplications(answer: Json) -> list[Part]:
    """What is taken under two names."""
    patient = answer["audience"] == "patient"
    return [
        tag(
            "article",
            tag("h4", f"{' + '.join(one['inputs'])}: {words(one['kind'])} ({one['name']})"),
            tag("p", one["text"]),
            tag("p", _whether(one), class_="advice") if patient else None,
            sources(one["citations"]),
            class_="finding duplication",
        )
        for one in answer["duplications"]
    ]


def _whether(one: Json) -> str:
    which = "both" if len(one["inputs"]) == 2 else "all of them"
    return f"Ask your doctor or pharmacist whether you should take {which}."


def show_hours(answer: Json) -> list[Part]:
    """Which doses are to be apart, and one order of a day in which there is room for it."""
    separations, day = answer["separations"], answer["day"]
    if not separations:
        return []
    rows = [
        tag(
            "tr",
            tag("th", _dose(one["one"]), scope="row"),
            tag("td", _dose(one["other"])),
            tag("td", _hours(one), sources(one["citations"])),
        )
        for one in separations
    ]
    head = [tag("th", name, scope="col") for name in ("Take", "apart from", "how long")]
    caption = tag("caption", "Doses that are to be hours apart")
    table = tag("table", caption, tag("thead", tag("tr", *head)), tag("tbody", *rows))
    shown: list[Part] = [tag("div", table, class_="hours")]
    if day is not None:
        shown += [_order(order, separations) for order in day["orders"]]
        kind = "gap" if day["conflicts"] else "detail"
        shown.append(tag("p", day["statement"], class_=kind))
    return shown


def _dose(one: Json) -> str:
    return str(one["input"])


def _hours(one: Json) -> Html:
    before, after = one["before_h"], one["after_h"]
    ways = []
    if before is not None:
        ways.append(f"at least {many(before, 'hour')} before it")
    if after is not None:
        ways.append(f"at least {many(after, 'hour')} after it")
    return tag("span", ", or ".join(ways) or detail(one["text"]) or "no hours are named")


def _order(order: Sequence[str], separations: Sequence[Json]) -> Html:
    """The doses one after the other, with the least hours between each two that follow."""
    steps = [tag("li", order[0])]
    for first, then in pairwise(order):
        hours = max((_between(first, then, one) for one in separations), default=0)
        wait = f"wait {many(hours, 'hour')} at least, then " if hours else "then "
        steps.append(tag("li", detail(wait), then))
    return tag("ol", *steps, class_="day")


def _between(first: str, then: str, one: Json) -> int:
    """The hours that this separation asks for between two doses in this order; 0 if none."""
    pair = one["one"]["input"], one["other"]["input"]
    if pair == (first, then):
        return int(one["before_h"] or 0)
    return int(one["after_h"] or 0) if pair == (then, first) else 0
