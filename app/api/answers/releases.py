"""Sources, data sets, releases, coverage, search and the state of the service."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.api.answers.shared import Answer, PageOut, Ref
from app.domain.facts import NameKind


class ImportOut(Answer):
    """What became of every row that was read: `imported`, `merged` (it said nothing new) or
    `skipped`, by reason. `conflicts` are the first of `conflict_count`: evidence on what a thing is
    that does not fit together. `facts` counts the facts by kind.
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
    """A data set that is loaded here or could be. `report` is that of the import which brought its
    present facts. Of one that is not `free`, the licence forbids some uses.
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

    Not `compared` when its facts of one of the releases are not kept any more.
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


class SourceOut(Answer):
    """A document or data set that facts cite; `cited_by` counts the facts.

    `data_set` tells of it; where the source is an imported data set, `report` tells what its import
    did.
    """

    id: str
    title: str
    kind: str
    publisher: str
    licence: str
    version: str
    address: str | None
    note: str
    cited_by: int
    data_set: str
    report: ImportOut | None


class DataSetOut(Answer):
    """What was imported: its licence, how many facts, and when."""

    key: str
    title: str
    homepage: str
    licence: str
    checksum: str
    facts: int
    imported_at: datetime


class BreakdownOut(Answer):
    """How many facts of a kind there are, by one of their fields."""

    of: str
    by: str
    counts: dict[str, int]


class SourceKindOut(Answer):
    """The sources of one kind, how many facts cite them, and the years that their versions name.

    `oldest` and `newest` are null where no version names a year; `undated` counts those.
    """

    kind: str
    sources: int
    facts: int
    oldest: int | None
    newest: int | None
    undated: int


class CoverageOut(Answer):
    """What is in the release. `drugs_with` counts drugs with at least one fact of that kind.

    A full monograph has codes, classes, mechanism, uses, side effects and warnings of its own.
    `not_covered` says in sentences what is not here.
    """

    release: str
    made_at: datetime
    statement: str
    facts: dict[str, int]
    drugs_with: dict[str, int]
    codes: dict[str, int]
    pairs_assessed: int
    drugs_assessed: int
    full_monographs: int
    conditions_with_icd10: int
    breakdowns: list[BreakdownOut]
    sources: list[SourceKindOut]
    not_covered: list[str]
    data_sets: list[DataSetOut]


class FeedbackCountOut(Answer):
    """How often what a rule found had this outcome. `reason` is a code of our own list; empty
    without one, or with one of others.
    """

    rule: str
    outcome: str
    reason: str
    count: int


class SearchHitOut(Ref):
    """A thing with the words in one of its names."""

    matched_name: str
    path: str


class SuggestionOut(Ref):
    """A name that fits what was typed: `text` as it is written, `label` with what is behind it.

    `kind` is `drug`, `product` or `class`; a class has no `ingredients`.
    """

    text: str
    label: str
    kind_of_name: NameKind
    region: str | None
    ingredients: list[str]


class SuggestedOut(Answer):
    """What was typed, and the names that fit, the best known first."""

    query: str
    suggestions: list[SuggestionOut]


class StateOut(Answer):
    """`ok`, when it can answer."""

    status: str


class ReadyOut(StateOut):
    """`database` is `away` while only what is in memory can be answered, as checks are. `data` is
    `in_part` while not all rows could be compared with what imports wrote.
    """

    release: str
    database: Literal["ok", "away"]
    data: Literal["ok", "in_part"]


class VersionOut(Answer):
    """The version of the program and the hash of the data; null before any is loaded."""

    name: str
    version: str
    release: str | None
