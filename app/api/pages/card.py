"""The card that a check prints: what is taken, what was not checked, and what is serious.

It is for one or two pages of paper, so what is of less weight is named and not explained; how many
there are is always said.
"""

from collections.abc import Sequence

from app.api.pages.findings import between_of, title_of
from app.api.pages.parts import Html, Json, Part, readable, severity_words, tag

_EXPLAINED = ("contraindicated", "major")
# So many explained findings fill the two pages; more are named only.
_MOST_EXPLAINED = 14
_MOST_NAMED = 40


def show_card(answer: Json, line: str) -> Html:
    """The card. It is seen on paper only; `line` says what counts."""
    inputs = answer["inputs"]
    rows = [
        tag("tr", tag("th", one["input"], scope="row"), tag("td", _meaning(one)), tag("td"))
        for one in inputs
    ]
    heads = ("Medicine", "What it is", "How much, and when")
    head = tag("tr", *(tag("th", name, scope="col") for name in heads))
    return tag(
        "section",
        tag("h2", "My medicines"),
        tag("p", line, class_="card-line"),
        tag("table", tag("thead", head), tag("tbody", *rows)),
        *_unread(answer),
        *_stated(answer),
        *_findings(answer),
        *_sums(answer),
        tag("p", answer["notice"], class_="notice"),
        class_="card",
        aria_label="Card to print",
    )


def _meaning(one: Json) -> str:
    if one["status"] != "resolved":
        return "NOT CHECKED: the name was not understood"
    if one["drug_class"]:
        return f"the class {one['drug_class']['name']}"
    names = " + ".join(drug["name"] for drug in one["drugs"])
    rest = ", ".join(one["not_understood"])
    return f"{names} (not checked: {rest})" if rest else names


def _unread(answer: Json) -> list[Part]:
    """What was not checked: names of medicines, and what was stated of the person."""
    names = [one["input"] for one in answer["inputs"] if one["status"] != "resolved"]
    names += [one["input"] for one in answer["conditions"] if one["condition"] is None]
    names += [one["input"] for one in answer["allergy_inputs"] if one["name"] is None]
    return [tag("p", tag("strong", "Not checked: "), f"{', '.join(names)}.")] if names else []


def _stated(answer: Json) -> list[Part]:
    """Allergies and conditions, as the person wrote them."""
    lines = [
        (title, ", ".join(one["input"] for one in answer[field]))
        for title, field in (("Allergies", "allergy_inputs"), ("Conditions", "conditions"))
    ]
    return [tag("p", tag("strong", f"{title}: "), text) for title, text in lines if text]


def _findings(answer: Json) -> list[Part]:
    findings = answer["findings"]
    grave = [one for one in findings if one["severity"] in _EXPLAINED]
    first = grave[:_MOST_EXPLAINED]
    others = [one for one in findings if one["severity"] not in _EXPLAINED]
    lines = [
        tag(
            "li",
            tag("strong", f"{severity_words(one['severity'], answer['audience'])}: "),
            f"{_titled(one, answer['audience'])}. {readable(one['advice'][answer['audience']])}",
        )
        for one in first
    ]
    shown: list[Part] = [tag("h3", "Ask about these first"), tag("ul", *lines)] if lines else []
    rest = ("Serious too", grave[_MOST_EXPLAINED:]), ("Also", others)
    return shown + [_named(title, found) for title, found in rest if found]


def _named(title: str, found: Sequence[Json]) -> Html:
    """Findings of which no more is said than between what they are, and how many there are."""
    names = "; ".join(_between(one) for one in found[:_MOST_NAMED])
    left = len(found) - _MOST_NAMED
    more = f"; and {left} more, see the page" if left > 0 else ""
    return tag("p", tag("strong", f"{title} ({len(found)}): "), f"{names}{more}.")


def _titled(one: Json, audience: str) -> str:
    """Its title, and beside it what takes part where the title does not say."""
    title, between = title_of(one, audience), _between(one)
    return title if title.casefold() == between.casefold() else f"{title} ({between})"


def _between(one: Json) -> str:
    return " + ".join(between_of(one))


def _sums(answer: Json) -> list[Part]:
    names = [one["name"] for one in answer["burden"] if one["reached"]]
    doubled = [" + ".join(one["inputs"]) for one in answer["duplications"]]
    hours = [one["text"] for one in answer["separations"]]
    lines = (
        ("Adds up", ", ".join(names)),
        ("The same twice", "; ".join(doubled)),
        ("Hours apart", " ".join(hours)),
    )
    return [tag("p", tag("strong", f"{title}: "), text) for title, text in lines if text]
