"""Which labels stand in the files more than once: found in the bytes, without reading the JSON."""

import re
from collections.abc import Iterator, Sequence

from app.importers.labelling.found import read_set_id
from app.importers.parts import Part, open_part

# Within a text the quotation marks are escaped, so that this is always the key of a label.
_SET_ID = re.compile(rb'"set_id"\s{0,8}:\s{0,8}"([^"\\]{1,80})"')
_CHUNK = 1 << 20
_LONGEST = 128


def set_ids_told_twice(parts: Sequence[Part]) -> set[str]:
    """The set ids of the labels of which there are several versions."""
    seen: set[str] = set()
    twice: set[str] = set()
    for part in parts:
        for found in _set_ids(part):
            set_id = read_set_id(found.decode(errors="replace"))
            if set_id is not None:
                (twice if set_id in seen else seen).add(set_id)
    return twice


def _set_ids(part: Part) -> Iterator[bytes]:
    with open_part(part) as opened:
        held = b""
        while chunk := opened.read(_CHUNK):
            held += chunk
            end = 0
            for found in _SET_ID.finditer(held):
                yield found[1]
                end = found.end()
            held = held[max(end, len(held) - _LONGEST) :]
