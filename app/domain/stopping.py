"""The sentence that keeps a warning from doing harm: do not stop suddenly."""

from collections.abc import Sequence

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
    risky = sorted(
        {knowledge.drugs[drug].name for drug in drugs if drug in knowledge.withdrawal_risk}
    )
    sentence = f"Do not stop taking {joined(risky, 'or')} suddenly. Talk to your doctor first."
    return Advice(f"{advice.patient.rstrip()} {sentence}", advice.professional)
