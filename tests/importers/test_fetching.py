"""Is a file fetched whole, or told why not? Against a server of our own that does its worst."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.importers.files.download import fetch, shown

DATA = bytes(range(256)) * 2_000
Reply = Callable[[BaseHTTPRequestHandler], None]


class Server:
    """Gives each request to the next of the replies; the last one stands for all that follow."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.asked: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append({"path": self.path, **dict(self.headers.items())})
                left = outer.replies
                (left.pop(0) if len(left) > 1 else left[0])(self)
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Nothing is printed."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def close(self) -> None:
        """Ends it."""
        self.http.shutdown()
        self.http.server_close()
        self.thread.join(5)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """On the loopback, by no proxy."""
    monkeypatch.setenv("NO_PROXY", "*")
    one = Server()
    yield one
    one.close()


def send(
    one: BaseHTTPRequestHandler, status: int, body: bytes, cut: int | None = None, **headers: str
) -> None:
    """An answer; of its body only the beginning, if it is cut."""
    one.send_response(status)
    told = {
        "Content-Length": str(len(body)),
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    for name, value in told.items():
        if value:
            one.send_header(name, value)
    one.end_headers()
    one.wfile.write(body if cut is None else body[:cut])


def whole(**headers: str) -> Reply:
    """The file."""
    return lambda one: send(one, 200, DATA, **headers)


def breaking(cut: int, **headers: str) -> Reply:
    """The file, broken off."""
    return lambda one: send(one, 200, DATA, cut, **headers)


def rest(cut: int | None = None, data: bytes = DATA, shift: int = 0) -> Reply:
    """What was asked for by Range."""

    def reply(one: BaseHTTPRequestHandler) -> None:
        start = int(one.headers["Range"].removeprefix("bytes=").removesuffix("-")) + shift
        told = f"bytes {start}-{len(data) - 1}/{len(data)}"
        send(one, 206, data[start:], cut, Content_Range=told)

    return reply


def get(
    server: Server, folder: Path, *replies: Reply, path: str = "/a/file.zip", **more: Any
) -> Path:
    """What is fetched."""
    server.replies = list(replies)
    more = {"most_bytes": 10**9, "watch": lambda *_: None, "pause": 0.0, **more}
    return fetch(server.base + path, folder, **more)


def refused(server: Server, folder: Path, *replies: Reply, **more: Any) -> str:
    """Why nothing is fetched; and nothing is left under a name that could be imported."""
    with pytest.raises(RejectedImport) as error:
        get(server, folder, *replies, **more)
    assert [one.name for one in folder.iterdir() if not one.name.startswith(".part")] == []
    (problem,) = error.value.problems
    return problem


def test_a_file_is_fetched_whole_under_its_own_name(server: Server, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = get(server, tmp_path, whole(), watch=lambda *one: told.append(one))
    assert (found, found.read_bytes()) == (tmp_path / "file.zip", DATA)
    assert told[-1] == (len(DATA), len(DATA))
    assert server.asked[0]["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    "mark", [{"ETag": '"v1"'}, {"Last_Modified": "Mon, 02 Nov 2026 10:00:00 GMT"}]
)
def test_a_broken_connection_is_gone_on_from(
    server: Server, tmp_path: Path, mark: dict[str, str]
) -> None:
    replies = [breaking(100_000, **mark), rest(100_000), rest(100_000), rest()]
    assert get(server, tmp_path, *replies).read_bytes() == DATA
    starts = [one.get("Range") for one in server.asked]
    assert starts == [None, "bytes=100000-", "bytes=200000-", "bytes=300000-"]
    assert {one.get("If-Range") for one in server.asked[1:]} == set(mark.values())


@pytest.mark.parametrize("mark", [{}, {"ETag": 'W/"v1"'}])
def test_without_a_mark_of_the_version_it_begins_anew(
    server: Server, tmp_path: Path, mark: dict[str, str]
) -> None:
    assert get(server, tmp_path, breaking(100_000, **mark), whole()).read_bytes() == DATA
    assert "Range" not in server.asked[1]


def test_a_server_that_ignores_the_range_is_read_from_the_beginning(
    server: Server, tmp_path: Path
) -> None:
    found = get(server, tmp_path, breaking(100_000, ETag='"v1"'), whole(ETag='"v1"'))
    assert found.read_bytes() == DATA


def test_another_version_meanwhile_is_never_glued_to_the_old_one(
    server: Server, tmp_path: Path
) -> None:
    other = DATA[::-1] + b"more"
    replies = [
        breaking(100_000, ETag='"v1"'),
        rest(data=other),
        lambda one: send(one, 200, other, ETag='"v2"'),
    ]
    assert get(server, tmp_path, *replies).read_bytes() == other


def test_another_part_than_asked_for_is_not_taken(server: Server, tmp_path: Path) -> None:
    replies = [breaking(100_000, ETag='"v1"'), rest(shift=7), whole()]
    assert get(server, tmp_path, *replies).read_bytes() == DATA


def test_a_part_that_is_not_there_any_more_begins_anew(server: Server, tmp_path: Path) -> None:
    replies = [breaking(100_000, ETag='"v1"'), lambda one: send(one, 416, b""), whole()]
    assert get(server, tmp_path, *replies).read_bytes() == DATA


@pytest.mark.parametrize("cut", [0, 5, 100_000])
def test_a_server_that_always_breaks_off_is_given_up(
    server: Server, tmp_path: Path, cut: int
) -> None:
    problem = refused(server, tmp_path, breaking(cut))
    assert "given up after 5 failures in a row" in problem
    assert len(server.asked) <= 6


def test_a_server_that_is_busy_is_asked_again(server: Server, tmp_path: Path) -> None:
    busy: list[Reply] = [lambda one: send(one, 503, b"later"), lambda one: send(one, 429, b"")]
    assert get(server, tmp_path, *busy, whole()).read_bytes() == DATA


def test_a_server_that_stays_busy_is_given_up(server: Server, tmp_path: Path) -> None:
    problem = refused(server, tmp_path, lambda one: send(one, 503, b"later"))
    assert "503 Service Unavailable" in problem
    assert len(server.asked) == 5


@pytest.mark.parametrize(("status", "words"), [(404, "404 Not Found"), (403, "403 Forbidden")])
def test_an_error_of_the_server_is_told_at_once(
    server: Server, tmp_path: Path, status: int, words: str
) -> None:
    problem = refused(server, tmp_path, lambda one: send(one, status, b"no"))
    assert problem.endswith(f"/a/file.zip: the server answers {words}")
    assert len(server.asked) == 1


PAGE = b"\n<!DOCTYPE html><html><body>Please log in</body></html>"


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/zip", ""])
def test_a_web_page_is_no_data(server: Server, tmp_path: Path, kind: str) -> None:
    problem = refused(server, tmp_path, lambda one: send(one, 200, PAGE, Content_Type=kind))
    assert "a web page, not data" in problem


def test_an_empty_file_is_no_data(server: Server, tmp_path: Path) -> None:
    assert "the file is empty" in refused(server, tmp_path, lambda one: send(one, 200, b""))


def to(address: str) -> Reply:
    """Leads elsewhere."""
    return lambda one: send(one, 302, b"", Location=address)


def test_a_redirect_is_followed_and_names_the_file(server: Server, tmp_path: Path) -> None:
    found = get(server, tmp_path, to("/b/other%20name.txt.gz?key=1"), whole())
    assert (found.name, found.read_bytes()) == ("other_name.txt.gz", DATA)


@pytest.mark.parametrize("address", ["/a/file.zip", "file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_to_nowhere_is_told(server: Server, tmp_path: Path, address: str) -> None:
    assert "cannot be fetched" in refused(server, tmp_path, to(address))


def test_a_file_longer_than_allowed_is_refused_before_it_comes(
    server: Server, tmp_path: Path
) -> None:
    problem = refused(server, tmp_path, whole(), most_bytes=len(DATA) - 1)
    assert "longer than" in problem and "MATERIA_MAX_DOWNLOAD_BYTES" in problem
    assert not (tmp_path / ".part").exists()


def test_a_file_of_untold_length_is_stopped_where_it_grows_too_long(
    server: Server, tmp_path: Path
) -> None:
    def endless(one: BaseHTTPRequestHandler) -> None:
        send(one, 200, b"", Content_Length="")
        for _ in range(1_000):
            try:
                one.wfile.write(DATA)
            except OSError:
                return

    assert "longer than" in refused(server, tmp_path, endless, most_bytes=2_000_000)
    assert (tmp_path / ".part").stat().st_size < 4_000_000


def test_a_length_that_is_a_lie_never_gives_a_short_file(server: Server, tmp_path: Path) -> None:
    lie = str(len(DATA) + 10)
    problem = refused(server, tmp_path, lambda one: send(one, 200, DATA, Content_Length=lie))
    assert "given up" in problem


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ('attachment; filename="rxnorm full.zip"', "rxnorm_full.zip"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ("attachment; filename=..\\..\\x.zip", "x.zip"),
        ('attachment; filename=".hidden"', "hidden"),
    ],
)
def test_a_told_name_stays_in_the_folder(
    server: Server, tmp_path: Path, told: str, name: str
) -> None:
    found = get(server, tmp_path, whole(Content_Disposition=told))
    assert (found.parent, found.name) == (tmp_path, name)


def test_what_is_packed_on_the_way_is_known_as_packed(server: Server, tmp_path: Path) -> None:
    found = get(server, tmp_path, whole(Content_Encoding="gzip"), path="/a/file.csv")
    assert (found.name, found.read_bytes()) == ("file.csv.gz", DATA)


def test_a_server_that_is_not_there_is_told_at_once(server: Server, tmp_path: Path) -> None:
    server.close()
    assert "cannot be reached" in refused(server, tmp_path, whole())


def test_a_full_disk_is_told(server: Server, tmp_path: Path) -> None:
    with pytest.raises(RejectedImport, match="cannot be kept in"):
        get(server, tmp_path / "nowhere", whole())


def test_a_key_in_the_address_is_never_shown(server: Server, tmp_path: Path) -> None:
    problem = refused(
        server, tmp_path, lambda one: send(one, 404, b""), path="/f.zip?apiKey=SECRET"
    )
    assert "SECRET" not in problem
    assert (
        shown("https://me:SECRET@example.org:80/a/b?k=SECRET#SECRET")
        == "https://example.org:80/a/b"
    )
