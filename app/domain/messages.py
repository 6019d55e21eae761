"""A finding in one short text, for a patient or for a professional."""

from app.domain.facts import Advice
from app.domain.policy import Seen
from app.domain.severity import Severity
from app.domain.states import Audience
from app.domain.terms import Action, RuleKind

_PATIENT = {
    Severity.CONTRAINDICATED: "must not be taken together",
    Severity.MAJOR: "can harm you badly when taken together",
    Severity.MODERATE: "can cause trouble when taken together",
    Severity.MINOR: "can affect each other a little",
    Severity.UNKNOWN: "may affect each other; how much is not known",
}
_PATIENT_WITH_CONDITION = {
    Severity.CONTRAINDICATED: "you must not take",
    Severity.MAJOR: "you may be badly harmed by",
    Severity.MODERATE: "you may have trouble with",
    Severity.MINOR: "you may feel a small effect of",
    Severity.UNKNOWN: "you may be affected, in ways not known, by",
}
_PROFESSIONAL = {
    Action.AVOID: "avoid",
    Action.USE_ONLY_IF_BENEFIT_OUTWEIGHS: "use only if the benefit outweighs the risk",
    Action.ADJUST_OR_SEPARATE: "adjust the dose or separate the times",
    Action.MONITOR: "monitor",
    Action.NO_SPECIAL_PRECAUTION: "no special precaution named",
    Action.INSUFFICIENT_INFORMATION: "insufficient information on management",
}


def message_for(
    audience: Audience, kind: RuleKind, names: tuple[str, str], seen: Seen, advice: Advice
) -> str:
    """The finding in words: what meets, how bad, what to do."""
    if audience is Audience.PATIENT and kind is RuleKind.DRUG_CONDITION:
        words = _PATIENT_WITH_CONDITION[seen.severity]
        return f"If this is true for you ({names[1]}), {words} {names[0]}. {advice.patient}"
    if audience is Audience.PATIENT:
        return f"{_capital(names[0])} and {names[1]} {_PATIENT[seen.severity]}. {advice.patient}"
    return (
        f"{_capital(names[0])} × {names[1]}: severity {seen.severity.value}; "
        f"{_PROFESSIONAL[seen.action]}. {advice.professional}"
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
