"""The concepts of RxNorm, and the labels of products."""

from sqlmodel import Field, SQLModel

from app.store.tables.columns import (
    Nested,
    also_told_by,
    nested,
    refers_to,
    row_number,
    shadowed,
    told_by,
)


class ConceptRow(SQLModel, table=True):
    __tablename__ = "concept"
    id: str = Field(primary_key=True)
    term_type: str = Field(index=True)
    name: str = Field(index=True)
    names: list[str] = nested()
    retired: bool
    citations: list[Nested] = nested()
    data_set: str = also_told_by()


class ConceptLinkRow(SQLModel, table=True):
    __tablename__ = "concept_link"
    number: int | None = row_number()
    one: str = Field(index=True)
    relation: str
    other: str = Field(index=True)
    citations: list[Nested] = nested()
    data_set: str = told_by()


class LabelRow(SQLModel, table=True):
    __tablename__ = "label"
    id: str = Field(primary_key=True)
    title: str
    version: str
    effective_on: str | None
    labeler: str | None
    kind: str
    products: list[str] = nested()
    drugs: list[str] = nested()
    citations: list[Nested] = nested()
    data_set: str = also_told_by()
    shadowed: bool = shadowed()


class LabelDrugRow(SQLModel, table=True):
    __tablename__ = "label_drug"
    number: int | None = row_number()
    label: str = refers_to("label.id")
    drug: str = refers_to("drug.id")
    citations: list[Nested] = nested()
    data_set: str = told_by()


class LabelSectionRow(SQLModel, table=True):
    __tablename__ = "label_section"
    # A number never comes again: the index of words may still hold one that is gone.
    __table_args__ = {"sqlite_autoincrement": True}
    number: int | None = row_number()
    label: str = refers_to("label.id")
    place: int
    section: str
    code: str | None
    heading: str
    data_set: str = told_by()
    citations: list[Nested] = nested()
    # At the end of the row: what stands before it is read without it.
    text: str
