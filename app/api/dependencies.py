"""What a route is given: the release that answers, and a session on its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.api.http.cache import note_answering
from app.domain.errors import NothingLoaded
from app.services.release import LoadedRelease, ReleaseHolder
from app.store.releases import find_release

# A release that changes more often than this while one question is asked is no release.
_MOST_CHANGES = 5


async def loaded_release(request: Request) -> LoadedRelease:
    """The release in memory. Raises NothingLoaded when there is none.

    A coroutine, since it waits for nothing: a plain function would cost a hop to another thread.
    """
    return loaded_now(request)


def loaded_now(request: Request) -> LoadedRelease:
    """The release in memory, for a route that cannot spare the time which a dependency takes."""
    holder: ReleaseHolder = request.app.state.holder
    return _answering(request, holder.current())


def _answering(request: Request, loaded: LoadedRelease) -> LoadedRelease:
    """Notes for the layers outside which release this answer is made from."""
    note_answering(request.scope, loaded)
    return loaded


@dataclass(frozen=True, slots=True)
class ReadSession:
    """A session, and the release in memory, which is the newest that its database holds."""

    session: Session
    loaded: LoadedRelease


def open_read_session(request: Request) -> Iterator[ReadSession]:
    """For one question. A release that is newer than the one in memory is taken up first."""
    holder: ReleaseHolder = request.app.state.holder
    with Session(holder.engine) as session:
        for _ in range(_MOST_CHANGES):
            newest = find_release(session)
            loaded = holder.current()
            if newest is not None and newest.hash == loaded.release:
                yield ReadSession(session, _answering(request, loaded))
                return
            session.rollback()
            holder.refresh()
        raise NothingLoaded("the release changes too often")


# The same for a job in a thread of its own.
read_session = contextmanager(open_read_session)

ReadSessionDep = Annotated[ReadSession, Depends(open_read_session)]


def _session(read: ReadSessionDep) -> Session:
    return read.session


def _loaded(read: ReadSessionDep) -> LoadedRelease:
    return read.loaded


# For routes that ask the memory only, and for those that ask the database too.
LoadedDep = Annotated[LoadedRelease, Depends(loaded_release)]
ReadLoadedDep = Annotated[LoadedRelease, Depends(_loaded)]
SessionDep = Annotated[Session, Depends(_session)]
