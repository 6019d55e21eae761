"""Which names and docstrings of the code use words of its authors that the field does not know.

`python -m tests.contract.words [folder]` lists them by file.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

# What stands on the right is the word to use, or where one of them is to be sought.
IN_NAMES = {
    "tell": "state, present, describe", "tells": "state", "telling": "facts, statement",
    "told": "stated", "teller": "data set", "tellers": "data sets",
    "said": "stated, group, message", "saying": "message, presenter",
    "sayings": "messages, presenters",
    "reading": "parse, session", "readings": "interpretations",
    "meeting": "pair", "meetings": "pairs", "met": "pair",
    "rival": "look-alike", "rivals": "look-alikes",
    "guess": "correction", "guesses": "corrections", "guessing": "corrections",
    "building": "build", "shelf": "index", "shelves": "indexes", "shelved": "indexed",
    "held": "loaded", "holding": "keeping", "recognising": "resolving, identifying",
    "twice": "repeated", "lined": "numbered", "calm": "the name of the exception",
    "door": "app, endpoint", "doors": "apps, endpoints",
    "asking": "endpoint, request", "askings": "endpoints",
}  # fmt: skip
# `reading` and `twice` are ordinary words of a sentence; as names they stood for subjects.
IN_DOCSTRINGS = IN_NAMES.keys() - {
    "tell", "tells", "said", "reading", "readings", "met", "twice", "building", "held", "holding",
    "asking", "calm",
}  # fmt: skip
ADDED_UP = re.compile(r"(^|_)add(s|ed|ing)?_up(_|$)", re.IGNORECASE)
# The modules of the first house that were named after a doing, or by a word of its own.
PRIVATE_MODULES = {
    "adding_up", "answering", "asking", "between", "building", "by_rxcui", "calm", "claiming",
    "classifying", "combining", "door", "explaining", "finding_things", "guarding", "guessing",
    "heading", "holding", "identifying", "indicating", "leaving_out", "limiting", "lined",
    "listings", "meaning", "meeting", "meetings", "naming", "nearest", "not_covered", "packing",
    "paging", "pairing", "plainly", "reading", "recognising", "refusing", "remembering",
    "resolving", "rivals", "saying", "scoping", "shelf", "shelves", "splitting", "stopping",
    "suggesting", "tell_conditions", "tell_meetings", "tell_subjects", "telling", "told", "twice",
    "washing_out", "wholeness", "wording", "writing",
}  # fmt: skip
# A word that means one thing has its places.
ELSEWHERE = {
    "term": "RxNorm term types only",
    "terms": "RxNorm term types only",
    "label": "product labels only; these are keys of rules",
    "labels": "product labels only; these are keys of rules",
}
ABOUT_RXNORM = re.compile(
    r"rxnorm|api/rxnav/|domain/knowledge|domain/facts/__init__|interactions/recorded|app/index/"
    r"|store/schema|importers/sider"
)
WITHOUT_PRODUCTS = re.compile(r"domain/(interactions/(?!mentions)|knowledge|hierarchy)")
# `LABEL` is a kind of evidence; the others are what was read in product labels.
OF_PRODUCTS = {
    "LABEL", "LABEL_MENTION", "LabelMention", "LabelStatement", "ReadLabel", "read_labels",
}  # fmt: skip


def parts_of(name: str) -> list[str]:
    """The words of a name: of `open_reading`, and of `OpenReading`."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)]


def _is_private(name: str) -> bool:
    return any(part in IN_NAMES for part in parts_of(name)) or bool(ADDED_UP.search(name))


def _is_misplaced(name: str, path: str) -> bool:
    parts = set(parts_of(name))
    if parts & {"term", "terms"}:
        return not ABOUT_RXNORM.search(path)
    is_label = bool(parts & {"label", "labels"}) and name not in OF_PRODUCTS
    return is_label and WITHOUT_PRODUCTS.search(path) is not None


def private_names(module: Path) -> dict[str, list[int]]:
    """The names of a module, its own included, that use such a word, and their lines."""
    text = module.read_text(encoding="utf-8")
    found = {module.stem: [0]} if _is_private(module.stem) else {}
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        # `tell` of an open file is Python's own word.
        if token.type != tokenize.NAME or re.search(r"\.tell\(|def tell\(", token.line):
            continue
        if _is_private(token.string) or _is_misplaced(token.string, module.as_posix()):
            found.setdefault(token.string, []).append(token.start[0])
    return found


def docstrings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every docstring, of a field too, and its line."""
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.lineno, value.value


def private_docstrings(module: Path) -> list[tuple[int, str]]:
    """The lines of a module whose docstrings use such a word, and the word."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return [
        (line, match[0])
        for line, text in docstrings(tree)
        for match in re.finditer(r"[A-Za-z]+", text)
        if match[0].lower() in IN_DOCSTRINGS
    ]


def main(folder: Path) -> None:
    """Prints every such name and docstring, by file."""
    for module in sorted((folder / "app").rglob("*.py")):
        names, texts = private_names(module), private_docstrings(module)
        if names or texts:
            print(module.relative_to(folder))
        for name, lines in sorted(names.items()):
            print(f"  {name}: {', '.join(map(str, lines))}")
        if texts:
            print("  docstrings:", ", ".join(f"{word} {line}" for line, word in sorted(texts)))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).resolve().parents[2])
