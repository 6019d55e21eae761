"""The verdict on "is it prescribed for…?" as HTML, for people."""

from collections.abc import Iterable, Sequence

from app.api.pages.parts import (
    Html,
    Json,
    Part,
    detail,
    end,
    joined,
    list_of,
    more,
    sources,
    tag,
    to_page,
    words,
)

VERDICTS = {
    "approved": "Approved for this",
    "off_label": "Used for this without approval (off label)",
    "adjunct_only": "Only beside another treatment",
    "investigational": "Only in research",
    "not_indicated": "A source says that it does not treat this",
    "advised_against": "Advised against",
    "unknown": "Not known here. No loaded source says, which is neither yes nor no",
}
_SENTENCES = {
    "approved": "Yes: {drug} is approved for {condition}.",
    "off_label": "{drug} is used for {condition}, though it is not approved for it (off label).",
    "adjunct_only": "Only beside another treatment: that is how {drug} is used for {condition}.",
    "investigational": "Only in research: {drug} is studied for {condition}.",
    "not_indicated": "No: a source says that {drug} does not treat {condition}.",
    "advised_against": "Advised against: sources warn of {drug} for {condition}.",
    "unknown": "Not known here: no loaded source says whether {drug} is prescribed for "
    "{condition}. That is neither yes nor no.",
}
_GOALS = {
    "disease_modifying": "to change the course of the illness",
    "symptomatic": "to ease symptoms, not the illness itself",
    "preventive": "to prevent it",
    "unknown": "not said by the sources",
}
_LIMITS = {
    "duration": "How long",
    "population": "For whom",
    "line": "Where in the treatment",
    "form": "Which form",
}


def verdict_line(answer: Json) -> str:
    """The verdict in one sentence."""
    names = {kind: answer[kind]["name"] for kind in ("drug", "condition")}
    sentence = _SENTENCES[answer["verdict"]].format(**names)
    return sentence[0].upper() + sentence[1:]


def show_verdict(answer: Json, depth: str, none_recorded: str) -> Html:
    """The answer to "is it prescribed for…?". `depth` says how much is recorded of the drug;
    `none_recorded` what it means that no caution is.
    """
    name, of = answer["drug"]["name"], answer["condition"]["name"]
    relieves = ", ".join(one["name"] for one in answer["relieves"])
    kinds = ", ".join(one["name"] for one in answer["kinds"])
    rows = [
        ("Goal", _GOALS.get(answer["goal"], words(answer["goal"]))),
        ("It eases", relieves),
        ("For these kinds", kinds),
        *((title, answer["limits"].get(field)) for field, title in _LIMITS.items()),
    ]
    facts = [part for title, text in rows if text for part in (tag("dt", title), tag("dd", text))]
    no_mood = answer["is_antidepressant"] is False and "depress" in of.casefold()
    nothing = f"No treatment of {of} is recorded here. That does not mean that there is none."
    return joined(
        tag(
            "article",
            tag("h3", verdict_line(answer), tabindex="-1", class_="verdict-line"),
            _matched(answer),
            tag("p", answer["why"]),
            _in_short(answer["instead"], of),
            tag("p", f"{name} is not an antidepressant.") if no_mood else None,
            tag("dl", *facts),
            sources(answer["citations"]),
            class_=f"finding verdict {answer['verdict']}",
        ),
        tag("p", depth, class_="gap" if answer["verdict"] == "unknown" else "detail"),
        tag(
            "p",
            "More on ",
            to_page("drugs", answer["drug"]["id"], name),
            " and on ",
            to_page("conditions", answer["condition"]["id"], of),
        ),
        list_of(
            "What is recorded nearby, which is no answer to this",
            map(_statement, answer["nearest"]),
        ),
        list_of("Also said", map(_statement, answer["also"])),
        _or_gap(f"What {of} is treated with", map(_treatment, answer["instead"]), nothing),
        _or_gap(f"Cautions about {name}", map(_caution, answer["cautions"]), none_recorded, 5),
        end(answer),
    )


def _in_short(instead: Sequence[Json], condition: str) -> Html | None:
    """What is used instead, by name; who uses it how stands further down."""
    names = list(dict.fromkeys(one["subject"]["name"] for one in instead))
    if not names:
        return None
    left = len(names) - _MOST_NAMES
    listed = ", ".join(names[:_MOST_NAMES]) + (f" and {left} more" if left > 0 else "")
    title = f"{condition[0].upper()}{condition[1:]} is treated with: "
    return tag("p", tag("strong", title), listed, ".")


_MOST_NAMES = 6


def _matched(answer: Json) -> Html | None:
    read, condition = answer["matched"], answer["condition"]["name"]
    lines = []
    if read["asked"].casefold() != condition.casefold():
        lines.append(f"“{read['asked']}” was read as {condition}.")
    if read["relation"] in ("broader", "narrower"):
        what = words(read["answered_from"] or "another condition")
        lines.append(f"It is a statement about {what}, which is {read['relation']}.")
    if read["through"]:
        lines.append(f"It is said of the class {words(read['through'])}.")
    return detail(" ".join(lines))


def _statement(one: Json) -> Html:
    where = (
        ""
        if one["relation"] == "exact"
        else f" ({one['condition']['name']}, a {one['relation']} condition)"
    )
    limits = "; ".join(text for text in one["limits"].values() if text)
    return joined(
        tag("strong", VERDICTS[one["status"]]),
        f"{where}: {one['why']}",
        detail(f"Limits: {limits}." if limits else None),
        sources(one["citations"]),
    )


def _treatment(one: Json) -> Html:
    lines = [f"For: {one['for_whom']}." if one["for_whom"] else ""]
    lines.append(f"Aim: {one['aim']}." if one["aim"] else "")
    how = f" ({words(one['role'])}): {one['how']}"
    aims = detail(" ".join(filter(None, lines)))
    return joined(tag("strong", one["subject"]["name"]), how, aims, sources(one["citations"]))


def _caution(one: Json) -> Html:
    return joined(tag("strong", one["title"]), f": {one['text']}", sources(one["citations"]))


def _or_gap(title: str, parts: Iterable[Part], nothing: str, most: int = 20) -> Html:
    """A titled list of which the first are shown at once; where it is empty, what that means."""
    items = list(parts)
    if not items:
        return joined(tag("h3", title), tag("p", nothing, class_="gap"))
    rest = tag("ul", *(tag("li", one) for one in items[most:]))
    folded = [rest] if items[most:] else []
    return joined(list_of(title, items[:most]), more(f"{len(items) - most} more", folded))
