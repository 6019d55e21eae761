"""What a source can say: one frozen value for each kind of fact.

Where only one kind of thing can stand, its plain slug is used; else its key. Field names are the
columns of `store/tables`.
"""

from app.domain.facts.citation import (
    Citation,
    Citations,
    Source,
)
from app.domain.facts.condition import (
    Condition,
    ConditionParent,
    CoOccurrence,
    Indication,
    Limits,
    Therapy,
    Treatment,
)
from app.domain.facts.drug import (
    ClassParent,
    Code,
    Drug,
    DrugClass,
    LookAlike,
    Mechanism,
    Membership,
    Name,
    Product,
    Schedule,
)
from app.domain.facts.harm import (
    Advice,
    Burden,
    BurdenKind,
    Effect,
    SideEffect,
    Warning,
)
from app.domain.facts.key import Key, key, split_key
from app.domain.facts.label import Label, LabelDrug, LabelSection
from app.domain.facts.meeting import (
    Assessment,
    Evidence,
    Factor,
    NoInteraction,
    Record,
    Rule,
    RuleException,
    RuleFrequency,
    RuleMechanism,
    Seriousness,
    Washout,
)
from app.domain.facts.terminology import Concept, ConceptLink

Fact = (
    Source
    | Drug
    | Name
    | Product
    | Code
    | Schedule
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
    | Rule
    | Record
    | NoInteraction
    | Assessment
    | BurdenKind
    | Burden
    | LookAlike
    | Concept
    | ConceptLink
    | Label
    | LabelDrug
    | LabelSection
)

__all__ = [
    "Advice",
    "Assessment",
    "Burden",
    "BurdenKind",
    "Citation",
    "Citations",
    "ClassParent",
    "CoOccurrence",
    "Code",
    "Concept",
    "ConceptLink",
    "Condition",
    "ConditionParent",
    "Drug",
    "DrugClass",
    "Effect",
    "Evidence",
    "Fact",
    "Factor",
    "Indication",
    "Key",
    "Label",
    "LabelDrug",
    "LabelSection",
    "Limits",
    "LookAlike",
    "Mechanism",
    "Membership",
    "Name",
    "NoInteraction",
    "Product",
    "Record",
    "Rule",
    "RuleException",
    "RuleFrequency",
    "RuleMechanism",
    "Schedule",
    "Seriousness",
    "SideEffect",
    "Source",
    "Therapy",
    "Treatment",
    "Warning",
    "Washout",
    "key",
    "split_key",
]
