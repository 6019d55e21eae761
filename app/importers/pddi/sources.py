"""The sources in the merged table: who they are, and how grave their own words are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.facts import Source
from app.domain.identifying import slug_of
from app.domain.severity import Severity

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
