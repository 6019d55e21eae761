"""A PostgreSQL server for tests, where TEST_POSTGRES_URL says one."""

import os

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
