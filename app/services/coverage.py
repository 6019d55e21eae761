"""What is in, how old it is, and where it is from. Said instead of claiming completeness."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.facts import (
    Burden,
    Code,
    CodeSystem,
    Drug,
    DrugClass,
    DrugKind,
    Indication,
    LabelDrug,
    LabelMention,
    Mechanism,
    Membership,
    Name,
    Product,
    ReadLabel,
    Rule,
    RuleKind,
    Schedule,
    SideEffect,
    Source,
    SpecialState,
    Warning,
    key,
)
from app.domain.knowledge import Knowledge
from app.services.release import LoadedRelease
from app.services.sources import cited_often
from app.store.read import count_facts, list_facts
from app.store.release_tables import DataSetRow
from app.store.releases import list_data_sets
from app.store.schema import ROW_OF
from app.store.statistics import count_by, count_codes, list_distinct

# Not the part of a set id that looks like a year.
_YEAR = re.compile(r"(?<![\w-])(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """How many facts of a kind there are, by one of their fields."""

    of: str
    by: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class SourceKind:
    """The sources of one kind: how many facts cite them, and the years that their versions name.

    `undated` counts those whose version names no year.
    """

    kind: str
    sources: int
    facts: int
    oldest: int | None
    newest: int | None
    undated: int


# Each kind of fact by each column that matters for what is covered.
_BY = (
    ("drugs", Drug, "kind"), ("names", Name, "kind"), ("classes", DrugClass, "kind"),
    ("indications", Indication, "status"), ("side_effects", SideEffect, "frequency"),
    ("warnings", Warning, "kind"),
    ("special_states", SpecialState, "state"), ("special_states", SpecialState, "judgement"),
    ("rules", Rule, "kind"), ("rules", Rule, "severity"),
    ("rules", Rule, "alert_list"), ("label_mentions", LabelMention, "statement"),
    ("label_mentions", LabelMention, "condition"),
    ("products", Product, "kind"), ("burdens", Burden, "burden"),
)  # fmt: skip


def breakdowns(session: Session, codes: Counter[tuple[str, str]]) -> list[Breakdown]:
    """Each kind of fact by what tells its facts apart, codes by their system."""
    found = [_breakdown(of, column, count_by(session, kind, column)) for of, kind, column in _BY]
    things = sorted({thing for thing, _ in codes})
    coded = [
        _breakdown(
            f"{thing}_codes",
            "system",
            Counter({system: n for (of, system), n in codes.items() if of == thing}),
        )
        for thing in things
    ]
    return [*found[:2], *coded, *found[2:]]


def sources_by_kind(sources: Iterable[Source], cited: Mapping[str, int]) -> list[SourceKind]:
    """The sources by kind, those of most facts first."""
    kinds: dict[str, list[Source]] = defaultdict(list)
    for one in sources:
        kinds[one.kind].append(one)
    found = [_source_kind(kind, stated, cited) for kind, stated in kinds.items()]
    return sorted(found, key=lambda one: (-one.facts, one.kind))


def _source_kind(kind: str, sources: list[Source], cited: Mapping[str, int]) -> SourceKind:
    years = [[int(year) for year in _YEAR.findall(one.version)] for one in sources]
    known = [max(found) for found in years if found]
    return SourceKind(
        kind=kind,
        sources=len(sources),
        facts=sum(cited.get(one.id, 0) for one in sources),
        oldest=min(known, default=None),
        newest=max(known, default=None),
        undated=sum(not found for found in years),
    )


def _breakdown(of: str, by: str, counts: Counter[str]) -> Breakdown:
    """What has no value is counted as `none`."""
    return Breakdown(of, by, {value or "none": counts[value] for value in sorted(counts)})


# True of every release: nothing in the program does it.
_NEVER = (
    "No doses: how much to take, how often and for how long is not told.",
    "No allergies: a drug is not checked against what a person does not tolerate.",
    "No person: age, weight, kidney and liver values are not computed with; only conditions are.",
    "No prices, no stock, no pictures of pills.",
)


@dataclass(frozen=True, slots=True)
class Missing:
    """How much of what is here is incomplete. Drugs are counted with their own facts only."""

    drugs: int
    without_description: int
    without_monograph: int
    without_use: int
    without_side_effect: int
    without_warning: int
    without_state: int
    without_rxnorm: int
    without_interaction: int
    records: int
    pairs_assessed: int


def not_covered(missing: Missing) -> list[str]:
    """One sentence for each gap, the gravest first; a gap that is closed is left out."""
    of = f"of {missing.drugs} drugs"
    stated = [
        (
            missing.without_description,
            f"{of} are known by name, code and class only: nothing is told of them.",
        ),
        (
            missing.without_monograph,
            f"{of} have no full monograph: names, codes and classes, and only some of the rest.",
        ),
        (missing.without_interaction, f"{of} take part in no interaction rule and no record."),
        (
            missing.without_use,
            f"{of} have no use told: what they are prescribed for is unknown here.",
        ),
        (missing.without_side_effect, f"{of} have no side effect of their own told."),
        (missing.without_warning, f"{of} have no warning of their own told."),
        (
            missing.without_state,
            f"{of} have nothing of their own told on pregnancy, breastfeeding, kidneys, liver or "
            "age.",
        ),
        (missing.without_rxnorm, f"{of} have no RxNorm code."),
    ]
    lines = [f"{count} {words}" for count, words in stated if count]
    if not missing.records:
        lines.append("No data set of pairs is imported: interactions are those of the rules only.")
    if not missing.pairs_assessed:
        lines.append("No source assessed all pairs of its drugs: no finding does not mean safe.")
    return [*lines, *_NEVER]


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
    Warning: "subject", SpecialState: "subject", Schedule: "drug", Burden: "subject",
    LabelDrug: "drug", ReadLabel: "drug",
}  # fmt: skip
_MONOGRAPH = (Code, Membership, Mechanism, Indication, SideEffect, Warning)
DrugsByKind = dict[type, set[str]]


def describe_coverage(session: Session, loaded: LoadedRelease) -> Coverage:
    """How much this release holds."""
    knowledge = loaded.knowledge
    medications = sum(drug.kind is DrugKind.MEDICATION for drug in knowledge.drugs.values())
    stated = _drugs_with(session)
    codes = count_codes(session, Code)
    systems = sorted({system for _, system in codes})
    return Coverage(
        release=loaded.release,
        made_at=loaded.made_at,
        statement=_statement(medications, knowledge),
        facts={_words(kind.__name__): count_facts(session, kind) for kind in ROW_OF},
        drugs_with={
            "labels" if kind is LabelDrug else _words(kind.__name__): len(stated[kind])
            for kind in _OF_DRUGS
        },
        codes={one: sum(n for (_, of), n in codes.items() if of == one) for one in systems},
        pairs_assessed=_pairs_assessed(knowledge),
        drugs_assessed=len(knowledge.scopes),
        full_monographs=_full_monographs(stated),
        conditions_with_icd10=_with_icd10(session),
        breakdowns=breakdowns(session, codes),
        sources=sources_by_kind(list_facts(session, Source), cited_often(session, loaded)),
        not_covered=not_covered(_missing(session, stated, knowledge)),
        data_sets=list_data_sets(session),
    )


def _statement(medications: int, knowledge: Knowledge) -> str:
    substances = len(knowledge.drugs) - medications
    return (
        f"This release knows {medications} medications, {substances} substances, "
        f"{len(knowledge.classes)} classes and {len(knowledge.rules)} interaction rules. "
        "What is not in it is unknown here, and unknown does not mean harmless."
    )


def _drugs_with(session: Session) -> DrugsByKind:
    """The drugs with at least one fact of their own, by kind of fact."""
    columns = _OF_DRUGS | {Membership: "drug"}
    stated = {kind: list_distinct(session, kind, column) for kind, column in columns.items()}
    return {
        kind: {_slug(one) for one in found if columns[kind] == "drug" or one.startswith("drug:")}
        for kind, found in stated.items()
    }


def _slug(name: str) -> str:
    return name.removeprefix("drug:")


def _full_monographs(stated: DrugsByKind) -> int:
    return len(set.intersection(*(stated[kind] for kind in _MONOGRAPH)))


def _missing(session: Session, stated: DrugsByKind, knowledge: Knowledge) -> Missing:
    drugs = len(knowledge.drugs)
    coded = {
        _slug(one.subject)
        for one in list_facts(session, Code, system=CodeSystem.RXNORM.value)
        if one.subject.startswith("drug:")
    }
    return Missing(
        drugs=drugs,
        without_description=sum(not one.is_described for one in knowledge.drugs.values()),
        without_monograph=drugs - _full_monographs(stated),
        without_use=drugs - len(stated[Indication]),
        without_side_effect=drugs - len(stated[SideEffect]),
        without_warning=drugs - len(stated[Warning]),
        without_state=drugs - len(stated[SpecialState]),
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
