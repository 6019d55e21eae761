"""Drugs, classes, and the rules and records of interactions."""

from pydantic import Field

from app.api.answers.checks import InputOut
from app.api.answers.interactions import InteractionOut
from app.api.answers.shared import (
    AdviceOut,
    Answer,
    BurdenWeightOut,
    CitationOut,
    CitedRef,
    CodeOut,
    MechanismOut,
    Ref,
    StateBoundOut,
)
from app.domain.facts import (
    ClassKind,
    DrugKind,
    EffectSeriousness,
    Frequency,
    Goal,
    NameKind,
    Phase,
    StateJudgement,
    StateKind,
    Status,
    WarningKind,
)
from app.services.monographs import Depth


class DrugSummaryOut(Answer):
    id: str
    name: str
    kind: DrugKind
    description: str
    citations: list[CitationOut]


class NameOut(Answer):
    """A way to write the drug; `region` is where it is used, null where everywhere."""

    text: str
    kind: NameKind
    region: str | None
    citations: list[CitationOut]


class ScheduleOut(Answer):
    jurisdiction: str
    schedule: str
    citations: list[CitationOut]


class RecordedOut(Answer):
    """How many statements there are of each kind, the class's own included; `labels` of products
    are loaded.
    """

    indications: int
    side_effects: int
    warnings: int
    states: int
    interactions: int
    labels: int


class DrugOut(DrugSummaryOut):
    """What a drug is. `is_not` names classes that a source says it does not belong to.

    `depth` says how much is recorded of the drug itself: `name_only`, `classified`, `partial` or
    `monograph`; `depth_statement` says it in words.
    """

    depth: Depth
    depth_statement: str

    names: list[NameOut]
    codes: list[CodeOut]
    schedules: list[ScheduleOut]
    classes: list["DrugClassMembershipOut"]
    is_not: list["DrugClassMembershipOut"]
    mechanisms: list[MechanismOut]
    burdens: list[BurdenWeightOut]
    told: RecordedOut
    matched: InputOut


class MonographOut(DrugOut):
    """Everything that is known of a drug: what it is, and every statement on it or its classes."""

    indications: list["IndicationOut"]
    side_effects: list["SideEffectOut"]
    warnings: list["WarningOut"]
    states: list["SpecialStateOut"]
    interactions: list[InteractionOut]
    labels: int
    release: str


class DrugClassMembershipOut(CitedRef):
    """A class of the drug, `steps` above it (1: direct), and the memberships that lead there."""

    holds: bool
    steps: int | None
    because: list[str]


class LimitsOut(Answer):
    """Within what a statement holds; null where the source sets no limit."""

    duration: str | None
    population: str | None
    line: str | None
    form: str | None


class IndicationOut(Answer):
    """A drug (or class) for a condition. `relieves` are the conditions that it eases there."""

    id: str
    subject: Ref
    condition: Ref
    status: Status
    goal: Goal
    limits: LimitsOut
    relieves: list[Ref]
    why: str
    citations: list[CitationOut]


class SideEffectOut(Answer):
    """An effect of a drug (or class): `percent` of people when counted, else null."""

    id: str
    subject: Ref
    effect: Ref
    frequency: Frequency
    percent: float | None
    seriousness: EffectSeriousness
    phase: Phase
    impairs: list[str]
    note: str | None
    citations: list[CitationOut]


class WarningOut(Answer):
    """A danger that needs advice; `definition` says what its kind means."""

    id: str
    subject: Ref
    kind: WarningKind
    title: str
    text: str
    definition: str | None
    advice: AdviceOut
    citations: list[CitationOut]


class SpecialStateOut(Answer):
    """A drug (or class) in a state of a person. `within` is its bound in words, null for all of
    the state. `not_known` and `no_concern_stated` are what a source says, and no all-clear.
    """

    id: str
    subject: Ref
    state: StateKind
    condition: Ref
    judgement: StateJudgement
    bound: StateBoundOut
    within: str | None
    boxed: bool
    serious: bool
    text: str
    citations: list[CitationOut]


class EffectSummaryOut(Answer):
    id: str
    name: str
    description: str
    names: list[str]
    citations: list[CitationOut]


class EffectOut(EffectSummaryOut):
    """An effect, and every drug or class that has it, on treatment or on withdrawal."""

    drugs: list[SideEffectOut]


class ClassSummaryOut(Answer):
    id: str
    name: str
    kind: ClassKind
    description: str
    citations: list[CitationOut]


class MemberOut(Ref):
    """A member; `direct` unless it belongs to a class below."""

    direct: bool


class RuleRefOut(Answer):
    """A rule by its id."""

    id: str
    title: str
    severity: str


class ClassOut(ClassSummaryOut):
    """A class, where it stands among the others, who is in it, and what holds for all of them."""

    names: list[str]
    codes: list[CodeOut]
    parents: list[CitedRef]
    children: list[CitedRef]
    members: list[MemberOut]
    rules: list[RuleRefOut]
    mechanisms: list[MechanismOut]
    indications: list[IndicationOut]
    side_effects: list[SideEffectOut]
    warnings: list[WarningOut]
    states: list[SpecialStateOut]
    burdens: list[BurdenWeightOut]
    doubling: str | None = Field(description="Why two members together matter; null if need not")
