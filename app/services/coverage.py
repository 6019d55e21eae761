"""What is in, how old it is, and where it is from. Said instead of claiming completeness."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.facts import (
    Burden,
    Code,
    Fact,
    Indication,
    LabelDrug,
    Mechanism,
    Schedule,
    SideEffect,
    Warning,
)
from app.domain.knowledge import Knowledge
from app.domain.terms import DrugKind
from app.services.holding import Held
from app.store.facts import count_facts, load_facts
from app.store.releases import list_data_sets
from app.store.tables import ROW_OF, DataSetRow


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of the release. `facts` by kind; `drugs_with` how many drugs have at least one."""

    release: str
    made_at: datetime
    statement: str
    facts: dict[str, int]
    drugs_with: dict[str, int]
    codes: dict[str, int]
    pairs_assessed: int
    data_sets: list[DataSetRow]


def describe_coverage(session: Session, held: Held) -> Coverage:
    """How much this release holds."""
    knowledge = held.knowledge
    medications = sum(drug.kind is DrugKind.MEDICATION for drug in knowledge.drugs.values())
    return Coverage(
        release=held.release,
        made_at=held.made_at,
        statement=_statement(medications, knowledge),
        # Counted where they are kept: the texts of labels alone may be gigabytes.
        facts={_words(kind.__name__): count_facts(session, kind) for kind in ROW_OF},
        drugs_with=_drugs_with(session),
        codes=dict(sorted(Counter(system for system, _ in knowledge.codes).items())),
        pairs_assessed=_pairs_assessed(knowledge),
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


def _drugs_with(session: Session) -> dict[str, int]:
    """Drugs with at least one fact of their own, by kind of fact."""
    found = {}
    for kind in (Code, Mechanism, Indication, SideEffect, Warning, Schedule, Burden, LabelDrug):
        drugs = {drug for fact in load_facts(session, [kind]) if (drug := _drug_of(fact))}
        found["labels" if kind is LabelDrug else _words(kind.__name__)] = len(drugs)
    return found


def _drug_of(fact: Any) -> str | None:
    subject = getattr(fact, "subject", None) or f"drug:{getattr(fact, 'drug', '')}"
    return str(subject) if str(subject).startswith("drug:") else None


def _words(kind: str) -> str:
    """`SideEffect` as `side_effects`."""
    text = "".join(f"_{sign.lower()}" if sign.isupper() else sign for sign in kind).lstrip("_")
    return text[:-1] + "ies" if text.endswith("y") else f"{text}{'es' if text[-1] == 's' else 's'}"


def _pairs_assessed(knowledge: Knowledge) -> int:
    """How many pairs lie within one source's scope."""
    sizes = Counter(scope for scopes in knowledge.scopes.values() for scope in scopes)
    return sum(size * (size - 1) // 2 for size in sizes.values())
