"""Writes the lists of `seed/known-names/` anew from the registers in a folder."""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from pathlib import Path

from app.domain.facts import Key
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked, Candidate
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.importers.seed import read
from app.index.build import build_knowledge
from app.services.release import nearest_in
from rapidfuzz.distance import OSA

from tests.known_names.registers import REGISTERS, Register, same_substances
from tests.known_names.spelling import fold, spellings

_SLIPS = 2
# Shorter words are folded to those of other things: `aloe` and `ale`.
_SHORTEST_FOLDED = 5
# An abbreviation that is an ordinary word, so that it is no name here, is no slip either: `SAMe`.
_NO_SLIPS = frozenset({"same"})
SEED = Path(__file__).parents[2] / "seed"


def lists(data: Path, knowledge: Knowledge) -> Iterator[tuple[Register, list[str]]]:
    """The names of each register that are to be listed. What an earlier one has, none repeats.

    What the seed knows is left out, and so is a spelling of the same name in another language: to
    say that nothing is recorded of it would be wrong, unless another drug would be offered for it.
    """
    folds: defaultdict[str, set[Key]] = defaultdict(set)
    for name, hits in knowledge.names.items():
        folds[fold(name)] |= {hit.subject for hit in hits}
    slips = misspellings(data, knowledge)
    bare = replace(knowledge, known_names=frozenset())
    nearest = nearest_in(bare)

    def is_wanted(spelling: str) -> bool:
        alike = folds.get(fold(spelling), set()) if len(spelling) > _SHORTEST_FOLDED else set()
        things = alike | slips.get(spelling, set())
        near = resolve(Asked(spelling), bare, nearest).candidates if things else ()
        offered = {_key(one) for one in near if one.distance}
        return spelling not in knowledge.names and (
            not things or (bool(offered) and things.isdisjoint(offered))
        )

    found = {
        register: {
            spelling
            for brand, name in register.names(data)
            for spelling in spellings(name, brand)
            if is_wanted(spelling)
        }
        for register in REGISTERS
    }
    every = set().union(*found.values())
    seen: set[str] = set()
    for register, names in found.items():
        wanted = {name for name in names if not _goes_without_saying(name, every, knowledge)}
        yield register, sorted(wanted - seen)
        seen |= names


def _key(offered: Candidate) -> Key:
    return offered.id if ":" in offered.id else f"drug:{offered.id}"


def misspellings(data: Path, knowledge: Knowledge) -> dict[str, set[Key]]:
    """Names that are a slip away from a name that the seed knows of the same substance, and what
    that one means.
    """
    found: defaultdict[str, set[Key]] = defaultdict(set)
    for names in same_substances(data):
        spelt = {normalise(name) for name in names} - _NO_SLIPS
        known = [name for name in spelt if name in knowledge.names]
        for name in spelt:
            for one in known:
                if OSA.distance(name, one) <= _SLIPS:
                    found[name] |= {hit.subject for hit in knowledge.names[one]}
    return found


def _goes_without_saying(name: str, every: Set[str], knowledge: Knowledge) -> bool:
    """Whether its first word is a known name already, and none behind it means anything here."""
    first, *behind = name.split()
    return bool(behind) and first in every and not any(word in knowledge.names for word in behind)


def written(register: Register, names: Iterable[str]) -> str:
    """A list as the seed keeps it."""
    lines = "".join(f"    {name}\n" for name in names)
    return (
        "# Made by `make known-names` from a public register; see LICENSE.md.\n"
        f"- id: {register.id}\n  cite: {register.cite}\n  names: |\n{lines}"
    )


def main(data: Path) -> None:
    """Writes every list, and prints how many names each has."""
    folder = SEED / "known-names"
    folder.mkdir(exist_ok=True)
    counts: Counter[str] = Counter()
    for register, names in lists(data, build_knowledge("seed", read(SEED))):
        path = folder / f"{register.id}.yaml"
        path.write_text(written(register, names), encoding="utf-8")
        counts[register.id] = len(names)
    for id_, count in (*counts.items(), ("all", counts.total())):
        print(f"{count:7} {id_}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
