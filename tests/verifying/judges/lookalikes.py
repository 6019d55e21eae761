"""Look-alikes: no data file lists pairs of names that were taken for each other."""

from collections.abc import Iterator

from app.domain.facts import Fact, LookAlike

from tests.verifying.evidence import Library
from tests.verifying.identity import Identity
from tests.verifying.outcome import NOT_FOUND, Verdict, cited


def judge(facts: list[Fact], library: Library, identity: Identity) -> Iterator[Verdict]:
    """Each pair, told with its citation."""
    for fact in facts:
        if isinstance(fact, LookAlike):
            text = f"{fact.one} / {fact.other}"
            yield Verdict("look-alike", fact.one, text, cited(fact.citations), *NOT_FOUND)
