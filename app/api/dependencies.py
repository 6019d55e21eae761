"""What a route is given: the release that answers, and a session on its database."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.services.holding import Held, Holder
from app.store.releases import find_release


async def held_release(request: Request) -> Held:
    """The release in memory. Raises NothingLoaded when there is none.

    A coroutine, since it waits for nothing: a plain function would cost a hop to another thread.
    """
    holder: Holder = request.app.state.holder
    return holder.current()


HeldDep = Annotated[Held, Depends(held_release)]


def open_session(request: Request) -> Iterator[Session]:
    """A session for reading. A release that is newer than the one in memory is taken up first."""
    holder: Holder = request.app.state.holder
    with Session(holder.engine) as session:
        newest = find_release(session)
        if newest is None or newest.hash != holder.current().release:
            session.rollback()
            holder.refresh()
        yield session


SessionDep = Annotated[Session, Depends(open_session)]
