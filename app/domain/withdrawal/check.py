"""A plan beside the limits of sources: the worst leads, and what exceeds a limit is a finding."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.domain.english import counted, joined
from app.domain.facts import (
    Action,
    Advice,
    Certainty,
    Citations,
    Evidence,
    EvidenceKind,
    Key,
    LimitStrength,
    Seriousness,
    Severity,
    Stopping,
    StoppingPart,
    TaperLimit,
    key,
    split_key,
)
from app.domain.hierarchy import distances_above
from app.domain.interactions.person import NOBODY, Pregnant, WouldAsk
from app.domain.interactions.policy import DEFAULT, Seen
from app.domain.interactions.rules import chain, places_of
from app.domain.interactions.summary import NOTICE
from app.domain.knowledge import Knowledge, name_of
from app.domain.withdrawal.result import (
    Aspect,
    AtOnce,
    Grounds,
    Holds,
    JudgedLimit,
    OnStopping,
    Step,
    StepKind,
    StepResult,
    StoppingCheck,
    StoppingFinding,
    StoppingPartResults,
    StoppingPlan,
    worst_result,
)
from app.domain.withdrawal.tapers import holds_for, judge_plan, sum_up


def check_plan(plan: StoppingPlan, on: OnStopping, knowledge: Knowledge) -> StoppingCheck:
    """Every step of the plan with its result, and what exceeds a limit as findings. `on` is what is
    recorded of the plan's drug.
    """
    used = None if plan.taken_since is None else (plan.doses[0].on - plan.taken_since).days
    at_once = leading_at_once(on.statements, on.subject)
    steps = judge_plan(plan.doses, Grounds(on.limits, at_once, used))
    steps = [one if _is_known(one, plan) else _of_other_drug(one) for one in steps]
    result = worst_result(one.result for one in steps)
    pace = worst_result(one.usual_pace for one in steps)
    return StoppingCheck(
        result=result,
        usual_pace=pace,
        summary=_summary(steps, result, pace, on),
        input=plan.matched,
        doses=plan.doses,
        parts=_parts(steps),
        steps=tuple(steps),
        findings=tuple(_findings(steps, on, plan, knowledge)),
        on=on,
        would_ask=tuple(_questions(on, plan, used, knowledge)),
        not_judged=tuple(_not_judged(plan)),
        explanation=tuple(_explanation(steps, plan, knowledge)),
        release=knowledge.release,
        notice=NOTICE,
    )


def leading_at_once(statements: Sequence[Stopping], subject: Key) -> list[Stopping]:
    """What answers whether the subject may be stopped at once: what is said of itself without a
    condition, else all that is said of it and its classes.
    """
    answers = [one for one in statements if one.about is StoppingPart.AT_ONCE]
    own = [one for one in answers if one.subject == subject]
    sure = [one for one in own if holds_for(one, None)[0] is Holds.YES]
    return own if sure else answers


def _is_known(step: Step, plan: StoppingPlan) -> bool:
    """Whether the dose behind a step is of the drug that the limits were looked up for."""
    changed = step.kind is StepKind.CHANGE_OF_DRUG
    return changed or plan.doses[step.place].drug == split_key(plan.subject)[1]


def _of_other_drug(step: Step) -> Step:
    return replace(
        step,
        result=StepResult.NOT_CHECKED,
        usual_pace=StepResult.NOT_CHECKED,
        note="a dose of another drug than the plan's: ask with a plan of its own",
        limits=(),
    )


def _parts(steps: Sequence[Step]) -> StoppingPartResults:
    def of(aspect: Aspect, *, kinds: tuple[StepKind, ...]) -> StepResult | None:
        found = [one for one in steps if one.kind in kinds]
        judged = [
            limit
            for step in found
            for limit in step.limits
            if limit.aspect is aspect and limit.strength is LimitStrength.CEILING
        ]
        return sum_up(judged, StepResult.NO_LIMIT_KNOWN) if found else None

    def changed(kind: StepKind) -> StepResult | None:
        return StepResult.NOT_CHECKED if any(one.kind is kind for one in steps) else None

    down = (StepKind.REDUCTION,)
    last = [one.result for one in steps if one.kind is StepKind.TO_ZERO]
    return StoppingPartResults(
        reductions=of(Aspect.SIZE, kinds=down),
        intervals=of(Aspect.INTERVAL, kinds=down),
        last_step=worst_result(last) if last else None,
        whole_way=of(Aspect.WHOLE_WAY, kinds=(StepKind.REDUCTION, StepKind.TO_ZERO)),
        units=changed(StepKind.CHANGE_OF_UNIT),
        change_of_drug=changed(StepKind.CHANGE_OF_DRUG),
    )


_SUMMARY = {
    StepResult.FASTER_THAN_LIMIT: "faster than a limit",
    StepResult.NOT_CHECKED: "not checked",
    StepResult.NO_LIMIT_KNOWN: "without a limit that is known here",
    StepResult.LIMIT_NOT_EXCEEDED: "not over a limit",
}


def _summary(steps: Sequence[Step], result: StepResult, pace: StepResult, on: OnStopping) -> str:
    counts = [
        (sum(one.result is wanted for one in steps), words) for wanted, words in _SUMMARY.items()
    ]
    stated = joined([f"{number} {words}" for number, words in counts if number])
    sentences = [f"Of {counted(len(steps), 'step')}: {stated}."]
    waiting = _waits_for(steps)
    if waiting:
        sentences.append(f"That is so only if: {joined(waiting, 'or')}.")
    if result is not StepResult.FASTER_THAN_LIMIT and pace is StepResult.FASTER_THAN_LIMIT:
        sentences.append("The plan is faster than the pace that a source proposes to begin with.")
    if result is StepResult.LIMIT_NOT_EXCEEDED:
        sentences.append("That rules out no withdrawal: people differ.")
    sentences.append(on.at_once_statement)
    return " ".join(sentences)


def _waits_for(steps: Sequence[Step]) -> list[str]:
    """The conditions of the limits that are exceeded, where none of them holds for sure."""
    exceeded = [one for step in steps for one in step.limits if one.is_exceeded]
    sure = any(one.holds is Holds.YES for one in exceeded)
    return [] if sure else list(dict.fromkeys(one.condition or "" for one in exceeded))


def _findings(
    steps: Sequence[Step], on: OnStopping, plan: StoppingPlan, knowledge: Knowledge
) -> Iterator[StoppingFinding]:
    """One for each limit that is exceeded, those that hold for sure first."""
    exceeded: dict[str, tuple[JudgedLimit, list[int]]] = {}
    for step in steps:
        for one in step.limits:
            if one.is_exceeded:
                places = exceeded.setdefault(one.limit, (one, []))[1]
                if step.place not in places:
                    places.append(step.place)
    stated = {one.id: one for one in _limits_of(on)}
    found = [_finding(*one, stated[name], on, plan, knowledge) for name, one in exceeded.items()]
    yield from sorted(found, key=lambda one: (one.holds is Holds.IF, one.id))


def _finding(
    judged: JudgedLimit,
    places: list[int],
    stated: TaperLimit | Stopping,
    on: OnStopping,
    plan: StoppingPlan,
    knowledge: Knowledge,
) -> StoppingFinding:
    boxed = any(one.boxed for one in on.statements if one.allowed is False)
    grave = boxed or bool(on.outcomes)
    warned = Severity.MODERATE if on.at_once is AtOnce.NO else Severity.UNKNOWN
    severity = Severity.MAJOR if grave else warned
    evidence = _evidence(judged.citations, boxed and isinstance(stated, Stopping), knowledge)
    action = Action.ADJUST_OR_SEPARATE
    seen = Seen(severity, action, frozenset(one.kind for one in evidence), None, False)
    step = DEFAULT.decide(seen)
    name = name_of(plan.subject, knowledge)
    return StoppingFinding(
        id=f"stopping:{judged.limit}",
        title=f"{name}: faster than a limit",
        steps=tuple(places),
        holds=judged.holds,
        condition=judged.condition,
        severity=severity,
        action=action,
        evidence=evidence,
        seriousness=Seriousness(grave, on.outcomes),
        display=step.display,
        display_reason=step.reason,
        consequences=on.outcomes or ("withdrawal",),
        advice=_finding_advice(judged),
        explanation=(
            *plan.matched.explanation,
            *chain(plan.subject, stated.subject, knowledge),
            f"limit {judged.limit}: {judged.text}",
        ),
        citations=judged.citations,
    )


def _finding_advice(judged: JudgedLimit) -> Advice:
    where = places_of(judged.citations)
    only = f" It holds only if: {judged.condition}." if judged.condition else ""
    return Advice(
        "This plan goes down faster than a source allows. Do not follow it by yourself. Show it to "
        "your doctor or pharmacist. A fit, or pain in the chest, is an emergency.",
        f"Faster than this: {judged.text}{only} See {where}.",
    )


def _evidence(citations: Citations, boxed: bool, knowledge: Knowledge) -> tuple[Evidence, ...]:
    if boxed:
        return (Evidence(EvidenceKind.BOXED_WARNING, Certainty.UNKNOWN),)
    kinds = {knowledge.sources[one.source].kind for one in citations}
    found = EvidenceKind.LABEL if "label" in kinds else EvidenceKind.EXPERT_CONSENSUS
    return (Evidence(found, Certainty.UNKNOWN),)


_SEDATES = "cns-depressant"
_OF_SEIZURES = ("seizures", "status epilepticus", "convulsions")
_OF_HEART = ("myocardial infarction", "ventricular arrhythmia", "worse angina")


def _questions(
    on: OnStopping, plan: StoppingPlan, used: int | None, knowledge: Knowledge
) -> Iterator[WouldAsk]:
    """What was not stated, and would have decided something."""
    drug = split_key(plan.subject)[1]
    limits = [one for one in _limits_of(on) if holds_for(one, used)[0] is not None]
    timed = tuple(one.id for one in limits if one.used_from_days or one.used_below_days)
    if timed and used is None:
        yield WouldAsk(
            "taken_since", "For how long it was taken: limits hang on it.", (drug,), timed
        )
    warning = tuple(one.id for one in on.statements if one.allowed is False)
    if plan.person.conditions is None:
        for outcomes, words in ((_OF_SEIZURES, "Seizures"), (_OF_HEART, "Heart disease")):
            if any(one in on.outcomes for one in outcomes):
                sentence = f"{words}, now or ever: the danger of a fast end hangs on it."
                yield WouldAsk("conditions", sentence, (drug,), warning)
        for one in limits:
            if one.only is not None and isinstance(one, TaperLimit):
                sentence = f"Whether it is taken {one.only}: a limit holds only then."
                yield WouldAsk("conditions", sentence, (drug,), (one.id,))
    if plan.person.pregnant is None and (warning or on.limits):
        sentence = "Pregnancy: these limits are not made for it."
        yield WouldAsk("pregnancy", sentence, (drug,), warning or tuple(o.id for o in on.limits))
    if plan.others is None and key("class", _SEDATES) in subjects_above(plan.subject, knowledge):
        sentence = "Other medicines that make drowsy, and alcohol: they change the danger."
        yield WouldAsk("current", sentence, (drug,), warning)


def _not_judged(plan: StoppingPlan) -> Iterator[str]:
    """What was stated, and no limit here depends on; the words themselves are not repeated."""
    person = plan.person
    if person.pregnant in (Pregnant.YES, Pregnant.PLANNED):
        yield "Pregnancy was stated: these limits are not made for it."
    if person.conditions:
        yield "Illnesses were stated: these limits do not depend on them. The danger may."
    if plan.others:
        yield "Other medicines were stated: ask /interactions/check how they go together."
    if replace(person, pregnant=None, week=None, conditions=None) != NOBODY:
        yield "What else was stated of the person changes none of these limits."


def _explanation(steps: Sequence[Step], plan: StoppingPlan, knowledge: Knowledge) -> Iterator[str]:
    yield from plan.matched.explanation
    limits = {one.limit: one.text for step in steps for one in step.limits}
    for name, text in limits.items():
        yield f"compared with {name}: {text}"
    if not limits:
        yield f"no limit is recorded for {name_of(plan.subject, knowledge)} or a class of it"


def subjects_above(subject: Key, knowledge: Knowledge) -> list[Key]:
    """The subject itself, then the classes above it, the nearest first."""
    kind, slug = split_key(subject)
    if kind == "drug":
        above = knowledge.classes_above.get(slug, {})
        return [subject, *(key("class", one) for one in sorted(above, key=lambda a: (above[a], a)))]
    return [key("class", one) for one in distances_above(slug, knowledge.class_parents)]


def _limits_of(on: OnStopping) -> list[TaperLimit | Stopping]:
    return [*on.limits, *on.statements]
