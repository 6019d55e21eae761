"""Questions that name drugs by RxCUI alone: what meets among them, and all that one drug meets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from app.domain.between import Between, between
from app.domain.facts import split_key
from app.domain.knowledge import Knowledge
from app.domain.shelves import Term

# So many are remembered; then it is begun anew.
_MOST_READ = 10_000


@dataclass(frozen=True, slots=True)
class Given:
    """A RxCUI as given, and the drugs that it is made of."""

    term: Term
    drugs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """Two that meet, the lower RxCUI first; `pairs` of their drugs, the gravest first."""

    one: Given
    other: Given
    pairs: tuple[Between, ...]


def read_rxcuis(rxcuis: Collection[str], knowledge: Knowledge) -> tuple[list[Given], list[str]]:
    """Each RxCUI once, and those of which no drug is known."""
    given, unresolved = [], []
    for rxcui in dict.fromkeys(rxcuis):
        found = _read(rxcui, knowledge)
        if found is not None:
            given.append(found)
        else:
            unresolved.append(rxcui)
    return given, unresolved


def _read(rxcui: str, knowledge: Knowledge) -> Given | None:
    """Those that are known are read once; of others nothing is kept."""
    memo: dict[str, Given] = knowledge.memo.rxcuis
    found = memo.get(rxcui)
    if found is None:
        drugs, term = drugs_of(rxcui, knowledge), knowledge.terms.get(rxcui)
        if not drugs or term is None:
            return None
        if len(memo) >= _MOST_READ:
            memo.clear()
        found = memo[rxcui] = Given(term, drugs)
    return found


def drugs_of(rxcui: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The drugs that it is made of, in order; empty where it is not known to be made of any."""
    found: dict[str, None] = {}
    for subject in knowledge.codes.get(("rxnorm", rxcui), ()):
        kind, slug = split_key(subject)
        if kind == "drug":
            found[slug] = None
        elif kind == "product":
            found |= dict.fromkeys(knowledge.products[slug].ingredients)
    return tuple(found)


def meetings(given: Sequence[Given], knowledge: Knowledge) -> list[Met]:
    """Every two of them of which something is told, the gravest first."""
    in_order = sorted(given, key=lambda one: _number(one.term.rxcui))
    found = []
    for one, other in combinations(in_order, 2):
        pairs = [
            told
            for drug in one.drugs
            for other_drug in other.drugs
            if drug != other_drug and (told := between(drug, other_drug, knowledge)) is not None
        ]
        if pairs:
            found.append(Met(one, other, tuple(sorted(pairs, key=_gravest_first))))
    return sorted(found, key=lambda met: -met.pairs[0].severity.rank)


def partners(drug: str, knowledge: Knowledge) -> tuple[Between, ...]:
    """Every drug with a RxCUI of which something is told together with this one, gravest first."""
    met = (between(drug, other, knowledge) for other in knowledge.terms.drugs() if other != drug)
    told = [one for one in met if one is not None and knowledge.terms.ingredient(one.other)]
    return tuple(sorted(told, key=_gravest_first))


def _gravest_first(told: Between) -> int:
    return -told.severity.rank


def _number(rxcui: str) -> tuple[int, str]:
    return len(rxcui), rxcui
