"""What a source can say: one frozen value for each kind of fact.

Where only one kind of thing can stand, its plain slug is used; else its key. Field names are the
columns of `store/tables`.
"""

from app.domain.facts.allergy import (
    ANY_ALLERGEN,
    GRAVE_REACTIONS,
    AllergyGroup,
    AllergyMember,
    CrossReaction,
    CrossReactivity,
    Reaction,
)
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
from app.domain.facts.label import (
    Label,
    LabelDrug,
    LabelMention,
    LabelSection,
    LabelStatement,
    MentionCondition,
    ReadLabel,
    cited_sentence,
)
from app.domain.facts.rxnorm import Concept, ConceptLink, Term
from app.domain.facts.stated import Citation, Citations, Key, Source, key, split_key
from app.domain.facts.withdrawal import (
    DoseUnit,
    LimitStrength,
    Stopping,
    StoppingPart,
    TaperLimit,
)

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
    | AllergyGroup
    | AllergyMember
    | CrossReactivity
    | Gene
    | GeneAllele
    | GenePhenotype
    | GeneDrug
    | GeneAdvice
    | GeneConversion
    | Stopping
    | TaperLimit
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
    | LabelMention
    | ReadLabel
)

__all__ = [
    "ANY_ALLERGEN",
    "CONDITION_OF_STATE",
    "GRAVE_REACTIONS",
    "STATE_OF_CONDITION",
    "Action",
    "Advice",
    "AlertList",
    "AllergyGroup",
    "AllergyMember",
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
    "CrossReaction",
    "CrossReactivity",
    "Degree",
    "Direction",
    "DoseUnit",
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
    "LabelMention",
    "LabelSection",
    "LabelStatement",
    "LimitStrength",
    "Limits",
    "LookAlike",
    "Mechanism",
    "MechanismKind",
    "Membership",
    "MentionCondition",
    "Name",
    "NameKind",
    "NoInteraction",
    "Onset",
    "ParticipantRole",
    "Phase",
    "Product",
    "ProductKind",
    "Reaction",
    "ReadLabel",
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
    "Stopping",
    "StoppingPart",
    "TaperLimit",
    "Term",
    "Therapy",
    "TherapyKind",
    "Treatment",
    "Warning",
    "WarningKind",
    "Washout",
    "cited_sentence",
    "key",
    "split_key",
    "worst",
]
