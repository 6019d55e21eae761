"""What a data file can say, whatever its format: each value names its own place."""

from dataclasses import dataclass, field

Coded = tuple[str, str]  # system, code


@dataclass(frozen=True, slots=True)
class Called:
    """One substance: its preferred name, other names of the same, its codes, its trade names."""

    at: str
    preferred: str
    names: tuple[str, ...] = ()
    codes: tuple[Coded, ...] = ()
    trade: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Boxed:
    """One product: brand, ingredients, codes, and controls as (jurisdiction, schedule)."""

    at: str
    brand: str
    ingredients: tuple[str, ...]
    codes: tuple[Coded, ...] = ()
    controls: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Classed:
    """One substance in one class."""

    at: str
    drug: str
    group: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Grouped:
    """The name of a class or ATC code, without members."""

    at: str
    system: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Used:
    """One substance and one disease, as a catalogue sorts them: `DM`, `SYM` or `NOT`."""

    at: str
    drug: str
    disease: str
    category: str

    @property
    def holds(self) -> bool:
        """False for a non-indication."""
        return self.category != "NOT"


@dataclass(frozen=True, slots=True)
class Labelled:
    """One label: what it is of, and its sections as plain text (`plain` of `spelling.py`)."""

    at: str
    titles: tuple[str, ...]
    ingredients: tuple[str, ...]
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Paired:
    """Two sides that interact, each a list of names of drugs or of the file's own classes."""

    at: str
    ones: tuple[str, ...]
    others: tuple[str, ...]
    high_priority: bool = False


Evidence = Called | Boxed | Classed | Grouped | Used | Labelled | Paired


@dataclass
class Library:
    """All that was read; `absent` names the files that were not there."""

    called: list[Called] = field(default_factory=list)
    boxed: list[Boxed] = field(default_factory=list)
    classed: list[Classed] = field(default_factory=list)
    grouped: list[Grouped] = field(default_factory=list)
    used: list[Used] = field(default_factory=list)
    labelled: list[Labelled] = field(default_factory=list)
    paired: list[Paired] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def add(self, evidence: Evidence) -> None:
        """Puts one piece with its like."""
        getattr(self, type(evidence).__name__.lower()).append(evidence)
