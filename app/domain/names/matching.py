"""Finds the known thing that a data set means: by codes in their order of trust, then by name."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from app.domain.facts import CodeSystem
from app.domain.hierarchy import HasId
from app.domain.names.lexicon import MOST_SALT_WORDS, SALTS, is_half, without_salts
from app.domain.names.text import normalise

T = TypeVar("T", bound=HasId)
CodeOf = tuple[CodeSystem, str]

# RxCUI, UNII and InChIKey each name one substance; the rest follow by how exact they are.
TRUSTED = (
    CodeSystem.RXNORM,
    CodeSystem.UNII,
    CodeSystem.INCHIKEY,
    CodeSystem.DRUGBANK,
    CodeSystem.CAS,
    CodeSystem.PUBCHEM,
    CodeSystem.EPC,
    CodeSystem.ATC,
    CodeSystem.DOID,
    CodeSystem.ICD10,
    CodeSystem.DMD,
)


@dataclass(frozen=True, slots=True)
class Identified:
    """The id of a known thing, and every piece of evidence that points to another one."""

    id: str
    conflicts: tuple[str, ...] = ()


@dataclass(slots=True)
class Identities(Generic[T]):
    """The known things of one kind, by all that they can be recognised by."""

    things: dict[str, T] = field(default_factory=dict)
    _by_code: dict[CodeOf, set[str]] = field(default_factory=lambda: defaultdict(set))
    _codes: dict[tuple[str, CodeSystem], set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def learn(self, thing: T, names: Iterable[str] = ()) -> None:
        """A thing, and what it is called besides its id."""
        self.things.setdefault(thing.id, thing)
        for name in (thing.id, *names):
            self.learn_name(thing.id, name)

    def learn_name(self, id_: str, name: str) -> None:
        """One more name of a thing. What is all signs is no name."""
        spelling = normalise(name)
        if spelling:
            self._by_name[spelling].add(id_)

    def learn_code(self, id_: str, system: CodeSystem, code: str) -> None:
        """One more code of a thing, as somebody states it."""
        self.meet_code(id_, system, code)
        self._codes[id_, system].add(code)

    def meet_code(self, id_: str, system: CodeSystem, code: str) -> None:
        """A code by which a thing can be found from now on; it may be that of a salt of it."""
        self._by_code[system, code].add(id_)

    def codes_of(self, id_: str, system: CodeSystem) -> frozenset[str]:
        """All codes in one system that somebody states of a thing."""
        return frozenset(self._codes.get((id_, system), ()))

    def coded(self, system: CodeSystem) -> Iterator[tuple[str, list[str]]]:
        """Every code of one system with the ids of the things that have it."""
        for (of, code), ids in self._by_code.items():
            if of is system:
                yield code, sorted(ids)

    def identify(
        self, name: str, codes: Iterable[CodeOf] = (), names: Iterable[str] = ()
    ) -> Identified | None:
        """The thing that name, codes and further names point to; None when none of them is known.

        What fits several things is no evidence, except a name that is the id of one of them. A
        name is looked up without the words of its salt only where it is not known with them.
        """
        evidence = [*self._coded(codes), *self._named((name, *names))]
        if not evidence:
            return None
        found, first = evidence[0]
        conflicts = tuple(
            f"'{name}': {first} means {found}, but {further} means {other}"
            for other, further in evidence[1:]
            if other != found
        )
        return Identified(found, conflicts)

    def _coded(self, codes: Iterable[CodeOf]) -> list[tuple[str, str]]:
        found = []
        for system, code in sorted(codes, key=_trust):
            ids = self._by_code.get((system, code), ())
            if len(ids) == 1:
                found.append((next(iter(ids)), f"{system.value} {code}"))
        return found

    def _named(self, names: Iterable[str]) -> list[tuple[str, str]]:
        found = []
        for name in names:
            spelling = normalise(name)
            ids = self._by_name.get(spelling, ())
            if not ids:
                shorter = (self._by_name.get(one) for one in _without_salts(spelling))
                ids = next(filter(None, shorter), ())
            if len(ids) > 1:
                ids = {one for one in ids if normalise(one) == spelling}
            if len(ids) == 1:
                found.append((next(iter(ids)), f"the name '{name}'"))
        return found

    def named(self, name: str) -> frozenset[str]:
        """The ids of all things that are called exactly so."""
        return self.spelt(normalise(name))

    def named_things(self) -> Iterator[tuple[str, str]]:
        """Every spelling with the id of each thing that is called so."""
        for spelling, ids in self._by_name.items():
            yield from ((spelling, one) for one in sorted(ids))

    @property
    def spellings(self) -> Container[str]:
        """All names, each in its one spelling."""
        return self._by_name.keys()

    def spelt(self, spelling: str) -> frozenset[str]:
        """The same for a name in its one spelling."""
        return frozenset(self._by_name.get(spelling, ()))


def _without_salts(spelling: str) -> Iterator[str]:
    """The name without words of its salt, the longest first: `azilsartan medoxomil potassium` is
    `azilsartan medoxomil` before it is `azilsartan`. Something always stays, and what stays is more
    than one half of a salt: `zinc gluconate` is not zinc.
    """
    words = tuple(spelling.split())
    for size in range(len(words) - 1, max(0, len(words) - 1 - MOST_SALT_WORDS), -1):
        if words[size] not in SALTS:
            break
        if not is_half(words[:size]):
            yield " ".join(words[:size])
    base = without_salts(words)
    if base and base != words and not is_half(base):
        yield " ".join(base)


def _trust(code: CodeOf) -> int:
    return TRUSTED.index(code[0]) if code[0] in TRUSTED else len(TRUSTED)


def slug_of(name: str, taken: Container[str] = ()) -> str:
    """A slug for a new thing: `Zinc oxide (ZnO)` is `zinc-oxide-zno`; numbered if it is taken."""
    words = normalise(name).replace("%", " percent ").replace(".", "-").split()
    plain = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in "-".join(words))
    slug = "-".join(part for part in plain.split("-") if part)[:70].rstrip("-") or "unnamed"
    found, number = slug, 1
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found
