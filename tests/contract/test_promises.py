"""Does every real answer, good or bad, keep the promise of the OpenAPI document?"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator, FormatChecker

from tests.api.calling import drawn, ids

Answers = Callable[[str], Any]
# Operations that the issue asks for, and no others beside them.
ASKED_FOR = {
    "/drugs": {"get"}, "/drugs/{drug}": {"get"}, "/drugs/{drug}/indications": {"get"},
    "/drugs/{drug}/indications/{condition}": {"get"}, "/drugs/{drug}/side-effects": {"get"},
    "/drugs/{drug}/warnings": {"get"}, "/drugs/{drug}/states": {"get"},
    "/drugs/{drug}/interactions": {"get"},
    "/drugs/{drug}/classes": {"get"}, "/drugs/{drug}/labels": {"get"}, "/labels": {"get"},
    "/labels/{label}": {"get"}, "/indications": {"get"}, "/conditions": {"get"},
    "/conditions/{condition}": {"get"}, "/side-effects": {"get"},
    "/side-effects/{effect}": {"get"}, "/classes": {"get"}, "/classes/{drug_class}": {"get"},
    "/interactions": {"get"}, "/interactions/{interaction}": {"get"},
    "/interactions/check": {"get", "post"}, "/sources": {"get"}, "/sources/{source}": {"get"},
    "/search": {"get"}, "/resolve": {"get"}, "/coverage": {"get"}, "/healthz": {"get"},
    "/readyz": {"get"}, "/version": {"get"}, "/data-sets": {"get"}, "/releases": {"get"},
    "/data-sets/{data_set}": {"get"}, "/releases/diff": {"get"},
}  # fmt: skip
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    """The document as a client gets it."""
    answer: dict[str, Any] = client.get("/openapi.json").json()
    return answer


def validator(document: dict[str, Any], schema: dict[str, Any]) -> Draft202012Validator:
    """Judges answers by a schema of the document, formats such as `date-time` included."""
    whole = {**schema, "components": document["components"]}
    return Draft202012Validator(whole, format_checker=FormatChecker())


def promised(document: dict[str, Any], path: str, status: str, method: str = "get") -> Any:
    """The schema of an answer."""
    (content,) = document["paths"][path][method]["responses"][status]["content"].values()
    return content["schema"]


def test_the_document_has_the_operations_of_the_issue(document: dict[str, Any]) -> None:
    found = {path: METHODS & set(item) for path, item in document["paths"].items()}
    assert {path: found.get(path) for path in ASKED_FOR} == ASKED_FOR


def references(value: Any) -> Iterator[str]:
    """Every `$ref` within."""
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_every_reference_leads_to_a_schema(document: dict[str, Any]) -> None:
    known = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(references(document)) <= known


def test_every_schema_is_a_valid_one_and_is_used(document: dict[str, Any]) -> None:
    used = set(references(document))
    for name, schema in document["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert f"#/components/schemas/{name}" in used, name


def test_every_gap_of_a_path_is_a_required_parameter(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        gaps = {part[1:-1] for part in path.split("/") if part.startswith("{")}
        for operation in (item[method] for method in METHODS & set(item)):
            told = {
                one["name"]
                for one in operation.get("parameters", [])
                if one["in"] == "path" and one["required"]
            }
            assert told == gaps, path


def test_operation_ids_are_unique_and_start_with_a_verb(document: dict[str, Any]) -> None:
    found = [
        item[method]["operationId"]
        for item in document["paths"].values()
        for method in METHODS & set(item)
    ]
    assert len(found) == len(set(found))
    verbs = {"list", "get", "check", "search", "resolve", "suggest"}
    assert {one.partition("_")[0] for one in found} <= verbs


LISTS = {
    "/drugs": "/drugs/{drug}", "/conditions": "/conditions/{condition}",
    "/classes": "/classes/{drug_class}", "/side-effects": "/side-effects/{effect}",
    "/interactions": "/interactions/{interaction}", "/sources": "/sources/{source}",
}  # fmt: skip


@pytest.mark.parametrize("path", LISTS)
def test_every_thing_of_a_list_fits_its_schema(
    client: TestClient, answer_to: Answers, document: dict[str, Any], path: str
) -> None:
    validator(document, promised(document, path, "200")).validate(answer_to(f"{path}?limit=500"))
    one = validator(document, promised(document, LISTS[path], "200"))
    for slug in drawn(ids(client, path), 80):
        one.validate(answer_to(f"{path}/{slug}"))


@pytest.mark.parametrize("part", ["indications", "side-effects", "warnings", "interactions",
                                  "classes"])  # fmt: skip
def test_every_list_of_every_drug_fits_its_schema(
    client: TestClient, answer_to: Answers, document: dict[str, Any], part: str
) -> None:
    judge = validator(document, promised(document, f"/drugs/{{drug}}/{part}", "200"))
    for slug in drawn(ids(client, "/drugs"), 80):
        judge.validate(answer_to(f"/drugs/{slug}/{part}?limit=500"))


def test_every_verdict_on_clonazepam_fits_its_schema(
    client: TestClient, answer_to: Answers, document: dict[str, Any]
) -> None:
    schema = promised(document, "/drugs/{drug}/indications/{condition}", "200")
    judge = validator(document, schema)
    for slug in drawn(ids(client, "/conditions"), 80):
        judge.validate(answer_to(f"/drugs/clonazepam/indications/{slug}"))


CHECKS: list[dict[str, Any]] = [
    {"drugs": ["clonazepam"]},
    {"drugs": ["benzos", "opioids", "Klonopin 0.5 mg tab", "x", "klonapin", "wine"]},
    {"drugs": ["clonazepam", "lorazepam"], "conditions": ["liver failure", "weltschmerz"]},
    {"drugs": [{"name": "clonazepam", "stopped_on": "2001-01-01"}], "current": ["oxycodone"]},
    {"drugs": ["oxycodone and acetaminophen", {"system": "rxnorm", "code": "2598"}],
     "audience": "patient", "policy": "quiet"},
]  # fmt: skip


@pytest.mark.parametrize("body", CHECKS, ids=str)
def test_a_check_fits_its_schema(
    client: TestClient, document: dict[str, Any], body: dict[str, Any]
) -> None:
    schema = promised(document, "/interactions/check", "200", "post")
    validator(document, schema).validate(client.post("/interactions/check", json=body).json())


@pytest.mark.parametrize("body", CHECKS, ids=str)
def test_a_question_that_is_answered_fits_the_schema_of_questions(
    document: dict[str, Any], body: dict[str, Any]
) -> None:
    content = document["paths"]["/interactions/check"]["post"]["requestBody"]["content"]
    validator(document, content["application/json"]["schema"]).validate(body)


ERRORS = [
    ("/drugs/{drug}", "/drugs/klonapin", "404"),
    ("/drugs", "/drugs?limit=0", "422"),
    ("/classes/{drug_class}", "/classes/unobtainiums", "404"),
    ("/conditions/{condition}", "/conditions/weltschmerz", "404"),
    ("/interactions/check", "/interactions/check?drugs=unobtainium", "422"),
    ("/interactions/check", "/interactions/check", "422"),
    ("/search", "/search", "422"),
    ("/indications", "/indications?drug=unobtainium", "404"),
    ("/sources/{source}", "/sources/hearsay", "404"),
    ("/labels/{label}", "/labels/hearsay", "404"),
    ("/labels", "/labels?q=x&section=laser", "422"),
    ("/drugs/{drug}/labels", "/drugs/unobtainium/labels", "404"),
    ("/data-sets/{data_set}", "/data-sets/hearsay", "404"),
    ("/releases/diff", "/releases/diff?from=zz", "404"),
    ("/releases/diff", "/releases/diff?limit=0", "422"),
    ("/releases", "/releases?limit=0", "422"),
]


@pytest.mark.parametrize(("path", "address", "status"), ERRORS, ids=[one[1] for one in ERRORS])
def test_an_error_is_documented_and_fits_its_schema(
    client: TestClient, document: dict[str, Any], path: str, address: str, status: str
) -> None:
    answer = client.get(address)
    assert str(answer.status_code) == status
    validator(document, promised(document, path, status)).validate(answer.json())
