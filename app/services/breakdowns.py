"""Facts counted by what tells them apart: kind, status, severity, system."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.facts import (
    Burden,
    Code,
    Drug,
    DrugClass,
    Fact,
    Indication,
    Name,
    Product,
    Rule,
    SideEffect,
    Source,
    Warning,
    split_key,
)

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


def breakdowns(facts: list[Fact]) -> list[Breakdown]:
    """Each kind of fact by each field that matters for what is covered."""
    drugs = [one for one in facts if isinstance(one, Drug)]
    rules = [one for one in facts if isinstance(one, Rule)]
    return [
        _count("drugs", "kind", (one.kind for one in drugs)),
        _count("names", "kind", (one.kind for one in facts if isinstance(one, Name))),
        *_codes([one for one in facts if isinstance(one, Code)]),
        _count("classes", "kind", (one.kind for one in facts if isinstance(one, DrugClass))),
        _count("indications", "status", (f.status for f in facts if isinstance(f, Indication))),
        _count(
            "side_effects", "frequency", (f.frequency for f in facts if isinstance(f, SideEffect))
        ),
        _count("warnings", "kind", (one.kind for one in facts if isinstance(one, Warning))),
        _count("rules", "kind", (one.kind for one in rules)),
        _count("rules", "severity", (one.severity for one in rules)),
        _count("rules", "alert_list", (one.alert_list or "none" for one in rules)),
        _count("products", "kind", (one.kind for one in facts if isinstance(one, Product))),
        _count("burdens", "burden", (one.burden for one in facts if isinstance(one, Burden))),
    ]


def sources_by_kind(facts: list[Fact], cited: Counter[str]) -> list[SourceKind]:
    """The sources by kind, those of most facts first."""
    kinds: dict[str, list[Source]] = defaultdict(list)
    for one in facts:
        if isinstance(one, Source):
            kinds[one.kind].append(one)
    found = [_source_kind(kind, sources, cited) for kind, sources in kinds.items()]
    return sorted(found, key=lambda one: (-one.facts, one.kind))


def _source_kind(kind: str, sources: list[Source], cited: Counter[str]) -> SourceKind:
    years = [[int(year) for year in _YEAR.findall(one.version)] for one in sources]
    known = [max(found) for found in years if found]
    return SourceKind(
        kind=kind,
        sources=len(sources),
        facts=sum(cited[one.id] for one in sources),
        oldest=min(known, default=None),
        newest=max(known, default=None),
        undated=sum(not found for found in years),
    )


def _codes(codes: list[Code]) -> list[Breakdown]:
    things = sorted({split_key(one.subject)[0] for one in codes})
    return [
        _count(
            f"{thing}_codes",
            "system",
            (one.system for one in codes if split_key(one.subject)[0] == thing),
        )
        for thing in things
    ]


def _count(of: str, by: str, values: Iterable[str]) -> Breakdown:
    return Breakdown(of, by, dict(sorted(Counter(map(str, values)).items())))
