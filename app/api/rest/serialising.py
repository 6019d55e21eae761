"""A judgement straight to JSON: the bytes that its schema promises, without a copy in between."""

from pydantic import ConfigDict, TypeAdapter

from app.domain.checkup import Checkup, Participant
from app.domain.inputs import Input


def _alias(name: str) -> str:
    """`class` is a word of Python, so the domain calls it `drug_class`; the answer does not."""
    return "class" if name == "drug_class" else name


# Read by pydantic when the adapter is made; the domain itself knows nothing of it.
for judged in (Input, Participant):
    setattr(judged, "__pydantic_config__", ConfigDict(alias_generator=_alias))  # noqa: B010
_CHECKUP = TypeAdapter(Checkup)


def checkup_json(checkup: Checkup) -> bytes:
    """The answer to a check, as `CheckOut` promises it; a test holds the two together."""
    return _CHECKUP.dump_json(checkup, by_alias=True)
