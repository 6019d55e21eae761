"""What we promise in the OpenAPI document, and that every example of it is true."""

import json
import re
from typing import Any

import pytest
from app.api.rest.openapi import EXAMPLES, Example, read_example
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from tests.contract.write_examples import answer_of

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    """The document as a client gets it."""
    answer: dict[str, Any] = client.get("/openapi.json").json()
    return answer


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every operation by its id."""
    return {
        operation["operationId"]: operation
        for item in document["paths"].values()
        for method, operation in item.items()
        if method in METHODS
    }


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")


def test_every_operation_reads_well(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name), name
        assert operation["tags"], name
        assert len(operation["description"]) > 15, name


def test_every_parameter_is_described(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (name, parameter["name"])


def test_every_tag_is_described(document: dict[str, Any]) -> None:
    told = {tag["name"] for tag in document["tags"] if tag["description"]}
    used = {
        tag
        for item in document["paths"].values()
        for operation in item.values()
        for tag in operation["tags"]
    }
    assert used == told


def test_every_operation_has_an_example(operations: dict[str, dict[str, Any]]) -> None:
    assert {example.operation for example in EXAMPLES} == set(operations)


def test_every_operation_on_data_may_answer_503(operations: dict[str, dict[str, Any]]) -> None:
    without = {name for name, one in operations.items() if "503" not in one["responses"]}
    assert without == {"get_health", "get_version"}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.operation)
def test_an_example_is_really_answered_so(client: TestClient, example: Example) -> None:
    assert answer_of(client, example) == read_example(example.operation), "run `make examples`"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.operation)
def test_an_example_stands_in_the_document(
    operations: dict[str, dict[str, Any]], example: Example
) -> None:
    answers = operations[example.operation]["responses"][str(example.status)]
    (answer,) = answers["content"].values()
    assert answer["example"] == read_example(example.operation)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.operation)
def test_an_answer_fits_its_schema(
    document: dict[str, Any], operations: dict[str, dict[str, Any]], example: Example
) -> None:
    answers = operations[example.operation]["responses"][str(example.status)]
    (answer,) = answers["content"].values()
    schema = {**answer["schema"], "components": document["components"]}
    Draft202012Validator(schema).validate(read_example(example.operation))


def test_an_answer_is_whole(document: dict[str, Any]) -> None:
    partial = {
        name: sorted(set(schema["properties"]) - set(schema.get("required", [])))
        for name, schema in document["components"]["schemas"].items()
        if "Out" in name and set(schema.get("properties", {})) - set(schema.get("required", []))
    }
    assert partial == {}


def test_a_problem_is_described_in_its_own_media_type(document: dict[str, Any]) -> None:
    answers = document["paths"]["/drugs/{drug}"]["get"]["responses"]
    assert list(answers["404"]["content"]) == ["application/problem+json"]


def test_the_document_holds_no_address_of_a_machine(document: dict[str, Any]) -> None:
    assert "127.0.0.1" not in json.dumps(document)


def test_no_key_of_the_document_stands_twice(client: TestClient) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)

    json.loads(client.get("/openapi.json").text, object_pairs_hook=once)
