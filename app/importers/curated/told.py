"""A fact, and the line of the file that tells it."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.facts import Fact

Loc = tuple[str | int, ...]
Telling = Iterator[tuple[Fact, Loc]]


@dataclass(frozen=True, slots=True)
class Told:
    """`place` is `file:line`."""

    fact: Fact
    place: str
