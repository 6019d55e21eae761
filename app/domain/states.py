"""The closed vocabularies of answers: what may be said of an input, a pair, a check."""

from enum import StrEnum


class Display(StrEnum):
    """How loudly a finding is shown, loudest first."""

    HARD_STOP = "hard_stop"
    INTERRUPTIVE = "interruptive"
    PASSIVE = "passive"
    ON_REQUEST = "on_request"


class PairStatus(StrEnum):
    INTERACTION_FOUND = "interaction_found"
    NO_RECORD = "no_record"
    NOT_ASSESSED = "not_assessed"
    UNRESOLVED = "unresolved"
    DOCUMENTED_NO_INTERACTION = "documented_no_interaction"


class InputStatus(StrEnum):
    RESOLVED = "resolved"
    NEEDS_CONFIRMATION = "needs_confirmation"
    AMBIGUOUS = "ambiguous"
    UNRESOLVED = "unresolved"


class Via(StrEnum):
    GENERIC = "generic"
    BRAND = "brand"
    SYNONYM = "synonym"
    SALT = "salt"
    CODE = "code"
    PRODUCT = "product"
    CLASS = "class"


class Completeness(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


class Audience(StrEnum):
    PATIENT = "patient"
    PROFESSIONAL = "professional"
