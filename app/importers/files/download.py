"""Fetches a file of a data set from an address: whole, bounded, and resumed where it broke off."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from app import __version__
from app.domain.errors import RejectedImport
from app.importers.files.archives import is_page

# Loaded only when something is fetched: the library is slow to load.
if TYPE_CHECKING:
    import httpx

# So often in a row without getting any further; then the server is given up.
_MOST_FAILURES = 5
_MOST_REDIRECTS = 10
_SECONDS, _SECONDS_TO_CONNECT = 30, 10
# So many bytes are a step forward.
_STEP = 1 << 16
_PAGE = "a web page, not data: is a login or another address needed?"
_AGAIN = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
_DISPOSITION = re.compile(r'filename="?([^";]+)"?', re.I)
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
Watch = Callable[[int, int], None]


class _BrokeOff(Exception):
    """It may go on where it stopped."""


@dataclass(slots=True)
class _Fetch:
    """A file on its way: `have` bytes of `total` (0: unknown), all of the version `mark` names.

    What is needed to go on stands beside the pieces, so that a later run can.
    """

    url: str
    folder: Path
    most_bytes: int
    watch: Watch
    page: bool = False
    name: str = ""
    have: int = 0
    total: int = 0
    mark: str = ""
    furthest: int = 0
    tag: str = ""
    modified: str = ""
    pieces: Path = field(init=False)
    beside: Path = field(init=False)

    def __post_init__(self) -> None:
        self.pieces = self.folder / ".part"
        self.beside = self.folder / ".part.json"

    def resume(self) -> None:
        """Takes up what an earlier run left of the same file."""
        try:
            kept = json.loads(self.beside.read_text(encoding="utf-8"))
            size = self.pieces.stat().st_size
            if kept["url"] == self.url and kept["mark"] and 0 < size <= kept["total"]:
                self.have, self.total = size, int(kept["total"])
                self.mark, self.name = str(kept["mark"]), str(kept["name"])
                self.tag, self.modified = str(kept["tag"]), str(kept["modified"])
                self.furthest = size
        except (OSError, ValueError, KeyError, TypeError):
            pass  # Nothing was left, or not all that is needed to go on.

    def remember(self) -> None:
        """Keeps what the pieces are pieces of."""
        names = ("url", "total", "mark", "name", "tag", "modified")
        kept = {name: getattr(self, name) for name in names}
        self.beside.write_text(json.dumps(kept), encoding="utf-8")

    def forget(self) -> None:
        """Nothing of these pieces is gone on from."""
        self.pieces.unlink(missing_ok=True)
        self.beside.unlink(missing_ok=True)

    def reject(self, problem: str) -> RejectedImport:
        """An error that names the address."""
        return RejectedImport([f"{shown(self.url)}: {problem}"])


def is_address(words: str) -> bool:
    """Whether it is an address to fetch from, and no path."""
    return words.lower().startswith(("http://", "https://"))


def check_address(url: str) -> None:
    """Raises RejectedImport for one that names no host. It is not repeated: it may hold a key."""
    try:
        parts = urlsplit(url)
        # Asked for, a port says whether it is one.
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        named = False
    if not named:
        raise RejectedImport(["the address names no host: look at its brackets, port and signs"])


def shown(url: str) -> str:
    """The address as it may be printed and kept: without passwords, keys and other parameters."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


@dataclass(frozen=True, slots=True)
class Version:
    """How a server tells one version of a file from another: its ETag and its Last-Modified."""

    tag: str = ""
    modified: str = ""

    def is_stated(self) -> bool:
        """Whether the server tells anything."""
        return bool(self.tag or self.modified)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file and its version."""

    path: Path
    version: Version


def is_newer(url: str, known: Version) -> bool:
    """Whether the server has another version than the known one; true where it does not tell.

    Raises RejectedImport where it has none at all.
    """
    headers = {"If-None-Match": known.tag} if known.tag else {}
    if known.modified:
        headers["If-Modified-Since"] = known.modified
    import httpx

    coming = _Fetch(url, Path(), 0, lambda *_: None)
    try:
        with _client() as client, client.stream("GET", url, headers=headers) as response:
            if response.status_code == HTTPStatus.NOT_MODIFIED:
                return False
            _judge(response, coming)
            return not known.is_stated() or _version(response) != known
    except _BrokeOff as error:
        raise coming.reject(str(error)) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise coming.reject(f"cannot be reached: {error or type(error).__name__}") from error


def fetch(url: str, folder: Path, most_bytes: int, watch: Watch, pause: float = 1.0) -> Path:
    """The file alone: see `fetch_version`."""
    return fetch_version(url, folder, most_bytes, watch, pause).path


def fetch_version(
    url: str,
    folder: Path,
    most_bytes: int,
    watch: Watch,
    pause: float = 1.0,
    page: bool = False,
) -> Fetched:
    """The file, under its own name in the folder, and its version. `watch` gets the bytes had and
    to come.

    Raises RejectedImport for anything but a whole file: what a broken connection left is gone on
    from, several times at most; then it is an error. What is there by then stays in the folder,
    and the next call goes on from it. A web page is refused, unless a `page` is asked for.
    """
    coming = _Fetch(url, folder, most_bytes, watch, page=page)
    coming.resume()
    failures = 0
    try:
        with _client() as client:
            while True:
                before = coming.furthest
                try:
                    path = _attempt(client, coming)
                    return Fetched(path, Version(coming.tag, coming.modified))
                except _BrokeOff as error:
                    forward = coming.furthest - before >= _STEP
                    failures = 1 if forward else failures + 1
                    if failures >= _MOST_FAILURES:
                        problem = f"given up after {failures} failures in a row: {error}"
                        raise coming.reject(problem) from error
                    time.sleep(pause * 2 ** (failures - 1))
    except OSError as error:
        raise coming.reject(f"cannot be kept in {folder}: {error.strerror}") from error


def _client() -> "httpx.Client":
    import httpx

    return httpx.Client(
        headers={"User-Agent": f"materia/{__version__}", "Accept-Encoding": "identity"},
        timeout=httpx.Timeout(_SECONDS, connect=_SECONDS_TO_CONNECT),
        follow_redirects=True,
        max_redirects=_MOST_REDIRECTS,
    )


def _attempt(client: "httpx.Client", coming: _Fetch) -> Path:
    import httpx

    headers = {}
    if coming.total and coming.have == coming.total:
        # All had come when it was interrupted.
        return _whole(coming)
    if coming.have and coming.mark:
        headers = {"Range": f"bytes={coming.have}-", "If-Range": coming.mark}
    try:
        with client.stream("GET", coming.url, headers=headers) as response:
            _judge(response, coming)
            _begin(response, coming)
            _receive(response, coming)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpx.TooManyRedirects) as error:
        raise coming.reject(f"cannot be fetched: {error}") from error
    except httpx.HTTPError as error:
        if isinstance(error, httpx.ConnectError) and not coming.furthest:
            raise coming.reject(f"cannot be reached: {error}") from error
        raise _BrokeOff(str(error) or type(error).__name__) from error
    if coming.total and coming.have != coming.total:
        raise _BrokeOff(f"{coming.have} bytes came, and {coming.total} were told")
    return _whole(coming)


def _whole(coming: _Fetch) -> Path:
    """All has come: it is looked at, and gets its name."""
    with coming.pieces.open("rb") as file:
        beginning = file.read(512)
    coming.beside.unlink(missing_ok=True)
    if not beginning or (is_page(beginning) and not coming.page):
        coming.forget()
        raise coming.reject(_PAGE if beginning else "the file is empty")
    return coming.pieces.rename(coming.folder / coming.name)


def _judge(response: "httpx.Response", coming: _Fetch) -> None:
    """Whether this answer is the file, or the rest of it."""
    schemes = [one.url.scheme for one in (*response.history, response)]
    if "https" in schemes and schemes[-1] == "http":
        raise coming.reject("leads from https to http, where anybody may change the file")
    status = response.status_code
    if status >= 500 or status in _AGAIN:
        raise _BrokeOff(f"the server answers {status} {response.reason_phrase}")
    if status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
        coming.have = coming.total = 0
        raise _BrokeOff("the server has no such part of the file")
    if status not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        raise coming.reject(f"the server answers {status} {response.reason_phrase}".strip())
    is_html = response.headers.get("content-type", "").startswith("text/html")
    if is_html and not coming.page:
        raise coming.reject(_PAGE)


def _begin(response: "httpx.Response", coming: _Fetch) -> None:
    """Where this answer begins, how long the whole will be, and which version it is of."""
    length = int(response.headers.get("content-length", "0"))
    if response.status_code == HTTPStatus.PARTIAL_CONTENT:
        found = _RANGE.match(response.headers.get("content-range", ""))
        whole = int(found[2]) if found and found[2] != "*" else coming.total
        other = _mark(response) not in ("", coming.mark)
        if not found or int(found[1]) != coming.have or whole != coming.total or other:
            coming.have, coming.mark = 0, ""
            coming.forget()
            raise _BrokeOff("the server sends another part than it was asked for")
    else:
        # Ignored, or another version by now: from the beginning.
        coming.have, coming.total = 0, length
        coming.name = _name(response)
        coming.mark = _mark(response)
        version = _version(response)
        coming.tag, coming.modified = version.tag, version.modified
        coming.remember()
    if coming.total > coming.most_bytes:
        raise coming.reject(_too_long(coming))


def _receive(response: "httpx.Response", coming: _Fetch) -> None:
    with coming.pieces.open("r+b" if coming.have else "wb") as file:
        file.seek(coming.have)
        for piece in response.iter_raw():
            coming.have += file.write(piece)
            coming.furthest = max(coming.furthest, coming.have)
            if coming.have > coming.most_bytes:
                raise coming.reject(_too_long(coming))
            coming.watch(coming.have, coming.total)


def _too_long(coming: _Fetch) -> str:
    return f"longer than {coming.most_bytes} bytes (MATERIA_MAX_DOWNLOAD_BYTES)"


def _mark(response: "httpx.Response") -> str:
    """By which the rest can be asked for, if the file is still the same; a weak ETag is none."""
    etag = response.headers.get("etag", "")
    return str(etag if etag.startswith('"') else response.headers.get("last-modified", ""))


def _version(response: "httpx.Response") -> Version:
    return Version(
        response.headers.get("etag", ""),
        response.headers.get("last-modified", ""),
    )


def _name(response: "httpx.Response") -> str:
    """The file's own name: importers know files by it."""
    stated = _DISPOSITION.search(response.headers.get("content-disposition", ""))
    last = stated[1] if stated else unquote(response.url.path)
    name = re.sub(r"[^\w.+-]", "_", last.replace("\\", "/").rpartition("/")[2]).lstrip(".")
    packed = response.headers.get("content-encoding", "") in ("gzip", "x-gzip")
    return (name or "download") + (".gz" if packed and not name.endswith(".gz") else "")
