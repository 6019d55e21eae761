"""What the worker processes of one server have together: who they are, and how often clients asked.

It is memory that the parent makes before it forks. Nothing in it is longer than it was made, and a
worker that dies leaves no lock behind. Several servers count together in Redis.
"""

import asyncio
import fcntl
import logging
import os
import secrets
import struct
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from mmap import mmap
from pathlib import Path
from typing import Any, Protocol

_LOG = logging.getLogger("materia")
# Beside the workers of the release that answers there may be those of releases before, which end.
_GENERATIONS = 4
_CELL = struct.Struct("<q")


class Sharing:
    """What the workers share. Each process has a number that no other has while it lives: the
    parent 0, a worker the lowest that is free.
    """

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder = folder
        self.number = 0
        self._takes = False
        self.counts = SharedCounts()
        self._most = 1 + _GENERATIONS * workers
        self._pids = mmap(-1, self._most * _CELL.size)
        # How many connections each has, and one more; 0 where it takes none.
        self._places = mmap(-1, self._most * _CELL.size)
        self.enter(0, os.getpid())

    def close(self) -> None:
        """Lets go of what the system keeps for it."""
        self.counts.close()

    def enter(self, number: int, pid: int) -> None:
        """Notes whose number it is; 0 for nobody's."""
        _CELL.pack_into(self._places, number * _CELL.size, 0)
        _CELL.pack_into(self._pids, number * _CELL.size, pid)

    def processes(self) -> dict[int, int]:
        """The processes that live, by their numbers."""
        return {number: pid for number, pid in enumerate(_cells(self._pids)) if pid}

    def free_number(self) -> int | None:
        """The lowest number that no process has, if there is one."""
        taken = self.processes()
        return next((number for number in range(self._most) if number not in taken), None)

    def take_connections(self, takes: bool) -> None:
        """This process takes connections from now on, or takes no more."""
        self._takes = takes
        self._note(1 if takes else 0)

    def note_connections(self, count: int) -> None:
        """How many connections this process has."""
        if self._takes:
            self._note(count + 1)

    def _note(self, value: int) -> None:
        _CELL.pack_into(self._places, self.number * _CELL.size, value)

    def is_fuller(self) -> bool:
        """Whether another process that takes connections has fewer."""
        places = _cells(self._places)
        own = places.pop(self.number)
        return any(0 < other < own for other in places)


def _cells(memory: mmap) -> list[int]:
    return [value for (value,) in _CELL.iter_unpack(memory[:])]


@dataclass(frozen=True, slots=True)
class Allowed:
    """So many requests in so many seconds."""

    amount: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Left:
    """What one limit leaves to a client: requests, and seconds until there are more."""

    requests: int
    seconds: float
    is_refused: bool = False


class Counts(Protocol):
    """How often clients asked."""

    def take(self, client: str, limits: Sequence[Allowed]) -> list[Left]:
        """Counts one request, unless one of the limits refuses it. What is left of each."""


# Of whom, when the window began and how long it is, requests in the window before and in this one.
_SLOT = struct.Struct("<16sddII")
_SLOTS = 65_536
# A client has one of so many slots. The one that is longest past makes room.
_WAYS = 8


@dataclass(slots=True)
class _Window:
    """The requests of a client in the window that runs, and in the one before."""

    place: int
    key: bytes
    began: float
    seconds: float
    before: int
    now: int

    def counted(self, moment: float) -> float:
        """Requests in the time of one window until now: those before as if they had come evenly."""
        return self.now + self.before * (1 - (moment - self.began) / self.seconds)

    def wait(self, moment: float, amount: int) -> float:
        """Seconds until one more fits."""
        here = self.began + self.seconds - moment
        if self.now + 1 > amount:
            return here + self.seconds * (1 - (amount - 1) / self.now)
        return here - self.seconds * (amount - 1 - self.now) / self.before


class SharedCounts:
    """How often each client asked, in memory that does not grow: of 65,000 at once, the one whose
    requests are longest past is forgotten first.
    """

    def __init__(self) -> None:
        self._slots = mmap(-1, _SLOTS * _SLOT.size)
        # Nobody can choose an address that falls on another's slot.
        self._secret = secrets.token_bytes(16)
        # The system lets go of a process's lock when it dies.
        self._lock = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the server

    def close(self) -> None:
        """Ends it."""
        self._lock.close()

    def take(self, client: str, limits: Sequence[Allowed]) -> list[Left]:
        """Counts one request, unless one of the limits refuses it. What is left of each."""
        keys = [self._key(f"{place} {client}") for place in range(len(limits))]
        with self._locked():
            moment = time.monotonic()
            windows: list[_Window] = []
            for key, one in zip(keys, limits, strict=True):
                taken = {window.place for window in windows}
                windows.append(self._window(key, one, moment, taken))
            pairs = list(zip(windows, limits, strict=True))
            refused = [window.counted(moment) + 1 > one.amount for window, one in pairs]
            if not any(refused):
                for window in windows:
                    window.now += 1
                    self._write(window)
        return [
            _left(window, one, moment, is_refused)
            for (window, one), is_refused in zip(pairs, refused, strict=True)
        ]

    def _key(self, text: str) -> bytes:
        return blake2b(text.encode(), key=self._secret, digest_size=16).digest()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        fcntl.lockf(self._lock, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.lockf(self._lock, fcntl.LOCK_UN)

    def _window(self, key: bytes, limit: Allowed, moment: float, taken: set[int]) -> _Window:
        first = int.from_bytes(key[:4], "little") % (_SLOTS // _WAYS) * _WAYS
        slots = [self._read(place) for place in range(first, first + _WAYS)]
        found = next((one for one in slots if one.key == key), None)
        if found is None:
            # Empty ones ended long ago.
            free = (one for one in slots if one.place not in taken)
            oldest = min(free, key=lambda one: one.began + 2 * one.seconds)
            return _Window(oldest.place, key, moment, limit.seconds, 0, 0)
        past = int((moment - found.began) // found.seconds)
        if past == 1:
            found.began, found.before, found.now = found.began + found.seconds, found.now, 0
        elif past > 1:
            found.began, found.before, found.now = moment, 0, 0
        return found

    def _read(self, place: int) -> _Window:
        return _Window(place, *_SLOT.unpack_from(self._slots, place * _SLOT.size))

    def _write(self, one: _Window) -> None:
        values = (one.key, one.began, one.seconds, one.before, one.now)
        _SLOT.pack_into(self._slots, one.place * _SLOT.size, *values)


def _left(window: _Window, limit: Allowed, moment: float, is_refused: bool) -> Left:
    if is_refused:
        return Left(0, window.wait(moment, limit.amount), is_refused=True)
    left = int(limit.amount - window.counted(moment))
    return Left(max(0, left), window.began + window.seconds - moment)


# One request, counted by all limits or by none, in one step that no other server comes between. The
# windows are those of `_Window`; time is that of Redis. A key goes when its windows are past.
_COUNT = """
local time = redis.call('TIME')
local moment, refused, found = time[1] + time[2] / 1000000, false, {}
for place, key in ipairs(KEYS) do
  local amount, seconds = tonumber(ARGV[2 * place - 1]), tonumber(ARGV[2 * place])
  local kept = redis.call('HMGET', key, 'began', 'before', 'now')
  local began = tonumber(kept[1]) or moment
  local before, now = tonumber(kept[2]) or 0, tonumber(kept[3]) or 0
  local past = math.floor((moment - began) / seconds)
  if past == 1 then
    began, before, now = began + seconds, now, 0
  elseif past ~= 0 then
    began, before, now = moment, 0, 0
  end
  local refuses = now + before * (1 - (moment - began) / seconds) + 1 > amount
  refused = refused or refuses
  found[place] = {began, before, now, refuses and 1 or 0}
end
for place, key in ipairs(KEYS) do
  local one, seconds = found[place], tonumber(ARGV[2 * place])
  if not refused then
    one[3] = one[3] + 1
    redis.call('HSET', key, 'began', string.format('%.6f', one[1]), 'before', one[2], 'now', one[3])
    redis.call('EXPIRE', key, 2 * seconds + 1)
  end
  one[1] = string.format('%.6f', moment - one[1])
end
return found
"""
# A store that takes longer is as good as away: so long may an answer wait for it, and no longer.
_STORE_SECONDS = 0.25
# So long this server counts alone before it asks again.
_ALONE_SECONDS = 2.0


class StoredCounts:
    """How often clients asked all servers that count in one Redis. While that is away, this server
    counts `alone`: an answer never fails for want of a count.

    Of a client nothing is kept but the hash of what it is called.
    """

    def __init__(self, address: str, alone: Counts) -> None:
        # Loaded only where it is set: the library need not be there.
        from redis.asyncio import Redis
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        self._alone = alone
        self._secret = blake2b(address.encode(), digest_size=32).digest()
        self._redis = Redis.from_url(
            address,
            socket_timeout=_STORE_SECONDS,
            socket_connect_timeout=_STORE_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self._count: Any = self._redis.register_script(_COUNT)
        self._not_before = 0.0
        self._is_away = False

    async def take(self, client: str, limits: Sequence[Allowed]) -> list[Left]:
        """Counts one request, unless one of the limits refuses it. What is left of each."""
        if time.monotonic() >= self._not_before:
            if self._is_away:
                # One asks whether it is back; others do not wait with it.
                self._not_before = time.monotonic() + _ALONE_SECONDS
            try:
                async with asyncio.timeout(_STORE_SECONDS):
                    return await self._take_together(client, limits)
            # Whatever it is: the answer is worth more than the count.
            except Exception as error:
                self._note_away(error)
        return self._alone.take(client, limits)

    async def _take_together(self, client: str, limits: Sequence[Allowed]) -> list[Left]:
        name = blake2b(client.encode(), key=self._secret, digest_size=16).hexdigest()
        keys = [f"materia:{{{name}}}:{place}" for place in range(len(limits))]
        numbers = [number for one in limits for number in (one.amount, one.seconds)]
        found = await self._count(keys=keys, args=numbers)
        left = [
            _left(_Window(0, b"", -float(ago), one.seconds, before, now), one, 0.0, bool(refuses))
            for (ago, before, now, refuses), one in zip(found, limits, strict=True)
        ]
        if self._is_away:
            self._is_away, self._not_before = False, 0.0
            _LOG.warning("the store of the rate limit is back: all servers count together")
        return left

    def _note_away(self, error: Exception) -> None:
        self._not_before = time.monotonic() + _ALONE_SECONDS
        if not self._is_away:
            self._is_away = True
            _LOG.error(
                "the store of the rate limit cannot be used (%s): this server counts alone until "
                "it can",
                type(error).__name__,
            )

    async def close(self) -> None:
        """Ends its connections."""
        await self._redis.aclose()
