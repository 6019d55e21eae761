"""All shelves of a release, and how they are packed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.facts import Key, Record
from app.domain.shelves.completions import Completions, pack_completions
from app.domain.shelves.packing import pack, unpack
from app.domain.shelves.records import RecordShelf, pack_records
from app.domain.shelves.segments import Segments, pack_segments
from app.domain.shelves.spellings import NameLine, Spellings, pack_spellings


@dataclass(frozen=True, slots=True)
class Shelves:
    """Names, what completes and corrects them, and records."""

    names: Spellings
    completions: Completions
    segments: Segments
    records: RecordShelf


def pack_shelves(
    lines: Iterable[NameLine], records: Iterable[Record], weights: Mapping[Key, int]
) -> dict[str, bytes]:
    """Each shelf as bytes, by its name. `weights` says how well known each thing is."""
    spellings = pack_spellings(lines)
    names = Spellings(spellings)
    return {
        "names": pack(spellings),
        "completions": pack(pack_completions(names, weights)),
        "segments": pack(pack_segments(names.texts)),
        "records": pack(pack_records(records)),
    }


def unpack_shelves(packed: Mapping[str, bytes]) -> Shelves:
    """The shelves again. Raises ValueError or KeyError if they are of another format, or not all
    there.
    """
    names = Spellings(unpack(packed["names"]))
    return Shelves(
        names,
        Completions(names, unpack(packed["completions"])),
        Segments(names.texts, unpack(packed["segments"])),
        RecordShelf(unpack(packed["records"])),
    )
