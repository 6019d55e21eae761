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
    start_large,
    tag,
    to_page,
    words,
)

VERDICTS = {
    "approved": "Approved",
    "off_label": "Used without approval (off label)",
    "adjunct_only": "Only beside another treatment",
    "investigational": "Only in research",
    "not_indicated": "Not for this, a source says",
    "advised_against": "Advised against",
    "unknown": "Not known here. No loaded source says, which is neither yes nor no",
}
REFUSALS = ("not_indicated", "advised_against")
ROLES = {
    "first_line": "Tried first",
    "central": "At the centre of the treatment",
    "common": "Often used",
    "combined": "Used together",
    "adjunct": "Beside another treatment",
    "alternative": "Where others do not help or cannot be used",
}
_SENTENCES = {
    "approved": "Yes: {drug} is approved for {condition}.",
    "off_label": "{drug} is used for {condition}, though it is not approved for it (off label).",
    "adjunct_only": "Only beside another treatment: that is how {drug} is used for {condition}.",
    "investigational": "Only in research: {drug} is studied for {condition}.",
    "not_indicated": "No: a source says that {drug} does not treat {condition}.",
    "advised_against": "Advised against: sources warn of {drug} in {condition}.",
    "unknown": "Not known here: {drug} for {condition}. That is neither yes nor no.",
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
    unknown = answer["verdict"] == "unknown"
    relieves = ", ".join(one["name"] for one in answer["relieves"])
    kinds = ", ".join(one["name"] for one in answer["kinds"])
    rows = [
        ("Goal", _goal(answer)),
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
            tag("p", start_large(f"{name} is not an antidepressant.")) if no_mood else None,
            tag("dl", *facts) if facts else None,
            sources(answer["citations"]),
            class_=f"finding verdict {answer['verdict']}",
        ),
        tag("p", depth, class_="gap" if unknown else "detail"),
        tag(
            "p",
            "More on ",
            to_page("drugs", answer["drug"]["id"], name),
            " and on ",
            to_page("conditions", answer["condition"]["id"], of),
        ),
        list_of(
            "What is said of wider conditions, which is no answer to this",
            map(_statement, answer["nearest"]),
        ),
        list_of("Also said", map(_statement, answer["also"])),
        _or_gap(f"What is used for {of}", map(_treatment, answer["instead"]), nothing),
        _or_gap(f"Cautions about {name}", map(_caution, answer["cautions"]), none_recorded, 5),
        end(answer),
    )


def _goal(answer: Json) -> str | None:
    """What it is used to reach; what is not used, or not known to be, has no goal."""
    used = answer["verdict"] not in ("unknown", *REFUSALS) or answer["goal"] != "unknown"
    return _GOALS.get(answer["goal"], words(answer["goal"])) if used else None


def _in_short(instead: Sequence[Json], condition: str) -> Html | None:
    """What is used instead, by name; who uses it how stands further down."""
    names = list(dict.fromkeys(one["subject"]["name"] for one in instead))
    if not names:
        return None
    left = len(names) - _MOST_NAMES
    listed = ", ".join(names[:_MOST_NAMES]) + (f" and {left} more" if left > 0 else "")
    title = f"What is used for {condition}: "
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
    relation = _RELATIONS.get(one["relation"], words(one["relation"]))
    exact = one["relation"] == "exact"
    where = "" if exact else f" ({one['condition']['name']}, a {relation} condition)"
    return joined(
        tag("strong", VERDICTS[one["status"]]),
        f"{where}: {one['why']}",
        limits_of(one),
        sources(one["citations"]),
    )


_RELATIONS = {"broader": "wider"}


def limits_of(one: Json) -> Html | None:
    """For whom, how long or in which form a statement holds; a refusal is no "only"."""
    limits = "; ".join(text for text in one["limits"].values() if text)
    start = "Where this holds" if one["status"] in REFUSALS else "Only"
    return detail(f"{start}: {limits}.") if limits else None


def _treatment(one: Json) -> Html:
    lines = [f"For: {one['for_whom']}." if one["for_whom"] else ""]
    lines.append(f"Aim: {one['aim']}." if one["aim"] else "")
    role = ROLES.get(one["role"], words(one["role"]))
    how = f" ({role[0].lower()}{role[1:]}): {one['how']}"
    aims = detail(" ".join(filter(None, lines)))
    subject = one["subject"]
    name: Part = subject["name"]
    if subject["kind"] == "drug":
        name = to_page("drugs", subject["id"], subject["name"])
    return joined(tag("strong", name), how, aims, sources(one["citations"]))


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
