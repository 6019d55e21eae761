"""What is in, how old it is, and where it is from. Said instead of claiming completeness."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.facts import (
    Assessment,
    Code,
    Condition,
    Fact,
    Membership,
    Name,
    Schedule,
    key,
    split_key,
)
from app.domain.knowledge import Knowledge
from app.domain.terms import CodeSystem, DrugKind, RuleKind
from app.services.breakdowns import Breakdown, SourceKind, breakdowns, sources_by_kind
from app.services.holding import Held
from app.services.not_covered import Missing, not_covered
from app.store.facts import load_facts
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


_OF_DRUGS = ("Code", "Mechanism", "Indication", "SideEffect", "Warning", "Schedule", "Burden")
_MONOGRAPH = ("Code", "Membership", "Mechanism", "Indication", "SideEffect", "Warning")


def describe_coverage(session: Session, held: Held) -> Coverage:
    """How much this release holds."""
    facts = list(load_facts(session, ROW_OF))
    counts = Counter(type(fact).__name__ for fact in facts)
    knowledge = held.knowledge
    medications = sum(drug.kind is DrugKind.MEDICATION for drug in knowledge.drugs.values())
    told = _told_of(facts)
    return Coverage(
        release=held.release,
        made_at=held.made_at,
        statement=_statement(medications, knowledge),
        facts={_words(kind.__name__): counts[kind.__name__] for kind in ROW_OF},
        drugs_with={_words(kind): len(told[kind]) for kind in _OF_DRUGS},
        codes=dict(sorted(Counter(system for system, _ in knowledge.codes).items())),
        pairs_assessed=_pairs_assessed(knowledge),
        drugs_assessed=len(knowledge.scopes),
        full_monographs=_full_monographs(told),
        conditions_with_icd10=_with_icd10(facts),
        breakdowns=breakdowns(facts),
        sources=sources_by_kind(facts, count_citations(facts)),
        not_covered=not_covered(_missing(told, knowledge)),
        data_sets=list_data_sets(session),
    )


def count_citations(facts: Iterable[Fact]) -> Counter[str]:
    """How many facts cite each source."""
    return Counter(
        source
        for fact in facts
        for source in {citation.source for citation in getattr(fact, "citations", ())}
    )


def _statement(medications: int, knowledge: Knowledge) -> str:
    substances = len(knowledge.drugs) - medications
    return (
        f"This release knows {medications} medications, {substances} substances, "
        f"{len(knowledge.classes)} classes and {len(knowledge.rules)} interaction rules. "
        "What is not in it is unknown here, and unknown does not mean harmless."
    )


def _told_of(facts: list[Fact]) -> dict[str, set[str]]:
    """The drugs with at least one fact of their own, by kind of fact."""
    found: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        drug = _drug_of(fact)
        if drug is not None:
            found[type(fact).__name__].add(drug)
    return found


def _full_monographs(told: dict[str, set[str]]) -> int:
    return len(set.intersection(*(told[kind] for kind in _MONOGRAPH)))


def _missing(told: dict[str, set[str]], knowledge: Knowledge) -> Missing:
    drugs = len(knowledge.drugs)
    coded = {code for system, code in knowledge.codes if system == CodeSystem.RXNORM}
    with_rxnorm = {
        thing for code in coded for thing in knowledge.codes[CodeSystem.RXNORM, code]
    } & {key("drug", drug) for drug in knowledge.drugs}
    return Missing(
        drugs=drugs,
        without_monograph=drugs - _full_monographs(told),
        without_use=drugs - len(told["Indication"]),
        without_side_effect=drugs - len(told["SideEffect"]),
        without_warning=drugs - len(told["Warning"]),
        without_rxnorm=drugs - len(with_rxnorm),
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


def _with_icd10(facts: list[Fact]) -> int:
    conditions = {key("condition", fact.id) for fact in facts if isinstance(fact, Condition)}
    return len(conditions & {f.subject for f in facts if isinstance(f, Code)})


def _drug_of(fact: Fact) -> str | None:
    """The drug that a fact is of, as a slug; what is of a class or condition is of none."""
    if isinstance(fact, Assessment | Membership | Name | Schedule):
        return fact.drug
    kind, slug = split_key(getattr(fact, "subject", ""))
    return slug if kind == "drug" else None


def _words(kind: str) -> str:
    """`SideEffect` as `side_effects`."""
    text = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in kind).lstrip("_")
    return text[:-1] + "ies" if text.endswith("y") else f"{text}{'es' if text[-1] == 's' else 's'}"


def _pairs_assessed(knowledge: Knowledge) -> int:
    """How many pairs lie within one source's scope."""
    sizes = Counter(scope for scopes in knowledge.scopes.values() for scope in scopes)
    return sum(size * (size - 1) // 2 for size in sizes.values())
