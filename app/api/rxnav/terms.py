"""How a concept of RxNorm is written: seven texts, in groups by term type."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from app.api.dependencies import open_reading
from app.api.rxnav.asking import Call
from app.domain.knowledge import Knowledge
from app.domain.shelves import Term

Shape = dict[str, Any]
ROOT = "rxnormdata"


def properties_of(term: Term) -> Shape:
    """A concept with all its texts."""
    return {
        "rxcui": term.rxcui,
        "name": term.name,
        "synonym": term.synonym,
        "tty": term.term_type,
        "language": "ENG",
        "suppress": "O" if term.retired else "N",
        "umlscui": "",
    }


def groups_of(term_types: Iterable[str], found: Mapping[str, Sequence[Term]]) -> list[Shape]:
    """A group for each type; an empty one has no more than its type."""
    groups = []
    for term_type in term_types:
        group: Shape = {"tty": term_type}
        if found.get(term_type):
            group["conceptProperties"] = [properties_of(term) for term in found[term_type]]
        groups.append(group)
    return groups


@contextmanager
def reading(call: Call) -> Iterator[tuple[Session, Knowledge]]:
    """A session on the database, and the release in memory that it tells too."""
    with contextmanager(open_reading)(call.request) as one:
        yield one.session, one.held.knowledge
