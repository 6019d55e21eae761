"""Of several versions of one label the newest is told."""

from dataclasses import dataclass, field

Version = tuple[int, str]


def version_of(number: object, day: object) -> Version:
    """What versions of one label are compared by: the number, then the day."""
    text = str(number or "").strip()
    return int(text) if text.isdecimal() and len(text) < 10 else -1, str(day or "")


@dataclass(slots=True)
class Newest:
    """Which document of each set id is the newest, by its number in the order of reading."""

    _best: dict[str, tuple[Version, int]] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def see(self, set_id: str, version: Version, number: int) -> None:
        """One document; of equal versions the first stays."""
        known = self._best.get(set_id)
        if known is None or version > known[0]:
            self._best[set_id] = (version, number)

    def take(self, set_id: str, number: int) -> bool:
        """Whether this document is to be told. Of a set id that was not seen the first one is."""
        best = self._best.get(set_id)
        if set_id in self._told or (best is not None and best[1] != number):
            return False
        self._told.add(set_id)
        return True
