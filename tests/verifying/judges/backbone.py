"""The rows of the backbone, each judged at the very place that it cites.

A row is confirmed where the register has the text at that place, of a substance that is the drug
by its active part. It is contradicted where the place is not there, does not have the text, or has
it of another drug.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.facts import Citation, Code, Drug, Fact, Membership, Name, NameKind, Product

from tests.verifying.evidence import Boxed, Called, Library
from tests.verifying.judges.memberships import bare
from tests.verifying.outcome import (
    NOT_FOUND,
    Found,
    Outcome,
    Verdict,
    cited,
    confirmed,
    contradicted,
)
from tests.verifying.spelling import base, candidates, plain, singular, unbracketed

# The folder of the files that a source of names was read from.
_LISTS = {
    "drugbank-vocabulary": "drugbank_vocabulary/",
    "nhs-dmd": "dmd/",
    "ansm-rxnorm-mapping": "ansm_thesaurus/",
    "ansm-thesaurus-2020": "ansm_thesaurus/",
}
# What somebody read at a page or in a package is not in a file here.
_BY_PAGE = frozenset({"drug-name-dictionary-2025", "dailymed-otc", "openfda-label-abbreviations"})
_STEM = 6


@dataclass
class _Registers:
    """What the registers have, by the source and the place of a citation."""

    sold: dict[tuple[str, str], list[Boxed]] = field(default_factory=lambda: defaultdict(list))
    called: dict[tuple[str, str], list[Called]] = field(default_factory=lambda: defaultdict(list))
    coded: dict[str, list[Boxed]] = field(default_factory=lambda: defaultdict(list))
    groups: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    named: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def judge(
    facts: Iterable[Fact], curated: Iterable[Fact], library: Library,
    sold: Iterable[tuple[str, Boxed]],
) -> Iterator[Verdict]:  # fmt: skip
    """Each row of the backbone. `curated` are the facts of the files, whose drugs and classes it
    speaks of, too.
    """
    judging = _Judging(list(facts), list(curated), _read(library, sold))
    yield from judging.verdicts()


def _read(library: Library, sold: Iterable[tuple[str, Boxed]]) -> _Registers:
    found = _Registers()
    for source, box in sold:
        found.sold[source, plain(box.at)].append(box)
        for _, code in box.codes:
            found.coded[code].append(box)
    for one in library.called:
        for source, folder in _LISTS.items():
            if one.at.startswith(folder):
                found.called[source, plain(one.preferred)].append(one)
                if source.startswith("ansm"):
                    for name in one.names:
                        found.called[source, plain(name)].append(one)
    for group in library.grouped:
        if group.system == "icd10":
            continue
        found.named[group.code].add(plain(group.name))
    for member in library.classed:
        found.groups[plain(bare(member.group))].add(plain(member.drug))
    return found


class _Judging:
    """The drugs by all that lists call them, and the verdicts of all rows."""

    def __init__(self, facts: list[Fact], curated: list[Fact], registers: _Registers) -> None:
        self.facts, self.registers = facts, registers
        self.names: dict[str, set[str]] = defaultdict(set)
        self.classes: dict[str, set[str]] = defaultdict(set)
        self.atcs: dict[str, set[str]] = defaultdict(set)
        for one in (*curated, *facts):
            if isinstance(one, Drug):
                self.names[one.id] |= {plain(one.name), plain(one.id)}
            elif isinstance(one, Code) and one.system.value == "atc":
                self.atcs[one.subject].add(one.code)
        for one in curated:
            if isinstance(one, Name) and one.kind is not NameKind.BRAND:
                self.names[one.drug].add(plain(one.text))
            elif isinstance(one, Membership) and one.holds:
                self.classes[one.drug_class].add(one.drug)
        self._read_lists()

    def _read_lists(self) -> None:
        """A row of a list whose preferred name is the drug's gives it all its other names."""
        owners = {name: drug for drug, names in self.names.items() for name in names}
        for (source, place), rows in self.registers.called.items():
            drug = owners.get(place)
            if drug is not None and source == "drugbank-vocabulary":
                for row in rows:
                    self.names[drug] |= {plain(one) for one in row.names}

    def verdicts(self) -> Iterator[Verdict]:
        """One for each row."""
        for fact in self.facts:
            found: Found
            if isinstance(fact, Name):
                found, kind, text = self._name(fact), "name", f"{fact.text} ({fact.kind.value})"
                subject = fact.drug
            elif isinstance(fact, Code):
                found, kind, text = self._code(fact), f"code {fact.system.value}", fact.code
                subject = fact.subject.removeprefix("drug:")
            elif isinstance(fact, Membership):
                found, kind, text = self._member(fact), "membership", fact.drug_class
                subject = fact.drug
            elif isinstance(fact, Product):
                found, kind, text = self._product(fact), "product", ", ".join(fact.ingredients)
                subject = fact.id
            else:
                continue
            yield Verdict(f"backbone {kind}", subject, text, cited(fact.citations), *found)

    def _is(self, written: str, drug: str) -> bool:
        """Whether a written substance is the drug, or a salt or ester of it, in either language."""
        own = self.names[drug]
        for one in (*written.split(" / "), *unbracketed(written)):
            name = plain(one)
            for way in {*candidates(one), name, base(one)}:
                if way in own or any(way.startswith(f"{known} ") for known in own):
                    return True
            # In French the salt stands before: the names begin alike within one of the words.
            stems = {word[:_STEM] for word in name.split() if len(word) >= _STEM}
            if any(known[:_STEM] in stems for known in own if len(known) >= _STEM):
                return True
        return False

    def _name(self, fact: Name) -> Found:
        return self._first(fact.citations, lambda one: self._name_at(fact, one))

    @staticmethod
    def _first(citations: Iterable[Citation], judge_one: Callable[[Citation], Found]) -> Found:
        """The first place that confirms it; else what is said of the first."""
        found = [judge_one(one) for one in citations]
        return next((one for one in found if one[0] is Outcome.CONFIRMED), found[0])

    def _name_at(self, fact: Name, at: Citation) -> Found:
        place, text = f"{at.source} § {at.section}", plain(fact.text)
        if at.source in _BY_PAGE:
            return confirmed(place)
        if at.source in _LISTS:
            rows = self.registers.called.get((at.source, plain(at.section)), [])
            has = [
                row
                for row in rows
                if text in {plain(one) for one in (row.preferred, *row.names)}
                or text in {part for one in row.names for part in map(plain, unbracketed(one))}
            ]
            return self._same(has, rows, place, fact.drug)
        boxes = self._boxes(at)
        if not boxes:
            return NOT_FOUND
        if fact.kind is NameKind.BRAND:
            begun = [box for box in boxes if f"{plain(box.brand)} ".startswith(f"{text} ")]
            # A word in the middle may have been taken for a form.
            begun = begun or [
                box for box in boxes if set(text.split()) <= set(plain(box.brand).split())
            ]
        else:
            begun = [
                box for box in boxes
                if any(text in plain(one) or plain(one) in text for one in box.ingredients)
            ]  # fmt: skip
        if not begun:
            return NOT_FOUND
        if any(self._is(one, fact.drug) for box in begun for one in box.ingredients):
            return confirmed(place)
        # The registers list the strains in a vaccine.
        return NOT_FOUND if fact.drug.endswith("-vaccine") else self._other(begun, fact.drug, place)

    def _same(self, has: list[Called], rows: list[Called], place: str, drug: str) -> Found:
        if not has:
            others = {plain(row.preferred) for row in rows} & self._names_but_of(drug)
            there = ", ".join(sorted(others))
            return contradicted(f"there is {there}", place) if others else NOT_FOUND
        right = any(self._is(one, drug) for row in has for one in (row.preferred, *row.names))
        return confirmed(place) if right else NOT_FOUND

    def _names_but_of(self, drug: str) -> set[str]:
        own = self.names[drug]
        return set().union(*(names - own for one, names in self.names.items() if one != drug))

    def _other(self, boxes: list[Boxed], drug: str, place: str) -> Found:
        """Contradicted where all that is held there is some other drug of the seed."""
        held = {plain(one) for box in boxes for one in box.ingredients}
        if held and held <= self._names_but_of(drug):
            return contradicted(f"holds {', '.join(sorted(held))}", place)
        return NOT_FOUND

    def _boxes(self, at: Citation) -> list[Boxed]:
        if at.section.startswith("ATC "):
            return self.registers.coded.get(at.section.removeprefix("ATC "), [])
        return self.registers.sold.get((at.source, plain(at.section)), [])

    def _code(self, fact: Code) -> Found:
        drug = fact.subject.removeprefix("drug:")
        return self._first(fact.citations, lambda one: self._code_at(fact, drug, one))

    def _code_at(self, fact: Code, drug: str, at: Citation) -> Found:
        place, system = f"{at.source} § {at.section}", fact.system.value
        if system != "atc":
            rows = self.registers.called.get((at.source, plain(at.section)), [])
            has = [row for row in rows if (system, fact.code) in row.codes]
            if at.source == "cpic-gene-drug-pairs":
                return NOT_FOUND
            return self._same(has, rows, place, drug)
        if any(self._is(name, drug) for name in self.registers.named.get(fact.code, ())):
            return confirmed(place)
        boxes = self.registers.coded.get(fact.code, [])
        right = [box for box in boxes if any(self._is(one, drug) for one in box.ingredients)]
        return confirmed(place) if right else NOT_FOUND

    def _member(self, fact: Membership) -> Found:
        """By the company it keeps: a curated member of the class is in the same group."""
        curated = self.classes[fact.drug_class]
        for at in fact.citations:
            place = f"{at.source} § {at.section}"
            if at.source == "fda-pharm-classes-2014":
                group = self.registers.groups.get(plain(bare(at.section)), set())
                is_in = any(self._is(name, fact.drug) for name in group)
                company = any(self._is(name, one) for name in group for one in curated)
                called = singular(plain(bare(at.section))) == singular(plain(fact.drug_class))
                if is_in and (company or called):
                    return confirmed(place)
                continue
            own = {code[:5] for code in self.atcs[f"drug:{fact.drug}"]}
            theirs = {code[:5] for one in curated for code in self.atcs[f"drug:{one}"]}
            if own & theirs or {one[:4] for one in own} & {one[:4] for one in theirs}:
                return confirmed(place)
        return NOT_FOUND

    def _product(self, fact: Product) -> Found:
        return self._first(fact.citations, lambda one: self._product_at(fact, one))

    def _product_at(self, fact: Product, at: Citation) -> Found:
        place = f"{at.source} § {at.section}"
        if at.source in _BY_PAGE or at.source == "nhs-dmd":
            return confirmed(place)
        for box in self._boxes(at):
            whole = all(
                any(self._is(one, drug) for one in box.ingredients) for drug in fact.ingredients
            )
            nothing_else = all(
                any(self._is(one, drug) for drug in fact.ingredients) for one in box.ingredients
            )
            if whole and nothing_else:
                return confirmed(place)
        return NOT_FOUND
