"""What must not be stopped suddenly, and the sentence that keeps a warning from doing harm."""

from collections.abc import Collection, Iterable, Mapping

from app.domain.english import joined
from app.domain.facts import Advice, Warning, WarningKind, key


def with_withdrawal_risk(
    warnings: Iterable[Warning], classes_above: Mapping[str, Mapping[str, int]]
) -> frozenset[str]:
    """The drugs that a warning, their own or their class's, says not to stop suddenly."""
    kinds = (WarningKind.ABRUPT_DISCONTINUATION, WarningKind.WITHDRAWAL)
    subjects = {warning.subject for warning in warnings if warning.kind in kinds}
    return frozenset(
        drug
        for drug, above in classes_above.items()
        if key("drug", drug) in subjects or any(key("class", slug) in subjects for slug in above)
    )


def not_suddenly(advice: Advice, names: Collection[str]) -> Advice:
    """The advice, and for the patient not to stop any of these suddenly.

    It belongs to every advice on a drug with a withdrawal risk: a warning may frighten somebody
    into stopping at once, which can threaten life (US boxed warning of benzodiazepines).
    """
    sentence = f"Do not stop taking {joined(sorted(names), 'or')} suddenly."
    patient = f"{advice.patient.rstrip()} {sentence} Talk to your doctor first."
    return Advice(patient, advice.professional)
