"""Drugs and classes."""

from sqlmodel import Field, SQLModel

from app.domain.terms import ClassKind, CodeSystem, DrugKind, NameKind, ProductKind
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


class SourceRow(SQLModel, table=True):
    __tablename__ = "source"
    id: str = Field(primary_key=True)
    title: str
    kind: str
    publisher: str
    licence: str
    version: str
    address: str | None
    note: str
    data_set: str = also_told_by()
    shadowed: bool = shadowed()


class DrugRow(SQLModel, table=True):
    __tablename__ = "drug"
    id: str = Field(primary_key=True)
    name: str
    kind: DrugKind = word()
    description: str
    citations: list[Nested] = nested()
    data_set: str = also_told_by()
    shadowed: bool = shadowed()


class NameRow(SQLModel, table=True):
    __tablename__ = "name"
    number: int | None = row_number()
    drug: str = refers_to("drug.id")
    text: str
    kind: NameKind = word()
    region: str | None
    citations: list[Nested] = nested()
    data_set: str = told_by()


class ProductRow(SQLModel, table=True):
    __tablename__ = "product"
    id: str = Field(primary_key=True)
    name: str
    kind: ProductKind = word()
    ingredients: list[str] = nested()
    names: list[str] = nested()
    strength: str | None
    form: str | None
    region: str | None
    citations: list[Nested] = nested()
    data_set: str = also_told_by()
    shadowed: bool = shadowed()


class CodeRow(SQLModel, table=True):
    __tablename__ = "code"
    number: int | None = row_number()
    subject: str = Field(index=True)
    system: CodeSystem = word()
    code: str = Field(index=True)
    citations: list[Nested] = nested()
    data_set: str = told_by()


class ScheduleRow(SQLModel, table=True):
    __tablename__ = "schedule"
    number: int | None = row_number()
    drug: str = refers_to("drug.id")
    jurisdiction: str
    schedule: str
    citations: list[Nested] = nested()
    data_set: str = told_by()


class MechanismRow(SQLModel, table=True):
    __tablename__ = "mechanism"
    number: int | None = row_number()
    subject: str = Field(index=True)
    target: str
    action: str
    effect: str
    text: str
    time_to_effect: str | None
    citations: list[Nested] = nested()
    data_set: str = told_by()


class DrugClassRow(SQLModel, table=True):
    __tablename__ = "drug_class"
    id: str = Field(primary_key=True)
    name: str
    kind: ClassKind = word()
    description: str
    names: list[str] = nested()
    doubling: str | None
    citations: list[Nested] = nested()
    data_set: str = also_told_by()
    shadowed: bool = shadowed()


class ClassParentRow(SQLModel, table=True):
    __tablename__ = "class_parent"
    number: int | None = row_number()
    child: str = refers_to("drug_class.id")
    parent: str = refers_to("drug_class.id")
    citations: list[Nested] = nested()
    data_set: str = told_by()


class MembershipRow(SQLModel, table=True):
    __tablename__ = "membership"
    number: int | None = row_number()
    drug: str = refers_to("drug.id")
    drug_class: str = refers_to("drug_class.id")
    holds: bool
    citations: list[Nested] = nested()
    data_set: str = told_by()


class LookAlikeRow(SQLModel, table=True):
    __tablename__ = "look_alike"
    number: int | None = row_number()
    one: str
    other: str
    citations: list[Nested] = nested()
    data_set: str = told_by()
