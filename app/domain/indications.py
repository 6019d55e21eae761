"""Is X prescribed for Y? The statements that bear on it, and the one that speaks first."""

from collections.abc import Iterator, Sequence
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
from app.domain.hierarchy import distances_above
from app.domain.knowledge import Knowledge, name_of
from app.domain.names.parse import is_of_another_form, is_of_form


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
    """One thing said of the drug for this condition, or one near it; `imported` by no curator.

    `holds` is false where it is not known whether it holds for the asked condition: what is said
    of a broader one need not hold for each of its kinds, and what holds for one form of the drug
    is no verdict of the drug in another form.
    """

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
    holds: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the statements come to. `nearest` are those on broader conditions of which it is not
    known whether they cover this one; `kinds` are the kinds of the condition that a verdict on a
    part of it holds for.
    """

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
    nearest: tuple[Statement, ...]
    kinds: tuple[str, ...]
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
# Refusals.
_NEGATIVE = (Status.NOT_INDICATED, Status.ADVISED_AGAINST)


def judge(
    drug: str,
    condition: str,
    asked: str,
    knowledge: Knowledge,
    narrower: bool = False,
    form: str | None = None,
) -> Verdict:
    """The verdict for a drug and a condition that are both known. Nothing recorded is `unknown`.

    What holds for one form only is said of the drug in that `form`, and goes first there. With
    `narrower` the asker's words mean a kind of the condition that has no entry of its own:
    what is said of the condition is then said of a broader one.
    """
    statements = sorted(_statements(drug, condition, knowledge, narrower, form), key=_rank)
    speaking = [one for one in statements if one.holds]
    lead = speaking[0] if speaking else None
    broader = [one for one in statements if one.relation == "broader" and not one.holds]
    nearest = tuple(one for one in broader if one.steps == broader[0].steps)
    return Verdict(
        drug=drug,
        condition=condition,
        verdict=lead.status if lead else Status.UNKNOWN,
        goal=lead.goal if lead else Goal.UNKNOWN,
        limits=lead.limits if lead else Limits(),
        relieves=lead.relieves if lead else (),
        is_antidepressant=is_antidepressant(drug, knowledge),
        why=_why(lead, nearest, drug, condition, knowledge),
        instead=_instead(drug, condition, knowledge),
        matched=_matched(lead, condition, asked, knowledge),
        also=tuple(one for one in statements if one is not lead and one not in nearest),
        nearest=nearest,
        kinds=_kinds(lead, speaking),
        citations=lead.citations if lead else (),
    )


def is_antidepressant(drug: str, knowledge: Knowledge) -> bool | None:
    """True or false where a source says so; null where none does."""
    if "antidepressant" in knowledge.excluded_classes.get(drug, frozenset()):
        return False
    if "antidepressant" in knowledge.classes_above.get(drug, {}):
        return True
    return None


def _statements(
    drug: str, condition: str, knowledge: Knowledge, of_a_kind: bool, form: str | None
) -> Iterator[Statement]:
    broader = distances_above(condition, knowledge.condition_parents)
    narrower = distances_above(condition, knowledge.condition_children)
    covering = distances_above(condition, knowledge.covered_by)
    above = knowledge.classes_above.get(drug, {})
    subjects = [key("drug", drug), *(key("class", slug) for slug in above)]
    for subject in subjects:
        for indication in knowledge.indications.get(subject, ()):
            asked = indication.condition
            only = indication.limits.form
            fits = only is None or is_of_form(only, form)
            fits = fits and not is_of_another_form(indication.limits.line, form)
            if asked == condition and not of_a_kind:
                yield _statement(indication, "exact", 0, subject, fits, knowledge)
            elif asked in broader:
                holds = asked in covering and not of_a_kind
                holds = holds or (indication.status in _NEGATIVE and indication.all_kinds)
                steps = broader[asked] + of_a_kind
                yield _statement(indication, "broader", steps, subject, holds and fits, knowledge)
            elif asked in narrower and not of_a_kind:
                # In the negative, what is said of a part of an illness says nothing of the whole.
                holds = indication.status not in _NEGATIVE
                steps = narrower[asked]
                yield _statement(indication, "narrower", steps, subject, holds and fits, knowledge)


def _statement(
    stated: Indication, relation: str, steps: int, subject: Key, holds: bool, knowledge: Knowledge
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
        holds,
    )


def _rank(one: Statement) -> tuple[bool, int, int, bool, bool, int, str]:
    """What is curated first, so that no import overturns it (decision 0009); then the asked
    condition, then the nearest; what is said of the asked form; the drug before its class; then
    the status.
    """
    place = _ORDER.index(one.status) + 1
    if one.status is Status.ADVISED_AGAINST and not one.limits:
        place = 0
    return (
        one.imported,
        _RELATIONS.index(one.relation),
        one.steps,
        not (one.holds and one.limits.form),
        one.through is not None,
        place,
        one.condition,
    )


def _kinds(lead: Statement | None, speaking: Sequence[Statement]) -> tuple[str, ...]:
    """The kinds of the condition of which the same is said; empty for a verdict on the whole."""
    if lead is None or lead.relation != "narrower":
        return ()
    same = (one for one in speaking if one.relation == "narrower" and one.status is lead.status)
    return tuple(dict.fromkeys(one.condition for one in same))


def _why(
    lead: Statement | None,
    nearest: Sequence[Statement],
    drug: str,
    condition: str,
    knowledge: Knowledge,
) -> str:
    names = knowledge.drugs[drug].name, knowledge.conditions[condition].name
    if lead is None:
        words = (
            f"No loaded source says whether {names[0]} is prescribed for {names[1]}. "
            "That is not a no: it is not known here."
        )
        return f"{words} {_of_broader(nearest[0], names[0])}" if nearest else words
    if lead.relation == "exact":
        return lead.why
    if lead.relation == "narrower":
        return f"For some kinds of {names[1]}: this is said of {lead.name}. {lead.why}"
    return f"This is said of {lead.name}, which covers {names[1]}: {lead.why}"


def _of_broader(one: Statement, drug: str) -> str:
    status = one.status.value.replace("_", " ")
    return (
        f"For {one.name} in general {drug} is recorded as {status}; whether that covers this kind "
        "is not known here."
    )


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
