"""The backbone: names, codes, classes and brands of very many drugs, one fact a row of a table.

It is made of public registers by a program, so a curated file always goes before it: a row of a
drug that has a file adds only what the file lacks, and no name here gives a curated one a second
meaning.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.domain.facts import (
    Code,
    CodeSystem,
    Drug,
    DrugClass,
    DrugKind,
    Fact,
    Goal,
    Indication,
    Key,
    Limits,
    Membership,
    Name,
    NameKind,
    Product,
    ProductKind,
    SpecialState,
    Status,
    key,
    split_key,
)
from app.domain.facts.drug import NOT_DESCRIBED
from app.domain.names.codes import plain_code
from app.domain.names.text import normalise
from app.importers.seed.files import in_state
from app.importers.seed.forms import Form
from app.importers.seed.reader import VALUES, SeedFact, Table, misplaced, read_tables

FOLDER = "backbone"


def _drug(_: str, written: Mapping[str, Any]) -> dict[str, Any]:
    routes = f" used {written['routes'].replace(VALUES, ', ')}" if written.get("routes") else ""
    kind = "substance" if written.get("kind") == DrugKind.SUBSTANCE else "medicine"
    return {"description": f"A {kind}{routes} {NOT_DESCRIBED}"}


def _state(_: str, written: Mapping[str, Any]) -> dict[str, Any]:
    return in_state("drug")(str(written.get("drug")), written)


def _use(_: str, written: Mapping[str, Any]) -> dict[str, Any]:
    """Where a label forbids a drug: a use that is advised against."""
    drug, population = str(written.get("drug")), written.get("population")
    within = f" ({population})" if population else ""
    return {
        "id": f"{drug}:{written.get('condition')}:{Status.ADVISED_AGAINST}",
        "subject": key("drug", drug),
        "status": Status.ADVISED_AGAINST,
        "goal": Goal.UNKNOWN,
        "limits": Limits(population=population),
        "why": f"The label forbids it there{within}.",
    }


def _approved(_: str, written: Mapping[str, Any]) -> dict[str, Any]:
    """What a label names a drug for."""
    drug, population, line = (written.get(one) for one in ("drug", "population", "line"))
    within = "; ".join(str(one) for one in (population, line) if one)
    return {
        "id": f"{drug}:{written.get('condition')}:{Status.APPROVED}",
        "subject": key("drug", str(drug)),
        "status": Status.APPROVED,
        "goal": Goal.UNKNOWN,
        "limits": Limits(population=population, line=line),
        "why": f"A US label names it{f' ({within})' if within else ''}.",
    }


def _code(_: str, written: Mapping[str, Any]) -> dict[str, Any]:
    return {"subject": key("drug", str(written.get("drug")))}


TABLES = {
    "drugs": Table(("id", "name", "kind", "routes", "cite"), Form(Drug, _drug)),
    "codes": Table(("drug", "system", "code", "cite"), Form(Code, _code)),
    "classes": Table(
        ("drug", "id", "cite"),
        Form(Membership, lambda *_: {"holds": True}, {"drug_class": "id"}),
    ),
    "names": Table(("drug", "text", "kind", "region", "cite"), Form(Name)),
    "products": Table(
        ("id", "name", "ingredients", "region", "cite"),
        Form(
            Product,
            lambda *_: {"kind": ProductKind.BRAND, "names": (), "strength": None, "form": None},
        ),
        frozenset({"ingredients"}),
    ),
    "uses": Table(("drug", "condition", "population", "cite"), Form(Indication, _use)),
    "approvals": Table(
        ("drug", "condition", "population", "line", "cite"), Form(Indication, _approved)
    ),
    "states": Table(
        ("drug", "state", "bound", "judgement", "boxed", "serious", "text", "cite"),
        Form(SpecialState, _state),
        parts=frozenset({"bound"}),
    ),
}


def read_backbone(path: Path, curated: list[SeedFact]) -> list[SeedFact]:
    """What the tables in `backbone/` add to the curated facts; nothing where there is no folder.

    Raises RejectedImport with all mistakes of form.
    """
    return merge_backbone(read_rows(path, curated), curated)


def read_rows(path: Path, sources: list[SeedFact]) -> dict[str, list[SeedFact]]:
    """The facts of each table, by its name, as they stand there. The sources are among those given.

    Raises RejectedImport with all mistakes of form.
    """
    folder = path / FOLDER
    if not folder.is_dir():
        return {}
    return read_tables(folder, TABLES, sources, misplaced(folder.iterdir(), TABLES))


def merge_backbone(rows: Mapping[str, list[SeedFact]], curated: list[SeedFact]) -> list[SeedFact]:
    """What the rows of the tables add to the curated facts."""
    return list(_Merge(curated).added(rows)) if rows else []


@dataclass
class _Merge:
    """Puts the backbone under the curated facts.

    `owners` gives each drug of the backbone the curated one that it is; `dropped` are those whose
    name means something else to curators. `stated` has each drug and condition of which they speak,
    and whether they warn; `used` those of a use.
    """

    curated: list[SeedFact]
    drugs: set[str] = field(default_factory=set)
    products: set[str] = field(default_factory=set)
    names: dict[str, set[Key]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[tuple[CodeSystem, str], Key] = field(default_factory=dict)
    regions: dict[str, set[str | None]] = field(default_factory=lambda: defaultdict(set))
    systems: set[tuple[Key, CodeSystem]] = field(default_factory=set)
    owners: dict[str, str] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    stated: dict[tuple[str, str], bool] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for one in self.curated:
            fact = one.fact
            if isinstance(fact, Drug):
                self.drugs.add(fact.id)
                self._call(fact.id, key("drug", fact.id))
            elif isinstance(fact, Name):
                self._call(fact.text, key("drug", fact.drug), fact.region)
            elif isinstance(fact, Product):
                self.products.add(fact.id)
                for text in (fact.name, *fact.names):
                    self._call(text, key("product", fact.id), fact.region)
            elif isinstance(fact, DrugClass):
                for text in (fact.id, fact.name, *fact.names):
                    self._call(text, key("class", fact.id))
            elif isinstance(fact, Indication | SpecialState):
                forbids = not isinstance(fact, Indication) or fact.status is Status.ADVISED_AGAINST
                pair = split_key(fact.subject)[1], fact.condition
                self.stated[pair] = self.stated.get(pair, False) or forbids
                if isinstance(fact, Indication):
                    self.used.add(pair)
            elif isinstance(fact, Code):
                self.codes[fact.system, plain_code(fact.system, fact.code)] = fact.subject
                self.systems.add((fact.subject, fact.system))

    def _call(self, text: str, subject: Key, region: str | None = None) -> None:
        spelling = normalise(text)
        self.names[spelling].add(subject)
        self.regions[spelling].add(region)

    def _is_curated(self, text: str, region: str | None) -> bool:
        """Whether curators say what a text means, in that region or everywhere."""
        regions = self.regions.get(normalise(text), set())
        return bool(regions) if region is None else not regions.isdisjoint({region, None})

    def added(self, read: Mapping[str, list[SeedFact]]) -> Iterator[SeedFact]:
        """The rows that say something new, each of the drug that it is of."""
        self._find_owners(read)
        for name, keep in (
            ("drugs", self._of_drug), ("codes", self._of_code), ("classes", self._of_class),
            ("names", self._of_name), ("products", self._of_product),
            ("uses", self._of_statement), ("approvals", self._of_approval),
            ("states", self._of_statement),
        ):  # fmt: skip
            for row in read[name]:
                yield from (SeedFact(fact, row.place) for fact in keep(row.fact))

    def _find_owners(self, read: Mapping[str, list[SeedFact]]) -> None:
        by_code: dict[str, set[Key]] = defaultdict(set)
        for row in read["codes"]:
            code = row.fact
            if isinstance(code, Code) and code.system is not CodeSystem.ATC:
                found = self.codes.get((code.system, plain_code(code.system, code.code)))
                if found is not None:
                    by_code[split_key(code.subject)[1]].add(found)
        for row in read["drugs"]:
            if isinstance(drug := row.fact, Drug) and drug.id not in self.drugs:
                meant = by_code[drug.id] or self.names.get(normalise(drug.name), set())
                kinds = {split_key(one)[0] for one in meant}
                if kinds == {"drug"} and len(meant) == 1:
                    self.owners[drug.id] = split_key(next(iter(meant)))[1]
                elif meant:
                    self.dropped.add(drug.id)

    def _is_new(self, drug: str) -> bool:
        """Whether it is neither a curated drug nor left out."""
        return not (drug in self.drugs or drug in self.owners or drug in self.dropped)

    def _of_drug(self, fact: Any) -> Iterator[Fact]:
        if self._is_new(fact.id):
            yield fact
            yield Name(fact.id, fact.name, NameKind.GENERIC, None, fact.citations)

    def _of_code(self, fact: Any) -> Iterator[Fact]:
        slug = split_key(fact.subject)[1]
        subject = key("drug", self.owners.get(slug, slug))
        one_is_enough = fact.system is not CodeSystem.ATC and (subject, fact.system) in self.systems
        known = (fact.system, plain_code(fact.system, fact.code)) in self.codes
        if not (known or one_is_enough or slug in self.dropped):
            yield replace(fact, subject=subject)

    def _of_class(self, fact: Any) -> Iterator[Fact]:
        """What classes a curated drug is in, its own file says."""
        if self._is_new(fact.drug):
            yield fact

    def _of_name(self, fact: Any) -> Iterator[Fact]:
        is_curated = self._is_curated(fact.text, fact.region)
        if fact.drug not in self.dropped and not is_curated:
            yield replace(fact, drug=self.owners.get(fact.drug, fact.drug))

    def _of_statement(self, fact: Any) -> Iterator[Fact]:
        """What a label forbids or warns of, unless curators speak of the drug and the condition
        themselves. Where they name a use, what is forbidden to some people stands beside it.
        """
        slug = split_key(fact.subject)[1]
        owner = self.owners.get(slug, slug)
        curated = self.stated.get((owner, fact.condition))
        to_some = isinstance(fact, Indication) and fact.limits.population is not None
        if slug not in self.dropped and (curated is None or (not curated and to_some)):
            yield replace(
                fact, subject=key("drug", owner), id=":".join([owner, *fact.id.split(":")[1:]])
            )

    def _of_approval(self, fact: Any) -> Iterator[Fact]:
        """What a label names, where curators tell no use of the drug in the condition."""
        slug = split_key(fact.subject)[1]
        owner = self.owners.get(slug, slug)
        if slug not in self.dropped and (owner, fact.condition) not in self.used:
            yield replace(
                fact, subject=key("drug", owner), id=":".join([owner, *fact.id.split(":")[1:]])
            )

    def _of_product(self, fact: Any) -> Iterator[Fact]:
        known = fact.id in self.products or normalise(fact.name) in self.names
        if not (known or self.dropped.intersection(fact.ingredients)):
            ingredients = tuple(
                dict.fromkeys(self.owners.get(one, one) for one in fact.ingredients)
            )
            yield replace(fact, ingredients=ingredients)
