"""What is in, how old it is, and where it is from. Said instead of claiming completeness."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.facts import (
    Burden,
    Code,
    Indication,
    LabelDrug,
    Mechanism,
    Membership,
    Schedule,
    SideEffect,
    Source,
    Warning,
    key,
)
from app.domain.knowledge import Knowledge
from app.domain.terms import CodeSystem, DrugKind, RuleKind
from app.services.breakdowns import Breakdown, SourceKind, breakdowns, sources_by_kind
from app.services.holding import Held
from app.services.not_covered import Missing, not_covered
from app.services.sources import cited_often
from app.store.counting import count_codes, distinct
from app.store.facts import count_facts, list_facts
from app.store.releases import list_data_sets
from app.store.tables import ROW_OF, DataSetRow


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of the release. `facts` by kind; `drugs_with` how many drugs have at least one.

    A full monograph has each of `_MONOGRAPH` of its own; what a class tells is not counted.
    """

    release: str
    made_at: datetime
    statement: str
    facts: dict[str, int]
    drugs_with: dict[str, int]
    codes: dict[str, int]
    pairs_assessed: int
    drugs_assessed: int
    full_monographs: int
    conditions_with_icd10: int
    breakdowns: list[Breakdown]
    sources: list[SourceKind]
    not_covered: list[str]
    data_sets: list[DataSetRow]


# Of each kind the column that names the drug; a subject may be a class too.
_OF_DRUGS = {
    Code: "subject", Mechanism: "subject", Indication: "subject", SideEffect: "subject",
    Warning: "subject", Schedule: "drug", Burden: "subject", LabelDrug: "drug",
}  # fmt: skip
_MONOGRAPH = (Code, Membership, Mechanism, Indication, SideEffect, Warning)
Told = dict[type, set[str]]


def describe_coverage(session: Session, held: Held) -> Coverage:
    """How much this release holds."""
    knowledge = held.knowledge
    medications = sum(drug.kind is DrugKind.MEDICATION for drug in knowledge.drugs.values())
    told = _told_of(session)
    codes = count_codes(session, Code)
    systems = sorted({system for _, system in codes})
    return Coverage(
        release=held.release,
        made_at=held.made_at,
        statement=_statement(medications, knowledge),
        facts={_words(kind.__name__): count_facts(session, kind) for kind in ROW_OF},
        drugs_with={
            "labels" if kind is LabelDrug else _words(kind.__name__): len(told[kind])
            for kind in _OF_DRUGS
        },
        codes={one: sum(n for (_, of), n in codes.items() if of == one) for one in systems},
        pairs_assessed=_pairs_assessed(knowledge),
        drugs_assessed=len(knowledge.scopes),
        full_monographs=_full_monographs(told),
        conditions_with_icd10=_with_icd10(session),
        breakdowns=breakdowns(session, codes),
        sources=sources_by_kind(list_facts(session, Source), cited_often(session, held)),
        not_covered=not_covered(_missing(session, told, knowledge)),
        data_sets=list_data_sets(session),
    )


def _statement(medications: int, knowledge: Knowledge) -> str:
    substances = len(knowledge.drugs) - medications
    return (
        f"This release knows {medications} medications, {substances} substances, "
        f"{len(knowledge.classes)} classes and {len(knowledge.rules)} interaction rules. "
        "What is not in it is unknown here, and unknown does not mean harmless."
    )


def _told_of(session: Session) -> Told:
    """The drugs with at least one fact of their own, by kind of fact."""
    columns = _OF_DRUGS | {Membership: "drug"}
    told = {kind: distinct(session, kind, column) for kind, column in columns.items()}
    return {
        kind: {_slug(one) for one in found if columns[kind] == "drug" or one.startswith("drug:")}
        for kind, found in told.items()
    }


def _slug(name: str) -> str:
    return name.removeprefix("drug:")


def _full_monographs(told: Told) -> int:
    return len(set.intersection(*(told[kind] for kind in _MONOGRAPH)))


def _missing(session: Session, told: Told, knowledge: Knowledge) -> Missing:
    drugs = len(knowledge.drugs)
    coded = {
        _slug(one.subject)
        for one in list_facts(session, Code, system=CodeSystem.RXNORM.value)
        if one.subject.startswith("drug:")
    }
    return Missing(
        drugs=drugs,
        without_monograph=drugs - _full_monographs(told),
        without_use=drugs - len(told[Indication]),
        without_side_effect=drugs - len(told[SideEffect]),
        without_warning=drugs - len(told[Warning]),
        without_rxnorm=drugs - len(coded & set(knowledge.drugs)),
        without_interaction=drugs - len(_in_interactions(knowledge)),
        records=len(knowledge.records),
        pairs_assessed=_pairs_assessed(knowledge),
    )


def _in_interactions(knowledge: Knowledge) -> set[str]:
    """The drugs of rules between drugs, by themselves or by a class, and of records."""
    rules = [rule for rule in knowledge.rules if rule.kind is RuleKind.DRUG_DRUG]
    sides = {side for rule in rules for side in (rule.one, rule.other)}
    ruled = {
        drug
        for drug in knowledge.drugs
        if key("drug", drug) in sides
        or any(key("class", above) in sides for above in knowledge.classes_above.get(drug, ()))
    }
    return ruled | {drug for pair in knowledge.records for drug in pair}


def _with_icd10(session: Session) -> int:
    found = list_facts(session, Code, system=CodeSystem.ICD10.value)
    return len({one.subject for one in found if one.subject.startswith("condition:")})


def _words(kind: str) -> str:
    """`SideEffect` as `side_effects`."""
    text = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in kind).lstrip("_")
    return text[:-1] + "ies" if text.endswith("y") else f"{text}{'es' if text[-1] == 's' else 's'}"


def _pairs_assessed(knowledge: Knowledge) -> int:
    """How many pairs lie within one source's scope."""
    sizes = Counter(scope for scopes in knowledge.scopes.values() for scope in scopes)
    return sum(size * (size - 1) // 2 for size in sizes.values())
