"""What a route is given: the release that answers, and a session on its database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.domain.errors import NothingLoaded
from app.services.holding import Held, Holder
from app.store.releases import find_release

# A release that changes more often than this while one question is asked is no release.
_MOST_CHANGES = 5


async def held_release(request: Request) -> Held:
    """The release in memory. Raises NothingLoaded when there is none.

    A coroutine, since it waits for nothing: a plain function would cost a hop to another thread.
    """
    return held_now(request)


def held_now(request: Request) -> Held:
    """The same for a route that cannot spare the time which a dependency takes."""
    holder: Holder = request.app.state.holder
    return _answering(request, holder.current())


def _answering(request: Request, held: Held) -> Held:
    """Notes for the layers outside which release this answer is made from."""
    request.scope.get("materia.answered", {})["release"] = held.release
    return held


@dataclass(frozen=True, slots=True)
class Reading:
    """A session, and the release in memory that its database tells too."""

    session: Session
    held: Held


def open_reading(request: Request) -> Iterator[Reading]:
    """For one question. A release that is newer than the one in memory is taken up first."""
    holder: Holder = request.app.state.holder
    with Session(holder.engine) as session:
        for _ in range(_MOST_CHANGES):
            newest = find_release(session)
            held = holder.current()
            if newest is not None and newest.hash == held.release:
                yield Reading(session, _answering(request, held))
                return
            session.rollback()
            holder.refresh()
        raise NothingLoaded("the release changes too often")


ReadingDep = Annotated[Reading, Depends(open_reading)]


def _session(reading: ReadingDep) -> Session:
    return reading.session


def _held(reading: ReadingDep) -> Held:
    return reading.held


# For routes that ask the memory only, and for those that ask the database too.
HeldDep = Annotated[Held, Depends(held_release)]
ReadHeldDep = Annotated[Held, Depends(_held)]
SessionDep = Annotated[Session, Depends(_session)]
