"""Which release it is: RXNSAB tells."""

from collections.abc import Sequence

from app.domain.facts import Source
from app.importers.intake import Intake
from app.importers.lines import read_lines
from app.importers.parts import Part

SOURCE = "rxnorm-files"


def read_source(parts: Sequence[Part], intake: Intake) -> Source:
    """The source of all facts of this import."""
    return Source(
        id=SOURCE,
        title="RxNorm, as imported",
        kind="terminology",
        publisher="US National Library of Medicine",
        licence="public domain (content of NLM itself)",
        version=_version(parts, intake) or "not told by the files",
        address="https://www.nlm.nih.gov/research/umls/rxnorm/",
        note="A section is the RxCUI of a concept.",
    )


def _version(parts: Sequence[Part], intake: Intake) -> str | None:
    found = None
    for part in parts:
        for _, line in read_lines(part, intake):
            fields = line.split("|")
            intake.row()
            if len(fields) > 6 and fields[3] == "RXNORM":
                found = fields[2]
            else:
                intake.skip("another vocabulary's version")
    return found
