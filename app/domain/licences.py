"""Licences, and which of them do not allow every use."""

import re
from collections.abc import Iterable

from app.domain.facts import Source

# Of a source that is cited, but told by nobody.
UNKNOWN_LICENCE = "not told"
_NOT_FREE = re.compile(r"\bNC\b|non-?commercial|\bnot free\b", re.IGNORECASE)


def is_free(licence: str) -> bool:
    """Whether the words of a licence forbid no use: `CC BY-NC-SA 4.0` and `not free` do."""
    return _NOT_FREE.search(licence) is None


def not_free_in(sources: Iterable[Source]) -> frozenset[str]:
    """The ids of the sources whose licence forbids some use."""
    return frozenset(one.id for one in sources if not is_free(one.licence))
