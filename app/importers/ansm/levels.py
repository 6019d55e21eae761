"""The four French levels, and how grave they are here."""

from app.domain.names import normalise
from app.domain.severity import Severity

# In order: a contraindication is absolute; "déconseillée" is to be avoided; a precaution makes the
# pair possible; "à prendre en compte" names a risk, mostly of effects that add up, without advice.
LEVELS = {
    "Contre-indication": Severity.CONTRAINDICATED,
    "Association déconseillée": Severity.MAJOR,
    "Précaution d'emploi": Severity.MODERATE,
    "À prendre en compte": Severity.MINOR,
}
_SPELLINGS = {normalise(level): level for level in LEVELS} | {
    "il convient de prendre en compte": "À prendre en compte",
    "ci": "Contre-indication",
    "asdec": "Association déconseillée",
    "pe": "Précaution d'emploi",
    "apec": "À prendre en compte",
}


def rating_of(level: str) -> tuple[str, Severity]:
    """The level in its usual spelling, and our severity; other words stay as they are."""
    spelled = _SPELLINGS.get(normalise(level), " ".join(level.split()))
    return spelled, LEVELS.get(spelled, Severity.UNKNOWN)
