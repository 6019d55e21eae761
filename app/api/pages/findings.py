"""The findings of a check as HTML: grouped by severity, each with what to do first."""

import re
from collections.abc import Sequence
from itertools import permutations

from app.api.pages.parts import (
    GRAVEST_FIRST,
    Html,
    Json,
    Part,
    detail,
    icon,
    joined,
    list_of,
    many,
    more,
    readable,
    severity_words,
    sources,
    start_large,
    tag,
    unseen,
    words,
)

LABEL_MENTION = "label_mention"
# More than these are not looked over at once: they get a list to jump from, and a filter.
_SHOWN_ALONE = 3
# Of more findings than these only the serious ones are written out; the others are unfolded.
_WRITTEN_OUT = 8
_GRAVE = ("contraindicated", "major")

ACTIONS = {
    "avoid": "avoid taking these together",
    "use_only_if_benefit_outweighs": "only if the benefit outweighs the risk, as a doctor decides",
    "adjust_or_separate": "the dose may need a change, or the two a distance in time",
    "monitor": "watch for the effects named here",
    "no_special_precaution": "the source asks for no special precaution",
    "insufficient_information": "not enough is known to say what to do",
}


# The same of one medicine, in a condition or for a person.
_OF_ONE = {
    "avoid": "avoid it in this case",
    "adjust_or_separate": "the dose may need a change",
}


def show_findings(answer: Json) -> list[Part]:
    """Findings, or why there are none: no wording of an absence may sound like an all-clear."""
    findings = [one for one in answer["findings"] if one["kind"] != LABEL_MENTION]
    if not findings:
        return [tag("p", _why_none(answer), class_="gap")]
    audience = answer["audience"]
    shown: list[Part] = []
    if len(findings) > _SHOWN_ALONE:
        shown += [_jump_list(findings, audience), _filter(findings, audience)]
    placed = list(enumerate(findings, 1))
    for severity in GRAVEST_FIRST:
        group = [(place, one) for place, one in placed if one["severity"] == severity]
        if group:
            folded = len(findings) > _WRITTEN_OUT and severity not in _GRAVE
            shown.append(_group(severity, group, audience, folded))
    return shown


def _why_none(answer: Json) -> str:
    known = [
        one["status"]
        for name in ("pairs", "drug_conditions", "person_states", "allergies", "genes")
        for one in answer[name]
    ]
    if answer["findings"]:
        return "No rule and no record speaks of these. See what labels name."
    if "interaction_found" in known and answer["duplications"]:
        return "What is recorded is that the same is named more than once: see The same twice."
    if any(status not in ("unresolved", "not_assessed", "no_recommendation") for status in known):
        return (
            "No record was found for what could be compared. That does not rule a problem out: "
            "see every comparison."
        )
    if not known:
        return "There is nothing to compare: only one thing was named."
    return "No pair could be compared, so nothing can be said of them."


def _jump_list(findings: Sequence[Json], audience: str) -> Html:
    links = [
        tag(
            "li",
            icon(one["severity"]),
            tag("a", title_of(one, audience), href=f"#finding-{place}"),
            unseen(f" ({severity_words(one['severity'], audience)})"),
        )
        for place, one in enumerate(findings, 1)
    ]
    title = f"List of all {len(findings)}"
    body = tag("ol", *links, class_="jump")
    return tag("details", tag("summary", title), body)


def _filter(findings: Sequence[Json], audience: str) -> Html:
    """Hides severities; it works by the style sheet alone. What is hidden is said."""
    kinds = [one for one in GRAVEST_FIRST if any(each["severity"] == one for each in findings)]
    boxes = [
        tag(
            "label",
            tag("input", type="checkbox", checked=True, class_="filter", data_severity=one),
            icon(one),
            severity_words(one, audience),
        )
        for one in kinds
    ]
    hidden = tag("p", "Some findings are hidden by your choice.", class_="hidden-note gap")
    return tag("fieldset", tag("legend", "Show"), *boxes, hidden, class_="filters")


def _group(severity: str, group: Sequence[tuple[int, Json]], audience: str, folded: bool) -> Html:
    """All findings of one severity."""
    name = f"{severity_words(severity, audience)} ({len(group)})"
    title = tag("h4", icon(severity), name)
    articles = [_finding(one, place, audience, folded=folded) for place, one in group]
    return tag("section", title, *articles, class_=f"group {severity}")


def _finding(one: Json, place: int | None, audience: str, *, folded: bool = False) -> Html:
    body = _for_patient(one, folded) if audience == "patient" else _for_professional(one, folded)
    between = between_of(one)
    title = title_of(one, audience)
    kind = start_large(one["title"])
    below = detail(kind if title != kind else " + ".join(between))
    return tag(
        "article",
        tag("h5", title),
        None if _same_words(kind, between) else below,
        tag("p", "It holds only if that is what you have.") if one["applies"] == "if" else None,
        *body,
        class_=f"finding {one['severity']}",
        data_of="\n".join(between),
        id=None if place is None else f"finding-{place}",
    )


def between_of(one: Json) -> list[str]:
    """What takes part in it, in the asker's words."""
    return list(dict.fromkeys(part["input"] for part in one["participants"]))


def title_of(one: Json, audience: str) -> str:
    """A patient knows the names of a list better than their classes; of anything else than two
    medicines the rule's own title says more.
    """
    if audience == "patient" and one["kind"] == "drug_drug":
        return start_large(" + ".join(between_of(one)))
    return start_large(one["title"])


def _same_words(title: str, between: Sequence[str]) -> bool:
    """Whether a title is the names and nothing else: `Warfarin with aspirin`."""
    return title.casefold() in (" with ".join(order).casefold() for order in permutations(between))


def _for_patient(one: Json, folded: bool) -> list[Part]:
    """Plain words first, and whole: a part of an advice could be read as an all-clear. The rest on
    request.
    """
    happens = _follows(one, "What may happen", one["advice"]["patient"])
    return [
        tag("p", one["advice"]["patient"], class_=None if folded else "advice"),
        None if folded else happens,
        more(
            "What may happen, and why" if folded else "How, how sure, and why",
            [
                happens if folded else None,
                tag("p", tag("strong", "What is done: "), f"{_action(one)}."),
                tag(
                    "p",
                    tag("strong", "For professionals: "),
                    readable(one["advice"]["professional"]),
                ),
                *_record(one, "patient"),
                sources(one["citations"]),
            ],
        ),
    ]


def _for_professional(one: Json, folded: bool) -> list[Part]:
    """Management first."""
    then = [
        _follows(one, "Consequences", one["advice"]["professional"]),
        tag("p", f"Evidence: {_evidence(one)}.", class_="detail"),
    ]
    return [
        tag(
            "p",
            tag("strong", f"{_action(one).capitalize()}. "),
            readable(one["advice"]["professional"]),
        ),
        *([] if folded else then),
        more(
            "Consequences, evidence, mechanism, explanation"
            if folded
            else "Mechanism, factors, explanation, words for the patient",
            [
                *(then if folded else []),
                tag("p", tag("strong", "For the patient: "), one["advice"]["patient"]),
                *_record(one, "professional"),
                sources(one["citations"]),
            ],
        ),
    ]


def _of_professionals(one: Json) -> str:
    return readable(one["advice"]["professional"])


def _follows(one: Json, start: str, beside: str) -> Html | None:
    """What may follow, if the advice beside it does not say the same already. A whole sentence of a
    source needs no start.
    """
    text = "; ".join(one["consequences"]).rstrip(".")
    if not text or text in beside:
        return None
    return tag("p", f"{text}." if text[0].isupper() else f"{start}: {text}.")


def _action(one: Json) -> str:
    if one["kind"] != "drug_drug" and one["action"] in _OF_ONE:
        return _OF_ONE[one["action"]]
    return ACTIONS.get(one["action"], words(one["action"]))


def _evidence(one: Json) -> str:
    kinds = (f"{words(it['kind'])} ({words(it['certainty'])})" for it in one["evidence"])
    return ", ".join(kinds) or "none named"


def _record(one: Json, audience: str) -> list[Part]:
    outcomes = ", ".join(one["seriousness"]["outcomes"]) or "none named"
    often = one["frequency"]
    also = [
        f"{readable(each['title'])} ({severity_words(each['severity'], audience).lower()})"
        for each in one["also"]
    ]
    shown = f"Shown as {words(one['display'])}: {one['display_reason']}."
    return [
        tag("p", tag("strong", "How it comes about: "), one["mechanism"]["text"]),
        tag("p", f"Evidence and its certainty: {_evidence(one)}."),
        tag("p", f"Serious outcomes: {outcomes}. Onset: {words(one['onset'])}."),
        tag(
            "p",
            f"How many take both: {words(often['exposure'])}. How many come to harm: "
            f"{words(often['harm'])}.",
        ),
        tag("p", shown) if audience == "professional" else None,
        list_of("What changes the risk", [_factor(each) for each in one["factors"]], "h6"),
        list_of("Ratings of the sources", [_rating(each) for each in one["native_ratings"]], "h6"),
        list_of("Wider rules and labels that say the same", also, "h6"),
        list_of("How this was found", [_step(each, one) for each in one["explanation"]], "h6"),
    ]


def _step(step: str, one: Json) -> str:
    """A step of the explanation; a rule is called by its title, and no fact by its id."""
    if step == f"rule {one['rule']}":
        return f"the rule “{one['title']}”"
    if step.startswith("statement "):
        return "a cited statement on this allergy"
    return _ID_AT_THE_END.sub("", readable(step))


_ID_AT_THE_END = re.compile(r": [^\s:]+:[a-z_-]+(?::.*)?$")


def _factor(one: Json) -> str:
    here = "Applies here: " if one["applies"] else ""
    done = ACTIONS.get(one["action"], words(one["action"]))
    return f"{here}{one['text'].rstrip('.')}: {done}"


def _rating(one: Json) -> Html:
    text = f": {one['text']}" if one["text"] else ""
    read = f"“{one['rating']}”, read here as {words(one['severity'])}{text}"
    return joined(
        f"{one['source']} says {read} (licence: {one['licence']})", sources(one["citations"])
    )


def show_mentions(answer: Json) -> list[Part]:
    """What only labels say, as one quiet list: a program read it, and nobody judged it."""
    named = [one for one in answer["findings"] if one["kind"] == LABEL_MENTION]
    if not named:
        return []
    lines = [
        tag(
            "li",
            tag("strong", one["title"]),
            f": {readable('; '.join(one['consequences']))}.",
            sources(one["citations"]),
            class_=one["severity"],
        )
        for one in named
    ]
    origin = "Our program read this in labels. How much it matters, nobody here has judged. "
    advice = "Ask your doctor or pharmacist about it, and do not stop a medicine on your own."
    title = tag("summary", many(len(named), "pair"))
    shown = tag("details", title, tag("ul", *lines), open=len(named) <= _SHOWN_ALONE)
    return [tag("p", f"{origin}{advice}"), shown]


def show_suppressed(answer: Json) -> list[Part]:
    """What the policy does not raise, with its reason; nothing is thrown away."""
    hidden = [
        joined(
            detail(f"Not raised: {one['reason']}"),
            _finding(one["finding"], None, answer["audience"]),
        )
        for one in answer["suppressed"]
    ]
    shown = more(f"Show {many(len(hidden), 'finding')}", hidden)
    return [shown] if shown else []
