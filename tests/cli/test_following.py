"""A publisher signs releases; a server that follows has the same ones, and nothing that is not."""

import contextlib
import http.client
import json
import shutil
import signal
import socketserver
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from xml.etree import ElementTree

import pytest
from app.cli.app import app
from app.domain.errors import MateriaError
from app.importers import DATA_SETS
from app.importers.source import DataSet
from app.services.importing import run_import
from app.services.published.follow import Follower, NotTaken
from app.services.published.manifest import (
    Unverified,
    load_key,
    make_key,
    newest_manifest_in,
    public_key_of,
    verify,
)
from app.services.published.publish import MayNotPublish, publish
from app.store.database import list_values, open_engine
from app.store.releases import find_release
from sqlmodel import Session
from typer.testing import CliRunner

from tests.cli.starting import Started, wait_until
from tests.cli.test_serve import Served
from tests.cli.test_serving_on import run
from tests.cli.test_swapping import Endpoint, change, end, release_of, wait_for_answers
from tests.conftest import ROOT, open_migrated
from tests.pharmacopoeia import facts
from tests.seeds import changed, write_seed
from tests.store.test_releases import telling

ATOM = "{http://www.w3.org/2005/Atom}"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def web_server(folder: Path) -> Iterator[str]:
    """Serves a folder. The address of the feed in it."""
    with socketserver.ThreadingTCPServer(
        ("127.0.0.1", 0), partial(_Quiet, directory=str(folder))
    ) as server:
        server.daemon_threads = True
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/feed.xml"
        finally:
            server.shutdown()
            serving.join()


class Publisher:
    """A database of its own, a key, and a folder that a web server serves."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "published"
        self.key = folder / "key.pem"
        self.public_key = make_key(self.key)
        self.seed = write_seed(folder / "seed")
        self.url = f"sqlite:///{folder / 'publisher.db'}"
        open_migrated(self.url).dispose()
        self.take(DATA_SETS["curated"], self.seed)

    def take(self, data_set: DataSet, path: Path = Path()) -> None:
        """Imports."""
        engine = open_engine(self.url)
        with Session(engine) as session:
            run_import(session, data_set, path)
        engine.dispose()

    def change(self) -> None:
        """Another release."""
        write_seed(self.seed, **changed("drugs/beta.yaml", "The second", "Number two"))
        self.take(DATA_SETS["curated"], self.seed)

    def publish(self, *may: str) -> str:
        """The release that is published."""
        engine = open_engine(self.url)
        try:
            return publish(engine, self.folder, self.key, ROOT / "migrations", may).release
        finally:
            engine.dispose()

    def manifests(self) -> list[Path]:
        """The oldest first."""
        files = self.folder.glob("*.manifest.json")
        return sorted(files, key=lambda one: json.loads(one.read_text())["manifest"]["made_at"])

    def rewrite(self, **values: object) -> None:
        """Changes the newest manifest, without its key."""
        (*_, file) = self.manifests()
        signed = json.loads(file.read_text())
        signed["manifest"].update(values)
        file.write_text(json.dumps(signed))


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """With a small release, not published yet."""
    return Publisher(tmp_path)


@pytest.fixture
def follower(publisher: Publisher, tmp_path: Path) -> Iterator[Follower]:
    """Of what this publisher publishes, with nothing yet."""
    publisher.folder.mkdir()
    with web_server(publisher.folder) as url:
        file = tmp_path / "replica" / "materia.db"
        file.parent.mkdir()
        yield Follower(url, publisher.public_key, file, ROOT / "migrations", 10**9)


def content(url: str) -> tuple[str, list[object]]:
    """The release of a database, and all its facts."""
    engine = open_engine(url)
    with Session(engine) as session:
        release = find_release(session)
        assert release is not None
        found = release.hash, list(list_values(session))
    engine.dispose()
    return found


def state(follower: Follower) -> tuple[str, list[object]]:
    """What a server would answer from."""
    return content(f"sqlite:///{follower.file}?immutable=1")


def test_who_follows_has_the_same_facts(publisher: Publisher, follower: Follower) -> None:
    release = publisher.publish()
    taken = follower.follow()
    assert taken is not None and taken.release == release
    assert state(follower) == content(publisher.url)
    assert sum(taken.facts.values()) == len(state(follower)[1])
    assert [(one.key, one.licence) for one in taken.data_sets] == [("curated", "CC-BY-4.0")]
    assert follower.follow() is None, "there is nothing newer"
    publisher.change()
    assert follower.follow() is None, "it is not published"
    publisher.publish()
    assert follower.follow() is not None
    assert state(follower) == content(publisher.url)
    assert [one.name for one in follower.file.parent.iterdir()] == ["materia.db"]


def test_the_feed_is_atom_and_lists_the_newest_first(publisher: Publisher) -> None:
    publisher.publish()
    publisher.change()
    newest = publisher.publish()
    assert publisher.publish() == newest
    feed = ElementTree.parse(publisher.folder / "feed.xml").getroot()
    assert feed.tag == f"{ATOM}feed"
    assert all(feed.findtext(f"{ATOM}{name}") for name in ("title", "id", "updated"))
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    assert [len(one.findall(f"{ATOM}updated")) for one in entries] == [1, 1]
    assert entries[0].findtext(f"{ATOM}id") == f"urn:materia:release:{newest[7:]}"
    for entry in entries:
        links = {one.get("rel"): one for one in entry.findall(f"{ATOM}link")}
        file = publisher.folder / str(links["enclosure"].get("href"))
        assert file.stat().st_size == int(str(links["enclosure"].get("length")))
        signed = (publisher.folder / str(links["alternate"].get("href"))).read_bytes()
        assert verify(signed, publisher.public_key).file.name == file.name


def refuses(follower: Follower, error: type[MateriaError], words: str) -> None:
    """It takes nothing, and what was there is there."""
    before = follower.file.read_bytes() if follower.file.exists() else None
    with pytest.raises(error, match=words):
        follower.follow()
    assert (follower.file.read_bytes() if follower.file.exists() else None) == before


@pytest.mark.parametrize("has_one", [False, True])
def test_what_nobody_signed_is_refused(
    publisher: Publisher, follower: Follower, tmp_path: Path, has_one: bool
) -> None:
    publisher.publish()
    if has_one:
        follower.follow()
        publisher.change()
        publisher.publish()
    (*_, manifest) = publisher.manifests()
    signed = manifest.read_text()
    other = make_key(tmp_path / "other.pem")
    refuses(replace(follower, public_key=other), Unverified, "not signed by this key")
    for name in ("signature", "manifest"):
        manifest.write_text(json.dumps({**json.loads(signed), name: None}))
        refuses(follower, Unverified, "signed")
    manifest.write_text(json.dumps({"manifest": json.loads(signed)["manifest"]}))
    refuses(follower, Unverified, "no signed manifest")
    for text in ("", "[]", "null", "[" * 100_000, '{"manifest": 1, "signature": "AA=="}', "\xff"):
        manifest.write_text(text)
        # An empty file is none to whoever fetches it.
        refuses(follower, MateriaError if not text else Unverified, "signed|empty")
    manifest.write_text(signed)
    assert follower.follow() is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"release": "sha256:" + "0" * 64},
        {"made_at": "2999-01-01T00:00:00+00:00"},
        {"facts": {}},
        {"file": {"name": "other.db", "bytes": 5, "sha256": "0" * 64}},
        {"format": 2},
    ],
)
def test_a_manifest_that_was_changed_is_refused(
    publisher: Publisher, follower: Follower, changes: dict[str, object]
) -> None:
    publisher.publish()
    publisher.rewrite(**changes)
    refuses(follower, Unverified, "not signed by this key")


@pytest.mark.parametrize("place", [0, 20, 0.3, 0.9, -1])
@pytest.mark.fault(
    "A published file with one other bit",
    "Refused; the release before goes on",
)
def test_a_file_with_one_other_bit_is_refused(
    publisher: Publisher, follower: Follower, place: float
) -> None:
    publisher.publish()
    (file,) = publisher.folder.glob("*.db")
    whole = file.read_bytes()
    broken = bytearray(whole)
    broken[int(place * len(whole)) if 0 < place < 1 else int(place)] ^= 4
    file.write_bytes(broken)
    refuses(follower, Unverified, "not the one that was signed")
    file.write_bytes(whole[: len(whole) // 2])
    refuses(follower, Unverified, "not the one that was signed")
    file.write_bytes(whole + b"x")
    refuses(follower, MateriaError, "longer than")
    file.write_bytes(whole)
    assert follower.follow() is not None


def test_what_is_older_is_refused_unless_it_is_allowed(
    publisher: Publisher, follower: Follower
) -> None:
    old = publisher.publish()
    publisher.change()
    publisher.publish()
    follower.follow()
    # Somebody between sends what was signed long ago.
    publisher.manifests()[-1].unlink()
    publisher.publish()
    before, after = publisher.manifests()
    after.write_bytes(before.read_bytes())
    refuses(follower, NotTaken, "not after the one that is there")
    taken = replace(follower, allow_older=True).follow()
    assert taken is not None and state(follower)[0] == taken.release == old


def test_a_release_for_another_schema_is_refused(
    publisher: Publisher, follower: Follower, tmp_path: Path
) -> None:
    publisher.publish()
    versions = tmp_path / "migrations" / "versions"
    shutil.copytree(ROOT / "migrations", tmp_path / "migrations")
    schema = json.loads(publisher.manifests()[0].read_text())["manifest"]["schema"]
    (versions / "9999_next.py").write_text(
        f'revision: str = "9999"\ndown_revision: str | None = "{schema}"\n'
    )
    refuses(replace(follower, migrations=tmp_path / "migrations"), NotTaken, "another version")


def test_data_that_may_not_be_passed_on_are_not_published(
    publisher: Publisher, tmp_path: Path
) -> None:
    restricted = replace(telling(*facts()), key="bought", licence="not free: ours", free=False)
    publisher.take(restricted)
    with pytest.raises(MayNotPublish, match="bought: not free: ours"):
        publisher.publish()
    with pytest.raises(MayNotPublish, match="no data set other"):
        publisher.publish("bought", "other")
    assert not publisher.folder.exists()
    publisher.take(replace(restricted, key="unnamed", licence="", free=True))
    with pytest.raises(MayNotPublish, match="unnamed: no licence"):
        publisher.publish("bought")
    publisher.publish("bought", "unnamed")
    stated = json.loads(publisher.manifests()[0].read_text())["manifest"]["data_sets"]
    assert [one["free"] for one in stated] == [False, True, True]


def _linger(where: str) -> None:
    """Lets this process wait before it does it, for whoever ends it there."""
    from app.services.published import publish as module

    done = getattr(module, where)

    def wait(*given: object) -> object:
        Path("reached").touch()
        time.sleep(25)
        return done(*given)

    setattr(module, where, wait)


@pytest.mark.parametrize("where", ["export_all", "check_whole", "_describe", "sign", "write_feed"])
@pytest.mark.fault(
    "`materia publish` is killed",
    "No half release is left",
)
def test_a_publisher_that_is_killed_leaves_no_half_release(
    publisher: Publisher, follower: Follower, tmp_path: Path, where: str
) -> None:
    first = publisher.publish()
    follower.follow()
    publisher.change()
    words = ("publish", str(publisher.folder), "--key", str(publisher.key))
    settings = {"MATERIA_DATABASE_URL": publisher.url}
    process = Started(tmp_path, *words, first=partial(_linger, where), **settings)
    while not (tmp_path / "reached").exists():
        assert process.code is None, process.read(0)
        time.sleep(0.02)
    process.send(signal.SIGKILL)
    process.end()
    assert follower.follow() is None
    assert state(follower)[0] == first
    second = publisher.publish()
    taken = follower.follow()
    assert taken is not None and state(follower)[0] == taken.release == second != first
    left = [one.name for one in publisher.folder.iterdir() if one.suffix not in (".db", ".json")]
    assert sorted(left) == [".publishing.lock", "feed.xml"]


@pytest.mark.fault(
    "A follower is broken off",
    "The release before goes on; the next try is whole",
)
def test_a_follower_that_is_broken_off_goes_on_and_two_do_not_mix(
    publisher: Publisher, follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    publisher.publish()
    monkeypatch.setattr("app.services.published.follow._verify_file", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        follower.follow()
    monkeypatch.undo()
    seen: list[str] = []

    def watch(*_: int) -> None:
        with pytest.raises(NotTaken, match="another process"):
            follower.follow()
        seen.append("refused")

    assert replace(follower, watch=watch).follow() is not None
    assert seen
    assert state(follower) == content(publisher.url)


def test_a_file_that_others_write_is_left_alone(publisher: Publisher, follower: Follower) -> None:
    publisher.publish()
    beside = follower.file.with_name("materia.db-wal")
    beside.touch()
    refuses(follower, NotTaken, "a file of its own")
    beside.unlink()
    follower.file.write_text("other")
    refuses(follower, NotTaken, "no database of Materia")


@pytest.mark.parametrize(
    "feed",
    [
        b"",
        b"<feed",
        b"<feed xmlns='http://www.w3.org/2005/Atom'/>",
        b"<!DOCTYPE f [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><f>&b;</f>",
        b"<!DOCTYPE f [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><f>&a;</f>",
        b"\xff\xfe\x00",
    ],
)
def test_a_feed_that_is_none_is_refused(feed: bytes) -> None:
    with pytest.raises(Unverified, match="feed"):
        newest_manifest_in(feed, "https://example.org/feed.xml")


@pytest.mark.parametrize("words", ["", "abc", "AAAA", "é", "A" * 44])
def test_a_key_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(Unverified, match="public Ed25519 key"):
        verify(b"{}", words)


def test_a_key_is_its_owners_and_is_not_written_over(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    public = make_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert public_key_of(load_key(file)) == public
    with pytest.raises(FileExistsError):
        make_key(file)
    (tmp_path / "no.pem").write_text("no key")
    with pytest.raises(Unverified, match="no private key"):
        load_key(tmp_path / "no.pem")


def test_the_commands(
    publisher: Publisher, follower: Follower, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def say(*words: str) -> tuple[int, str]:
        ended = CliRunner().invoke(app, words)
        return ended.exit_code, " ".join((ended.output + ended.stderr).split())

    monkeypatch.setenv("MATERIA_DATABASE_URL", publisher.url)
    code, text = say("publishing-key", str(tmp_path / "new.pem"))
    public = text.split()[-1]
    assert code == 0 and say("publishing-key", str(tmp_path / "new.pem"))[0] == 1
    code, text = say("publish", str(publisher.folder), "--key", str(tmp_path / "new.pem"))
    assert code == 0 and "is published in" in text
    follow = ("follow", follower.url, "--once", "--key")
    assert "immutable=1" in say(*follow, public)[1]
    monkeypatch.setenv("MATERIA_DATABASE_URL", f"sqlite:///{follower.file}?immutable=1")
    code, text = say(*follow, publisher.public_key)
    assert code == 1 and "the manifest is not signed by this key. Nothing was changed." in text
    (tmp_path / "public").write_text(public + "\n")
    code, text = say(*follow, str(tmp_path / "public"))
    assert code == 0 and "has release sha256:" in text
    assert "is the newest" in say(*follow, public)[1]


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.fault(
    "A new release is followed under load",
    "No request fails",
)
def test_a_server_takes_up_what_was_followed_and_no_request_fails(
    seeded_copy: str, tmp_path: Path, workers: str
) -> None:
    shutil.copytree(ROOT / "seed", tmp_path / "seed")
    make_key(tmp_path / "key.pem")
    public = public_key_of(load_key(tmp_path / "key.pem"))
    folder, file = tmp_path / "published", tmp_path / "replica.db"

    def publish_now() -> None:
        engine = open_engine(seeded_copy)
        publish(engine, folder, tmp_path / "key.pem", ROOT / "migrations")
        engine.dispose()

    publish_now()
    with web_server(folder) as url:
        follower = Follower(url, public, file, ROOT / "migrations", 10**9)
        follower.follow()
        settings = {"MATERIA_WORKERS": workers, "MATERIA_LOG_LEVEL": "warning"}
        served = Served(tmp_path, MATERIA_DATABASE_URL=f"sqlite:///{file}?immutable=1", **settings)
        try:
            address = served.wait_for(r"answers at (\S+)")[1]
            old = release_of(address, served)
            port = int(address.rpartition(":")[2])
            clients = [Endpoint(port, first) for first in range(3)]
            for client in clients:
                client.start()
            wait_for_answers(clients)
            change(tmp_path / "seed")
            imported = ("import", "curated", str(tmp_path / "seed"))
            assert run(*imported, MATERIA_DATABASE_URL=seeded_copy) == 0
            publish_now()
            taken = follower.follow()
            wait_until(lambda: release_of(address, served) != old)
            wait_for_answers(clients)
            assert end(clients) == []
            assert taken is not None and described(port) == "Anew, a benzodiazepine"
            assert release_of(address, served) == taken.release
        finally:
            served.process.kill()


def described(port: int) -> str:
    """What the database says of a drug."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/drugs/clonazepam")
    text: str = json.loads(connection.getresponse().read())["description"]
    connection.close()
    return text[: len("Anew, a benzodiazepine")]
