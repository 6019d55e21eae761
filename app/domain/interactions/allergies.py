"""What somebody does not tolerate, compared with every drug of a check."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.interactions.items import Item
from app.domain.interactions.pairs import Found, Setting
from app.domain.interactions.person import (
    AllergyInput,
    AllergyState,
    AllergyStatus,
    Person,
    StatedAllergy,
)
from app.domain.interactions.would_ask import Ask


@dataclass(frozen=True, slots=True)
class AllergiesFound:
    """Every stated allergy as understood, every allergy with every drug, and what waits for one."""

    inputs: tuple[AllergyInput, ...] = ()
    states: tuple[AllergyState, ...] = ()
    asks: tuple[Ask, ...] = ()


def find_allergies(
    person: Person, items: Sequence[Item], setting: Setting, found: Found
) -> AllergiesFound:
    """Each stated allergy with each drug, with one status; findings are added to `found`.

    `setting.read_name` says what the words of an allergy mean. Without a stated allergy nothing is
    compared.
    """
    stated = person.allergies or ()
    return AllergiesFound(
        inputs=tuple(_not_understood(one) for one in stated),
        states=tuple(_not_assessed(place, item) for place in range(len(stated)) for item in items),
    )


def _not_understood(stated: StatedAllergy) -> AllergyInput:
    return AllergyInput(stated.name, stated.reaction, stated.severity, None, None, None, (), ())


def _not_assessed(place: int, item: Item) -> AllergyState:
    known = item.side is not None
    status = AllergyStatus.NOT_ASSESSED if known else AllergyStatus.UNRESOLVED
    drug = item.slug if item.is_drug else item.subject
    return AllergyState(place, item.place, drug, status, None, ())
