"""What is known of a condition: where it stands among others, and what it is treated with."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.facts import (
    Code,
    Condition,
    ConditionParent,
    CoOccurrence,
    Indication,
    Mechanism,
    Therapy,
    Treatment,
    key,
    split_key,
)
from app.services.release import LoadedRelease
from app.store.read import list_facts


@dataclass(frozen=True, slots=True)
class ConditionProfile:
    """A condition with every statement on it; `therapies` are those among its treatments, whole,
    and `mechanisms` how these work.
    """

    condition: Condition
    codes: tuple[Code, ...]
    parents: tuple[ConditionParent, ...]
    children: tuple[ConditionParent, ...]
    often_with: tuple[CoOccurrence, ...]
    treatments: tuple[Treatment, ...]
    therapies: tuple[Therapy, ...]
    mechanisms: tuple[Mechanism, ...]
    indications: tuple[Indication, ...]


def describe_condition(session: Session, loaded: LoadedRelease, slug: str) -> ConditionProfile:
    """All that is recorded of one condition."""
    treatments = list_facts(session, Treatment, condition=slug)
    therapies = [one.subject for one in treatments if split_key(one.subject)[0] == "therapy"]
    ids = [split_key(one)[1] for one in therapies]
    return ConditionProfile(
        condition=loaded.knowledge.conditions[slug],
        codes=tuple(list_facts(session, Code, subject=key("condition", slug))),
        parents=tuple(list_facts(session, ConditionParent, child=slug)),
        children=tuple(list_facts(session, ConditionParent, parent=slug)),
        often_with=tuple(list_facts(session, CoOccurrence, condition=slug)),
        treatments=tuple(treatments),
        therapies=tuple(list_facts(session, Therapy, id=ids)),
        mechanisms=tuple(list_facts(session, Mechanism, subject=therapies)),
        indications=tuple(list_facts(session, Indication, condition=slug)),
    )
