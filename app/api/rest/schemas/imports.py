"""Data sets, what an import did, and what changed from one release to another."""

from datetime import datetime

from pydantic import Field

from app.api.rest.schemas.shared import Answer, PageOut


class ImportOut(Answer):
    """What became of every row that was read: `imported`, `merged` (it said nothing new) or
    `skipped`, by reason. `conflicts` are the first of `conflict_count`: evidence on what a thing is
    that does not fit together. `facts` counts what is told, by kind.
    """

    data_set: str
    release: str
    origin: str
    imported_at: datetime
    seconds: float
    rows: int
    imported: int
    merged: int
    skipped: dict[str, int]
    conflicts: list[str]
    conflict_count: int
    notes: list[str]
    facts: dict[str, int]


class DataSetStateOut(Answer):
    """A data set that is loaded here or could be. `report` is that of the import which first told
    what it tells now. Of one that is not `free`, the licence forbids some uses.
    """

    key: str
    title: str
    homepage: str
    licence: str
    free: bool
    adds: str
    files: str
    size: str
    loaded: bool
    facts: int
    imported_at: datetime | None
    report: ImportOut | None


class ReleaseOut(Answer):
    """One complete state of the data: the checksum of each data set, and the import that made it.

    `imports` is empty for a release that was made before reports were kept.
    """

    hash: str
    made_at: datetime
    data_sets: dict[str, str]
    imports: list[ImportOut]


class ChangeCountsOut(Answer):
    added: int
    removed: int
    changed: int


class ChangedOut(Answer):
    """A data set that differs: `added`, `removed` or `changed` as a whole, with the facts by kind.

    Not `compared` when what it told in one of the releases is not kept any more.
    """

    data_set: str
    change: str
    compared: bool
    counts: dict[str, ChangeCountsOut]


class ChangeOut(Answer):
    """One fact that came, went or says something else; `what` is its identity in words."""

    data_set: str
    kind: str
    what: str
    change: str


class DifferenceOut(Answer):
    """What changed from `before` to `after`. Not `complete` when a data set could not be compared.

    `changes` is a page of the facts.
    """

    before: str = Field(alias="from")
    after: str = Field(alias="to")
    complete: bool
    data_sets: list[ChangedOut]
    changes: PageOut[ChangeOut]
