"""The definitions that are our own: StructureDefinitions of extensions, and the operation."""

from app.api.fhir.codes import (
    ACTION,
    BASE,
    EVIDENCE,
    SEVERITY,
    SOURCE,
    STATUS,
    Context,
    Resource,
)

OPERATION = f"{BASE}:OperationDefinition:check-interactions"
_WORDS = {
    SEVERITY: ("code", "Harm if nothing is done: contraindicated, major, moderate, minor, unknown"),
    ACTION: ("code", "What to do: avoid, use_only_if_benefit_outweighs, adjust_or_separate …"),
    EVIDENCE: ("code", "What a rule rests on: boxed_warning, label, controlled_study …"),
    STATUS: ("code", "How a use stands: approved, off_label, adjunct_only, investigational …"),
    SOURCE: ("string", "A place that says so: the source, and the section in it"),
}


def structure_definitions(_: Context) -> list[str]:
    """The urls of all extensions."""
    return list(_WORDS)


def find_structure_definition(name: str, _: Context) -> str | None:
    """The url of the extension with this id."""
    return next((url for url in _WORDS if url.endswith(f":{name}")), None)


def structure_definition(url: str, context: Context) -> Resource:
    """An extension with one value."""
    kind, words = _WORDS[url]
    name = url.rpartition(":")[2]
    root = "http://hl7.org/fhir/StructureDefinition/Extension"
    return {
        "resourceType": "StructureDefinition",
        "id": name,
        "meta": context.meta(),
        "url": url,
        "version": context.meta()["versionId"],
        "name": "Materia" + "".join(part.title() for part in name.split("-")),
        "title": words.partition(":")[0],
        "status": "active",
        "date": context.meta()["lastUpdated"],
        "description": words,
        "fhirVersion": context.version.number,
        "kind": "complex-type",
        "abstract": False,
        "context": [{"type": "element", "expression": "Element"}],
        "type": "Extension",
        "baseDefinition": root,
        "derivation": "constraint",
        "differential": {
            "element": [
                {"id": "Extension", "path": "Extension", "short": words},
                {"id": "Extension.extension", "path": "Extension.extension", "max": "0"},
                {"id": "Extension.url", "path": "Extension.url", "fixedUri": url},
                {
                    "id": "Extension.value[x]",
                    "path": "Extension.value[x]",
                    "min": 1,
                    "type": [{"code": kind}],
                },
            ]
        },
    }


def operation_definitions(_: Context) -> list[str]:
    """The urls of all operations."""
    return [OPERATION]


def find_operation_definition(name: str, _: Context) -> str | None:
    """The url of the operation with this id."""
    return OPERATION if name == "check-interactions" else None


def operation_definition(url: str, context: Context) -> Resource:
    """`$check-interactions`."""
    words = (
        "Compares medicines with each other and with allergies, conditions, age and kidney "
        "function: a Bundle of DetectedIssue, and an OperationOutcome for everything that was not "
        "understood or not compared."
    )
    taken = "Medication, MedicationRequest or MedicationStatement"
    beside = "AllergyIntolerance, Condition, Patient, Observation (eGFR, creatinine, pregnancy)"
    return {
        "resourceType": "OperationDefinition",
        "id": "check-interactions",
        "meta": context.meta(),
        "url": url,
        "version": context.meta()["versionId"],
        "name": "CheckInteractions",
        "title": "May these be taken together?",
        "status": "active",
        "kind": "operation",
        "date": context.meta()["lastUpdated"],
        "description": words,
        "affectsState": False,
        "code": "check-interactions",
        "system": True,
        "type": False,
        "instance": False,
        "parameter": [
            _parameter("medication", "in", 1, "*", taken),
            _parameter("current", "in", 0, "*", f"Taken already: {taken}"),
            _parameter("person", "in", 0, "*", beside),
            _parameter("return", "out", 1, "1", "Issues, and what was not checked", "Bundle"),
        ],
    }


def _parameter(
    name: str, use: str, least: int, most: str, words: str, kind: str = "Resource"
) -> Resource:
    return {
        "name": name,
        "use": use,
        "min": least,
        "max": most,
        "documentation": words,
        "type": kind,
    }
