"""Do `materia get` and `materia update` bring what publishers have, whole, and nothing else?

Against a server on the loopback that keeps small files of the true forms under the true paths.
"""

import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from app.cli.app import app
from app.importers import DATA_SETS
from app.importers.files import download
from app.importers.files.publishers import Address, Published, openfda
from app.importers.source import DataSet
from app.services.fetching import verify
from typer.testing import CliRunner

from tests.cli.conftest import plants, said
from tests.cli.test_imports import contents, run
from tests.importers import labelling

# Rows without a name are only counted: the file is long, and quickly imported.
TABLE = "name,unii\nrose,R1\nlily,L1\n" + f",{'X' * 100}\n" * 2_000 + "vine,V1\n"
Reply = Callable[[BaseHTTPRequestHandler, bytes], None]


class Publisher:
    """Files by their paths, each with a version; `worse` are replies that come before the files."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.versions: dict[str, str] = {}
        self.worse: list[Reply] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.ranges = True
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers.items())))
                outer.answer(self)
                self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Nothing is printed."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True).start()

    def has(self, url: str, content: bytes | str, version: str = "1") -> None:
        """A file under the path of its true address; no version: nothing is told of it."""
        path = urlsplit(url).path
        self.files[path] = content.encode() if isinstance(content, str) else content
        self.versions[path] = version

    def answer(self, one: BaseHTTPRequestHandler) -> None:
        """The file, the rest of it, or that it is not newer."""
        content = self.files.get(one.path)
        if self.worse:
            self.worse.pop(0)(one, content or b"")
            return
        if content is None:
            send(one, 404, b"not here")
            return
        version = self.versions[one.path]
        tag = {"ETag": f'"{version}"'} if version else {}
        if version and one.headers.get("If-None-Match") == f'"{version}"':
            send(one, 304, b"", **tag)
        elif (
            self.ranges and "Range" in one.headers and one.headers.get("If-Range") == f'"{version}"'
        ):
            start = int(one.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            told = f"bytes {start}-{len(content) - 1}/{len(content)}"
            send(one, 206, content[start:], Content_Range=told, **tag)
        else:
            send(one, 200, content, **tag)

    def close(self) -> None:
        """Ends it."""
        self.http.shutdown()
        self.http.server_close()

    def starts(self, path: str) -> list[str | None]:
        """From where on a file was asked for, each time."""
        return [headers.get("Range") for one, headers in self.asked if one == path]


def send(
    one: BaseHTTPRequestHandler, status: int, body: bytes, cut: int | None = None, **headers: str
) -> None:
    """An answer; of its body only the beginning, if it is cut."""
    one.send_response(status)
    one.send_header("Content-Length", str(len(body)))
    for name, value in headers.items():
        one.send_header(name.replace("_", "-"), value)
    one.end_headers()
    one.wfile.write(body if cut is None else body[:cut])


def broken(cut: int) -> Reply:
    """The file breaks off."""
    return lambda one, content: send(one, 200, content, cut, ETag='"1"')


def saying(status: int, body: bytes = b"no", **headers: str) -> Reply:
    """Something else than the file."""
    return lambda one, _: send(one, status, body, **headers)


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    """On the loopback, by no proxy."""
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setattr(download.time, "sleep", lambda _: None)
    one = Publisher()
    yield one
    one.close()


PLANTS = "/data/plants.csv"


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, publisher: Publisher) -> Path:
    """An empty one; the program knows plants, which the publisher has."""
    monkeypatch.setenv("MATERIA_DATABASE_URL", f"sqlite:///{tmp_path}/x.db")
    monkeypatch.setenv("COLUMNS", "200")
    assert CliRunner().invoke(app, ["migrate"]).exit_code == 0
    put(monkeypatch, publisher, plants())
    publisher.has(PLANTS, TABLE)
    return tmp_path / "x.db"


def put(
    monkeypatch: pytest.MonkeyPatch,
    publisher: Publisher,
    data_set: DataSet,
    paths: tuple[str, ...] = (PLANTS,),
    **more: Any,
) -> None:
    """A data set whose files are here."""
    addresses = tuple(Address(publisher.base + path, **more) for path in paths)
    told = Published(addresses, "https://example.org/downloads")
    monkeypatch.setitem(DATA_SETS, data_set.key, replace(data_set, published=told))


def put_list(monkeypatch: pytest.MonkeyPatch, publisher: Publisher) -> None:
    """The labels of openFDA, whose list of parts is here."""
    here = replace(openfda("label"), listing=publisher.base + "/download.json")
    label = replace(DATA_SETS["openfda-label"], published=here)
    monkeypatch.setitem(DATA_SETS, "openfda-label", label)


def known(name: str) -> bool:
    """Whether the database has a plant."""
    return run("show", name).exit_code == 0


def test_what_can_be_had_is_listed_and_nothing_is_fetched(
    database: Path, publisher: Publisher
) -> None:
    words = said(run("get"))
    of_plants = "plants: plants size: 1 kB licence: CC BY-NC 4.0 from: https://example.org/down"
    for one in (of_plants, "; needs --accept-licence"):
        assert one in words
    assert "by hand, no address is confirmed: https://ansm.sante.fr" in words
    assert publisher.asked == []


def test_a_data_set_is_fetched_and_imported_and_its_files_are_thrown_away(
    database: Path, publisher: Publisher
) -> None:
    result = run("get", "plants")
    assert result.exit_code == 0, said(result)
    assert "from http://127.0.0.1" in said(result) and known("rose")
    left = [one.name for one in (database.parent / "materia-downloads" / "plants").iterdir()]
    assert left == ["imported.json"]


def test_what_breaks_off_is_gone_on_from_in_one_run_and_in_the_next(
    database: Path, publisher: Publisher
) -> None:
    publisher.worse = [broken(100_000)] + [saying(500)] * 5
    result = run("get", "plants")
    assert result.exit_code == 1
    assert "1 of 1 data sets failed; of these nothing was changed." in said(result)
    assert run("get", "plants").exit_code == 0 and known("vine")
    assert publisher.starts(PLANTS)[0] is None
    assert set(publisher.starts(PLANTS)[1:]) == {"bytes=100000-"}


@pytest.mark.parametrize("ranges", [True, False])
def test_a_file_that_changed_meanwhile_is_never_glued_to_the_old_one(
    database: Path, publisher: Publisher, ranges: bool
) -> None:
    publisher.worse = [broken(100_000)] + [saying(500)] * 5
    assert run("get", "plants").exit_code == 1
    publisher.ranges = ranges
    publisher.has(PLANTS, TABLE.replace("rose", "moss"), "2")
    assert run("get", "plants").exit_code == 0
    assert known("moss") and not known("rose")


def test_a_rest_of_another_version_is_refused_even_with_the_right_length(
    database: Path, publisher: Publisher
) -> None:
    other = TABLE.replace("vine", "tree").encode()

    def rest(one: BaseHTTPRequestHandler, _: bytes) -> None:
        told = f"bytes 100000-{len(other) - 1}/{len(other)}"
        send(one, 206, other[100_000:], Content_Range=told, ETag='"2"')

    publisher.worse = [broken(100_000), rest]
    assert run("get", "plants").exit_code == 0
    assert known("vine") and not known("tree")


WRONG = {
    "404": saying(404),
    "a page": saying(200, b"<!DOCTYPE html><html>log in</html>", Content_Type="text/html"),
    "a page that says it is data": saying(200, b"<html>log in</html>"),
    "nothing": saying(200, b""),
    "half a file": saying(200, b"name,unii\n"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_no_data_is_refused_and_yesterdays_stays(
    database: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    put(monkeypatch, publisher, plants(at_least=3))
    assert run("get", "plants").exit_code == 0
    before = contents(database)
    publisher.worse = [WRONG[what]]
    result = run("get", "plants")
    assert result.exit_code == 1 and "✗ plants: " in said(result)
    assert contents(database) == before
    assert run("get", "plants").exit_code == 0


def test_one_that_fails_does_not_stop_the_others(
    database: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, publisher, replace(plants(), key="ferns", rank=1), ("/ferns.csv",))
    result = run("get", "ferns", "plants")
    assert result.exit_code == 1 and "✗ ferns: " in said(result)
    assert "1 of 2 data sets failed" in said(result) and known("rose")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"size": 90_000_000}, "and the publisher tells about 90000000"),
        ({"checksum": "sha256:" + "0" * 64}, "its sha256 is "),
        ({"checksum": "md5:" + "0" * 32}, "its md5 is "),
    ],
)
def test_a_file_of_another_size_or_checksum_is_refused(
    database: Path,
    publisher: Publisher,
    monkeypatch: pytest.MonkeyPatch,
    told: dict[str, Any],
    words: str,
) -> None:
    put(monkeypatch, publisher, plants(), **told)
    result = run("get", "plants")
    assert result.exit_code == 1 and words in said(result) and not known("rose")


@pytest.mark.parametrize("name", ["a.zip", "a.tsv.gz"])
def test_an_archive_must_open(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04half")
    with pytest.raises(Exception, match=name):
        verify(tmp_path / name, Address(f"https://example.org/{name}"))


def test_a_licence_is_accepted_before_anything_is_fetched(
    database: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, publisher, plants(free=False))
    assert run("get", "plants").exit_code == 2 and publisher.asked == []
    assert run("get", "plants", "--accept-licence").exit_code == 0 and known("rose")
    assert run("update").exit_code == 0
    put(monkeypatch, publisher, replace(plants(free=False), licence="another licence"))
    assert run("update").exit_code == 2


def test_a_licence_that_get_never_saw_accepted_stays_so_for_update(
    database: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    put(monkeypatch, publisher, plants(free=False))
    (tmp_path / "plants.csv").write_text("name,unii\nrose,R1\n")
    path = str(tmp_path / "plants.csv")
    assert run("import", "plants", path, "--accept-licence").exit_code == 0
    assert run("update").exit_code == 2 and publisher.asked == []


def test_all_open_leaves_out_what_is_not_free_and_what_has_no_address(
    database: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, one in list(DATA_SETS.items()):
        monkeypatch.setitem(DATA_SETS, key, replace(one, published=None))
    put(monkeypatch, publisher, plants(), (PLANTS,))
    put(monkeypatch, publisher, replace(plants(free=False), key="ferns"), ("/ferns.csv",))
    assert run("get", "--all-open").exit_code == 0
    assert {path for path, _ in publisher.asked} == {PLANTS}


@pytest.mark.parametrize("key", ["ansm", "curated", "csv", "nothing"])
def test_without_an_address_it_says_how_to_get_it(database: Path, key: str) -> None:
    result = run("get", key)
    assert result.exit_code == 1
    assert "materia import" in said(result) or "Unknown data set" in said(result)


def test_update_takes_only_what_is_newer_and_is_quiet(database: Path, publisher: Publisher) -> None:
    run("get", "plants")
    publisher.asked.clear()
    again = run("update")
    assert (again.exit_code, again.output, again.stderr) == (0, "", "")
    assert len(publisher.asked) == 1
    assert "nothing newer" in said(run("update", "--verbose"))
    publisher.has(PLANTS, TABLE.replace("rose", "moss"), "2")
    result = run("update")
    assert result.exit_code == 0 and "plants: " in said(result) and known("moss")
    assert result.stderr == ""


@pytest.mark.parametrize("command", [("get", "plants"), ("update",)])
def test_a_data_set_that_shrinks_is_refused_unless_that_is_asked_for(
    database: Path, publisher: Publisher, command: tuple[str, ...]
) -> None:
    run("get", "plants")
    before = contents(database)
    publisher.has(PLANTS, "name,unii\nrose,R1\n", "2")
    result = run(*command)
    assert result.exit_code == 1 and "3 facts instead of 5, 40 % fewer" in said(result)
    assert "--allow-shrink" in said(result) and contents(database) == before
    assert run(*command, "--allow-shrink").exit_code == 0 and not known("lily")


def test_update_of_a_server_that_tells_no_version_compares_the_bytes(
    database: Path, publisher: Publisher
) -> None:
    publisher.has(PLANTS, TABLE, "")
    run("get", "plants")
    before = contents(database)
    assert run("update").output == "" and contents(database) == before
    publisher.has(PLANTS, TABLE.replace("rose", "moss"), "")
    run("update")
    assert known("moss")


def test_update_of_a_server_that_is_away_is_exit_code_1_and_changes_nothing(
    database: Path, publisher: Publisher
) -> None:
    run("get", "plants")
    before = contents(database)
    publisher.worse = [saying(503)] * 9
    result = run("update")
    assert result.exit_code == 1 and "503" in said(result) and contents(database) == before


def test_update_leaves_alone_what_was_never_loaded(database: Path, publisher: Publisher) -> None:
    assert run("update").exit_code == 0 and publisher.asked == []
    assert run("update", "plants").exit_code == 0 and known("rose")


def test_two_at_once_do_not_get_into_each_others_way(database: Path) -> None:
    import fcntl

    folder = database.parent / "materia-downloads"
    folder.mkdir()
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = run("get", "plants")
    assert result.exit_code == 1 and "another get or update is at it" in said(result)


def zipped(name: str, text: str) -> bytes:
    """An archive with one file."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return kept.getvalue()


def listed(publisher: Publisher, day: str, *parts: bytes) -> None:
    """The list of openFDA with the parts of its labels, all under their true paths."""
    stated = []
    for number, content in enumerate(parts, 1):
        name = f"/drug/label/drug-label-{number:04}-of-{len(parts):04}.json.zip"
        publisher.has(name, content)
        size = f"{len(content) / 1e6:.2f}"
        stated.append({"display_name": name, "file": publisher.base + name, "size_mb": size})
    label = {"export_date": day, "total_records": len(parts), "partitions": stated}
    publisher.has("/download.json", json.dumps({"results": {"drug": {"label": label}}}), "")


def test_the_parts_of_openfda_are_those_of_its_list_and_its_date_says_what_is_newer(
    database: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_list(monkeypatch, publisher)
    parts = [
        zipped(f"drug-label-000{n}-of-0002.json", labelling.document(labelling.record(n)))
        for n in (1, 2)
    ]
    listed(publisher, "2026-11-20", *parts)
    result = run("get", "openfda-label")
    assert result.exit_code == 0 and "rows 2 imported 2" in said(result), said(result)
    publisher.asked.clear()
    assert run("update").output == ""
    assert [path for path, _ in publisher.asked] == ["/download.json"]
    listed(publisher, "2026-11-27", parts[0])
    assert "rows 1 imported 1" in said(run("update", "--allow-shrink"))


@pytest.mark.parametrize(
    "content", ["{}", "[]", "no", '{"results": {"drug": {"label": {"partitions": []}}}}']
)
def test_a_list_that_is_none_is_refused(
    database: Path, publisher: Publisher, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    put_list(monkeypatch, publisher)
    publisher.has("/download.json", content)
    result = run("get", "openfda-label")
    assert result.exit_code == 1 and "openfda-label: " in said(result)


def test_the_parts_of_dailymed_are_those_that_its_page_links_to() -> None:
    told = DATA_SETS["dailymed-spl"].published
    assert told is not None and told.read is not None
    base = "https://dailymed-data.nlm.nih.gov/public-release-files/dm_spl_release_"
    links = "".join(
        f'<a href="{base}{one}.zip">x</a>'
        for one in ("human_rx_part10", "human_rx_part2", "human_otc_part1", "human_rx_part2")
    )
    found = told.read(f"<!DOCTYPE html><html>{links}</html>".encode())
    names = [one.url.removeprefix(base) for one in found.addresses]
    assert names == ["human_rx_part2.zip", "human_rx_part10.zip"]


def test_every_address_is_one_of_a_publisher_and_says_where_it_is_documented() -> None:
    for one in DATA_SETS.values():
        if one.published is not None:
            urls = [address.url for address in one.published.addresses] or [one.published.listing]
            for url in (*urls, one.published.documented):
                assert urlsplit(url).scheme in ("https", "http") and urlsplit(url).netloc, one.key


def test_only_one_module_calls_out() -> None:
    root = Path(__file__).parents[2] / "app"
    calls = re.compile(
        r"^\s*(?:import|from) (?:httpx|requests|urllib\.request|http\.client)\b", re.M
    )
    found = [one for one in root.rglob("*.py") if calls.search(one.read_text(encoding="utf-8"))]
    assert [one.name for one in found] == ["download.py"]
