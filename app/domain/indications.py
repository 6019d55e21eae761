"""Is X prescribed for Y? The statements that bear on it, and the one that speaks first."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.facts import (
    Citations,
    Goal,
    Indication,
    Key,
    Limits,
    Status,
    Treatment,
    key,
    split_key,
)
from app.domain.hierarchy import distances_above, turned
from app.domain.knowledge import Knowledge, name_of


@dataclass(frozen=True, slots=True)
class Matched:
    """Which condition the question was read as, and where the answer comes from.

    `relation` is `exact`, `broader`, `narrower` or `none`; `through` is the class when the answer
    is the class's own.
    """

    asked: str
    condition: str
    name: str
    relation: str
    answered_from: str | None
    through: str | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing said of the drug for this condition, or one near it; `imported` by no curator."""

    status: Status
    goal: Goal
    condition: str
    name: str
    relation: str
    steps: int
    through: str | None
    limits: Limits
    relieves: tuple[str, ...]
    why: str
    citations: Citations
    imported: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    drug: str
    condition: str
    verdict: Status
    goal: Goal
    limits: Limits
    relieves: tuple[str, ...]
    is_antidepressant: bool | None
    why: str
    instead: tuple[Treatment, ...]
    matched: Matched
    also: tuple[Statement, ...]
    citations: Citations


# Semantics: the first that stands is the verdict; advice against comes first only without limits.
_ORDER = (
    Status.APPROVED,
    Status.OFF_LABEL,
    Status.ADJUNCT_ONLY,
    Status.INVESTIGATIONAL,
    Status.NOT_INDICATED,
    Status.ADVISED_AGAINST,
)
_RELATIONS = ("exact", "broader", "narrower")
# What is said of a part of an illness in the negative says nothing of the whole.
_NEGATIVE = (Status.NOT_INDICATED, Status.ADVISED_AGAINST)


def judge(drug: str, condition: str, asked: str, knowledge: Knowledge) -> Verdict:
    """The verdict for a drug and a condition that are both known. Nothing recorded is `unknown`."""
    statements = sorted(_statements(drug, condition, knowledge), key=_rank)
    speaking = [one for one in statements if _may_speak(one)]
    lead = speaking[0] if speaking else None
    return Verdict(
        drug=drug,
        condition=condition,
        verdict=lead.status if lead else Status.UNKNOWN,
        goal=lead.goal if lead else Goal.UNKNOWN,
        limits=lead.limits if lead else Limits(),
        relieves=lead.relieves if lead else (),
        is_antidepressant=is_antidepressant(drug, knowledge),
        why=_why(lead, drug, condition, knowledge),
        instead=_instead(drug, condition, knowledge),
        matched=_matched(lead, condition, asked, knowledge),
        also=tuple(one for one in statements if one is not lead),
        citations=lead.citations if lead else (),
    )


def is_antidepressant(drug: str, knowledge: Knowledge) -> bool | None:
    """True or false where a source says so; null where none does."""
    if "antidepressant" in knowledge.excluded_classes.get(drug, frozenset()):
        return False
    if "antidepressant" in knowledge.classes_above.get(drug, {}):
        return True
    return None


def _statements(drug: str, condition: str, knowledge: Knowledge) -> Iterator[Statement]:
    broader = distances_above(condition, knowledge.condition_parents)
    narrower = distances_above(condition, turned(knowledge.condition_parents))
    above = knowledge.classes_above.get(drug, {})
    subjects = [key("drug", drug), *(key("class", slug) for slug in above)]
    for subject in subjects:
        for stated in knowledge.indications.get(subject, ()):
            if stated.condition == condition:
                yield _statement(stated, "exact", 0, subject, knowledge)
            elif stated.condition in broader:
                steps = broader[stated.condition]
                yield _statement(stated, "broader", steps, subject, knowledge)
            elif stated.condition in narrower:
                steps = narrower[stated.condition]
                yield _statement(stated, "narrower", steps, subject, knowledge)


def _statement(
    stated: Indication, relation: str, steps: int, subject: Key, knowledge: Knowledge
) -> Statement:
    kind, slug = split_key(subject)
    return Statement(
        stated.status,
        stated.goal,
        stated.condition,
        knowledge.conditions[stated.condition].name,
        relation,
        steps,
        slug if kind == "class" else None,
        stated.limits,
        stated.relieves,
        stated.why,
        stated.citations,
        stated.id in knowledge.imported,
    )


def _rank(one: Statement) -> tuple[bool, int, int, bool, int, str]:
    """What is curated first, so that no import overturns it (decision 0009); then the asked
    condition, then the nearest; the drug before its class; then the status.
    """
    place = _ORDER.index(one.status) + 1
    if one.status is Status.ADVISED_AGAINST and not one.limits:
        place = 0
    return (
        one.imported,
        _RELATIONS.index(one.relation),
        one.steps,
        one.through is not None,
        place,
        one.condition,
    )


def _may_speak(one: Statement) -> bool:
    return one.relation != "narrower" or one.status not in _NEGATIVE


def _why(lead: Statement | None, drug: str, condition: str, knowledge: Knowledge) -> str:
    names = knowledge.drugs[drug].name, knowledge.conditions[condition].name
    if lead is None:
        return (
            f"No loaded source says whether {names[0]} is prescribed for {names[1]}. "
            "That is not a no: it is not known here."
        )
    if lead.relation == "exact":
        return lead.why
    return f"This is said of {lead.name}, a {lead.relation} condition than {names[1]}: {lead.why}"


def _matched(lead: Statement | None, condition: str, asked: str, knowledge: Knowledge) -> Matched:
    return Matched(
        asked=asked,
        condition=condition,
        name=name_of(key("condition", condition), knowledge),
        relation=lead.relation if lead else "none",
        answered_from=lead.condition if lead else None,
        through=lead.through if lead else None,
    )


def _instead(drug: str, condition: str, knowledge: Knowledge) -> tuple[Treatment, ...]:
    """What the condition, or the nearest broader one with any, is treated with instead."""
    for slug in distances_above(condition, knowledge.condition_parents):
        treatments = knowledge.treatments.get(slug, ())
        others = tuple(one for one in treatments if one.subject != key("drug", drug))
        if others:
            return tuple(sorted(others, key=_treatment_rank))
    return ()


def _treatment_rank(one: Treatment) -> tuple[int, str]:
    return list(type(one.role)).index(one.role), one.id
