"""May these be taken together? And the lists of rules and records behind the answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any, get_origin, get_type_hints

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session

from app.domain.doses import DoseRange
from app.domain.errors import RejectedImport, TooManyDrugs
from app.domain.facts import (
    Action,
    AlertList,
    Citations,
    EvidenceKind,
    Key,
    LabelMention,
    LabelStatement,
    ParticipantRole,
    Record,
    Rule,
    RuleFrequency,
    RuleKind,
    Severity,
    key,
    worst,
)
from app.domain.interactions.check import Manner, check
from app.domain.interactions.items import Taken
from app.domain.interactions.mentions import mention_id
from app.domain.interactions.pairs import NameReader
from app.domain.interactions.person import NOBODY, Person
from app.domain.interactions.policy import DEFAULT, POLICIES, Policy, Step
from app.domain.interactions.recorded import recorded_pair
from app.domain.interactions.result import Audience, Checkup, Display, FindingKind
from app.domain.knowledge import Knowledge, ordered
from app.domain.names.conditions import no_offers
from app.domain.names.input import Asked, Input, InputStatus
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.services.inputs import corrected, read_several
from app.services.lookup import condition_offers
from app.services.release import LoadedRelease
from app.store.read import list_facts, list_values


class _StepIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    display: Display
    reason: str = Field(min_length=1)
    severity: frozenset[Severity] = frozenset()
    action: frozenset[Action] = frozenset()
    evidence: frozenset[EvidenceKind] = frozenset()
    alert_list: AlertList | None = None
    current_only: bool | None = None
    show: bool = True


class _PolicyIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9-]{1,60}$")
    steps: list[_StepIn] = Field(min_length=1)


def load_policies(file: Path | None) -> dict[str, Policy]:
    """The built-in policies, and the site's own beside them. RejectedImport for a bad file."""
    if file is None:
        return dict(POLICIES)
    try:
        content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        read = _PolicyIn.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RejectedImport([f"{file}: not a readable YAML file ({error})"]) from error
    except ValidationError as error:
        raise RejectedImport(
            [f"{file}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        ) from error
    if read.name in POLICIES:
        raise RejectedImport([f"{file}: '{read.name}' is the name of a built-in policy"])
    steps = tuple(Step(**dict(step)) for step in read.steps)
    return {**POLICIES, read.name: Policy(read.name, steps)}


def named_policy(name: str, policies: Mapping[str, Policy]) -> Policy:
    """The policy with this name. RejectedImport for a name that a setting has wrong."""
    if name not in policies:
        raise RejectedImport([f"policy '{name}' is none of: {', '.join(sorted(policies))}"])
    return policies[name]


# Every pair is looked at: twice as many drugs are four times the work.
MOST_DRUGS = 200


@dataclass(frozen=True, slots=True)
class Question:
    """What a client asks. `as_of` is the ISO day from which wash-outs are counted; else today.

    Who shows neither what would be asked nor what is gone without an input needs no `whole` answer.
    """

    drugs: tuple[Asked, ...]
    current: tuple[Asked, ...] = ()
    conditions: tuple[str, ...] = ()
    policy: Policy = DEFAULT
    audience: Audience = Audience.PROFESSIONAL
    accept_corrections: bool = False
    person: Person = NOBODY
    dose_ranges: Mapping[str, Sequence[DoseRange]] = field(default_factory=dict)
    as_of: str | None = None
    whole: bool = True


def check_interactions(loaded: LoadedRelease, question: Question) -> Checkup:
    """The whole answer. Inputs stand in the order asked: the new drugs, then the current ones.

    Raises TooManyDrugs if the inputs name more drugs than can be compared.
    """
    return check_taken(loaded, question, read_taken(loaded, question))


def read_taken(loaded: LoadedRelease, question: Question) -> list[Taken]:
    """The inputs as they were understood. Raises TooManyDrugs."""
    taken = [_taken(asked, loaded, question, current=False) for asked in question.drugs]
    taken += [_taken(asked, loaded, question, current=True) for asked in question.current]
    if count_drugs(taken) > MOST_DRUGS:
        raise TooManyDrugs(f"at most {MOST_DRUGS} drugs in all, those of combinations included")
    return taken


def count_drugs(taken: Sequence[Taken]) -> int:
    """How many drugs are to be compared, those of combinations included."""
    return sum(max(1, len(one.read.drugs)) for one in taken)


def check_taken(loaded: LoadedRelease, question: Question, taken: Sequence[Taken]) -> Checkup:
    """The whole answer on inputs that were understood."""
    today = question.as_of or datetime.now(UTC).date().isoformat()
    person = question.person
    stated = question.conditions or person.conditions
    offers = condition_offers(loaded.knowledge) if stated else no_offers
    manner = Manner(
        question.policy,
        question.audience,
        today,
        offers,
        _name_reader(loaded),
        question.dose_ranges,
        question.whole,
    )
    return check(taken, question.conditions, loaded.knowledge, manner, person)


def _name_reader(loaded: LoadedRelease) -> NameReader:
    """Reads the name of an allergy, and keeps nothing of it."""
    return lambda words, knowledge: resolve(Asked(name=words), knowledge, loaded.nearest)


def _taken(asked: Asked, loaded: LoadedRelease, question: Question, current: bool) -> Taken:
    read = _read(asked, loaded)
    if question.accept_corrections:
        read = corrected(read, loaded.knowledge)
    return Taken(read, current, asked.stopped_on, asked.dose)


def _read(asked: Asked, loaded: LoadedRelease) -> Input:
    """The input with its one status."""
    if asked.also:
        return read_several(asked, loaded.knowledge, lambda one: _read(one, loaded))
    known = loaded.cache.inputs.get(asked.name) if asked.name is not None else None
    if known is not None:
        return known
    read = resolve(asked, loaded.knowledge, loaded.nearest)
    # Only a name that the release itself records is kept: no words of a question are.
    if read.status is InputStatus.RESOLVED and asked.name and _is_recorded(asked.name, loaded):
        loaded.cache.inputs[asked.name] = read
    return read


def _is_recorded(name: str, loaded: LoadedRelease) -> bool:
    """Whether the release records a name that is written exactly so."""
    hits = loaded.knowledge.names.get(normalise(name), ())
    return any(hit.text == name for hit in hits)


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """What labels of one drug say of another drug or a class: its sentences, the gravest first."""

    drug: str
    subject: Key
    mentions: tuple[LabelMention, ...]

    @property
    def citations(self) -> Citations:
        """The sentences."""
        return tuple(cited for one in self.mentions for cited in one.citations)

    @property
    def id(self) -> str:
        """The name by which an answer refers to it."""
        return mention_id(self.drug, self.subject)

    @property
    def severity(self) -> Severity:
        """The gravest that one of the sentences itself says."""
        return worst(one.severity for one in self.mentions)


Interaction = Rule | Record | LabelledPair


def _nothing(hint: object) -> object:
    """How a field of this type says that nothing is said: empty, unknown or null."""
    return () if get_origin(hint) is tuple else getattr(hint, "UNKNOWN", None)


# What a record says where a rule has a field that records lack. It names no action: that is
# information lacking, not an action not needed.
RECORD_LACKS: Mapping[str, Any] = {
    **{name: _nothing(hint) for name, hint in get_type_hints(Rule).items()},
    "kind": RuleKind.DRUG_DRUG,
    "one_role": ParticipantRole.EITHER,
    "other_role": ParticipantRole.EITHER,
    "action": Action.INSUFFICIENT_INFORMATION,
    "frequency": RuleFrequency("unknown", "unknown"),
}


def interactions_of(session: Session, knowledge: Knowledge, drug: str) -> list[Interaction]:
    """The rules that the drug can play, by itself or a class, its records, and whom its labels name
    or whose labels name it; gravest first.
    """
    return gravest_first(
        [
            *_rules_of(knowledge, drug),
            *_records_of(session, drug),
            *_labelled_of(session, knowledge, drug),
        ]
    )


def count_interactions(session: Session, knowledge: Knowledge, drug: str) -> int:
    """How many `interactions_of` the drug there are."""
    mentioned = sum(1 for _ in _labelled_of(session, knowledge, drug))
    return len(_rules_of(knowledge, drug)) + len(_records_of(session, drug)) + mentioned


def all_interactions(knowledge: Knowledge) -> list[Interaction]:
    """Every rule and record; gravest first."""
    records = [record for claims in knowledge.records.values() for record in claims]
    return gravest_first([*knowledge.rules, *records])


def all_labelled(knowledge: Knowledge) -> list[Interaction]:
    """All that labels name; gravest first."""
    found = (labelled_pair(knowledge, *pair) for pair in knowledge.mentions)
    return gravest_first([one for one in found if one is not None])


def interactions_among(knowledge: Knowledge, drugs: Sequence[str]) -> list[Interaction]:
    """What is recorded between any two of the drugs, each once; gravest first."""
    found: dict[str, Interaction] = {}
    for one, other in combinations(dict.fromkeys(drugs), 2):
        recorded = recorded_pair(one, other, knowledge)
        if recorded is not None:
            found |= {rule.id: rule for rule in recorded.rules()}
            found |= {repr((one, other, n)): r for n, r in enumerate(recorded.records)}
            for reached in recorded.reached:
                pair = labelled_pair(knowledge, reached.mention.drug, reached.mention.subject)
                if pair is not None:
                    found[pair.id] = pair
    return gravest_first(list(found.values()))


def find_interaction(knowledge: Knowledge, name: str) -> Interaction | None:
    """The rule with this id, the record of a source (`source:drug:drug`), or what labels of a drug
    say of a subject.
    """
    rule = next((rule for rule in knowledge.rules if rule.id == name), None)
    if rule is not None:
        return rule
    source, _, drugs = name.partition(":")
    if source == FindingKind.LABEL_MENTION:
        drug, _, subject = drugs.partition(":")
        return labelled_pair(knowledge, drug, subject)
    pair = ordered(*drugs.split(":")) if drugs.count(":") == 1 else ("", "")
    claims: tuple[Record, ...] = knowledge.records.get(pair, ())
    return next((one for one in claims if one.citations[0].source == source), None)


def gravest_first(interactions: list[Interaction]) -> list[Interaction]:
    """By severity, rules before records, and these before what only a label names."""
    return sorted(interactions, key=_order)


def _order(one: Interaction) -> tuple[int, int, str]:
    if isinstance(one, LabelledPair):
        return -one.severity.rank, 2, one.id
    if isinstance(one, Rule):
        return -one.severity.rank, 0, one.id
    return -one.severity.rank, 1, f"{one.one}:{one.other}:{one.citations[0].source}"


def _rules_of(knowledge: Knowledge, drug: str) -> list[Rule]:
    above = knowledge.classes_above.get(drug, {})
    keys = {key("drug", drug), *(key("class", slug) for slug in above)}
    return [
        rule
        for rule in knowledge.rules
        if (rule.one in keys or rule.other in keys)
        and drug not in {exception.drug for exception in rule.exceptions}
    ]


def labelled_pair(knowledge: Knowledge, drug: str, subject: Key) -> LabelledPair | None:
    """What labels of the drug say of the subject; None where they say of no interaction."""
    found: tuple[LabelMention, ...] = knowledge.mentions.get((drug, subject), ())
    stated = tuple(one for one in found if one.statement is not LabelStatement.NO_EFFECT)
    return LabelledPair(drug, subject, stated) if stated else None


def _labelled_of(session: Session, knowledge: Knowledge, drug: str) -> Iterator[LabelledPair]:
    """Whom labels of the drug name, and whose labels name it itself."""
    pair = ("drug", "subject")
    pairs = {
        *list_values(session, LabelMention, pair, drug=drug),
        *list_values(session, LabelMention, pair, subject=key("drug", drug)),
    }
    found = (labelled_pair(knowledge, *pair) for pair in sorted(pairs))
    return (one for one in found if one is not None)


def _records_of(session: Session, drug: str) -> list[Record]:
    return [*list_facts(session, Record, one=drug), *list_facts(session, Record, other=drug)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rules and records a list is of; None stands for any. `among` are drugs: then only what
    is recorded between two of them.
    """

    drug: str | None = None
    drug_class: str | None = None
    severity: Severity | None = None
    action: Action | None = None
    kind: FindingKind | None = None
    among: tuple[str, ...] = ()


def find_interactions(session: Session, knowledge: Knowledge, wanted: Wanted) -> list[Interaction]:
    """The rules and records, then what labels name, as far as wanted; the gravest first in each.

    What labels name is only listed of certain drugs, or where it alone is wanted.
    """
    if wanted.among:
        found = interactions_among(knowledge, wanted.among)
    elif wanted.drug is not None:
        found = interactions_of(session, knowledge, wanted.drug)
    elif wanted.kind is FindingKind.LABEL_MENTION:
        found = all_labelled(knowledge)
    else:
        found = all_interactions(knowledge)
    return [one for one in found if _fits(one, wanted)]


def _fits(one: Interaction, wanted: Wanted) -> bool:
    if isinstance(one, Rule):
        sides, action, kind = (one.one, one.other), one.action, FindingKind(one.kind.value)
    elif isinstance(one, LabelledPair):
        sides, action = (key("drug", one.drug), one.subject), RECORD_LACKS["action"]
        kind = FindingKind.LABEL_MENTION
    else:
        sides = (key("drug", one.one), key("drug", one.other))
        action, kind = RECORD_LACKS["action"], FindingKind.DRUG_DRUG
    drug = wanted.drug if wanted.among else None
    return (
        (drug is None or key("drug", drug) in sides)
        and (wanted.drug_class is None or key("class", wanted.drug_class) in sides)
        and (wanted.severity is None or one.severity is wanted.severity)
        and (wanted.action is None or action is wanted.action)
        and (wanted.kind is None or kind is wanted.kind)
    )
