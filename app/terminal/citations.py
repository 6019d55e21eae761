"""Re-read citations, as a terminal shows them."""

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from app.services.citations import Verified


def print_verified(out: Console, verified: Verified, file: Path) -> None:
    """Each sentence that no longer matches, and how many do."""
    for mismatch in verified.mismatches:
        place = mismatch.citation
        out.print(
            f"[bold red]✗[/] {place.source}, {place.section}, paragraph {place.paragraph}, "
            f"sentence {place.sentence}: {mismatch.reason}. Cited by {', '.join(mismatch.facts)}",
            highlight=False,
        )
    matching = verified.checked - len(verified.mismatches)
    out.print(f"{matching} of {verified.checked} cited sentences match {escape(str(file))}.")
