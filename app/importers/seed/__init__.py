"""The curated core: facts in YAML under `seed/`, one file a drug, every fact with its citation.

Everything is read and checked before the first fact leaves: a mistake names file, line and fact,
and nothing loads.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Fact
from app.importers.run import Intake
from app.importers.source import DataSet


def read(path: Path) -> Iterator[Fact]:
    """The facts of a seed folder, sources first.

    Raises RejectedImport with one line for each problem.
    """
    # Loaded only when read: a server that is seeded already starts without.
    from app.importers.seed.backbone import merge_backbone, read_rows
    from app.importers.seed.checks import find_problems
    from app.importers.seed.genes import read_genes
    from app.importers.seed.label_mentions import read_label_mentions
    from app.importers.seed.reader import SeedFact, begin_folder

    backbone: dict[str, list[SeedFact]] = {}
    rows: list[SeedFact] = []
    mistakes: list[str] = []
    with begin_folder(path) as (sources, read_rest):
        # While a second process parses the files, this one reads the tables.
        try:
            backbone = read_rows(path, sources)
            rows = [*read_label_mentions(path, sources), *read_genes(path, sources)]
        except RejectedImport as error:
            mistakes = error.problems
        stated = read_rest()
    if mistakes:
        raise RejectedImport(mistakes)
    stated += [*merge_backbone(backbone, stated), *rows]
    problems = find_problems(stated)
    if problems:
        raise RejectedImport(problems)
    for one in stated:
        yield one.fact


def _read_folder(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """One folder, every fact a row."""
    if len(paths) != 1:
        raise RejectedImport(["the seed is one folder"])
    for fact in read(paths[0]):
        intake.row()
        yield fact


DATA_SET = DataSet(
    key="curated",
    title="Materia curated core",
    homepage="https://github.com/materia-health/materia",
    licence="CC-BY-4.0",
    read=_read_folder,
    at_least=1,
    adds="the curated core: monographs, classes, conditions, rules",
    files="the folder seed/ of this project",
    size="2 MB",
    rank=0,
)
