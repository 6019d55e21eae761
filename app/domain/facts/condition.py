"""What a source says of conditions, and of what treats them."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.facts.stated import Citations, Key, Slug, Stated, SubjectKey, key


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
class Condition(Stated):
    """A disease, a symptom or a state that a person can have."""

    id: Slug
    """Short name by which facts mean it."""
    name: str
    """Its name, as people say it."""
    kind: ConditionKind
    """A disease, a symptom, or a state such as pregnancy."""
    description: str
    """What it is, in one plain sentence."""
    names: tuple[str, ...]
    """Other names of the same condition."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("condition", self.id)


@dataclass(frozen=True, slots=True)
class ConditionParent(Stated):
    """`child` is a kind of `parent`."""

    child: Slug
    parent: Slug
    """The id of the wider condition."""
    citations: Citations
    covers: bool = False
    """Whether what is said of the wider condition holds for this one too: it is a stage of it, or
    hardly more than another word for it."""

    @property
    def identity(self) -> tuple[str, ...]:
        return ("condition parent", self.child, self.parent)

    def refers_to(self) -> list[Key]:
        return [key("condition", self.child), key("condition", self.parent)]


@dataclass(frozen=True, slots=True)
class CoOccurrence(Stated):
    """`other` is often seen beside `condition`."""

    condition: Slug
    other: Slug
    """The condition that is often seen beside it."""
    how_often: str
    """In the source's measure of often."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("beside", self.condition, self.other)

    def refers_to(self) -> list[Key]:
        return [key("condition", self.condition), key("condition", self.other)]


@dataclass(frozen=True, slots=True)
class Therapy(Stated):
    """A treatment that is no drug."""

    id: Slug
    """Short name by which facts mean it."""
    name: str
    """Its name, as people say it."""
    kind: TherapyKind
    """Psychotherapy, a combined treatment, or another one."""
    description: str
    """What it is, in one plain sentence."""
    names: tuple[str, ...]
    """Other names of the same treatment."""
    parts: tuple[SubjectKey, ...]
    """Keys of what a combined treatment is made of."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("therapy", self.id)

    def refers_to(self) -> list[Key]:
        return list(self.parts)


@dataclass(frozen=True, slots=True)
class Limits(Stated):
    """Within what a statement holds; null where the source sets no limit."""

    duration: str | None = None
    """For how long."""
    population: str | None = None
    """For whom."""
    line: str | None = None
    """Beside or after which other treatment, or as which product, form or brand it is the drug."""
    form: str | None = None
    """For which form or product only; such a statement is no verdict of the drug: a form that is
    seldom meant by its name, or a combination."""

    def __bool__(self) -> bool:
        return any((self.duration, self.population, self.line, self.form))


@dataclass(frozen=True, slots=True)
class Indication(Stated):
    """What a source says of a drug (or class) for a condition."""

    id: str
    subject: Key
    condition: Slug
    """The id of the condition."""
    status: Status
    """What the source says of the drug for it."""
    goal: Goal
    """Whether it changes the disease, eases symptoms or prevents."""
    limits: Limits
    """Within what the statement holds."""
    relieves: tuple[Slug, ...]
    """The ids of the conditions that it eases there."""
    why: str
    """Why the status is what it is, in a sentence of your own."""
    citations: Citations
    all_kinds: bool = False
    """Whether a refusal (`not_indicated`, `advised_against`) speaks of every kind of it."""

    @property
    def identity(self) -> tuple[str, ...]:
        return ("indication", self.id)

    def refers_to(self) -> list[Key]:
        return [
            self.subject,
            *(key("condition", slug) for slug in (self.condition, *self.relieves)),
        ]


@dataclass(frozen=True, slots=True)
class Treatment(Stated):
    """What a condition *is* treated with."""

    id: str
    condition: Slug
    subject: SubjectKey
    """What it is treated with: `drug:…`, `class:…` or `therapy:…`."""
    role: Role
    """Its place in the care of the condition."""
    how: str
    """What it does for the condition, in a sentence."""
    for_whom: str | None
    """For whom, where the source says so."""
    aim: str | None
    """What it is meant to reach, where the source says so."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("treatment", self.id)

    def refers_to(self) -> list[Key]:
        return [key("condition", self.condition), self.subject]
