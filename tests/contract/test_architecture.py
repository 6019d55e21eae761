"""Is the house built as it says it is?"""

import ast
import importlib
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import getdoc
from pathlib import Path

import app.api.answers as answers
import app.domain.facts as facts
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from app.api.answers.shared import Answer
from app.settings import Settings
from app.store.database import open_engine
from app.store.migrate import migrate
from app.store.schema import ROW_OF, table_of
from pydantic import BaseModel
from sqlmodel import SQLModel

from tests.conftest import ROOT, SHARED
from tests.contract import count_house, words
from tests.contract.count_house import functions, lines_to_follow, parse

MODULES = count_house.modules_of(ROOT)
TRACKED = subprocess.run(
    ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
).stdout.splitlines()
# Modules that could join the only other that needs them, and why each does not.
SMALL_ON_PURPOSE = {
    "app/domain/facts/rxnorm.py": "a subject of its own among the facts, which are imported as one",
}
# Names that outsiders write or read, though one of their words is not to be used.
NAMED_BY_OTHERS = {
    "TELL_YOUR_CLINICIAN": "a kind of warning in seed files and answers",
    "tell": "how Python asks an open file where it stands",
    "told": "a field of the answer on a drug, which clients read",
}


def test_the_floors_are_kept() -> None:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program is not None
    done = subprocess.run([program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def path_of(module: Path) -> str:
    """Where it lies, as a test is called by it."""
    return module.relative_to(ROOT).as_posix()


each_module = pytest.mark.parametrize("module", MODULES, ids=path_of)


@each_module
def test_a_module_stays_small(module: Path) -> None:
    assert count_house.count_lines(module) <= count_house.LONGEST_MODULE


def test_the_house_has_few_modules() -> None:
    assert len(MODULES) <= count_house.MOST_MODULES


def test_no_folder_is_crowded() -> None:
    folders = count_house.modules_by_folder(ROOT)
    full = {name: size for name, size in folders.items() if size > count_house.FULLEST_FOLDER}
    assert full == {}


@each_module
def test_a_function_stays_small(module: Path) -> None:
    lengths = {node.name: lines_to_follow(node) for node in functions(module)}
    long = {name: size for name, size in lengths.items() if size > count_house.LONGEST_FUNCTION}
    assert long == {}


def test_most_functions_are_short() -> None:
    assert count_house.median_function(ROOT) <= count_house.MEDIAN_FUNCTION


def test_a_small_module_that_one_other_needs_says_why_it_stays() -> None:
    assert set(count_house.small_with_one_importer(ROOT)) == set(SMALL_ON_PURPOSE)
    assert all(len(reason.split()) > 4 for reason in SMALL_ON_PURPOSE.values())


def test_no_module_is_named_after_a_doing() -> None:
    assert count_house.privately_named(ROOT) == []


@each_module
def test_names_are_words_of_the_field(module: Path) -> None:
    private = words.private_names(module)
    assert {name: lines for name, lines in private.items() if name not in NAMED_BY_OTHERS} == {}


@each_module
def test_docstrings_use_words_of_the_field(module: Path) -> None:
    assert words.private_docstrings(module) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("def open_reading(): ...", {"open_reading"}),
        ("class ToldOut: ...", {"ToldOut"}),
        ("adds_up = 1", {"adds_up"}),
        ("def household(threshold, toldo): ...", set()),
        ("x = 'told'  # told", set()),
    ],
)
def test_a_private_name_is_found(tmp_path: Path, code: str, found: set[str]) -> None:
    module = tmp_path / "plain.py"
    module.write_text(code, encoding="utf-8")
    assert set(words.private_names(module)) == found


def test_a_private_docstring_is_found(tmp_path: Path) -> None:
    module = tmp_path / "plain.py"
    module.write_text('"""Plain."""\nx: int\n"""As it was told."""\ny = "told"\n', encoding="utf-8")
    assert words.private_docstrings(module) == [(3, "told")]


def write_house(root: Path, **modules: str) -> Path:
    """A small application; `a__b` is `app/a/b.py`."""
    for name, text in modules.items():
        file = root / "app" / f"{name.replace('__', '/')}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root


def test_the_counts_are_right(tmp_path: Path) -> None:
    function = 'def f():\n    """Says."""\n    x = 1\n'
    house = write_house(
        tmp_path,
        main="from app.domain import lonely, shared\n",
        cli="import app.domain.shared\n",
        domain__lonely=f"{function}\n\n{function}    return x\n",
        domain__shared="",
        domain__telling="x = 1\n" * 70,
    )
    assert count_house.small_with_one_importer(house) == ["app/domain/lonely.py"]
    assert count_house.modules_by_folder(house) == {"app/domain": 3, "app": 2}
    assert count_house.median_function(house) == 1.5
    assert count_house.privately_named(house) == ["app/domain/telling.py"]


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


@each_module
def test_what_others_call_says_what_it_does(module: Path) -> None:
    tree = parse(module)
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


ANSWERS = {
    value
    for found in pkgutil.iter_modules(answers.__path__)
    for value in vars(importlib.import_module(f"{answers.__name__}.{found.name}")).values()
    if isinstance(value, type) and issubclass(value, BaseModel) and value is not Answer
}


@pytest.mark.parametrize(
    "answer", sorted(ANSWERS, key=lambda one: one.__name__), ids=lambda one: one.__name__
)
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
