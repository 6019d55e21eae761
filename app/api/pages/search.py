"""What a search found, and the page of a source, as HTML."""

from collections.abc import Iterable, Sequence

from app.api.pages.parts import (
    Html,
    Json,
    Part,
    detail,
    joined,
    many,
    more,
    readable,
    start_large,
    tag,
    to_page,
)
from app.domain.facts import split_key
from app.services.lookup import NotFound, SearchHit

_SHOWN = 8
_HEADS = {
    "drug": "Medicines and substances",
    "condition": "Conditions",
    "product": "Products",
    "class": "Kinds of medicines",
    "therapy": "Other treatments",
    "effect": "Side effects",
}
_PAGES = {"drug": "drugs", "condition": "conditions"}


def show_search(words: str, hits: Sequence[SearchHit]) -> Html:
    """What was found, by kind. What has no page of its own can be checked, or is named only."""
    groups: dict[str, list[SearchHit]] = {kind: [] for kind in _HEADS}
    for hit in hits:
        groups.setdefault(split_key(hit.subject)[0], []).append(hit)
    found = [
        joined(tag("h3", f"{_HEADS.get(kind, kind)} ({len(group)})"), _few(list(map(_hit, group))))
        for kind, group in groups.items()
        if group
    ]
    count = f"{many(len(hits), 'name')} found for “{words}”."
    return joined(tag("p", count, class_="top", tabindex="-1"), *found)


def _few(items: Sequence[Html]) -> Html:
    rest = items[_SHOWN:]
    return joined(
        tag("ul", *items[:_SHOWN], class_="hits"),
        more(f"{len(rest)} more", [tag("ul", *rest, class_="hits")]) if rest else None,
    )


def _hit(hit: SearchHit) -> Html:
    kind, slug = split_key(hit.subject)
    name: Part = hit.name
    if kind in _PAGES:
        name = to_page(_PAGES[kind], slug, hit.name)
    elif kind in ("product", "class"):
        name = _check_form(hit.name)
    return tag("li", name, also_called(hit.matched_name, hit.name))


def also_called(matched: str, name: str) -> Html | None:
    """The name that fits the words, where it is another one than that which is shown."""
    other = matched.casefold() != name.casefold()
    return detail(f"also called {matched}") if other else None


def _check_form(name: str) -> Html:
    return tag(
        "form",
        tag("input", type="hidden", name="names", value=name),
        tag("button", f"Check {name}", name="question", value="check", class_="quiet"),
        method="post",
        action="~/#together",
        class_="plain",
    )


def near_names(candidates: Iterable[Json], field: str, form: str) -> Html | None:
    """What may have been meant, each as a button that asks for it."""
    names = dict.fromkeys(one["matched_name"] for one in candidates)
    if not names:
        return None
    buttons = [
        tag("button", one, form=form, name=field, value=one, formnovalidate=True) for one in names
    ]
    return tag("div", "Did you mean: ", *buttons, class_="chips")


def plain_reason(found: NotFound) -> str:
    """Why nothing was found, without what is meant for programs."""
    for start, sentence in _REASONS.items():
        if found.reason.startswith(start):
            return sentence
    return f"{start_large(found.reason.rstrip('?.'))}."


_REASONS = {
    "this is a class": "This is a kind of medicine, not one medicine. Name one of its kind.",
    "this is a combination": "This holds several medicines. Ask for each of them.",
    "this fits several": "This may mean several medicines, so none was chosen.",
    "no drug is known by exactly": "No medicine is known by exactly this name.",
}


def show_source(answer: Json) -> Html:
    """Who says so, under which licence, and where it can be read."""
    address = answer["address"]
    where = tag("a", address, href=address, rel="noreferrer") if _is_web(address) else address
    rows: tuple[tuple[str, Part], ...] = (
        ("Kind", answer["kind"]),
        ("Published by", answer["publisher"]),
        ("Version", readable(answer["version"] or "")),
        ("Licence", answer["licence"]),
        ("Where to read it", where),
        ("Cited here", many(answer["cited_by"], "time")),
    )
    facts = [part for title, text in rows if text for part in (tag("dt", title), tag("dd", text))]
    return joined(
        tag("h1", answer["title"]),
        tag("dl", *facts),
        tag("p", answer["note"]) if answer["note"] else None,
    )


def _is_web(address: str | None) -> bool:
    """Whether it may be followed: no other scheme is ever made a link."""
    return address is not None and address.startswith(("https://", "http://"))
