"""Values and judgements as JSON: one way for every app and the command line.

msgspec writes dataclasses three times as fast as pydantic does (`make bench`); a test holds its
bytes to those of the schema. What a release says in every finding is written once: the fragments
between which the words of the one who asks stand (docs/decisions/0024).
"""

from collections.abc import MutableMapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.json import Encoder
from pydantic import BaseModel

from app.domain.interactions.result import Checkup, Finding
from app.domain.interactions.templates import END, MIDDLE, START, Template

_ENCODER = Encoder()
# `class` is a word of Python, so the domain calls it `drug_class`; the answer does not. Within a
# text the quotation marks are escaped, so that only the name of a field reads so.
_DOMAIN, _ANSWER = b'"drug_class":', b'"class":'

# What stands before the participants of a finding, between these and the explanation, and after.
Fragments = tuple[bytes, bytes, bytes]
Kept = MutableMapping[Template, Fragments]

# Findings are written one by one; the fields of an answer before, between and after them.
_NAMES = [one.name for one in fields(Checkup)]
_PLACES = (_NAMES.index("findings"), _NAMES.index("suppressed"))
_BEFORE = tuple(_NAMES[: _PLACES[0]])
_AMONG = tuple(_NAMES[_PLACES[0] + 1 : _PLACES[1]])
_BEHIND = tuple(_NAMES[_PLACES[1] + 1 :])


def checkup_json(checkup: Checkup, kept: Kept | None = None) -> bytes:
    """The answer to a check, as `CheckOut` promises it. `kept` are the fragments of the release."""
    known: Kept = {} if kept is None else kept
    # Joined once at the end: a long answer is most of a megabyte.
    pieces = [b"{", _members(checkup, _BEFORE), b',"findings":[']
    between = b""
    for finding in checkup.findings:
        pieces.append(between)
        _add_finding(finding, known, pieces)
        between = b","
    pieces += (b"],", _members(checkup, _AMONG), b',"suppressed":[')
    between = b""
    for one in checkup.suppressed:
        pieces.append(b'%b{"reason":%b,"finding":' % (between, _ENCODER.encode(one.reason)))
        _add_finding(one.finding, known, pieces)
        pieces.append(b"}")
        between = b","
    pieces += (b"],", _members(checkup, _BEHIND), b"}")
    return b"".join(pieces)


def _members(value: Any, names: Sequence[str]) -> bytes:
    """These fields of a value, without the braces around them."""
    return _encoded({name: getattr(value, name) for name in names})[1:-1]


def _encoded(value: Any) -> bytes:
    return _ENCODER.encode(value).replace(_DOMAIN, _ANSWER)


def _add_finding(finding: Finding, kept: Kept, pieces: list[bytes]) -> None:
    template: Template | None = getattr(finding, "template", None)
    if template is None:
        pieces.append(_encoded(finding))
        return
    fragments = kept.get(template)
    if fragments is None:
        fragments = kept[template] = _fragments(template.finding)
    start, middle, end = fragments
    words = _encoded(finding.participants), _ENCODER.encode(finding.explanation)
    pieces += (start, words[0], middle, words[1], end)


def _fragments(finding: Finding) -> Fragments:
    start, middle, end = (_members(finding, names) for names in (START, MIDDLE, END))
    return (
        b'{%b,"participants":' % start,
        b',%b,"explanation":' % middle,
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
