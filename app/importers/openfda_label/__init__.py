"""openFDA drug labels: the bulk download (zips of JSON in parts) or answers of the API.

Quirks: one document a part, `results` with up to 20,000 labels, read one by one. Every section is a
list of texts on one line each; tables stand beside them as HTML and are left out. Names and codes
are in the block `openfda`, in no common order, and empty for labels that could not be harmonised.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from app.domain.errors import RejectedImport
from app.domain.facts import Fact, Source
from app.importers.data_set import DataSet
from app.importers.intake import Intake
from app.importers.json_items import read_items, read_value
from app.importers.labelling.found import read_set_id
from app.importers.labelling.newest import Newest, version_of
from app.importers.labelling.telling import tell_label
from app.importers.openfda_label.records import read_record
from app.importers.openfda_label.twice import set_ids_told_twice
from app.importers.parts import Part, find_parts, first_named, pick

_SOURCE = "openfda-label"
_NO_VERSION = "not told by the files"


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """The newest version of every label, its drugs and its sections."""
    found = find_parts(paths)
    # Descriptions of the format lie beside the data.
    parts = pick(found, r"(?!.*schema).*\.json(\.gz)?")
    if not parts:
        raise RejectedImport([f"there is no JSON file among: {first_named(found)}"])
    intake.size = sum(part.size for part in parts)
    yield _source(parts)
    newest = _newest(parts)
    number = 0
    for part in parts:
        before = number
        for _, record in read_items(part, intake):
            number += 1
            yield from _label(record, number, newest, intake)
        _check_count(part, number - before)


def _label(record: Any, number: int, newest: Newest, intake: Intake) -> Iterator[Fact]:
    intake.row()
    label = read_record(record, intake)
    if isinstance(label, str):
        intake.skip(label)
    elif not newest.take(label.set_id, number):
        intake.merge()
    else:
        yield from tell_label(label, _SOURCE, intake)


def _newest(parts: Sequence[Part]) -> Newest:
    """Files are read once more only if a label stands in them more than once."""
    newest = Newest()
    twice = set_ids_told_twice(parts)
    number, aside = 0, Intake()
    for part in parts if twice else ():
        for _, record in read_items(part, aside):
            number += 1
            set_id = read_set_id(record.get("set_id")) if isinstance(record, dict) else None
            if set_id in twice:
                version = version_of(record.get("version"), record.get("effective_time"))
                newest.see(set_id, version, number)
    return newest


def _source(parts: Sequence[Part]) -> Source:
    dates = sorted(filter(None, (read_value(part, "meta.last_updated") for part in parts)))
    disclaimers = Counter(filter(None, (read_value(part, "meta.disclaimer") for part in parts)))
    return Source(
        id=_SOURCE,
        title="openFDA drug labels, as imported",
        kind="labels",
        publisher="US Food and Drug Administration",
        licence="public domain (CC0-1.0)",
        version=dates[-1] if dates else _NO_VERSION,
        address="https://open.fda.gov/apis/drug/label/",
        note=" ".join(["A section is the set id of a label and its part.", *sorted(disclaimers)]),
    )


def _check_count(part: Part, count: int) -> None:
    """A whole part tells how many labels are in it. An answer to a question tells how many fit."""
    limit, total = (read_value(part, f"meta.results.{name}") for name in ("limit", "total"))
    if limit is not None and limit == total and total.isdecimal() and count < int(total):
        raise RejectedImport([f"{part}: {count} labels, but it says that it has {total}"])


DATA_SET = DataSet(
    key=_SOURCE,
    title="openFDA drug labels",
    homepage="https://open.fda.gov/apis/drug/label/",
    licence="public domain (CC0-1.0)",
    read=read,
    at_least=4,
    adds="US labels in full text, section by section: boxed warnings, indications, interactions …",
    files="drug-label-0001-of-0013.json.zip and all its sisters, or answers of the API as JSON",
    size="1.7 GB zipped, 8 GB unpacked, in 13 parts",
    rank=45,
)
