"""What a source says a drug does to a person besides what it is taken for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.facts.stated import Citations, Key, Limit, Slug, Stated, SubjectKey, key


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


class StateKind(StrEnum):
    """A state of a person in which a drug may need another judgement than in others."""

    PREGNANCY = "pregnancy"
    BREASTFEEDING = "breastfeeding"
    PLANNING_PREGNANCY = "planning_pregnancy"
    KIDNEY = "kidney"
    LIVER = "liver"
    OLDER_AGE = "older_age"
    CHILDHOOD = "childhood"


class StateJudgement(StrEnum):
    """What a source says of a drug in a state, the strictest first.

    `change_dose` names no dose: the cited place of the label has it. `no_concern_stated`: the
    source speaks of the state and states none. `not_known`: it says that too little is known, which
    is another thing than not speaking of it.
    """

    CONTRAINDICATED = "contraindicated"
    AVOID = "avoid"
    CHANGE_DOSE = "change_dose"
    USE_WITH_CARE = "use_with_care"
    NOT_KNOWN = "not_known"
    NO_CONCERN_STATED = "no_concern_stated"


class KidneyMeasure(StrEnum):
    """How kidney function was stated. One is never worked out from another."""

    EGFR = "egfr"
    CREATININE_CLEARANCE = "creatinine_clearance"
    SERUM_CREATININE = "serum_creatinine"


class KidneyUnit(StrEnum):
    ML_PER_MINUTE = "mL/min"
    ML_PER_MINUTE_PER_AREA = "mL/min/1.73 m²"
    MG_PER_DECILITRE = "mg/dL"
    MICROMOL_PER_LITRE = "µmol/L"


class Degree(StrEnum):
    """How far an organ is impaired, in the words of labels, where no value is given."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    END_STAGE = "end_stage"


class ChildPugh(StrEnum):
    """A class of liver function."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class StateBound(Stated):
    """The part of a state that a statement speaks of; nothing given means all of it.

    Of several parts all must hold, of several values of one part any.
    """

    trimesters: tuple[Annotated[int, Limit(ge=1, le=3)], ...] = ()
    """The trimesters of pregnancy, where the source names them."""
    from_week: Annotated[int, Limit(ge=1, le=42)] | None = None
    """The week of pregnancy from which it holds."""
    measure: KidneyMeasure | None = None
    """By which measure of kidney function; with `unit`, and `below` or `from_value`."""
    unit: KidneyUnit | None = None
    """The unit of the measure."""
    below: Annotated[float, Limit(ge=0)] | None = None
    """It holds for values of the measure below this one."""
    from_value: Annotated[float, Limit(ge=0)] | None = None
    """It holds for values of the measure from this one on."""
    dialysis: bool = False
    """Only for people on dialysis."""
    degrees: tuple[Degree, ...] = ()
    """How far kidneys or liver are impaired, where the source gives no value."""
    child_pugh: tuple[ChildPugh, ...] = ()
    """The classes of liver function."""
    from_age: Annotated[float, Limit(ge=0, le=120)] | None = None
    """From this age in years on."""
    below_age: Annotated[float, Limit(ge=0, le=120)] | None = None
    """Below this age in years."""
    only: str | None = None
    """For whom, for which use or which form only, where that is no value: `for migraine`."""

    def __bool__(self) -> bool:
        return self != _WHOLE

    @property
    def words(self) -> str:
        """The bound in words; empty for all of the state."""
        value = None if self.measure is None else _MEASURES[self.measure]
        unit = "" if self.unit is None else f" {self.unit.value}"
        parts = [
            _listed("trimester", self.trimesters),
            _given("from week {} of pregnancy", self.from_week),
            _given(f"{value} below {{}}{unit}", self.below),
            _given(f"{value} of {{}}{unit} or more", self.from_value),
            "on dialysis" if self.dialysis else "",
            " or ".join(one.value.replace("_", "-") for one in self.degrees),
            _listed("Child-Pugh class", self.child_pugh),
            _given("from {} years of age", self.from_age),
            _given("below {} years of age", self.below_age),
            self.only or "",
        ]
        return ", ".join(part for part in parts if part)


_WHOLE = StateBound()
_MEASURES = {
    KidneyMeasure.EGFR: "eGFR",
    KidneyMeasure.CREATININE_CLEARANCE: "creatinine clearance",
    KidneyMeasure.SERUM_CREATININE: "serum creatinine",
}


def _listed(what: str, values: tuple[object, ...]) -> str:
    return f"{what} {' or '.join(map(str, values))}" if values else ""


def _given(words: str, value: float | None) -> str:
    return "" if value is None else words.format(f"{value:g}")


@dataclass(frozen=True, slots=True)
class SpecialState(Stated):
    """What a source says of a drug (class, therapy) in a special state of a person.

    The state is pregnancy, breastfeeding, kidney or liver disease, an age, ….
    """

    id: str
    subject: SubjectKey
    state: StateKind
    """Pregnancy, breastfeeding, planning a pregnancy, kidney, liver, older age, childhood."""
    bound: StateBound
    """The part of the state that it speaks of; left out for all of it."""
    judgement: StateJudgement
    """What the source says, the strictest that it says."""
    boxed: bool
    """Whether the source says it in a boxed warning."""
    serious: bool
    """Whether the source warns of serious harm there: to an unborn child, to life, to an organ."""
    text: str
    """What can happen there and what to mind, in a sentence of your own; never a dose."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("special state", self.id)

    def refers_to(self) -> list[Key]:
        return [self.subject, key("condition", self.condition)]

    @property
    def condition(self) -> Slug:
        """The id of the condition that the state is, by which a check asks for it."""
        return CONDITION_OF_STATE[self.state]


CONDITION_OF_STATE = {
    StateKind.PREGNANCY: "pregnancy",
    StateKind.BREASTFEEDING: "breast-feeding",
    StateKind.PLANNING_PREGNANCY: "planning-pregnancy",
    StateKind.KIDNEY: "kidney-disease",
    StateKind.LIVER: "liver-disease",
    StateKind.OLDER_AGE: "older-age",
    StateKind.CHILDHOOD: "children-and-adolescents",
}
STATE_OF_CONDITION = {slug: kind for kind, slug in CONDITION_OF_STATE.items()}
