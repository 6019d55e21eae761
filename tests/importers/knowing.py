"""What tests of importers ask: an intake that knows something, and the facts of one kind."""

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from app.domain.facts import (
    Citation,
    ClassKind,
    CodeSystem,
    Drug,
    DrugClass,
    DrugKind,
    Effect,
    Fact,
)
from app.importers.run import Intake
from app.importers.source import DataSet

F = TypeVar("F")
CITED = (Citation("book", "1"),)


def knows_drug(
    intake: Intake, id_: str, *names: str, codes: Iterable[tuple[CodeSystem, str]] = ()
) -> None:
    """Another data set tells this drug."""
    intake.known.drugs.learn(Drug(id_, id_, DrugKind.MEDICATION, "", CITED), names)
    for system, code in codes:
        intake.known.drugs.learn_code(id_, system, code)


def knows_class(intake: Intake, id_: str, *names: str, epc: str | None = None) -> None:
    """Another data set tells this class."""
    told = DrugClass(id_, id_, ClassKind.CHEMICAL, "", (), None, CITED)
    intake.known.classes.learn(told, names)
    if epc is not None:
        intake.known.classes.learn_code(id_, CodeSystem.EPC, epc)


def knows_effect(intake: Intake, id_: str, *names: str) -> None:
    """Another data set tells this effect."""
    intake.known.effects.learn(Effect(id_, id_, "", (), CITED), names)


def told(data_set: DataSet, intake: Intake, *paths: Path) -> list[Fact]:
    """All facts, and those of the things that are spoken of. Every row is accounted for."""
    facts = [*data_set.read(paths, intake), *intake.mentioned()]
    assert intake.merged + sum(intake.skipped.values()) <= intake.rows
    return facts


def of(kind: type[F], facts: Iterable[Fact]) -> list[F]:
    """The facts of one kind."""
    return [one for one in facts if isinstance(one, kind)]
