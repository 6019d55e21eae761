"""What a source says of conditions, and of what treats them."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.facts.citation import Citations
from app.domain.facts.key import Key


class ConditionKind(StrEnum):
    DISEASE = "disease"
    SYMPTOM = "symptom"
    STATE = "state"


class TherapyKind(StrEnum):
    PSYCHOTHERAPY = "psychotherapy"
    COMBINED = "combined"
    OTHER = "other"


class Status(StrEnum):
    """What a source says of a drug for a condition; `unknown` is never stored."""

    APPROVED = "approved"
    OFF_LABEL = "off_label"
    ADJUNCT_ONLY = "adjunct_only"
    INVESTIGATIONAL = "investigational"
    NOT_INDICATED = "not_indicated"
    ADVISED_AGAINST = "advised_against"
    UNKNOWN = "unknown"


class Goal(StrEnum):
    DISEASE_MODIFYING = "disease_modifying"
    SYMPTOMATIC = "symptomatic"
    PREVENTIVE = "preventive"
    UNKNOWN = "unknown"


class Role(StrEnum):
    """The place of a treatment in the care of a condition."""

    FIRST_LINE = "first_line"
    CENTRAL = "central"
    COMMON = "common"
    COMBINED = "combined"
    ADJUNCT = "adjunct"
    ALTERNATIVE = "alternative"


@dataclass(frozen=True, slots=True)
class Condition:
    id: str
    name: str
    kind: ConditionKind
    description: str
    names: tuple[str, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class ConditionParent:
    """`child` is a kind of `parent`. With `covers`, what is said of the parent holds for the child
    too: it is a stage of it, or hardly more than another word for it.
    """

    child: str
    parent: str
    citations: Citations
    covers: bool = False


@dataclass(frozen=True, slots=True)
class CoOccurrence:
    """`other` is often seen beside `condition`, in the source's measure of often."""

    condition: str
    other: str
    how_often: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Therapy:
    """A treatment that is no drug. `parts` are the keys that a combined treatment is made of."""

    id: str
    name: str
    kind: TherapyKind
    description: str
    names: tuple[str, ...]
    parts: tuple[Key, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class Limits:
    """Within what a statement holds; null where the source sets no limit. `form`: for this form or
    product only.
    """

    duration: str | None = None
    population: str | None = None
    line: str | None = None
    form: str | None = None

    def __bool__(self) -> bool:
        return any((self.duration, self.population, self.line, self.form))


@dataclass(frozen=True, slots=True)
class Indication:
    """A drug (or class) for a condition. `relieves` are the conditions that it eases there.

    With `all_kinds` a refusal (`not_indicated`, `advised_against`) speaks of every kind of it.
    """

    id: str
    subject: Key
    condition: str
    status: Status
    goal: Goal
    limits: Limits
    relieves: tuple[str, ...]
    why: str
    citations: Citations
    all_kinds: bool = False


@dataclass(frozen=True, slots=True)
class Treatment:
    """What a condition *is* treated with."""

    id: str
    condition: str
    subject: Key
    role: Role
    how: str
    for_whom: str | None
    aim: str | None
    citations: Citations
