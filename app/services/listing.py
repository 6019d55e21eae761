"""Lists that need more than one kind of fact: a drug's interactions, its classes with proof."""

from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session

from app.domain.explaining import chain, path_up
from app.domain.facts import (
    Citation,
    Citations,
    ClassParent,
    Membership,
    Record,
    Rule,
    key,
    split_key,
)
from app.domain.knowledge import Knowledge
from app.domain.shelves import ordered
from app.domain.units import drug_labels
from app.store.facts import list_facts

Interaction = Rule | Record


def interactions_of(session: Session, knowledge: Knowledge, drug: str) -> list[Interaction]:
    """The rules that the drug can play, by itself or a class, and its records; gravest first."""
    labels = drug_labels(drug, knowledge).steps
    rules = [
        rule
        for rule in knowledge.rules
        if (rule.one in labels or rule.other in labels)
        and drug not in {exception.drug for exception in rule.exceptions}
    ]
    records = [*list_facts(session, Record, one=drug), *list_facts(session, Record, other=drug)]
    return gravest_first([*rules, *records])


def all_interactions(knowledge: Knowledge) -> list[Interaction]:
    """Every rule and record; gravest first."""
    records = [record for claims in knowledge.records.values() for record in claims]
    return gravest_first([*knowledge.rules, *records])


def find_interaction(knowledge: Knowledge, name: str) -> Interaction | None:
    """The rule with this id, or the record of a source: `source:drug:drug`."""
    rule = next((rule for rule in knowledge.rules if rule.id == name), None)
    if rule is not None:
        return rule
    source, _, drugs = name.partition(":")
    pair = ordered(*drugs.split(":")) if drugs.count(":") == 1 else ("", "")
    claims: tuple[Record, ...] = knowledge.records.get(pair, ())
    return next((one for one in claims if one.citations[0].source == source), None)


def gravest_first(interactions: list[Interaction]) -> list[Interaction]:
    """By severity, rules before records, then by id or pair."""
    return sorted(interactions, key=_order)


def _order(one: Interaction) -> tuple[int, bool, str]:
    if isinstance(one, Rule):
        return -one.severity.rank, False, one.id
    return -one.severity.rank, True, f"{one.one}:{one.other}:{one.citations[0].source}"


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
    told = {one.drug_class: one for one in list_facts(session, Membership, drug=drug)}
    above = knowledge.classes_above.get(drug, {})
    parents = {
        (one.child, one.parent): one for one in list_facts(session, ClassParent, child=list(above))
    }
    found = []
    for slug in sorted(above, key=lambda one: (above[one], one)):
        steps = [split_key(label)[1] for label in path_up(drug, slug, knowledge)]
        proof: list[Citation] = list(told[steps[1]].citations)
        for lower, upper in pairwise(steps[1:]):
            proof += parents[lower, upper].citations
        because = chain(key("drug", drug), key("class", slug), knowledge)
        citations = tuple(dict.fromkeys(proof))
        found.append(InClass(slug, True, above[slug], because, citations))
    denied = sorted(slug for slug, one in told.items() if not one.holds)
    return found + [InClass(slug, False, None, (), told[slug].citations) for slug in denied]
