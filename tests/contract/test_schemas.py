"""May an editor believe the JSON Schema of the seed: is it up to date, and does all of it fit?"""

import json
from typing import Any

import pytest
from app.importers.seed import files
from app.importers.seed.json_schema import as_text, schemas
from app.importers.seed.yaml_lines import read_numbered
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from tests.conftest import ROOT
from tests.seeds import FILES

FOLDERS = [folder.name for folder in (files.SOURCES, *files.FOLDERS)]
SEED = ROOT / "seed"


@pytest.fixture(scope="module")
def made() -> dict[str, dict[str, Any]]:
    """The schemas of this checkout, by folder."""
    return schemas()


def validator(folder: str) -> Draft202012Validator:
    """Judges a file of a folder by the schema that is committed."""
    return Draft202012Validator(json.loads((SEED / "schema" / f"{folder}.json").read_text("utf-8")))


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_schema_is_that_of_the_facts(made: dict[str, dict[str, Any]], folder: str) -> None:
    written = (SEED / "schema" / f"{folder}.json").read_text(encoding="utf-8")
    assert written == f"{as_text(made[folder])}\n", "run `make schemas`"


def test_there_is_no_schema_of_a_folder_that_is_gone() -> None:
    assert sorted(file.stem for file in (SEED / "schema").iterdir()) == sorted(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_schema_is_itself_valid_and_says_what_each_field_is(
    made: dict[str, dict[str, Any]], folder: str
) -> None:
    schema = made[folder]
    Draft202012Validator.check_schema(schema)
    whole = [schema, *schema.get("$defs", {}).values()]
    mute = [
        f"{one.get('title')}.{name}"
        for one in whole
        for name, field in one.get("properties", {}).items()
        if not field.get("description")
    ]
    assert mute == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_file_of_the_seed_fits_its_schema(folder: str) -> None:
    judge = validator(folder)
    for file in sorted((SEED / folder).glob("*.yaml")):
        content = read_numbered(file, file.name).content
        found = [
            f"{file.name}: {one.json_path}: {one.message}" for one in judge.iter_errors(content)
        ]
        assert found == []


# path in the small seed, old, new
MISTAKES = [
    ("drugs/alpha.yaml", "description:", "descripton:"),
    ("drugs/alpha.yaml", "kind: brand", "kind: brandd"),
    ("drugs/alpha.yaml", "cite: book § one\nnames", "names"),
    ("drugs/alpha.yaml", "cite: book § one\nnames", "cite: book\nnames"),
    ("drugs/alpha.yaml", "cite: book § one\nnames", "cite: []\nnames"),
    ("drugs/alpha.yaml", "weight: 1", "weight: 4"),
    ("drugs/alpha.yaml", "id: alpha", "id: Alpha"),
    ("rules/rules.yaml", "severity: major", "severity: awful"),
    ("rules/rules.yaml", "one: drug:alpha", "one: alpha"),
]


@pytest.mark.parametrize(("path", "old", "new"), MISTAKES)
def test_an_editor_sees_a_mistake(path: str, old: str, new: str, tmp_path: Any) -> None:
    judge, file = validator(path.partition("/")[0]), tmp_path / "x.yaml"
    file.write_text(FILES[path], encoding="utf-8")
    assert judge.is_valid(read_numbered(file, path).content)
    file.write_text(FILES[path].replace(old, new, 1), encoding="utf-8")
    assert not judge.is_valid(read_numbered(file, path).content)


def test_the_editor_settings_give_every_folder_its_schema() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert settings["yaml.schemas"] == {
        f"./seed/schema/{folder}.json": f"seed/{folder}/*.yaml" for folder in sorted(FOLDERS)
    }


def test_the_command_prints_a_schema_and_names_the_folders_it_knows(
    made: dict[str, dict[str, Any]],
) -> None:
    from app.cli.app import app

    run = CliRunner()
    assert json.loads(run.invoke(app, ["schema", "drugs"]).output) == made["drugs"]
    assert list(json.loads(run.invoke(app, ["schema"]).output)) == FOLDERS
    refused = run.invoke(app, ["schema", "drug"])
    assert refused.exit_code != 0
    assert "Unknown folder 'drug'" in refused.output + (refused.stderr or "")
