"""Is the name of an ingredient really that of several together?"""

import re

from app.importers.intake import Intake

_JOINED = re.compile(r"\s/\s|/(?=[a-z]{4})|\s\+\s|;|\s&\s|\s(?:and|et|with|plus)\s", re.IGNORECASE)


def is_combination(name: str, intake: Intake) -> bool:
    """Whether a name joins several: `codeine and aspirin`. Not if one known drug is called so."""
    if _JOINED.search(name) is None:
        return False
    return intake.known.drugs.identify(name) is None
