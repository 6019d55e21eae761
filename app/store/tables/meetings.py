"""Drugs that meet."""

from sqlmodel import Field, SQLModel

from app.domain.severity import Severity
from app.domain.terms import Action, AlertList, Direction, Onset, ParticipantRole, RuleKind
from app.store.tables.columns import (
    Nested,
    also_told_by,
    nested,
    refers_to,
    row_number,
    told_by,
    word,
)


class RuleRow(SQLModel, table=True):
    __tablename__ = "rule"
    id: str = Field(primary_key=True)
    version: int
    kind: RuleKind = word()
    title: str
    one: str = Field(index=True)
    other: str = Field(index=True)
    one_role: ParticipantRole = word()
    other_role: ParticipantRole = word()
    exceptions: list[Nested] = nested()
    severity: Severity = word()
    action: Action = word()
    evidence: list[Nested] = nested()
    seriousness: Nested = nested()
    consequences: list[str] = nested()
    mechanism: Nested = nested()
    factors: list[Nested] = nested()
    onset: Onset = word()
    direction: Direction = word()
    frequency: Nested = nested()
    washouts: list[Nested] = nested()
    alert_list: AlertList | None = word()
    advice: Nested = nested()
    citations: list[Nested] = nested()
    data_set: str = also_told_by()


class RecordRow(SQLModel, table=True):
    __tablename__ = "record"
    number: int | None = row_number()
    one: str = refers_to("drug.id")
    other: str = refers_to("drug.id")
    rating: str
    severity: Severity = word()
    text: str
    citations: list[Nested] = nested()
    data_set: str = told_by()


class NoInteractionRow(SQLModel, table=True):
    __tablename__ = "no_interaction"
    number: int | None = row_number()
    one: str = refers_to("drug.id")
    other: str = refers_to("drug.id")
    text: str
    citations: list[Nested] = nested()
    data_set: str = told_by()


class AssessmentRow(SQLModel, table=True):
    __tablename__ = "assessment"
    number: int | None = row_number()
    scope: str
    drug: str = refers_to("drug.id")
    citations: list[Nested] = nested()
    data_set: str = told_by()
