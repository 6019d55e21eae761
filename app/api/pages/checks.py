"""A check as HTML, for people. What was not checked comes first, then what was found, the gravest
first; nothing in it can be taken for an all-clear.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from app.api.pages.card import show_card
from app.api.pages.findings import LABEL_MENTION, show_findings, show_mentions, show_suppressed
from app.api.pages.pairs import show_comparisons, show_matrix
from app.api.pages.parts import (
    GRAVEST_FIRST,
    Html,
    Json,
    Part,
    count_words,
    detail,
    end,
    icon,
    joined,
    many,
    section,
    tag,
    to_page,
)
from app.api.pages.totals import show_burdens, show_duplications, show_hours


def show_check(answer: Json) -> Html:
    """The answer to a check, as `plain` writes it, in the words of its audience."""
    lists = (
        ("The same twice", show_duplications(answer), "same"),
        ("What was found", show_findings(answer), "found"),
        ("The labels also name", show_mentions(answer), "labels"),
        ("What adds up", show_burdens(answer), "sums"),
        ("Hours between doses", show_hours(answer), "hours"),
        ("Would help to know", _would_ask(answer), "ask"),
        ("All pairs at a glance", show_matrix(answer), "matrix"),
        ("Every comparison", show_comparisons(answer), "pairs"),
        ("What you asked about", [_understood(answer)], "asked"),
        ("Known, but not shown above", show_suppressed(answer), "hidden"),
    )
    filled = [(title, name) for title, parts, name in lists if any(parts)]
    return joined(
        _top(answer),
        _not_checked(answer),
        _tools(answer),
        _contents(filled),
        *(section(title, parts, f"answer-{name}") for title, parts, name in lists),
        end(answer),
        show_card(answer, top_line(answer)),
    )


def offers(answer: Json) -> Html:
    """For every input that was not understood, what may have been meant, to be pressed."""
    lines = [_offer(answer["inputs"], place) for place in _unread(answer)]
    return tag("ul", *lines, class_="inputs")


def top_line(answer: Json) -> str:
    """What counts, in a sentence or two: first what was not checked, then how grave the rest is."""
    return " ".join(filter(None, (_gap_line(answer), _found_line(answer))))


def _top(answer: Json) -> Html:
    gap, found = _gap_line(answer), _found_line(answer)
    gravest = _gravest(answer)
    kind = gravest or "open"
    sign = "moderate" if answer["duplications"] else "unknown"
    return tag(
        "div",
        tag("p", icon("unknown"), gap, class_="gap-line", id="gap-line") if gap else None,
        tag("p", icon(gravest or sign), found, class_=f"found-line {kind}", id="found-line"),
        tag("p", answer["summary"], class_="summary") if _professional(answer) else None,
        class_="top",
        tabindex="-1",
        role="group",
        aria_label="In short",
        aria_describedby="gap-line found-line" if gap else "found-line",
    )


def _professional(answer: Json) -> bool:
    return bool(answer["audience"] == "professional")


def _counts(answer: Json) -> Counter[str]:
    """How many findings of each severity were judged: what only labels name is counted apart."""
    judged = (one for one in answer["findings"] if one["kind"] != LABEL_MENTION)
    return Counter(one["severity"] for one in judged)


def _gravest(answer: Json) -> str | None:
    counts = _counts(answer)
    return next((severity for severity in GRAVEST_FIRST if counts[severity]), None)


def _found_line(answer: Json) -> str:
    counts = _counts(answer)
    kinds = [
        count_words(counts[one], one, answer["audience"]) for one in GRAVEST_FIRST if counts[one]
    ]
    same = Counter(one["kind"] for one in answer["duplications"])
    kinds += [_repeated(kind, count) for kind, count in same.items()]
    named = len(answer["findings"]) - sum(counts.values())
    if kinds:
        found = f"Found: {', '.join(kinds)}."
    elif named or any(one["reached"] for one in answer["burden"]):
        found = "No rule speaks of these, but there is something to read below."
    elif _anything_assessed(answer):
        found = "No record came up. That does not mean that they go together."
    else:
        found = "Nothing could be compared, so nothing can be said."
    if named:
        found += f" Labels name {many(named, 'more pair')}."
    if answer["audience"] == "patient":
        found += " Do not start or stop anything on your own: ask first."
    return found


def _repeated(kind: str, count: int) -> str:
    if kind == "same_ingredient":
        return f"{many(count, 'medicine')} named twice"
    return f"{many(count, 'kind of medicine', 'kinds of medicine')} taken twice"


def _anything_assessed(answer: Json) -> bool:
    silent = ("unresolved", "not_assessed", "no_recommendation")
    return any(one["status"] not in silent for one in _comparisons(answer))


def _comparisons(answer: Json) -> Iterator[Json]:
    for name in ("pairs", "drug_conditions", "person_states", "allergies", "genes"):
        yield from answer[name]


def _gap_line(answer: Json) -> str:
    """What was not checked, counted; empty where nothing was left out."""
    left = len(_unread(answer)) + sum(1 for _ in _unread_of_person(answer))
    partly = sum(bool(one["not_understood"]) for one in answer["inputs"]) - sum(
        bool(answer["inputs"][place]["not_understood"]) for place in _unread(answer)
    )
    every = list(_comparisons(answer))
    silent = sum(one["status"] in ("not_assessed", "no_recommendation") for one in every)
    lines = []
    if left:
        lines.append(f"Not checked: {many(left, 'name')}.")
    if partly:
        lines.append(f"Read in part only: {many(partly, 'name')}.")
    if silent:
        what = "pair" if len(every) == len(answer["pairs"]) else "comparison"
        lines.append(_silent_line(silent, len(every), what))
    if any(one["corrected_to"] for one in answer["inputs"]):
        lines.append("A name was changed.")
    return " ".join(lines)


def _silent_line(silent: int, count: int, what: str) -> str:
    """How much was not looked at. With what was stated of the person not all are pairs."""
    if silent < count:
        return f"Nobody here has looked at {silent} of {many(count, what)}."
    which = f"this {what}" if count == 1 else f"any of the {many(count, what)}"
    return f"Nobody here has looked at {which}."


def _unread(answer: Json) -> list[int]:
    return [place for place, one in enumerate(answer["inputs"]) if one["status"] != "resolved"]


def _unread_of_person(answer: Json) -> Iterator[tuple[str, int, Json, list[str]]]:
    """What was stated of the person and not understood: field, place, what may be meant."""
    for place, one in enumerate(answer["conditions"]):
        if one["condition"] is None:
            yield "conditions", place, one, one["candidates"]
    for place, one in enumerate(answer["allergy_inputs"]):
        if one["name"] is None:
            near = [each["matched_name"] for each in one["candidates"]]
            yield "allergies", place, one, list(dict.fromkeys(near))


_STATUS = {
    "needs_confirmation": "not checked until you say which name it is",
    "ambiguous": "not checked, for it may mean several things",
    "unresolved": "not checked",
}


def _not_checked(answer: Json) -> Html | None:
    """What was not checked, and what was taken as something else."""
    lines = [_offer(answer["inputs"], place) for place in _unread(answer)]
    for one in answer["inputs"]:
        if one["corrected_to"]:
            line = f" was taken as {one['corrected_to']}. Is that what was meant?"
            lines.append(tag("li", tag("strong", one["input"]), line, class_="open"))
        if one["status"] == "resolved" and one["not_understood"]:
            rest = ", ".join(one["not_understood"])
            line = f": not understood in it, and not checked: {rest}"
            lines.append(tag("li", tag("strong", one["input"]), line, class_="open"))
    for field, place, one, near in _unread_of_person(answer):
        what = "condition" if field == "conditions" else "allergy"
        line = f": not checked. No {what} is known by this name"
        buttons = [_pick(field, place, one["input"], [each], each) for each in near]
        lines.append(tag("li", tag("strong", one["input"]), line, _asked(buttons), class_="open"))
    if not lines:
        return None
    return joined(tag("h3", "Not checked, or not sure"), tag("ul", *lines, class_="inputs"))


def _offer(inputs: Sequence[Json], place: int) -> Html:
    one = inputs[place]
    seen: dict[str, Json] = {}
    for near in one["candidates"]:
        seen.setdefault(near["matched_name"], near)
    buttons = [
        _pick("names", place, one["input"], _instead(one, near), _named(near))
        for near in seen.values()
    ]
    status = f": {_STATUS.get(one['status'], 'not checked')}"
    why = detail("; ".join(one["explanation"]))
    return tag("li", tag("strong", one["input"]), status, why, _asked(buttons), class_="open")


def _asked(buttons: Sequence[Html]) -> Html | None:
    return tag("div", "Did you mean: ", *buttons, class_="chips") if buttons else None


def _pick(field: str, place: int, word: str, instead: Sequence[str], text: str) -> Html:
    """A button that sends the form as it was sent, with other words in this one place."""
    value = "\n".join((field, str(place), word, *instead))
    return tag("button", text, form="check", name="pick", value=value)


def _named(near: Json) -> str:
    other = near["name"].casefold() != near["matched_name"].casefold()
    return f"{near['matched_name']} ({near['name']})" if other else str(near["matched_name"])


def _instead(one: Json, near: Json) -> list[str]:
    """The candidate, and what it does not stand for of the words: no ingredient is dropped."""
    rest = one["not_understood"]
    # A correction stands for the first of them.
    keep = rest[1:] if near["distance"] else [] if one["input"] in rest else rest
    return [near["matched_name"], *keep]


def _tools(answer: Json) -> Html:
    """Asks the same for the other audience. What needs the script is put in by the script."""
    other = "patient" if _professional(answer) else "professional"
    text = "Show it for a patient" if _professional(answer) else "Show it for a professional"
    switch = tag("button", text, form="check", name="audience", value=other, class_="quiet")
    return tag("div", switch, class_="tools")


_MANY_SECTIONS = 4


def _contents(filled: Sequence[tuple[str, str]]) -> Html | None:
    """Where to go on a long page."""
    if len(filled) < _MANY_SECTIONS:
        return None
    links = [tag("li", tag("a", title, href=f"#answer-{name}")) for title, name in filled]
    return tag("nav", tag("ul", *links), class_="contents", aria_label="Parts of the answer")


def _would_ask(answer: Json) -> list[Part]:
    """What is unknown of the person, and which medicines depend on it."""
    lines = [
        tag("li", one["sentence"], detail(", ".join(one["drugs"]))) for one in answer["would_ask"]
    ]
    if not lines:
        return []
    start = "What you did not say is not known. It would change what is said of some medicines. "
    where = tag("a", "Say more about you", href="#about")
    folded = tag("summary", f"Show {many(len(lines), 'question')}")
    return [tag("p", start, where, "."), tag("details", folded, tag("ul", *lines))]


def _understood(answer: Json) -> Html:
    lines = [_one_understood(one) for one in answer["inputs"]]
    for field in ("conditions", "allergy_inputs"):
        for one in answer[field]:
            line = f" → {one['name'] or 'not checked'}"
            kept = detail("; ".join(one["explanation"]))
            lines.append(tag("li", tag("strong", one["input"]), line, kept))
    shown = tag("ul", *lines, class_="inputs")
    if len(lines) <= _MANY_SECTIONS:
        return shown
    return tag("details", tag("summary", f"Show all {len(lines)}"), shown)


def _one_understood(one: Json) -> Html:
    links: list[Part] = []
    for drug in one["drugs"]:
        links += [" + "] if links else []
        links.append(to_page("drugs", drug["id"], drug["name"]))
    if one["drug_class"]:
        links = [f"the class {one['drug_class']['name']}: this answer is for the class"]
    if one["status"] != "resolved":
        links = ["not checked"]
    kept = detail("; ".join(one["explanation"]))
    return tag("li", tag("strong", one["input"]), " → ", *links, kept, data_status=one["status"])
