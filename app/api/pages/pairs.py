"""Every comparison of a check as HTML: pairs as a table that shows all at once, and as lists."""

from collections import Counter
from collections.abc import Iterable, Sequence

from app.api.pages.parts import (
    GRAVEST_FIRST,
    Html,
    Json,
    Part,
    detail,
    icon,
    readable,
    severity_words,
    sources,
    tag,
    unseen,
    words,
)

_STATES = {
    "interaction_found": "Something is recorded",
    "no_record": "No record. That does not rule an interaction out",
    "not_assessed": "Not assessed by any loaded source. Nothing is known here",
    "not_named": "Neither is named in the label of the other. That does not rule it out",
    "not_reached": "The value lies outside of what sources speak of. That is no all-clear",
    "unresolved": "Not checked: a name was not understood",
    "documented_no_interaction": "A source looked for an interaction and reports none",
    "same_ingredient": "It holds what the allergy is to",
    "cross_reactive": "Sources say that the allergy may reach it",
    "same_group": "Of the same group. Whether the allergy reaches it is not documented",
    "no_recommendation": "Sources give no advice for this gene. Nothing is known here",
}
_IN_CELLS = {
    "interaction_found": "Recorded",
    "no_record": "No record",
    "not_assessed": "Not looked at",
    "not_named": "Not named",
    "unresolved": "Not checked",
    "documented_no_interaction": "None reported",
}
# The same where they are counted, those first that leave something open.
_COUNTED = {
    "unresolved": "not checked",
    "not_assessed": "not looked at",
    "no_recommendation": "without advice",
    "interaction_found": "recorded",
    "same_ingredient": "the same as an allergy is to",
    "cross_reactive": "that the allergy may reach",
    "same_group": "of the same group",
    "no_record": "without a record",
    "not_named": "not named",
    "not_reached": "outside of what sources speak of",
    "documented_no_interaction": "where none was reported",
}
# Of several drugs in two inputs, the state that must not be passed over leads.
_LEADING = tuple(_IN_CELLS)
_LEAST_FOR_MATRIX = 3
# More columns are wider than the lines of the page.
_FITS_THE_TEXT = 8


def show_matrix(answer: Json) -> list[Part]:
    """All pairs as a table, each with its word; nothing for a list of two."""
    inputs = answer["inputs"]
    if len(inputs) < _LEAST_FOR_MATRIX:
        return []
    severities = _severities(answer["findings"])
    cells: dict[tuple[int, int], list[Json]] = {}
    for one in answer["pairs"]:
        at = min(one["inputs"]), max(one["inputs"])
        cells.setdefault(at, []).append(one)
    head = [
        tag("th", str(place + 1), unseen(f": {one['input']}"), scope="col")
        for place, one in enumerate(inputs[:-1])
    ]
    rows = [
        tag(
            "tr",
            tag("th", f"{row + 1} {inputs[row]['input']}", scope="row"),
            *(
                _cell(cells.get((column, row), []), inputs, (column, row), severities, answer)
                for column in range(row)
            ),
            *(tag("td", class_="blank") for _ in range(row, len(inputs) - 1)),
        )
        for row in range(1, len(inputs))
    ]
    body = (tag("thead", tag("tr", tag("td"), *head)), tag("tbody", *rows))
    table = tag("table", tag("caption", _CAPTION), *body, class_="matrix")
    where = {"role": "region", "tabindex": "0", "aria_label": "Table of all pairs"}
    kind = "wide of-many" if len(inputs) > _FITS_THE_TEXT else "wide"
    return [tag("p", _FIRST.format(inputs[0]["input"])), tag("div", table, class_=kind, **where)]


_CAPTION = "Each medicine of the list with each other"
_FIRST = "Column 1 is {}; the others have the number that stands before their row."


def _severities(findings: Iterable[Json]) -> dict[frozenset[str], str]:
    """The gravest severity between each two inputs, in the asker's words."""
    gravest: dict[frozenset[str], str] = {}
    for one in sorted(findings, key=lambda one: GRAVEST_FIRST.index(one["severity"])):
        between = frozenset(part["input"] for part in one["participants"])
        gravest.setdefault(between, one["severity"])
    return gravest


def _cell(
    states: Sequence[Json],
    inputs: Sequence[Json],
    at: tuple[int, int],
    severities: dict[frozenset[str], str],
    answer: Json,
) -> Html:
    statuses = {one["status"] for one in states}
    leading = next((one for one in _LEADING if one in statuses), None)
    if leading is None:
        return tag("td", "Same medicine", class_="blank")
    text = _IN_CELLS[leading]
    if leading != "interaction_found":
        return tag("td", text, class_=leading)
    severity = severities.get(frozenset(inputs[place]["input"] for place in at))
    partly = " + not looked at" if statuses & {"not_assessed", "unresolved"} else ""
    if severity is None:
        return tag("td", f"{text}{partly}", class_=leading)
    name = "Not rated" if severity == "unknown" else severity_words(severity, answer["audience"])
    return tag("td", icon(severity), f"{name}{partly}", class_=f"{leading} {severity}")


def show_comparisons(answer: Json) -> list[Part]:
    """Every pair, and every medicine with what was stated of the person, with its status."""
    named = [one["input"] for one in answer["inputs"]]
    stated = {field: [one["input"] for one in answer[field]] for field in _STATED}
    groups = {
        "Pairs of medicines": [
            (one, " + ".join(named[at] for at in one["inputs"])) for one in answer["pairs"]
        ],
        "With the conditions": [
            (one, f"{named[one['input']]} in {stated['conditions'][one['condition_input']]}")
            for one in answer["drug_conditions"]
        ],
        "With what you said of yourself": [
            (one, f"{named[one['input']]}: {words(one['state'])}")
            for one in answer["person_states"]
        ],
        "With the allergies": [
            (
                one,
                f"{named[one['input']]}: allergy to "
                f"{stated['allergy_inputs'][one['allergy_input']]}",
            )
            for one in answer["allergies"]
        ],
    }
    alone = "There is no pair to look at: one thing was named."
    start = [] if answer["pairs"] else [tag("p", alone, class_="gap")]
    return [*start, *(_states(title, rows) for title, rows in groups.items() if rows)]


_STATED = ("conditions", "allergy_inputs")


def _states(title: str, states: Sequence[tuple[Json, str]]) -> Html:
    counts = Counter(one["status"] for one, _ in states)
    order = [*_COUNTED, *counts.keys() - _COUNTED.keys()]
    counted = ", ".join(
        f"{counts[how]} {_COUNTED.get(how, words(how))}" for how in order if counts[how]
    )
    rows = [
        tag(
            "tr",
            tag("th", name, scope="row"),
            tag(
                "td",
                _STATES.get(one["status"], f"Not checked: {words(one['status'])}"),
                detail(readable(one["note"] or "")),
                sources(one["citations"]),
            ),
            class_=one["status"],
        )
        for one, name in states
    ]
    table = tag("table", tag("tbody", *rows), class_="pairs")
    return tag("details", tag("summary", f"{title} ({len(rows)}): {counted}"), table)
