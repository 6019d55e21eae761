"""The CapabilityStatement, made of the table that the routes are made of."""

from app import __version__
from app.api.fhir.codes import BASE, Context, Resource
from app.api.fhir.definitions import OPERATION
from app.api.fhir.types import Operation, Type, types_of

# Where FHIR itself defines an operation.
_OPERATIONS = "http://hl7.org/fhir/OperationDefinition"


def capability_statement(context: Context, base: str) -> Resource:
    """What this server can be asked in a version of FHIR."""
    date = context.meta()["lastUpdated"]
    return {
        "resourceType": "CapabilityStatement",
        "id": "materia",
        "url": f"{BASE}:CapabilityStatement:{context.version.value}",
        "version": __version__,
        "name": "Materia",
        "title": "Materia: medication information, every fact with its source",
        "status": "active",
        "date": date,
        "kind": "instance",
        "software": {"name": "Materia", "version": __version__, "releaseDate": date},
        "implementation": {"description": "Materia, read-only", "url": base},
        "fhirVersion": context.version.number,
        "format": ["json", "application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "documentation": "Information from cited sources, not a medical device.",
                "resource": [_resource(one) for one in types_of(context.version)],
                "operation": [{"name": "check-interactions", "definition": OPERATION}],
            }
        ],
    }


def _resource(kind: Type) -> Resource:
    found: Resource = {
        "type": kind.name,
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "versioning": "versioned",
        "readHistory": False,
        "updateCreate": False,
        "conditionalRead": "full-support",
        "searchParam": [
            {"name": "_id", "type": "token"},
            *({"name": name, "type": one[0]} for name, one in kind.search.items()),
        ],
    }
    if kind.includes:
        found["searchInclude"] = [f"{kind.name}:{name}" for name in kind.includes]
    if kind.operations:
        found["operation"] = [_operation(kind, *one) for one in kind.operations.items()]
    return found


def _operation(kind: Type, name: str, _: Operation) -> Resource:
    return {"name": name, "definition": f"{_OPERATIONS}/{kind.name}-{name}"}
