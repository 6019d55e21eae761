"""Who says so: a source, and a place in it."""

from dataclasses import dataclass
from typing import Annotated

from app.domain.facts.stated import Limit, Slug, Stated


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
class Source(Stated):
    """A document or a data set that facts cite."""

    id: Slug
    """Short name by which facts cite it; the file is named for it."""
    title: str
    """Title of the document or data set."""
    kind: str
    """What it is: label, article, terminology, class list, paper, …."""
    publisher: str
    """Who published it."""
    licence: str
    """Under which licence, or why facts may be taken."""
    version: str
    """Edition, release or date of the copy that was read."""
    address: str | None
    """Where it can be read."""
    note: Annotated[str, Limit(min_length=0)]
    """What a section of it is, and what to know before citing it."""

    @property
    def identity(self) -> tuple[str, ...]:
        return ("source", self.id)
