"""One import at a time."""

from sqlalchemy import false, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.domain.errors import AnotherImport
from app.store.database import BUSY_MILLISECONDS, is_busy
from app.store.tables import DataSetRow, table


def claim_writing(session: Session) -> None:
    """Waits for another import to end. From now on nobody else writes facts.

    Raises AnotherImport when that takes too long.
    """
    postgres = session.get_bind().dialect.name == "postgresql"
    try:
        if postgres:
            _claim_postgres(session)
        else:
            session.execute(update(table(DataSetRow)).where(false()).values(key=""))
    except DBAPIError as error:
        if not is_busy(error):
            raise
        seconds = BUSY_MILLISECONDS // 1000
        raise AnotherImport(f"another import is running; waited {seconds} seconds") from error


def _claim_postgres(session: Session) -> None:
    """Before anything is read: the state that is then seen is that after the other import."""
    session.execute(text(f"SET LOCAL lock_timeout = {BUSY_MILLISECONDS}"))
    session.execute(text("LOCK TABLE data_set IN SHARE ROW EXCLUSIVE MODE"))
    session.execute(text("SET LOCAL lock_timeout = 0"))
