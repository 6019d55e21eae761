"""The JSON Schema of every kind of seed file, by which editors complete and check what is written.

It knows shapes, not links: whether a slug, a source or a pair exists, only `materia seed` says.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app.importers.seed.reader import KINDS, SOURCES, Kind

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of a file, by the folder it stands in."""
    return {kind.folder: _schema(kind) for kind in (SOURCES, *KINDS)}


def write_schemas(into: Path) -> list[Path]:
    """One file for each folder of the seed."""
    into.mkdir(parents=True, exist_ok=True)
    written = []
    for folder, schema in schemas().items():
        file = into / f"{folder}.json"
        file.write_text(f"{as_text(schema)}\n", encoding="utf-8")
        written.append(file)
    return written


def as_text(schema: dict[str, Any]) -> str:
    """A schema as it is written, the same on every machine."""
    return json.dumps(schema, ensure_ascii=False, indent=1)


def _schema(kind: Kind) -> dict[str, Any]:
    loaded: Any = kind.shape if kind.one_a_file else list[kind.shape]  # type: ignore[name-defined]
    return {
        "$schema": _DIALECT,
        "title": f"seed/{kind.folder}",
        **TypeAdapter(loaded).json_schema(),
    }
