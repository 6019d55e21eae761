"""What labels name of a pair: sentences that reach it, and what it means that none does.

A program found them: alone they are a quiet list, never shown louder than `passive`; beside a rule
or a record they stand under it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.english import capital
from app.domain.facts import (
    Action,
    Advice,
    Certainty,
    Citations,
    Evidence,
    EvidenceKind,
    Key,
    LabelMention,
    LabelStatement,
    MentionCondition,
    ReadLabel,
    Route,
    Severity,
    key,
    split_key,
    worst,
)
from app.domain.facts.label import in_words, label_in_words
from app.domain.interactions.findings import Bare, bare_template
from app.domain.interactions.items import Item
from app.domain.interactions.policy import Seen, Step
from app.domain.interactions.result import AlsoRule, Audience, FindingKind, PairStatus
from app.domain.interactions.rules import Pair, Reached, advice_of, chain
from app.domain.interactions.templates import Template
from app.domain.knowledge import Knowledge, RuleKeys, name_of
from app.domain.labels import READER


def mention_id(drug: str, subject: Key) -> str:
    """`label_mention:lisinopril:class:oral-antidiabetic`."""
    return f"{FindingKind.LABEL_MENTION.value}:{drug}:{subject}"


def name_each_other(one: RuleKeys, other: RuleKeys) -> bool:
    """Whether labels of one name the other, or a class of it, as interacting."""
    return bool(one.names & other.named or other.names & one.named)


@dataclass(frozen=True, slots=True)
class NamedPair:
    """What labels say of a pair: at most one sentence each way, and all that an answer says of it.

    `lines` are the sentences in words, `because` these with the way to a class, `also` what stands
    under a rule, `patient` is for patients.
    """

    reached: tuple[Reached, ...]
    severity: Severity
    lines: tuple[str, ...]
    because: tuple[str, ...]
    patient: str
    also: tuple[AlsoRule, ...]
    citations: Citations


def named_pair(
    one: Key, one_keys: RuleKeys, other: Key, other_keys: RuleKeys, knowledge: Knowledge
) -> NamedPair | None:
    """What labels of two things say; None where they say nothing."""
    reached = reached_between(one, one_keys, other, other_keys, knowledge)
    return _named_pair(reached, knowledge) if reached else None


def _named_pair(reached: tuple[Reached, ...], knowledge: Knowledge) -> NamedPair:
    lines = tuple(_in_words(one, knowledge) for one in reached)
    because = dict.fromkeys(
        line
        for one, words in zip(reached, lines, strict=True)
        for line in (*chain(one.other, one.mention.subject, knowledge), words)
    )
    return NamedPair(
        reached=reached,
        severity=worst(one.mention.severity for one in reached),
        lines=lines,
        because=tuple(because),
        patient=_patient(min(reached, key=_gravest_nearest), knowledge),
        also=tuple(map(_also, reached, lines)),
        citations=tuple(cited for one in reached for cited in one.mention.citations),
    )


def reached_between(
    one: Key, one_keys: RuleKeys, other: Key, other_keys: RuleKeys, knowledge: Knowledge
) -> tuple[Reached, ...]:
    """At most one sentence each way: the gravest, of these the one that names most exactly."""
    sides = ((one, one_keys, other, other_keys), (other, other_keys, one, one_keys))
    best = (_best(*side, knowledge) for side in sides)
    return tuple(found for found in best if found is not None)


def _best(
    one: Key, keys: RuleKeys, other: Key, other_keys: RuleKeys, knowledge: Knowledge
) -> Reached | None:
    if not keys.names & other_keys.named:
        return None
    drug = split_key(one)[1]
    found = (
        Reached(mention, other, steps)
        for subject, steps in other_keys.steps.items()
        for mention in knowledge.mentions.get((drug, subject), ())
        if mention.statement is not LabelStatement.NO_EFFECT
    )
    return min(found, key=_gravest_nearest, default=None)


def _gravest_nearest(one: Reached) -> tuple[int, bool, int, str, str]:
    mention = one.mention
    conditional = mention.condition is not None
    return -mention.severity.rank, conditional, one.steps, mention.subject, mention.set_id


# What keeps a sentence from speaking of the two as such, as an answer says it.
CONDITIONS = {
    MentionCondition.DOSE: "only for some doses",
    MentionCondition.ORGAN: "only for weak kidneys or a weak liver",
    MentionCondition.GENOTYPE: "only for some genes",
    MentionCondition.AGE: "only for some ages",
    MentionCondition.ROUTE: "only for some ways of use",
    MentionCondition.THIRD_DRUG: "only beside a third drug",
    MentionCondition.DISEASE: "only for some diseases",
    MentionCondition.EXCEPT: "with an exception",
    MentionCondition.OUTSIDE_PEOPLE: "from studies outside of people",
}


def statement_in_words(mention: LabelMention, knowledge: Knowledge) -> str:
    """`the label of lisinopril names the class 'antidiabetic'`, with what limits it."""
    name = name_of(mention.subject, knowledge)
    whom = f"the class '{name}'" if split_key(mention.subject)[0] == "class" else name
    label = f"the label of {knowledge.drugs[mention.drug].name}"
    stated = {
        LabelStatement.FORBIDS: f"{label} says not to use it with {whom}",
        LabelStatement.WARNS: f"{label} has a boxed warning of {whom}",
        LabelStatement.NAMES: f"{label} names {whom}",
        LabelStatement.NO_EFFECT: f"{label} states that no relevant effect was seen with {whom}",
    }[mention.statement]
    if mention.condition is None:
        return stated
    return f"{label} names {whom}, {CONDITIONS[mention.condition]}"


def place_in_words(mention: LabelMention) -> str:
    """`drug interactions, sentence 7, version 3, of 2024-02-01`."""
    dated = f", of {mention.effective_on}" if mention.effective_on else ""
    number = mention.citations[0].sentence
    return f"{in_words(mention.section)}, sentence {number}, version {mention.version}{dated}"


def _in_words(one: Reached, knowledge: Knowledge) -> str:
    """With the way to a class, where it names one."""
    stated = statement_in_words(one.mention, knowledge)
    if one.steps:
        stated = f"{stated}; {name_of(one.other, knowledge)} is in it"
    return f"{stated} ({place_in_words(one.mention)})"


def _also(one: Reached, words: str) -> AlsoRule:
    """As it stands under a rule or a record that speaks of the same pair."""
    mention = one.mention
    return AlsoRule(
        mention_id(mention.drug, mention.subject),
        words,
        mention.severity,
        Action.INSUFFICIENT_INFORMATION,
        mention.citations,
    )


# It names no rule, so it can be shown no louder than this.
ALONE = "named in a label, and covered by no rule here"


def seen_in_mentions(named: NamedPair, *, current: bool) -> Seen:
    """What a policy may look at."""
    return Seen(named.severity, Action.INSUFFICIENT_INFORMATION, _KINDS, None, current)


_KINDS = frozenset({EvidenceKind.LABEL})
_EVIDENCE = (Evidence(EvidenceKind.LABEL, Certainty.UNKNOWN),)


def template_of_mentions(pair: Pair, named: NamedPair, step: Step, audience: Audience) -> Template:
    """Of a pair of which only labels speak; `step` is how the policy shows it."""
    advice = advice_of(pair.one, pair.other, Advice(named.patient, _PROFESSIONAL[named.severity]))
    message = advice.patient
    if audience is not Audience.PATIENT:
        words = "; ".join(named.lines)
        message = f"{capital(words)}. {advice.professional}"
    return bare_template(
        pair,
        Bare(
            id=":".join(["label_mention", *sorted((pair.one.slug, pair.other.slug))]),
            kind=FindingKind.LABEL_MENTION,
            title=f"{pair.one.name} with {pair.other.name}",
            text=named.lines,
            advice=advice,
            message=message,
            because=named.because,
            citations=named.citations,
            severity=named.severity,
            evidence=_EVIDENCE,
        ),
        step,
    )


_PROFESSIONAL = {
    Severity.UNKNOWN: "How grave it is was not judged: read the label.",
    Severity.MAJOR: "Found by a program, and not judged by a curator: read the label.",
    Severity.CONTRAINDICATED: "Found by a program, and not judged by a curator: read the label.",
}
_ASK = "Ask your doctor or pharmacist before you take both."


def _patient(lead: Reached, knowledge: Knowledge) -> str:
    """In plain words, without the name of a class."""
    label = f"The label of {knowledge.drugs[lead.mention.drug].name}"
    other = name_of(lead.other, knowledge)
    severity = lead.mention.severity
    if severity is Severity.CONTRAINDICATED:
        stated = f"{label} says not to take it with {'drugs like ' if lead.steps else ''}{other}."
    elif severity is Severity.MAJOR:
        stated = f"{label} has a strong warning of {'drugs like ' if lead.steps else ''}{other}."
    elif lead.steps:
        stated = f"{label} names a group of drugs, and {other} is one of them. {_NOT_KNOWN}"
    else:
        stated = f"{label} names {other}. {_NOT_KNOWN}"
    return f"{stated} {_ASK}"


_NOT_KNOWN = "How much that matters is not known here."


Silence = tuple[PairStatus, str | None, Citations]
_NOTHING_READ: Silence = (PairStatus.NOT_ASSESSED, None, ())


def silence_of(one: Item, other: Item, knowledge: Knowledge) -> Silence:
    """The status of two drugs of which nothing is recorded, from the labels that were read."""
    if not (one.rule_keys.is_read or other.rule_keys.is_read):
        return _NOTHING_READ
    besides = [*_besides(one, other, knowledge), *_besides(other, one, knowledge)]
    if besides:
        return PairStatus.NOT_ASSESSED, "; ".join(besides), ()
    found = [_fitting(item, knowledge) for item in (one, other)]
    gaps = [
        gap
        for item, label in zip((one, other), found, strict=True)
        if (gap := _gap(item, label, knowledge)) is not None
    ]
    labels = [label for label in found if label is not None]
    cited = tuple(c for label in labels for c in label.citations)
    named = " and ".join(_label_in_words(label, knowledge) for label in labels)
    if gaps:
        stated = [f"our reader went through {named}"] if named else []
        return PairStatus.NOT_ASSESSED, "; ".join([*stated, *gaps]), cited
    note = f"our reader found neither drug named in the other's label: {named}. {_recall(labels)}"
    return PairStatus.NOT_NAMED, note, cited


def _recall(labels: Sequence[ReadLabel]) -> str:
    """How much of what labels name the reader finds, where it was measured."""
    versions = sorted({one.reader for one in labels})
    if versions != [READER.version]:
        return f"How much reader version {' and '.join(versions)} misses is not known"
    return (
        f"Reader version {READER.version} found {round(100 * READER.recall)} of 100 such names in "
        f"{READER.labels} labels that were put aside"
    )


def _label_in_words(one: ReadLabel, knowledge: Knowledge) -> str:
    label = label_in_words(one.set_id, one.version, one.effective_on)
    return f"the label of {knowledge.drugs[one.drug].name} ({label})"


# By which a drug reaches the blood: where the asker names no route, one of these is meant.
_SYSTEMIC = frozenset(
    {Route.ORAL, Route.SUBLINGUAL, Route.BUCCAL, Route.INJECTED, Route.TRANSDERMAL}
)


def _fitting(item: Item, knowledge: Knowledge) -> ReadLabel | None:
    """The newest label of a fitting route, one with a section on interactions before others."""
    route = item.taken.route
    for one in knowledge.read_labels.get(item.slug, ()):
        fits = route in one.routes if route is not None else not _SYSTEMIC.isdisjoint(one.routes)
        if fits:
            return one
    return None


def _gap(item: Item, label: ReadLabel | None, knowledge: Knowledge) -> str | None:
    """Why the silence of a label tells nothing; None where it tells something."""
    name = knowledge.drugs[item.slug].name
    if label is None:
        return f"no label of {name} for this use was read"
    if not label.has_interactions:
        return f"the label of {name} lacks a section on interactions"
    if label.unresolved:
        words = "a drug or class" if label.unresolved == 1 else "drugs or classes"
        return f"the label of {name} names {words} that our reader does not know"
    return None


def _besides(one: Item, other: Item, knowledge: Knowledge) -> Iterator[str]:
    if one.rule_keys.names_besides & other.rule_keys.named:
        label, name = (name_of(key("drug", item.slug), knowledge) for item in (one, other))
        yield (
            f"the label of {label} names {name} or a class of it, in words that our reader does "
            "not take for an interaction"
        )


def no_effect_between(one: Item, other: Item, knowledge: Knowledge) -> tuple[str | None, Citations]:
    """A label's statement that no relevant effect was seen of just these two, in words."""
    for item, partner in ((one, other), (other, one)):
        if item.rule_keys.names_besides & partner.rule_keys.named:
            for mention in knowledge.mentions.get((item.slug, key("drug", partner.slug)), ()):
                if mention.statement is LabelStatement.NO_EFFECT and mention.condition is None:
                    words = f"{statement_in_words(mention, knowledge)} ({place_in_words(mention)})"
                    return words, mention.citations
    return None, ()
