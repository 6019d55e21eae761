"""An answer as bytes: compact JSON, or XML with the same names in the same order."""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
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
    media_type = f"application/{form.value}"
    if len(content) < _LONG:
        return Response(content, media_type=media_type, headers=dict(headers))
    return StreamingResponse(_pieces(content), media_type=media_type, headers=dict(headers))


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), _PIECE):
        yield content[start : start + _PIECE]
