"""What an import did, for people and for programs."""

from typing import Any

from rich.console import Console
from rich.text import Text

from app.services.history import ImportReport, report_of
from app.services.importing import Imported

# So many conflicts are shown; the report holds more.
_MOST = 5


def imported_as_json(imported: Imported) -> dict[str, Any]:
    """The report with what came of it; moments as text."""
    report = report_of(imported.report)
    return {
        "data_set": imported.data_set,
        "changed": imported.changed,
        "release": imported.release,
        "facts": imported.facts,
        **{name: value for name, value in report_as_json(report).items() if name != "facts"},
        "facts_by_kind": report.facts,
    }


def report_as_json(report: ImportReport) -> dict[str, Any]:
    """Every field; the moment as text."""
    told = {name: getattr(report, name) for name in report.__slots__}
    return told | {"imported_at": report.imported_at.isoformat()}


def print_imported(console: Console, imported: Imported) -> None:
    """In one line what came of it, then what became of every row."""
    what = "loaded" if imported.changed else "unchanged"
    console.print(f"{imported.data_set}: {imported.facts} facts {what}.", highlight=False)
    print_report(console, report_of(imported.report))
    console.print(f"Release {imported.release}", highlight=False)


def print_report(console: Console, report: ImportReport) -> None:
    """Rows, what became of them, and the first conflicts."""
    for line in report_lines(report):
        console.print(Text(line))


def report_lines(report: ImportReport) -> list[str]:
    """The report, line by line."""
    skipped = sum(report.skipped.values())
    facts = ", ".join(f"{kind} {count:,}" for kind, count in report.facts.items())
    lines = [
        _line("rows", report.rows),
        _line("imported", report.imported),
        _line("merged", report.merged),
        _line("skipped", skipped),
        *(f"    {count:>12,}  {reason}" for reason, count in report.skipped.items()),
        _line("conflicts", report.conflict_count),
        *(f"      {one}" for one in report.conflicts[:_MOST]),
    ]
    more = report.conflict_count - min(_MOST, len(report.conflicts))
    lines += [f"      and {more:,} more"] if more else []
    lines += [f"  note: {note}" for note in report.notes]
    lines += [f"  facts: {facts}"] if facts else []
    return [*lines, f"  from {report.origin}, in {report.seconds:.1f} seconds"]


def _line(what: str, count: int) -> str:
    return f"  {what:<10}{count:>10,}"
