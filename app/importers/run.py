"""Keeps account of an import while it runs: every row is counted, every known thing identified."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.facts import (
    Citations,
    ClassKind,
    CodeSystem,
    Condition,
    ConditionKind,
    Drug,
    DrugClass,
    DrugKind,
    Effect,
    Fact,
    Key,
    NameKind,
    Product,
    key,
)
from app.domain.knowledge import Knowledge
from app.domain.names.lexicon import names_nothing
from app.domain.names.matching import CodeOf, Identified, Identities, slug_of
from app.domain.names.recognise import (
    NOTHING,
    UNKNOWN,
    CuratedNames,
    NamesOfOthers,
    Recognised,
    recognise,
)
from app.importers.shared.label_reader import LabelReader
from app.index.build import build_knowledge

# A report names the first conflicts, and counts the rest.
_MOST_CONFLICTS = 200
Watch = Callable[["Intake"], None]


@dataclass(slots=True)
class Known:
    """What other data sets have recorded already. `products` are known by their codes:
    each with its ingredients. `curated_classes` are those of curators; `classified` gives every
    drug of theirs the ones they put it into. `curated_names` and `curated_products` are all of
    theirs, brands too: they go before what others call so.
    """

    drugs: Identities[Drug] = field(default_factory=Identities)
    classes: Identities[DrugClass] = field(default_factory=Identities)
    conditions: Identities[Condition] = field(default_factory=Identities)
    effects: Identities[Effect] = field(default_factory=Identities)
    products: Mapping[CodeOf, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    curated_classes: frozenset[str] = frozenset()
    classified: dict[str, set[str]] = field(default_factory=dict)
    curated_names: CuratedNames = field(default_factory=dict)
    curated_products: Mapping[str, Product] = field(default_factory=dict)
    _names: NamesOfOthers | None = None
    _knowledge: Knowledge | None = None
    _reader: LabelReader | None = None

    def recognise(self, name: str) -> Recognised:
        """What the resolver makes of a name, over all that are known."""
        if self._knowledge is None or self._names is None:
            self._names = NamesOfOthers(self.curated_names, self.drugs, self.classes)
            self._knowledge = replace(
                build_knowledge("", ()),
                drugs=self.drugs.things,
                classes=self.classes.things,
                products=self.curated_products,
                names=self._names,
            )
        return recognise(name, self._knowledge) if self._names.may_be_in(name) else UNKNOWN

    @property
    def label_reader(self) -> LabelReader:
        """Reads labels by all names that are known when it is first asked for; what curators call
        something is nothing else.
        """
        if self._reader is None:
            curated = [
                (spelling, hit.subject, hit.kind)
                for spelling, hits in self.curated_names.items()
                for hit in hits
                if not hit.subject.startswith("product:")
            ]
            others = [
                (spelling, key(kind, one), NameKind.SYNONYM)
                for kind, known in (("drug", self.drugs), ("class", self.classes))
                for spelling, one in known.named_things()
                if spelling not in self.curated_names
            ]
            codes = {
                code: [key("drug", one) for one in ids]
                for code, ids in self.drugs.coded(CodeSystem.ATC)
            }
            self._reader = LabelReader.of([*curated, *others], self.classified, codes)
        return self._reader


@dataclass(slots=True)
class Intake:
    """One import while it runs.

    `rows` counts what was read, `merged` what held nothing new, `skipped` the rest by reason.
    `done` of `size` bytes are read; `stage` is what is being done.
    """

    title: str = ""
    known: Known = field(default_factory=Known)
    watch: Watch | None = None
    rows: int = 0
    merged: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    conflicts: list[str] = field(default_factory=list)
    conflict_count: int = 0
    notes: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    stage: str = ""
    place: str = ""
    done: int = 0
    size: int = 0
    _mentioned: dict[tuple[str, str], Fact] = field(default_factory=dict)
    _seen: set[Hashable] = field(default_factory=set)
    _recognised: dict[str, Recognised] = field(default_factory=dict)

    def row(self, count: int = 1) -> None:
        """So many more rows were read."""
        self.rows += count

    def at(self, part: object, line: int, done: int) -> None:
        """Notes the place that was reached: which part, which line, and how many bytes of all."""
        self.place, self.done = f"{part}:{line}", done
        if self.watch is not None:
            self.watch(self)

    def stand(self, stage: str) -> None:
        """What is being done now."""
        self.stage = stage
        if self.watch is not None:
            self.watch(self)

    def merge(self, count: int = 1) -> None:
        """Counts rows that held only what was known."""
        self.merged += count

    def skip(self, reason: str, count: int = 1) -> None:
        """Rows that were left out, and why: a few words, the same ones for all such rows."""
        self.skipped[reason] += count

    def first(self, what: Hashable) -> bool:
        """Whether it is met for the first time in this import."""
        new = what not in self._seen
        self._seen.add(what)
        return new

    @property
    def imported(self) -> int:
        """The rows that became facts."""
        return self.rows - self.merged - sum(self.skipped.values())

    def recognise(
        self, name: str, codes: Iterable[CodeOf] = (), names: Iterable[str] = ()
    ) -> Recognised:
        """What a name that somebody wrote means: by its codes and as it stands, else as the
        resolver understands it.
        """
        if names_nothing(name):
            return Recognised(reason=NOTHING)
        found = self.known.drugs.identify(name, codes, names)
        if found is not None:
            return Recognised(found.id)
        return self.understand(name)

    def understand(self, name: str) -> Recognised:
        """What the resolver makes of a name, whatever codes stand beside it."""
        if name not in self._recognised:
            self._recognised[name] = self.known.recognise(name)
        return self._recognised[name]

    def drug(
        self,
        name: str,
        citations: Citations,
        codes: Iterable[CodeOf] = (),
        names: Iterable[str] = (),
        kind: DrugKind = DrugKind.MEDICATION,
    ) -> str:
        """The id of an ingredient: that of a known drug, else a new one. Never of a combination:
        ask `recognise` first whether the name is that of several, or of a class.
        """
        codes, names = tuple(codes), tuple(names)

        def new(id_: str) -> Drug:
            return Drug(id_, name, kind, f"Known from {self.title}; not described.", citations)

        return self._thing("drug", self.known.drugs, name, codes, names, new)

    def find_drug(
        self, name: str, codes: Iterable[CodeOf] = (), names: Iterable[str] = ()
    ) -> str | None:
        """The id of a drug that is known already; nothing is noted of it."""
        return self.recognise(name, codes, names).drug

    def knows(self, subject: Key) -> bool:
        """Whether a drug or class is known; it is spoken of from now on."""
        kind, _, id_ = subject.partition(":")
        known = self.known.drugs if kind == "drug" else self.known.classes
        if id_ in known.things:
            self._mentioned.setdefault((kind, id_), known.things[id_])
            return True
        return False

    def mention_drug(self, id_: str) -> None:
        """A known drug that this data set speaks of."""
        self._mentioned.setdefault(("drug", id_), self.known.drugs.things[id_])

    def drug_class(
        self,
        name: str,
        citations: Citations,
        kind: ClassKind,
        codes: Iterable[CodeOf] = (),
        names: Iterable[str] = (),
    ) -> str:
        """The id of a class of drugs."""
        codes, names = tuple(codes), tuple(names)

        def new(id_: str) -> DrugClass:
            text = f"Known from {self.title}; not described."
            return DrugClass(id_, name, kind, text, names, None, citations)

        return self._thing("class", self.known.classes, name, codes, names, new)

    def condition(
        self,
        name: str,
        citations: Citations,
        codes: Iterable[CodeOf] = (),
        names: Iterable[str] = (),
    ) -> str:
        """The id of a condition."""
        codes, names = tuple(codes), tuple(names)

        def new(id_: str) -> Condition:
            text = f"Known from {self.title}; not described."
            return Condition(id_, name, ConditionKind.DISEASE, text, names, citations)

        return self._thing("condition", self.known.conditions, name, codes, names, new)

    def effect(self, name: str, citations: Citations, names: Iterable[str] = ()) -> str:
        """The id of an effect."""
        names = tuple(names)

        def new(id_: str) -> Effect:
            return Effect(id_, name, f"Known from {self.title}; not described.", names, citations)

        return self._thing("effect", self.known.effects, name, (), names, new)

    def mentioned(self) -> Iterator[Fact]:
        """Every thing that this data set speaks of, so that it stands by itself."""
        yield from self._mentioned.values()

    def _thing(
        self,
        what: str,
        known: Identities[Any],
        name: str,
        codes: tuple[CodeOf, ...],
        names: tuple[str, ...],
        new: Callable[[str], Fact],
    ) -> str:
        found = known.identify(name, codes, names)
        if found is None and what == "drug":
            found = self._understood(name)
        if found is None:
            id_ = slug_of(name, known.things)
            known.learn(new(id_), (name, *names))
        else:
            id_ = found.id
            self.conflict(*found.conflicts)
        for system, code in codes:
            known.meet_code(id_, system, code)
        self._mentioned.setdefault((what, id_), known.things[id_])
        return id_

    def _understood(self, name: str) -> Identified | None:
        """The drug that the resolver finds in a name that stands nowhere as it is written."""
        drug = self.recognise(name).drug
        if drug is None:
            return None
        if self.first(("recognised", name)):
            self.note("names that were understood as those of known drugs")
        return Identified(drug)

    def not_used(self, parts: Iterable[object]) -> None:
        """Notes files that lie among those of the data set and are not read."""
        left = [str(part) for part in parts]
        if left:
            self.notes.append(f"not used: {', '.join(left[:20])}")

    def conflict(self, *conflicts: str) -> None:
        """Evidence that does not fit together: what was taken, and what spoke against it. The same
        conflict of many rows is one.
        """
        for one in conflicts:
            if one not in self.conflicts:
                self.conflict_count += 1
                self.conflicts += [one] if len(self.conflicts) < _MOST_CONFLICTS else []

    def note(self, what: str, count: int = 1) -> None:
        """Counts something that is worth a line in the report."""
        if count:
            self.counted[what] += count
