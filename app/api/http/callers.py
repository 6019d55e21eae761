"""Who calls: by which name of the server, from where, with which key, and how often."""

import ipaddress
import logging
import re
import secrets
import time
from collections.abc import Collection, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.api.http.paths import is_below, place_of, with_headers
from app.api.http.problems import Problem, fail
from app.api.http.sharing import Allowed, Counts, Left, StoredCounts
from app.domain.errors import RejectedImport

_LOG = logging.getLogger("materia")
# Loaded only when a limit is set: the library is slow to load.
if TYPE_CHECKING:
    from limits import RateLimitItem

# Noted for a request with a key: whose it is.
_KEY_OF = "materia.key_of"
_PROBES = ("/healthz", "/readyz", "/metrics")


class OwnCounts:
    """How often clients asked this process; exact to the second."""

    def __init__(self) -> None:
        from limits.storage import MemoryStorage
        from limits.strategies import MovingWindowRateLimiter

        self._window = MovingWindowRateLimiter(MemoryStorage())

    def take(self, client: str, limits: Sequence[Allowed]) -> list[Left]:
        """Counts one request, unless one of the limits refuses it. What is left of each."""
        items = _items(tuple(limits))
        refused = [not self._window.test(one, client) for one in items]
        if not any(refused):
            for one in items:
                self._window.hit(one, client)
        now, stats = time.time(), [self._window.get_window_stats(one, client) for one in items]
        return [
            Left(one.remaining, one.reset_time - now, is_refused)
            for one, is_refused in zip(stats, refused, strict=True)
        ]


@cache
def _items(limits: tuple[Allowed, ...]) -> list["RateLimitItem"]:
    """The limits as the library has them. Two may be alike."""
    from limits import RateLimitItemPerSecond

    return [
        RateLimitItemPerSecond(one.amount, one.seconds, namespace=str(place))
        for place, one in enumerate(limits)
    ]


class RateLimit:
    """429 above any of the limits for one client; the headers say how much is left of each.

    What one of them refuses counts for none. An IPv6 client is its network of 64 bits, of which it
    may take every address.
    """

    def __init__(self, app: ASGIApp, limits: str, counts: Counts | StoredCounts) -> None:
        from limits import parse_many

        self.app = app
        items = parse_many(limits)
        self.words = [str(one) for one in items]
        self.limits = [Allowed(one.amount, one.get_expiry()) for one in items]
        self.counts = counts
        self.policy = ", ".join(
            f'"{_name(place)}";q={one.amount};w={one.seconds}'
            for place, one in enumerate(self.limits)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or place_of(scope) in _PROBES:
            await self.app(scope, receive, send)
            return
        taken = self.counts.take(_client(scope), self.limits)
        left = taken if isinstance(taken, list) else await taken
        headers = self._headers(left)
        refusing = [place for place, one in enumerate(left) if one.is_refused]
        if not refusing:
            await self.app(scope, receive, with_headers(send, headers))
            return
        longest = max(refusing, key=lambda place: left[place].seconds)
        wait = _whole(left[longest].seconds)
        detail = f"At most {self.words[longest]}. Nothing was checked; ask again in {wait} s."
        problem = Problem(429, "too-many-requests", "Too many requests", detail)
        await fail(scope, problem, {**headers, "Retry-After": str(wait)})(scope, receive, send)

    def _headers(self, left: Sequence[Left]) -> dict[str, str]:
        shown = (
            f'"{_name(place)}";r={one.requests};t={_whole(one.seconds)}'
            for place, one in enumerate(left)
        )
        return {"RateLimit-Policy": self.policy, "RateLimit": ", ".join(shown)}


def _whole(seconds: float) -> int:
    return max(1, round(seconds))


def _client(scope: Scope) -> str:
    """Who is counted: the name of a key, else an address."""
    named: str | None = scope.get(_KEY_OF)
    if named is not None:
        return f"key {named}"
    return _network(scope["client"][0]) if scope.get("client") else "-"


def _name(place: int) -> str:
    return f"default-{place + 1}" if place else "default"


def _network(client: str) -> str:
    if ":" not in client:
        return client
    try:
        return str(ipaddress.ip_network((client.partition("%")[0], 64), strict=False))
    except ValueError:
        return client


def behind(app: ASGIApp, proxies: Collection[str]) -> ASGIApp:
    """The application behind these proxies: a client is whom the last of them names that is none.

    Of anybody else `X-Forwarded-For` says nothing: each could name whom it likes.
    """
    wrap: Any = ProxyHeadersMiddleware  # uvicorn has types of its own for an application
    layer: ASGIApp = wrap(app, trusted_hosts=list(proxies))
    return layer


class KnownHosts:
    """421 for a question to a name that is not the server's: a page of another name, which resolves
    to this address, reads nothing. `*.example.org` means every name below it.
    """

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self.app = app
        self.hosts = frozenset(one.lower() for one in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or place_of(scope) in _PROBES or self._is_known(scope):
            await self.app(scope, receive, send)
            return
        detail = "This server does not answer under the name that was asked. Nothing was answered."
        problem = Problem(421, "unknown-host", "Misdirected Request", detail)
        await fail(scope, problem)(scope, receive, send)

    def _is_known(self, scope: Scope) -> bool:
        return known_as(Headers(scope=scope).get("host", ""), self.hosts) is not None


# A name or address, and a port.
_HOST = re.compile(r"(\[[^\]]*\]|[^:\[\]]*)((?::[0-9]*)?)")


def known_as(host: str, hosts: Collection[str]) -> tuple[str, str] | None:
    """The entry of `hosts` by which a host is known, which is its name or `*.` and what the name is
    below; and its port, such as `:8000`. The entries are in small letters.
    """
    read = _HOST.fullmatch(host.lower())
    # An asterisk is in no name: who sends one is known by no entry that has it.
    if read is None or "*" in host:
        return None
    name, port = read.groups()
    above = (f"*{name[place:]}" for place, sign in enumerate(name) if sign == ".")
    entry = next((one for one in (name, *above) if one in hosts), None)
    return None if entry is None else (entry, port)


# Keys are as long as their hashes: nobody guesses one, and a slow hash would add nothing.
_KEY_BYTES = 32
_LOOKED_AT_AGAIN = 1.0
_KEY_LINE = re.compile(r"([\w.@-]{1,80})\s+sha256:([0-9a-f]{64})", re.ASCII)


def make_api_key() -> tuple[str, str]:
    """A new key, and its hash as a file has it."""
    key = secrets.token_urlsafe(_KEY_BYTES)
    return key, f"sha256:{_hash_of(key)}"


def _hash_of(key: str) -> str:
    return sha256(key.encode("latin-1", "replace")).hexdigest()


class KeyFile:
    """The hashes of keys, each with the name of whose it is. A file that changes is read again; one
    that cannot be read then leaves those that were there.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._state = self._look()
        self._names = self._read()
        self._looked_at = time.monotonic()

    def name_of(self, key: str) -> str | None:
        """Whose key it is; None if nobody's."""
        now = time.monotonic()
        if now - self._looked_at >= _LOOKED_AT_AGAIN:
            self._looked_at = now
            state = self._look()
            if state != self._state:
                self._state = state
                try:
                    self._names = self._read()
                except RejectedImport as error:
                    _LOG.error("the keys stay as they were: %s", error)
        return self._names.get(_hash_of(key))

    def _look(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _read(self) -> dict[str, str]:
        """Names by hash. Raises RejectedImport, with no word of a line that is wrong."""
        try:
            lines = self._file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise RejectedImport([f"{self._file}: not a readable file"]) from error
        written = {place: line.strip() for place, line in enumerate(lines, 1)}
        stated = {place: line for place, line in written.items() if line and line[0] != "#"}
        found = {place: _KEY_LINE.fullmatch(line) for place, line in stated.items()}
        wrong = [place for place, match in found.items() if match is None]
        if wrong:
            raise RejectedImport(
                [f"{self._file}:{place}: not `name sha256:…`, as `materia api-key` prints it"
                 for place in wrong]
            )  # fmt: skip
        return {match[2]: match[1] for match in found.values() if match}


class ApiKeys:
    """401 without a key of the file, in `X-API-Key` or as a bearer token. Probes need none, nor
    does who asks what may be asked, nor an app that trusts tokens of its own (`open_below`).
    """

    def __init__(self, app: ASGIApp, keys: KeyFile, open_below: Collection[str] = ()) -> None:
        self.app = app
        self.keys = keys
        self.open_below = open_below

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_open(scope):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        given = headers.get("x-api-key") or (token.strip() if scheme.lower() == "bearer" else "")
        name = self.keys.name_of(given) if given else None
        if name is None:
            detail = "This server needs a key: `X-API-Key`, or a bearer token. Nothing was checked."
            problem = Problem(401, "no-key", "Unauthorized", detail)
            await fail(scope, problem, {"WWW-Authenticate": "Bearer"})(scope, receive, send)
            return
        await self.app({**scope, _KEY_OF: name}, receive, send)

    def _is_open(self, scope: Scope) -> bool:
        place = place_of(scope)
        is_open = any(is_below(prefix, place) for prefix in self.open_below)
        return place in _PROBES or scope["method"] == "OPTIONS" or is_open
