"""The shape of every seed file. The JSON Schema for editors is made from these."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.domain.severity import Severity
from app.domain.terms import (
    Action,
    AlertList,
    Certainty,
    ClassKind,
    CodeSystem,
    ConditionKind,
    Direction,
    DrugKind,
    EffectSeriousness,
    EvidenceKind,
    Frequency,
    Goal,
    MechanismKind,
    NameKind,
    Onset,
    ParticipantRole,
    Phase,
    Role,
    RuleKind,
    Status,
    TherapyKind,
    WarningKind,
)

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
KeyText = Annotated[
    str, StringConstraints(pattern=r"^(?:drug|class|condition|therapy):[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=90)
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


Cite = Annotated[
    list[Text],
    BeforeValidator(_as_list, json_schema_input_type=str | list[str]),
    Field(
        min_length=1,
        description="Where it stands: `source-id 2.1.3` (section, paragraph, sentence) or `source-id § Section`.",
    ),
]


class Shape(BaseModel):
    """Unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", use_enum_values=False)


class Cited(Shape):
    cite: Cite


class TextSection(Shape):
    """A section of a text that can be re-read: the SHA-256 of each sentence, paragraph by paragraph."""

    heading: Text
    paragraphs: list[list[Sha256]]


class SourceShape(Shape):
    id: Slug
    title: Text
    kind: Text
    publisher: Text
    licence: Text
    version: Text
    address: Text | None = None
    note: str = ""
    text: list[TextSection] = []


class NameShape(Cited):
    text: Text
    kind: NameKind
    region: Text | None = None


class CodeShape(Cited):
    system: CodeSystem
    code: Text


class ScheduleShape(Cited):
    jurisdiction: Text
    schedule: Text


class MechanismShape(Cited):
    target: Text
    action: Text
    effect: Text
    text: Text


class LinkShape(Cited):
    id: Slug


class LimitsShape(Shape):
    duration: Text | None = None
    population: Text | None = None
    line: Text | None = None


class IndicationShape(Cited):
    condition: Slug
    status: Status
    goal: Goal
    limits: LimitsShape = LimitsShape()
    relieves: list[Slug] = []
    why: Text


class SideEffectShape(Cited):
    effect: Slug
    frequency: Frequency = Frequency.UNKNOWN
    percent: Annotated[float, Field(ge=0, le=100)] | None = None
    seriousness: EffectSeriousness = EffectSeriousness.UNKNOWN
    phase: Phase = Phase.ON_TREATMENT
    impairs: list[Text] = []
    note: Text | None = None


class AdviceShape(Shape):
    patient: Text
    professional: Text


class WarningShape(Cited):
    kind: WarningKind
    title: Text
    text: Text
    definition: Text | None = None
    advice: AdviceShape


class BurdenShape(Cited):
    burden: Slug
    weight: Annotated[int, Field(ge=0, le=3)]


class AssessmentShape(Cited):
    scope: Slug


class SubjectShape(Cited):
    """What a drug file and a class have in common."""

    id: Slug
    name: Text
    description: Text
    codes: list[CodeShape] = []
    mechanisms: list[MechanismShape] = []
    indications: list[IndicationShape] = []
    side_effects: list[SideEffectShape] = []
    warnings: list[WarningShape] = []
    burdens: list[BurdenShape] = []


class DrugShape(SubjectShape):
    """One file in `seed/drugs/`: the file is named for the id."""

    kind: DrugKind = DrugKind.MEDICATION
    names: list[NameShape] = []
    schedules: list[ScheduleShape] = []
    classes: list[LinkShape] = []
    is_not: list[LinkShape] = []
    assessed: list[AssessmentShape] = []




class ClassShape(SubjectShape):
    kind: ClassKind
    names: list[Text] = []
    parents: list[LinkShape] = []
    doubling: Text | None = None


class OftenWithShape(Cited):
    id: Slug
    how_often: Text


class TreatmentShape(Cited):
    subject: KeyText
    role: Role
    how: Text
    for_whom: Text | None = None
    aim: Text | None = None


class ConditionShape(Cited):
    id: Slug
    name: Text
    kind: ConditionKind
    description: Text
    names: list[Text] = []
    parents: list[LinkShape] = []
    codes: list[CodeShape] = []
    often_with: list[OftenWithShape] = []
    treatments: list[TreatmentShape] = []


class TherapyShape(Cited):
    id: Slug
    name: Text
    kind: TherapyKind
    description: Text
    names: list[Text] = []
    parts: list[KeyText] = []
    mechanisms: list[MechanismShape] = []


class EffectShape(Cited):
    id: Slug
    name: Text
    description: Text
    names: list[Text] = []


class ExceptionShape(Shape):
    drug: Slug
    reason: Text


class EvidenceShape(Shape):
    kind: EvidenceKind
    certainty: Certainty


class SeriousnessShape(Shape):
    serious: bool
    outcomes: list[Text] = []


class RuleMechanismShape(Shape):
    kind: MechanismKind
    pathway: Slug
    text: Text


class FactorShape(Shape):
    kind: Text
    text: Text
    action: Action
    condition: Slug | None = None


class RuleFrequencyShape(Shape):
    exposure: Text = "unknown"
    harm: Text = "unknown"


class WashoutShape(Shape):
    side: Annotated[str, StringConstraints(pattern="^(?:one|other)$")]
    days: Annotated[int, Field(ge=1, le=730)]
    text: Text


class RuleShape(Cited):
    id: Slug
    version: Annotated[int, Field(ge=1)] = 1
    kind: RuleKind = RuleKind.DRUG_DRUG
    title: Text
    one: KeyText
    other: KeyText
    one_role: ParticipantRole = ParticipantRole.EITHER
    other_role: ParticipantRole = ParticipantRole.EITHER
    exceptions: list[ExceptionShape] = []
    severity: Severity
    action: Action
    evidence: Annotated[list[EvidenceShape], Field(min_length=1)]
    seriousness: SeriousnessShape
    consequences: Annotated[list[Text], Field(min_length=1)]
    mechanism: RuleMechanismShape
    factors: list[FactorShape] = []
    onset: Onset = Onset.UNKNOWN
    direction: Direction = Direction.UNKNOWN
    frequency: RuleFrequencyShape = RuleFrequencyShape()
    washouts: list[WashoutShape] = []
    alert_list: AlertList | None = None
    advice: AdviceShape


class BurdenKindShape(Cited):
    id: Slug
    name: Text
    description: Text
    threshold: Annotated[int, Field(ge=1)]
    advice: AdviceShape


class LookAlikeShape(Cited):
    one: Text
    other: Text


class NoInteractionShape(Cited):
    one: Slug
    other: Slug
    text: Text
