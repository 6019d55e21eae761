"""What was worked out of a release for this door. It holds no word of anybody who asked."""

from collections import OrderedDict
from functools import cached_property
from typing import Any

from app.domain.between import Between
from app.domain.by_rxcui import partners
from app.domain.knowledge import Knowledge

# Drugs whose partners are remembered; each has up to some thousand.
_MOST_DRUGS = 64
_MOST_PAIRS = 20_000


class Remembered:
    """Of one release. It can be forgotten at any time."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._partners: OrderedDict[str, tuple[Between, ...]] = OrderedDict()
        # What a group says of a pair, in its shape; None where it says nothing.
        self.pairs: dict[tuple[str, str, str], Any] = {}

    def partners(self, drug: str) -> tuple[Between, ...]:
        """All that a drug meets."""
        found = self._partners.get(drug)
        if found is None:
            found = self._partners[drug] = partners(drug, self.knowledge)
            while len(self._partners) > _MOST_DRUGS:
                self._partners.popitem(last=False)
        return found

    def make_room(self) -> None:
        """Forgets all pairs when there are too many."""
        if len(self.pairs) >= _MOST_PAIRS:
            self.pairs.clear()

    @cached_property
    def record_sources(self) -> list[str]:
        """The sources of records in this release."""
        return self.knowledge.records.sources()

    @cached_property
    def names(self) -> list[str]:
        """Every name of a drug or product, but for what only tells a strength and form of it."""
        names = self.knowledge.names
        found = {
            hit.text
            for place in range(len(names.texts))
            if not names.is_clinical(place)
            for hit in names.hits(place)
            if not hit.subject.startswith("class:")
        }
        return sorted(found, key=lambda text: (text.casefold(), text))
