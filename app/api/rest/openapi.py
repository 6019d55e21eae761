"""The OpenAPI document: words about the whole, and for every operation an example that is true."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from app.api.answers.brief_monograph import BRIEF_ANSWERS
from app.api.http.problems import MEDIA_TYPE
from app.api.rest.problems import ProblemOut, problem_response

DESCRIPTION = """
What a drug is, what it is prescribed for, what it does to you and what it must not meet: every
fact with its source. Silence is not safety: an unknown name, a pair that nobody assessed and a pair
without a record are told apart, and none of them reads as an all-clear.

Lists take `limit` and `offset`, and name their neighbours in the `Link` header. Answers of the
catalogue carry an `ETag` of the release. Errors are RFC 9457 problems, also those that any address
may answer: 405 for another method, 408 for a request that comes too slowly, 431 for more headers
than are read, and 500. What is answered to GET is answered to HEAD, without a body.

Information from the sources named, not medical advice and not a medical device.
"""
TAGS = [
    {"name": "Drugs", "description": "What a drug is, what it does, what it must not meet."},
    {"name": "Indications", "description": "What is prescribed for what, and what is not."},
    {"name": "Conditions", "description": "Diseases, symptoms and states, and what treats them."},
    {"name": "Interactions", "description": "May these be taken together? And the rules behind."},
    {"name": "Stopping", "description": "How a drug may be stopped, and a plan beside limits."},
    {"name": "Side effects", "description": "Effects, on treatment and on withdrawal."},
    {
        "name": "Classes",
        "description": "Classes of drugs with their members, and allergy groups.",
    },
    {"name": "Genes", "description": "What results of genes mean for drugs, by guidelines."},
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
        "get_drug_stopping",
        "/drugs/gabapentin/stopping",
        parameters=(("drug", "gabapentin"),),
    ),
    Example(
        "check_stopping_plan",
        "/stopping/check",
        body={
            "drug": "Neurontin",
            "doses": [
                {"date": "2026-01-01", "dose": 900, "unit": "mg"},
                {"date": "2026-01-05", "dose": 300, "unit": "mg"},
                {"date": "2026-01-08", "dose": 0, "unit": "mg"},
            ],
        },
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
    Example(
        "list_drug_genes",
        "/drugs/nortriptyline/genes?limit=1",
        parameters=(("drug", "nortriptyline"), ("limit", 1)),
    ),
    Example("list_genes", "/genes?limit=2", parameters=(("limit", 2),)),
    Example("get_gene", "/genes/ABCG2", parameters=(("gene", "ABCG2"),)),
    Example("list_classes", "/classes?limit=2", parameters=(("limit", 2),)),
    Example("get_class", "/classes/benzodiazepine", parameters=(("drug_class", "benzodiazepine"),)),
    Example("list_allergy_groups", "/allergy-groups?limit=2", parameters=(("limit", 2),)),
    Example(
        "get_allergy_group",
        "/allergy-groups/ceftazidime-side-chain",
        parameters=(("group", "ceftazidime-side-chain"),),
    ),
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
    Example(
        "list_label_changes",
        f"/labels/{_LABEL}/changes",
        parameters=(("label", _LABEL),),
        status=404,
    ),
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
    Example("get_feedback", "/coverage/feedback"),
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


class DocumentedApi(FastAPI):
    """An application whose document tells what FastAPI cannot know. It is made once, when it is
    first asked for.
    """

    @cached_property
    def _document(self) -> dict[str, Any]:
        document = super().openapi()
        # Nobody logs in: that is said, where silence could mean that it was forgotten.
        document["security"] = []
        _describe_shapes(document)
        problem_examples = read_example(PROBLEMS) or {}
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                _describe_layers(path, method, operation)
                _take_null_from_parameters(operation)
                _add_problem_examples(operation, problem_examples)
        _add_examples(document)
        return document

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document."""
        return self._document


def read_example(operation: str) -> Any:
    """The answer that stands in the document; None where none was written yet."""
    file = EXAMPLES_FOLDER / f"{operation}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


# The example of every problem, by operation and status.
PROBLEMS = "problems"


def _describe_shapes(document: dict[str, Any]) -> None:
    """Adds the shapes that no route names as its model, and mends what programs that write clients
    make poor types of.

    Every error is a problem: the framework's own shape of a 422 is never sent.
    """
    schemas = document["components"]["schemas"]
    _, described = models_json_schema(
        [(model, "serialization") for model in (ProblemOut, *BRIEF_ANSWERS)],
        ref_template="#/components/schemas/{model}",
    )
    schemas |= described["$defs"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name, schema in schemas.items():
        for field in schema.get("properties", {}).values():
            # Made of the field's own name: of no use, and clients name nameless types after it.
            field.pop("title", None)
            if name in _QUESTIONS:
                _describe_default(field)
                _choose_one(field.get("items", {}))
    document["components"]["headers"] = _HEADERS


# What is sent, not answered.
_QUESTIONS = ("CheckIn", "DrugIn", "DoseIn", "StoppingIn", "PlannedDoseIn")


def _describe_default(field: dict[str, Any]) -> None:
    """Says a default in words: where it stands in the schema, clients take the field for given."""
    if "default" not in field:
        return
    default = field.pop("default")
    if default is not None and default != []:
        told = f"By default `{json.dumps(default).strip(chr(34))}`"
        field["description"] = f"{field['description']}. {told}" if "description" in field else told


def _choose_one(item: dict[str, Any]) -> None:
    """A drug is a name or an object: of `anyOf`, clients make one object with all the fields."""
    if "anyOf" in item:
        item["oneOf"] = item.pop("anyOf")


def _describe_layers(path: str, method: str, operation: dict[str, Any]) -> None:
    """What the layers around every route may answer, and what they read and add."""
    responses: dict[str, Any] = operation["responses"]
    statuses = {400, 414}
    if path not in _PROBES:
        # Also for a parameter in the query that the operation does not know.
        statuses |= {422, 429}
    if method == "post":
        statuses |= {413, 415}
    for status in statuses:
        found = responses.get(str(status))
        if found is None or "HTTPValidationError" in str(found):
            responses[str(status)] = problem_response(status)
    named = {one["name"].lower(): one for one in operation.get("parameters", ())}
    headers = {"X-Request-ID"}
    if "offset" in named:
        headers.add("Link")
    if "if-none-match" in named:
        named["if-none-match"]["name"] = "If-None-Match"
        headers.add("ETag")
        responses["304"] = {
            "description": "The answer with this ETag still holds",
            "headers": _headers("ETag", "X-Request-ID"),
        }
    responses["200"]["headers"] = _headers(*headers)
    for late in {"429", "503"} & set(responses):
        responses[late]["headers"] = _headers("Retry-After", "X-Request-ID")
    operation["responses"] = dict(sorted(responses.items()))


_PROBES = ("/healthz", "/readyz")
_HEADERS = {
    "ETag": {
        "description": "Of this answer in this release; absent where the address holds words",
        "schema": {"type": "string"},
        "example": 'W/"0123456789abcdef01234567"',
    },
    "Link": {
        "description": "The pages beside this one (RFC 8288): first, prev, next and last",
        "schema": {"type": "string"},
        "example": '<?limit=50&offset=50>; rel="next"',
    },
    "Retry-After": {
        "description": "After so many seconds the question may be asked again",
        "schema": {"type": "integer"},
        "example": 5,
    },
    "X-Request-ID": {
        "description": "Names this request in the log; the caller's own, if it sent a plain one",
        "schema": {"type": "string"},
        "example": "0123456789abcdef0123456789abcdef",
    },
}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in sorted(names)}


def _take_null_from_parameters(operation: dict[str, Any]) -> None:
    """A parameter that is not given is left out: no address can hold null."""
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        # The parameter itself has the description; beside a reference clients lose the type by it.
        for name in ("title", "description"):
            schema.pop(name, None)
        kinds = [one for one in schema.pop("anyOf", ()) if one != {"type": "null"}]
        for kind in kinds:
            schema |= kind


def _add_problem_examples(operation: dict[str, Any], examples: dict[str, Any]) -> None:
    for status, example in examples.get(operation["operationId"], {}).items():
        operation["responses"][status]["content"][MEDIA_TYPE]["example"] = example


def _add_examples(document: dict[str, Any]) -> None:
    operations = {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
    }
    for example in EXAMPLES:
        _add(operations[example.operation], example)


def _add(operation: dict[str, Any], example: Example) -> None:
    values = dict(example.parameters)
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in values:
            parameter["example"] = values[parameter["name"]]
    if example.body is not None:
        operation["requestBody"]["content"]["application/json"]["example"] = example.body
    # The first of them is the whole answer; a brief one has no example.
    answer = next(iter(operation["responses"][str(example.status)]["content"].values()))
    answer["example"] = read_example(example.operation)
