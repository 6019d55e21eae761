"""What one spelling means."""

from dataclasses import dataclass

from app.domain.facts import Key
from app.domain.terms import NameKind


@dataclass(frozen=True, slots=True)
class NameHit:
    """What a name means: the key of a drug, product or class, and how the name is written."""

    subject: Key
    text: str
    kind: NameKind
    region: str | None = None
