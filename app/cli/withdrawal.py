"""How a drug may be stopped, and a plan beside limits, on the terminal."""

import csv
import json
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import Session

from app.cli.drug import found_drug, sources_of
from app.domain.doses import LARGEST_DOSE, exact, read_unit
from app.domain.errors import RejectedImport
from app.domain.facts import key
from app.domain.knowledge import Knowledge
from app.domain.withdrawal.result import (
    MOST_DOSES,
    OnStopping,
    PlannedDose,
    StepResult,
    StoppingCheck,
    StoppingPlan,
)
from app.services.lookup import FoundDrug
from app.services.release import LoadedRelease
from app.services.withdrawal import check_stopping, on_stopping

_STYLES = {
    StepResult.FASTER_THAN_LIMIT: "bold red",
    StepResult.NOT_CHECKED: "yellow",
    StepResult.NO_LIMIT_KNOWN: "yellow",
    StepResult.LIMIT_NOT_EXCEEDED: "default",
}


def show_how_to_stop(
    console: Console,
    session: Session,
    loaded: LoadedRelease,
    drug: str,
    plan: Path | None,
    as_json: bool,
) -> None:
    """What is recorded of stopping the drug, or the plan of a file beside its limits."""
    from app.api.answers.serialise import answer_json, indented
    from app.api.answers.withdrawal import present_stopping, present_stopping_check

    found = found_drug(loaded, drug)
    knowledge = loaded.knowledge
    if plan is None:
        on = on_stopping(session, key("drug", found.drug), knowledge)
        if as_json:
            print(indented(answer_json(present_stopping(on, found.matched, knowledge))))
        else:
            _print_on(console, on, knowledge)
        return
    checked = check_stopping(session, loaded, _planned(found, read_plan(plan, found.drug)))
    if as_json:
        print(indented(answer_json(present_stopping_check(checked, knowledge))))
    else:
        _print_check(console, checked)


def _planned(found: FoundDrug, doses: tuple[PlannedDose, ...]) -> StoppingPlan:
    return StoppingPlan(key("drug", found.drug), found.matched, doses)


def read_plan(file: Path, drug: str) -> tuple[PlannedDose, ...]:
    """The doses of a CSV file with the columns date, dose and unit, or of a JSON list of such
    objects. Raises RejectedImport with one line for each mistake.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
        rows = json.loads(text) if file.suffix == ".json" else [*csv.DictReader(text.splitlines())]
    except (OSError, ValueError, csv.Error) as error:
        raise RejectedImport([f"{file}: not a readable plan ({error})"]) from error
    if not isinstance(rows, list) or not 2 <= len(rows) <= MOST_DOSES:
        raise RejectedImport([f"{file}: a plan has 2 to {MOST_DOSES} doses"])
    doses: list[PlannedDose] = []
    for number, row in enumerate(rows, start=1):
        doses.append(_dose(f"{file}: dose {number}", row, drug))
        if number > 1 and doses[-1].on <= doses[-2].on:
            raise RejectedImport([f"{file}: dose {number}: its date is not behind the last one"])
    return tuple(doses)


def _dose(place: str, row: object, drug: str) -> PlannedDose:
    try:
        assert isinstance(row, dict)
        on, amount = date.fromisoformat(str(row["date"])), float(row["dose"])
        unit = read_unit(str(row["unit"]))
    except (AssertionError, KeyError, TypeError, ValueError):
        raise RejectedImport([f"{place}: is to have date, dose and unit"]) from None
    if unit is None or not 0 <= amount <= LARGEST_DOSE:
        raise RejectedImport([f"{place}: an unknown unit, or a dose that is no number from 0 on"])
    return PlannedDose(on, exact(amount), unit, drug)


def _print_on(console: Console, on: OnStopping, knowledge: Knowledge) -> None:
    console.print(Text(on.at_once_statement, style="bold"))
    table = Table("", "", "Source", title="Stopping", title_justify="left", show_header=False)
    for one in on.statements:
        only = f" ({one.only})" if one.only else ""
        part = one.about.value.replace("_", " ")
        table.add_row(part, Text(one.text + only), sources_of(one.citations))
    for limit in on.limits:
        strength = limit.strength.value.replace("_", " ")
        table.add_row(strength, Text(limit.text), sources_of(limit.citations))
    if on.statements or on.limits:
        console.print(table)
    signs = ", ".join(knowledge.effects[one.effect].name for one in on.signs)
    console.print(Text(f"Recorded on withdrawal: {signs or 'nothing here'}."))
    console.print(Text(on.statement))
    console.print(Text(on.advice.patient, style="bold yellow"))


def _print_check(console: Console, checked: StoppingCheck) -> None:
    console.print(Text(checked.summary, style="bold"))
    table = Table("Date", "Dose", "Step", "Result", title="The plan", title_justify="left")
    first, *others = checked.doses
    table.add_row(str(first.on), f"{float(first.dose):g} {first.unit.value}", "", "")
    for one, step in zip(others, checked.steps, strict=True):
        percent = "" if step.percent is None else f" {step.percent:g} %"
        words = f"{step.kind.value.replace('_', ' ')}{percent}, after {step.days} days"
        result = Text(step.result.value.replace("_", " "), style=_STYLES[step.result])
        dose = f"{float(one.dose):g} {one.unit.value}"
        table.add_row(str(one.on), dose, words, result)
    console.print(table)
    for finding in checked.findings:
        console.print(Text(f"{finding.severity.value}: {finding.advice.professional}"))
    for question in checked.would_ask:
        console.print(Text(f"Not known: {question.sentence}", style="yellow"))
    console.print(Text(checked.on.advice.patient, style="bold yellow"))
    console.print(Text(checked.notice, style="dim"))
