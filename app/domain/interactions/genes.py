"""What the genes of a person make of the drugs of a check."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.interactions.items import Item
from app.domain.interactions.pairs import Found, Setting
from app.domain.interactions.person import GeneInput, GeneState, GeneStatus, Person
from app.domain.interactions.would_ask import Ask


@dataclass(frozen=True, slots=True)
class GenesFound:
    """Every stated gene as understood, every gene with every drug, and what waits for one."""

    inputs: tuple[GeneInput, ...] = ()
    states: tuple[GeneState, ...] = ()
    asks: tuple[Ask, ...] = ()


def find_genes(person: Person, items: Sequence[Item], setting: Setting, found: Found) -> GenesFound:
    """Each stated gene with each drug, with one status; findings are added to `found`.

    Without a stated gene nothing is compared.
    """
    return GenesFound(
        inputs=tuple(GeneInput(one.gene, one.result, None, ()) for one in person.genes),
        states=tuple(
            _not_assessed(place, item) for place in range(len(person.genes)) for item in items
        ),
    )


def _not_assessed(place: int, item: Item) -> GeneState:
    known = item.side is not None
    status = GeneStatus.NOT_ASSESSED if known else GeneStatus.UNRESOLVED
    drug = item.slug if item.is_drug else item.subject
    return GeneState(place, item.place, drug, status, None, None, (), (), None, ())
