"""The sentence that keeps a warning from doing harm: do not stop suddenly."""

from collections.abc import Collection, Sequence

from app.domain.facts import Advice
from app.domain.knowledge import Knowledge
from app.domain.wording import joined


def with_stopping_advice(advice: Advice, drugs: Sequence[str], knowledge: Knowledge) -> Advice:
    """The advice; where a drug has a withdrawal risk, it says for the patient not to stop suddenly.

    A finding may frighten somebody into stopping at once, which for such a drug can threaten life
    (US boxed warning of benzodiazepines).
    """
    if knowledge.withdrawal_risk.isdisjoint(drugs):
        return advice
    risky = {knowledge.drugs[drug].name for drug in drugs if drug in knowledge.withdrawal_risk}
    return not_suddenly(advice, risky)


def not_suddenly(advice: Advice, names: Collection[str]) -> Advice:
    """The advice, and for the patient not to stop any of these suddenly."""
    sentence = f"Do not stop taking {joined(sorted(names), 'or')} suddenly."
    patient = f"{advice.patient.rstrip()} {sentence} Talk to your doctor first."
    return Advice(patient, advice.professional)
