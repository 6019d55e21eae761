"""Known spellings near a written one: the shelf of pieces finds them, rapidfuzz compares them."""

from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from app.domain.inputs import Near, Nearest
from app.domain.knowledge import Knowledge

# What is further away than this part of its length, or than so many slips, is no misspelling of
# the word.
_FARTHEST = 0.4
_MOST_SLIPS = 4
_MOST = 12
_COMPARED = 60


def nearest_in(knowledge: Knowledge) -> Nearest:
    """A search over all spellings of a release. The nearest first; equal ones in their order."""
    segments = knowledge.segments
    # Names that others are taken for count too, though nothing else is known of them.
    others = [one for one in knowledge.look_alikes if one not in knowledge.names]

    def nearest(written: str) -> list[Near]:
        cutoff = min(_MOST_SLIPS, max(2, round(len(written) * _FARTHEST)))
        spellings = [*segments.near(written), *others]
        found = process.extract(
            written, spellings, scorer=OSA.distance, score_cutoff=cutoff, limit=_COMPARED
        )
        near = [
            Near(spelling, round(distance), JaroWinkler.similarity(written, spelling))
            for spelling, distance, _ in found
        ]
        return sorted(near, key=lambda one: (one.distance, -one.likeness, one.spelling))[:_MOST]

    return nearest


def closest(written: str, spellings: Iterable[str]) -> list[str]:
    """The few spellings that a word may have been meant for, the nearest first."""
    cutoff = max(1, round(len(written) * _FARTHEST / 2))
    found = process.extract(
        written, sorted(spellings), scorer=OSA.distance, score_cutoff=cutoff, limit=5
    )
    return [spelling for spelling, _, _ in found]
