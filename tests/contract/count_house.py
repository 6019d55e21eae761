"""Counts the modules, lines and functions of the code, and which modules hold too little.

`python -m tests.contract.count_house [folder]` prints the figures of a checkout.
"""

import ast
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.contract.words import PRIVATE_MODULES

LONGEST_MODULE = 400
MOST_MODULES = 300
FULLEST_FOLDER = 20
LONGEST_FUNCTION = 25
MEDIAN_FUNCTION = 8
SMALL_MODULE = 60
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules_of(root: Path) -> list[Path]:
    """Every module of the application."""
    return sorted((root / "app").rglob("*.py"))


@cache
def parse(module: Path) -> ast.Module:
    """Its syntax. Several tests ask for it."""
    return ast.parse(module.read_text(encoding="utf-8"))


def count_lines(module: Path) -> int:
    """Its lines."""
    return len(module.read_text(encoding="utf-8").splitlines())


def functions(module: Path) -> Iterator[Function]:
    """Every function of a module, also within others."""
    for node in ast.walk(parse(module)):
        if isinstance(node, Function):
            yield node


def _body(node: Function) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node) else node.body


def body_lines(node: Function) -> int:
    """The lines of its body without its docstring."""
    body = _body(node)
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def lines_to_follow(node: Function) -> int:
    """Those lines; the longest single statement, such as one big value, counts as one."""
    simple = (ast.Return, ast.Assign, ast.Expr, ast.AnnAssign)
    plain = [one for part in _body(node) for one in ast.walk(part) if isinstance(one, simple)]
    longest = max(((one.end_lineno or 0) - one.lineno for one in plain), default=0)
    return body_lines(node) - longest if _body(node) else 0


def median_function(root: Path) -> float:
    """Half of the functions have at most so many lines."""
    return statistics.median(
        body_lines(node) for module in modules_of(root) for node in functions(module)
    )


def modules_by_folder(root: Path) -> dict[str, int]:
    """How many modules lie in each folder itself, the fullest first; without `__init__`."""
    found = Counter(
        str(module.parent.relative_to(root))
        for module in modules_of(root)
        if module.stem != "__init__"
    )
    return dict(found.most_common())


def dotted(module: Path, root: Path) -> str:
    """The name by which it is imported."""
    parts = module.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(tree: ast.Module) -> Iterator[str]:
    """Every name that an import may mean: of `from a import b`, `a` and `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{one.name}" for one in node.names)


def importers_of(root: Path) -> dict[str, set[str]]:
    """The modules of the application by which each is imported."""
    names = {dotted(module, root): module for module in modules_of(root)}
    found: dict[str, set[str]] = defaultdict(set)
    for importer, module in names.items():
        for imported in _imports(parse(module)):
            if imported in names and imported != importer:
                found[imported].add(importer)
    return found


def small_with_one_importer(root: Path) -> list[str]:
    """Modules that could join the only other that needs them."""
    importers = importers_of(root)
    return [
        str(module.relative_to(root))
        for module in modules_of(root)
        if module.stem != "__init__"
        and count_lines(module) < SMALL_MODULE
        and len(importers[dotted(module, root)]) == 1
    ]


def privately_named(root: Path) -> list[str]:
    """Modules and folders named by a word of the authors."""
    return [
        str(module.relative_to(root))
        for module in modules_of(root)
        if PRIVATE_MODULES & {module.stem, module.parent.name}
    ]


def figures(root: Path) -> Iterator[str]:
    """The figures, a line each."""
    lines = {module: count_lines(module) for module in modules_of(root)}
    longest = max(lines, key=lines.__getitem__)
    over = sum(count > LONGEST_MODULE for count in lines.values())
    lengths = [body_lines(node) for module in lines for node in functions(module)]
    folders = modules_by_folder(root)
    fullest = ", ".join(f"{folder} {count}" for folder, count in [*folders.items()][:5])
    yield f"modules                   {len(lines)}"
    yield f"lines                     {sum(lines.values())}"
    yield f"lines of a module         {sum(lines.values()) / len(lines):.0f} on average"
    yield f"longest module            {lines[longest]} ({longest.relative_to(root)})"
    yield f"modules over {LONGEST_MODULE} lines    {over}"
    yield f"functions                 {len(lengths)}"
    yield f"lines of a function       {statistics.median(lengths):g} in the median"
    yield f"folders                   {len(folders)}; the fullest: {fullest}"
    small = small_with_one_importer(root)
    yield f"small, with one importer  {len(small)}"
    yield from (f"  {name}" for name in small)
    old = privately_named(root)
    yield f"of an old private name    {len(old)}"
    yield from (f"  {name}" for name in old)


if __name__ == "__main__":
    checkout = Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).resolve().parents[2]
    print("\n".join(figures(checkout)))
