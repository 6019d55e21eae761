"""Pieces of HTML that an answer for people is made of.

Every text is escaped by `tag`, the only maker of tags: no word of an answer is read as HTML. An
address that begins with `~/` is one of this server: `frame` puts the way to its root before it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import accumulate
from typing import Any
from urllib.parse import quote

from app.domain.facts import Severity

Json = dict[str, Any]


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


Part = str | Html | None


def tag(name: str, /, *parts: Part, **attributes: str | bool | None) -> Html:
    """An element. Plain text in it is escaped; None is left out, and so is a false attribute."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}"
        + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{name}{written}>{joined(*parts)}" + ("" if name == "input" else f"</{name}>"))


def joined(*parts: Part) -> Html:
    """Parts one after the other, without anything around them."""
    texts = (part if isinstance(part, Html) else escape(part) for part in parts if part)
    return Html("".join(texts))


def show_problem(title: str, reason: str, consequence: str, *more: Part) -> Html:
    """Why there is no answer, and what must not be concluded from that."""
    rest = None if consequence.rstrip(".") in reason else tag("p", consequence)
    words = (tag("strong", title), tag("p", reason), rest, *more)
    return tag("div", *words, class_="error", role="alert", tabindex="-1")


def end(answer: Json) -> Html:
    """The notice that every answer ends with."""
    return tag("p", answer["notice"], class_="notice")


def section(title: str, parts: Sequence[Part], name: str | None = None) -> Html | None:
    """Parts below a title, which may be gone to by its name; nothing where there are none."""
    shown = joined(*parts)
    return joined(tag("h3", title, id=name), shown) if shown else None


def list_of(title: str, parts: Iterable[Part], level: str = "h3") -> Html | None:
    """A titled list; nothing where it would be empty."""
    items = [tag("li", part) for part in parts]
    return joined(tag(level, title), tag("ul", *items)) if items else None


def more(title: str, parts: Sequence[Part], *, shown: bool = False) -> Html | None:
    """Parts that are shown on request; nothing where there are none."""
    return tag("details", tag("summary", title), *parts, open=shown) if any(parts) else None


def detail(text: str | None) -> Html | None:
    """A text of less weight; nothing where there is none."""
    return tag("span", text, class_="detail") if text else None


def unseen(text: str) -> Html:
    """Words for those who listen, where others see a sign."""
    return tag("span", text, class_="unseen")


def readable(text: str) -> str:
    """The text without the numbers of labels and the like, which no reader can do anything with."""
    return _FOR_PROGRAMS.sub("", text).replace(" ()", "").strip(" ,")


_FOR_PROGRAMS = re.compile(
    r"(?:set id )?[0-9a-f]{8}(?:-[0-9a-f]{4,12}){4}(?:, )?|,? ?version not told"
)


def start_large(text: str) -> str:
    """The same with a capital letter, as a title begins."""
    return text[:1].upper() + text[1:]


def words(code: str) -> str:
    """`not_assessed` as `not assessed`."""
    return str(code).replace("_", " ")


def many(count: int, one: str, several: str | None = None) -> str:
    """`1 pair`, `2 pairs`."""
    return f"{count} {one if count == 1 else several or one + 's'}"


def to_page(kind: str, name: str, text: str) -> Html:
    """A link to the page of a drug, condition or source."""
    return tag("a", text, href=f"~/pages/{kind}/{quote(name, safe='')}")


def sources(citations: Sequence[Json]) -> Html | None:
    """The places that are cited, each with a link to its source; nothing where none is."""
    items = []
    for one in citations:
        place = [readable(one["section"] or "")]
        place += [f"{part} {one[part]}" for part in ("paragraph", "sentence") if one[part]]
        link = to_page("sources", one["source"], one.get("title") or one["source"])
        where = ", ".join(filter(None, place))
        items.append(tag("li", link, f": {where}" if where else None))
    if not items:
        return None
    title = tag("summary", f"Sources ({len(items)})")
    return tag("details", title, tag("ul", *items), class_="sources")


def entitle(value: Any, titles: Mapping[str, Any]) -> Any:
    """The same answer; each citation in it has the title of its source too."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            source = titles.get(part["source"]) if "sha256" in part else None
            if source is not None:
                part["title"] = source.title
            waiting.extend(part.values())
        elif isinstance(part, list | tuple):
            waiting.extend(part)
    return value


# By severity: how patients and professionals call it, the shape of its sign, and what is in it.
# The shapes differ, so that nobody needs to see their colours.
_FOR_PATIENTS = {
    Severity.CONTRAINDICATED: "Very serious",
    Severity.MAJOR: "Serious",
    Severity.MODERATE: "Take care",
    Severity.MINOR: "Minor",
    Severity.UNKNOWN: "How serious is not known",
}
_SHAPES = {
    "contraindicated": ("M7 1h6l6 6v6l-6 6H7l-6-6V7z", "×"),
    "major": ("M10 1.5 19.5 18H.5z", "!"),
    "moderate": ("M10 .8 19.2 10 10 19.2.8 10z", "!"),
    "minor": ("M10 1a9 9 0 1 0 .01 0z", "i"),
    "unknown": ("M2 2h16v16H2z", "?"),
}
GRAVEST_FIRST = tuple(_SHAPES)


def severity_words(severity: str, audience: str) -> str:
    """The severity as the audience calls it."""
    if audience == "patient":
        return _FOR_PATIENTS[Severity(severity)]
    return "Severity unknown" if severity == "unknown" else severity.capitalize()


def count_words(count: int, severity: str, audience: str) -> str:
    """So many of a severity: `2 very serious`, `1 that needs care`."""
    if audience == "patient" and severity == "moderate":
        return f"{count} that {'needs' if count == 1 else 'need'} care"
    if audience == "patient" and severity == "unknown":
        return f"{count} of unknown weight"
    return f"{count} {severity_words(severity, audience).lower()}"


def icon(severity: str) -> Html:
    """The sign of a severity, which stands beside its word. Those who listen hear the word."""
    shape, sign = _SHAPES[severity]
    return tag(
        "svg",
        tag("path", d=shape),
        tag("text", sign, x="10", y="15" if severity == "major" else "14.3"),
        class_=f"icon {severity}",
        viewBox="0 0 20 20",
        aria_hidden="true",
        focusable="false",
    )


def bar(parts: Sequence[float], whole: float, mark: float | None = None) -> Html:
    """How much of a whole its parts are, one after the other, as a bar; what it shows stands in
    words beside it.
    """
    ends = [100.0 * min(1.0, one / whole) for one in accumulate(parts)] if whole else [0.0]
    cuts = [
        tag("rect", class_="cut", x=f"{one:.1f}", y="1", width="0.6", height="8")
        for one in ends[:-1]
    ]
    at = None if mark is None else f"{100.0 * min(1.0, mark / whole):.1f}"
    line = tag("rect", class_="mark", x=at, y="0", width="1.2", height="10") if at else None
    return tag(
        "svg",
        tag("rect", class_="all", x="0", y="1", width="100", height="8"),
        tag("rect", class_="part", x="0", y="1", width=f"{ends[-1]:.1f}", height="8"),
        *cuts,
        line,
        class_="bar-of",
        viewBox="0 0 101.2 10",
        preserveAspectRatio="none",
        aria_hidden="true",
        focusable="false",
    )
