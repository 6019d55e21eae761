"""An import into PostgreSQL that is killed at any moment leaves the last release, and no lock.

Skipped unless TEST_POSTGRES_URL is set.
"""

import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from app.store import database
from sqlalchemy import text
from sqlmodel import Session

from tests.cli.starting import LINGERS, linger, linger_at, wait_until
from tests.cli.test_killed import Imports, State
from tests.postgres import Server, of_this_worker

NAME = of_this_worker("killed")
DRUGS = 100
# What a dead import holds is let go within this time; another import waits longer than that.
SECONDS = 5


def linger_among_rows(after: int) -> None:
    """Lingers in the midst of a stream of rows, which is the first after so many others."""
    from app.store import write

    copy, before = write._copy, iter(range(after))

    def in_the_midst(rows: list[Any]) -> Iterator[Any]:
        # More than the client keeps back before it sends anything.
        yield from rows[: len(rows) // 2]
        yield from (rows[0] for _ in range(2_000))
        linger()

    def wait(connection: Any, statement: str, rows: list[Any]) -> None:
        is_before = next(before, None) is not None
        copy(connection, statement, rows if is_before else in_the_midst(rows))

    write._copy = wait


def linger_between_tables() -> None:
    """Lingers when the rows of one table are there and those of the next are not."""
    from app.store import write

    copy, before = write._copy, iter(range(1))

    def wait(connection: Any, statement: str, rows: list[Any]) -> None:
        if next(before, None) is None:
            linger()
        copy(connection, statement, rows)

    write._copy = wait


WORK = "SELECT pg_sleep(60)"


def be_busy() -> None:
    """Lets the server work on a statement for longer than anybody waits, as over very many rows."""
    from app.services import importing

    def work(session: Session, _: str) -> None:
        print(LINGERS, file=sys.stderr, flush=True)
        session.execute(text(WORK))

    importing.keep_digests = work


def linger_before_the_commit() -> None:
    """Lingers when nothing is left to be done but to keep it."""
    Session.commit = lambda _: linger()


def tell_of_the_commit() -> None:
    """Says when it is kept, and goes on."""
    commit = Session.commit

    def tell(session: Session) -> None:
        print(LINGERS, file=sys.stderr, flush=True)
        commit(session)

    Session.commit = tell


# Each is what the process of the import does first, so that it can be killed there.
MOMENTS: dict[str, Callable[[], None]] = {
    "before it reads": partial(linger_at, "looking at what is known"),
    "among the first rows": partial(linger_among_rows, 0),
    "among later rows": partial(linger_among_rows, 2),
    "between two tables": linger_between_tables,
    "beside the other data sets": partial(linger_at, "putting it beside the other data sets"),
    "while the server works": be_busy,
    "before the commit": linger_before_the_commit,
}


@pytest.fixture(scope="module")
def one(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imports]:
    """A database of one's own."""
    yield Imports(tmp_path_factory.mktemp("killed"), server.make(NAME), DRUGS)
    server.drop(NAME)


@pytest.fixture(scope="module")
def known(one: Imports) -> list[State]:
    """The two states that it may be in; it is in the second one."""
    return [one.whole(0), one.whole(1)]


def count_busy(server: Server, doing: str = "%") -> int:
    """How many work on the database, or hold a lock in it; whatever they do, or this."""
    asked = text(
        "SELECT count(DISTINCT pid) FROM pg_stat_activity LEFT JOIN pg_locks USING (pid) WHERE "
        "datname = :name AND backend_type = 'client backend' AND query LIKE :doing"
    )
    with server.engine.connect() as connection:
        return connection.scalars(asked, {"name": NAME, "doing": doing}).one()


def kill(one: Imports, server: Server, which: int, first: Callable[[], None], later: float) -> None:
    """Starts an import and kills it so long after it lingers. In time it holds nothing any more."""
    process = one.start(which, first)
    wait_until(lambda: LINGERS in process.read(0.05), 30)
    if first is be_busy:
        wait_until(lambda: count_busy(server, WORK) == 1, 10)
    time.sleep(later)
    process.send(signal.SIGKILL)
    process.end()
    wait_until(lambda: count_busy(server) == 0, SECONDS)


@pytest.mark.fault(
    "An import into PostgreSQL is killed (SIGKILL) while rows are copied, between tables, while "
    "the server works for it, and at the commit",
    "The release before is served, whole; no lock is left, and the next import is done",
)
def test_an_import_into_postgresql_that_is_killed_changes_nothing(
    one: Imports, known: list[State], server: Server
) -> None:
    now = 1
    for moment, first in MOMENTS.items():
        kill(one, server, 1 - now, first, 0)
        assert one.state() == known[now], moment
        now = 1 - now
        assert one.whole(now) == known[now], moment


def test_what_is_killed_while_it_is_kept_is_there_whole_or_not_at_all(
    one: Imports, known: list[State], server: Server
) -> None:
    now = known.index(one.state())
    for later in (0.0, 0.002, 0.01):
        kill(one, server, 1 - now, tell_of_the_commit, later * random.random() * 2)
        now = known.index(one.state())
    assert one.whole(1 - now) == known[1 - now]


def test_a_server_that_cannot_look_for_its_clients_is_claimed_all_the_same(
    one: Imports, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As a server before PostgreSQL 14 it refuses the setting.
    monkeypatch.setattr(database, "_LOOKS_MILLISECONDS", -7)
    engine = database.open_engine(one.url)
    with Session(engine) as session:
        database.claim_writing(session)
        modes = session.scalars(text("SELECT mode FROM pg_locks WHERE pid = pg_backend_pid()"))
        assert "ShareRowExclusiveLock" in [*modes]
    engine.dispose()
