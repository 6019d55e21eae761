"""The shape of every seed file. The JSON Schema for editors is made from these."""

from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)

from app.domain.facts import (
    Action,
    AlertList,
    Certainty,
    Citations,
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
    ProductKind,
    Role,
    RuleKind,
    Severity,
    Status,
    TherapyKind,
    WarningKind,
)
from app.importers.seed.citations import read_cites

_SLUG = "[a-z0-9]+(?:-[a-z0-9]+)*"

Slug = Annotated[str, StringConstraints(pattern=f"^{_SLUG}$", max_length=80)]
KeyText = Annotated[
    str, StringConstraints(pattern=f"^(?:drug|class|condition|therapy):{_SLUG}$", max_length=90)
]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


# What an editor may complete and check; the reader knows better which sources there are.
_Line = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+ (?:\d+\.\d+\.\d+|§ \S.*)$")]
_Lines = Annotated[list[_Line], Field(min_length=1)]


def _read_cites(value: Any, info: ValidationInfo) -> Citations:
    return read_cites(value, info.context)


Cite = Annotated[
    Citations,
    BeforeValidator(_read_cites, json_schema_input_type=_Line | _Lines),
    Field(
        description="Where it stands: `source-id 2.1.3` (section, paragraph, sentence) "
        "or `source-id § Section`."
    ),
]


class Shape(BaseModel):
    """Unknown keys are mistakes. The text below a field is what an editor says of it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Cited(Shape):
    cite: Cite


class TextSection(Shape):
    """A section of a text that can be re-read: the SHA-256 of each sentence, paragraph by
    paragraph.
    """

    heading: Text
    """The heading as the text has it; `Introduction` for what stands before the first one."""
    paragraphs: list[list[Sha256]]
    """For each paragraph, the SHA-256 of each of its sentences, in hex."""


class SourceShape(Shape):
    id: Slug
    """Short name by which facts cite it; the file is named for it."""
    title: Text
    """Title of the document or data set."""
    kind: Text
    """What it is: label, article, terminology, class list, paper, …."""
    publisher: Text
    """Who published it."""
    licence: Text
    """Under which licence, or why facts may be taken."""
    version: Text
    """Edition, release or date of the copy that was read."""
    address: Text | None = None
    """Where it can be read."""
    note: str = ""
    """What a section of it is, and what to know before citing it."""
    text: tuple[TextSection, ...] = ()
    """The numbered sentences of a text that can be re-read."""


class NameShape(Cited):
    text: Text
    """The name as it is written."""
    kind: NameKind
    """Which kind of name; the generic name is the `name` of the file."""
    region: Text | None = None
    """Where it is used: US, CA, GB, …; left out where it is used everywhere."""


class CodeShape(Cited):
    system: CodeSystem
    """A drug has rxnorm, atc and unii; a product rxnorm and ndc; a class epc; a condition icd10."""
    code: Text
    """The code, in quotes."""


class ScheduleShape(Cited):
    jurisdiction: Text
    """Country of the law: US, CA, …."""
    schedule: Text
    """Schedule as the law of that country calls it: `C-IV`."""


class MechanismShape(Cited):
    target: Text
    """What it acts on."""
    action: Text
    """What it does to the target."""
    effect: Text
    """What follows in the body."""
    text: Text
    """The same in one plain sentence."""
    time_to_effect: Text | None = None
    """How long the full effect takes, where the source says so."""


class LinkShape(Cited):
    id: Slug
    """The id of the class or condition."""


class LimitsShape(Shape):
    duration: Text | None = None
    """For how long."""
    population: Text | None = None
    """For whom."""
    line: Text | None = None
    """Beside or after which other treatment."""


class IndicationShape(Cited):
    condition: Slug
    """The id of the condition."""
    status: Status
    """What the source says of the drug for it."""
    goal: Goal
    """Whether it changes the disease, eases symptoms or prevents."""
    limits: LimitsShape = LimitsShape()
    """Within what the statement holds."""
    relieves: tuple[Slug, ...] = ()
    """The ids of the conditions that it eases there."""
    why: Text
    """Why the status is what it is, in a sentence of your own."""


class SideEffectShape(Cited):
    effect: Slug
    """The id of the effect."""
    frequency: Frequency = Frequency.UNKNOWN
    """The band, by what the source counts."""
    percent: Annotated[float, Field(ge=0, le=100)] | None = None
    """Of people who take it, where the source counts them."""
    seriousness: EffectSeriousness = EffectSeriousness.UNKNOWN
    """Whether the source calls it serious."""
    phase: Phase = Phase.ON_TREATMENT
    """While it is taken, or after it is stopped."""
    impairs: tuple[Text, ...] = ()
    """What it makes dangerous to do: driving, …."""
    note: Text | None = None
    """What else the source says of it."""


class AdviceShape(Shape):
    patient: Text
    """Plain, calm and short."""
    professional: Text
    """What to weigh, change or watch."""


class WarningShape(Cited):
    kind: WarningKind
    """Which danger."""
    title: Text
    """The warning in a few words."""
    text: Text
    """The warning in plain sentences."""
    definition: Text | None = None
    """What the word of its kind means."""
    advice: AdviceShape
    """What to tell a patient and a professional."""


class BurdenShape(Cited):
    burden: Slug
    """The id of what adds up."""
    weight: Annotated[int, Field(ge=0, le=3)]
    """How much it adds: 0 (none, known) to 3."""


class AssessmentShape(Cited):
    scope: Slug
    """The scope whose interactions were worked through."""


class OftenWithShape(Cited):
    id: Slug
    """The condition that is often seen beside it."""
    how_often: Text
    """In the source's measure of often."""


class TreatmentShape(Cited):
    subject: KeyText
    """What it is treated with: `drug:…`, `class:…` or `therapy:…`."""
    role: Role
    """Its place in the care of the condition."""
    how: Text
    """What it does for the condition, in a sentence."""
    for_whom: Text | None = None
    """For whom, where the source says so."""
    aim: Text | None = None
    """What it is meant to reach, where the source says so."""


class ConditionShape(Cited):
    id: Slug
    """Short name by which facts mean it."""
    name: Text
    """Its name, as people say it."""
    kind: ConditionKind
    """A disease, a symptom, or a state such as pregnancy."""
    description: Text
    """What it is, in one plain sentence."""
    names: tuple[Text, ...] = ()
    """Other names of the same condition."""
    parents: tuple[LinkShape, ...] = ()
    """The wider conditions that it is a kind of."""
    codes: tuple[CodeShape, ...] = ()
    """Its ICD-10 codes."""
    often_with: tuple[OftenWithShape, ...] = ()
    """Conditions that are often seen beside it."""
    treatments: tuple[TreatmentShape, ...] = ()
    """What it is treated with."""


class TherapyShape(Cited):
    id: Slug
    """Short name by which facts mean it."""
    name: Text
    """Its name, as people say it."""
    kind: TherapyKind
    """Psychotherapy, a combined treatment, or another one."""
    description: Text
    """What it is, in one plain sentence."""
    names: tuple[Text, ...] = ()
    """Other names of the same treatment."""
    parts: tuple[KeyText, ...] = ()
    """Keys of what a combined treatment is made of."""
    mechanisms: tuple[MechanismShape, ...] = ()
    """How it works."""


class EffectShape(Cited):
    id: Slug
    """Short name by which facts mean it."""
    name: Text
    """Its name, as people say it."""
    description: Text
    """What it is, in one plain sentence."""
    names: tuple[Text, ...] = ()
    """Other names of the same effect."""


class SubjectShape(Cited):
    """What a drug file and a class have in common."""

    id: Slug
    """Short name in small letters; a drug file is named for it."""
    name: Text
    """Its generic name, as people say it."""
    description: Text
    """What it is, in one plain sentence."""
    codes: tuple[CodeShape, ...] = ()
    """Its codes in other systems."""
    mechanisms: tuple[MechanismShape, ...] = ()
    """How it works."""
    indications: tuple[IndicationShape, ...] = ()
    """What it is prescribed for, and what it is not."""
    side_effects: tuple[SideEffectShape, ...] = ()
    """What else it can do."""
    warnings: tuple[WarningShape, ...] = ()
    """Dangers that need advice."""
    burdens: tuple[BurdenShape, ...] = ()
    """What it adds to effects that add up over drugs."""


class ProductShape(Cited):
    """A brand, or one strength and form; `names` are other spellings of its name."""

    id: Slug
    """Short name in small letters."""
    name: Text
    """Its name on the box."""
    kind: ProductKind
    """A brand, or one strength and form."""
    ingredients: Annotated[list[Slug], Field(min_length=1)]
    """The ids of the drugs in it; their order is that of the strengths."""
    names: tuple[Text, ...] = ()
    """Other spellings of its name."""
    strength: Text | None = None
    """Strength of each ingredient, in their order."""
    form: Text | None = None
    """Tablet, capsule, syrup, …."""
    region: Text | None = None
    """Where it is sold: US, CA, GB, …."""
    codes: tuple[CodeShape, ...] = ()
    """Its RxNorm and NDC codes."""


class DrugShape(SubjectShape):
    """One file in `seed/drugs/`: the file is named for the id."""

    kind: DrugKind = DrugKind.MEDICATION
    """A medication, or a substance that meets drugs."""
    names: tuple[NameShape, ...] = ()
    """Brands, synonyms, salts and abbreviations."""
    schedules: tuple[ScheduleShape, ...] = ()
    """How the law of a country controls it."""
    classes: tuple[LinkShape, ...] = ()
    """The classes that it is in; at least one."""
    is_not: tuple[LinkShape, ...] = ()
    """Classes that people take it for, and that it is not in."""
    assessed: tuple[AssessmentShape, ...] = ()
    """Scopes in which all of its interactions were worked through."""


class ClassShape(SubjectShape):
    kind: ClassKind
    """By what its members belong together."""
    names: tuple[Text, ...] = ()
    """Other names of the class."""
    parents: tuple[LinkShape, ...] = ()
    """The wider classes that it is a kind of."""
    doubling: Text | None = None
    """Why two members together matter; left out where they need not."""


class ExceptionShape(Shape):
    drug: Slug
    """A member of one side that the rule does not cover."""
    reason: Text
    """Why it does not hold for this member."""


class EvidenceShape(Shape):
    kind: EvidenceKind
    """What the rule rests on."""
    certainty: Certainty
    """How sure it is."""


class SeriousnessShape(Shape):
    serious: bool
    """Whether harm can be serious."""
    outcomes: tuple[Text, ...] = ()
    """The serious outcomes that the source names."""


class RuleMechanismShape(Shape):
    kind: MechanismKind
    """Pharmacodynamic, pharmacokinetic, or unknown."""
    pathway: Slug
    """Short word by which two rules are seen to say the same: `cns-depression`, `cyp3a4`."""
    text: Text
    """How it comes about, in a sentence."""


class FactorShape(Shape):
    kind: Text
    """What changes the risk: age, disease, dose, drug, time, …."""
    text: Text
    """How it changes the risk."""
    action: Action
    """What to do where it holds."""
    condition: Slug | None = None
    """The condition, where it is one of ours."""


class RuleFrequencyShape(Shape):
    exposure: Text = "unknown"
    """How often people meet the pair, in the source's words."""
    harm: Text = "unknown"
    """How often harm follows, in the source's words."""


class WashoutShape(Shape):
    side: Annotated[str, StringConstraints(pattern="^(?:one|other)$")]
    """The side that still counts: `one` or `other`."""
    days: Annotated[int, Field(ge=1, le=730)]
    """For how many days after its last dose."""
    text: Text
    """What to wait for, in a sentence."""


class RuleShape(Cited):
    id: Slug
    """Short name of the rule, which never changes."""
    version: Annotated[int, Field(ge=1)] = 1
    """Raised by one at every change of what the rule says."""
    kind: RuleKind = RuleKind.DRUG_DRUG
    """Drug with drug, or drug with a condition."""
    title: Text
    """The rule in a few words."""
    one: KeyText
    """`drug:…` or `class:…`; a class stands for every member."""
    other: KeyText
    """`drug:…` or `class:…`; `condition:…` where the kind says so."""
    one_role: ParticipantRole = ParticipantRole.EITHER
    """Whether this side causes the change, suffers it, or either."""
    other_role: ParticipantRole = ParticipantRole.EITHER
    """Whether the other side causes the change, suffers it, or either."""
    exceptions: tuple[ExceptionShape, ...] = ()
    """Members that the rule does not cover."""
    severity: Severity
    """How grave the harm is that can follow, if nothing is done."""
    action: Action
    """What to do."""
    evidence: Annotated[list[EvidenceShape], Field(min_length=1)]
    """What the rule rests on; at least one."""
    seriousness: SeriousnessShape
    """Whether harm can be serious, and how."""
    consequences: Annotated[list[Text], Field(min_length=1)]
    """What can follow, each in a few words."""
    mechanism: RuleMechanismShape
    """How it comes about."""
    factors: tuple[FactorShape, ...] = ()
    """What changes the risk."""
    onset: Onset = Onset.UNKNOWN
    """How soon it shows."""
    direction: Direction = Direction.UNKNOWN
    """Which side is changed."""
    frequency: RuleFrequencyShape = RuleFrequencyShape()
    """How often it happens."""
    washouts: tuple[WashoutShape, ...] = ()
    """How long a side still counts after its last dose."""
    alert_list: AlertList | None = None
    """A published list on alerting that has the pair."""
    advice: AdviceShape
    """What to tell a patient and a professional."""


class BurdenKindShape(Cited):
    id: Slug
    """Short name by which facts mean it."""
    name: Text
    """Its name, as people say it."""
    description: Text
    """What adds up, in one plain sentence."""
    threshold: Annotated[int, Field(ge=1)]
    """Total weight from which it is said."""
    advice: AdviceShape
    """What to tell a patient and a professional."""


class LookAlikeShape(Cited):
    one: Text
    """A name."""
    other: Text
    """The name that it is taken for."""


class NoInteractionShape(Cited):
    one: Slug
    """A drug."""
    other: Slug
    """The drug that it was studied with."""
    text: Text
    """What was found, in a sentence."""
