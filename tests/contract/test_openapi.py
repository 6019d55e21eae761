"""What we promise in the OpenAPI document, and that every example of it is true."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from app.api.rest.openapi import EXAMPLES, PROBLEMS, Example, read_example
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from tests.contract.write_examples import answer_of, problems_of

PROBLEM = "application/problem+json"
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


def first_answer(operations: dict[str, dict[str, Any]], example: Example) -> dict[str, Any]:
    """What stands first of an answer is whole; a brief one stands behind it."""
    answers = operations[example.operation]["responses"][str(example.status)]["content"]
    assert next(iter(answers)) in ("application/json", PROBLEM)
    found: dict[str, Any] = next(iter(answers.values()))
    return found


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
    answer = first_answer(operations, example)
    assert answer["example"] == read_example(example.operation)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one.operation)
def test_an_answer_fits_its_schema(
    document: dict[str, Any], operations: dict[str, dict[str, Any]], example: Example
) -> None:
    answer = first_answer(operations, example)
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
    assert list(answers["404"]["content"]) == [PROBLEM]


def examples_of_problems(operations: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What stands in the document, by operation and status; None for an answer without one."""
    return {
        name: {
            status: answer["content"][PROBLEM].get("example")
            for status, answer in operation["responses"].items()
            if PROBLEM in answer.get("content", {})
        }
        for name, operation in operations.items()
    }


def test_every_problem_shows_one_of_its_own_status(
    operations: dict[str, dict[str, Any]],
) -> None:
    shown = examples_of_problems(operations)
    assert sum(map(len, shown.values())) > 150
    for name, examples in shown.items():
        for status, example in examples.items():
            assert str(example["status"]) == status, name


def test_every_problem_is_really_answered_so(
    client: TestClient, operations: dict[str, dict[str, Any]], tmp_path: Path
) -> None:
    real = problems_of(client, tmp_path)
    assert real == read_example(PROBLEMS), "run `make examples`"
    # A freshly seeded server has no label: what it answers is the example of that operation.
    for name in ("get_label", "list_label_changes"):
        real[name]["404"] = read_example(name)
    assert examples_of_problems(operations) == real


def test_what_the_layers_answer_is_declared(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        declared = set(operation["responses"])
        probe = name in ("get_health", "get_readiness")
        assert "414" in declared, name
        assert ("422" in declared, "429" in declared) == (not probe, not probe), name
        assert ("413" in declared) == ("requestBody" in operation), name


def test_if_none_match_is_declared_where_an_etag_is_answered(
    client: TestClient, operations: dict[str, dict[str, Any]]
) -> None:
    with_etag = set()
    for example in EXAMPLES:
        if example.body is not None:
            continue
        etag = client.get(example.path).headers.get("etag")
        if etag is not None:
            with_etag.add(example.operation)
            again = client.get(example.path, headers={"If-None-Match": etag})
            assert again.status_code == 304
    # A freshly seeded server has no label that could have one.
    with_etag |= {"get_label", "list_label_changes"}
    declared = {
        name
        for name, operation in operations.items()
        if any(one["name"] == "If-None-Match" for one in operation.get("parameters", []))
    }
    assert declared == with_etag
    assert declared == {name for name, one in operations.items() if "304" in one["responses"]}
    assert declared == {
        name for name, one in operations.items() if "ETag" in one["responses"]["200"]["headers"]
    }


@pytest.mark.parametrize(
    "path",
    [
        "/drugs/clonazepam",
        "/drugs/clonazepam/indications/depression",
        "/resolve?q=Klonopin%200.5%20mg,%20unobtainium",
        "/interactions/check?drugs=clonazepam,alcohol,oxycodone,unobtainium",
        "/interactions/check?drugs=" + ",".join(["opioids", "sertraline", "warfarin"] * 4),
    ],
)
def test_a_brief_answer_fits_its_schema(
    client: TestClient, document: dict[str, Any], path: str
) -> None:
    answer = client.get(f"{path}{'&' if '?' in path else '?'}view=brief")
    kind = answer.headers["content-type"]
    place = re.sub("^/drugs/clonazepam", "/drugs/{drug}", path.partition("?")[0])
    place = place.replace("/depression", "/{condition}")
    answers = document["paths"][place]["get"]["responses"]["200"]["content"]
    schema = {**answers[kind]["schema"], "components": document["components"]}
    assert kind != "application/json"
    Draft202012Validator(schema).validate(answer.json())
    name = schema["$ref"].rpartition("/")[2]
    assert set(answer.json()) == set(document["components"]["schemas"][name]["properties"])


def test_a_parameter_is_never_null(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        for parameter in operation.get("parameters", []):
            assert "anyOf" not in parameter["schema"], (name, parameter["name"])


def test_what_may_be_left_out_of_a_question_has_no_default_in_its_schema(
    document: dict[str, Any],
) -> None:
    for name in ("CheckIn", "DrugIn"):
        for field, schema in document["components"]["schemas"][name]["properties"].items():
            assert "default" not in schema, (name, field)
    assert document["components"]["schemas"]["CheckIn"]["required"] == ["drugs"]


def test_the_document_holds_no_address_of_a_machine(document: dict[str, Any]) -> None:
    assert "127.0.0.1" not in json.dumps(document)


def test_no_key_of_the_document_stands_twice(client: TestClient) -> None:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), names
        return dict(pairs)

    json.loads(client.get("/openapi.json").text, object_pairs_hook=once)
