"""Writes the examples of the OpenAPI document as a freshly seeded server answers them, and the
table of data sets in the guide to importing.

Run as `make examples` after every change of `seed/`, of an answer's shape or of an importer.
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from app.api.rest.openapi import EXAMPLES, EXAMPLES_FOLDER, PROBLEMS, Example
from app.importers import DATA_SETS
from app.importers.source import DataSet
from app.main import create_app
from app.settings import Settings
from fastapi.testclient import TestClient

from tests.conftest import ROOT, seed

# The moment of an import is no fact, nor how long it took: in the examples they are always these.
MOMENT = "2026-11-23T00:00:00Z"
MASKS: dict[str, Any] = {"imported_at": MOMENT, "made_at": MOMENT, "seconds": 2.5}


def answer_of(client: TestClient, example: Example) -> Any:
    """What the server really answers, its moments masked."""
    if example.operation == "get_readiness":
        # On a busy machine not all rows are compared at the start.
        client.app.state.holder.compare()  # type: ignore[attr-defined]
    if example.body is None:
        response = client.get(example.path)
    else:
        response = client.post(example.path, json=example.body)
    assert response.status_code == example.status, response.text
    return masked(response.json())


def masked(value: Any) -> Any:
    """The value with every moment of an import set to one that does not change."""
    if isinstance(value, dict):
        return {
            name: MASKS[name] if name in MASKS and part is not None else masked(part)
            for name, part in value.items()
        }
    return [masked(part) for part in value] if isinstance(value, list) else value


def seeded(folder: Path) -> Settings:
    """Seeds a database in the folder."""
    url = f"sqlite:///{folder}/materia.db"
    seed(url)
    return Settings(database_url=url)


def problems_of(client: TestClient, folder: Path) -> dict[str, dict[str, Any]]:
    """The problem that is really answered, for every operation and status that the document of
    this server has: by the seeded server, by one with a limit of requests, by one without data.
    """
    nothing = f"sqlite:///{folder}/nothing.db"
    limited = Settings(database_url=nothing, rate_limit="1/hour")
    document = client.get("/openapi.json").json()
    with (
        TestClient(create_app(Settings(database_url=nothing))) as empty,
        TestClient(create_app(limited)) as full,
    ):
        full.get("/version")
        ask = {"429": full, "503": empty}
        return {
            operation["operationId"]: {
                status: _problem_of(ask.get(status, client), method, path, operation, status)
                for status in operation["responses"]
                if status[0] in "45"
            }
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
        }


_UNKNOWN = "unobtainium"
# Of these the first that an operation has is asked for by an unknown name, where its path has none.
_LOOKED_UP = ("drug", "class", "from", "drugs")


def _problem_of(
    client: TestClient, method: str, path: str, operation: dict[str, Any], status: str
) -> Any:
    """What is answered to a question that leads to this status."""
    parameters = {one["name"]: one for one in operation.get("parameters", ())}
    given = {name: one["example"] for name, one in parameters.items() if "example" in one}
    query = {name: given[name] for name, one in parameters.items() if _is_needed(one)}
    body: Any = {"drugs": [_UNKNOWN]} if status == "422" else {"drugs": ["clonazepam"]}
    if status == "404" and "{" in path:
        path = re.sub(r"\{\w+\}", _UNKNOWN, path)
    elif status == "404" or (status == "422" and "drugs" in parameters):
        query[next(name for name in _LOOKED_UP if name in parameters)] = _UNKNOWN
    elif status == "422" and method == "get":
        query["limt"] = "2"
    elif status == "400":
        query["q"] = "\0"
    elif status == "413":
        body = {"drugs": ["x" * 1_000_000]}
    elif status == "414":
        query["q"] = "x" * 8_000
    path = re.sub(r"\{(\w+)\}", lambda gap: str(given[gap[1]]), path)
    sent: dict[str, Any] = {"json": body} if method == "post" else {}
    if status == "415":
        sent = {"content": "drugs: clonazepam", "headers": {"Content-Type": "text/plain"}}
    answer = client.request(method, path, params=query, **sent)
    assert str(answer.status_code) == status, (path, status, answer.text[:300])
    problem = answer.json()
    problem["detail"] = re.sub(r"in \d+ s\b", "in 30 s", problem["detail"])
    return problem


def _is_needed(parameter: dict[str, Any]) -> bool:
    return parameter["in"] == "query" and parameter.get("required", False)


def write(folder: Path) -> None:
    """Asks every example of a freshly seeded server, and writes the answers."""
    settings = seeded(folder)
    EXAMPLES_FOLDER.mkdir(exist_ok=True)
    wanted = {f"{operation}.json" for operation in (*(one.operation for one in EXAMPLES), PROBLEMS)}
    for file in EXAMPLES_FOLDER.glob("*.json"):
        if file.name not in wanted:
            file.unlink()
    with TestClient(create_app(settings)) as client:
        for example in EXAMPLES:
            text = json.dumps(answer_of(client, example), ensure_ascii=False, indent=1)
            _put(example.operation, text)
        write_problems(client, folder)


def write_problems(client: TestClient, folder: Path) -> None:
    """Writes the examples of problems."""
    text = json.dumps(problems_of(client, folder), ensure_ascii=False, indent=1)
    _put(PROBLEMS, text)


def _put(name: str, text: str) -> None:
    """Writes an example at once: the server that is asked may read it meanwhile."""
    new = EXAMPLES_FOLDER / f"{name}.new"
    new.write_text(f"{text}\n", encoding="utf-8")
    new.replace(EXAMPLES_FOLDER / f"{name}.json")


def line_of(one: DataSet) -> str:
    """A data set as a row of the guide."""
    accept = "" if one.free else " --accept-licence"
    cells = [
        f"`materia import {one.key} PATH{accept}`",
        one.licence,
        f"[{one.files}]({one.homepage})",
        one.size,
        one.adds,
    ]
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def write_table(guide: Path) -> None:
    """Puts the rows of all data sets in the place of those in the guide."""
    text = guide.read_text(encoding="utf-8")
    head, rule, *_ = re.findall(r"^\|.*\n", text[text.index("| command | licence") :], re.MULTILINE)
    rows = "".join(f"{line_of(one)}\n" for one in DATA_SETS.values())
    old = re.compile(re.escape(head + rule) + r"(?:\|.*\n)*")
    guide.write_text(old.sub(lambda _: head + rule + rows, text), encoding="utf-8")


if __name__ == "__main__":
    write_table(ROOT / "docs" / "importing.md")
    with tempfile.TemporaryDirectory() as name:
        write(Path(name))
