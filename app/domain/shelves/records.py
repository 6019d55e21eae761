"""All records of a release, by the pair of drugs they speak of; read one by one when asked."""

import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.domain.facts import Citation, Record
from app.domain.severity import Severity
from app.domain.shelves.packing import pack_numbers, pack_words, unpack_numbers, unpack_words

Pair = tuple[str, str]
# Where a claim begins, with its first source. Within a text the quotation mark would be escaped.
_FIRST_SOURCE = re.compile(rb'\[\[\["([^"\\]+)"')


def ordered(one: str, other: str) -> Pair:
    """A pair does not know which of its drugs was named first."""
    return (one, other) if one <= other else (other, one)


class RecordShelf(Mapping[Pair, tuple[Record, ...]]):
    """A mapping from a pair, in order, to what every source says of it."""

    __slots__ = ("_drugs", "_ends", "_firsts", "_numbers", "_pairs", "_told")

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self._drugs = unpack_words(parts["drugs"])
        self._numbers = {drug: n for n, drug in enumerate(self._drugs)}
        self._pairs = unpack_numbers("Q", parts["pairs"])
        self._firsts = unpack_numbers("I", parts["firsts"])
        self._told = parts["told"]
        self._ends = unpack_numbers("Q", parts["ends"])

    def __getitem__(self, pair: Pair) -> tuple[Record, ...]:
        found = self.get(pair)
        if found is None:
            raise KeyError(pair)
        return tuple(found)

    def get(self, pair: Pair, default: Any = None) -> Any:
        """The claims on a pair, or the default. Asked far too often to raise and catch."""
        one, other = self._numbers.get(pair[0]), self._numbers.get(pair[1])
        if one is None or other is None:
            return default
        wanted = one * len(self._drugs) + other
        place = bisect_left(self._pairs, wanted)
        if place == len(self._pairs) or self._pairs[place] != wanted:
            return default
        span = range(self._firsts[place], self._firsts[place + 1])
        return tuple(self._record(pair, n) for n in span)

    def _record(self, pair: Pair, n: int) -> Record:
        told = self._told[self._ends[n] : self._ends[n + 1]]
        citations, rating, severity, text = json.loads(told)
        cited = tuple(Citation(*citation) for citation in citations)
        return Record(*pair, rating, Severity(severity), text, cited)

    def sources(self) -> list[str]:
        """The sources that speak of any pair."""
        return sorted({found.decode() for found in _FIRST_SOURCE.findall(self._told)})

    def __iter__(self) -> Iterator[Pair]:
        for number in self._pairs:
            one, other = divmod(number, len(self._drugs))
            yield self._drugs[one], self._drugs[other]

    def __len__(self) -> int:
        return len(self._pairs)


def pack_records(records: Iterable[Record]) -> dict[str, bytes]:
    """The parts of a shelf, the claims on a pair in a stable order."""
    lines = sorted((*ordered(record.one, record.other), _told(record)) for record in records)
    drugs = sorted({drug for line in lines for drug in line[:2]})
    numbers = {drug: n for n, drug in enumerate(drugs)}
    pairs, firsts, ends = array("Q"), array("I"), array("Q", [0])
    told = bytearray()
    for n, (one, other, content) in enumerate(lines):
        number = numbers[one] * len(drugs) + numbers[other]
        if not pairs or pairs[-1] != number:
            pairs.append(number)
            firsts.append(n)
        told += content.encode()
        ends.append(len(told))
    firsts.append(len(lines))
    return {
        "drugs": pack_words(drugs), "pairs": pack_numbers(pairs), "firsts": pack_numbers(firsts),
        "told": bytes(told), "ends": pack_numbers(ends),
    }  # fmt: skip


def _told(record: Record) -> str:
    """Begins with the source, so that the claims of a pair are sorted by it."""
    citations = [
        [one.source, one.section, one.paragraph, one.sentence, one.sha256]
        for one in record.citations
    ]
    return json.dumps([citations, record.rating, record.severity.value, record.text])
