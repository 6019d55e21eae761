"""The merged public set of potential drug-drug interactions (Ayvaz 2015): one table, 15 sources.

Quirks: some 8,200 rows have a field too many, near the end; names from KEGG have lost their first
letter; names begin with a byte order mark, or have `_` for blanks; ids may be empty; a pair stands
several times and in both directions. `None` and `unclassified` are empty fields. The table names
no licence: each of its sources has its own.
"""

import re
import string
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Citations, Code, CodeSystem, Fact, Record, Severity, Source
from app.domain.names.matching import CodeOf, slug_of
from app.domain.names.text import normalise
from app.importers.files.archives import Part, find_parts, pick_one
from app.importers.files.text import read_rows
from app.importers.run import Intake
from app.importers.shared.known import reason_against_pair
from app.importers.source import DataSet

KEY = "pddi"
HOMEPAGE = "https://github.com/dbmi-pitt/Merged-PDDI"
_REPOSITORY = "University of Pittsburgh, merged from the source's own publication"
_NONE: Mapping[str, Severity] = {}
_C, _MAJOR, _MODERATE, _MINOR, _UNKNOWN = Severity

TABLE = Source(
    id=KEY,
    title="Merged public PDDI table",
    kind="interaction data set",
    publisher="University of Pittsburgh, Department of Biomedical Informatics",
    licence="each of its sources its own",
    version="2015",
    address=HOMEPAGE,
    note="Only names and ids are cited from it; each rating is cited from the source that gave it.",
)
# The four French levels, in whatever language and spelling: letters and blanks are compared.
_FRENCH: Mapping[str, Severity] = {
    "ci": _C, "contraindication": _C, "contra indication": _C, "contre indication": _C,
    "ad": _MAJOR, "asdec": _MAJOR, "not recommended": _MAJOR, "association deconseillee": _MAJOR,
    "pe": _MODERATE, "precaution for use": _MODERATE, "precaution d emploi": _MODERATE,
    "pc": _MINOR, "apec": _MINOR, "take into account": _MINOR, "a prendre en compte": _MINOR,
    "to be taken into account": _MINOR,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """A source as the table writes it. `unrated` is its rating where it gives no word of its own,
    as every pair of a list has the same.
    """

    title: str
    licence: str
    scale: Mapping[str, Severity] = field(default_factory=dict)
    unrated: str = "listed"
    severity: Severity = Severity.UNKNOWN
    lost_letters: bool = False


VOICES: Mapping[str, Voice] = {
    # Critical pairs should stop an order, significant ones should be looked at.
    "NDF-RT": Voice(
        "NDF-RT 2014",
        "public domain (US Department of Veterans Affairs)",
        {"critical": _MAJOR, "significant": _MODERATE},
    ),
    # As the curated rules of this list: the panel calls its pairs contraindicated.
    "ONC-HighPriority": Voice(
        "ONC high-priority list", "facts only: which drug meets which", _NONE, "high priority", _C
    ),
    # The list says that these need not interrupt; it does not say how grave they are.
    "ONC-NonInteruptive": Voice(
        "ONC low-priority list", "facts only: which drug meets which", _NONE, "non-interruptive"
    ),
    "Drugbank": Voice("DrugBank", "CC BY-NC 4.0"),
    "Kegg": Voice(
        "KEGG DRUG",
        "not free: academic use only",
        {"ci": _C, "contraindication": _C, "p": _MODERATE, "precaution": _MODERATE},
        lost_letters=True,
    ),
    "CredibleMeds": Voice("CredibleMeds", "not free: proprietary"),
    "OSCAR": Voice(
        "OSCAR EMR", "GPL 2.0 (application data)", {"1": _MINOR, "2": _MODERATE, "3": _MAJOR}
    ),
    "FrenchDB": Voice("French thesaurus (ANSM)", "French public sector information", _FRENCH),
    "World-Vista": Voice("WorldVistA", "French public sector information (ANSM)", _FRENCH),
    "HIV": Voice("Liverpool HIV drug interactions", "not free: proprietary"),
    "HEP": Voice("Liverpool hepatitis drug interactions", "not free: proprietary"),
    "DDI-Corpus-2011": Voice("DDI Corpus 2011", "CC BY-NC 3.0"),
    "DDI-Corpus-2013": Voice("DDI Corpus 2013", "CC BY-NC 3.0"),
    "NLM-Corpus": Voice("NLM CV DDI Corpus", "not stated, so not free"),
    "PK-Corpus": Voice("PK DDI Corpus", "not stated, so not free"),
}
_BY_SPELLING = {name.casefold(): (name, voice) for name, voice in VOICES.items()}


def voice_of(written: str) -> tuple[str, Voice]:
    """A source by what the table calls it; another one speaks for itself, in unknown words."""
    known = _BY_SPELLING.get(written.casefold())
    return known or (written, Voice(written, "not stated, so not free"))


def is_known(written: str) -> bool:
    """Whether the field holds the name of a source."""
    return written.casefold() in _BY_SPELLING


def source_id(name: str) -> str:
    """Its id here: `NDF-RT` is `pddi-ndf-rt`."""
    return f"{KEY}-{slug_of(name)}"


def source_of(name: str, voice: Voice) -> Source:
    """The source as a fact."""
    return Source(
        id=source_id(name),
        title=f"{voice.title}, in the merged PDDI table",
        kind="interaction list",
        publisher=_REPOSITORY,
        licence=voice.licence,
        version="as merged in 2015",
        address=HOMEPAGE,
        note=f"Called {name} in the table.",
    )


CITED: Citations = (Citation(KEY, "names"),)


class Found(NamedTuple):
    """The drug, or why there is none."""

    drug: str | None
    why: str = ""


@dataclass(slots=True)
class Drugs:
    """The drugs of the table. `names` are the whole names of ids, as most rows write them."""

    intake: Intake
    names: Mapping[str, str]
    _known: dict[tuple[str, str, bool], Found] = field(default_factory=dict)
    _codes: dict[str, CodeOf] = field(default_factory=dict)

    def of(self, code: str, name: str, voice: Voice) -> Found:
        """The drug of a side of a row."""
        asked = (code, name, voice.lost_letters)
        found = self._known.get(asked)
        if found is None:
            found = self._known[asked] = self._find(*asked)
        return found

    def new_codes(self) -> Iterator[tuple[str, CodeOf]]:
        """The codes of drugs that nobody knew before."""
        yield from sorted(self._codes.items())

    def _find(self, code: str, name: str, lost_letter: bool) -> Found:
        whole = self.names.get(code, "")
        if not whole and not lost_letter:
            whole = name
        known = self.intake.known.drugs
        codes = [(CodeSystem.DRUGBANK, code)] if code else []
        if not whole:
            by_code = known.identify("", codes) if codes else None
            return self._mentioned(by_code.id) if by_code else self._with_letter(name)
        reason = reason_against_pair(self.intake, whole, codes)
        if reason is not None:
            return Found(None, reason)
        new = self.intake.recognise(whole, codes).drug is None
        drug = self.intake.drug(_lower(whole), CITED, codes)
        if new and codes:
            self._codes.setdefault(drug, codes[0])
        return Found(drug)

    def _with_letter(self, name: str) -> Found:
        """A name as it stands, or with the one letter before it that makes it a known name."""
        if not name:
            return Found(None, "a drug without name and known id")
        known = self.intake.known.drugs
        tried = (name, *(letter + name for letter in string.ascii_lowercase))
        found = {one.id for one in map(known.identify, tried) if one is not None}
        if len(found) == 1:
            self.intake.note("names that were given back their first letter")
            return self._mentioned(next(iter(found)))
        return Found(None, "a name that has lost its first letter")

    def _mentioned(self, drug: str) -> Found:
        """A drug of another data set that this one names."""
        return Found(self.intake.drug(drug, CITED))


def _lower(name: str) -> str:
    """`PHENYTOIN` is shouted; `Vitamin B12` is not."""
    return name.lower() if name.isupper() else name


_COLUMNS = ["drug1", "object", "drug2", "precipitant"]
_FIELDS = 27
_SEVERITY, _SOURCE = 17, 20
_EMPTY = frozenset({"", "none", "unclassified", "null"})
_CODE = re.compile(r"(?:.*[:/])?(DB\d{5})", re.IGNORECASE)
_SIGNS = str.maketrans({"\ufeff": " ", "_": " ", "\u00a0": " "})
RatedPairs = dict[tuple[str, str, str], tuple[str, Severity]]


class _Row(NamedTuple):
    """One row as it is meant. A code is empty where the table gives none."""

    codes: tuple[str, str]
    names: tuple[str, str]
    rating: str
    source: str


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """A record for every pair and source, with the source's own word."""
    part = pick_one(find_parts(paths), r"(?!readme).*\.(tsv|csv|txt)(\.bz2)?", "table of pairs")
    intake.size = part.size
    yield TABLE
    drugs = Drugs(intake, _names(part))
    stated: RatedPairs = {}
    for row in _pair_rows(part, intake):
        _take(row, drugs, stated, intake)
    named = sorted({name for _, _, name in stated})
    for name in named:
        yield source_of(*voice_of(name))
    cited: dict[str, Citations] = {one: (Citation(source_id(one), "pairs"),) for one in named}
    titles = {one: voice_of(one)[1].title for one in named}
    for (one, other, name), (rating, severity) in stated.items():
        yield Record(one, other, rating, severity, f"{titles[name]}: {rating}", cited[name])
    for drug, code in drugs.new_codes():
        yield Code(f"drug:{drug}", *code, CITED)


def _names(part: Part) -> dict[str, str]:
    """The name of every id, as most rows write it whose source has whole names."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in _all_rows(part, Intake()):
        meant = _meant(row)
        if isinstance(meant, _Row) and not voice_of(meant.source)[1].lost_letters:
            for code, name in zip(meant.codes, meant.names, strict=True):
                if code and name:
                    counted[code][name.casefold()] += 1
    return {
        code: min(names.items(), key=lambda one: (-one[1], one[0]))[0]
        for code, names in counted.items()
    }


def _pair_rows(part: Part, intake: Intake) -> Iterator[_Row]:
    for row in _all_rows(part, intake):
        intake.row()
        meant = _meant(row)
        if isinstance(meant, str):
            intake.skip(meant)
        else:
            if len(row) > _FIELDS:
                intake.note("rows with a field too many, read all the same")
            yield meant


def _all_rows(part: Part, intake: Intake) -> Iterator[list[str]]:
    """The rows behind the header. Raises RejectedImport when it is another one."""
    rows = read_rows(part, intake, "\t", quoted=False)
    _, header = next(rows, (1, []))
    names = [name.strip("\ufeff ").casefold() for name in header]
    if names[:4] != _COLUMNS or "source" not in names:
        found = ", ".join(header[:12])[:200] or "nothing"
        raise RejectedImport(
            [f"{part}:1: no column {', '.join(_COLUMNS)}, …, source, tab-separated: {found}"]
        )
    for _, row in rows:
        yield row


def _meant(row: list[str]) -> _Row | str:
    """What a row says, or why it says nothing. One field too many moves what stands behind it."""
    if len(row) < _FIELDS:
        return "a row with too few fields"
    moved = int(len(row) > _FIELDS and not is_known(_plain(row[_SOURCE])))
    source = _plain(row[_SOURCE + moved])
    if not source or (len(row) > _FIELDS and not is_known(source)):
        return "no source named"
    rating = _plain(row[_SEVERITY])
    if moved and not rating:
        # The field too many may stand before the rating as well as behind it.
        rating = _plain(row[_SEVERITY + 1])
    codes = (_code(row[0]), _code(row[2]))
    return _Row(codes, (_plain(row[1]), _plain(row[3])), rating, source)


def _plain(field: str) -> str:
    text = " ".join(field.translate(_SIGNS).split())
    return "" if text.casefold() in _EMPTY else text


def _code(field: str) -> str:
    found = _CODE.fullmatch(field.strip("\ufeff "))
    return found[1].upper() if found else ""


def _take(row: _Row, drugs: Drugs, stated: RatedPairs, intake: Intake) -> None:
    """Puts a row with the others: of one source's words on a pair the gravest stands."""
    name, voice = voice_of(row.source)
    pair = [drugs.of(*one, voice) for one in zip(row.codes, row.names, strict=True)]
    why = next((one.why for one in pair if one.drug is None), None)
    one, other = sorted(one.drug or "" for one in pair)
    if why is None and one == other:
        why = "both are the same drug"
    if why is not None:
        intake.skip(why)
        return
    rating = row.rating or voice.unrated
    severity = voice.scale.get(normalise(rating), Severity.UNKNOWN)
    severity = severity if row.rating else voice.severity
    known = stated.get((one, other, name))
    if known is not None:
        intake.merge()
        if known[0] != rating:
            intake.note("pairs with several words of one source, of which the gravest stands")
    if known is None or known[1].rank < severity.rank:
        stated[one, other, name] = (rating, severity)


DATA_SET = DataSet(
    key="pddi",
    title="Merged public PDDI table",
    homepage=HOMEPAGE,
    licence="each source its own, several of them not free: see the source of each rating",
    read=read,
    at_least=5,
    adds="pairs as NDF-RT, ONC, DrugBank, KEGG, OSCAR and others rated them up to 2015",
    files="CombinedDatasetNotConservative.csv, .csv.bz2 or .zip, or merged_pddi….tsv",
    size="3 MB packed, 40 MB unpacked",
    free=False,
    rank=60,
)
