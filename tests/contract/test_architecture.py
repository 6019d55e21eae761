"""Is the house built as it says it is?"""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import app.domain.facts as facts
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from app.api.answers import checks, conditions, drugs, labels, shared
from app.api.answers import checks as findings
from app.api.answers import checks as inputs
from app.api.answers import drugs as rules
from app.api.answers import releases as imports
from app.api.answers import releases as sources
from app.settings import Settings
from app.store.database import open_engine
from app.store.migrate import migrate
from app.store.schema import ROW_OF, table_of
from pydantic import BaseModel
from sqlmodel import SQLModel

from tests.conftest import ROOT, SHARED

MODULES = sorted((ROOT / "app").rglob("*.py"))
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
).stdout.splitlines()


def test_the_floors_are_kept() -> None:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program is not None
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("module", MODULES, ids=lambda one: str(one.relative_to(ROOT)))
def test_a_module_stays_small(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= 400


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines of its body; the longest single statement, such as one big value, counts as one."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    simple = (ast.Return, ast.Assign, ast.Expr, ast.AnnAssign)
    plain = [one for part in body for one in ast.walk(part) if isinstance(one, simple)]
    longest = max((one.end_lineno or 0) - one.lineno for one in plain) if plain else 0
    return (node.end_lineno or 0) - body[0].lineno + 1 - longest if body else 0


@pytest.mark.parametrize("module", MODULES, ids=lambda one: str(one.relative_to(ROOT)))
def test_a_function_stays_small(module: Path) -> None:
    assert {node.name: lines_of(node) for node in functions(module) if lines_of(node) > 25} == {}


def is_public(node: ast.AST) -> bool:
    """Whether others may call it."""
    return not getattr(node, "name", "_").startswith("_")


def _overrides(module: Path, tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Name and line of the methods that do what a class above theirs says in its docstring."""
    name = ".".join(module.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            kind = getattr(import_module(name), node.name)
            yield from (
                (method.name, method.lineno)
                for method in node.body
                if isinstance(method, ast.FunctionDef)
                and getdoc(getattr(kind, method.name, None))
                and any(hasattr(above, method.name) for above in kind.__mro__[1:])
            )


@pytest.mark.parametrize("module", MODULES, ids=lambda one: str(one.relative_to(ROOT)))
def test_what_others_call_says_what_it_does(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module"
    overrides = set(_overrides(module, tree))
    silent = [
        node.name
        for node in functions(module)
        if is_public(node)
        and not ast.get_docstring(node)
        and (node.name, node.lineno) not in overrides
    ]
    inner = {
        child.name
        for node in functions(module)
        for child in ast.walk(node)
        if child is not node and isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert [name for name in silent if name not in inner] == []


@pytest.mark.parametrize("kind", ROW_OF, ids=lambda one: one.__name__)
def test_a_row_has_every_field_of_its_fact(kind: type) -> None:
    assert {field.name for field in fields(kind)} <= set(table_of(kind).columns.keys())


def test_every_kind_of_fact_has_a_row() -> None:
    assert set(facts.Fact.__args__) == set(ROW_OF)


@pytest.mark.parametrize("kind", ROW_OF, ids=lambda one: one.__name__)
def test_a_fact_is_frozen_and_cited(kind: type) -> None:
    assert is_dataclass(kind)
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert kind is facts.Source or "citations" in {field.name for field in fields(kind)}


ANSWERS = [
    value
    for module in (
        checks,
        conditions,
        drugs,
        findings,
        imports,
        inputs,
        labels,
        rules,
        shared,
        sources,
    )
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, BaseModel) and value is not shared.Answer
]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda one: one.__name__)
def test_an_answer_leaves_nothing_out(answer: type[BaseModel]) -> None:
    assert [name for name, field in answer.model_fields.items() if not field.is_required()] == []


def is_table_of_the_code(name: str | None, *_: object) -> bool:
    """Not the index of words, which SQLite keeps as tables: `tests/store/test_search.py`."""
    return not str(name).startswith("label_text")


def test_the_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/x.db", create=True)
    migrate(engine, ROOT / "migrations")
    with engine.connect() as connection:
        opts = {"compare_type": True, "include_name": is_table_of_the_code}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_the_readme_tells_every_setting_as_it_is() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `MATERIA_(\w+)` \| (\S+) \| (.*) \|$", readme, re.MULTILINE)
    real = []
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, Path):
            default = default.name
        shown = f"`{default}`" if default not in ("", None) else "none"
        real.append((name.upper(), shown, field.description))
    assert told == real


@pytest.mark.parametrize("name", ["run", "dev"])
def test_a_lock_has_hashes_and_names_no_index(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    pinned = re.findall(r"^[A-Za-z0-9_.\[\],-]+==", text, re.MULTILINE)
    assert len(pinned) > 25
    assert text.count("--hash=sha256:") >= len(pinned)


def nines(text: str) -> set[tuple[str, ...]]:
    """Every nine words in a row."""
    words = re.findall(r"[a-z']+", text.lower())
    return {tuple(words[place : place + 9]) for place in range(len(words) - 8)}


def test_no_file_holds_nine_words_in_a_row_of_the_article() -> None:
    article = SHARED / "article" / "clonazepam-and-depression.txt"
    if not article.exists() or not TRACKED:
        pytest.skip("the article, or the list of files, is not on this machine")
    ours = nines(article.read_text(encoding="utf-8"))
    texts = [
        ROOT / name for name in TRACKED if name.endswith((".py", ".md", ".yaml", ".json", ".html"))
    ]
    copied = [
        str(file.relative_to(ROOT))
        for file in texts
        if file.exists() and nines(file.read_text(encoding="utf-8")) & ours
    ]
    assert copied == []


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        str(module.relative_to(ROOT))
        for module in MODULES
        if re.search(r"os\.environ|getenv", module.read_text(encoding="utf-8"))
    ]
    assert readers == []


def test_sql_stands_only_in_the_store() -> None:
    strangers = [
        str(module.relative_to(ROOT))
        for module in MODULES
        if "app/store" not in str(module)
        and re.search(r"\bselect\(|\binsert\(|\bdelete\(", module.read_text(encoding="utf-8"))
    ]
    assert strangers == []
