"""What the files say of one fact."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.facts import Citations


class Outcome(StrEnum):
    CONFIRMED = "confirmed"
    BY_GROUP = "by its group"
    BY_PAGE = "by its page"
    NOT_FOUND = "not found"
    CONTRADICTED = "contradicted"


# What a judge finds: the outcome, the places, and why where they contradict.
Found = tuple[Outcome, tuple[str, ...], str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One fact judged: `places` say so, or say otherwise; `why` is what a contradiction says.

    `in_vain` names a citation to a file that was read and does not say it.
    """

    kind: str
    subject: str
    fact: str
    cited: str
    outcome: Outcome
    places: tuple[str, ...] = ()
    why: str = ""
    in_vain: str = ""


def cited(citations: Citations) -> str:
    """The citations of a fact on one line."""
    return "; ".join(f"{one.source} § {one.section}" for one in citations)


def confirmed(*places: str) -> Found:
    """The fields of a verdict for a fact that these places confirm; the first few are kept."""
    return Outcome.CONFIRMED, tuple(dict.fromkeys(places))[:3], ""


def by_group(*places: str) -> Found:
    """The fields of a verdict for a use that only the name of the drug's group tells."""
    return Outcome.BY_GROUP, tuple(dict.fromkeys(places))[:3], ""


def contradicted(why: str, *places: str) -> Found:
    """The fields of a verdict for a fact of which these places say otherwise."""
    return Outcome.CONTRADICTED, tuple(dict.fromkeys(places))[:3], why


def by_page(*places: str) -> Found:
    """The fields of a verdict for a fact that no file tells, and that rests on pages with an
    address, which this tool does not read.
    """
    return Outcome.BY_PAGE, tuple(dict.fromkeys(places))[:3], ""


NOT_FOUND: Found = (Outcome.NOT_FOUND, (), "")
