"""What is wrong with a database, by the error that it gave, and how that is mended."""

import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError


class Fault(StrEnum):
    """Why a database could not do what it was asked."""

    FULL = "full"
    READ_ONLY = "read_only"
    MALFORMED = "malformed"
    LOCKED = "locked"
    AWAY = "away"
    UNOPENED = "unopened"
    DISK = "disk"
    UNMIGRATED = "unmigrated"
    DENIED = "denied"
    NOT_THERE = "not_there"
    SLOW = "slow"
    OTHER = "other"


_OF_SQLITE = {
    sqlite3.SQLITE_FULL: Fault.FULL,
    sqlite3.SQLITE_READONLY: Fault.READ_ONLY,
    sqlite3.SQLITE_CORRUPT: Fault.MALFORMED,
    sqlite3.SQLITE_NOTADB: Fault.MALFORMED,
    sqlite3.SQLITE_BUSY: Fault.LOCKED,
    sqlite3.SQLITE_LOCKED: Fault.LOCKED,
    sqlite3.SQLITE_CANTOPEN: Fault.UNOPENED,
    sqlite3.SQLITE_IOERR: Fault.DISK,
    sqlite3.SQLITE_NOMEM: Fault.DISK,
    sqlite3.SQLITE_PERM: Fault.DENIED,
    sqlite3.SQLITE_AUTH: Fault.DENIED,
}
# States of PostgreSQL, by their beginning; the longest that fits counts.
_OF_POSTGRES = {
    "": Fault.AWAY,  # no state: the server was not reached
    "08": Fault.AWAY,
    "57P": Fault.AWAY,  # it ends, or has just begun
    "53300": Fault.AWAY,  # all its connections are taken
    "53100": Fault.FULL,
    "25006": Fault.READ_ONLY,
    "55P03": Fault.LOCKED,
    "40P01": Fault.LOCKED,
    "58": Fault.DISK,
    "XX001": Fault.MALFORMED,
    "XX002": Fault.MALFORMED,
    "42P01": Fault.UNMIGRATED,
    "42703": Fault.UNMIGRATED,
    "42501": Fault.DENIED,
    "28": Fault.DENIED,
    "3D000": Fault.NOT_THERE,
    "57014": Fault.SLOW,
}
_NO_TABLE = ("no such table", "no such column")


def fault_of(error: DBAPIError) -> Fault:
    """What is wrong, by the code that the database gave."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return _of_sqlite(code, str(error.orig))
    if isinstance(error.orig, sqlite3.Error):
        return Fault.OTHER
    if error.connection_invalidated:
        return Fault.AWAY
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        # An error of the driver without a state is one of the connection, or of a value.
        return Fault.AWAY if type(error.orig).__name__ == "OperationalError" else Fault.OTHER
    beginnings = (state[:size] for size in range(len(state), 0, -1))
    return next((_OF_POSTGRES[one] for one in beginnings if one in _OF_POSTGRES), Fault.OTHER)


def _of_sqlite(code: int, message: str) -> Fault:
    if code & 0xFF == sqlite3.SQLITE_ERROR and message.startswith(_NO_TABLE):
        return Fault.UNMIGRATED
    return _OF_SQLITE.get(code & 0xFF, Fault.OTHER)


def is_busy(error: DBAPIError) -> bool:
    """Whether somebody else was writing: then the error says nothing about the data."""
    return fault_of(error) is Fault.LOCKED


# Such an error says nothing about the data either: what was read of them before still holds.
_UNREACHED = frozenset({Fault.AWAY, Fault.UNOPENED, Fault.LOCKED, Fault.SLOW})


def is_unreached(error: DBAPIError) -> bool:
    """Whether the data could not be looked at: they may be as good as they were."""
    return fault_of(error) in _UNREACHED


def is_nothing_yet(error: DBAPIError) -> bool:
    """Whether there is no database of ours yet, rather than one that something is wrong with."""
    return fault_of(error) in (Fault.UNMIGRATED, Fault.UNOPENED)


_WHAT = {
    Fault.FULL: "the disk is full",
    Fault.READ_ONLY: "the database cannot be written",
    Fault.MALFORMED: "the database is damaged, or is none",
    Fault.LOCKED: "another process writes into the database",
    Fault.AWAY: "the database server cannot be reached",
    Fault.UNOPENED: "the database file cannot be opened",
    Fault.DISK: "the disk cannot be read or written",
    Fault.UNMIGRATED: "the database has no tables of Materia, or old ones",
    Fault.DENIED: "the database does not let this user in",
    Fault.NOT_THERE: "the server has no database of this name",
    Fault.SLOW: "the database took longer than a question may take",
    Fault.OTHER: "the database cannot be used",
}
_HOW = {
    Fault.FULL: "Make room where the database lies, then try again; what was there before is kept.",
    Fault.READ_ONLY: "To serve it as it is, add `?mode=ro` to MATERIA_DATABASE_URL; to change it, "
    "let this user write the file and its folder, or mount the disk for writing.",
    Fault.MALFORMED: "Put a backup in its place with `materia restore FILE`, or move the file away "
    "and run `materia migrate` and `materia seed`.",
    Fault.LOCKED: "Try again when it has ended; if none runs, look who has the file open "
    "(`fuser FILE`).",
    Fault.AWAY: "Start the server, or look at host, port and the number of its connections; "
    "checks are answered from memory until it is back.",
    Fault.UNOPENED: "Look at the path in MATERIA_DATABASE_URL and at who may read the file and its "
    "folder; where there is none yet, run `materia migrate` and `materia seed`.",
    Fault.DISK: "Look at the log of the system and at the disk; then `materia doctor` says whether "
    "the data are whole.",
    Fault.UNMIGRATED: "Run `materia migrate` and `materia seed`.",
    Fault.DENIED: "Look at user, password and rights in MATERIA_DATABASE_URL.",
    Fault.NOT_THERE: "Make it with `createdb`, then run `materia migrate` and `materia seed`.",
    Fault.SLOW: "Ask for less at once, or raise MATERIA_STATEMENT_SECONDS.",
    Fault.OTHER: "Run `materia doctor` to see what is wrong.",
}


def what_is_wrong(fault: Fault) -> str:
    """The fault in words, as part of a sentence."""
    return _WHAT[fault]


def how_to_mend(fault: Fault) -> str:
    """What an operator can do, in sentences."""
    return _HOW[fault]
