"""Conditions, therapies and the verdict."""

from pydantic import Field

from app.api.answers.drugs import IndicationOut, LimitsOut
from app.api.answers.shared import Answer, CitationOut, CitedRef, CodeOut, MechanismOut, Ref
from app.domain.facts import ConditionKind, Goal, Role, Status, TherapyKind
from app.services.monographs import Recorded


class ConditionSummaryOut(Answer):
    id: str
    name: str
    kind: ConditionKind
    description: str
    citations: list[CitationOut]


class TreatmentOut(Answer):
    """What a condition is treated with: a class, a drug or a therapy, in a role."""

    id: str
    subject: Ref
    role: Role
    how: str
    for_whom: str | None
    aim: str | None
    citations: list[CitationOut]


class TherapyOut(Answer):
    """A treatment that is no drug. `parts` are what a combined treatment is made of."""

    id: str
    name: str
    kind: TherapyKind
    description: str
    names: list[str]
    parts: list[Ref]
    mechanisms: list[MechanismOut]
    citations: list[CitationOut]


class BesideOut(CitedRef):
    """A condition that is often seen beside this one."""

    how_often: str


class ConditionOut(ConditionSummaryOut):
    """A condition, where it stands, what is seen beside it, and what it is treated with."""

    names: list[str]
    codes: list[CodeOut]
    parents: list[CitedRef]
    children: list[CitedRef]
    often_with: list[BesideOut]
    treatments: list[TreatmentOut]
    therapies: list[TherapyOut]
    indications: list[IndicationOut]
    recorded: dict[str, Recorded] = Field(description="Whether anything is recorded, by list")
    statement: str


class MatchedOut(Answer):
    """Which condition the question was read as, and where the answer comes from."""

    asked: str
    condition: str
    name: str
    relation: str = Field(description="`exact`, `broader`, `narrower`, or `none`")
    answered_from: str | None
    through: str | None = Field(description="The class whose statement it is; null if the drug's")


class StatementOut(Answer):
    """Another statement that bears on the question."""

    status: Status
    goal: Goal
    condition: Ref
    relation: str
    through: str | None
    limits: LimitsOut
    relieves: list[Ref]
    why: str
    citations: list[CitationOut]


class CautionOut(Answer):
    """A warning of the drug, in short."""

    kind: str
    title: str
    text: str
    citations: list[CitationOut]


class VerdictOut(Answer):
    """Whether a drug is prescribed for a condition. `unknown` means that no source says; not no."""

    drug: Ref
    condition: Ref
    verdict: Status
    goal: Goal
    limits: LimitsOut
    relieves: list[Ref]
    is_antidepressant: bool | None = Field(description="null where no source says")
    why: str
    instead: list[TreatmentOut]
    cautions: list[CautionOut]
    matched: MatchedOut
    also: list[StatementOut]
    nearest: list[StatementOut] = Field(
        description="What is recorded of broader conditions, and may not cover this one"
    )
    kinds: list[Ref] = Field(description="The kinds that a verdict on a part of it holds for")
    release: str
    notice: str
    citations: list[CitationOut]
