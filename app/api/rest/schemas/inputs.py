"""What was asked, as it was understood."""

from pydantic import Field

from app.api.rest.schemas.shared import (
    Answer,
)
from app.domain.states import (
    InputStatus,
    Via,
)
from app.domain.terms import (
    DrugKind,
)


class DrugRefOut(Answer):
    id: str
    name: str
    kind: DrugKind


class ClassRefOut(Answer):
    id: str
    name: str


class ProductOut(Answer):
    """What is dispensed; `strength` and `form` are null for a brand that comes in several."""

    id: str
    name: str
    strength: str | None
    form: str | None


class CandidateOut(Answer):
    """A drug that may have been meant; `distance` counts the edits between the spellings."""

    id: str
    name: str
    matched_name: str
    distance: int


class InputOut(Answer):
    """One input as given, its one status, and what it was understood to be."""

    input: str
    status: InputStatus
    via: Via | None
    drugs: list[DrugRefOut]
    drug_class: ClassRefOut | None = Field(alias="class")
    product: ProductOut | None
    understood: dict[str, str]
    not_understood: list[str]
    candidates: list[CandidateOut]
    explanation: list[str]


class ResolvedOut(Answer):
    """Every input of a query, and what was not understood of them."""

    query: str
    inputs: list[InputOut]
    not_understood: list[str]


class ConditionInputOut(Answer):
    """A condition of the person, as given; `condition` is null unless it was understood."""

    input: str
    condition: str | None
    name: str | None
    candidates: list[str]
