"""`view=brief`: what an assistant or a phone needs, in a few kB, and never less honest.

No finding is dropped, and what was not checked is always named; each finding has the address of the
whole. Sizes that hold: a check with up to 3 findings 3.2 kB, up to 8 findings 6 kB and 350 bytes
for each more, with up to 10 inputs that were not checked and 150 bytes for each more; a drug 2 kB;
a resolution of up to 8 inputs 1.6 kB and 250 bytes for each more (tests/api/test_brief.py). A text
is cut by its bytes in JSON, where one sign may have six.
"""

from collections.abc import MutableMapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import quote

import msgspec
from fastapi import Query, Response
from pydantic import Field

from app.api.answers.shared import Answer
from app.domain.doses import RangeStatus
from app.domain.english import joined, shortened
from app.domain.facts import Action, Citations, Severity, worst
from app.domain.interactions.result import (
    Applies,
    Checkup,
    Completeness,
    Display,
    Finding,
    FindingKind,
    PairStatus,
    Separation,
)
from app.domain.interactions.templates import Template
from app.domain.names.input import Input, InputStatus

# Longer than this a sentence, an input or a name is cut, with an ellipsis.
SENTENCE, WORDS = 160, 60
# From so many findings on each has fewer words, so that a long list stays readable.
_MANY = 8
_FEW_WORDS = 70
_MOST_CANDIDATES = 3
_MOST_APART = 3
# From so many inputs on each that is open has fewer signs and no candidates, and from so many signs
# on the summary ends with an ellipsis: it ends with the inputs that `not_checked` names again.
_MANY_INPUTS, _FEW_SIGNS = 4, 24
_LONGEST_SUMMARY, _SHORTER_SUMMARY = 900, 500
_QUERY = 200


class View(StrEnum):
    """How much of an answer is wanted."""

    FULL = "full"
    BRIEF = "brief"


ViewQuery = Annotated[
    View,
    Query(
        description="`brief`: a few kB, no finding dropped, with addresses of the whole; "
        "answered as `application/vnd.materia.brief+json`"
    ),
]

# A type of its own: a client that was made from the OpenAPI document knows which shape it has.
MEDIA_TYPE = "application/vnd.materia.brief+json"


class BriefNotChecked(Answer):
    """An input, or a stated condition, that was not checked, and what may have been meant."""

    input: str
    status: str = Field(description="`ambiguous`, `unresolved` …")
    candidates: list[str]


class BriefFinding(Answer):
    """A finding in one sentence. `display` is null where there are more than eight findings;
    `whole` is the address of all that is known of it.
    """

    severity: Severity
    action: Action
    between: list[str]
    applies: Applies
    display: Display | None
    sentence: str
    source: str
    whole: str


class BriefNamed(Answer):
    """What only labels name: one line for all pairs, and the address of every sentence."""

    pairs: int
    severity: Severity
    sentence: str
    whole: str


class BriefCheckOut(Answer):
    """A check in a few kB. `not_assessed` counts pairs of which nothing is recorded, and drugs with
    what is stated of the person; `not_named` those whose labels do not name each other. What only
    labels name is in no finding here; `would_ask` are the values of the person that rules wait for.
    """

    view: Literal["brief"]
    completeness: Completeness
    summary: str
    not_checked: list[BriefNotChecked]
    not_assessed: int
    not_named: int
    would_ask: list[str]
    findings: list[BriefFinding]
    labels_also_name: BriefNamed | None
    duplications: list[str]
    burdens: list[str]
    apart: list[str] = Field(description="Hours between doses; the first three")
    doses: list[str] = Field(description="Inputs whose dose lies outside of the site's ranges")
    suppressed: int
    as_of: str | None = Field(description="The day from which wash-outs are counted")
    release: str
    notice: str


class BriefInputOut(Answer):
    """One input with its status, and the ids of its drugs, its class or what may be meant."""

    input: str
    status: str
    candidates: list[str]
    drugs: list[str]
    drug_class: str | None = Field(alias="class")
    not_understood: list[str]


class BriefResolvedOut(Answer):
    """Every input of a query."""

    view: Literal["brief"]
    query: str
    inputs: list[BriefInputOut]


def brief(answer: type[Answer]) -> dict[int | str, dict[str, Any]]:
    """That an operation may answer in this shape too, for `responses` of its route."""
    schema = {"$ref": f"#/components/schemas/{answer.__name__}"}
    return {200: {"content": {MEDIA_TYPE: {"schema": schema}}}}


def respond_in_brief(answer: dict[str, Any]) -> Response:
    """The brief answer, in its own media type."""
    return Response(msgspec.json.encode(answer), media_type=MEDIA_TYPE)


# What is said of a finding, by its template and whether it is one of many.
Kept = MutableMapping[tuple[Template, bool], dict[str, Any]]


def brief_check(checkup: Checkup, kept: Kept | None = None) -> dict[str, Any]:
    """A check: completeness, summary, what was not checked, and every finding in one sentence.
    `kept` is what the release says of findings.
    """
    known: Kept = {} if kept is None else kept
    judged = [one for one in checkup.findings if one.kind is not FindingKind.LABEL_MENTION]
    named = [one for one in checkup.findings if one.kind is FindingKind.LABEL_MENTION]
    many = len(judged) > _MANY
    open_ = [one for one in checkup.inputs if one.status is not InputStatus.RESOLVED]
    unread = _unread(checkup)
    signs, most = _room(len(open_) + len(unread))
    return {
        "view": View.BRIEF.value,
        "completeness": checkup.completeness.value,
        "summary": _cut(checkup.summary, _LONGEST_SUMMARY if most else _SHORTER_SUMMARY),
        "not_checked": [
            *(_input(one, signs, most) for one in open_),
            *(
                {"input": _cut(words, signs), "status": "unresolved",
                 "candidates": list(candidates[:most])}
                for words, candidates in unread
            ),
        ],
        "not_assessed": _not_assessed(checkup),
        "would_ask": [one.value for one in checkup.would_ask],
        "not_named": [pair.status for pair in checkup.pairs].count(PairStatus.NOT_NAMED),
        "findings": [_finding(one, many, known) for one in judged],
        "labels_also_name": _named(named) if named else None,
        "duplications": [shortened(one.text, SENTENCE) for one in checkup.duplications],
        "burdens": [one.name for one in checkup.burden if one.reached],
        "apart": [_hours(one) for one in checkup.separations[:_MOST_APART]],
        "doses": [
            f"{one.drug}: {one.status.value}"
            for one in checkup.doses
            if one.status in (RangeStatus.ABOVE, RangeStatus.BELOW)
        ],
        "suppressed": len(checkup.suppressed),
        "as_of": checkup.as_of,
        "release": checkup.release,
        "notice": "Information, not medical advice. What is not recorded is not ruled out.",
    }  # fmt: skip


def _unread(checkup: Checkup) -> list[tuple[str, Sequence[str]]]:
    """What was stated of the person and not understood, with what may have been meant."""
    return [
        *((one.input, one.candidates) for one in checkup.conditions if one.condition is None),
        *(
            (one.input, [near.matched_name for near in one.candidates])
            for one in checkup.allergy_inputs
            if not one.understood
        ),
        *((f"{one.gene} {one.input}", ()) for one in checkup.gene_inputs if one.phenotype is None),
    ]


def _hours(one: Separation) -> str:
    """`levothyroxine: 4 h before or 4 h after calcium`, cut by its bytes."""
    names = [dose.drug or dose.drug_class or dose.input for dose in (one.one, one.other)]
    hours = ((one.before_h, "before"), (one.after_h, "after"))
    sides = " or ".join(f"{number} h {word}" for number, word in hours if number is not None)
    return _cut(f"{names[0]}: {sides} {names[1]}", WORDS)


def _not_assessed(checkup: Checkup) -> int:
    """How much was compared of which nothing is recorded: each kind has a status of this value."""
    statuses: list[str] = [
        *[one.status for one in checkup.pairs],
        *[one.status for one in checkup.drug_conditions],
        *[one.status for one in checkup.person_states],
        *[one.status for one in checkup.allergies],
        *[one.status for one in checkup.genes],
    ]
    return statuses.count(PairStatus.NOT_ASSESSED.value)


def _finding(finding: Finding, many: bool, kept: Kept) -> dict[str, Any]:
    template: Template | None = getattr(finding, "template", None)
    shown = kept.get((template, many)) if template is not None else None
    if shown is None:
        shown = _in_one_sentence(finding, many)
        # The address of what no rule says holds the drugs, in their order.
        if template is not None and finding.rule is not None:
            kept[template, many] = shown
    drugs = [
        one.drug or one.drug_class or one.condition or one.allergy or one.gene
        for one in finding.participants
    ]
    return {**shown, "between": list(dict.fromkeys(drugs))}


def _in_one_sentence(finding: Finding, many: bool) -> dict[str, Any]:
    """What is said of a finding, with an empty place for what it is between."""
    return {
        "severity": finding.severity.value,
        "action": finding.action.value,
        "between": [],
        "applies": finding.applies.value,
        "display": None if many else finding.display.value,
        "sentence": shortened(finding.message, _FEW_WORDS if many else SENTENCE),
        "source": source_of(finding.citations),
        "whole": whole_address(finding),
    }


def _named(named: Sequence[Finding]) -> dict[str, Any]:
    """The pairs that only labels name, in one line."""
    titles = joined([one.title for one in named])
    forbidden = sum(one.severity is Severity.CONTRAINDICATED for one in named)
    graver = f" {forbidden} as not to be taken together." if forbidden else ""
    return {
        "pairs": len(named),
        "severity": worst(one.severity for one in named).value,
        "sentence": f"Labels also name {shortened(titles, SENTENCE)}.{graver}",
        "whole": _among(named),
    }


_MOST_IDS = 12  # in an address that is still short


def _among(named: Sequence[Finding]) -> str:
    """The address of the sentences: of these drugs, or of all where they are too many for one."""
    drugs = dict.fromkeys(
        part.drug for one in named for part in one.participants if part.drug is not None
    )
    among = f"&among={quote(','.join(drugs))}" if 1 < len(drugs) <= _MOST_IDS else ""
    return f"/interactions?kind={FindingKind.LABEL_MENTION.value}{among}"


def whole_address(finding: Finding) -> str:
    """Where all that is known of a finding stands."""
    if finding.rule is not None:
        return f"/interactions/{quote(finding.rule)}"
    if finding.native_ratings:
        drugs = ":".join(sorted(one.drug or "" for one in finding.participants))
        return f"/interactions/{quote(finding.native_ratings[0].source)}:{drugs}"
    drug = next((one.drug for one in finding.participants if one.drug), None)
    return f"/drugs/{drug}" if drug else "/interactions"


def source_of(citations: Citations) -> str:
    """The first place that is cited, in a few words."""
    if not citations:
        return "none"
    first = citations[0]
    return shortened(f"{first.source} § {first.section}", WORDS)


# What a sign has in JSON: a sign of control is written out, `\\u0001`.
_ESCAPED, _CONTROL = 2, 6


def _bytes(sign: str) -> int:
    if sign < " ":
        return _CONTROL
    return _ESCAPED if sign in '"\\' else len(sign.encode("utf-8", "replace"))


def _cut(text: str, most: int) -> str:
    """The text in at most so many bytes of JSON, with an ellipsis where something was cut off."""
    # Mostly it is plain and fits: to count is faster than to look at each sign.
    is_plain = text.isascii() and text.isprintable()
    if is_plain and len(text) + text.count('"') + text.count("\\") <= most:
        return shortened(text, max(len(text), 1))
    left = most
    for place, sign in enumerate(text):
        left -= _bytes(sign)
        if left < 0:
            return shortened(text, max(place, 1))
    return shortened(text, max(len(text), 1))


def _room(inputs: int) -> tuple[int, int]:
    """How many signs and candidates each of so many inputs may have."""
    return (WORDS, _MOST_CANDIDATES) if inputs <= _MANY_INPUTS else (_FEW_SIGNS, 0)


def _input(one: Input, signs: int, most: int) -> dict[str, Any]:
    near = [candidate.matched_name for candidate in one.candidates[:most]]
    return {
        "input": _cut(one.input, signs),
        "status": one.status.value,
        "candidates": [_cut(name, signs) for name in dict.fromkeys(near)],
    }


def brief_resolution(query: str, inputs: Sequence[Input]) -> dict[str, Any]:
    """Every input of a query with its status, its drugs or candidates, and what was left over."""
    signs, most = _room(len(inputs))
    resolved = [
        _input(one, signs, most)
        | {
            "drugs": [drug.id for drug in one.drugs],
            "class": one.drug_class.id if one.drug_class is not None else None,
            "not_understood": [_cut(word, signs) for word in one.not_understood[: most or 1]],
        }
        for one in inputs
    ]
    shown = _cut(query, _QUERY if most else WORDS)
    return {"view": View.BRIEF.value, "query": shown, "inputs": resolved}
