"""What is known of a drug, a class, a condition or an effect: its own facts and its classes'."""

from dataclasses import dataclass
from itertools import pairwise

from sqlmodel import Session

from app.domain.facts import (
    Burden,
    Citation,
    Citations,
    ClassParent,
    Code,
    Drug,
    Indication,
    Key,
    Mechanism,
    Membership,
    Name,
    Schedule,
    SideEffect,
    Warning,
    key,
    split_key,
)
from app.domain.interactions.rules import chain, path_up
from app.domain.knowledge import Knowledge
from app.domain.names.input import Input
from app.services.interactions import Interaction, count_interactions, interactions_of
from app.services.lookup import FoundDrug, subjects_of
from app.services.release import LoadedRelease
from app.store.labels import count_labels
from app.store.read import count_facts, list_facts


@dataclass(frozen=True, slots=True)
class InClass:
    """A class of a drug, and the memberships that prove it; `steps` null for what it is not."""

    drug_class: str
    holds: bool
    steps: int | None
    because: tuple[str, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class Counts:
    """How many statements there are of each kind, those of the drug's classes included."""

    indications: int
    side_effects: int
    warnings: int
    interactions: int
    labels: int


@dataclass(frozen=True, slots=True)
class DrugProfile:
    """What a drug is, and how much more is known of it."""

    drug: Drug
    names: tuple[Name, ...]
    codes: tuple[Code, ...]
    schedules: tuple[Schedule, ...]
    classes: tuple[InClass, ...]
    is_not: tuple[InClass, ...]
    mechanisms: tuple[Mechanism, ...]
    burdens: tuple[Burden, ...]
    counts: Counts
    matched: Input


@dataclass(frozen=True, slots=True)
class Monograph:
    """Everything that is known of a drug, through itself or a class."""

    profile: DrugProfile
    indications: tuple[Indication, ...]
    side_effects: tuple[SideEffect, ...]
    warnings: tuple[Warning, ...]
    interactions: tuple[Interaction, ...]
    release: str


def describe_drug(session: Session, loaded: LoadedRelease, found: FoundDrug) -> DrugProfile:
    """What a drug is. How it works, and what it adds to a burden, its classes may say too."""
    drug, knowledge = found.drug, loaded.knowledge
    subjects = subjects_of(loaded, drug)
    classes = classes_of(session, knowledge, drug)
    return DrugProfile(
        drug=knowledge.drugs[drug],
        names=tuple(list_facts(session, Name, drug=drug)),
        codes=tuple(list_facts(session, Code, subject=key("drug", drug))),
        schedules=tuple(list_facts(session, Schedule, drug=drug)),
        classes=tuple(one for one in classes if one.holds),
        is_not=tuple(one for one in classes if not one.holds),
        mechanisms=tuple(list_facts(session, Mechanism, subject=subjects)),
        burdens=tuple(
            one for subject in sorted(subjects) for one in knowledge.burdens.get(subject, ())
        ),
        counts=_count(session, loaded, drug, subjects),
        matched=found.matched,
    )


def describe_whole_drug(session: Session, loaded: LoadedRelease, found: FoundDrug) -> Monograph:
    """What a drug is, is prescribed for, does, and must not meet."""
    subjects = subjects_of(loaded, found.drug)
    return Monograph(
        profile=describe_drug(session, loaded, found),
        indications=tuple(list_facts(session, Indication, subject=subjects)),
        side_effects=tuple(list_facts(session, SideEffect, subject=subjects)),
        warnings=tuple(list_facts(session, Warning, subject=subjects)),
        interactions=tuple(interactions_of(session, loaded.knowledge, found.drug)),
        release=loaded.release,
    )


def _count(session: Session, loaded: LoadedRelease, drug: str, subjects: list[Key]) -> Counts:
    return Counts(
        indications=count_facts(session, Indication, subject=subjects),
        side_effects=count_facts(session, SideEffect, subject=subjects),
        warnings=count_facts(session, Warning, subject=subjects),
        interactions=count_interactions(session, loaded.knowledge, drug),
        labels=count_labels(session, drug),
    )


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
