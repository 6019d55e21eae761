"""Which classes of the seed a drug is in, by its ATC codes and by what FDA calls it.

`class_map.tsv` was read and judged line by line: a group stands in it only where all its members
belong to the class, those named under `except` left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.known_names.registers import table

_MAP = Path(__file__).parent / "class_map.tsv"
# What is used only in such places does not act in the whole body, which most rules are about.
_LOCAL = frozenset(
    {"on the skin", "into the eye", "into the ear", "into the nose", "in the mouth",
     "into the vagina", "on the teeth"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapped:
    """A group of a system, the class that its members are in, and the members that are not."""

    system: str
    code: str
    drug_class: str
    excepted: frozenset[str]


def class_map() -> list[Mapped]:
    """The whole map."""
    return [
        Mapped(row["system"], row["code"], row["class"], frozenset(row["except"].split()))
        for row in table(_MAP)
    ]


def classes_of(
    name: str,
    atcs: Mapping[str, str],
    epcs: Mapping[str, str],
    routes: Sequence[str],
    mapping: Sequence[Mapped],
) -> dict[str, str]:
    """The classes of a drug, each with what cites it."""
    found: dict[str, str] = {}
    is_local = bool(routes) and _LOCAL.issuperset(routes)
    for one in mapping:
        if one.system == "atc":
            for code, cite in sorted(atcs.items()):
                if code.startswith(one.code) and not code.startswith(tuple(one.excepted)):
                    found.setdefault(one.drug_class, cite)
        elif one.code in epcs and name.split()[0] not in one.excepted and not is_local:
            found.setdefault(one.drug_class, epcs[one.code])
    return found
