"""Every pair of a check: what meets in it, its findings, and its one status."""

from collections.abc import Callable, Hashable, MutableMapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from app.domain.facts import Citations, HardlyAbsorbed, Key, Route
from app.domain.interactions.findings import (
    template_of_records,
    template_of_rules,
)
from app.domain.interactions.items import Item
from app.domain.interactions.mentions import (
    ALONE,
    NamedPair,
    Silence,
    name_each_other,
    named_pair,
    no_effect_between,
    seen_in_mentions,
    silence_of,
    template_of_mentions,
)
from app.domain.interactions.policy import (
    LOUDNESS,
    Policy,
    Step,
    passive_at_most,
    quieter,
)
from app.domain.interactions.result import (
    Audience,
    Finding,
    PairState,
    PairStatus,
    Suppressed,
)
from app.domain.interactions.rules import (
    Pair,
    RuleGroup,
    Side,
    rule_groups_of,
    seen_by_policy,
    side_for,
)
from app.domain.interactions.templates import Template
from app.domain.interactions.washout import why_over, why_still
from app.domain.knowledge import Knowledge, ordered
from app.domain.names.input import Asked, Input
from app.domain.names.resolve import resolve

# What a name of the person's (an allergy) means. It must keep none of its words.
NameReader = Callable[[str, Knowledge], Input]


def read_exactly(words: str, knowledge: Knowledge) -> Input:
    """The input that the words are, without offers of what is spelt like it."""
    return resolve(Asked(words), knowledge)


@dataclass(slots=True)  # not frozen: decision 0006
class Setting:
    """What a whole check shares. `today` is the ISO day against which wash-outs are counted,
    `read_name` says what the words of an allergy mean.
    """

    knowledge: Knowledge
    policy: Policy
    audience: Audience
    conditions: frozenset[Key]
    today: str
    read_name: NameReader = read_exactly
    voices: tuple[str, str] = field(init=False)
    """By which findings of a release are remembered that are put as here: those of something new,
    and those of what is already taken.
    """

    def __post_init__(self) -> None:
        self.voices = self.policy.voices(self.audience)


@dataclass(slots=True)
class Found:
    """All pairs, with what was found in them; a finding stands once, however often its drugs do.

    `sides` are the conditions as sides of a finding, each made once for all drugs of the check.
    """

    shown: dict[str, Finding]
    hidden: dict[str, Suppressed]
    pairs: list[PairState]
    sides: dict[tuple[Hashable, str, tuple[str, ...]], Side] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class KnownPair:
    """What a release says of two things to everybody: the status of the pair, and its findings."""

    status: PairStatus
    note: str | None = None
    citations: Citations = ()
    templates: tuple[Template, ...] = ()


_UNRESOLVED = KnownPair(PairStatus.UNRESOLVED)
_SAME = KnownPair(
    PairStatus.INTERACTION_FOUND, "the same ingredient twice; see duplications", (), ()
)


def check_pairs(items: Sequence[Item], setting: Setting) -> Found:
    """Every pair of units, in the order of the inputs, each with one status."""
    found = Found({}, {}, [])
    for one, other in combinations(items, 2):
        known = _check_pair(one, other, setting, found)
        found.pairs.append(
            PairState(
                (one.place, other.place),
                (one.named, other.named),
                known.status,
                known.note,
                known.citations,
            )
        )
    return found


def _check_pair(one: Item, other: Item, setting: Setting, found: Found) -> KnownPair:
    if one.side is None or other.side is None:
        return _UNRESOLVED
    if one.subject == other.subject:
        return _SAME
    current = one.taken.current and other.taken.current
    memo: MutableMapping[tuple[str, str, str], KnownPair] = setting.knowledge.memo.known_pairs
    which = (one.used, other.used, setting.voices[current])
    known = memo.get(which)
    if known is None:
        known = memo[which] = _known_pair(one, other, current, setting)
    if known.templates:
        pair = Pair(one.side, other.side, (), setting.conditions)
        for template in known.templates:
            add_finding(template, pair, one, other, setting, found)
    return known


def _known_pair(one: Item, other: Item, current: bool, setting: Setting) -> KnownPair:
    """Worked out once for a release: rules, records and labels of the two, in this order."""
    assert one.side is not None and other.side is not None
    knowledge = setting.knowledge
    both_drugs = one.is_drug and other.is_drug
    records = knowledge.records.get(ordered(one.slug, other.slug), ()) if both_drugs else ()
    groups = rule_groups_of(one.side, one.rule_keys, other.side, other.rule_keys, knowledge)
    named: NamedPair | None = None
    if name_each_other(one.rule_keys, other.rule_keys):
        ends = one.side.subject, one.rule_keys, other.side.subject, other.rule_keys
        named = named_pair(*ends, knowledge)
    silence: Silence = (PairStatus.INTERACTION_FOUND, None, ())
    if not (groups or records):
        silence = _without_judgement(one, other, named is not None, knowledge)
        if named is None:
            return KnownPair(*silence)
    pair = Pair(one.side, other.side, records, frozenset())
    local = locally_used(one, knowledge) or locally_used(other, knowledge)
    templates = []
    for group in groups or (None,):
        templates.append(_as_used(_template(pair, group, named, setting, current), local))
        # Under the first of several findings: nothing is stated again.
        named = None
    return KnownPair(*silence, tuple(templates))


def _without_judgement(one: Item, other: Item, mentioned: bool, knowledge: Knowledge) -> Silence:
    """No rule, no record: `no_record` only where one source says that it worked through both."""
    if not (one.is_drug and other.is_drug):
        return (PairStatus.INTERACTION_FOUND if mentioned else PairStatus.NOT_ASSESSED), None, ()
    none = knowledge.no_interactions.get(ordered(one.slug, other.slug))
    note, citations = (
        (none.text, none.citations)
        if none is not None
        else no_effect_between(one, other, knowledge)
    )
    if mentioned:
        # What a source says against it stands beside what a label says.
        return PairStatus.INTERACTION_FOUND, note, citations
    if note is not None:
        return PairStatus.DOCUMENTED_NO_INTERACTION, note, citations
    scopes, others = knowledge.scopes.get(one.slug), knowledge.scopes.get(other.slug)
    if scopes and others and not scopes.isdisjoint(others):
        return PairStatus.NO_RECORD, f"assessed by {', '.join(sorted(scopes & others))}", ()
    return silence_of(one, other, knowledge)


def condition_template(
    which: tuple[str, ...], make: Callable[[], Template], pair: Pair, item: Item, setting: Setting
) -> Template:
    """What is stated of a drug in a condition, made once for a release; `which` names it among all
    that is stated of the drug.
    """
    memo: MutableMapping[tuple[str, ...], Template] = setting.knowledge.memo.templates
    voice = setting.voices[item.taken.current]
    key = (item.used, voice, pair.applies.value, *which)
    template = memo.get(key)
    if template is None:
        local = locally_used(item, setting.knowledge)
        template = memo[key] = _as_used(make(), local)
    return template


def _as_used(template: Template, local: HardlyAbsorbed | None) -> Template:
    """By the place where the drug is used."""
    if local is None:
        return template
    step, finding = shown_beside(template.step, template.finding, local)
    return replace(template, step=step, finding=finding)


def add_finding(
    template: Template, pair: Pair, one: Item, other: Item, setting: Setting, found: Found
) -> None:
    """The finding in the words of who asks: shown, or hidden with the reason."""
    finding, reason = template.fill(pair), template.hidden
    if one.taken.stopped_on is not None or other.taken.stopped_on is not None:
        over = why_over(template.matches, one, other, setting.today)
        still = () if over is not None else why_still(template.matches, one, other, setting.today)
        reason = over if over is not None else reason
        if still:
            finding = replace(
                finding,
                explanation=(*finding.explanation, *still),
                message=" ".join([finding.message, *still]),
            )
    keep(finding, reason, found)


def template_of_group(pair: Pair, group: RuleGroup, setting: Setting, current: bool) -> Template:
    """Of rules on a drug and a condition."""
    return _template(pair, group, None, setting, current)


def _template(
    pair: Pair,
    group: RuleGroup | None,
    named: NamedPair | None,
    setting: Setting,
    current: bool,
) -> Template:
    """Of a group of rules, else of the records, else of labels alone; as the policy shows it."""
    decide, asked = setting.policy.decide, (setting.knowledge, setting.audience)
    if group is None and not pair.records and named is not None:
        step = passive_at_most(decide(seen_in_mentions(named, current=current)), ALONE)
        return template_of_mentions(pair, named, step, setting.audience)
    also = named.also if named is not None else ()
    if group is None:
        seen = seen_by_policy((), pair.records, current)
        return template_of_records(pair, seen, decide(seen), *asked, also)
    plain = not pair.records and not current
    seen = group.seen if plain else seen_by_policy(group.matches, pair.records, current)
    step = quieter(decide(seen), pair.applies)
    return template_of_rules(pair, group, seen, step, *asked, also)


def side_of(
    subject: Key, words: str, explanation: tuple[str, ...], setting: Setting, found: Found
) -> Side:
    """A condition as a side of findings."""
    known = found.sides.get((subject, words, explanation))
    if known is None:
        known = side_for(subject, words, explanation, setting.knowledge)
        found.sides[subject, words, explanation] = known
    return known


# What the asker reads of the place where a medicine is used.
_WHERE = {
    Route.ORAL: "by mouth",
    Route.SUBLINGUAL: "under the tongue",
    Route.BUCCAL: "in the cheek",
    Route.INJECTED: "by injection",
    Route.TRANSDERMAL: "through the skin",
    Route.TOPICAL: "on the skin",
    Route.EYE: "in the eye",
    Route.EAR: "in the ear",
    Route.NASAL: "in the nose",
    Route.INHALED: "by inhaling",
    Route.VAGINAL: "in the vagina",
    Route.RECTAL: "in the rectum",
    Route.INTRAUTERINE: "in the womb",
}


def locally_used(item: Item, knowledge: Knowledge) -> HardlyAbsorbed | None:
    """What a source says of the route by which the drug is taken: that hardly any is absorbed."""
    route = item.taken.route
    return knowledge.hardly_absorbed.get((item.slug, route)) if route is not None else None


def shown_beside(step: Step, finding: Finding, local: HardlyAbsorbed) -> tuple[Step, Finding]:
    """The finding of a medicine that hardly reaches the blood, with the reason and its source."""
    step = passive_at_most(step, f"used {_WHERE[local.route]}")
    return step, replace(
        finding,
        display=step.display,
        display_reason=step.reason,
        explanation=(*finding.explanation, local.text),
        citations=(*finding.citations, *local.citations),
    )


def keep_as_used(finding: Finding, step: Step, item: Item, setting: Setting, found: Found) -> None:
    """A finding of one drug, by the place where that is used."""
    local = locally_used(item, setting.knowledge)
    if local is not None:
        step, finding = shown_beside(step, finding, local)
    keep(finding, None if step.show else step.reason, found)


def keep(finding: Finding, reason: str | None, found: Found) -> None:
    """The same two may come by several inputs: the finding stands once, shown if it may be."""
    which = finding.id
    shown, hidden = found.shown.get(which), found.hidden.get(which)
    if reason is not None and shown is None:
        known = hidden.finding if hidden else None
        found.hidden[which] = Suppressed(reason, _merged(finding, known))
        return
    if hidden is not None:
        del found.hidden[which]
        shown = shown or hidden.finding
    found.shown[which] = finding if shown is None else _merged(finding, shown)


def _merged(finding: Finding, known: Finding | None) -> Finding:
    """The louder of the two, with the participants of both."""
    if known is None:
        return finding
    louder = min(known, finding, key=_loudness)
    participants = tuple(dict.fromkeys((*known.participants, *finding.participants)))
    return replace(louder, participants=participants)


def _loudness(finding: Finding) -> int:
    return LOUDNESS[finding.display]
