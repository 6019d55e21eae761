"""Who says so: a source, and a place in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source.

    `paragraph` and `sentence` count from 1; `sha256` is that of the sentence, in hex.
    """

    source: str
    section: str
    paragraph: int | None = None
    sentence: int | None = None
    sha256: str | None = None


Citations = tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so. A document or a data set that facts cite."""

    id: str
    title: str
    kind: str
    publisher: str
    licence: str
    version: str
    address: str | None
    note: str
