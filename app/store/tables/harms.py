"""Effects, warnings and what adds up."""

from sqlmodel import Field, SQLModel

from app.domain.terms import EffectSeriousness, Frequency, Phase, WarningKind
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


class EffectRow(SQLModel, table=True):
    __tablename__ = "effect"
    id: str = Field(primary_key=True)
    name: str
    description: str
    names: list[str] = nested()
    citations: list[Nested] = nested()
    data_set: str = also_told_by()
    shadowed: bool = shadowed()


class SideEffectRow(SQLModel, table=True):
    __tablename__ = "side_effect"
    id: str = Field(primary_key=True)
    subject: str = Field(index=True)
    effect: str = refers_to("effect.id")
    frequency: Frequency = word()
    percent: float | None
    seriousness: EffectSeriousness = word()
    phase: Phase = word()
    impairs: list[str] = nested()
    note: str | None
    citations: list[Nested] = nested()
    data_set: str = also_told_by()


class WarningRow(SQLModel, table=True):
    __tablename__ = "warning"
    id: str = Field(primary_key=True)
    subject: str = Field(index=True)
    kind: WarningKind = word()
    title: str
    text: str
    definition: str | None
    advice: Nested = nested()
    citations: list[Nested] = nested()
    data_set: str = also_told_by()


class BurdenKindRow(SQLModel, table=True):
    __tablename__ = "burden_kind"
    id: str = Field(primary_key=True)
    name: str
    description: str
    threshold: int
    advice: Nested = nested()
    citations: list[Nested] = nested()
    data_set: str = also_told_by()
    shadowed: bool = shadowed()


class BurdenRow(SQLModel, table=True):
    __tablename__ = "burden"
    number: int | None = row_number()
    subject: str = Field(index=True)
    burden: str = refers_to("burden_kind.id")
    weight: int
    citations: list[Nested] = nested()
    data_set: str = told_by()
