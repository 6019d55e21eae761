"""Licences that do not allow every use, and how an answer says that such data was used."""

import re
from collections.abc import Collection, Iterable

from app.domain.facts import Source
from app.domain.knowledge import Knowledge

# Of a source that is cited, but told by nobody.
UNKNOWN_LICENCE = "not told"
_NOT_FREE = re.compile(r"\bNC\b|non-?commercial|\bnot free\b", re.IGNORECASE)


def is_free(licence: str) -> bool:
    """Whether the words of a licence forbid no use: `CC BY-NC-SA 4.0` and `not free` do."""
    return _NOT_FREE.search(licence) is None


def with_licences(notice: str, used: Collection[str], knowledge: Knowledge) -> str:
    """The notice, and behind it the sources among the used that are not free for every use."""
    stated = [knowledge.sources[one] for one in sorted(knowledge.not_free.intersection(used))]
    if not stated:
        return notice
    named = ", ".join(f"{one.title} ({one.licence})" for one in stated)
    return (
        f"{notice} This answer uses data under a licence that does not allow every use, such as a "
        f"commercial one: {named}."
    )


def not_free_in(sources: Iterable[Source]) -> frozenset[str]:
    """The ids of the sources whose licence forbids some use."""
    return frozenset(one.id for one in sources if not is_free(one.licence))
