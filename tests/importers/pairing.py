"""Short ways to read pairs with an importer that is tested."""

from collections.abc import Iterable
from pathlib import Path

from app.domain.facts import Assessment, Citation, Drug, DrugKind, Fact, Record, Source
from app.domain.names.matching import CodeOf
from app.importers.run import Intake
from app.importers.source import DataSet

CITED = (Citation("book", "1"),)


def learn(intake: Intake, *names: str, codes: dict[str, CodeOf] | None = None) -> None:
    """Drugs that another data set tells already; their ids are their names."""
    for name in names:
        intake.known.drugs.learn(Drug(name, name, DrugKind.MEDICATION, "", CITED), (name,))
    for name, code in (codes or {}).items():
        intake.known.drugs.learn_code(name, *code)


def read_all(data_set: DataSet, intake: Intake, *paths: Path) -> list[Fact]:
    """Every fact, with the things that it speaks of; no row is unaccounted for."""
    facts = [*data_set.read(list(paths), intake), *intake.mentioned()]
    assert 0 <= intake.imported <= intake.rows
    told = {one.id for one in facts if isinstance(one, Source)}
    cited = {c.source for fact in facts for c in getattr(fact, "citations", ())}
    assert cited - {"book"} <= told, "a citation of a source that nobody tells"
    return facts


def ratings(facts: Iterable[Fact]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """By pair the ratings, each with our severity."""
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for fact in facts:
        if isinstance(fact, Record):
            told = (fact.rating, fact.severity.value)
            found.setdefault((fact.one, fact.other), []).append(told)
    return {pair: sorted(told) for pair, told in found.items()}


def assessed(facts: Iterable[Fact]) -> list[str]:
    """The drugs that the data set says it worked through."""
    return [fact.drug for fact in facts if isinstance(fact, Assessment)]
