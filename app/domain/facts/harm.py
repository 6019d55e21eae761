"""What a source says a drug does to a person besides what it is taken for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.facts.citation import Citations
from app.domain.facts.stated import Key, Limit, Slug, Stated, key


class Frequency(StrEnum):
    """How often a side effect is seen.

    Bands from very common (1 in 10 or more) to very rare (under 1 in 10,000).
    """

    VERY_COMMON = "very_common"
    COMMON = "common"
    UNCOMMON = "uncommon"
    RARE = "rare"
    VERY_RARE = "very_rare"
    UNKNOWN = "unknown"


class EffectSeriousness(StrEnum):
    SERIOUS = "serious"
    NOT_SERIOUS = "not_serious"
    UNKNOWN = "unknown"


class Phase(StrEnum):
    ON_TREATMENT = "on_treatment"
    ON_WITHDRAWAL = "on_withdrawal"


class WarningKind(StrEnum):
    BOXED_WARNING = "boxed_warning"
    TOLERANCE = "tolerance"
    DEPENDENCE = "dependence"
    WITHDRAWAL = "withdrawal"
    ABRUPT_DISCONTINUATION = "abrupt_discontinuation"
    DRIVING = "driving"
    MISUSE = "misuse"
    CONTROLLED_SUBSTANCE = "controlled_substance"
    TELL_YOUR_CLINICIAN = "tell_your_clinician"
    CAREFUL_USE = "careful_use"
    SOLE_TREATMENT = "sole_treatment"
    PREGNANCY = "pregnancy"
    SUICIDALITY = "suicidality"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Effect(Stated):
    """Something that a drug can do to a person besides what it is taken for."""

    id: Slug
    """Short name by which facts mean it."""
    name: str
    """Its name, as people say it."""
    description: str
    """What it is, in one plain sentence."""
    names: tuple[str, ...]
    """Other names of the same effect."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("effect", self.id)


@dataclass(frozen=True, slots=True)
class SideEffect(Stated):
    """A drug (or class) and an effect that it can have."""

    id: str
    subject: Key
    effect: Slug
    """The id of the effect."""
    frequency: Frequency
    """The band, by what the source counts."""
    percent: Annotated[float, Limit(ge=0, le=100)] | None
    """Of people who take it, where the source counts them."""
    seriousness: EffectSeriousness
    """Whether the source calls it serious."""
    phase: Phase
    """While it is taken, or after it is stopped."""
    impairs: tuple[str, ...]
    """What it makes dangerous to do: driving, …."""
    note: str | None
    """What else the source says of it."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("side effect", self.id)

    def refers_to(self) -> list[Key]:
        return [self.subject, key("effect", self.effect)]


@dataclass(frozen=True, slots=True)
class Advice(Stated):
    """What to do about a danger, for those who take a drug and for those who care for them."""

    patient: str
    """Plain, calm and short."""
    professional: str
    """What to weigh, change or watch."""


@dataclass(frozen=True, slots=True)
class Warning(Stated):
    """A danger of a drug (or class) that needs advice."""

    id: str
    subject: Key
    kind: WarningKind
    """Which danger."""
    title: str
    """The warning in a few words."""
    text: str
    """The warning in plain sentences."""
    definition: str | None
    """What the word of its kind means."""
    advice: Advice
    """What to tell a patient and a professional."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("warning", self.id)

    def refers_to(self) -> list[Key]:
        return [self.subject]


@dataclass(frozen=True, slots=True)
class BurdenKind(Stated):
    """An effect that adds up over drugs."""

    id: Slug
    """Short name by which facts mean it."""
    name: str
    """Its name, as people say it."""
    description: str
    """What adds up, in one plain sentence."""
    threshold: Annotated[int, Limit(ge=1)]
    """Total weight from which it is said."""
    advice: Advice
    """What to tell a patient and a professional."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("burden", self.id)


@dataclass(frozen=True, slots=True)
class Burden(Stated):
    """How much a drug or class adds to a burden."""

    subject: Key
    burden: Slug
    """The id of what adds up."""
    weight: Annotated[int, Limit(ge=0, le=3)]
    """How much it adds: 0 (none, known) to 3."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("burden weight", self.subject, self.burden)

    def refers_to(self) -> list[Key]:
        return [self.subject, key("burden", self.burden)]
