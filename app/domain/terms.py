"""The closed vocabularies of facts: one word per idea, as a client sees it."""

from enum import StrEnum


class DrugKind(StrEnum):
    MEDICATION = "medication"
    SUBSTANCE = "substance"


class NameKind(StrEnum):
    GENERIC = "generic"
    BRAND = "brand"
    SYNONYM = "synonym"
    SALT = "salt"
    ABBREVIATION = "abbreviation"


class ProductKind(StrEnum):
    """A brand as such, or one strength and form, with or without a brand."""

    BRAND = "brand"
    CLINICAL = "clinical"


class CodeSystem(StrEnum):
    RXNORM = "rxnorm"
    ATC = "atc"
    UNII = "unii"
    NDC = "ndc"
    EPC = "epc"
    ICD10 = "icd10"
    DOID = "doid"
    DRUGBANK = "drugbank"
    INCHIKEY = "inchikey"
    CAS = "cas"
    PUBCHEM = "pubchem"
    DIN = "din"
    DMD = "dmd"


class ClassKind(StrEnum):
    CHEMICAL = "chemical"
    THERAPEUTIC = "therapeutic"
    EFFECT = "effect"
    ENZYME = "enzyme"


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


class Action(StrEnum):
    AVOID = "avoid"
    USE_ONLY_IF_BENEFIT_OUTWEIGHS = "use_only_if_benefit_outweighs"
    ADJUST_OR_SEPARATE = "adjust_or_separate"
    MONITOR = "monitor"
    NO_SPECIAL_PRECAUTION = "no_special_precaution"
    INSUFFICIENT_INFORMATION = "insufficient_information"


class EvidenceKind(StrEnum):
    BOXED_WARNING = "boxed_warning"
    LABEL = "label"
    CONTROLLED_STUDY = "controlled_study"
    CASE_REPORTS = "case_reports"
    MECHANISM = "mechanism"
    CLASS_EXTRAPOLATION = "class_extrapolation"
    EXPERT_CONSENSUS = "expert_consensus"


class Certainty(StrEnum):
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    UNKNOWN = "unknown"


class MechanismKind(StrEnum):
    PHARMACODYNAMIC = "pharmacodynamic"
    PHARMACOKINETIC = "pharmacokinetic"
    UNKNOWN = "unknown"


class Onset(StrEnum):
    IMMEDIATE = "immediate"
    RAPID = "rapid"
    DELAYED = "delayed"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    """Which side is changed: the first participant, the second, or both."""

    ONE = "one"
    OTHER = "other"
    BOTH = "both"
    UNKNOWN = "unknown"


class ParticipantRole(StrEnum):
    PRECIPITANT = "precipitant"
    OBJECT = "object"
    EITHER = "either"


class RuleKind(StrEnum):
    DRUG_DRUG = "drug_drug"
    DRUG_CONDITION = "drug_condition"


class AlertList(StrEnum):
    """A published panel's word on alerting, apart from severity (Phansalkar 2012 and 2013)."""

    ONC_HIGH = "onc_high"
    ONC_LOW = "onc_low"
