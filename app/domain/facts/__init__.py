"""What a source can say: one frozen value for each kind of fact.

Where only one kind of thing can stand, its plain slug is used; else its key. Field names are the
columns of `store/tables`.
"""

from app.domain.facts.condition import (
    Condition,
    ConditionKind,
    ConditionParent,
    CoOccurrence,
    Goal,
    Indication,
    Limits,
    Role,
    Status,
    Therapy,
    TherapyKind,
    Treatment,
)
from app.domain.facts.drug import (
    ClassKind,
    ClassParent,
    Code,
    CodeSystem,
    Drug,
    DrugClass,
    DrugKind,
    HardlyAbsorbed,
    KnownNames,
    LookAlike,
    Mechanism,
    Membership,
    Name,
    NameKind,
    Product,
    ProductKind,
    Route,
    Schedule,
)
from app.domain.facts.gene import (
    Gene,
    GeneAdvice,
    GeneAdvised,
    GeneAllele,
    GeneConversion,
    GeneDrug,
    GenePhenotype,
    GeneRisk,
    GeneStrength,
    GeneValues,
)
from app.domain.facts.harm import (
    CONDITION_OF_STATE,
    STATE_OF_CONDITION,
    Advice,
    Burden,
    BurdenKind,
    ChildPugh,
    Degree,
    Effect,
    EffectSeriousness,
    Frequency,
    KidneyMeasure,
    KidneyUnit,
    Phase,
    SideEffect,
    SpecialState,
    StateBound,
    StateJudgement,
    StateKind,
    Warning,
    WarningKind,
)
from app.domain.facts.interaction import (
    Action,
    AlertList,
    Assessment,
    Certainty,
    Direction,
    Evidence,
    EvidenceKind,
    Factor,
    MechanismKind,
    NoInteraction,
    Onset,
    ParticipantRole,
    Record,
    Rule,
    RuleException,
    RuleFrequency,
    RuleKind,
    RuleMechanism,
    Separate,
    Seriousness,
    Severity,
    Washout,
    worst,
)
from app.domain.facts.label import Label, LabelDrug, LabelSection
from app.domain.facts.rxnorm import Concept, ConceptLink, Term
from app.domain.facts.stated import Citation, Citations, Key, Source, key, split_key

Fact = (
    Source
    | Drug
    | Name
    | Product
    | Code
    | Schedule
    | HardlyAbsorbed
    | Mechanism
    | DrugClass
    | ClassParent
    | Membership
    | Condition
    | ConditionParent
    | CoOccurrence
    | Therapy
    | Indication
    | Treatment
    | Effect
    | SideEffect
    | Warning
    | SpecialState
    | Gene
    | GeneAllele
    | GenePhenotype
    | GeneDrug
    | GeneAdvice
    | GeneConversion
    | Rule
    | Record
    | NoInteraction
    | Assessment
    | BurdenKind
    | Burden
    | LookAlike
    | KnownNames
    | Concept
    | ConceptLink
    | Label
    | LabelDrug
    | LabelSection
)

__all__ = [
    "CONDITION_OF_STATE",
    "STATE_OF_CONDITION",
    "Action",
    "Advice",
    "AlertList",
    "Assessment",
    "Burden",
    "BurdenKind",
    "Certainty",
    "ChildPugh",
    "Citation",
    "Citations",
    "ClassKind",
    "ClassParent",
    "CoOccurrence",
    "Code",
    "CodeSystem",
    "Concept",
    "ConceptLink",
    "Condition",
    "ConditionKind",
    "ConditionParent",
    "Degree",
    "Direction",
    "Drug",
    "DrugClass",
    "DrugKind",
    "Effect",
    "EffectSeriousness",
    "Evidence",
    "EvidenceKind",
    "Fact",
    "Factor",
    "Frequency",
    "Gene",
    "GeneAdvice",
    "GeneAdvised",
    "GeneAllele",
    "GeneConversion",
    "GeneDrug",
    "GenePhenotype",
    "GeneRisk",
    "GeneStrength",
    "GeneValues",
    "Goal",
    "HardlyAbsorbed",
    "Indication",
    "Key",
    "KidneyMeasure",
    "KidneyUnit",
    "KnownNames",
    "Label",
    "LabelDrug",
    "LabelSection",
    "Limits",
    "LookAlike",
    "Mechanism",
    "MechanismKind",
    "Membership",
    "Name",
    "NameKind",
    "NoInteraction",
    "Onset",
    "ParticipantRole",
    "Phase",
    "Product",
    "ProductKind",
    "Record",
    "Role",
    "Route",
    "Rule",
    "RuleException",
    "RuleFrequency",
    "RuleKind",
    "RuleMechanism",
    "Schedule",
    "Separate",
    "Seriousness",
    "Severity",
    "SideEffect",
    "Source",
    "SpecialState",
    "StateBound",
    "StateJudgement",
    "StateKind",
    "Status",
    "Term",
    "Therapy",
    "TherapyKind",
    "Treatment",
    "Warning",
    "WarningKind",
    "Washout",
    "key",
    "split_key",
    "worst",
]
