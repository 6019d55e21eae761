"""What a route is given: the release that answers, a session on its database, a check, and a way to
send what is long.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.http.cache import note_answering
from app.api.http.threads import Workers
from app.domain.doses import DoseRange
from app.domain.errors import NothingLoaded
from app.domain.interactions.person import Person
from app.domain.interactions.result import Checkup
from app.domain.names.input import Asked
from app.services.dose_ranges import SiteRanges
from app.services.interactions import (
    Question,
    check_interactions,
    check_taken,
    count_drugs,
    read_taken,
)
from app.services.release import LoadedRelease, ReleaseHolder
from app.store.database import Reader
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
    with Reader(holder.engine) as session:
        for _ in range(_MOST_CHANGES):
            newest = find_release(session)
            loaded = holder.current()
            if loaded.is_(newest):
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


def site_ranges(request: Request, loaded: LoadedRelease) -> Mapping[str, Sequence[DoseRange]]:
    """The site's own ranges of doses; empty where it has none."""
    ranges: SiteRanges | None = request.app.state.dose_ranges
    return {} if ranges is None else ranges.of(loaded)


T = TypeVar("T")


class Checking(Workers):
    """The threads in which checks take place; `count` is called with what each one found."""

    def __init__(
        self, threads: int, waiting: int, seconds: float, count: Callable[[Checkup], None]
    ) -> None:
        super().__init__("checking", threads, waiting, seconds)
        self.count = count


def count_nothing(checkup: Checkup) -> None:
    """For who has no metrics."""


async def judge(
    checking: Checking, loaded: LoadedRelease, asked: Question, word: Callable[[Checkup], T]
) -> T:
    """The check of a question, worded; in a thread of its own where it takes long.

    Raises Problem if too many wait for a thread, and TooManyDrugs.
    """
    if is_quick(asked):
        taken = read_taken(loaded, asked)
        if count_drugs(taken) <= _QUICK_DRUGS:
            return _word(checking, check_taken(loaded, asked, taken), word)
    return await checking.run(lambda: _word(checking, check_interactions(loaded, asked), word))


def _word(checking: Checking, checkup: Checkup, word: Callable[[Checkup], T]) -> T:
    checking.count(checkup)
    return word(checkup)


# So many inputs, drugs, conditions and signs are answered at once, within some milliseconds; what
# takes longer is worked out in a thread.
_QUICK_INPUTS, _QUICK_DRUGS, _QUICK_CONDITIONS, _QUICK_SIGNS = 20, 25, 2, 1_000


def is_quick(asked: Question) -> bool:
    """Whether the inputs of a question are understood so soon that nobody else waits for it."""
    inputs = asked.drugs + asked.current
    return (
        len(inputs) <= _QUICK_INPUTS
        and len(asked.conditions) + _words_of(asked.person) <= _QUICK_CONDITIONS
        and sum([_signs(one) for one in inputs]) <= _QUICK_SIGNS
    )


def _signs(one: Asked) -> int:
    if one.name is not None and not one.also:
        return len(one.name)
    return len(one.words) + sum(len(beside.words) for beside in one.also)


def _words_of(person: Person) -> int:
    """How many names of the person are to be understood."""
    return len(person.conditions or ()) + len(person.allergies or ())


_PIECE = 64 * 1024
_LONG = 4 * _PIECE


def respond_in_pieces(body: bytes, media_type: str) -> Response:
    """The body as an answer. A long one is sent, and compressed, piece by piece: between two of
    them others are answered.
    """
    if len(body) < _LONG:
        return Response(body, media_type=media_type)
    return _InPieces(_pieces(body), media_type=media_type)


class _InPieces(StreamingResponse):
    """Sent without a task that waits for the client to go: the body is there already, and a server
    takes nothing more for a client that is gone.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.stream_response(send)


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), _PIECE):
        yield body[start : start + _PIECE]
        await asyncio.sleep(0)
