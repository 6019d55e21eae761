"""An answer as bytes: compact JSON, or XML with the same names in the same order."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from unicodedata import combining, normalize
from urllib.parse import quote
from xml.sax.saxutils import escape

from msgspec.json import Encoder
from starlette.responses import Response, StreamingResponse

from app.api.rxnav.request import Form

_ENCODER = Encoder()
_DECLARATION = '<?xml version="1.0" ?>'
# What XML 1.0 cannot hold at all.
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# A longer answer is sent piece by piece, so that nobody waits for its end to read its beginning.
_PIECE = 64 * 1024
_LONG = 4 * _PIECE


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said, under the root element that it has in XML."""

    root: str
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def write(answer: Answer, form: Form) -> bytes:
    """The answer in its form."""
    if form is Form.JSON:
        return _ENCODER.encode(answer.body)
    return write_xml(answer.root, answer.body)


def write_xml(root: str, body: Mapping[str, Any]) -> bytes:
    """A list is its element repeated; an empty element is written long: `<name></name>`.

    A client that reads by hand loses what stands beside the short form.
    """
    pieces = [_DECLARATION, *_element(root, body)]
    return "".join(pieces).encode()


def _element(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, list | tuple):
        for one in value:
            yield from _element(name, one)
        return
    yield f"<{name}>"
    if isinstance(value, Mapping):
        for inner, part in value.items():
            yield from _element(inner, part)
    elif value is not None:
        yield escape(_UNSPEAKABLE.sub(" ", value))
    yield f"</{name}>"


def respond(content: bytes, form: Form, headers: Mapping[str, str]) -> Response:
    """The bytes as an answer; long ones in pieces."""
    media_type = f"application/{form.value}; charset=utf-8"
    if len(content) < _LONG:
        return Response(content, media_type=media_type, headers=dict(headers))
    return StreamingResponse(_pieces(content), media_type=media_type, headers=dict(headers))


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]


# Signs that have no letter of ASCII in them, and what old clients can show in their place.
_IN_ASCII = str.maketrans(
    {
        "×": "x", "µ": "u", "μ": "u", "–": "-", "—": "-", "−": "-", "…": "...", "’": "'", "‘": "'",
        "“": '"', "”": '"', "«": '"', "»": '"', "≥": ">=", "≤": "<=", "±": "+/-", "·": "-",
        "•": "-", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
        "đ": "d", "ł": "l", "Ł": "L", "°": " degrees", "→": "->", "α": "alpha", "β": "beta",
        "γ": "gamma",
    }
)  # fmt: skip
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NEXT_SENTENCE = re.compile(r"\s?;\s*([a-z])?")
# How much of a code that nobody knows is repeated.
_MOST_SIGNS = 20


def in_ascii(text: str) -> str:
    """The text in the letters that every client shows; an accent is left off its letter."""
    if text.isascii():
        return text
    signs = normalize("NFKD", text.translate(_IN_ASCII))
    bare = "".join(sign for sign in signs if not combining(sign))
    return bare.encode("ascii", "replace").decode()


def without_semicolons(text: str) -> str:
    """The text in sentences: a client shows no more than the second part between semicolons."""
    if ";" not in text:
        return text
    text = _IN_BRACKETS.sub(lambda found: found[0].replace(";", ","), text)
    ended = _NEXT_SENTENCE.sub(lambda found: f". {(found[1] or '').upper()}", text)
    return ended.strip()


def shown(rxcui: str) -> str:
    """What a client sent for a RxCUI, as it may be repeated: escaped, and cut where it is long."""
    return quote(rxcui[:_MOST_SIGNS], safe="")


def not_known(rxcui: str) -> str:
    """The name of a RxCUI that has none here."""
    return f"RxCUI {shown(rxcui)}, not known"


def not_checked(unresolved: Sequence[str]) -> str:
    """The sentence on RxCUIs of which nothing is known, for a place that clients show."""
    numbers = ", ".join(shown(one) for one in unresolved)
    what, them = ("RxCUIs", "them") if len(unresolved) > 1 else ("RxCUI", "it")
    return (
        f"Not checked, because not known here: {what} {numbers}. "
        f"Whether anything interacts with {them} was not looked at."
    )
