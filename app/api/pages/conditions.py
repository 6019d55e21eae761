"""The page of a condition: what treats it, in which role, and what is said of each medicine."""

from collections.abc import Sequence

from app.api.pages.parts import Html, Json, Part, detail, joined, more, sources, tag, to_page
from app.api.pages.verdicts import ROLES, VERDICTS, limits_of

_SHOWN = 10


def show_condition(answer: Json) -> Html:
    """A condition with its treatments and the medicines that statements speak of."""
    name = answer["name"]
    asked = tag(
        "form",
        tag("input", type="hidden", name="condition", value=name),
        tag("label", "Is a medicine prescribed for it?", for_="drug"),
        tag("input", id="drug", name="drug", required=True, autocomplete="off"),
        tag("button", "Ask", name="question", value="prescribed"),
        method="post",
        action="~/#for",
        class_="plain inline",
    )
    return joined(
        tag("h1", name),
        tag("p", answer["description"], class_="lead"),
        tag("div", asked, class_="ask-more"),
        _treatments(answer),
        _medicines(answer),
        _family(answer),
        sources(answer["citations"]),
    )


def _treatments(answer: Json) -> Html:
    groups = []
    for role, title in ROLES.items():
        found = [one for one in answer["treatments"] if one["role"] == role]
        if found:
            listed = tag("ul", *map(_treatment, found), class_="facts")
            groups.append(joined(tag("h3", title), listed))
    name = answer["name"]
    nothing = f"No treatment of {name} is recorded here. That does not mean that there is none."
    shown = groups or [tag("p", nothing, class_="gap")]
    return joined(tag("h2", "What it is treated with"), *shown)


def _treatment(one: Json) -> Html:
    lines = [f"For: {one['for_whom']}." if one["for_whom"] else ""]
    lines.append(f"Aim: {one['aim']}." if one["aim"] else "")
    subject = one["subject"]
    name: Part = subject["name"]
    if subject["kind"] == "drug":
        name = to_page("drugs", subject["id"], subject["name"])
    more_lines = detail(" ".join(filter(None, lines)))
    return tag("li", tag("strong", name), f": {one['how']}", more_lines, sources(one["citations"]))


def _medicines(answer: Json) -> Html:
    groups = []
    for status, title in VERDICTS.items():
        found = [one for one in answer["indications"] if one["status"] == status]
        if found:
            items = [_medicine(one) for one in found]
            groups.append(joined(tag("h3", f"{title} ({len(found)})"), _few(items)))
    nothing = "No medicine is recorded here for it. That does not mean that there is none."
    shown = groups or [tag("p", nothing, class_="gap")]
    return joined(tag("h2", "What is said of medicines"), *shown)


def _few(items: Sequence[Html]) -> Html:
    rest = items[_SHOWN:]
    folded = more(f"{len(rest)} more", [tag("ul", *rest, class_="facts")]) if rest else None
    return joined(tag("ul", *items[:_SHOWN], class_="facts"), folded)


def _medicine(one: Json) -> Html:
    subject = one["subject"]
    name: Part = f"the class {subject['name']}"
    if subject["kind"] == "drug":
        name = to_page("drugs", subject["id"], subject["name"])
    start = joined(tag("strong", name), f": {one['why']}")
    return tag("li", start, limits_of(one), sources(one["citations"]))


def _family(answer: Json) -> Html | None:
    rows = (
        ("It is a kind of", answer["parents"]),
        ("Kinds of it", answer["children"]),
        ("Often seen with it", answer["often_with"]),
    )
    lines = [
        tag("p", tag("strong", f"{title}: "), *_links(found)) for title, found in rows if found
    ]
    names = ", ".join(answer["names"])
    if names:
        lines.append(tag("p", tag("strong", "Other names: "), names))
    return joined(tag("h2", "Where it belongs"), *lines) if lines else None


def _links(found: Sequence[Json]) -> list[Part]:
    parts: list[Part] = []
    for one in found:
        parts += [", "] if parts else []
        parts.append(to_page("conditions", one["id"], one["name"]))
    return parts
