"""Holds the knowledge of the newest release, and swaps it whole when a newer one is seen."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.domain.building import NEEDED, build_knowledge, make_shelves
from app.domain.errors import NothingLoaded
from app.domain.facts import Indication
from app.domain.inputs import Input, Nearest
from app.domain.knowledge import Knowledge
from app.domain.shelves import unpack_shelves
from app.services.nearest import nearest_in
from app.store.database import is_busy
from app.store.facts import load_facts, load_imported_ids
from app.store.releases import find_release
from app.store.shelves import find_shelves


@dataclass(frozen=True, slots=True)
class Held:
    """One release in memory."""

    knowledge: Knowledge
    nearest: Nearest
    made_at: datetime
    # Words that named a drug at once, and what they were read as: people write the same few.
    readings: dict[str, Input] = field(default_factory=dict, repr=False, compare=False)
    # How many facts cite each source, once it was asked.
    cited: dict[str, int] = field(default_factory=dict, repr=False, compare=False)

    @property
    def release(self) -> str:
        """The hash of the release."""
        return self.knowledge.release


class Holder:
    """The one place that knows which release answers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._held: Held | None = None
        self._loading = threading.Lock()

    @property
    def engine(self) -> Engine:
        """The database behind."""
        return self._engine

    def current(self) -> Held:
        """The release that answers. Raises NothingLoaded when there is none."""
        held = self._held
        if held is None:
            raise NothingLoaded("no release is loaded")
        return held

    def refresh(self) -> None:
        """Loads the newest release if it is not the one held. Raises NothingLoaded without one."""
        with self._loading:
            try:
                with Session(self._engine) as session:
                    self._load(session)
            except (DBAPIError, ValueError) as error:
                if isinstance(error, DBAPIError) and is_busy(error) and self._held is not None:
                    # Somebody is writing: the data are there, and are looked at again soon.
                    return
                self._held = None
                raise NothingLoaded("the database is missing, unmigrated or unreadable") from error
            except NothingLoaded:
                self._held = None
                raise

    def _load(self, session: Session) -> None:
        release = find_release(session)
        if release is None:
            raise NothingLoaded("no release is loaded")
        if self._held is not None and self._held.release == release.hash:
            return
        knowledge = _knowledge(session, release.hash)
        self._held = Held(knowledge, nearest_in(knowledge), release.made_at)


def _knowledge(session: Session, release: str) -> Knowledge:
    """With the shelves that the import made; without them, or with old ones, of all the facts."""
    try:
        shelves = unpack_shelves(find_shelves(session, release))
    except (ValueError, KeyError):
        shelves = unpack_shelves(make_shelves(lambda kind: load_facts(session, (kind,))))
    imported = load_imported_ids(session, Indication)
    return build_knowledge(release, load_facts(session, NEEDED), shelves, imported)
