"""PostgreSQL takes the words of labels apart as SQLite does: by the same stemmer, no small word is
left out, and numbers, paths and words with signs in them are their parts.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Signs that PostgreSQL takes for parts of a word. Each one costs time for every letter.
_SIGNS = "./-_@+=&#~%"


def _keep(words: str) -> None:
    op.execute(
        f"ALTER TABLE label_section ADD COLUMN words tsvector GENERATED ALWAYS AS ({words}) STORED"
    )
    op.execute("CREATE INDEX ix_label_section_words ON label_section USING gin (words)")


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE label_section DROP COLUMN words")
    op.execute(
        "CREATE FUNCTION materia_words(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT "
        f"PARALLEL SAFE AS $body$ SELECT translate($1, '{_SIGNS}', '{' ' * len(_SIGNS)}') $body$"
    )
    op.execute(
        "CREATE TEXT SEARCH DICTIONARY materia_stem (TEMPLATE = snowball, LANGUAGE = porter)"
    )
    op.execute("CREATE TEXT SEARCH CONFIGURATION materia (COPY = simple)")
    op.execute(
        "ALTER TEXT SEARCH CONFIGURATION materia "
        "ALTER MAPPING FOR asciiword, word, numword WITH materia_stem"
    )
    _keep("to_tsvector('materia', materia_words(heading || ' ' || left(text, 250000)))")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE label_section DROP COLUMN words")
    op.execute("DROP TEXT SEARCH CONFIGURATION materia")
    op.execute("DROP TEXT SEARCH DICTIONARY materia_stem")
    op.execute("DROP FUNCTION materia_words(text)")
    _keep("to_tsvector('english', heading || ' ' || left(text, 250000))")
