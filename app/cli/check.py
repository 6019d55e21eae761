"""A checkup as tables."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.domain.facts import Severity
from app.domain.interactions.result import (
    BurdenTotal,
    Checkup,
    Finding,
    InteractionKind,
    PairStatus,
)
from app.domain.names.input import Input, InputStatus

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


def print_checkup(console: Console, checkup: Checkup) -> None:
    """The summary, what was understood, what was found, and every pair."""
    console.print(Text(checkup.summary, style="bold"))
    console.print(_inputs(checkup))
    named = [one for one in checkup.findings if one.kind is InteractionKind.LABEL_MENTION]
    judged = [one for one in checkup.findings if one.kind is not InteractionKind.LABEL_MENTION]
    if judged:
        console.print(_findings(judged))
    if named:
        console.print(_labels_name(named))
    for duplication in checkup.duplications:
        console.print(Text(f"Twice: {duplication.text}", style="bold red"))
    for burden in checkup.burden:
        console.print(_burden(burden), highlight=False)
    console.print(_pairs(checkup))
    if checkup.drug_conditions:
        console.print(_drug_conditions(checkup))
    console.print(Text(checkup.notice, style="dim"))


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
        table.add_row(Text(one.title), Text("; ".join(one.consequences)), Text(_sources(one)))
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
            Text(_sources(finding)),
        )
        table.add_section()
    return table


def _sources(finding: Finding) -> str:
    return "\n".join(dict.fromkeys(citation.source for citation in finding.citations))


def _pairs(checkup: Checkup) -> Table:
    table = Table("Pair", "Status", title="Every pair", title_justify="left")
    for pair in checkup.pairs:
        one, other = (checkup.inputs[place].input for place in pair.inputs)
        status = _PAIRS[pair.status]
        table.add_row(
            Text(f"{one} + {other}"), Text(f"{status}; {pair.note}" if pair.note else status)
        )
    return table
