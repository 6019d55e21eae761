"""A PostgreSQL server for tests, where TEST_POSTGRES_URL says one; and one of a test's own."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

ADDRESS = os.environ.get("TEST_POSTGRES_URL")
# The database with the seed of this checkout: one for all workers, to copy and never to write.
SEEDED = "materia_seeded"


def of_this_worker(name: str) -> str:
    """The name of a database that no other worker uses."""
    return f"materia_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'tests')}"


class Server:
    """A PostgreSQL server, on which databases are made anew."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        server = self.url.set(drivername="postgresql+psycopg")
        self.engine = create_engine(server, isolation_level="AUTOCOMMIT")

    def address(self, name: str) -> str:
        """The address of a database."""
        return self.url.set(database=name).render_as_string(hide_password=False)

    def make(self, name: str, like: str = "template1") -> str:
        """A new database in the place of the old one. Its address."""
        self.drop(name)
        with self.engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
        return self.address(name)

    def drop(self, name: str) -> None:
        """Without it, whoever is still connected."""
        with self.engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


class OwnServer:
    """A PostgreSQL server that nobody else uses."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self.binaries, self.folder = binaries, folder
        self.url = f"postgresql://materia@/postgres?host={folder}"
        self._run("initdb", "-D", f"{folder}/data", "-U", "materia", "--auth=trust", "-N")
        self.control("start")

    def control(self, *what: str, mode: str = "fast") -> None:
        """Starts, stops or restarts it; the connections that it has are broken off."""
        options = f"-c listen_addresses= -k {self.folder} -c fsync=off"
        common = ("-D", f"{self.folder}/data", "-w", "-m", mode, "-o", options)
        self._run("pg_ctl", *common, "-l", f"{self.folder}/log", *what)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=120, cwd="/")


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Such a server for a while; the test is skipped where its programs are not here."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if ADDRESS is None or not found:
        pytest.skip("TEST_POSTGRES_URL is not set, or there is no pg_ctl")
    # The path of a socket is short.
    folder = Path(tempfile.mkdtemp(prefix="materia-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    try:
        server = OwnServer(found[-1].parent, folder)
        yield server
        server.control("stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
