"""What all tables share: how constraints are named, how nested values and words are kept."""

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, DateTime, Dialect, String, Table, TypeDecorator, cast
from sqlmodel import Field, SQLModel

from app.domain import facts
from app.domain.facts import (
    Action,
    AlertList,
    ClassKind,
    CodeSystem,
    ConditionKind,
    Direction,
    DrugKind,
    EffectSeriousness,
    Frequency,
    Goal,
    NameKind,
    Onset,
    ParticipantRole,
    Phase,
    ProductKind,
    Role,
    RuleKind,
    Severity,
    Status,
    TherapyKind,
    WarningKind,
)

# Without names SQLite's batch migrations cannot find a constraint again.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Nested = dict[str, Any]


class Moment(TypeDecorator[datetime]):
    """An instant in UTC. SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """In UTC, whatever zone it came in."""
        del dialect
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With its zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def word(**options: Any) -> Any:
    """An enum kept as text: a native enum would make every new word a migration."""
    return Field(sa_type=String, **options)


def nested() -> Any:
    """A value or list of values that only its own fact looks into."""
    return Field(sa_type=JSON)


def row_number() -> Any:
    """The key of a fact that has no id of its own."""
    return Field(default=None, primary_key=True)


def refers_to(column: str, **options: Any) -> Any:
    """The id of another thing. It is checked when a data set is told (`store/references.py`): of a
    thing that several data sets tell there are several rows, so that no foreign key fits.
    """
    return Field(index=True, sa_column_kwargs={"info": {"refers_to": column}}, **options)


def data_set_column() -> Any:
    """The data set that told a fact. Without an index: it is asked for when a data set is replaced
    whole, and would cost a tenth of every import.
    """
    return Field()


def data_set_key_column() -> Any:
    """The data set that told a thing: a part of its key, since others may tell it too."""
    return Field(primary_key=True)


def shadowed() -> Any:
    """True for a thing that a data set of more weight tells too: that one is read."""
    return Field(default=False, sa_column_kwargs={"server_default": "0"})


class ConditionRow(SQLModel, table=True):
    __tablename__ = "condition"
    id: str = Field(primary_key=True)
    name: str
    kind: ConditionKind = word()
    description: str
    names: list[str] = nested()
    citations: list[Nested] = nested()
    data_set: str = data_set_key_column()
    shadowed: bool = shadowed()


class ConditionParentRow(SQLModel, table=True):
    __tablename__ = "condition_parent"
    number: int | None = row_number()
    child: str = refers_to("condition.id")
    parent: str = refers_to("condition.id")
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


class CoOccurrenceRow(SQLModel, table=True):
    __tablename__ = "co_occurrence"
    number: int | None = row_number()
    condition: str = refers_to("condition.id")
    other: str = refers_to("condition.id")
    how_often: str
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


class TherapyRow(SQLModel, table=True):
    __tablename__ = "therapy"
    id: str = Field(primary_key=True)
    name: str
    kind: TherapyKind = word()
    description: str
    names: list[str] = nested()
    parts: list[str] = nested()
    citations: list[Nested] = nested()
    data_set: str = data_set_key_column()
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
    data_set: str = data_set_key_column()


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
    data_set: str = data_set_key_column()


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
    data_set: str = data_set_key_column()
    shadowed: bool = shadowed()


class DrugRow(SQLModel, table=True):
    __tablename__ = "drug"
    id: str = Field(primary_key=True)
    name: str
    kind: DrugKind = word()
    description: str
    citations: list[Nested] = nested()
    data_set: str = data_set_key_column()
    shadowed: bool = shadowed()


class NameRow(SQLModel, table=True):
    __tablename__ = "name"
    number: int | None = row_number()
    drug: str = refers_to("drug.id")
    text: str
    kind: NameKind = word()
    region: str | None
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


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
    data_set: str = data_set_key_column()
    shadowed: bool = shadowed()


class CodeRow(SQLModel, table=True):
    __tablename__ = "code"
    number: int | None = row_number()
    subject: str = Field(index=True)
    system: CodeSystem = word()
    code: str = Field(index=True)
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


class ScheduleRow(SQLModel, table=True):
    __tablename__ = "schedule"
    number: int | None = row_number()
    drug: str = refers_to("drug.id")
    jurisdiction: str
    schedule: str
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


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
    data_set: str = data_set_column()


class DrugClassRow(SQLModel, table=True):
    __tablename__ = "drug_class"
    id: str = Field(primary_key=True)
    name: str
    kind: ClassKind = word()
    description: str
    names: list[str] = nested()
    doubling: str | None
    citations: list[Nested] = nested()
    data_set: str = data_set_key_column()
    shadowed: bool = shadowed()


class ClassParentRow(SQLModel, table=True):
    __tablename__ = "class_parent"
    number: int | None = row_number()
    child: str = refers_to("drug_class.id")
    parent: str = refers_to("drug_class.id")
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


class MembershipRow(SQLModel, table=True):
    __tablename__ = "membership"
    number: int | None = row_number()
    drug: str = refers_to("drug.id")
    drug_class: str = refers_to("drug_class.id")
    holds: bool
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


class LookAlikeRow(SQLModel, table=True):
    __tablename__ = "look_alike"
    number: int | None = row_number()
    one: str
    other: str
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


class EffectRow(SQLModel, table=True):
    __tablename__ = "effect"
    id: str = Field(primary_key=True)
    name: str
    description: str
    names: list[str] = nested()
    citations: list[Nested] = nested()
    data_set: str = data_set_key_column()
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
    data_set: str = data_set_key_column()


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
    data_set: str = data_set_key_column()


class BurdenKindRow(SQLModel, table=True):
    __tablename__ = "burden_kind"
    id: str = Field(primary_key=True)
    name: str
    description: str
    threshold: int
    advice: Nested = nested()
    citations: list[Nested] = nested()
    data_set: str = data_set_key_column()
    shadowed: bool = shadowed()


class BurdenRow(SQLModel, table=True):
    __tablename__ = "burden"
    number: int | None = row_number()
    subject: str = Field(index=True)
    burden: str = refers_to("burden_kind.id")
    weight: int
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


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
    data_set: str = data_set_key_column()


class RecordRow(SQLModel, table=True):
    __tablename__ = "record"
    number: int | None = row_number()
    one: str = refers_to("drug.id")
    other: str = refers_to("drug.id")
    rating: str
    severity: Severity = word()
    text: str
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


class NoInteractionRow(SQLModel, table=True):
    __tablename__ = "no_interaction"
    number: int | None = row_number()
    one: str = refers_to("drug.id")
    other: str = refers_to("drug.id")
    text: str
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


class AssessmentRow(SQLModel, table=True):
    __tablename__ = "assessment"
    number: int | None = row_number()
    scope: str
    drug: str = refers_to("drug.id")
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


class DataSetRow(SQLModel, table=True):
    """One imported data set; `checksum` is that of all its facts, `files` of what was read. Of a
    thing that several data sets tell, the one of the lowest `rank` is read.
    """

    __tablename__ = "data_set"
    key: str = Field(primary_key=True)
    title: str
    homepage: str
    licence: str
    free: bool = Field(default=True, sa_column_kwargs={"server_default": "1"})
    rank: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    checksum: str
    files: str
    facts: int
    imported_at: datetime = Field(sa_type=Moment)


class ReleaseRow(SQLModel, table=True):
    """One complete state of the data. The newest is the one that answers; `parts` are the checksums
    of its data sets.
    """

    __tablename__ = "release"
    number: int | None = row_number()
    hash: str = Field(index=True)
    made_at: datetime = Field(sa_type=Moment)
    parts: Nested = nested()


class ImportRow(SQLModel, table=True):
    """What became of every row of an import: `rows` were read, `merged` said nothing new, `skipped`
    counts the rest by reason; all others were imported.
    """

    __tablename__ = "import_report"
    number: int | None = row_number()
    data_set: str = Field(index=True)
    release: str = Field(index=True)
    origin: str
    rows: int
    merged: int
    skipped: Nested = nested()
    notes: list[str] = nested()
    conflicts: list[str] = nested()
    facts: Nested = nested()
    seconds: float
    imported_at: datetime = Field(sa_type=Moment)


class InventoryRow(SQLModel, table=True):
    """Which facts a data set told at a time, packed: what two releases are compared by."""

    __tablename__ = "inventory"
    data_set: str = Field(primary_key=True)
    checksum: str = Field(primary_key=True)
    content: bytes


class PackedIndexRow(SQLModel, table=True):
    """Names or records of the newest release, packed. Made of the facts, and can be made again."""

    __tablename__ = "shelf"
    name: str = Field(primary_key=True)
    release: str
    content: bytes


class ConceptRow(SQLModel, table=True):
    __tablename__ = "concept"
    id: str = Field(primary_key=True)
    term_type: str = Field(index=True)
    name: str = Field(index=True)
    names: list[str] = nested()
    retired: bool
    citations: list[Nested] = nested()
    data_set: str = data_set_key_column()


class ConceptLinkRow(SQLModel, table=True):
    __tablename__ = "concept_link"
    number: int | None = row_number()
    one: str = Field(index=True)
    relation: str
    other: str = Field(index=True)
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


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
    data_set: str = data_set_key_column()
    shadowed: bool = shadowed()


class LabelDrugRow(SQLModel, table=True):
    __tablename__ = "label_drug"
    number: int | None = row_number()
    label: str = refers_to("label.id")
    drug: str = refers_to("drug.id")
    citations: list[Nested] = nested()
    data_set: str = data_set_column()


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
    data_set: str = data_set_column()
    citations: list[Nested] = nested()
    # At the end of the row: what stands before it is read without it.
    text: str


# In the order of inserting: what is referred to comes before what refers to it.
ROW_OF: dict[type, type[SQLModel]] = {
    facts.Source: SourceRow,
    facts.Effect: EffectRow,
    facts.Condition: ConditionRow,
    facts.BurdenKind: BurdenKindRow,
    facts.DrugClass: DrugClassRow,
    facts.Drug: DrugRow,
    facts.Therapy: TherapyRow,
    facts.Name: NameRow,
    facts.Product: ProductRow,
    facts.Code: CodeRow,
    facts.Schedule: ScheduleRow,
    facts.Mechanism: MechanismRow,
    facts.ClassParent: ClassParentRow,
    facts.Membership: MembershipRow,
    facts.ConditionParent: ConditionParentRow,
    facts.CoOccurrence: CoOccurrenceRow,
    facts.Indication: IndicationRow,
    facts.Treatment: TreatmentRow,
    facts.SideEffect: SideEffectRow,
    facts.Warning: WarningRow,
    facts.Burden: BurdenRow,
    facts.Rule: RuleRow,
    facts.Record: RecordRow,
    facts.NoInteraction: NoInteractionRow,
    facts.Assessment: AssessmentRow,
    facts.LookAlike: LookAlikeRow,
    facts.Concept: ConceptRow,
    facts.ConceptLink: ConceptLinkRow,
    facts.Label: LabelRow,
    facts.LabelDrug: LabelDrugRow,
    facts.LabelSection: LabelSectionRow,
}


def table_of(kind: type) -> Table:
    """The table that keeps a kind of fact."""
    return table(ROW_OF[kind])


def columns_of(kind: type) -> list[ColumnElement[Any]]:
    """The columns of the fact's own fields in their order, nested values as the text of their
    JSON: `rows.from_rows` turns it into the types of the fact.
    """
    columns = [table_of(kind).c[field.name] for field in fields(kind)]
    return [cast(one, String) if isinstance(one.type, JSON) else one for one in columns]


def table(row: type[SQLModel]) -> Table:
    """The table behind a row class."""
    return row.__table__  # type: ignore[attr-defined, no-any-return]
