"""What is known of a drug, a class, a condition or an effect: its own facts and its classes'."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

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
    SpecialState,
    Warning,
    key,
    split_key,
)
from app.domain.interactions.rules import chain, path_up
from app.domain.knowledge import Knowledge
from app.domain.names.input import Asked, Input
from app.domain.names.resolve import resolve
from app.services.interactions import Interaction, count_interactions, interactions_of
from app.services.lookup import FoundDrug, subjects_of
from app.services.release import LoadedRelease
from app.store.labels import count_labels
from app.store.read import Page, count_facts, list_facts


class Depth(StrEnum):
    """How much is recorded of a drug itself, what its classes say not counted."""

    NAME_ONLY = "name_only"
    CLASSIFIED = "classified"
    PARTIAL = "partial"
    MONOGRAPH = "monograph"


class Recorded(StrEnum):
    """Whether a list is all that its cited source lists, a part of it, or nothing at all."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class RecordedPage:
    """A page of a list, and what the list as a whole means: an empty one says why."""

    total: int
    limit: int
    offset: int
    items: tuple[Any, ...]
    recorded: Recorded
    statement: str


# A drug with a fact of its own of each of these kinds has a monograph.
_MONOGRAPH = (Indication, SideEffect, Warning, Mechanism)
_DEPTHS = {
    Depth.NAME_ONLY: "Only names and codes of {name} are recorded here: no use, effect or warning.",
    Depth.CLASSIFIED: "Of {name} itself only its classes are recorded here: no use, effect or "
    "warning of its own.",
    Depth.PARTIAL: "Of {name} only a part is recorded here; its label has more.",
    Depth.MONOGRAPH: "Uses, effects, warnings and mechanism of {name} are recorded here; its label "
    "may have more.",
}


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
    states: int
    interactions: int
    labels: int


@dataclass(frozen=True, slots=True)
class DrugProfile:
    """What a drug is, and how much more is known of it."""

    drug: Drug
    depth: Depth
    depth_statement: str
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
    states: tuple[SpecialState, ...]
    interactions: tuple[Interaction, ...]
    release: str


def describe_drug(session: Session, loaded: LoadedRelease, found: FoundDrug) -> DrugProfile:
    """What a drug is. How it works, and what it adds to a burden, its classes may say too."""
    kept: DrugProfile | None = loaded.cache.profiles.get(found.drug)
    if kept is None:
        kept = loaded.cache.profiles[found.drug] = _profile(session, loaded, found.drug)
    return replace(kept, matched=found.matched)


def _profile(session: Session, loaded: LoadedRelease, drug: str) -> DrugProfile:
    """What a drug is, asked for by its own name: it is kept, and no words of an asker are."""
    knowledge = loaded.knowledge
    subjects = subjects_of(loaded, drug)
    classes = classes_of(session, knowledge, drug)
    depth = _depth(session, drug, any(one.holds for one in classes))
    return DrugProfile(
        drug=knowledge.drugs[drug],
        depth=depth,
        depth_statement=_DEPTHS[depth].format(name=knowledge.drugs[drug].name),
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
        matched=resolve(Asked(knowledge.drugs[drug].name), knowledge),
    )


def describe_whole_drug(session: Session, loaded: LoadedRelease, found: FoundDrug) -> Monograph:
    """What a drug is, is prescribed for, does, and must not meet."""
    subjects = subjects_of(loaded, found.drug)
    return Monograph(
        profile=describe_drug(session, loaded, found),
        indications=tuple(list_facts(session, Indication, subject=subjects)),
        side_effects=tuple(list_facts(session, SideEffect, subject=subjects)),
        warnings=tuple(list_facts(session, Warning, subject=subjects)),
        states=tuple(list_facts(session, SpecialState, subject=subjects)),
        interactions=tuple(interactions_of(session, loaded.knowledge, found.drug)),
        release=loaded.release,
    )


def _depth(session: Session, drug: str, classified: bool) -> Depth:
    own = [count_facts(session, kind, subject=key("drug", drug)) for kind in _MONOGRAPH]
    if all(own):
        return Depth.MONOGRAPH
    if any(own):
        return Depth.PARTIAL
    return Depth.CLASSIFIED if classified else Depth.NAME_ONLY


def recorded_page(page: Page[Any], what: str, name: str, *, chosen: bool = False) -> RecordedPage:
    """The page of a list of facts on a thing. `what` are the facts in words, `chosen` says that
    only some of them were asked for.

    No source of the release says of itself that its list is whole, so none is `complete`.
    """
    if page.total:
        statement = f"The {what} of {name} that are recorded here; its sources may list more."
    elif chosen:
        statement = f"None of the {what} of {name} that are recorded here is of the kind asked for."
    else:
        statement = (
            f"No {what} of {name} are recorded here. That does not mean that there are none: its "
            "label may well list some."
        )
    recorded = Recorded.PARTIAL if page.total else Recorded.NONE
    return RecordedPage(page.total, page.limit, page.offset, page.items, recorded, statement)


# What the lists within an answer mean, where one of them is empty.
NOTHING_LISTED = (
    "An empty list means that nothing is recorded here, not that there is nothing; other sources "
    "may list more."
)


def recorded_lists(**lists: Sequence[object]) -> dict[str, Recorded]:
    """For each list within an answer whether anything is recorded."""
    return {name: Recorded.PARTIAL if facts else Recorded.NONE for name, facts in lists.items()}


def _count(session: Session, loaded: LoadedRelease, drug: str, subjects: list[Key]) -> Counts:
    return Counts(
        indications=count_facts(session, Indication, subject=subjects),
        side_effects=count_facts(session, SideEffect, subject=subjects),
        warnings=count_facts(session, Warning, subject=subjects),
        states=count_facts(session, SpecialState, subject=subjects),
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
