"""Values and judgements as JSON: one way for every app and the command line.

msgspec writes dataclasses three times as fast as pydantic does (`make bench`); a test holds its
bytes to those of the schema. What a release says in every finding is written once: the fragments
between which the words of the one who asks stand (docs/decisions/0024).
"""

from collections.abc import Iterable, MutableMapping, Sequence
from dataclasses import is_dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec.json import Encoder
from pydantic import BaseModel

from app.domain.interactions.result import Checkup, Finding, Participant, Suppressed
from app.domain.interactions.templates import END, MIDDLE, START, Template

_ENCODER = Encoder()
# `class` is a word of Python, so the domain calls it `drug_class`; the answer does not. Within a
# text the quotation marks are escaped, so that only the name of a field reads so.
_DOMAIN, _ANSWER = b'"drug_class":', b'"class":'

# What stands before the participants of a finding, between these and the explanation, and after.
Fragments = tuple[bytes, bytes, bytes]
Kept = MutableMapping[Template, Fragments]
# The participants of an answer while it is written, by their identity.
Words = dict[int, bytes]


def _names_a_class(hint: Any) -> bool:
    """Whether values of this type have the field whose name differs, at any depth."""
    own = get_type_hints(hint) if is_dataclass(hint) else {}
    return "drug_class" in own or any(map(_names_a_class, (*get_args(hint), *own.values())))


# The fields of an answer in order, those together that are written at once: findings are written
# one by one, and of what names no class nothing needs to be renamed.
_HINTS = get_type_hints(Checkup)
_GROUPS = tuple(
    (of_findings, renamed, tuple(names))
    for (of_findings, renamed), names in groupby(
        _HINTS,
        lambda name: (
            name if name in ("findings", "suppressed") else None,
            _names_a_class(_HINTS[name]),
        ),
    )
)


def checkup_json(checkup: Checkup, kept: Kept | None = None) -> bytes:
    """The answer to a check, as `CheckOut` promises it. `kept` are the fragments of the release."""
    known: Kept = {} if kept is None else kept
    words: Words = {}
    pieces: list[bytes] = []
    for of_findings, renamed, names in _GROUPS:
        pieces.append(b",")
        if of_findings is not None:
            pieces.append(b'"%b":[' % of_findings.encode())
            _add_each(getattr(checkup, of_findings), known, words, pieces)
            pieces.append(b"]")
        else:
            pieces.append(_members(checkup, names, renamed=renamed))
    pieces[0] = b"{"
    pieces.append(b"}")
    return b"".join(pieces)


def _members(value: Any, names: Sequence[str], *, renamed: bool = True) -> bytes:
    """These fields of a value, without the braces around them."""
    written = _ENCODER.encode({name: getattr(value, name) for name in names})[1:-1]
    return written.replace(_DOMAIN, _ANSWER) if renamed else written


def _encoded(value: Any) -> bytes:
    return _ENCODER.encode(value).replace(_DOMAIN, _ANSWER)


def _add_each(
    found: Iterable[Finding | Suppressed], kept: Kept, words: Words, pieces: list[bytes]
) -> None:
    """Findings as the items of a list; of what was suppressed the reason stands before each."""
    for place, one in enumerate(found):
        if place:
            pieces.append(b",")
        if isinstance(one, Finding):
            _add_finding(one, kept, words, pieces)
        else:
            pieces.append(b'{"reason":%b,"finding":' % _ENCODER.encode(one.reason))
            _add_finding(one.finding, kept, words, pieces)
            pieces.append(b"}")


def _add_finding(finding: Finding, kept: Kept, words: Words, pieces: list[bytes]) -> None:
    template: Template | None = getattr(finding, "template", None)
    if template is None:
        pieces.append(_encoded(finding))
        return
    fragments = kept.get(template)
    if fragments is None:
        fragments = kept[template] = _fragments(template.finding)
    start, middle, end = fragments
    participants = [_participant(one, words) for one in finding.participants]
    pieces += (start, b",".join(participants), middle, _ENCODER.encode(finding.explanation), end)


def _participant(one: Participant, words: Words) -> bytes:
    """Written once for an answer: most of them take part in several findings."""
    known = words.get(id(one))
    if known is None:
        known = words[id(one)] = _encoded(one)
    return known


def _fragments(finding: Finding) -> Fragments:
    start, middle, end = (_members(finding, names) for names in (START, MIDDLE, END))
    return (
        b'{%b,"participants":[' % start,
        b'],%b,"explanation":' % middle,
        b",%b}" % end,
    )


def answer_json(answer: BaseModel) -> bytes:
    """Any other answer, as its schema promises it."""
    return answer.model_dump_json().encode()


def indented(body: bytes) -> str:
    """The same JSON as people read it."""
    return msgspec.json.format(body, indent=2).decode()


def plain(value: Any) -> Any:
    """A fact or judgement as dictionaries, lists, texts, numbers and dates."""
    return msgspec.to_builtins(value, builtin_types=(date, datetime))
