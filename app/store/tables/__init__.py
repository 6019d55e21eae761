"""The whole schema: one table for each kind of fact, and what is loaded."""

from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Table
from sqlmodel import SQLModel

from app.domain import facts
from app.store.tables import conditions, drugs, harms, meetings, terminology
from app.store.tables.releases import DataSetRow, ImportRow, InventoryRow, ReleaseRow, ShelfRow

# In the order of inserting: what is referred to comes before what refers to it.
ROW_OF: dict[type, type[SQLModel]] = {
    facts.Source: drugs.SourceRow,
    facts.Effect: harms.EffectRow,
    facts.Condition: conditions.ConditionRow,
    facts.BurdenKind: harms.BurdenKindRow,
    facts.DrugClass: drugs.DrugClassRow,
    facts.Drug: drugs.DrugRow,
    facts.Therapy: conditions.TherapyRow,
    facts.Name: drugs.NameRow,
    facts.Product: drugs.ProductRow,
    facts.Code: drugs.CodeRow,
    facts.Schedule: drugs.ScheduleRow,
    facts.Mechanism: drugs.MechanismRow,
    facts.ClassParent: drugs.ClassParentRow,
    facts.Membership: drugs.MembershipRow,
    facts.ConditionParent: conditions.ConditionParentRow,
    facts.CoOccurrence: conditions.CoOccurrenceRow,
    facts.Indication: conditions.IndicationRow,
    facts.Treatment: conditions.TreatmentRow,
    facts.SideEffect: harms.SideEffectRow,
    facts.Warning: harms.WarningRow,
    facts.Burden: harms.BurdenRow,
    facts.Rule: meetings.RuleRow,
    facts.Record: meetings.RecordRow,
    facts.NoInteraction: meetings.NoInteractionRow,
    facts.Assessment: meetings.AssessmentRow,
    facts.LookAlike: drugs.LookAlikeRow,
    facts.Concept: terminology.ConceptRow,
    facts.ConceptLink: terminology.ConceptLinkRow,
    facts.Label: terminology.LabelRow,
    facts.LabelDrug: terminology.LabelDrugRow,
    facts.LabelSection: terminology.LabelSectionRow,
}


def table_of(kind: type) -> Table:
    """The table that keeps a kind of fact."""
    return table(ROW_OF[kind])


def columns_of(kind: type) -> list[ColumnElement[Any]]:
    """The columns of the fact's own fields, in their order."""
    table = table_of(kind)
    return [table.c[field.name] for field in fields(kind)]


def table(row: type[SQLModel]) -> Table:
    """The table behind a row class."""
    return row.__table__  # type: ignore[attr-defined, no-any-return]


__all__ = [
    "ROW_OF",
    "DataSetRow",
    "ImportRow",
    "InventoryRow",
    "ReleaseRow",
    "ShelfRow",
    "columns_of",
    "table",
    "table_of",
]
