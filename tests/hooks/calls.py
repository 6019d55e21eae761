"""Requests as electronic records write them, for tests."""

from typing import Any
from uuid import UUID

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
PATIENT = "zqpatient"

Resource = dict[str, Any]


def concept(text: str | None = None, *codings: tuple[str, str]) -> Resource:
    """A CodeableConcept."""
    found: Resource = {"coding": [{"system": one, "code": code} for one, code in codings]}
    return found if text is None else {**found, "text": text}


def order(name: str, number: int = 0, **more: Any) -> Resource:
    """A MedicationRequest of R4 by the text of its medicine."""
    return {
        "resourceType": "MedicationRequest", "id": f"mr-{number}", "status": "draft",
        "intent": "order", "subject": {"reference": f"Patient/{PATIENT}"},
        "medicationCodeableConcept": concept(name), **more,
    }  # fmt: skip


def bundle(*resources: Resource) -> Resource:
    """A Bundle of resources."""
    entries = [{"resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def orders(*names: str, status: str = "draft", first: int = 0) -> Resource:
    """A Bundle of one order for each name."""
    return bundle(*(order(name, first + place, status=status) for place, name in enumerate(names)))


def prefetch(*taken: str, **more: Any) -> dict[str, Any]:
    """Everything that is declared, with nothing in it but what is given."""
    empty = bundle()
    return {
        "patient": {"resourceType": "Patient", "id": PATIENT},
        "medications": orders(*taken, status="active", first=900),
        "statements": empty, "conditions": empty, "allergies": empty, "observations": empty,
        **more,
    }  # fmt: skip


def call(hook: str, context: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A request of a hook."""
    return {
        "hook": hook, "hookInstance": INSTANCE,
        "context": {"userId": "Practitioner/7", "patientId": PATIENT, **context}, **more,
    }  # fmt: skip


def sign(*names: str, taken: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """An order-sign of these medicines."""
    context = {"draftOrders": orders(*names)}
    return call("order-sign", context, **{"prefetch": prefetch(*taken), **more})


def is_valid(card: dict[str, Any]) -> None:
    """At least as strict as the published rules for a card of CDS Hooks 2.0."""
    assert card["summary"] and len(card["summary"]) < 140
    assert card["indicator"] in ("info", "warning", "critical")
    assert card["source"]["label"]
    UUID(card["uuid"])
    topic = card["source"]["topic"]
    assert topic["system"] and topic["code"] and topic["display"]
    assert ("selectionBehavior" in card) == ("suggestions" in card)
    assert card.get("selectionBehavior") in (None, "at-most-one", "any")
    for suggestion in card.get("suggestions", [{"label": "-", "actions": [None]}]):
        assert suggestion["label"] and suggestion["actions"]
        for action in filter(None, suggestion["actions"]):
            assert action["type"] in ("create", "update", "delete") and action["description"]
            assert action["type"] != "delete" or "/" in action["resourceId"]
    for reason in card.get("overrideReasons", []):
        assert reason["code"] and reason["system"] and reason["display"]
    for link in card.get("links", []):
        assert link["label"] and link["type"] in ("absolute", "smart")
        assert link["url"].startswith(("http://", "https://"))
        assert "appContext" not in link or link["type"] == "smart"
