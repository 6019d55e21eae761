"""The OpenAPI document: words about the whole, and for every operation an example that is true."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from app.api.rest.problems import ProblemOut, problems

DESCRIPTION = """
What a drug is, what it is prescribed for, what it does to you and what it must not meet: every
fact with its source. Silence is not safety: an unknown name, a pair that nobody assessed and a pair
without a record are told apart, and none of them reads as an all-clear.

Lists take `limit` and `offset`, and name their neighbours in the `Link` header. Answers of the
catalogue carry an `ETag` of the release. Errors are RFC 9457 problems.

Information from the sources named, not medical advice and not a medical device.
"""
TAGS = [
    {"name": "Drugs", "description": "What a drug is, what it does, what it must not meet."},
    {"name": "Indications", "description": "What is prescribed for what, and what is not."},
    {"name": "Conditions", "description": "Diseases, symptoms and states, and what treats them."},
    {"name": "Interactions", "description": "May these be taken together? And the rules behind."},
    {"name": "Side effects", "description": "Effects, on treatment and on withdrawal."},
    {"name": "Classes", "description": "Classes of drugs as a graph, with their members."},
    {"name": "Labels", "description": "What labels say, in their own words, once they are loaded."},
    {"name": "Search", "description": "Names, and what is understood of what people write."},
    {"name": "Sources", "description": "Who says so, and how much there is."},
    {"name": "Service", "description": "The state of the service itself."},
]


@dataclass(frozen=True, slots=True)
class Example:
    """A request that is really answered as the file `examples/<operation>.json` says; with another
    status than 200 where a freshly seeded server has no such thing.
    """

    operation: str
    path: str
    body: dict[str, Any] | None = None
    parameters: tuple[tuple[str, Any], ...] = ()
    status: int = 200


_LABEL = "00000000-0000-4000-8000-000000000000"
# Small limits keep the document readable; the answers are those of the seeded server.
EXAMPLES = (
    Example("list_drugs", "/drugs?limit=2", parameters=(("limit", 2),)),
    Example("get_drug", "/drugs/clonazepam", parameters=(("drug", "clonazepam"),)),
    Example(
        "list_drug_indications",
        "/drugs/clonazepam/indications?limit=2",
        parameters=(("drug", "clonazepam"), ("limit", 2)),
    ),
    Example(
        "get_verdict",
        "/drugs/clonazepam/indications/depression",
        parameters=(("drug", "clonazepam"), ("condition", "depression")),
    ),
    Example(
        "list_drug_side_effects",
        "/drugs/clonazepam/side-effects?phase=on_withdrawal&limit=2",
        parameters=(("drug", "clonazepam"), ("phase", "on_withdrawal"), ("limit", 2)),
    ),
    Example(
        "list_drug_warnings",
        "/drugs/clonazepam/warnings?limit=2",
        parameters=(("drug", "clonazepam"), ("limit", 2)),
    ),
    Example(
        "list_drug_states",
        "/drugs/metformin/states?state=kidney&limit=2",
        parameters=(("drug", "metformin"), ("state", "kidney"), ("limit", 2)),
    ),
    Example(
        "list_drug_interactions",
        "/drugs/clonazepam/interactions?limit=2",
        parameters=(("drug", "clonazepam"), ("limit", 2)),
    ),
    Example("list_drug_classes", "/drugs/clonazepam/classes", parameters=(("drug", "clonazepam"),)),
    Example(
        "list_indications",
        "/indications?condition=panic-disorder&limit=2",
        parameters=(("condition", "panic-disorder"), ("limit", 2)),
    ),
    Example("list_conditions", "/conditions?limit=2", parameters=(("limit", 2),)),
    Example("get_condition", "/conditions/depression", parameters=(("condition", "depression"),)),
    Example("list_classes", "/classes?limit=2", parameters=(("limit", 2),)),
    Example("get_class", "/classes/benzodiazepine", parameters=(("drug_class", "benzodiazepine"),)),
    Example("list_effects", "/side-effects?limit=2", parameters=(("limit", 2),)),
    Example("get_effect", "/side-effects/insomnia", parameters=(("effect", "insomnia"),)),
    Example(
        "list_interactions",
        "/interactions?drug=clonazepam&limit=2",
        parameters=(("drug", "clonazepam"), ("limit", 2)),
    ),
    Example(
        "get_interaction",
        "/interactions/benzodiazepine-opioid",
        parameters=(("interaction", "benzodiazepine-opioid"),),
    ),
    Example(
        "check_interactions_by_query",
        "/interactions/check?drugs=clonazepam,alcohol",
        parameters=(("drugs", ["clonazepam,alcohol"]),),
    ),
    Example(
        "check_interactions",
        "/interactions/check",
        body={"drugs": ["Klonopin 0.5 mg tab", "oxycodone HCl", "unobtainium"]},
    ),
    Example("list_drug_labels", "/drugs/clonazepam/labels", parameters=(("drug", "clonazepam"),)),
    Example("search_label_texts", "/labels?q=bleeding", parameters=(("q", "bleeding"),)),
    Example("get_label", f"/labels/{_LABEL}", parameters=(("label", _LABEL),), status=404),
    Example("list_sources", "/sources?limit=2", parameters=(("limit", 2),)),
    Example(
        "get_source", "/sources/clonazepam-article", parameters=(("source", "clonazepam-article"),)
    ),
    Example("list_data_sets", "/data-sets?limit=2", parameters=(("limit", 2),)),
    Example("get_data_set", "/data-sets/curated", parameters=(("data_set", "curated"),)),
    Example("list_releases", "/releases?limit=2", parameters=(("limit", 2),)),
    Example(
        "get_difference",
        "/releases/diff?from=newest&to=newest",
        parameters=(("from", "newest"), ("to", "newest")),
    ),
    Example("get_coverage", "/coverage"),
    Example("search_names", "/search?q=clon&limit=3", parameters=(("q", "clon"), ("limit", 3))),
    Example("suggest_names", "/suggest?q=klo&limit=3", parameters=(("q", "klo"), ("limit", 3))),
    Example(
        "resolve_names",
        "/resolve?q=klonapin%2C%20a%20glass%20of%20wine",
        parameters=(("q", "klonapin, a glass of wine"),),
    ),
    Example("get_health", "/healthz"),
    Example("get_readiness", "/readyz"),
    Example("get_version", "/version"),
)
EXAMPLES_FOLDER = Path(__file__).resolve().parent / "examples"


def operation_id(route: APIRoute) -> str:
    """The name of the function: `get_drug`, `check_interactions`."""
    return route.name


def add_openapi(app: FastAPI) -> None:
    """The document is made once, when it is first asked for."""
    make = app.openapi

    @cache
    def with_examples() -> dict[str, Any]:
        document = make()
        operations = {
            operation["operationId"]: operation
            for path in document["paths"].values()
            for operation in path.values()
        }
        _describe_problems(document, operations)
        for example in EXAMPLES:
            _add(operations[example.operation], example)
        return document

    app.openapi = with_examples  # type: ignore[method-assign]


def read_example(operation: str) -> Any:
    """The answer that stands in the document; None where none was written yet."""
    file = EXAMPLES_FOLDER / f"{operation}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def _describe_problems(document: dict[str, Any], operations: dict[str, dict[str, Any]]) -> None:
    """Every error is a problem: the framework's own shape of a 422 is never sent."""
    schema = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = document["components"]["schemas"]
    schemas |= schema.pop("$defs")
    schemas["ProblemOut"] = schema
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for operation in operations.values():
        if "HTTPValidationError" in str(operation["responses"].get("422")):
            operation["responses"]["422"] = problems(422)[422]


def _add(operation: dict[str, Any], example: Example) -> None:
    values = dict(example.parameters)
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in values:
            parameter["example"] = values[parameter["name"]]
    if example.body is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = example.body
    (answer,) = operation["responses"][str(example.status)]["content"].values()
    answer["example"] = read_example(example.operation)
