"""One scale of harm for all sources; the gravest wins."""

from collections.abc import Iterable
from enum import StrEnum


class Severity(StrEnum):
    """Harm if the interaction is left unmanaged."""

    CONTRAINDICATED = "contraindicated"
    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """4 for contraindicated down to 0 for unknown; a higher rank is graver."""
        return _RANK[self]


_RANK = {severity: rank for rank, severity in enumerate(reversed(Severity))}


def worst(severities: Iterable[Severity]) -> Severity:
    """The gravest of the severities; unknown when there are none."""
    return max(severities, key=lambda severity: severity.rank, default=Severity.UNKNOWN)
