"""Keeps the knowledge of the newest release in memory, and swaps it whole for a newer one."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlmodel import Session

from app.domain.errors import NothingLoaded
from app.domain.facts import Indication
from app.domain.knowledge import Knowledge
from app.domain.names.input import Near, Nearest
from app.index.build import NEEDED, build_knowledge
from app.index.pack import build_indexes, curated_names, unpack_indexes
from app.services.cache import ReleaseCache, make_cache
from app.store.digests import Comparison, compare_rows, mark_of
from app.store.faults import Fault, fault_of, is_nothing_yet, is_unreached, what_is_wrong
from app.store.read import load_curated_facts, load_facts, load_imported_ids
from app.store.release_tables import ReleaseRow
from app.store.releases import find_indexes, find_release


@dataclass(frozen=True, slots=True)
class LoadedRelease:
    """One release in memory."""

    knowledge: Knowledge
    nearest: Nearest
    made_at: datetime
    cache: ReleaseCache = field(repr=False, compare=False)
    number: int = 0

    @property
    def release(self) -> str:
        """The hash of the data that the release is made of."""
        return self.knowledge.release

    def is_(self, row: ReleaseRow | None) -> bool:
        """Whether it is this release of the database. Facts that were put back make a new one of
        the same hash.
        """
        return row is not None and (row.hash, row.number) == (self.release, self.number)


class ReleaseHolder:
    """Keeps the release that answers, and replaces it when a newer one is in the database. Kept
    answers may take `cache_bytes`.
    """

    def __init__(self, engine: Engine, cache_bytes: int = 0) -> None:
        self._engine = engine
        self._cache_bytes = cache_bytes
        self._loaded: LoadedRelease | None = None
        self._loading = threading.Lock()
        self._is_reached = False
        # Why nothing is loaded, where something is wrong.
        self._fault = ""
        self._rows = ComparedRows(engine)

    @property
    def engine(self) -> Engine:
        """The database that releases are loaded from."""
        return self._engine

    @property
    def is_reached(self) -> bool:
        """Whether the database could be read when it was last looked at."""
        return self._is_reached

    def made_at(self) -> float:
        """When the release that answers was made, in seconds; 0 where there is none."""
        return self._loaded.made_at.timestamp() if self._loaded is not None else 0.0

    def current(self) -> LoadedRelease:
        """The release that answers. Raises NothingLoaded when there is none."""
        loaded = self._loaded
        if loaded is None:
            raise NothingLoaded("no release is loaded", self._fault)
        return loaded

    @property
    def wrong(self) -> list[str]:
        """What was wrong with the rows when they were last compared, in words."""
        return self._rows.last.wrong

    def compare(self, seconds: float | None = None) -> Comparison:
        """What was found when the rows in the database were compared with what imports wrote: now,
        where somebody has written meanwhile, and for at most so long.
        """
        if self._loaded is not None and not self._is_reached:
            return self._rows.last
        return self._rows.compare(seconds)

    def refresh(self, leave_newer: bool = False) -> None:
        """Loads the newest release unless it is in memory, or any is and a newer one is to be left
        to another process. Raises NothingLoaded without one.
        """
        with self._loading:
            try:
                with Session(self._engine) as session:
                    self._load(session, leave_newer)
                self._is_reached = True
            except (DBAPIError, ValueError) as error:
                if isinstance(error, DBAPIError) and is_unreached(error) and self._loaded:
                    # Nothing is known against the data: they are looked at again soon.
                    self._is_reached = False
                    return
                self._loaded = None
                self._fault = _fault(error)
                raise NothingLoaded(_why(error), self._fault) from error
            except NothingLoaded:
                self._loaded, self._fault = None, ""
                raise

    def _load(self, session: Session, leave_newer: bool) -> None:
        release = find_release(session)
        if release is None:
            raise NothingLoaded("no release is loaded")
        if self._loaded is not None and (leave_newer or self._loaded.is_(release)):
            return
        cache = make_cache(self._cache_bytes)
        knowledge = replace(_knowledge(session, release.hash), memo=cache)
        self._loaded = LoadedRelease(
            knowledge, nearest_in(knowledge), release.made_at, cache, release.number or 0
        )


class ComparedRows:
    """Compares the rows of a database with what was written, again when somebody writes."""

    # So many times as long as a comparison took nothing is compared again.
    _REST = 4

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._found: Comparison | None = None
        self._state: object = None
        self._rests_until = 0.0

    @property
    def last(self) -> Comparison:
        """What was found last."""
        return self._found or Comparison()

    def compare(self, seconds: float | None) -> Comparison:
        """The last comparison where nothing was written since, or another thread compares."""
        if not self._lock.acquire(blocking=self._found is None):
            return self.last
        try:
            with Session(self._engine) as session:
                return self._compared(session, seconds)
        except NoConnection:
            # All are taken by questions.
            return self.last
        except DBAPIError as error:
            if is_unreached(error) or fault_of(error) is Fault.UNMIGRATED:
                return self.last
            return Comparison(fault=what_is_wrong(fault_of(error)))
        finally:
            self._lock.release()

    def _compared(self, session: Session, seconds: float | None) -> Comparison:
        state = mark_of(session)
        is_enough = self._found is not None and (self._found.is_whole or seconds is not None)
        if self._found is not None and (
            (state == self._state and is_enough) or time.monotonic() < self._rests_until
        ):
            return self._found
        started = time.monotonic()
        self._found, self._state = compare_rows(session, seconds), state
        ended = time.monotonic()
        self._rests_until = ended + self._REST * (ended - started)
        return self._found


def _fault(error: DBAPIError | ValueError) -> str:
    return "" if isinstance(error, DBAPIError) and is_nothing_yet(error) else _why(error)


def _why(error: DBAPIError | ValueError) -> str:
    if isinstance(error, DBAPIError):
        return what_is_wrong(fault_of(error))
    return "the release in the database cannot be read"


def _knowledge(session: Session, release: str) -> Knowledge:
    """The knowledge of a release, with the indexes that its import packed. Where these are missing
    or of another format, they are packed again from all the facts.
    """
    try:
        indexes = unpack_indexes(find_indexes(session, release))
    except (ValueError, KeyError):
        indexes = unpack_indexes(
            build_indexes(
                lambda kind: load_facts(session, (kind,)),
                curated_names(lambda kind: load_curated_facts(session, kind)),
            )
        )
    imported = load_imported_ids(session, Indication)
    return build_knowledge(release, load_facts(session, NEEDED), indexes, imported)


# What is further away than this part of its length, or than so many slips, is no misspelling of
# the word.
_FARTHEST = 0.4
_MOST_SLIPS = 4
_MOST = 12
_COMPARED = 60


def nearest_in(knowledge: Knowledge) -> Nearest:
    """A search over all spellings of a release. The nearest first; equal ones in their order."""
    near_spellings = knowledge.near_spellings
    # Names that others are taken for count too, though nothing else is known of them.
    others = [spelling for spelling in knowledge.look_alikes if spelling not in knowledge.names]

    def nearest(written: str) -> list[Near]:
        cutoff = min(_MOST_SLIPS, max(2, round(len(written) * _FARTHEST)))
        spellings = [*near_spellings.near(written), *others]
        found = process.extract(
            written, spellings, scorer=OSA.distance, score_cutoff=cutoff, limit=_COMPARED
        )
        near = [
            Near(spelling, round(distance), JaroWinkler.similarity(written, spelling))
            for spelling, distance, _ in found
        ]
        return sorted(near, key=lambda one: (one.distance, -one.likeness, one.spelling))[:_MOST]

    return nearest


def closest(written: str, spellings: Iterable[str]) -> list[str]:
    """The few spellings that a word may have been meant for, the nearest first."""
    cutoff = max(1, round(len(written) * _FARTHEST / 2))
    found = process.extract(
        written, sorted(spellings), scorer=OSA.distance, score_cutoff=cutoff, limit=5
    )
    return [spelling for spelling, _, _ in found]
