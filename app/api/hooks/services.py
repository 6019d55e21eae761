"""The services that can be called: discovery is made of the same values that answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.api.clinical.medications import ORDERS
from app.domain.interactions.result import FindingKind

_PATIENT = "patient={{context.patientId}}"
PREFETCH = {
    "patient": "Patient/{{context.patientId}}",
    "medications": f"MedicationRequest?{_PATIENT}&status=active",
    "statements": f"MedicationStatement?{_PATIENT}&status=active",
    "conditions": f"Condition?{_PATIENT}&clinical-status=active",
    "allergies": f"AllergyIntolerance?{_PATIENT}&clinical-status=active",
    "observations": f"Observation?{_PATIENT}&code=http://loinc.org|98979-8,http://loinc.org|62238-1,"
    "http://loinc.org|33914-3,http://loinc.org|2160-0,http://loinc.org|82810-3&_sort=-date&_count=20",
}
# What each is for, and the kinds of resources that serve for it under whatever key.
PURPOSES = {
    "patient": ("age and sex", ("Patient",)),
    "medications": ("what is prescribed already", (*ORDERS, "MedicationDispense")),
    "statements": ("what is taken beside prescriptions", ("MedicationStatement",)),
    "conditions": ("conditions", ("Condition",)),
    "allergies": ("allergies", ("AllergyIntolerance",)),
    "observations": ("kidney function and pregnancy", ("Observation",)),
}


@dataclass(frozen=True, slots=True)
class Service:
    """One service. `bundle` is the field of the context with what is new; with `needs_medicines`
    there is nothing to compare without what is taken already; `kinds` are the findings that it
    answers with, where these are not all.
    """

    id: str
    hook: str
    title: str
    description: str
    bundle: str | None = None
    has_selections: bool = False
    needs_medicines: bool = False
    kinds: frozenset[FindingKind] = field(default_factory=lambda: frozenset(FindingKind))

    def described(self) -> Mapping[str, Any]:
        """As discovery lists it."""
        return {
            "hook": self.hook,
            "title": self.title,
            "description": self.description,
            "id": self.id,
            "prefetch": PREFETCH,
            "usageRequirements": _REQUIREMENTS,
        }


_REQUIREMENTS = (
    "Calls out to no FHIR server: what is not in the prefetch is not compared, and a card says so. "
    "FHIR R4 and R5. Information from cited sources, not a medical device."
)
_ALL = (
    Service(
        "interactions-order-select",
        "order-select",
        "Interactions of the selected orders",
        "Compares the selected medicines with each other, with what is taken already, and with the "
        "allergies, conditions, age and kidney function of the patient.",
        bundle="draftOrders",
        has_selections=True,
    ),
    Service(
        "interactions-order-sign",
        "order-sign",
        "Interactions of the orders to be signed",
        "Compares all medicines that are about to be signed with each other, with what is taken "
        "already, and with the allergies, conditions, age and kidney function of the patient.",
        bundle="draftOrders",
    ),
    Service(
        "interactions-patient-view",
        "patient-view",
        "Interactions of what the patient takes",
        "Compares the active medicines of a patient with each other, and with allergies, "
        "conditions, age and kidney function.",
        needs_medicines=True,
    ),
    Service(
        "interactions-medication-prescribe",
        "medication-prescribe",
        "Interactions of prescribed medicines (older clients)",
        "As interactions-order-sign, for clients that still speak of medication-prescribe.",
        bundle="medications",
    ),
    Service(
        "interactions-allergyintolerance-create",
        "allergyintolerance-create",
        "Medicines that an allergy concerns",
        "Compares an allergy that is being entered with what the patient takes.",
        bundle="allergyIntolerance",
        needs_medicines=True,
        kinds=frozenset({FindingKind.DRUG_ALLERGY}),
    ),
    Service(
        "interactions-problem-list-item-create",
        "problem-list-item-create",
        "Medicines that a condition concerns",
        "Compares conditions that are being entered with what the patient takes.",
        bundle="conditions",
        needs_medicines=True,
        kinds=frozenset({FindingKind.DRUG_CONDITION, FindingKind.DRUG_ALLERGY}),
    ),
)
SERVICES: Mapping[str, Service] = {one.id: one for one in _ALL}
