"""Things that several data sets tell, concepts, labels, reports of imports.

The keys of almost all tables change. What they hold is told anew by the next start, so they are
made anew instead of being rebuilt.
"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What refers to others comes first.
_OLD = """
name schedule membership class_parent condition_parent co_occurrence indication treatment
side_effect burden record no_interaction assessment code mechanism look_alike product rule warning
therapy effect condition burden_kind drug_class drug source data_set release shelf
"""
_NEW = """
assessment burden burden_kind class_parent co_occurrence code concept concept_link condition
condition_parent data_set drug drug_class effect import_report indication inventory label
label_drug label_section look_alike mechanism membership name no_interaction product record
release rule schedule shelf side_effect source therapy treatment warning
"""
_EARLIER = ("2026_11_23_first_tables.py", "2026_11_23_products_and_shelves.py")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE label_text")
    for table in _NEW.split():
        op.drop_table(table)
    for file in _EARLIER:
        path = Path(__file__).with_name(file)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None and spec.loader is not None
        earlier = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(earlier)
        earlier.upgrade()


def _index_words() -> None:
    """The words of labels, for `app/store/search.py`: an index beside the table in SQLite, a column
    that PostgreSQL fills by itself.
    """
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE label_text USING fts5"
            "(text, content='', tokenize='porter unicode61 remove_diacritics 2')"
        )
        # So much is gathered before it is written: fewer pieces to search through.
        op.execute("INSERT INTO label_text(label_text, rank) VALUES ('hashsize', 33554432)")
        return
    op.execute(
        "ALTER TABLE label_section ADD COLUMN words tsvector GENERATED ALWAYS AS "
        "(to_tsvector('english', heading || ' ' || left(text, 250000))) STORED"
    )
    op.execute("CREATE INDEX ix_label_section_words ON label_section USING gin (words)")


def upgrade() -> None:
    for table in _OLD.split():
        op.drop_table(table)
    op.create_table(
        "assessment",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_assessment")),
    )
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assessment_drug"), ["drug"], unique=False)

    op.create_table(
        "burden",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("burden", sa.String(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_burden")),
    )
    with op.batch_alter_table("burden", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_burden_burden"), ["burden"], unique=False)
        batch_op.create_index(batch_op.f("ix_burden_subject"), ["subject"], unique=False)

    op.create_table(
        "burden_kind",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_burden_kind")),
    )

    op.create_table(
        "class_parent",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("child", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_class_parent")),
    )
    with op.batch_alter_table("class_parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_class_parent_child"), ["child"], unique=False)
        batch_op.create_index(batch_op.f("ix_class_parent_parent"), ["parent"], unique=False)

    op.create_table(
        "co_occurrence",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("how_often", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_co_occurrence")),
    )
    with op.batch_alter_table("co_occurrence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_co_occurrence_condition"), ["condition"], unique=False)
        batch_op.create_index(batch_op.f("ix_co_occurrence_other"), ["other"], unique=False)

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
        batch_op.create_index(batch_op.f("ix_code_subject"), ["subject"], unique=False)

    op.create_table(
        "concept",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("term_type", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_concept")),
    )
    with op.batch_alter_table("concept", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concept_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_concept_term_type"), ["term_type"], unique=False)

    op.create_table(
        "concept_link",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_concept_link")),
    )
    with op.batch_alter_table("concept_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concept_link_one"), ["one"], unique=False)
        batch_op.create_index(batch_op.f("ix_concept_link_other"), ["other"], unique=False)

    op.create_table(
        "condition",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_condition")),
    )

    op.create_table(
        "condition_parent",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("child", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_condition_parent")),
    )
    with op.batch_alter_table("condition_parent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_condition_parent_child"), ["child"], unique=False)
        batch_op.create_index(batch_op.f("ix_condition_parent_parent"), ["parent"], unique=False)

    op.create_table(
        "data_set",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("homepage", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("free", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("rank", sa.Integer(), server_default="0", nullable=False),
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
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_drug")),
    )

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
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_drug_class")),
    )

    op.create_table(
        "effect",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_effect")),
    )

    op.create_table(
        "import_report",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("merged", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_import_report")),
    )
    with op.batch_alter_table("import_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_report_data_set"), ["data_set"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_report_release"), ["release"], unique=False)

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
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_indication")),
    )
    with op.batch_alter_table("indication", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indication_condition"), ["condition"], unique=False)
        batch_op.create_index(batch_op.f("ix_indication_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_indication_subject"), ["subject"], unique=False)

    op.create_table(
        "inventory",
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("checksum", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("data_set", "checksum", name=op.f("pk_inventory")),
    )
    op.create_table(
        "label",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective_on", sa.String(), nullable=True),
        sa.Column("labeler", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("products", sa.JSON(), nullable=False),
        sa.Column("drugs", sa.JSON(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_label")),
    )

    op.create_table(
        "label_drug",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_label_drug")),
    )
    with op.batch_alter_table("label_drug", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_drug_drug"), ["drug"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_drug_label"), ["label"], unique=False)

    op.create_table(
        "label_section",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_label_section")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("label_section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_section_label"), ["label"], unique=False)
    _index_words()

    op.create_table(
        "look_alike",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_look_alike")),
    )

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
        batch_op.create_index(batch_op.f("ix_mechanism_subject"), ["subject"], unique=False)

    op.create_table(
        "membership",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("drug_class", sa.String(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
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
        sa.PrimaryKeyConstraint("number", name=op.f("pk_name")),
    )
    with op.batch_alter_table("name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_name_drug"), ["drug"], unique=False)

    op.create_table(
        "no_interaction",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("one", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_no_interaction")),
    )
    with op.batch_alter_table("no_interaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_no_interaction_one"), ["one"], unique=False)
        batch_op.create_index(batch_op.f("ix_no_interaction_other"), ["other"], unique=False)

    op.create_table(
        "product",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ingredients", sa.JSON(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("strength", sa.String(), nullable=True),
        sa.Column("form", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_product")),
    )

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
        sa.PrimaryKeyConstraint("number", name=op.f("pk_record")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_one"), ["one"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_other"), ["other"], unique=False)

    op.create_table(
        "release",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_rule")),
    )
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_one"), ["one"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_other"), ["other"], unique=False)

    op.create_table(
        "schedule",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("drug", sa.String(), nullable=False),
        sa.Column("jurisdiction", sa.String(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("citations", sa.JSON(), nullable=False),
        sa.Column("data_set", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_schedule")),
    )
    with op.batch_alter_table("schedule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedule_drug"), ["drug"], unique=False)

    op.create_table(
        "shelf",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_shelf")),
    )
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
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_side_effect")),
    )
    with op.batch_alter_table("side_effect", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_side_effect_effect"), ["effect"], unique=False)
        batch_op.create_index(batch_op.f("ix_side_effect_subject"), ["subject"], unique=False)

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
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_source")),
    )

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
        sa.Column("shadowed", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_therapy")),
    )

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
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_treatment")),
    )
    with op.batch_alter_table("treatment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_treatment_condition"), ["condition"], unique=False)
        batch_op.create_index(batch_op.f("ix_treatment_subject"), ["subject"], unique=False)

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
        sa.PrimaryKeyConstraint("id", "data_set", name=op.f("pk_warning")),
    )
    with op.batch_alter_table("warning", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warning_subject"), ["subject"], unique=False)
