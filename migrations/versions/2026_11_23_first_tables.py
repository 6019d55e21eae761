"""First tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "burden_kind",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_burden_kind")),
    )
    with op.batch_alter_table("burden_kind", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_burden_kind_data_set"), ["data_set"], unique=False)

    op.create_table(
        "code",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_code")),
    )
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_code_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_code_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_code_subject"), ["subject"], unique=False)

    op.create_table(
        "condition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
    )
    with op.batch_alter_table("condition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_condition_data_set"), ["data_set"], unique=False)

    op.create_table(
        "data_set",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("homepage", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("files", sa.String(), nullable=False),
        sa.Column("facts", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_data_set")),
    )
    op.create_table(
        "drug",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drug")),
    )
    with op.batch_alter_table("drug", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drug_data_set"), ["data_set"], unique=False)

    op.create_table(
        "drug_class",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("doubling", sa.String(), nullable=True),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drug_class")),
    )
    with op.batch_alter_table("drug_class", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drug_class_data_set"), ["data_set"], unique=False)

    op.create_table(
        "effect",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_effect")),
    )
    with op.batch_alter_table("effect", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_effect_data_set"), ["data_set"], unique=False)

    op.create_table(
        "look_alike",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_look_alike")),
    )
    with op.batch_alter_table("look_alike", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_look_alike_data_set"), ["data_set"], unique=False)

    op.create_table(
        "mechanism",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("time_to_effect", sa.String(), nullable=True),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_mechanism")),
    )
    with op.batch_alter_table("mechanism", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mechanism_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_mechanism_subject"), ["subject"], unique=False)

    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_release")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_hash"), ["hash"], unique=False)

    op.create_table(
        "rule",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("one_role", sa.String(), nullable=False),
        sa.Column("other_role", sa.String(), nullable=False),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("seriousness", sa.JSON(), nullable=False),
        sa.Column("consequences", sa.JSON(), nullable=False),
        sa.Column("mechanism", sa.JSON(), nullable=False),
        sa.Column("factors", sa.JSON(), nullable=False),
        sa.Column("onset", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("frequency", sa.JSON(), nullable=False),
        sa.Column("washouts", sa.JSON(), nullable=False),
        sa.Column("alert_list", sa.String(), nullable=True),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
    )
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_one"), ["one"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_other"), ["other"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_data_set"), ["data_set"], unique=False)

    op.create_table(
        "therapy",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_therapy")),
    )
    with op.batch_alter_table("therapy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_therapy_data_set"), ["data_set"], unique=False)

    op.create_table(
        "warning",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("definition", sa.String(), nullable=True),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning")),
    )
    with op.batch_alter_table("warning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warning_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_warning_subject"), ["subject"], unique=False)

    op.create_table(
        "assessment",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["drug"],
            ["drug.id"],
            name=op.f("fk_assessment_drug_drug"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_assessment_drug"), ["drug"], unique=False)

    op.create_table(
        "burden",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("burden", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["burden"],
            ["burden_kind.id"],
            name=op.f("fk_burden_burden_burden_kind"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_burden")),
    )
    with op.batch_alter_table("burden", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_burden_burden"), ["burden"], unique=False)
        batch_op.create_index(batch_op.f("ix_burden_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_burden_subject"), ["subject"], unique=False)

    op.create_table(
        "class_parent",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("child", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child"],
            ["drug_class.id"],
            name=op.f("fk_class_parent_child_drug_class"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["drug_class.id"],
            name=op.f("fk_class_parent_parent_drug_class"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_class_parent")),
    )
    with op.batch_alter_table("class_parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_parent_child"), ["child"], unique=False)
        batch_op.create_index(batch_op.f("ix_class_parent_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_class_parent_parent"), ["parent"], unique=False)

    op.create_table(
        "co_occurrence",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("how_often", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition"],
            ["condition.id"],
            name=op.f("fk_co_occurrence_condition_condition"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["other"],
            ["condition.id"],
            name=op.f("fk_co_occurrence_other_condition"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_co_occurrence")),
    )
    with op.batch_alter_table("co_occurrence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_co_occurrence_condition"), ["condition"], unique=False)
        batch_op.create_index(batch_op.f("ix_co_occurrence_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_co_occurrence_other"), ["other"], unique=False)

    op.create_table(
        "condition_parent",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("child", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child"],
            ["condition.id"],
            name=op.f("fk_condition_parent_child_condition"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["condition.id"],
            name=op.f("fk_condition_parent_parent_condition"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_condition_parent")),
    )
    with op.batch_alter_table("condition_parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_condition_parent_child"), ["child"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_condition_parent_data_set"), ["data_set"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_condition_parent_parent"), ["parent"], unique=False)

    op.create_table(
        "indication",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("limits", sa.JSON(), nullable=False),
        sa.Column("relieves", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition"],
            ["condition.id"],
            name=op.f("fk_indication_condition_condition"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indication")),
    )
    with op.batch_alter_table("indication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indication_condition"), ["condition"], unique=False)
        batch_op.create_index(batch_op.f("ix_indication_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_indication_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_indication_subject"), ["subject"], unique=False)

    op.create_table(
        "membership",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("drug_class", sa.String(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["drug"],
            ["drug.id"],
            name=op.f("fk_membership_drug_drug"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["drug_class"],
            ["drug_class.id"],
            name=op.f("fk_membership_drug_class_drug_class"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_drug"), ["drug"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_drug_class"), ["drug_class"], unique=False)

    op.create_table(
        "name",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["drug"],
            ["drug.id"],
            name=op.f("fk_name_drug_drug"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_name")),
    )
    with op.batch_alter_table("name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_name_drug"), ["drug"], unique=False)

    op.create_table(
        "no_interaction",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one"],
            ["drug.id"],
            name=op.f("fk_no_interaction_one_drug"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["other"],
            ["drug.id"],
            name=op.f("fk_no_interaction_other_drug"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_no_interaction")),
    )
    with op.batch_alter_table("no_interaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_no_interaction_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_no_interaction_one"), ["one"], unique=False)
        batch_op.create_index(batch_op.f("ix_no_interaction_other"), ["other"], unique=False)

    op.create_table(
        "record",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["one"],
            ["drug.id"],
            name=op.f("fk_record_one_drug"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["other"],
            ["drug.id"],
            name=op.f("fk_record_other_drug"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_record")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_one"), ["one"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_other"), ["other"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["drug"],
            ["drug.id"],
            name=op.f("fk_schedule_drug_drug"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_schedule")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_schedule_drug"), ["drug"], unique=False)

    op.create_table(
        "side_effect",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("seriousness", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("impairs", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["effect"],
            ["effect.id"],
            name=op.f("fk_side_effect_effect_effect"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_side_effect")),
    )
    with op.batch_alter_table("side_effect", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_side_effect_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_side_effect_effect"), ["effect"], unique=False)
        batch_op.create_index(batch_op.f("ix_side_effect_subject"), ["subject"], unique=False)

    op.create_table(
        "treatment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("for_whom", sa.String(), nullable=True),
        sa.Column("aim", sa.String(), nullable=True),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["condition"],
            ["condition.id"],
            name=op.f("fk_treatment_condition_condition"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_treatment")),
    )
    with op.batch_alter_table("treatment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_treatment_condition"), ["condition"], unique=False)
        batch_op.create_index(batch_op.f("ix_treatment_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_treatment_subject"), ["subject"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("treatment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_treatment_subject"))
        batch_op.drop_index(batch_op.f("ix_treatment_data_set"))
        batch_op.drop_index(batch_op.f("ix_treatment_condition"))

    op.drop_table("treatment")
    with op.batch_alter_table("side_effect", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_side_effect_subject"))
        batch_op.drop_index(batch_op.f("ix_side_effect_effect"))
        batch_op.drop_index(batch_op.f("ix_side_effect_data_set"))

    op.drop_table("side_effect")
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_schedule_drug"))
        batch_op.drop_index(batch_op.f("ix_schedule_data_set"))

    op.drop_table("schedule")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_other"))
        batch_op.drop_index(batch_op.f("ix_record_one"))
        batch_op.drop_index(batch_op.f("ix_record_data_set"))

    op.drop_table("record")
    with op.batch_alter_table("no_interaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_no_interaction_other"))
        batch_op.drop_index(batch_op.f("ix_no_interaction_one"))
        batch_op.drop_index(batch_op.f("ix_no_interaction_data_set"))

    op.drop_table("no_interaction")
    with op.batch_alter_table("name", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_name_drug"))
        batch_op.drop_index(batch_op.f("ix_name_data_set"))

    op.drop_table("name")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_drug_class"))
        batch_op.drop_index(batch_op.f("ix_membership_drug"))
        batch_op.drop_index(batch_op.f("ix_membership_data_set"))

    op.drop_table("membership")
    with op.batch_alter_table("indication", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_indication_subject"))
        batch_op.drop_index(batch_op.f("ix_indication_status"))
        batch_op.drop_index(batch_op.f("ix_indication_data_set"))
        batch_op.drop_index(batch_op.f("ix_indication_condition"))

    op.drop_table("indication")
    with op.batch_alter_table("condition_parent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_condition_parent_parent"))
        batch_op.drop_index(batch_op.f("ix_condition_parent_data_set"))
        batch_op.drop_index(batch_op.f("ix_condition_parent_child"))

    op.drop_table("condition_parent")
    with op.batch_alter_table("co_occurrence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_co_occurrence_other"))
        batch_op.drop_index(batch_op.f("ix_co_occurrence_data_set"))
        batch_op.drop_index(batch_op.f("ix_co_occurrence_condition"))

    op.drop_table("co_occurrence")
    with op.batch_alter_table("class_parent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_class_parent_parent"))
        batch_op.drop_index(batch_op.f("ix_class_parent_data_set"))
        batch_op.drop_index(batch_op.f("ix_class_parent_child"))

    op.drop_table("class_parent")
    with op.batch_alter_table("burden", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_burden_subject"))
        batch_op.drop_index(batch_op.f("ix_burden_data_set"))
        batch_op.drop_index(batch_op.f("ix_burden_burden"))

    op.drop_table("burden")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessment_drug"))
        batch_op.drop_index(batch_op.f("ix_assessment_data_set"))

    op.drop_table("assessment")
    with op.batch_alter_table("warning", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_warning_subject"))
        batch_op.drop_index(batch_op.f("ix_warning_data_set"))

    op.drop_table("warning")
    with op.batch_alter_table("therapy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_therapy_data_set"))

    op.drop_table("therapy")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_data_set"))

    op.drop_table("source")
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_other"))
        batch_op.drop_index(batch_op.f("ix_rule_one"))
        batch_op.drop_index(batch_op.f("ix_rule_data_set"))

    op.drop_table("rule")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_hash"))

    op.drop_table("release")
    with op.batch_alter_table("mechanism", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mechanism_subject"))
        batch_op.drop_index(batch_op.f("ix_mechanism_data_set"))

    op.drop_table("mechanism")
    with op.batch_alter_table("look_alike", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_look_alike_data_set"))

    op.drop_table("look_alike")
    with op.batch_alter_table("effect", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_effect_data_set"))

    op.drop_table("effect")
    with op.batch_alter_table("drug_class", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drug_class_data_set"))

    op.drop_table("drug_class")
    with op.batch_alter_table("drug", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_drug_data_set"))

    op.drop_table("drug")
    op.drop_table("data_set")
    with op.batch_alter_table("condition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_condition_data_set"))

    op.drop_table("condition")
    with op.batch_alter_table("code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_subject"))
        batch_op.drop_index(batch_op.f("ix_code_data_set"))
        batch_op.drop_index(batch_op.f("ix_code_code"))

    op.drop_table("code")
    with op.batch_alter_table("burden_kind", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_burden_kind_data_set"))

    op.drop_table("burden_kind")
