"""Reads a seed folder: which folder holds which shape, and every mistake with its file and line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from app.domain.errors import RejectedImport
from app.importers.seed import facts, files
from app.importers.seed.citations import KnownSources, number_places
from app.importers.seed.facts import Loc, LocatedFact, LocatedFacts
from app.importers.seed.files import SourceShape
from app.importers.seed.yaml_lines import NumberedFile, read_numbered


@dataclass(frozen=True)
class Kind:
    """What the files of one folder hold: `one_a_file`, named for its id, or a list."""

    folder: str
    shape: type[BaseModel]
    convert: Callable[[Any], LocatedFacts]
    one_a_file: bool = False


SOURCES = Kind("sources", SourceShape, facts.source_facts, one_a_file=True)
KINDS = (
    Kind("effects", files.EffectShape, facts.effect_facts),
    Kind("conditions", files.ConditionShape, facts.condition_facts),
    Kind("burdens", files.BurdenKindShape, facts.burden_kind_facts),
    Kind("classes", files.ClassShape, facts.class_facts),
    Kind("therapies", files.TherapyShape, facts.therapy_facts),
    Kind("drugs", files.DrugShape, facts.drug_facts, one_a_file=True),
    Kind("products", files.ProductShape, facts.product_facts),
    Kind("rules", files.RuleShape, facts.rule_facts),
    Kind("look-alikes", files.LookAlikeShape, facts.look_alike_facts),
    Kind("no-interactions", files.NoInteractionShape, facts.no_interaction_facts),
)


def read_folder(path: Path) -> list[LocatedFact]:
    """Every fact of the folder, sources first. Raises RejectedImport with all mistakes of shape."""
    if not path.is_dir():
        raise RejectedImport([f"{path}: there is no such folder"])
    problems = _misplaced(path)
    stated, sources = _read_kind(path, SOURCES, None, problems)
    if problems:
        # Without its source every citation would be a mistake too, and bury the one that matters.
        raise RejectedImport(problems)
    known = _known_sources(sources)
    for kind in KINDS:
        stated += _read_kind(path, kind, known, problems)[0]
    if not stated and not problems:
        problems.append(f"{path}: no facts here")
    if problems:
        raise RejectedImport(problems)
    return stated


def _read_kind(
    path: Path, kind: Kind, known: KnownSources | None, problems: list[str]
) -> tuple[list[LocatedFact], list[Any]]:
    stated, read = [], []
    for file in sorted((path / kind.folder).glob("*.yaml")):
        try:
            numbered = read_numbered(file, f"{kind.folder}/{file.name}")
        except RejectedImport as error:
            problems += error.problems
            continue
        for value, start in _items(numbered, kind, problems):
            shape = _read_shape(numbered, kind, value, start, known, problems)
            if shape is not None:
                read.append(shape)
                stated += [
                    LocatedFact(fact, numbered.place((*start, *loc)))
                    for fact, loc in kind.convert(shape)
                ]
    return stated, read


def _items(numbered: NumberedFile, kind: Kind, problems: list[str]) -> Iterator[tuple[Any, Loc]]:
    """Each item of a file, and where it starts."""
    content = numbered.content
    if kind.one_a_file and isinstance(content, dict):
        expected = Path(numbered.name).stem
        if "id" in content and content["id"] != expected:
            place = numbered.place(("id",))
            problems.append(f"{place}: the id is '{content['id']}', so name the file for it")
        yield content, ()
    elif not kind.one_a_file and isinstance(content, list):
        yield from ((item, (n,)) for n, item in enumerate(content))
    else:
        wanted = "one mapping" if kind.one_a_file else "a list"
        problems.append(f"{numbered.name}:1: a file in {kind.folder}/ holds {wanted}")


def _read_shape(
    numbered: NumberedFile,
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
            problems.append(f"{numbered.place((*start, *one['loc']))}: {who}{where}: {message}")
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
