"""Lists that need more than one kind of fact: a drug's interactions, its classes with proof."""

from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session

from app.domain.facts import (
    Citation,
    Citations,
    ClassParent,
    Membership,
    key,
    split_key,
)
from app.domain.interactions.explanation import chain, path_up
from app.domain.knowledge import Knowledge
from app.store.read import list_facts


@dataclass(frozen=True, slots=True)
class InClass:
    """A class of a drug, and the memberships that prove it; `steps` null for what it is not."""

    drug_class: str
    holds: bool
    steps: int | None
    because: tuple[str, ...]
    citations: Citations


def classes_of(session: Session, knowledge: Knowledge, drug: str) -> list[InClass]:
    """Every class above a drug, the direct ones first, then those it is said not to belong to."""
    stated = {one.drug_class: one for one in list_facts(session, Membership, drug=drug)}
    above = knowledge.classes_above.get(drug, {})
    parents = {
        (one.child, one.parent): one for one in list_facts(session, ClassParent, child=list(above))
    }
    found = []
    for slug in sorted(above, key=lambda one: (above[one], one)):
        steps = [split_key(label)[1] for label in path_up(drug, slug, knowledge)]
        proof: list[Citation] = list(stated[steps[1]].citations)
        for lower, upper in pairwise(steps[1:]):
            proof += parents[lower, upper].citations
        because = chain(key("drug", drug), key("class", slug), knowledge)
        citations = tuple(dict.fromkeys(proof))
        found.append(InClass(slug, True, above[slug], because, citations))
    denied = sorted(slug for slug, one in stated.items() if not one.holds)
    return found + [InClass(slug, False, None, (), stated[slug].citations) for slug in denied]
