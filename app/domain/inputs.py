"""An input: what somebody wrote, and what it was understood to mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.domain.states import InputStatus, Via
from app.domain.terms import DrugKind


@dataclass(slots=True)  # not frozen: decision 0006
class Asked:
    """Words, or a code of a system. `stopped_on` is the ISO day of the last dose."""

    name: str | None = None
    system: str | None = None
    code: str | None = None
    stopped_on: str | None = None

    @property
    def words(self) -> str:
        """The asker's own words."""
        return self.name if self.name is not None else f"{self.system}:{self.code}"


@dataclass(slots=True)  # not frozen: decision 0006
class DrugRef:
    id: str
    name: str
    kind: DrugKind


@dataclass(frozen=True, slots=True)
class ClassRef:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ProductRef:
    """What is dispensed; `strength` and `form` are null for a brand that comes in several."""

    id: str
    name: str
    strength: str | None
    form: str | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A drug that may have been meant; `distance` counts the edits between the two spellings."""

    id: str
    name: str
    matched_name: str
    distance: int


@dataclass(frozen=True, slots=True)
class Near:
    """A known spelling near a written one; `likeness` from 0 (nothing alike) to 1 (equal)."""

    spelling: str
    distance: int
    likeness: float


# Known spellings near a written one, nearest first. The services bring a library for it.
Nearest = Callable[[str], list[Near]]


@dataclass(slots=True)  # not frozen: decision 0006
class Input:
    """One input with exactly one status. `drugs` is empty unless resolved to drugs."""

    input: str
    status: InputStatus
    via: Via | None = None
    drugs: tuple[DrugRef, ...] = ()
    drug_class: ClassRef | None = None
    product: ProductRef | None = None
    understood: Mapping[str, str] = field(default_factory=dict)
    not_understood: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    explanation: tuple[str, ...] = ()


def nothing_near(_: str) -> list[Near]:
    """No corrections: for callers that want exact names only."""
    return []
