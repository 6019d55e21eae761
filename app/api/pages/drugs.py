"""The page of a drug: what it is, what it is for, what it does, what it must not meet."""

from collections.abc import Callable, Sequence

from app.api.pages.parts import (
    GRAVEST_FIRST,
    Html,
    Json,
    Part,
    bar,
    detail,
    icon,
    joined,
    many,
    more,
    readable,
    severity_words,
    sources,
    tag,
    to_page,
    words,
)
from app.api.pages.verdicts import VERDICTS, limits_of

# How many of a list one looks over; the rest is folded, and counted.
_SHOWN = 8
# Out of a hundred people, as far as the band says.
_BANDS = {
    "very_common": (30, "very common: 1 in 10 people or more"),
    "common": (8, "common: up to 1 in 10 people"),
    "uncommon": (3, "uncommon: up to 1 in 100 people"),
    "rare": (1, "rare: up to 1 in 1,000 people"),
    "very_rare": (0.3, "very rare: fewer than 1 in 10,000 people"),
    "unknown": (0, "how often is not known"),
}
_WIDEST = 40
_JUDGEMENTS = {
    "contraindicated": "not to be used",
    "avoid": "to be avoided",
    "change_dose": "the dose changes",
    "use_with_care": "with care",
    "not_known": "not known, says the source",
    "no_concern_stated": "the source states no concern; that is no all-clear",
}
_USES_FIRST = ("approved", "off_label", "adjunct_only", "investigational")


def show_drug(answer: Json, stopping: Json) -> Html:
    """A monograph and what is recorded of stopping, as their presenters write them."""
    name = answer["name"]
    return joined(
        tag("h1", name),
        tag("p", answer["depth_statement"], class_=_depth_class(answer["depth"])),
        tag("p", answer["description"], class_="lead"),
        _not_at_once(stopping),
        _ask_more(name),
        _contents(),
        _what_it_is(answer),
        _uses(answer),
        _effects(answer),
        _interactions(answer),
        _states(answer),
        _stopping(stopping, answer),
        _warnings(answer),
        tag("p", stopping["notice"], class_="notice"),
    )


def _not_at_once(stopping: Json) -> Html | None:
    """On top: who reads that it is dangerous must not read last that an end is too."""
    if stopping["at_once"]["answer"] != "no":
        return None
    link = tag("a", "What is known of stopping it", href="#stopping")
    return tag("p", "Do not stop it at once, and not on your own. ", link, class_="stop grave")


def _depth_class(depth: str) -> str:
    return "detail" if depth == "monograph" else "gap"


def _ask_more(name: str) -> Html:
    """Goes on with this drug in the forms of the first page."""
    check = tag(
        "form",
        tag("input", type="hidden", name="names", value=name),
        tag("button", "Check it with other medicines", name="question", value="check"),
        method="post",
        action="~/#together",
        class_="plain",
    )
    asked = tag(
        "form",
        tag("input", type="hidden", name="drug", value=name),
        tag("label", "Is it prescribed for…?", for_="condition"),
        tag("input", id="condition", name="condition", required=True, autocomplete="off"),
        tag("button", "Ask", name="question", value="prescribed"),
        method="post",
        action="~/#for",
        class_="plain inline",
    )
    return tag("div", check, asked, class_="ask-more")


_PARTS = (
    ("is", "What it is"),
    ("uses", "What it is used for"),
    ("effects", "Side effects"),
    ("meets", "What it must not meet"),
    ("states", "Pregnancy, kidneys, liver, age"),
    ("stopping", "Stopping it"),
    ("warnings", "Warnings"),
)


def _contents() -> Html:
    links = [tag("li", tag("a", title, href=f"#{name}")) for name, title in _PARTS]
    return tag("nav", tag("ul", *links), class_="contents", aria_label="Parts of this page")


def _part(name: str, parts: Sequence[Part], nothing: str) -> Html:
    """A part of the page; where nothing is recorded, it says what that does not mean."""
    title = tag("h2", dict(_PARTS)[name], id=name)
    shown = [one for one in parts if one]
    return joined(title, *(shown or [tag("p", nothing, class_="gap")]))


def _nothing(what: str, answer: Json) -> str:
    start = f"Nothing is recorded here of the {what} of {answer['name']}. That does not mean that"
    has_leaflet = answer["kind"] != "substance"
    return f"{start} there is nothing{': its leaflet may well say more' * has_leaflet}."


def _few(items: Sequence[Html], title: str, kind: str = "facts") -> Html | None:
    """A list; what is too long to look over is folded."""
    if not items:
        return None
    rest = items[_SHOWN:]
    first = tag("ul", *items[:_SHOWN], class_=kind)
    return joined(
        first, more(title.format(len(rest)), [tag("ul", *rest, class_=kind)]) if rest else None
    )


def _what_it_is(answer: Json) -> Html:
    brands = [one for one in answer["names"] if one["kind"] == "brand"]
    others = [one for one in answer["names"] if one["kind"] not in ("brand", "generic")]
    classes = ", ".join(one["name"] for one in answer["classes"] if one["steps"] == 1)
    is_not = ", ".join(one["name"] for one in answer["is_not"])
    controlled = (f"{one['schedule']} ({one['jurisdiction']})" for one in answer["schedules"])
    rows = (
        ("Brands", _names(brands)),
        ("Other names", _names(others)),
        ("Kind" if answer["kind"] == "substance" else "Kind of medicine", classes),
        ("It is not", is_not),
        ("Controlled", ", ".join(controlled)),
    )
    facts = [part for title, text in rows if text for part in (tag("dt", title), tag("dd", text))]
    ways = [tag("li", one["text"], sources(one["citations"])) for one in answer["mechanisms"]]
    works = joined(tag("h3", "How it works"), tag("ul", *ways, class_="facts")) if ways else None
    listed = tag("dl", *facts) if facts else None
    proof = [citation for one in answer["names"] for citation in one["citations"]]
    distinct = list({str(one): one for one in proof}.values())
    named = sources(distinct)
    return _part("is", [listed, works, named], _nothing("names and classes", answer))


_MOST_NAMES = 12


def _names(names: Sequence[Json]) -> str:
    texts = [
        one["text"] + (f" ({one['region']})" if one["region"] else "")
        for one in names[:_MOST_NAMES]
    ]
    left = len(names) - _MOST_NAMES
    return ", ".join(texts) + (f" and {left} more" if left > 0 else "")


def _uses(answer: Json) -> Html:
    def by_status(statuses: Callable[[str], bool]) -> list[Html]:
        return [_use(one, answer["id"]) for one in answer["indications"] if statuses(one["status"])]

    used = [
        joined(tag("h3", VERDICTS[status]), _few(found, "{} more"))
        for status in _USES_FIRST
        if (found := by_status(status.__eq__))
    ]
    against = by_status(lambda status: status not in _USES_FIRST)
    refused = joined(tag("h3", "Not for these"), _few(against, "{} more")) if against else None
    return _part("uses", [*used, refused], _nothing("uses", answer))


def _use(one: Json, drug: str) -> Html:
    of = _class_of(one["subject"], drug)
    link = to_page("conditions", one["condition"]["id"], one["condition"]["name"])
    return tag(
        "li", tag("strong", link), f": {one['why']}", limits_of(one), of, sources(one["citations"])
    )


def _class_of(subject: Json, drug: str) -> Html | None:
    """The class that a statement is about, if it is not about the drug itself."""
    return None if subject["id"] == drug else detail(f"Said of: {subject['name']}.")


def _effects(answer: Json) -> Html:
    groups = []
    for phase, title in (
        ("on_treatment", "While taking it"),
        ("on_withdrawal", "When it is stopped or cut down"),
    ):
        found = [one for one in answer["side_effects"] if one["phase"] == phase]
        found.sort(key=lambda one: (-_out_of_hundred(one), one["effect"]["name"]))
        rows = [_effect(one) for one in found]
        if rows:
            listed = _few(rows, "{} more side effects", "effects")
            groups.append(joined(tag("h3", title), listed))
    return _part("effects", groups, _nothing("side effects", answer))


def _out_of_hundred(one: Json) -> float:
    percent = one["percent"]
    return float(_BANDS[one["frequency"]][0] if percent is None else percent)


def _effect(one: Json) -> Html:
    percent = one["percent"]
    often = _BANDS[one["frequency"]][1]
    # An empty bar would look like a small number.
    known = percent is not None or one["frequency"] != "unknown"
    if percent is not None:
        often = f"about {percent:g} in 100 people"
    serious = (
        tag("strong", " serious", class_="serious") if one["seriousness"] == "serious" else None
    )
    return tag(
        "li",
        tag("span", one["effect"]["name"], serious, class_="effect-name"),
        bar([_out_of_hundred(one)], _WIDEST) if known else None,
        tag("span", often, class_="often"),
        detail(one["note"]),
        sources(one["citations"]),
        class_=None if known else "uncounted",
    )


def _interactions(answer: Json) -> Html:
    groups = []
    for severity in GRAVEST_FIRST:
        found = [one for one in answer["interactions"] if one["severity"] == severity]
        if found:
            title = f"{severity_words(severity, 'patient')} ({len(found)})"
            listed = [_interaction(one) for one in found]
            folded = severity in ("minor", "unknown")
            body = (
                more(
                    f"Show {many(len(found), 'entry', 'entries')}",
                    [tag("ul", *listed, class_="facts")],
                )
                if folded
                else _few(listed, "{} more")
            )
            groups.append(joined(tag("h3", icon(severity), title), body))
    note = "That something is not listed does not mean that the two can be taken together."
    shown = [*groups, tag("p", note, class_="gap")] if groups else []
    return _part("meets", shown, _nothing("interactions", answer))


def _interaction(one: Json) -> Html:
    advice = one["advice"]
    advised = advice["patient"] if advice else "; ".join(one["consequences"])
    return tag(
        "li",
        tag("strong", readable(one["title"])),
        f": {readable(advised)}" if advised else None,
        sources(one["citations"]),
    )


def _states(answer: Json) -> Html:
    items = [
        tag(
            "li",
            tag("strong", words(one["state"]).capitalize()),
            f" ({one['within']})" if one["within"] else None,
            f": {_JUDGEMENTS.get(one['judgement'], words(one['judgement']))}. {one['text']}",
            sources(one["citations"]),
        )
        for one in answer["states"]
    ]
    listed = _few(items, "{} more")
    return _part("states", [listed], _nothing("special states", answer))


def _stopping(stopping: Json, answer: Json) -> Html:
    at_once, subject = stopping["at_once"], stopping["subject"]["id"]
    kind = {"no": "stop grave", "yes": "stop"}.get(at_once["answer"], "stop gap")
    parts: list[Part] = [
        tag("p", at_once["statement"], class_=kind),
        _few(_on_stopping(at_once["statements"], subject), "{} more"),
        tag("p", f"What may follow: {', '.join(at_once['outcomes'])}.")
        if at_once["outcomes"]
        else None,
        tag("p", stopping["advice"]["patient"]),
    ]
    for field, title in (
        ("signs", "Signs to watch"),
        ("onset", "How soon"),
        ("duration", "How long"),
        ("supervision", "Who looks after it"),
        ("pace", "How fast"),
        ("limits", "Limits that sources set"),
    ):
        lines = _on_stopping(stopping[field], subject)
        if lines:
            parts.append(joined(tag("h3", title), _few(lines, "{} more")))
    parts.append(tag("p", stopping["statement"], class_="detail"))
    return _part("stopping", parts, _nothing("stopping", answer))


def _on_stopping(statements: Sequence[Json], subject: str) -> list[Html]:
    """What sources say, of the drug or of a class that it is in."""
    return [
        tag("li", one["text"], _class_of(one["subject"], subject), sources(one["citations"]))
        for one in statements
    ]


def _warnings(answer: Json) -> Html:
    items = [
        tag("li", tag("strong", one["title"]), f": {one['advice']['patient']}",
            more("In other words", [tag("p", one["text"])]), sources(one["citations"]))
        for one in answer["warnings"]
    ]  # fmt: skip
    return _part("warnings", [_few(items, "{} more")], _nothing("warnings", answer))
