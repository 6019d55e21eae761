"""The tables of facts, each row with the data set that states it."""

from dataclasses import fields
from typing import Any, ClassVar

from sqlalchemy import JSON, ColumnElement, String, Table, cast
from sqlmodel import Field, SQLModel

from app.domain import facts
from app.store.columns import (
    IdentifiedFact,
    Nested,
    NumberedFact,
    Row,
    Thing,
    flag,
    nested,
    refers_to,
    table_of_row,
    word,
)


class ConditionRow(Thing, table=True):
    name: str
    kind: facts.ConditionKind = word()
    description: str
    names: list[str] = nested()


class ConditionParentRow(NumberedFact, table=True):
    child: str = refers_to("condition.id")
    parent: str = refers_to("condition.id")
    covers: bool


class CoOccurrenceRow(NumberedFact, table=True):
    condition: str = refers_to("condition.id")
    other: str = refers_to("condition.id")
    how_often: str


class TherapyRow(Thing, table=True):
    name: str
    kind: facts.TherapyKind = word()
    description: str
    names: list[str] = nested()
    parts: list[str] = nested()


class IndicationRow(IdentifiedFact, table=True):
    subject: str = Field(index=True)
    condition: str = refers_to("condition.id")
    status: facts.Status = word(index=True)
    goal: facts.Goal = word()
    limits: Nested = nested()
    relieves: list[str] = nested()
    why: str
    all_kinds: bool


class TreatmentRow(IdentifiedFact, table=True):
    condition: str = refers_to("condition.id")
    subject: str = Field(index=True)
    role: facts.Role = word()
    how: str
    for_whom: str | None
    aim: str | None


class SourceRow(Row, table=True):
    id: str = Field(primary_key=True)
    title: str
    kind: str
    publisher: str
    licence: str
    version: str
    address: str | None
    note: str
    data_set: str = Field(primary_key=True)
    shadowed: bool = flag(default=False)


class DrugRow(Thing, table=True):
    name: str
    kind: facts.DrugKind = word()
    description: str


class NameRow(NumberedFact, table=True):
    drug: str = refers_to("drug.id")
    text: str
    kind: facts.NameKind = word()
    region: str | None


class ProductRow(Thing, table=True):
    name: str
    kind: facts.ProductKind = word()
    ingredients: list[str] = nested()
    names: list[str] = nested()
    strength: str | None
    form: str | None
    region: str | None


class CodeRow(NumberedFact, table=True):
    subject: str = Field(index=True)
    system: facts.CodeSystem = word()
    code: str = Field(index=True)


class ScheduleRow(NumberedFact, table=True):
    drug: str = refers_to("drug.id")
    jurisdiction: str
    schedule: str


class HardlyAbsorbedRow(NumberedFact, table=True):
    drug: str = refers_to("drug.id")
    route: facts.Route = word()
    text: str


class MechanismRow(NumberedFact, table=True):
    subject: str = Field(index=True)
    target: str
    action: str
    effect: str
    text: str
    time_to_effect: str | None


class DrugClassRow(Thing, table=True):
    name: str
    kind: facts.ClassKind = word()
    description: str
    names: list[str] = nested()
    doubling: str | None


class ClassParentRow(NumberedFact, table=True):
    child: str = refers_to("drug_class.id")
    parent: str = refers_to("drug_class.id")


class MembershipRow(NumberedFact, table=True):
    drug: str = refers_to("drug.id")
    drug_class: str = refers_to("drug_class.id")
    holds: bool


class LookAlikeRow(NumberedFact, table=True):
    one: str
    other: str


class KnownNamesRow(IdentifiedFact, table=True):
    names: str


class EffectRow(Thing, table=True):
    name: str
    description: str
    names: list[str] = nested()


class SideEffectRow(IdentifiedFact, table=True):
    subject: str = Field(index=True)
    effect: str = refers_to("effect.id")
    frequency: facts.Frequency = word()
    percent: float | None
    seriousness: facts.EffectSeriousness = word()
    phase: facts.Phase = word()
    impairs: list[str] = nested()
    note: str | None


class WarningRow(IdentifiedFact, table=True):
    subject: str = Field(index=True)
    kind: facts.WarningKind = word()
    title: str
    text: str
    definition: str | None
    advice: Nested = nested()


class SpecialStateRow(IdentifiedFact, table=True):
    subject: str = Field(index=True)
    state: facts.StateKind = word()
    bound: Nested = nested()
    judgement: facts.StateJudgement = word()
    boxed: bool
    serious: bool
    text: str


class BurdenKindRow(Thing, table=True):
    name: str
    description: str
    threshold: int
    advice: Nested = nested()


class BurdenRow(NumberedFact, table=True):
    subject: str = Field(index=True)
    burden: str = refers_to("burden_kind.id")
    weight: int


class RuleRow(IdentifiedFact, table=True):
    version: int
    kind: facts.RuleKind = word()
    title: str
    one: str = Field(index=True)
    other: str = Field(index=True)
    one_role: facts.ParticipantRole = word()
    other_role: facts.ParticipantRole = word()
    exceptions: list[Nested] = nested()
    severity: facts.Severity = word()
    action: facts.Action = word()
    evidence: list[Nested] = nested()
    seriousness: Nested = nested()
    consequences: list[str] = nested()
    mechanism: Nested = nested()
    factors: list[Nested] = nested()
    onset: facts.Onset = word()
    direction: facts.Direction = word()
    frequency: Nested = nested()
    washouts: list[Nested] = nested()
    separate: Nested | None = nested()
    alert_list: facts.AlertList | None = word()
    advice: Nested = nested()


class RecordRow(NumberedFact, table=True):
    one: str = refers_to("drug.id")
    other: str = refers_to("drug.id")
    rating: str
    severity: facts.Severity = word()
    text: str


class NoInteractionRow(NumberedFact, table=True):
    one: str = refers_to("drug.id")
    other: str = refers_to("drug.id")
    text: str


class AssessmentRow(NumberedFact, table=True):
    scope: str
    drug: str = refers_to("drug.id")


class ConceptRow(IdentifiedFact, table=True):
    term_type: str = Field(index=True)
    name: str = Field(index=True)
    names: list[str] = nested()
    retired: bool


class ConceptLinkRow(NumberedFact, table=True):
    one: str = Field(index=True)
    relation: str
    other: str = Field(index=True)


class LabelRow(Thing, table=True):
    title: str
    version: str
    effective_on: str | None
    labeler: str | None
    kind: str
    products: list[str] = nested()
    drugs: list[str] = nested()


class LabelDrugRow(NumberedFact, table=True):
    label: str = refers_to("label.id")
    drug: str = refers_to("drug.id")


class LabelSectionRow(NumberedFact, table=True):
    # A number never comes again: the index of words may still hold one that is gone.
    __table_args__: ClassVar[dict[str, bool]] = {"sqlite_autoincrement": True}
    label: str = refers_to("label.id")
    place: int
    section: str
    code: str | None
    heading: str
    # At the end of the row: what stands before it is read without it.
    text: str


class _OfOneDrug(NumberedFact):
    drug: str = refers_to("drug.id")
    set_id: str
    version: str
    effective_on: str | None


class LabelMentionRow(_OfOneDrug, table=True):
    subject: str = Field(index=True)
    section: str
    statement: facts.LabelStatement = word()
    condition: facts.MentionCondition | None = word()


class ReadLabelRow(_OfOneDrug, table=True):
    routes: list[str] = nested()
    sections: list[str] = nested()
    has_interactions: bool
    also_names: list[str] = nested()
    unresolved: int
    reader: str


# In the order of inserting: what is referred to comes before what refers to it.
_ROWS: tuple[type[SQLModel], ...] = (
    SourceRow, EffectRow, ConditionRow, BurdenKindRow, DrugClassRow, DrugRow, TherapyRow,
    NameRow, ProductRow, CodeRow, ScheduleRow, HardlyAbsorbedRow, MechanismRow, ClassParentRow,
    MembershipRow, ConditionParentRow, CoOccurrenceRow, IndicationRow, TreatmentRow, SideEffectRow,
    WarningRow, SpecialStateRow, BurdenRow, RuleRow, RecordRow, NoInteractionRow, AssessmentRow,
    LookAlikeRow, KnownNamesRow, ConceptRow, ConceptLinkRow, LabelRow, LabelDrugRow,
    LabelSectionRow, LabelMentionRow, ReadLabelRow,
)  # fmt: skip
# The row of each kind of fact has its name.
ROW_OF: dict[type, type[SQLModel]] = {
    getattr(facts, row.__name__.removesuffix("Row")): row for row in _ROWS
}


def table_of(kind: type) -> Table:
    """The table that keeps a kind of fact."""
    return table_of_row(ROW_OF[kind])


def columns_of(kind: type) -> list[ColumnElement[Any]]:
    """The columns of the fact's own fields in their order, nested values as the text of their
    JSON: `rows.from_rows` turns it into the types of the fact.
    """
    columns = [table_of(kind).c[field.name] for field in fields(kind)]
    return [cast(one, String) if isinstance(one.type, JSON) else one for one in columns]
