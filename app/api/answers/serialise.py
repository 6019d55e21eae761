"""Values and judgements as JSON: one way for every app and the command line.

msgspec writes dataclasses three times as fast as pydantic does (`make bench`); a test holds its
bytes to those of the schema.
"""

from datetime import date, datetime
from typing import Any

import msgspec
from msgspec.json import Encoder
from pydantic import BaseModel

from app.domain.interactions.result import Checkup

_ENCODER = Encoder()
# `class` is a word of Python, so the domain calls it `drug_class`; the answer does not. Within a
# text the quotation marks are escaped, so that only the name of a field reads so.
_DOMAIN, _ANSWER = b'"drug_class":', b'"class":'


def checkup_json(checkup: Checkup) -> bytes:
    """The answer to a check, as `CheckOut` promises it."""
    return _ENCODER.encode(checkup).replace(_DOMAIN, _ANSWER)


def answer_json(answer: BaseModel) -> bytes:
    """Any other answer, as its schema promises it."""
    return answer.model_dump_json().encode()


def indented(body: bytes) -> str:
    """The same JSON as people read it."""
    return msgspec.json.format(body, indent=2).decode()


def plain(value: Any) -> Any:
    """A fact or judgement as dictionaries, lists, texts, numbers and dates."""
    return msgspec.to_builtins(value, builtin_types=(date, datetime))
