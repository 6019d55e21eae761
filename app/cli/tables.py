"""Data sets, releases, imports and what changed between releases, as tables and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import Session

from app.cli.errors import stop
from app.services.history import (
    Change,
    Difference,
    ImportReport,
    ReleaseState,
    find_releases,
    report_of,
)
from app.services.importing import Imported
from app.services.sources import DataSetState
from app.store.release_tables import ReleaseRow


def print_json(values: Any) -> None:
    """As JSON, with moments as text."""
    print(json.dumps(values, ensure_ascii=False, indent=2, default=str))


def state_as_json(state: DataSetState) -> dict[str, Any]:
    """A data set with its report."""
    values = {name: getattr(state, name) for name in state.__slots__}
    report = None if state.report is None else report_as_json(state.report)
    moment = None if state.imported_at is None else state.imported_at.isoformat()
    return values | {"report": report, "imported_at": moment}


def release_as_json(state: ReleaseState) -> dict[str, Any]:
    """A release with the reports of its imports."""
    return {
        "hash": state.hash,
        "made_at": state.made_at.isoformat(),
        "data_sets": state.data_sets,
        "imports": [report_as_json(one) for one in state.imports],
    }


def difference_as_json(found: Difference, page: Sequence[Change]) -> dict[str, Any]:
    """The counts, and a page of the changes."""
    return {
        "from": found.before,
        "to": found.after,
        "complete": found.complete,
        "data_sets": [asdict(one) for one in found.data_sets],
        "total": len(found.changes),
        "changes": [asdict(one) for one in page],
    }


def print_data_sets(console: Console, states: list[DataSetState]) -> None:
    """A row for each data set, the loaded ones with when and how much."""
    table = Table("Key", show_lines=True)
    for title in ("What it is", "Licence", "Files", "Loaded"):
        table.add_column(title, overflow="fold")
    for one in states:
        free = "" if one.free else "\nnot for every use: --accept-licence"
        table.add_row(
            Text(one.key),
            Text("\n".join(part for part in (one.title, one.adds) if part)),
            Text(one.licence + free),
            Text("\n".join(part for part in (one.files, one.size, one.homepage) if part)),
            Text(_loaded(one)),
        )
    console.print(table)


def _loaded(one: DataSetState) -> str:
    if not one.loaded:
        return "no"
    day = "" if one.imported_at is None else f"{one.imported_at:%Y-%m-%d}\n"
    return f"{day}{one.facts:,} facts"


def print_releases(console: Console, states: list[ReleaseState], newest: datetime | None) -> None:
    """Each release, and what became of every row of the import that made it."""
    if not states:
        console.print("There is no such release yet.")
    for one in states:
        now = "  (answers now)" if one.made_at == newest else ""
        console.print(Text(f"{one.hash}  {one.made_at:%Y-%m-%d %H:%M:%S} UTC{now}", "bold"))
        for report in one.imports:
            console.print(Text(f"  {report.data_set}"))
            for line in report_lines(report):
                console.print(Text(f"  {line}"))


def print_difference(
    console: Console, found: Difference, page: Sequence[Change], offset: int
) -> None:
    """Counts by data set and kind, then the facts themselves."""
    console.print(Text(f"from {found.before}\nto   {found.after}"))
    if not found.data_sets:
        console.print("Nothing changed.")
    for one in found.data_sets:
        console.print(Text(f"{one.data_set}: {one.change}", "bold"))
        if not one.compared:
            console.print("  what it told at the time is not kept any more: not compared")
        for kind, counts in one.counts.items():
            line = ", ".join(f"{count:,} {change}" for change, count in counts.items() if count)
            console.print(Text(f"  {kind}: {line}"))
    signs = {"added": "+", "removed": "-", "changed": "~"}
    for change in page:
        console.print(
            Text(f"{signs[change.change]} {change.data_set} {change.kind}: {change.what}")
        )
    left = len(found.changes) - offset - len(page)
    if left > 0:
        console.print(f"… and {left:,} more: --limit, --offset", highlight=False)


def the_release(session: Session, words: str) -> ReleaseRow:
    """The one release that is meant; ends where it is none or several."""
    found = find_releases(session, words)
    if not found:
        stop(f"No release has a hash that begins with '{words}'. See `materia releases`.")
    if len(found) > 1:
        hashes = "\n".join(one.hash for one in found[:10])
        stop(f"{len(found)} releases have a hash that begins with '{words}':\n{hashes}")
    return found[0]


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
    values = {name: getattr(report, name) for name in report.__slots__}
    return values | {"imported_at": report.imported_at.isoformat()}


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
