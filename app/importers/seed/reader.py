"""Reads files of YAML and tables into facts, and names every mistake of form with file and line.

A table has a fact a row: it holds what a program made and there is very much of.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Citations, Fact, Source
from app.importers.seed.citations import KnownSources, number_places, read_cites
from app.importers.seed.files import FOLDERS, SOURCES
from app.importers.seed.forms import CITE, Folder, Form, TextSection, Written
from app.importers.seed.yaml_lines import (
    Loc,
    Named,
    NumberedFile,
    Place,
    Read,
    read_ahead,
    read_safely,
)


@dataclass(frozen=True, slots=True)
class SeedFact:
    """A fact, and the `file:line` where the seed states it, as text or to be looked up."""

    fact: Fact
    place: str | Place


class Mistakes(Exception):
    """What is wrong with an item: in which part of it, and in words."""

    def __init__(self, found: list[tuple[Loc, str]]) -> None:
        super().__init__(found)
        self.found = found


_NO_LIST = "Input should be a list"
_NO_MAPPING = "Input should be a mapping"
_UNKNOWN_KEY = "Extra inputs are not permitted"
# Pydantic speaks of the code here; whoever writes a file needs words about the file.
_IN_WORDS = {
    "unexpected_keyword_argument": _UNKNOWN_KEY,
    "too_short": "List should have at least 1 item",
    "dataclass_type": _NO_MAPPING,
    "tuple_type": _NO_LIST,
}


def read_folder(path: Path) -> list[SeedFact]:
    """Every fact of the folder, sources first. Raises RejectedImport with all mistakes of form."""
    with begin_folder(path) as (_, read_rest):
        return read_rest()


@contextmanager
def begin_folder(path: Path) -> Iterator[tuple[list[SeedFact], Callable[[], list[SeedFact]]]]:
    """The sources of the folder, and what gives every fact of it, sources first.

    All other files are parsed by a second process meanwhile: who has something else to do does it
    before. Both raise RejectedImport with all mistakes of form.
    """
    if not path.is_dir():
        raise RejectedImport([f"{path}: there is no such folder"])
    problems = _misplaced(path)
    with read_ahead([_files(path, folder) for folder in FOLDERS]) as others:
        read = _Reader(None, problems).facts_of(SOURCES, map(read_safely, _files(path, SOURCES)))
        if problems:
            # Without its source every citation would be a mistake too, and bury the one that
            # matters.
            raise RejectedImport(problems)
        sources = [one for one in read if isinstance(one.fact, Source)]
        reader = _Reader(_known_sources(read), problems)

        def read_rest() -> list[SeedFact]:
            stated = [*sources]
            for folder, files in zip(FOLDERS, others, strict=True):
                stated += reader.facts_of(folder, files)
            if not stated and not problems:
                problems.append(f"{path}: no facts here")
            if problems:
                raise RejectedImport(problems)
            return stated

        yield sources, read_rest


def _files(path: Path, folder: Folder) -> list[Named]:
    return [
        (one, f"{folder.name}/{one.name}") for one in sorted((path / folder.name).glob("*.yaml"))
    ]


@dataclass(frozen=True)
class _Reader:
    """Reads folder by folder with the sources that are known, and collects what is wrong."""

    sources: KnownSources | None
    problems: list[str]

    def facts_of(self, folder: Folder, files: Iterable[Read]) -> list[SeedFact]:
        """The facts of all files of a folder; those of a faulty item are left out."""
        stated = []
        for numbered in files:
            if isinstance(numbered, list):
                self.problems.extend(numbered)
                continue
            for item, start in self._items(numbered, folder):
                stated += self._facts_of_item(numbered, folder, item, start)
        return stated

    def _items(self, numbered: NumberedFile, folder: Folder) -> Iterator[tuple[Any, Loc]]:
        """Each item of a file, and where it starts."""
        content = numbered.content
        if folder.one_a_file and isinstance(content, dict):
            expected = Path(numbered.name).stem
            if "id" in content and content["id"] != expected:
                place = numbered.place(("id",))
                problem = f"the id is '{content['id']}', so name the file for it"
                self.problems.append(f"{place}: {problem}")
            yield content, ()
        elif not folder.one_a_file and isinstance(content, list):
            yield from ((item, (n,)) for n, item in enumerate(content))
        else:
            wanted = "one mapping" if folder.one_a_file else "a list"
            self.problems.append(f"{numbered.name}:1: a file in {folder.name}/ holds {wanted}")

    def _facts_of_item(
        self, numbered: NumberedFile, folder: Folder, item: Any, start: Loc
    ) -> list[SeedFact]:
        try:
            return [
                SeedFact(fact, Place(numbered, (*start, *loc)))
                for fact, loc in _facts_of_item(folder, item, self.sources)
            ]
        except Mistakes as mistakes:
            who = f"{item['id']}: " if isinstance(item, dict) and "id" in item else ""
            for loc, message in mistakes.found:
                where = ".".join(map(str, loc)) or "item"
                place = numbered.place((*start, *loc))
                self.problems.append(f"{place}: {who}{where}: {message}")
            return []


def _facts_of_item(
    folder: Folder, item: Any, sources: KnownSources | None
) -> list[tuple[Fact, Loc]]:
    """The facts of an item, each with where it is written. Raises all its Mistakes at once."""
    if not isinstance(item, dict):
        raise Mistakes([((), _NO_MAPPING)])
    found: list[tuple[Fact, Loc]] = []
    mistakes: list[tuple[Loc, str]] = []
    for form, written, loc in _written_facts(folder, item, mistakes):
        try:
            fact = _fact(form, written, str(item.get("id")), sources)
        except Mistakes as error:
            mistakes += [((*loc, *within), words) for within, words in error.found]
            continue
        if loc:
            found.append((fact, loc))
        else:
            found.append((fact, ("id",) if "id" in item else ()))
            found += [(implied, (word,)) for implied, word in folder.implied(fact)]
    if mistakes:
        raise Mistakes(mistakes)
    return found


def _written_facts(
    folder: Folder, item: dict[Any, Any], mistakes: list[tuple[Loc, str]]
) -> Iterator[tuple[Form, Any, Loc]]:
    """What an item says of itself, and each thing that it lists."""
    yield folder.form, {word: item[word] for word in item if word not in folder.parts}, ()
    for word, part in folder.parts.items():
        listed = item.get(word, [])
        if isinstance(listed, list):
            yield from ((part.form, written, (word, n)) for n, written in enumerate(listed))
        else:
            mistakes.append(((word,), _NO_LIST))


def read_fact(form: Form, written: dict[str, Any], citations: Citations) -> Any:
    """The fact of a row, whose citations are read already. Raises Mistakes."""
    fixed = form.known("", written) | {"citations": citations}
    return _validated(form, _fields(form, written), fixed, [])


def _fact(form: Form, written: Any, owner: str, sources: KnownSources | None) -> Any:
    """The fact that is written in an item of this owner. Raises Mistakes."""
    if not isinstance(written, dict):
        raise Mistakes([((), _NO_MAPPING)])
    fields = _fields(form, written)
    fixed, mistakes = form.known(owner, fields), _unknown_keys(form, written)
    if form.is_cited:
        try:
            fixed["citations"] = _citations(written, sources)
        except ValueError as error:
            mistakes.append(((CITE,), str(error)))
            fixed["citations"] = ()
    return _validated(form, fields, fixed, mistakes)


def _fields(form: Form, written: dict[str, Any]) -> dict[str, Any]:
    """What is written by the names of the fields, and the values of what may be left out."""
    keys = form.keys
    return form.left_out | {keys[word]: value for word, value in written.items() if word in keys}


def _validated(
    form: Form, fields: dict[str, Any], fixed: dict[str, Any], mistakes: list[tuple[Loc, str]]
) -> Any:
    """The fact of these fields. Raises Mistakes, those that were found before among them."""
    try:
        fact = form.adapter.validate_python(fields | fixed)
    except ValidationError as error:
        raise Mistakes([*_in_words(form, error, fixed), *mistakes]) from error
    if mistakes:
        raise Mistakes(mistakes)
    return fact


def _unknown_keys(form: Form, written: dict[Any, Any]) -> list[tuple[Loc, str]]:
    known = {*form.keys, CITE} if form.is_cited else {*form.keys}
    return [
        ((word,), _UNKNOWN_KEY if isinstance(word, str) else "Keys should be strings")
        for word in written
        if word not in known
    ]


def _citations(value: dict[str, Any], sources: KnownSources | None) -> Citations:
    if CITE not in value:
        raise ValueError("Field required")
    return read_cites(value[CITE], sources)


def _in_words(form: Form, error: ValidationError, fixed: Written) -> Iterator[tuple[Loc, str]]:
    """Where each mistake is, by the keys of the file, and what it is."""
    for one in error.errors(include_url=False):
        name, *within = one["loc"]
        # A wrong id is named once, where it is written, and a wrong item once, not as a short list.
        repeated = name in fixed or (one["type"] == "too_short" and one["input"])
        if not repeated:
            word = form.written_as.get(str(name), name)
            yield (word, *within), _IN_WORDS.get(one["type"], one["msg"])


def source_ids(stated: Iterable[SeedFact]) -> frozenset[str]:
    """The ids of the sources among what is stated."""
    return frozenset(one.fact.id for one in stated if isinstance(one.fact, Source))


def _known_sources(read: list[SeedFact]) -> KnownSources:
    values: list[Any] = [one.fact for one in read]
    texts: dict[str, list[TextSection]] = {}
    for value in values:
        if isinstance(value, TextSection):
            texts.setdefault(value.source, []).append(value)
    places = {}
    for source, sections in texts.items():
        places.update(number_places(source, [(one.heading, one.paragraphs) for one in sections]))
    return KnownSources(source_ids(read), places)


def _misplaced(path: Path) -> list[str]:
    """A file that would be passed over in silence is a mistake."""
    folders = {folder.name for folder in (SOURCES, *FOLDERS)}
    return [
        f"{file.relative_to(path)}:1: not read; facts stand in {', '.join(sorted(folders))}"
        for file in sorted(path.rglob("*"))
        if file.suffix.lower() in (".yaml", ".yml")
        and (
            file.parent.parent != path or file.parent.name not in folders or file.suffix != ".yaml"
        )
    ]


# Between two values of one cell of a table, and between two citations of one row.
VALUES = "; "
CITES = " | "
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in order, the form of its facts, the columns that hold several values,
    and those with parts, which are written as in a file: `{degrees: [severe]}`.
    """

    columns: tuple[str, ...]
    form: Form
    lists: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


def read_tables(
    folder: Path, tables: Mapping[str, Table], stated: Iterable[SeedFact], problems: list[str]
) -> dict[str, list[SeedFact]]:
    """The facts of each table of a folder, by its name. Raises RejectedImport with all mistakes of
    form, the given problems before them.
    """
    cite = KnownSources(source_ids(stated), {}).citation
    read = {
        name: list(
            read_table(
                folder / f"{name}.tsv", table.columns, partial(read_row, table, cite=cite), problems
            )
        )
        for name, table in tables.items()
    }
    if problems:
        raise RejectedImport(problems)
    return read


def read_row(table: Table, cells: Cells, cite: Callable[[str], Citation]) -> Fact:
    """The fact of a row; an empty cell is left out. Raises Mistakes."""
    try:
        citations: Citations = tuple(map(cite, cells.pop("cite").split(CITES)))
    except ValueError as error:
        raise Mistakes([(("cite",), str(error))]) from error
    written = written_of(cells, table.lists)
    for name in table.parts & written.keys():
        try:
            written[name] = yaml.safe_load(written[name])
        except yaml.YAMLError as error:
            raise Mistakes([((name,), "not valid YAML")]) from error
    fact: Fact = read_fact(table.form, written, citations)
    return fact


def written_of(cells: Cells, lists: Collection[str]) -> dict[str, Any]:
    """What is written in a row: no empty cells, and lists where there may be several values."""
    return {
        name: cell.split(VALUES) if name in lists else cell for name, cell in cells.items() if cell
    }


def misplaced(files: Iterable[Path], tables: Mapping[str, object]) -> list[str]:
    """A file that would be passed over in silence is a mistake."""
    known = ", ".join(f"{one}.tsv" for one in tables)
    return [
        f"{file.parent.name}/{file.name}:1: not read; the tables are {known}"
        for file in sorted(files)
        if file.suffix != ".tsv" or file.stem not in tables
    ]


def read_table(
    file: Path, columns: tuple[str, ...], fact_of: Callable[[Cells], Any], problems: list[str]
) -> Iterator[SeedFact]:
    """The facts of a table, one a row. A file that is not there holds none. Mistakes of form are
    added to the problems.
    """
    if not file.is_file():
        return
    where = f"{file.parent.name}/{file.name}"
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or tuple(lines[0].split("\t")) != columns:
        problems.append(f"{where}:1: the columns are {', '.join(columns)}")
        return
    for number, line in enumerate(lines[1:], start=2):
        place, cells = f"{where}:{number}", line.split("\t")
        if len(cells) != len(columns):
            problems.append(f"{place}: {len(cells)} cells instead of {len(columns)}")
            continue
        try:
            yield SeedFact(fact_of(dict(zip(columns, cells, strict=True))), place)
        except Mistakes as mistakes:
            for loc, words in mistakes.found:
                problems.append(f"{place}: {'.'.join(map(str, loc)) or 'row'}: {words}")
