"""The curated core: facts in YAML under `seed/`, one file a drug, every fact with its citation.

Everything is read and checked before the first fact leaves: a mistake names file, line and fact,
and nothing loads.
"""

from collections.abc import Iterator
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Fact
from app.importers.data_set import DataSet


def read(path: Path) -> Iterator[Fact]:
    """The facts of a seed folder, sources first.

    Raises RejectedImport with one line for each problem.
    """
    # Loaded only when read: a server that is seeded already starts without.
    from app.importers.curated.checks import find_problems
    from app.importers.curated.folder import read_folder

    told = read_folder(path)
    problems = find_problems(told)
    if problems:
        raise RejectedImport(problems)
    for one in told:
        yield one.fact


DATA_SET = DataSet(
    key="curated",
    title="Materia curated core",
    homepage="https://github.com/materia-health/materia",
    licence="CC-BY-4.0",
    read=read,
    at_least=1,
)
