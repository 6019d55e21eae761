"""The JSON Schema of seed files, printed or written."""

from pathlib import Path

from rich.console import Console

from app.importers.curated.editors import as_text, schemas, write_schemas
from app.terminal.plainly import stop


def tell_schemas(out: Console, folder: str | None, into: Path | None) -> None:
    """Writes all of them when there is a folder to write to; else prints one, or all as one."""
    known = schemas()
    if folder is not None and folder not in known:
        stop(f"Unknown folder '{folder}'. Known: {', '.join(known)}")
    if into is not None:
        out.print(f"{len(write_schemas(into))} schemas written to {into}.", markup=False)
    else:
        print(as_text(known[folder] if folder else known))
