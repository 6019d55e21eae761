"""How fast is a file of national size read, beside SQLite alone taking the same rows?

Two measures stand beside each other: the rows of the file in a bare table without indexes, and the
rows that the import keeps in the very table, with its indexes. Ours reads, recognises, checks and
keeps; packing the indexes for a quick start comes once at the end and is measured apart.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from app.domain.facts import Record
from app.importers import DATA_SETS
from app.importers.run import Intake
from app.services.importing import known_things, run_import
from app.store.database import open_engine
from app.store.migrate import migrate
from app.store.rows import to_values
from app.store.write import _Writer, replace_facts
from sqlmodel import Session

from tests import postgres
from tests.benchmark.files import write_ddinter, write_rxnorm
from tests.conftest import ROOT, seed

pytestmark = pytest.mark.benchmark
ROUNDS = 3


def _seeded(folder: Path) -> str:
    url = f"sqlite:///{folder}/bench.db"
    engine = open_engine(url, create=True)
    migrate(engine, ROOT / "migrations")
    with Session(engine) as session:
        run_import(session, DATA_SETS["curated"], ROOT / "seed")
    engine.dispose()
    return url


def _seconds(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return time.perf_counter() - started


def _raw(file: Path, table: str, insert: str, rows: list[tuple[str, ...]]) -> float:
    file.unlink(missing_ok=True)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    for statement in table.split(";"):
        connection.execute(statement)
    connection.commit()

    def put() -> None:
        connection.execute("BEGIN")
        connection.executemany(insert, rows)
        connection.commit()

    seconds = _seconds(put)
    connection.close()
    return seconds


def _bare(file: Path, rows: list[tuple[str, ...]]) -> float:
    width = len(rows[0])
    columns = ", ".join(f"c{n}" for n in range(width))
    places = ", ".join("?" * width)
    return _raw(file, f"CREATE TABLE t ({columns})", f"INSERT INTO t VALUES ({places})", rows)


def _ours(url: str, key: str, path: Path) -> float:
    engine = open_engine(url)
    with Session(engine) as session:
        data_set = DATA_SETS[key]
        intake = Intake(data_set.title, known_things(session, key))

        def facts() -> Iterator[object]:
            yield from data_set.read([path], intake)
            yield from intake.mentioned()

        seconds = _seconds(lambda: replace_facts(session, key, facts()))  # type: ignore[arg-type]
        session.rollback()
    engine.dispose()
    return seconds


def _whole(url: str, key: str, path: Path) -> float:
    engine = open_engine(url)
    with Session(engine) as session:
        seconds = _seconds(lambda: run_import(session, DATA_SETS[key], path))
    engine.dispose()
    return seconds


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def test_an_rxnorm_of_a_million_strings(tmp_path: Path) -> None:
    folder = tmp_path / "rrf"
    count = write_rxnorm(folder)
    url = _seeded(tmp_path)
    rows = [
        [tuple(line.split("|")) for line in file.read_text(encoding="utf-8").splitlines()]
        for file in sorted(folder.iterdir())
    ]
    raw = _median([sum(_bare(tmp_path / "raw.db", table) for table in rows) for _ in range(ROUNDS)])
    del rows
    ours = _median([_ours(url, "rxnorm", folder) for _ in range(ROUNDS)])
    print(
        f"\nRxNorm, {count} rows: {count / ours:,.0f} rows/s, {raw / ours:.2f} x raw executemany "
        f"of the file's rows into a bare table ({count / raw:,.0f} rows/s) (bar: 0.25 x)"
    )
    print(f"the whole import, with indexes and commit: {_whole(url, 'rxnorm', folder):.0f} s")


def test_a_ddinter_of_300000_pairs(tmp_path: Path) -> None:
    folder = tmp_path / "ddinter"
    count = write_ddinter(folder)
    url = _seeded(tmp_path)
    rows = [
        tuple(line.rstrip("\n").split(","))
        for file in sorted(folder.iterdir())
        for line in file.read_text(encoding="utf-8").splitlines()[1:]
    ]
    bare = _median([_bare(tmp_path / "raw.db", rows) for _ in range(ROUNDS)])
    kept = _median([_kept(tmp_path, rows) for _ in range(ROUNDS)])
    ours = _median([_ours(url, "ddinter", folder) for _ in range(ROUNDS)])
    print(
        f"\nDDInter, {count} pairs: {count / ours:,.0f} rows/s, {kept / ours:.2f} x raw "
        f"executemany of the same rows into the table that keeps them ({count / kept:,.0f} "
        f"rows/s) (bar: 0.25 x); {bare / ours:.2f} x into a bare table ({count / bare:,.0f} rows/s)"
    )
    print(f"the whole import, with indexes and commit: {_whole(url, 'ddinter', folder):.0f} s")


def test_300000_pairs_into_postgresql(tmp_path: Path) -> None:
    """Rows by COPY, as an import sends them, beside an INSERT for each in the pipeline."""
    if postgres.ADDRESS is None:
        pytest.skip("TEST_POSTGRES_URL is not set")
    count = write_ddinter(tmp_path / "ddinter")
    server, name = postgres.Server(postgres.ADDRESS), postgres.of_this_worker("copied")
    url = server.make(name)
    seed(url)
    facts = _records(url, tmp_path / "ddinter")
    engine = open_engine(url)
    times: dict[str, list[float]] = {"copied": [], "inserted": []}
    for _ in range(ROUNDS):
        for how, put in (("copied", _by_import), ("inserted", _by_inserts)):
            with Session(engine) as session:
                times[how].append(_seconds(lambda put=put, session=session: put(session, facts)))  # type: ignore[misc]
                session.rollback()
    engine.dispose()
    server.drop(name)
    server.engine.dispose()
    ratios = sorted(one / two for one, two in zip(times["inserted"], times["copied"], strict=True))
    print(
        f"\nDDInter into PostgreSQL, {count} pairs with their indexes: "
        f"{len(facts) / _median(times['copied']):,.0f} rows/s by COPY, "
        f"{ratios[len(ratios) // 2]:.2f} x one INSERT for each (of {ratios[0]:.2f} to "
        f"{ratios[-1]:.2f})"
    )


def _records(url: str, folder: Path) -> list[Record]:
    engine, data_set = open_engine(url), DATA_SETS["ddinter"]
    with Session(engine) as session:
        intake = Intake(data_set.title, known_things(session, "ddinter"))
        found = [one for one in data_set.read([folder], intake) if isinstance(one, Record)]
    engine.dispose()
    return found


def _by_import(session: Session, facts: list[Record]) -> None:
    writer = _Writer(session.connection(), Record, "ddinter")
    for one in facts:
        writer.write(one)
    writer.close()


def _by_inserts(session: Session, facts: list[Record]) -> None:
    names = ", ".join([*(f'"{one.name}"' for one in fields(Record)), "data_set"])
    places = ", ".join(["%s"] * (len(fields(Record)) + 1))
    values, connection = to_values(Record), session.connection()
    for first in range(0, len(facts), 5_000):
        rows = [(*values(one), "ddinter") for one in facts[first : first + 5_000]]
        connection.exec_driver_sql(f'INSERT INTO "record" ({names}) VALUES ({places})', rows)


def _kept(folder: Path, rows: list[tuple[str, ...]]) -> float:
    cited = '[{"source": "ddinter", "section": "x", "paragraph": null}]'
    told = [(one, other, level, level.lower(), "", cited, "d") for _, one, _, other, level in rows]
    return _raw(
        folder / "kept.db",
        "CREATE TABLE record (number INTEGER PRIMARY KEY, one, other, rating, severity, text,"
        " citations, data_set);CREATE INDEX a ON record (one);CREATE INDEX b ON record (other)",
        "INSERT INTO record (one, other, rating, severity, text, citations, data_set)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        told,
    )
