"""Re-reads a text, and reports every citation that no longer matches it."""

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Fact
from app.importers.seed.citations import read_sentences
from app.store.read import load_facts
from app.store.schema import ROW_OF


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A citation that the text does not bear out, the facts that rest on it, and why."""

    citation: Citation
    facts: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Verified:
    """`checked` counts the different places that were compared."""

    checked: int
    mismatches: tuple[Mismatch, ...]


def verify_citations(session: Session, path: Path, source: str | None = None) -> Verified:
    """Compares every citation of a numbered paragraph, or those of one source, with the text."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RejectedImport([f"{path}: cannot be read as UTF-8 text ({error})"]) from error
    stated = {(s.heading, s.paragraph, s.sentence): s.sha256 for s in read_sentences(text)}
    cited = _cited(session, source)
    mismatches = []
    for citation, facts in cited.items():
        found = stated.get((citation.section, citation.paragraph or 0, citation.sentence or 0))
        if found != citation.sha256:
            reason = "the sentence has changed" if found else "there is no such sentence"
            mismatches.append(Mismatch(citation, tuple(sorted(facts)), reason))
    return Verified(len(cited), tuple(mismatches))


def _cited(session: Session, source: str | None) -> dict[Citation, set[str]]:
    found: dict[Citation, set[str]] = {}
    for fact in load_facts(session, ROW_OF):
        for citation in getattr(fact, "citations", ()):
            # A sentence of a label has no paragraph, and stands in no text that is re-read here.
            if citation.paragraph is not None and source in (None, citation.source):
                found.setdefault(citation, set()).add(_label(fact))
    order = sorted(found, key=lambda c: (c.source, c.section, c.paragraph or 0, c.sentence or 0))
    return {citation: found[citation] for citation in order}


def _label(fact: Fact) -> str:
    named = getattr(fact, "id", None) or getattr(fact, "subject", None) or getattr(fact, "drug", "")
    return f"{type(fact).__name__} {named}".strip()
