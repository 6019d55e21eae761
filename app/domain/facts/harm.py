"""What a source says a drug does to a person besides what it is taken for."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.facts.citation import Citations
from app.domain.facts.key import Key


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
class Effect:
    """Something that a drug can do to a person besides what it is taken for."""

    id: str
    name: str
    description: str
    names: tuple[str, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class SideEffect:
    """A drug (or class) and an effect.

    `percent` of people, when a source counts them; `impairs` what it makes dangerous to do.
    """

    id: str
    subject: Key
    effect: str
    frequency: Frequency
    percent: float | None
    seriousness: EffectSeriousness
    phase: Phase
    impairs: tuple[str, ...]
    note: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class Advice:
    patient: str
    professional: str


@dataclass(frozen=True, slots=True)
class Warning:
    """A danger of a drug (or class) that needs advice.

    `definition` says what the word of `kind` means.
    """

    id: str
    subject: Key
    kind: WarningKind
    title: str
    text: str
    definition: str | None
    advice: Advice
    citations: Citations


@dataclass(frozen=True, slots=True)
class BurdenKind:
    """An effect that adds up over drugs. `threshold` is the total weight from which it is said."""

    id: str
    name: str
    description: str
    threshold: int
    advice: Advice
    citations: Citations


@dataclass(frozen=True, slots=True)
class Burden:
    """How much a drug or class adds to a burden: 0 (none, known) to 3."""

    subject: Key
    burden: str
    weight: int
    citations: Citations
