"""What a server needs before it serves: a database with the newest schema and the seed in it."""

import logging
import time

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.domain.errors import AnotherImport, NothingLoaded
from app.importers import DATA_SETS
from app.services.fetching import downloads_beside, drop_abandoned, room_beside
from app.services.importing import is_seeded, run_import
from app.settings import Settings
from app.store.database import is_only_read, only_read, open_engine
from app.store.digests import keep_missing_digests
from app.store.faults import Fault, fault_of, is_unreached, what_is_wrong
from app.store.migrate import is_migrated, migrate
from app.store.releases import find_release

_LOG = logging.getLogger("materia")
_TRIES = 6


def prepare(settings: Settings) -> Settings:
    """Migrates and seeds what is not yet, where the database can be written. The settings with
    which it is served.

    Two servers may start at once on one database: who comes second tries again.
    """
    if is_only_read(settings.database_url):
        if not _is_served(settings):
            raise NothingLoaded("this database can only be read, and has no release to read")
        return settings
    downloads = downloads_beside(settings.database_url, settings.downloads_path, 0)
    drop_abandoned(room_beside(settings.database_url), downloads)
    for tries_left in range(_TRIES - 1, -1, -1):
        try:
            _migrate_and_seed(settings)
            break
        except DBAPIError as error:
            if fault_of(error) in (Fault.READ_ONLY, Fault.UNOPENED) and _is_served(settings):
                return _as_it_is(settings)
            if not tries_left or fault_of(error) not in _TRIED_AGAIN:
                raise
            if is_unreached(error):
                # Each try waits for ten seconds: who looks on is to know for what.
                _LOG.warning("%s: trying again", what_is_wrong(fault_of(error)))
        except AnotherImport:
            if not tries_left:
                raise
        time.sleep(0.5)
    return settings


# Another server may be at the same work, or about to begin.
_TRIED_AGAIN = (Fault.LOCKED, Fault.AWAY, Fault.UNMIGRATED, Fault.OTHER)


def _is_served(settings: Settings) -> bool:
    """Whether a file that nobody may write has data that this program can answer from."""
    try:
        engine = open_engine(only_read(settings.database_url))
        with Session(engine) as session:
            loaded = find_release(session) is not None
        return loaded and is_migrated(engine, settings.migrations_path)
    except (DBAPIError, ValueError):
        return False


def _as_it_is(settings: Settings) -> Settings:
    _LOG.warning("the database cannot be written: it is served as it is")
    return settings.model_copy(update={"database_url": only_read(settings.database_url)})


def _migrate_and_seed(settings: Settings) -> None:
    engine = open_engine(settings.database_url, create=True)
    migrate(engine, settings.migrations_path)
    with Session(engine) as session:
        seeded = is_seeded(session, settings.seed_path)
        # Who has begun to read does not wait for another import to end, but is refused at once.
        session.rollback()
        if not seeded:
            imported = run_import(session, DATA_SETS["curated"], settings.seed_path)
            _LOG.info("seeded %d facts", imported.facts)
        keep_missing_digests(session)
        session.commit()
    engine.dispose()
