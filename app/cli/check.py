"""The person of a check as options have it, and a checkup as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.api.http.bounds import Day
from app.api.rest.person import PersonIn
from app.cli.drug import sources_of
from app.cli.errors import stop
from app.domain.facts import ChildPugh, Severity
from app.domain.interactions.person import (
    AllergyStatus,
    GeneStatus,
    Person,
    Sex,
    StateStatus,
)
from app.domain.interactions.result import (
    BurdenTotal,
    Checkup,
    DoseJudged,
    Finding,
    FindingKind,
    PairStatus,
)
from app.domain.names.input import Asked, Input, InputStatus

_STYLES = {
    Severity.CONTRAINDICATED: "bold white on red",
    Severity.MAJOR: "bold red",
    Severity.MODERATE: "yellow",
    Severity.MINOR: "default",
    Severity.UNKNOWN: "yellow",
}
_PAIRS = {
    PairStatus.INTERACTION_FOUND: "interaction found",
    PairStatus.NO_RECORD: "no record (this does not rule one out)",
    PairStatus.NOT_ASSESSED: "not assessed by any loaded source",
    PairStatus.NOT_NAMED: "neither is named in the other's label (this does not rule one out)",
    PairStatus.UNRESOLVED: "NOT CHECKED: not understood",
    PairStatus.DOCUMENTED_NO_INTERACTION: "a source found none",
}


_STATES = {
    StateStatus.INTERACTION_FOUND: "a source speaks of it",
    StateStatus.NOT_REACHED: "outside of what sources speak of (this does not clear it)",
    StateStatus.NO_RECORD: "a source states no concern (this does not clear it)",
    StateStatus.NOT_ASSESSED: "not assessed by any loaded source",
    StateStatus.UNRESOLVED: "NOT CHECKED: not understood",
}
_ALLERGIES = {
    AllergyStatus.SAME_INGREDIENT: "the same ingredient",
    AllergyStatus.CROSS_REACTIVE: "known to cross from one to the other",
    AllergyStatus.SAME_GROUP: "the same group; whether it crosses is not documented",
    AllergyStatus.NO_RECORD: "not in a group that was worked through (this does not clear it)",
    AllergyStatus.NOT_ASSESSED: "not assessed by any loaded source",
    AllergyStatus.UNRESOLVED: "NOT CHECKED: not understood",
}
_GENES = {
    GeneStatus.INTERACTION_FOUND: "a source speaks of it",
    GeneStatus.NO_CHANGE_ADVISED: "a guideline advises the usual use (this rules nothing out)",
    GeneStatus.NO_RECOMMENDATION: "a source names the pair and recommends nothing",
    GeneStatus.NOT_ASSESSED: "not assessed by any loaded source",
    GeneStatus.UNRESOLVED: "NOT CHECKED: not understood",
}


@dataclass(frozen=True, slots=True)
class PersonOptions:
    """What the options of the command say of the person, as they were written."""

    age: float | None
    sex: Sex | None
    weight: float | None
    pregnant: str | None
    breastfeeding: bool | None
    egfr: float | None
    clearance: float | None
    creatinine: str | None
    liver: ChildPugh | None
    allergy: list[str] | None
    gene: list[str] | None


def person_of(options: PersonOptions) -> Person:
    """The person, by the same bounds as a body has. Stops the command where one does not fit."""
    given: dict[str, Any] = {
        "age": options.age,
        "sex": options.sex,
        "weight_kg": options.weight,
        "pregnancy": _pregnancy(options.pregnant),
        "breastfeeding": options.breastfeeding,
        "egfr": options.egfr,
        "creatinine_clearance": options.clearance,
        "creatinine": _creatinine(options.creatinine),
        "liver": options.liver,
        "allergies": options.allergy,
        "genes": dict(_gene(one) for one in options.gene or ()) or None,
    }
    try:
        return PersonIn.model_validate(given).person()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        stop(f"{'.'.join(map(str, first['loc'][:1])) or 'person'}: {first['msg']}")


_PREGNANT: dict[str, bool | str] = {"yes": True, "no": False, "planned": "planned"}


def _pregnancy(written: str | None) -> bool | str | dict[str, int] | None:
    if written is None:
        return None
    weeks = written.removesuffix("weeks").strip()
    if weeks.isdecimal() and len(weeks) < 4:
        return {"weeks": int(weeks)}
    if written not in _PREGNANT:
        stop("pregnant: give `yes`, `no`, `planned`, or the completed weeks")
    return _PREGNANT[written]


def _creatinine(written: str | None) -> dict[str, float | str] | None:
    if written is None:
        return None
    number, _, unit = written.partition(" ")
    try:
        return {"value": float(number), "unit": unit.strip()}
    except ValueError:
        stop("creatinine: give a number and its unit, such as `1.4 mg/dL`")


def _gene(written: str) -> tuple[str, str]:
    gene, between, result = written.partition("=")
    if not between:
        stop("gene: give it with its result, such as `CYP2D6=poor metabolizer`")
    return gene.strip(), result.strip()


def stopped_of(words: str) -> Asked:
    """A medicine that was stopped, as an option has it: `NAME=DATE`."""
    name, _, day = words.rpartition("=")
    if not name.strip():
        stop(f"'{words}' is not NAME=DATE, such as fluoxetine=2026-01-31")
    return Asked(name=name.strip(), stopped_on=day_of(day))


def day_of(words: str) -> str:
    """An ISO day. Ends where it is none."""
    try:
        return TypeAdapter(Day).validate_python(date.fromisoformat(words.strip())).isoformat()
    except ValueError:
        stop(f"'{words}' is not a date, such as 2026-01-31")


def print_checkup(console: Console, checkup: Checkup) -> None:
    """The summary, what was understood, what was found, and every pair."""
    console.print(Text(checkup.summary, style="bold"))
    console.print(_inputs(checkup))
    named = [one for one in checkup.findings if one.kind is FindingKind.LABEL_MENTION]
    judged = [one for one in checkup.findings if one.kind is not FindingKind.LABEL_MENTION]
    if judged:
        console.print(_findings(judged))
    if named:
        console.print(_labels_name(named))
    for duplication in checkup.duplications:
        console.print(Text(f"Twice: {duplication.text}", style="bold red"))
    if checkup.as_of is not None:
        console.print(Text(f"What was stopped is counted from {checkup.as_of}."))
    for separation in checkup.separations:
        console.print(Text(separation.text, style="yellow"))
    if checkup.day is not None:
        console.print(Text(checkup.day.statement))
    for dose in checkup.doses:
        console.print(Text(_dose(dose, checkup)))
    for burden in checkup.burden:
        console.print(_burden(burden), highlight=False)
    _print_comparisons(console, checkup)
    console.print(Text(checkup.notice, style="dim"))


def _print_comparisons(console: Console, checkup: Checkup) -> None:
    console.print(_pairs(checkup))
    if checkup.drug_conditions:
        console.print(_drug_conditions(checkup))
    if checkup.person_states or checkup.allergies or checkup.genes:
        console.print(_of_the_person(checkup))
    for ask in checkup.would_ask:
        console.print(Text(f"Not known here: {ask.sentence}", style="yellow"))


def _dose(dose: DoseJudged, checkup: Checkup) -> str:
    status = dose.status.value.replace("_", " ")
    lines = ", ".join(str(one.range.line) for one in dose.ranges if one.range is not None)
    where = f" (line {lines} of the site's table)" if lines else ""
    words = checkup.inputs[dose.input].input
    given = f"{dose.dose.amount:g} {dose.dose.unit.value} a {dose.dose.per.value}"
    return f"'{words}', {given}, beside the site's own ranges: {status}{where}."


def _burden(burden: BurdenTotal) -> str:
    if len(burden.contributors) < 2:
        (one,) = burden.contributors
        return f"{burden.name}: only {one.input} adds to it, so nothing adds up."
    reached = "reaches" if burden.reached else "is below"
    return (
        f"{burden.name} adds up to {burden.total}, which {reached} the "
        f"threshold of {burden.threshold}."
    )


def _drug_conditions(checkup: Checkup) -> Table:
    title = "Every drug in every condition"
    table = Table("Drug and condition", "Status", title=title, title_justify="left")
    for one in checkup.drug_conditions:
        words = (checkup.inputs[one.input].input, checkup.conditions[one.condition_input].input)
        status = _PAIRS[PairStatus(one.status.value)]
        table.add_row(
            Text(" in ".join(words)), Text(f"{status}; {one.note}" if one.note else status)
        )
    return table


def _of_the_person(checkup: Checkup) -> Table:
    title = "Every drug with what is known of the person"
    table = Table("Drug and person", "Status", title=title, title_justify="left")
    rows = [(one.input, one.stated, _STATES[one.status], one.note) for one in checkup.person_states]
    for allergy in checkup.allergies:
        stated = f"an allergy to {checkup.allergy_inputs[allergy.allergy_input].input}"
        rows.append((allergy.input, stated, _ALLERGIES[allergy.status], allergy.note))
    for gene in checkup.genes:
        result = checkup.gene_inputs[gene.gene_input]
        stated = f"{result.gene} {result.input}"
        rows.append((gene.input, stated, _GENES[gene.status], gene.note))
    for place, stated, status, note in rows:
        words = f"{checkup.inputs[place].input} with {stated}"
        table.add_row(Text(words), Text(f"{status}; {note}" if note else status))
    return table


def _inputs(checkup: Checkup) -> Table:
    table = Table("Input", "Understood as", title="What was asked", title_justify="left")
    for one in checkup.inputs:
        table.add_row(Text(one.input), Text(_understood(one)))
    for condition in checkup.conditions:
        table.add_row(Text(condition.input), Text(condition.name or "NOT UNDERSTOOD"))
    return table


def _understood(one: Input) -> str:
    if one.status is InputStatus.RESOLVED:
        if one.drug_class is not None:
            return f"the class {one.drug_class.name}"
        return ", ".join(drug.name for drug in one.drugs)
    near = ", ".join(dict.fromkeys(candidate.matched_name for candidate in one.candidates))
    words = {
        InputStatus.NEEDS_CONFIRMATION: "NOT CHECKED: did you mean",
        InputStatus.AMBIGUOUS: "NOT CHECKED: it could be",
    }.get(one.status, "NOT UNDERSTOOD")
    return f"{words} {near}?" if near else words


def _labels_name(named: Sequence[Finding]) -> Table:
    title = "The labels also name (read by a program, judged by nobody)"
    table = Table("Pair", "What is said there", "Source", title=title, title_justify="left")
    for one in named:
        table.add_row(
            Text(one.title), Text("; ".join(one.consequences)), Text(sources_of(one.citations))
        )
    return table


def _findings(findings: Sequence[Finding]) -> Table:
    table = Table(
        "Severity", "What meets", "What to know", "Source", title="Findings", title_justify="left"
    )
    for finding in findings:
        table.add_row(
            f"[{_STYLES[finding.severity]}]{finding.severity.value}[/]",
            Text(finding.title),
            Text(finding.message),
            Text(sources_of(finding.citations)),
        )
        table.add_section()
    return table


def _pairs(checkup: Checkup) -> Table:
    table = Table("Pair", "Status", title="Every pair", title_justify="left")
    for pair in checkup.pairs:
        one, other = (checkup.inputs[place].input for place in pair.inputs)
        status = _PAIRS[pair.status]
        table.add_row(
            Text(f"{one} + {other}"), Text(f"{status}; {pair.note}" if pair.note else status)
        )
    return table
