"""What every fact has in common: its identity, who says so, and what may be written in its fields.

A key names a thing of any kind: `drug:clonazepam`, `class:opioid`, `condition:depression`,
`therapy:cbt`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Annotated, Any, ClassVar

Key = str


def key(kind: str, slug: str) -> Key:
    """The key of a thing: `key("drug", "clonazepam")` is `drug:clonazepam`."""
    return f"{kind}:{slug}"


def split_key(name: Key) -> tuple[str, str]:
    """The kind and the slug of a key."""
    kind, _, slug = name.partition(":")
    return kind, slug


@dataclass(frozen=True, slots=True)
class Limit:
    """What a written value must be like, in the words of a pydantic core schema.

    Pydantic calls the method below where a value is validated; the dataclasses themselves check
    nothing, and importers that make facts from data files pay nothing for it.
    """

    pattern: str | None = None
    min_length: int | None = None
    max_length: int | None = None
    ge: int | None = None
    le: int | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: Callable[[Any], dict[str, Any]]
    ) -> dict[str, Any]:
        limits = {name: value for name, value in asdict(self).items() if value is not None}
        # Outer blanks are cut off a text, and are a mistake in a text of a certain pattern.
        outer = {} if self.pattern is None else {"strip_whitespace": False}
        return {**handler(source), **outer, **limits}


_SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"

Slug = Annotated[str, Limit(pattern=f"^{_SLUG}$", max_length=80)]
"""A short name in small letters, digits and hyphens, which never changes."""

SubjectKey = Annotated[
    Key, Limit(pattern=f"^(?:drug|class|condition|therapy):{_SLUG}$", max_length=90)
]
"""The key of something that can be taken, done or had."""

NOT_EMPTY = Limit(min_length=1)


class Stated:
    """A statement of a source, or a part of one. Every kind of fact is a dataclass below it."""

    __slots__ = ()

    # Pydantic reads these when a seed file is validated: a key that is no field is a mistake, and a
    # text is not blank.
    __pydantic_config__: ClassVar[dict[str, Any]] = {
        "extra": "forbid",
        "str_min_length": 1,
        "str_strip_whitespace": True,
    }

    @property
    def identity(self) -> tuple[str, ...]:
        """Two facts of one data set with the same identity state the same thing."""
        raise NotImplementedError(f"{type(self).__name__} is only a part of a fact")

    def refers_to(self) -> list[Key]:
        """The keys of the things that must exist for the fact to make sense."""
        return []


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


# Of a source that is cited, but told by nobody.
UNKNOWN_LICENCE = "not told"
_NOT_FREE = re.compile(r"\bNC\b|non-?commercial|\bnot free\b", re.IGNORECASE)


def is_free(licence: str) -> bool:
    """Whether the words of a licence forbid no use: `CC BY-NC-SA 4.0` and `not free` do."""
    return _NOT_FREE.search(licence) is None


def not_free_in(sources: Iterable[Source]) -> frozenset[str]:
    """The ids of the sources whose licence forbids some use."""
    return frozenset(one.id for one in sources if not is_free(one.licence))
