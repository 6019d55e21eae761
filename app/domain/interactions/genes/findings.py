"""The finding of a drug with results of genes, in words and in the five fields.

No dose is in them: the place of the guideline is named, and how strongly it recommends.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.english import capital, joined
from app.domain.facts import (
    Action,
    Advice,
    Certainty,
    Citations,
    Direction,
    Evidence,
    EvidenceKind,
    GeneAdvice,
    GeneAdvised,
    GeneRisk,
    GeneStrength,
    MechanismKind,
    Onset,
    ParticipantRole,
    RuleFrequency,
    RuleMechanism,
    Seriousness,
    Severity,
)
from app.domain.interactions.conditions import compare_condition
from app.domain.interactions.items import Item
from app.domain.interactions.known import Known
from app.domain.interactions.pairs import Found, Setting
from app.domain.interactions.person import GeneState, GeneStatus, StatedGene
from app.domain.interactions.policy import Seen, Step
from app.domain.interactions.result import (
    AlsoRule,
    Applies,
    Audience,
    ConditionInput,
    DrugConditionStatus,
    Finding,
    FindingKind,
    NativeRating,
    Participant,
)
from app.domain.interactions.rules import licence_of, not_suddenly
from app.domain.knowledge import Knowledge
from app.domain.names.conditions import condition_named
from app.domain.names.genes import GeneResult

# What may end in death or lasting harm, by the guidelines themselves.
_SERIOUS = {
    GeneRisk.HYPERSENSITIVITY: "life-threatening hypersensitivity",
    GeneRisk.SKIN_REACTION: "life-threatening skin reaction",
    GeneRisk.MALIGNANT_HYPERTHERMIA: "malignant hyperthermia",
    GeneRisk.SEVERE_TOXICITY: "life-threatening toxicity",
    GeneRisk.LOW_BLOOD_COUNTS: "life-threatening lack of blood cells",
    GeneRisk.HAEMOLYSIS: "breakdown of red blood cells",
    GeneRisk.HEARING_LOSS: "lasting loss of hearing",
    GeneRisk.CLOTS: "heart attack or stroke",
    GeneRisk.STRONGER_ACTIVE_FORM: "life-threatening toxicity",
    GeneRisk.CANCER_RETURNS: "return of the cancer",
}
# What troubles more than it harms, or is not known.
_MILD = (GeneRisk.JAUNDICE, GeneRisk.UNKNOWN, GeneRisk.AS_USUAL)
_WEAK = (GeneStrength.OPTIONAL, GeneStrength.NONE)


def severity_of(advice: GeneAdvice) -> Severity:
    """How grave it is to pass the advice over: by what is advised, how strongly, and what is at
    stake. Only the word of the guideline itself makes it a contraindication.
    """
    advised, serious = advice.advised, advice.risk in _SERIOUS
    weak = advice.strength in _WEAK
    if not advice.changes:
        return Severity.UNKNOWN
    if advised is GeneAdvised.CONTRAINDICATED:
        return Severity.CONTRAINDICATED
    if advised is GeneAdvised.AVOID:
        return Severity.MODERATE if weak and not serious else Severity.MAJOR
    if advised is GeneAdvised.CHOOSE_ALTERNATIVE:
        harmful = serious or (_is_strong(advice) and advice.risk not in _MILD)
        return Severity.MAJOR if harmful else Severity.MODERATE
    if advised in (GeneAdvised.LOWER_DOSE, GeneAdvised.HIGHER_DOSE):
        return Severity.MAJOR if serious and _is_strong(advice) else Severity.MODERATE
    if advised is GeneAdvised.USE_WITH_CARE:
        return Severity.MODERATE if serious else Severity.MINOR
    return Severity.MODERATE


def _is_strong(advice: GeneAdvice) -> bool:
    return advice.strength is GeneStrength.STRONG


_ACTION = {
    GeneAdvised.CONTRAINDICATED: Action.AVOID,
    GeneAdvised.AVOID: Action.AVOID,
    GeneAdvised.CHOOSE_ALTERNATIVE: Action.USE_ONLY_IF_BENEFIT_OUTWEIGHS,
    GeneAdvised.LOWER_DOSE: Action.ADJUST_OR_SEPARATE,
    GeneAdvised.HIGHER_DOSE: Action.ADJUST_OR_SEPARATE,
    GeneAdvised.TEST_FIRST: Action.MONITOR,
    GeneAdvised.USE_WITH_CARE: Action.MONITOR,
    GeneAdvised.SEE_GUIDELINE: Action.INSUFFICIENT_INFORMATION,
    GeneAdvised.USE_AS_USUAL: Action.NO_SPECIAL_PRECAUTION,
    GeneAdvised.NO_RECOMMENDATION: Action.INSUFFICIENT_INFORMATION,
}
_CERTAINTY = {
    GeneStrength.STRONG: Certainty.HIGH,
    GeneStrength.MODERATE: Certainty.MODERATE,
    GeneStrength.OPTIONAL: Certainty.LOW,
    GeneStrength.NONE: Certainty.UNKNOWN,
}
_ORDER = {one: place for place, one in enumerate(GeneAdvised)}


def strictness(advice: GeneAdvice) -> tuple[int, int, str]:
    """The strictest first: by severity, then by what is advised."""
    return -severity_of(advice).rank, _ORDER[advice.advised], advice.id


ADVISED = {
    GeneAdvised.CONTRAINDICATED: "calls it contraindicated",
    GeneAdvised.AVOID: "advises against it",
    GeneAdvised.CHOOSE_ALTERNATIVE: "advises to weigh another medicine",
    GeneAdvised.LOWER_DOSE: "advises a lower dose, or slower steps",
    GeneAdvised.HIGHER_DOSE: "advises a higher dose, or to be ready for one",
    GeneAdvised.TEST_FIRST: "advises another test first",
    GeneAdvised.USE_WITH_CARE: "advises care and watching",
    GeneAdvised.SEE_GUIDELINE: "advises something that is to be read there",
    GeneAdvised.USE_AS_USUAL: "advises the usual use",
    GeneAdvised.NO_RECOMMENDATION: "gives no recommendation",
}
_RISK = {
    GeneRisk.HYPERSENSITIVITY: "A grave reaction of the whole body is more likely.",
    GeneRisk.SKIN_REACTION: "A life-threatening skin reaction is more likely.",
    GeneRisk.MALIGNANT_HYPERTHERMIA: "Malignant hyperthermia may follow.",
    GeneRisk.SEVERE_TOXICITY: "It is broken down too slowly, and may poison.",
    GeneRisk.LOW_BLOOD_COUNTS: "It may stop the bone marrow from making blood cells.",
    GeneRisk.HAEMOLYSIS: "It may break up red blood cells.",
    GeneRisk.HEARING_LOSS: "It may harm hearing for good.",
    GeneRisk.CLOTS: "It may not keep clots away.",
    GeneRisk.STRONGER_ACTIVE_FORM: "More of its active form is made, which may poison.",
    GeneRisk.CANCER_RETURNS: "Less of its active form is made; the cancer may come back.",
    GeneRisk.MUSCLE_DAMAGE: "More of it stays in the blood; muscles may be harmed.",
    GeneRisk.HIGHER_LEVEL: "Its level is higher; side effects are more likely.",
    GeneRisk.WORKS_LESS: "It may work less.",
    GeneRisk.JAUNDICE: "It may turn skin and eyes yellow.",
    GeneRisk.UNKNOWN: "What follows is not known well.",
    GeneRisk.AS_USUAL: "What follows is as usual, by the guideline.",
}
_RISK_PATIENT = {
    GeneRisk.HYPERSENSITIVITY: "It could set off a very bad reaction of your whole body.",
    GeneRisk.SKIN_REACTION: "It could set off a very bad skin rash.",
    GeneRisk.MALIGNANT_HYPERTHERMIA: "It could make your body much too hot while you are asleep "
    "for an operation.",
    GeneRisk.SEVERE_TOXICITY: "It could build up in you and do great harm.",
    GeneRisk.LOW_BLOOD_COUNTS: "It could leave you with too few blood cells.",
    GeneRisk.HAEMOLYSIS: "It could break up your red blood cells.",
    GeneRisk.HEARING_LOSS: "It could harm your hearing for good.",
    GeneRisk.CLOTS: "It may not keep clots away as it should.",
    GeneRisk.STRONGER_ACTIVE_FORM: "It could act on you much too strongly.",
    GeneRisk.CANCER_RETURNS: "It may work less well for you.",
    GeneRisk.MUSCLE_DAMAGE: "It could hurt your muscles.",
    GeneRisk.HIGHER_LEVEL: "You may have more side effects than others.",
    GeneRisk.WORKS_LESS: "It may work less well for you.",
    GeneRisk.JAUNDICE: "It could turn your skin and eyes yellow.",
    GeneRisk.UNKNOWN: "It may work in another way for you.",
    GeneRisk.AS_USUAL: "It may need some care.",
}
_ASK = "Ask your doctor or pharmacist"
_ADVISED_PATIENT = {
    GeneAdvised.CONTRAINDICATED: f"{_ASK} before the next dose.",
    GeneAdvised.AVOID: f"{_ASK} before the next dose.",
    GeneAdvised.CHOOSE_ALTERNATIVE: f"A different drug may suit you more. {_ASK}.",
    GeneAdvised.LOWER_DOSE: f"You may need a different dose. {_ASK}, and do not change it on your "
    "own.",
    GeneAdvised.HIGHER_DOSE: f"You may need a different dose. {_ASK}, and do not change it on your "
    "own.",
    GeneAdvised.TEST_FIRST: f"You may need a test first. {_ASK}.",
    GeneAdvised.USE_WITH_CARE: f"{_ASK} what to watch for.",
    GeneAdvised.SEE_GUIDELINE: f"{_ASK} what it means for you.",
    GeneAdvised.USE_AS_USUAL: f"{_ASK} what it means for you.",
    GeneAdvised.NO_RECOMMENDATION: f"{_ASK} what it means for you.",
}


def advice_for(advice: GeneAdvice, drug: str, genes: "OfGenes") -> Advice:
    """What a patient and a professional are advised; without a dose."""
    others = joined([one.side.name for one in genes.inhibitors if one.side is not None])
    beside = f", and {others} beside it," if others else ""
    patient = (
        f"Your gene test ({', '.join(genes.symbols)}){beside} can change how {drug} works for you. "
        f"{_RISK_PATIENT[advice.risk]} {_ADVISED_PATIENT[advice.advised]}"
    )
    return Advice(patient, f"{_RISK[advice.risk]} {place_of(advice)}")


def place_of(advice: GeneAdvice) -> str:
    """What the guideline advises, how strongly, and where it stands; with the date of the data."""
    whom = f" for {advice.population}" if advice.population else ""
    return (
        f"CPIC's guideline '{advice.guideline}' {ADVISED[advice.advised]}{whom} "
        f"({_strength(advice)}); what exactly, and doses, stand there: {advice.address}. "
        f"{dated(advice)}"
    )


def _strength(advice: GeneAdvice) -> str:
    if advice.strength is GeneStrength.NONE:
        return "no strength given"
    return f"{advice.strength.value} recommendation"


def dated(advice: GeneAdvice) -> str:
    """How old the data is, in each answer."""
    month = f" of {advice.dated}" if advice.dated else ""
    return f"Data: CPIC {advice.version}{month}; newer guidance may exist."


@dataclass(frozen=True, slots=True)
class Judged:
    """Advice that fits, and by which phenotypes: those given, or those that inhibitors make."""

    advice: GeneAdvice
    phenotypes: str
    converted: bool


@dataclass(frozen=True, slots=True)
class OfGenes:
    """The results of genes that a finding rests on: their symbols, the words of the asker, how
    each was understood, and what inhibitors made of them. `inhibitors` are those without which
    nothing would be found.
    """

    symbols: tuple[str, ...]
    words: tuple[tuple[str, str], ...]
    explanation: tuple[str, ...]
    inhibitors: tuple[Item, ...]
    steps: tuple[str, ...]
    step_citations: Citations


def finding_of(
    item: Item, judged: Sequence[Judged], genes: OfGenes, setting: Setting
) -> tuple[Finding, Step]:
    """The finding of the strictest advice, with the others beneath it, and the step of the policy
    that shows it or not.
    """
    assert item.side is not None
    lead, knowledge = judged[0], setting.knowledge
    advice, name = lead.advice, item.side.name
    severity, action = severity_of(advice), _ACTION[advice.advised]
    evidence = (Evidence(EvidenceKind.EXPERT_CONSENSUS, _CERTAINTY[advice.strength]),)
    seen = Seen(severity, action, frozenset(one.kind for one in evidence), None, item.taken.current)
    step = setting.policy.decide(seen)
    advised = advice_for(advice, name, genes)
    if item.side.risky:
        advised = not_suddenly(advised, {item.side.risky})
    outcome = _SERIOUS.get(advice.risk)
    finding = Finding(
        id=advice.rule,
        rule=None,
        rule_version=None,
        kind=FindingKind.DRUG_GENE,
        title=f"{name} with {lead.phenotypes}",
        participants=_participants(item, genes),
        applies=Applies.YES,
        severity=severity,
        action=action,
        evidence=evidence,
        seriousness=Seriousness(outcome is not None, () if outcome is None else (outcome,)),
        alert_list=None,
        display=step.display,
        display_reason=step.reason,
        consequences=(_RISK[advice.risk],),
        mechanism=_mechanism(advice, knowledge),
        factors=(),
        onset=Onset.UNKNOWN,
        direction=Direction.ONE,
        frequency=RuleFrequency("unknown", "unknown"),
        separate=None,
        native_ratings=tuple(_rating(one.advice, knowledge) for one in judged),
        advice=advised,
        message=_message(lead, name, severity, advised, setting.audience),
        explanation=(
            *item.side.explanation,
            *genes.explanation,
            *genes.steps,
            f"{lead.phenotypes}: {place_of(advice)}",
        ),
        also=tuple(_also(one, name) for one in judged[1:]),
        citations=tuple(dict.fromkeys((*advice.citations, *genes.step_citations))),
    )
    return finding, step


def _participants(item: Item, genes: OfGenes) -> tuple[Participant, ...]:
    assert item.side is not None
    inhibitors = (one.side.as_either for one in genes.inhibitors if one.side is not None)
    return (
        item.side.as_either,
        *inhibitors,
        *(
            Participant(words, None, None, None, ParticipantRole.EITHER, gene=symbol)
            for symbol, words in genes.words
        ),
    )


def _mechanism(advice: GeneAdvice, knowledge: Knowledge) -> RuleMechanism:
    genes = [knowledge.gene_data.genes[one.gene] for one in advice.results]
    levels = (GeneRisk.HIGHER_LEVEL, GeneRisk.WORKS_LESS, GeneRisk.MUSCLE_DAMAGE)
    kind = MechanismKind.PHARMACOKINETIC if advice.risk in levels else MechanismKind.UNKNOWN
    pathway = ", ".join(gene.symbol for gene in genes)
    return RuleMechanism(kind, pathway, " ".join(gene.description for gene in genes))


def _rating(advice: GeneAdvice, knowledge: Knowledge) -> NativeRating:
    source = advice.citations[0].source
    return NativeRating(
        source,
        licence_of(source, knowledge),
        _strength(advice),
        severity_of(advice),
        advice.text or "",
        advice.citations,
    )


def _message(
    lead: Judged, name: str, severity: Severity, advice: Advice, audience: Audience
) -> str:
    if audience is Audience.PATIENT:
        return advice.patient
    return f"{capital(name)} × {lead.phenotypes}: severity {severity.value}; {advice.professional}"


def _also(one: Judged, name: str) -> AlsoRule:
    advice = one.advice
    whom = f", {advice.population}" if advice.population else ""
    title = f"{name} with {one.phenotypes}{whom}: the guideline {ADVISED[advice.advised]}"
    return AlsoRule(
        f"advice:{advice.id}", title, severity_of(advice), _ACTION[advice.advised], advice.citations
    )


def as_condition(
    stated: StatedGene, read: GeneResult, knowledge: Knowledge
) -> ConditionInput | None:
    """The condition that a result is by name: `DPYD poor metabolizer`, `CYP2C9 *3/*3`."""
    gene = knowledge.gene_data.genes.get(read.gene or "")
    phenotype = read.phenotype
    if gene is None or phenotype is None:
        return None
    for result in (phenotype, stated.result):
        words = result if result.startswith(gene.symbol) else f"{gene.symbol} {result}"
        found = condition_named(words, knowledge)
        if found is not None:
            name = knowledge.conditions[found].name
            line = f"'{words}' is the condition {name}"
            return ConditionInput(words, found, name, (), (*read.explanation, line))
    return None


def see_condition(
    state: GeneState,
    item: Item,
    condition: ConditionInput,
    known: Known,
    setting: Setting,
    found: Found,
) -> None:
    """Adds what is recorded of a drug in the condition, and says so of the gene with it."""
    status, note, _ = compare_condition(item, condition, known, setting, found)
    is_found = status is DrugConditionStatus.INTERACTION_FOUND
    if is_found and state.status is not GeneStatus.INTERACTION_FOUND:
        state.status, state.citations = GeneStatus.INTERACTION_FOUND, ()
        state.note = f"found for {condition.name}" + (f": {note}" if note else "")
