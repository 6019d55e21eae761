"""DailyMed: Structured Product Labels, one XML document a label, alone, in folders or in archives.

Quirks: in a release every label is an archive within the archive, beside its pictures. Sections
nest and are marked by LOINC codes; titles and kinds may be missing. Only labels of human drugs are
told: animal drugs, supplements, bulk ingredients and homeopathic products are left out.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Fact, LabelDrug, Schedule, Source
from app.importers.dailymed_spl.documents import LARGEST_DOCUMENT, read_documents
from app.importers.dailymed_spl.labels import Document, read_label
from app.importers.data_set import DataSet
from app.importers.intake import Intake
from app.importers.labelling.found import read_set_id
from app.importers.labelling.newest import Newest, version_of
from app.importers.labelling.telling import tell_label
from app.importers.parts import Part, find_parts, first_named, pick
from app.importers.xml_elements import read_document

_SOURCE = "dailymed-spl"
# They stand in front of all else in a document.
_HEAD = 1 << 16
_SET_ID = re.compile(rb'<setId\s[^>]{0,200}?root\s*=\s*"([^"]{1,80})"')
_VERSION = re.compile(rb'<versionNumber\s[^>]{0,200}?value\s*=\s*"(\d{1,9})"')
_DAY = re.compile(rb'<effectiveTime\s[^>]{0,200}?value\s*=\s*"(\d{1,14})"')


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """The newest version of every label of a human drug, its drugs, its sections and schedules."""
    found = find_parts(paths)
    parts = pick(found, r".*\.(xml|zip)")
    if not parts:
        raise RejectedImport([f"there is no XML file among: {first_named(found)}"])
    intake.size = sum(part.size for part in parts)
    yield _SOURCE_FACT
    newest = _newest(parts)
    schedules: dict[str, str] = {}
    for number, (place, content) in enumerate(read_documents(parts, intake), 1):
        intake.row()
        document = read_label(read_document(content, place, largest=LARGEST_DOCUMENT))
        if isinstance(document, str):
            intake.skip(document)
        elif not newest.take(document.label.set_id, number):
            intake.merge()
        else:
            yield from _tell(document, schedules, intake)
    if not intake.rows:
        raise RejectedImport([f"there is no XML document among: {first_named(parts)}"])


def _tell(document: Document, schedules: dict[str, str], intake: Intake) -> Iterator[Fact]:
    drugs = []
    for fact in tell_label(document.label, _SOURCE, intake):
        if isinstance(fact, LabelDrug):
            drugs.append(fact.drug)
        yield fact
    if document.schedule is None or len(drugs) != 1:
        return
    set_id, schedule = document.label.set_id, document.schedule
    known = schedules.setdefault(drugs[0], "")
    if not known:
        schedules[drugs[0]] = schedule
        yield Schedule(drugs[0], "US", schedule, (Citation(_SOURCE, f"set id {set_id}"),))
    elif known != schedule:
        intake.conflict(f"{drugs[0]} is {known} in another label, but {schedule} in {set_id}")


def _newest(parts: Sequence[Part]) -> Newest:
    newest = Newest()
    for number, (_, content) in enumerate(read_documents(parts, Intake()), 1):
        head = content[:_HEAD]
        set_id = read_set_id(_told(_SET_ID, head))
        if set_id is not None:
            newest.see(set_id, version_of(_told(_VERSION, head), _told(_DAY, head)), number)
    return newest


def _told(pattern: re.Pattern[bytes], head: bytes) -> str:
    found = pattern.search(head)
    return found[1].decode(errors="replace") if found else ""


_SOURCE_FACT = Source(
    id=_SOURCE,
    title="DailyMed labels, as imported",
    kind="labels",
    publisher="US National Library of Medicine",
    licence="public domain",
    version="not told by the files",
    address="https://dailymed.nlm.nih.gov/dailymed/spl-resources-all-drug-labels.cfm",
    note="A section is the set id of a label and its part.",
)


DATA_SET = DataSet(
    key=_SOURCE,
    title="DailyMed labels",
    homepage="https://dailymed.nlm.nih.gov/dailymed/spl-resources-all-drug-labels.cfm",
    licence="public domain",
    read=read,
    at_least=4,
    adds="US labels in full text with their own headings, active ingredients, DEA schedules",
    files="dm_spl_release_human_rx_part1.zip and its sisters, zips or XML files of single labels",
    size="3 GB a part, most of it pictures",
    rank=40,
)
