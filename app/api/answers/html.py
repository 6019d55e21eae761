"""A check as HTML, for people. What was not checked comes first."""

from collections import Counter
from collections.abc import Sequence

from app.api.answers.html_parts import (
    Html,
    Json,
    Part,
    detail,
    end,
    joined,
    list_of,
    more,
    section,
    sources,
    tag,
    words,
)


def show_check(answer: Json, conditions: str) -> Html:
    """The answer to a check, as `plain` writes it; `conditions` are those asked with it."""
    inputs = answer["inputs"]
    return joined(
        tag("p", answer["summary"], class_=f"summary {answer['completeness']}", tabindex="-1"),
        _open(answer, conditions),
        tag(
            "p", _COMPLETE[answer["completeness"]], class_=f"completeness {answer['completeness']}"
        ),
        section("What was found", _found(answer)),
        section("The labels also name", _label_mentions(answer)),
        section("The same twice", [_duplication(one) for one in answer["duplications"]]),
        section("What adds up", _burdens(answer["burden"])),
        section("With the conditions", _drug_conditions(answer)),
        section("Every pair", _pairs(answer)),
        tag("h3", "What you asked about"),
        tag("ul", *(_understood(one) for one in inputs), class_="inputs"),
        more(
            f"Known, but not raised by the policy ({len(answer['suppressed'])})",
            [
                joined(detail(f"Not raised: {one['reason']}"), _finding(one["finding"], None))
                for one in answer["suppressed"]
            ],
        ),
        end(answer),
    )


def offers(answer: Json, conditions: str = "") -> Html:
    """For every input that was not understood, what may have been meant, to be pressed."""
    return joined(*(_offer(answer["inputs"], place, conditions) for place in _not_checked(answer)))


_COMPLETE = {
    "complete": "Every name was understood, and nothing was left unassessed. What no source "
    "records, this cannot tell.",
    "partial": "This answer has gaps: not everything was understood or assessed.",
    "none": "Nothing could be compared.",
}
_INPUTS = {
    "needs_confirmation": "the name is not sure",
    "ambiguous": "it may mean several things",
    "unresolved": "nothing is known by this name",
}
_STATES = {
    "interaction_found": "Interaction found",
    "no_record": "No record. That does not rule an interaction out",
    "not_assessed": "Not assessed by any loaded source. Nothing is known here",
    "not_named": "Neither is named in the label of the other. That does not rule it out",
    "unresolved": "Not checked: a name was not understood",
    "documented_no_interaction": "A source looked for an interaction and reports none",
}
_COUNTED = {
    "interaction_found": "with an interaction",
    "no_record": "without a record",
    "not_assessed": "not assessed",
    "not_named": "not named",
    "unresolved": "not checked",
    "documented_no_interaction": "documented by a source",
}
_ACTIONS = {
    "avoid": "avoid taking these together",
    "use_only_if_benefit_outweighs": "only if the benefit outweighs the risk, as a doctor decides",
    "adjust_or_separate": "the dose may need a change, or the two a distance in time",
    "monitor": "watch for the effects named here",
    "no_special_precaution": "the source asks for no special precaution",
    "insufficient_information": "not enough is known to say what to do",
}
_NAMED = "label_mention"
# More rows than one looks over at once.
_MANY = 30
_SHOWN_ALONE = 3


def _not_checked(answer: Json) -> list[int]:
    return [place for place, one in enumerate(answer["inputs"]) if one["status"] != "resolved"]


def _open(answer: Json, conditions: str) -> Html | None:
    """What was not checked, and what was taken as something else."""
    lines = [_offer(answer["inputs"], place, conditions) for place in _not_checked(answer)]
    for one in answer["inputs"]:
        if one["corrected_to"]:
            line = f" was taken as {one['corrected_to']}. Is that what was meant?"
            lines.append(tag("li", tag("strong", one["input"]), line, class_="open"))
        if one["status"] == "resolved" and one["not_understood"]:
            rest = ", ".join(one["not_understood"])
            line = f": not understood in it, and not checked: {rest}"
            lines.append(tag("li", tag("strong", one["input"]), line, class_="open"))
    for one in answer["conditions"]:
        if one["condition"] is None:
            near = ", ".join(one["candidates"])
            line = ": not checked, no condition is known by this name" + (
                f". Did you mean: {near}?" if near else ""
            )
            lines.append(tag("li", tag("strong", one["input"]), line, class_="open"))
    counts = Counter(one["status"] for one in (*answer["pairs"], *answer["drug_conditions"]))
    silent = counts["not_assessed"]
    if silent:
        of = sum(counts.values())
        line = f"{silent} of {of} comparisons: no loaded source assessed them, so nothing is known."
        lines.append(tag("li", line, class_="open"))
    if not lines:
        return None
    return joined(tag("h3", "Not checked, or not sure"), tag("ul", *lines, class_="inputs"))


def _offer(inputs: Sequence[Json], place: int, conditions: str) -> Html:
    one = inputs[place]
    seen: dict[str, Json] = {}
    for near in one["candidates"]:
        seen.setdefault(near["matched_name"], near)
    buttons = [
        tag(
            "form",
            tag("input", type="hidden", name="names", value=_instead(inputs, place, near)),
            tag("input", type="hidden", name="conditions", value=conditions),
            tag("button", _named(near), name="question", value="check"),
            method="post",
            action="./",
        )
        for near in seen.values()
    ]
    asked = tag("div", "Did you mean: ", *buttons, class_="chips") if buttons else None
    status = f": not checked, {_INPUTS.get(one['status'], words(one['status']))}"
    why = detail("; ".join(one["explanation"]))
    return tag("li", tag("strong", one["input"]), status, why, asked, class_="open")


def _named(near: Json) -> str:
    other = near["name"].casefold() != near["matched_name"].casefold()
    return f"{near['matched_name']} ({near['name']})" if other else str(near["matched_name"])


def _instead(inputs: Sequence[Json], place: int, near: Json) -> str:
    """The list with the candidate in place of the words that it stands for, and of no others."""
    rest = inputs[place]["not_understood"]
    keep = [] if near["distance"] or inputs[place]["input"] in rest else rest
    names = [one["input"] for one in inputs]
    names[place : place + 1] = [near["matched_name"], *keep]
    mark = "\n" if any(sign in name for name in names for sign in ",;\n") else ", "
    return mark.join(names)


def _understood(one: Json) -> Html:
    names = " + ".join(drug["name"] for drug in one["drugs"])
    if one["drug_class"]:
        names = f"the class {one['drug_class']['name']}: this answer is for the class"
    if one["status"] != "resolved":
        names = "not checked"
    kept = detail("; ".join(one["explanation"]))
    return tag("li", tag("strong", one["input"]), f" → {names}", kept)


def _found(answer: Json) -> list[Part]:
    """Findings, or why there are none: no wording of an absence may sound like an all-clear."""
    findings = [one for one in answer["findings"] if one["kind"] != _NAMED]
    if not findings:
        known = (one["status"] for one in (*answer["pairs"], *answer["drug_conditions"]))
        if answer["findings"]:
            why = "No rule and no record of an interaction is known here. See what labels name."
        elif any(status not in ("unresolved", "not_assessed") for status in known):
            why = (
                "Nothing to raise was found among what could be checked. That does not rule an "
                "interaction out: see every pair."
            )
        else:
            why = "No pair could be assessed, so nothing can be said about an interaction."
        return [tag("p", why, class_="gap")]
    shown: list[Part] = []
    if len(findings) > _SHOWN_ALONE:
        counts = Counter(one["severity"] for one in findings)
        shown.append(tag("p", ", ".join(f"{many} {words(how)}" for how, many in counts.items())))
        links = [
            tag("li", tag("a", one["title"], href=f"#finding-{place}"), f" ({one['severity']})")
            for place, one in enumerate(findings, 1)
        ]
        shown.append(tag("ol", *links, class_="jump"))
    return [*shown, *(_finding(one, place) for place, one in enumerate(findings, 1))]


def _label_mentions(answer: Json) -> list[Part]:
    """What only labels say, as one quiet list: a program read it, and nobody judged it."""
    named = [one for one in answer["findings"] if one["kind"] == _NAMED]
    if not named:
        return []
    lines = [
        tag(
            "li",
            tag("strong", one["title"]),
            f": {'; '.join(one['consequences'])}.",
            sources(one["citations"]),
            class_=one["severity"],
        )
        for one in named
    ]
    origin = "Our program read this in labels. How much it matters, nobody here has judged. "
    advice = "Ask your doctor or pharmacist about it, and do not stop a medicine on your own."
    title = tag("summary", f"{len(named)} of the pairs")
    shown = tag("details", title, tag("ul", *lines), open=len(named) <= _SHOWN_ALONE)
    return [tag("p", f"{origin}{advice}"), shown]


def _finding(one: Json, place: int | None) -> Html:
    between = " + ".join(dict.fromkeys(part["input"] for part in one["participants"]))
    follows = "; ".join(one["consequences"]).rstrip(".")
    return tag(
        "article",
        tag(
            "h4",
            tag("span", f"severity {words(one['severity'])}", class_="severity"),
            " ",
            one["title"],
        ),
        detail(between),
        tag("p", "It holds only if that is what you have.") if one["applies"] == "if" else None,
        tag("p", one["advice"]["patient"], class_="advice"),
        tag("p", tag("strong", "Action: "), f"{_ACTIONS.get(one['action'], one['action'])}."),
        tag("p", tag("strong", "What may follow: "), f"{follows}.") if follows else None,
        more("How, how sure, and why", _record(one)),
        sources(one["citations"]),
        class_=f"finding {one['severity']}",
        id=None if place is None else f"finding-{place}",
    )


def _record(one: Json) -> list[Part]:
    evidence = ", ".join(
        f"{words(each['kind'])} (certainty {words(each['certainty'])})" for each in one["evidence"]
    )
    outcomes = ", ".join(one["seriousness"]["outcomes"]) or "none named"
    often = one["frequency"]
    return [
        tag("p", one["mechanism"]["text"]),
        tag("p", f"Evidence: {evidence or 'none named'}."),
        tag("p", f"Serious outcomes: {outcomes}. Onset: {words(one['onset'])}."),
        tag(
            "p",
            f"How many take both: {words(often['exposure'])}. How many come to harm: "
            f"{words(often['harm'])}.",
        ),
        tag("p", f"Shown as {words(one['display'])}: {one['display_reason']}."),
        list_of("What changes the risk", [_factor(each) for each in one["factors"]]),
        list_of("Ratings of the sources", [_rating(each) for each in one["native_ratings"]]),
        list_of(
            "Wider rules and labels that say the same",
            [
                joined(f"{each['title']} (severity {words(each['severity'])})")
                for each in one["also"]
            ],
        ),
        list_of("How this was found", one["explanation"]),
    ]


def _factor(one: Json) -> str:
    here = "Applies here: " if one["applies"] else ""
    return f"{here}{one['text']} ({_ACTIONS.get(one['action'], one['action'])})"


def _rating(one: Json) -> Html:
    text = f": {one['text']}" if one["text"] else ""
    read = f"“{one['rating']}”, read here as {words(one['severity'])}{text}"
    return joined(
        f"{one['source']} says {read} (licence: {one['licence']})", sources(one["citations"])
    )


def _duplication(one: Json) -> Html:
    title = f"{' + '.join(one['inputs'])}: {words(one['kind'])} ({one['name']})"
    parts = (tag("h4", title), tag("p", one["text"]), sources(one["citations"]))
    return tag("article", *parts, class_="finding duplication")


def _burdens(burdens: Sequence[Json]) -> list[Part]:
    below = [_burden(one) for one in burdens if not one["reached"]]
    title = f"Below the level of concern, as far as known ({len(below)})"
    return [*(_burden(one) for one in burdens if one["reached"]), more(title, below)]


def _burden(one: Json) -> Html:
    parts = ", ".join(f"{each['input']} {each['weight']}" for each in one["contributors"])
    level = "reaches the level of concern," if one["reached"] else "the level of concern is"
    blank = one["without_data"]
    gap = "One input has no data here" if blank == 1 else f"{blank} inputs have no data here"
    return tag(
        "article",
        tag("h4", one["name"]),
        tag("p", f"Known total {one['total']} ({parts}); {level} {one['threshold']}."),
        tag("p", f"{gap}, so the real total may be higher.", class_="gap") if blank else None,
        tag("p", one["advice"]["patient"], class_="advice") if one["reached"] else None,
        sources(one["citations"]),
        class_="finding reached" if one["reached"] else "finding",
    )


def _pairs(answer: Json) -> list[Part]:
    inputs = answer["inputs"]
    if not answer["pairs"]:
        return [tag("p", "There is no pair to look at: one thing was named.", class_="gap")]
    between = [" + ".join(inputs[at]["input"] for at in one["inputs"]) for one in answer["pairs"]]
    return [_states(answer["pairs"], between)]


def _drug_conditions(answer: Json) -> list[Part]:
    between = [
        f"{answer['inputs'][one['input']]['input']} in "
        f"{answer['conditions'][one['condition_input']]['input']}"
        for one in answer["drug_conditions"]
    ]
    return [_states(answer["drug_conditions"], between)] if between else []


def _states(states: Sequence[Json], between: Sequence[str]) -> Html:
    counts = Counter(one["status"] for one in states)
    counted = ", ".join(f"{many} {_COUNTED.get(how, how)}" for how, many in counts.items())
    rows = [
        tag(
            "tr",
            tag("th", name, scope="row"),
            tag(
                "td",
                _STATES.get(one["status"], f"Not checked: {words(one['status'])}"),
                detail(one["note"]),
                sources(one["citations"]),
            ),
            class_=one["status"],
        )
        for one, name in zip(states, between, strict=True)
    ]
    table = tag("table", tag("tbody", *rows), class_="pairs")
    title = tag("summary", f"{len(rows)} in all: {counted}")
    return tag("details", title, table, open=len(rows) <= _MANY)
