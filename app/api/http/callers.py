"""Who calls: by which name of the server, from which address behind a proxy, and how often."""

import ipaddress
import time
from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.api.http.paths import place_of, with_headers
from app.api.http.problems import Problem, fail
from app.api.http.sharing import Allowed, Left

# Loaded only when a limit is set: the library is slow to load.
if TYPE_CHECKING:
    from limits import RateLimitItem

_PROBES = ("/healthz", "/readyz", "/metrics")


class Counts(Protocol):
    """How often clients asked."""

    def take(self, client: str, limits: Sequence[Allowed]) -> list[Left]:
        """Counts one request, unless one of the limits refuses it. What is left of each."""


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

    def __init__(self, app: ASGIApp, limits: str, counts: Counts | None = None) -> None:
        from limits import parse_many

        self.app = app
        items = parse_many(limits)
        self.words = [str(one) for one in items]
        self.limits = [Allowed(one.amount, one.get_expiry()) for one in items]
        self.counts = counts or OwnCounts()
        self.policy = ", ".join(
            f'"{_name(place)}";q={one.amount};w={one.seconds}'
            for place, one in enumerate(self.limits)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or place_of(scope) in _PROBES:
            await self.app(scope, receive, send)
            return
        client = _network(scope["client"][0]) if scope.get("client") else "-"
        left = self.counts.take(client, self.limits)
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
        host = Headers(scope=scope).get("host", "").lower()
        name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        above = (f"*{name[place:]}" for place, sign in enumerate(name) if sign == ".")
        return name in self.hosts or any(one in self.hosts for one in above)
