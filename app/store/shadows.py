"""Of a thing that several data sets tell, the one of most weight is read."""

from sqlalchemy import Column, ColumnElement, and_, exists, func, or_, select, update
from sqlmodel import Session

from app.store.tables import ROW_OF, DataSetRow, table, table_of


def cast_shadows(session: Session) -> None:
    """Marks what a data set of lower rank tells too."""
    ranks = table(DataSetRow)
    for kind in ROW_OF:
        mine = table_of(kind)
        if "shadowed" not in mine.c:
            continue
        told_twice = select(mine.c.id).group_by(mine.c.id).having(_more_than_one(mine.c.id))
        session.execute(update(mine).where(mine.c.shadowed).values(shadowed=False))
        other, theirs, own = mine.alias(), ranks.alias(), ranks.alias()
        before = exists().where(
            other.c.id == mine.c.id,
            other.c.data_set != mine.c.data_set,
            theirs.c.key == other.c.data_set,
            own.c.key == mine.c.data_set,
            or_(
                theirs.c.rank < own.c.rank,
                and_(theirs.c.rank == own.c.rank, theirs.c.key < own.c.key),
            ),
        )
        session.execute(update(mine).where(mine.c.id.in_(told_twice), before).values(shadowed=True))


def _more_than_one(column: "Column[str]") -> ColumnElement[bool]:

    return func.count(column) > 1
