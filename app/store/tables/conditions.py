"""Conditions, and what treats them."""

from sqlmodel import Field, SQLModel

from app.domain.terms import ConditionKind, Goal, Role, Status, TherapyKind
from app.store.tables.columns import (
    Nested,
    also_told_by,
    nested,
    refers_to,
    row_number,
    shadowed,
    told_by,
    word,
)


class ConditionRow(SQLModel, table=True):
    __tablename__ = "condition"
    id: str = Field(primary_key=True)
    name: str
    kind: ConditionKind = word()
    description: str
    names: list[str] = nested()
    citations: list[Nested] = nested()
    data_set: str = also_told_by()
    shadowed: bool = shadowed()


class ConditionParentRow(SQLModel, table=True):
    __tablename__ = "condition_parent"
    number: int | None = row_number()
    child: str = refers_to("condition.id")
    parent: str = refers_to("condition.id")
    citations: list[Nested] = nested()
    data_set: str = told_by()


class CoOccurrenceRow(SQLModel, table=True):
    __tablename__ = "co_occurrence"
    number: int | None = row_number()
    condition: str = refers_to("condition.id")
    other: str = refers_to("condition.id")
    how_often: str
    citations: list[Nested] = nested()
    data_set: str = told_by()


class TherapyRow(SQLModel, table=True):
    __tablename__ = "therapy"
    id: str = Field(primary_key=True)
    name: str
    kind: TherapyKind = word()
    description: str
    names: list[str] = nested()
    parts: list[str] = nested()
    citations: list[Nested] = nested()
    data_set: str = also_told_by()
    shadowed: bool = shadowed()


class IndicationRow(SQLModel, table=True):
    __tablename__ = "indication"
    id: str = Field(primary_key=True)
    subject: str = Field(index=True)
    condition: str = refers_to("condition.id")
    status: Status = word(index=True)
    goal: Goal = word()
    limits: Nested = nested()
    relieves: list[str] = nested()
    why: str
    citations: list[Nested] = nested()
    data_set: str = also_told_by()


class TreatmentRow(SQLModel, table=True):
    __tablename__ = "treatment"
    id: str = Field(primary_key=True)
    condition: str = refers_to("condition.id")
    subject: str = Field(index=True)
    role: Role = word()
    how: str
    for_whom: str | None
    aim: str | None
    citations: list[Nested] = nested()
    data_set: str = also_told_by()
