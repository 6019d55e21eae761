"""The sentence that keeps a warning from doing harm: do not stop suddenly."""

from collections.abc import Collection
from functools import lru_cache

from app.domain.facts import Advice
from app.domain.wording import joined


def not_suddenly(advice: Advice, names: Collection[str]) -> Advice:
    """The advice, and for the patient not to stop any of these suddenly.

    It belongs to every advice on a drug with a withdrawal risk: a warning may frighten somebody
    into stopping at once, which can threaten life (US boxed warning of benzodiazepines).
    """
    return _with_sentence(advice, tuple(sorted(names)))


@lru_cache(maxsize=4_096)
def _with_sentence(advice: Advice, names: tuple[str, ...]) -> Advice:
    sentence = f"Do not stop taking {joined(names, 'or')} suddenly."
    patient = f"{advice.patient.rstrip()} {sentence} Talk to your doctor first."
    return Advice(patient, advice.professional)
