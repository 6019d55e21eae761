"""Parts that many answers share."""

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.domain.facts import ChildPugh, Degree, KidneyMeasure
from app.services.monographs import Recorded

T = TypeVar("T")


class Answer(BaseModel):
    """Read from a fact or a judgement by its field names."""

    model_config = ConfigDict(from_attributes=True, populate_by_name=True, serialize_by_alias=True)


class CitationOut(Answer):
    """A place in a source. `paragraph` and `sentence` count from 1; `sha256` is the sentence's."""

    source: str
    section: str
    paragraph: int | None
    sentence: int | None
    sha256: str | None


class Ref(Answer):
    """A thing by its kind (`drug`, `product`, `class`, `condition`, …), id and name."""

    kind: str
    id: str
    name: str


class CitedRef(Ref):
    citations: list[CitationOut]


class CodeOut(Answer):
    system: str
    code: str
    citations: list[CitationOut]


class AdviceOut(Answer):
    """The same advice in two registers."""

    patient: str
    professional: str


class MechanismOut(Answer):
    """How `subject` works: `action` on `target`, and the `effect` of that."""

    subject: Ref
    target: str
    action: str
    effect: str
    text: str
    time_to_effect: str | None
    citations: list[CitationOut]


class BurdenWeightOut(Answer):
    """How much it adds to a burden: 0 (none, known) to 3. `subject` is a key: `class:opioid`."""

    subject: str
    burden: str
    weight: int
    citations: list[CitationOut]


class PageOut(Answer, Generic[T]):
    """A part of a list. `total` counts the whole list; the `Link` header names the other pages.
    `statement` says why the part is empty, and what that does not mean; null if it is not.
    """

    total: int = Field(ge=0)
    limit: int
    offset: int
    items: list[T]
    statement: str | None


class RecordedPageOut(PageOut[T], Generic[T]):
    """A part of a list of facts on one thing. `recorded` is `complete` (all that the cited source
    lists), `partial` or `none`; `statement` says what that means, and what an empty list does not.
    """

    recorded: Recorded
    statement: str


class StateBoundOut(Answer):
    """The part of a state that a statement speaks of; null or empty where it sets no such bound.

    One measure of kidney function is never worked out from another. Values are in `unit`.
    """

    trimesters: list[int]
    from_week: int | None
    measure: KidneyMeasure | None
    unit: str | None
    below: float | None
    from_value: float | None
    dialysis: bool
    degrees: list[Degree]
    child_pugh: list[ChildPugh]
    from_age: float | None
    below_age: float | None
    only: str | None
