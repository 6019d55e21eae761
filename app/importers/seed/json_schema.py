"""The JSON Schema of every kind of seed file, by which editors complete and check what is written.

It knows forms, not links: whether a slug, a source or a pair exists, only `materia seed` says.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import to_jsonable_python
from pydantic_core.core_schema import StringSchema

from app.domain.facts.stated import Stated
from app.importers.seed.files import CITE, FOLDERS, SOURCES, Folder, Form

_DIALECT = "https://json-schema.org/draft/2020-12/schema"

# What an editor may complete and check; the reader knows better which sources there are.
_LINE = {"pattern": r"^[a-z0-9-]+ (?:\d+\.\d+\.\d+|§ \S.*)$", "type": "string"}
_CITATIONS = {
    "anyOf": [_LINE, {"items": _LINE, "minItems": 1, "type": "array"}],
    "description": "Where it stands: `source-id 2.1.3` (section, paragraph, sentence) "
    "or `source-id § Section`.",
    "title": "Cite",
}


def schemas() -> dict[str, dict[str, Any]]:
    """The schema of a file, by the folder it stands in."""
    with _words_of_fields():
        return {folder.name: _schema(folder) for folder in (SOURCES, *FOLDERS)}


@contextmanager
def _words_of_fields() -> Iterator[None]:
    """The text below a field is what an editor says of it. It is looked up in the code only here:
    that takes longer than to validate a thousand facts.
    """
    Stated.__pydantic_config__["use_attribute_docstrings"] = True
    try:
        yield
    finally:
        del Stated.__pydantic_config__["use_attribute_docstrings"]


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


def _schema(folder: Folder) -> dict[str, Any]:
    definitions: dict[str, Any] = {}
    item = _form(folder.form, definitions)
    for word, part in folder.parts.items():
        definitions[part.form.fact.__name__] = _form(part.form, definitions)
        item["properties"][word] = {
            "default": [],
            "description": part.about,
            "items": {"$ref": f"#/$defs/{part.form.fact.__name__}"},
            "title": word.replace("_", " ").title(),
            "type": "array",
        }
    head = {"$schema": _DIALECT, "title": f"seed/{folder.name}"}
    if folder.one_a_file:
        return head | {"$defs": definitions} | {k: v for k, v in item.items() if k != "title"}
    name = folder.form.fact.__name__
    definitions[name] = item
    listed = {"items": {"$ref": f"#/$defs/{name}"}, "type": "array"}
    return head | {"$defs": dict(sorted(definitions.items()))} | listed


def _form(form: Form, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of the fact itself, with the keys of a file; its parts go to the definitions."""
    schema = TypeAdapter(form.fact).json_schema(schema_generator=_Strict)
    parts = schema.pop("$defs", {})
    parts.pop("Citation", None)
    # The words on a kind of fact are for who reads the code; an editor shows those on its fields.
    schema.pop("description", None)
    definitions.update(parts)
    properties = {CITE: _CITATIONS} if form.is_cited else {}
    for word, name in form.keys.items():
        described = schema["properties"][name]
        if name in form.left_out:
            described["default"] = to_jsonable_python(form.left_out[name])
        if word != name:
            described["title"] = word.title()
        properties[word] = dict(sorted(described.items()))
    required = [word for word, described in properties.items() if "default" not in described]
    return schema | {"properties": properties, "required": required}


class _Strict(GenerateJsonSchema):
    """A text is not blank: the facts say so in their configuration, which no schema shows."""

    def str_schema(self, schema: StringSchema) -> dict[str, Any]:
        return {"minLength": 1} | super().str_schema(schema)
