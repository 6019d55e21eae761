"""Pieces of HTML that an answer for people is made of.

Every text is escaped by `tag`, the only maker of tags: no word of an answer is read as HTML.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

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
    rest = None if consequence in reason else tag("p", consequence)
    words = (tag("strong", title), tag("p", reason), rest, *more)
    return tag("div", *words, class_="error", role="alert")


def end(answer: Json) -> Html:
    """The notice, and the state of the data that was answered from."""
    release = answer["release"].removeprefix("sha256:")[:12]
    notice = tag("p", answer["notice"], class_="notice")
    return joined(notice, tag("p", f"State of the data: {release}", class_="release"))


def section(title: str, parts: Sequence[Part]) -> Html | None:
    """Parts below a title; nothing where there are none."""
    shown = joined(*parts)
    return joined(tag("h3", title), shown) if shown else None


def list_of(title: str, parts: Iterable[Part]) -> Html | None:
    """A titled list; nothing where it would be empty."""
    items = [tag("li", part) for part in parts]
    return joined(tag("h3", title), tag("ul", *items)) if items else None


def more(title: str, parts: Sequence[Part]) -> Html | None:
    """Parts that are shown on request; nothing where there are none."""
    return tag("details", tag("summary", title), *parts) if any(parts) else None


def detail(text: str | None) -> Html | None:
    """A text of less weight; nothing where there is none."""
    return tag("span", text, class_="detail") if text else None


def words(code: str) -> str:
    """`not_assessed` as `not assessed`."""
    return str(code).replace("_", " ")


def sources(citations: Sequence[Json]) -> Html | None:
    """The places that are cited, each with a link to its source; nothing where none is."""
    items = []
    for one in citations:
        place = [one["section"]]
        place += [f"{part} {one[part]}" for part in ("paragraph", "sentence") if one[part]]
        link = tag("a", one["source"], href=f"sources/{quote(one['source'], safe='')}")
        items.append(tag("li", link, f": {', '.join(filter(None, place))}"))
    if not items:
        return None
    title = tag("summary", f"Sources ({len(items)})")
    return tag("details", title, tag("ul", *items), class_="sources")
