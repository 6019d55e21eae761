"""Reads a seed folder: which folder holds which shape, and every mistake with its file and line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from app.domain.errors import RejectedImport
from app.importers.curated import shapes, tell_conditions, tell_meetings, tell_subjects
from app.importers.curated.cites import KnownSources, number_places
from app.importers.curated.lined import LinedFile, read_lined
from app.importers.curated.shapes import SourceShape
from app.importers.curated.told import Loc, Telling, Told


@dataclass(frozen=True)
class Kind:
    """What the files of one folder hold: `one_a_file`, named for its id, or a list."""

    folder: str
    shape: type[BaseModel]
    tell: Callable[[Any], Telling]
    one_a_file: bool = False


SOURCES = Kind("sources", SourceShape, tell_conditions.tell_source, one_a_file=True)
KINDS = (
    Kind("effects", shapes.EffectShape, tell_conditions.tell_effect),
    Kind("conditions", shapes.ConditionShape, tell_conditions.tell_condition),
    Kind("burdens", shapes.BurdenKindShape, tell_meetings.tell_burden_kind),
    Kind("classes", shapes.ClassShape, tell_subjects.tell_class),
    Kind("therapies", shapes.TherapyShape, tell_conditions.tell_therapy),
    Kind("drugs", shapes.DrugShape, tell_subjects.tell_drug, one_a_file=True),
    Kind("products", shapes.ProductShape, tell_subjects.tell_product),
    Kind("rules", shapes.RuleShape, tell_meetings.tell_rule),
    Kind("look-alikes", shapes.LookAlikeShape, tell_meetings.tell_look_alike),
    Kind("no-interactions", shapes.NoInteractionShape, tell_meetings.tell_no_interaction),
)


def read_folder(path: Path) -> list[Told]:
    """Every fact of the folder, sources first. Raises RejectedImport with all mistakes of shape."""
    if not path.is_dir():
        raise RejectedImport([f"{path}: there is no such folder"])
    problems = _misplaced(path)
    told, sources = _read_kind(path, SOURCES, None, problems)
    if problems:
        # Without its source every citation would be a mistake too, and bury the one that matters.
        raise RejectedImport(problems)
    known = _known_sources(sources)
    for kind in KINDS:
        told += _read_kind(path, kind, known, problems)[0]
    if not told and not problems:
        problems.append(f"{path}: no facts here")
    if problems:
        raise RejectedImport(problems)
    return told


def _read_kind(
    path: Path, kind: Kind, known: KnownSources | None, problems: list[str]
) -> tuple[list[Told], list[Any]]:
    told, read = [], []
    for file in sorted((path / kind.folder).glob("*.yaml")):
        try:
            lined = read_lined(file, f"{kind.folder}/{file.name}")
        except RejectedImport as error:
            problems += error.problems
            continue
        for value, start in _items(lined, kind, problems):
            shape = _read_shape(lined, kind, value, start, known, problems)
            if shape is not None:
                read.append(shape)
                told += [Told(fact, lined.place((*start, *loc))) for fact, loc in kind.tell(shape)]
    return told, read


def _items(lined: LinedFile, kind: Kind, problems: list[str]) -> Iterator[tuple[Any, Loc]]:
    """Each item of a file, and where it starts."""
    content = lined.content
    if kind.one_a_file and isinstance(content, dict):
        expected = Path(lined.name).stem
        if "id" in content and content["id"] != expected:
            place = lined.place(("id",))
            problems.append(f"{place}: the id is '{content['id']}', so name the file for it")
        yield content, ()
    elif not kind.one_a_file and isinstance(content, list):
        yield from ((item, (n,)) for n, item in enumerate(content))
    else:
        wanted = "one mapping" if kind.one_a_file else "a list"
        problems.append(f"{lined.name}:1: a file in {kind.folder}/ holds {wanted}")


def _read_shape(
    lined: LinedFile,
    kind: Kind,
    value: Any,
    start: Loc,
    known: KnownSources | None,
    problems: list[str],
) -> Any:
    try:
        return kind.shape.model_validate(value, context=known)
    except ValidationError as error:
        who = f"{value['id']}: " if isinstance(value, dict) and "id" in value else ""
        for one in error.errors(include_url=False):
            where = ".".join(map(str, one["loc"])) or "item"
            message = one["msg"].removeprefix("Value error, ")
            problems.append(f"{lined.place((*start, *one['loc']))}: {who}{where}: {message}")
        return None


def _known_sources(sources: list[SourceShape]) -> KnownSources:
    places = {}
    for source in sources:
        sections = [(section.heading, section.paragraphs) for section in source.text]
        places.update(number_places(source.id, sections))
    return KnownSources(frozenset(source.id for source in sources), places)


def _misplaced(path: Path) -> list[str]:
    """A file that would be passed over in silence is a mistake."""
    folders = {kind.folder for kind in (SOURCES, *KINDS)}
    return [
        f"{file.relative_to(path)}:1: not read; facts stand in {', '.join(sorted(folders))}"
        for file in sorted(path.rglob("*"))
        if file.suffix.lower() in (".yaml", ".yml")
        and (
            file.parent.parent != path or file.parent.name not in folders or file.suffix != ".yaml"
        )
    ]
