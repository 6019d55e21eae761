"""Writes the examples of the OpenAPI document as a freshly seeded server answers them, and the
table of data sets in the guide to importing.

Run as `make examples` after every change of `seed/`, of an answer's shape or of an importer.
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from app.api.rest.openapi import EXAMPLES, EXAMPLES_FOLDER, Example
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


def write(folder: Path) -> None:
    """Asks every example of a freshly seeded server, and writes the answers."""
    settings = seeded(folder)
    EXAMPLES_FOLDER.mkdir(exist_ok=True)
    wanted = {f"{example.operation}.json" for example in EXAMPLES}
    for file in EXAMPLES_FOLDER.glob("*.json"):
        if file.name not in wanted:
            file.unlink()
    with TestClient(create_app(settings)) as client:
        for example in EXAMPLES:
            text = json.dumps(answer_of(client, example), ensure_ascii=False, indent=1)
            file = EXAMPLES_FOLDER / f"{example.operation}.json"
            file.write_text(f"{text}\n", encoding="utf-8")


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
