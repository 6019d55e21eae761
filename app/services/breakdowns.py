"""Facts counted by what tells them apart: kind, status, severity, system."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.facts import (
    Burden,
    Drug,
    DrugClass,
    Indication,
    Name,
    Product,
    Rule,
    SideEffect,
    Source,
    Warning,
)
from app.store.counting import count_by

# Not the part of a set id that looks like a year.
_YEAR = re.compile(r"(?<![\w-])(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """How many facts of a kind there are, by one of their fields."""

    of: str
    by: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class SourceKind:
    """The sources of one kind: how many facts cite them, and the years that their versions name.

    `undated` counts those whose version names no year.
    """

    kind: str
    sources: int
    facts: int
    oldest: int | None
    newest: int | None
    undated: int


# Each kind of fact by each column that matters for what is covered.
_BY = (
    ("drugs", Drug, "kind"), ("names", Name, "kind"), ("classes", DrugClass, "kind"),
    ("indications", Indication, "status"), ("side_effects", SideEffect, "frequency"),
    ("warnings", Warning, "kind"), ("rules", Rule, "kind"), ("rules", Rule, "severity"),
    ("rules", Rule, "alert_list"), ("products", Product, "kind"), ("burdens", Burden, "burden"),
)  # fmt: skip


def breakdowns(session: Session, codes: Counter[tuple[str, str]]) -> list[Breakdown]:
    """Each kind of fact by what tells its facts apart, codes by their system."""
    found = [_breakdown(of, column, count_by(session, kind, column)) for of, kind, column in _BY]
    things = sorted({thing for thing, _ in codes})
    coded = [
        _breakdown(
            f"{thing}_codes",
            "system",
            Counter({system: n for (of, system), n in codes.items() if of == thing}),
        )
        for thing in things
    ]
    return [*found[:2], *coded, *found[2:]]


def sources_by_kind(sources: Iterable[Source], cited: Mapping[str, int]) -> list[SourceKind]:
    """The sources by kind, those of most facts first."""
    kinds: dict[str, list[Source]] = defaultdict(list)
    for one in sources:
        kinds[one.kind].append(one)
    found = [_source_kind(kind, told, cited) for kind, told in kinds.items()]
    return sorted(found, key=lambda one: (-one.facts, one.kind))


def _source_kind(kind: str, sources: list[Source], cited: Mapping[str, int]) -> SourceKind:
    years = [[int(year) for year in _YEAR.findall(one.version)] for one in sources]
    known = [max(found) for found in years if found]
    return SourceKind(
        kind=kind,
        sources=len(sources),
        facts=sum(cited.get(one.id, 0) for one in sources),
        oldest=min(known, default=None),
        newest=max(known, default=None),
        undated=sum(not found for found in years),
    )


def _breakdown(of: str, by: str, counts: Counter[str]) -> Breakdown:
    """What has no value is counted as `none`."""
    return Breakdown(of, by, {value or "none": counts[value] for value in sorted(counts)})
