"""Does a database of an earlier schema keep what it has, and answer again?"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from app.domain.facts import Drug
from app.services.importing import run_import
from app.services.release import ReleaseHolder
from app.store.digests import keep_digests
from app.store.migrate import migrate
from app.store.read import load_facts
from app.store.releases import find_indexes, save_indexes
from app.store.schema import ROW_OF
from sqlalchemy import Engine, inspect, text
from sqlmodel import Session

from tests.conftest import ROOT
from tests.pharmacopoeia import facts
from tests.store.test_releases import telling

MIGRATIONS = ROOT / "migrations"
BEFORE_PACKED_INDEXES = "0003"


def go_back(engine: Engine, revision: str) -> None:
    """Makes the schema that of an earlier revision."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def kept(engine: Engine, release: str) -> tuple[list[str], dict[str, bytes]]:
    """Every fact, and every packed index of the release."""
    with Session(engine) as session:
        return sorted(map(repr, load_facts(session, ROW_OF))), find_indexes(session, release)


def test_the_migration_to_packed_indexes_keeps_all_and_answers(engine: Engine) -> None:
    with Session(engine) as session:
        release = run_import(session, telling(*facts()), Path()).release
    before = kept(engine, release)
    go_back(engine, BEFORE_PACKED_INDEXES)
    assert {"shelf"} == {"shelf", "packed_index"} & set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        found = connection.execute(text("SELECT name, content FROM shelf")).all()
    assert {name: bytes(content) for name, content in found} == before[1] != {}
    migrate(engine, MIGRATIONS)
    assert "shelf" not in inspect(engine).get_table_names()
    assert kept(engine, release) == before
    holder = ReleaseHolder(engine)
    holder.refresh()
    assert holder.current().release == release
    assert len(holder.current().knowledge.drugs) == sum(isinstance(one, Drug) for one in facts())


def test_the_same_import_again_packs_indexes_of_an_earlier_format_anew(engine: Engine) -> None:
    with Session(engine) as session:
        release = run_import(session, telling(*facts()), Path()).release
        packed = find_indexes(session, release)
        earlier = dict.fromkeys(packed, b"an earlier format")
        save_indexes(session, release, earlier)
        keep_digests(session, "drawn")
        session.commit()
        assert run_import(session, telling(*facts()), Path()).release == release
        assert find_indexes(session, release) == packed
