"""FEST: Norway's prescribing data, of which the interactions are read (`fest251.zip`, XML M30).

`KatInteraksjon` has entries of two kinds. An `Interaksjon` sets groups of substances against each
other, each substance with its Norwegian name and ATC code: every substance of one group meets every
one of the other groups. An `InteraksjonIkkeVurdert` names an ATC code whose interactions nobody
assessed: it stays *not assessed*. All other catalogues are passed over. Only drugs that are known
by name or ATC code get records: names are Norwegian.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from xml.etree.ElementTree import Element

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Assessment,
    Citation,
    Citations,
    Fact,
    Record,
    Severity,
    Source,
)
from app.importers.files.archives import find_parts, first_named, pick
from app.importers.files.publishers import at
from app.importers.files.xml import read_elements, text_of
from app.importers.run import Intake
from app.importers.shared.known import substance_codes
from app.importers.source import DataSet

KEY = "fest"
_PAGE = "https://www.dmp.no/om-oss/distribusjon-av-legemiddeldata/fest"
# Should not be combined; precautions should be taken; no measures are needed.
_RELEVANCE = (
    ("ikke kombineres", Severity.MAJOR),
    ("forholdsregler", Severity.MODERATE),
    ("ingen tiltak", Severity.MINOR),
)
_ACTIVE = "A"
_UNKNOWN = "no substance of it is a drug that is known by name or ATC code"


@dataclass(slots=True)
class _Interactions:
    """The pairs that were read, and whose interactions nobody assessed."""

    intake: Intake
    not_assessed: set[str] = field(default_factory=set)
    stated: dict[tuple[str, str, str], Record] = field(default_factory=dict)

    def entry(self, entry: Element) -> None:
        """One entry of the catalogue; the intake gets what became of it."""
        self.intake.row()
        status = _value(entry.find("Status"), "V")
        unassessed, interaction = entry.find("InteraksjonIkkeVurdert"), entry.find("Interaksjon")
        if status not in ("", _ACTIVE):
            self.intake.skip("an entry that is not active")
        elif unassessed is not None:
            self._not_assessed(unassessed)
        elif interaction is not None:
            self._pairs(interaction)
        else:
            self.intake.skip("an entry without an interaction")

    def _not_assessed(self, found: Element) -> None:
        drug = self._drug("", _value(found.find("Atc"), "V"))
        if drug is None:
            self.intake.skip("not assessed, and of no known drug")
        else:
            # Nothing is told of it: what nobody assessed is no fact.
            self.intake.merge()
            self.not_assessed.add(drug)

    def _pairs(self, interaction: Element) -> None:
        rating = _value(interaction.find("Relevans"), "DN") or "no relevance told"
        groups = [
            sorted({one for one in map(self._substance, group.iter("Substans")) if one})
            for group in interaction.findall("Substansgruppe")
        ]
        if len(groups) < 2:
            self.intake.skip("an interaction without two groups of substances")
            return
        pairs = {
            (min(pair), max(pair))
            for one, other in combinations(groups, 2)
            for pair in product(one, other)
            if pair[0] != pair[1]
        }
        if not pairs:
            self.intake.skip(_UNKNOWN)
            return
        cited = (Citation(KEY, text_of(interaction, "Id") or "KatInteraksjon"),)
        text = _text(interaction)
        before = len(self.stated)
        for pair in sorted(pairs):
            record = Record(*pair, rating, severity_of(rating), text, cited)
            self.stated.setdefault((*pair, rating), record)
        if len(self.stated) == before:
            self.intake.merge()

    def _substance(self, found: Element) -> str | None:
        name = text_of(found, "Substans")
        return self._drug(name, _value(found.find("Atc"), "V")) if len(found) else None

    def _drug(self, name: str, atc: str) -> str | None:
        codes = substance_codes(atc)
        drug = self.intake.find_drug(name, codes) if name or codes else None
        if drug is None:
            self.intake.note("substances that are no known drug")
        else:
            self.intake.mention_drug(drug)
        return drug


def severity_of(rating: str) -> Severity:
    """Our word for the relevance; what is not known stays unknown."""
    words = rating.casefold()
    return next((one for part, one in _RELEVANCE if part in words), Severity.UNKNOWN)


def _value(element: Element | None, attribute: str) -> str:
    return "" if element is None else element.get(attribute, "").strip()


def _text(interaction: Element) -> str:
    """What the entry says, in Norwegian."""
    fields = ("KliniskKonsekvens", "Interaksjonsmekanisme", "Situasjonskriterium", "Handtering")
    parts = [" ".join(text_of(interaction, one).split()) for one in fields]
    words = " ".join(one for one in parts if one)
    return f"[no] {words}" if words else ""


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """A record for every pair and relevance; an assessment for every drug that has one."""
    found = find_parts(paths)
    parts = pick(found, r".*\.xml(\.gz)?")
    if not parts:
        raise RejectedImport([f"there is no XML file of FEST among: {first_named(found)}"])
    intake.size = sum(part.size for part in parts)
    interactions, dates = _Interactions(intake), set()
    for part in parts:
        for _, element in read_elements(part, intake, ("HentetDato", "OppfInteraksjon")):
            if element.tag == "HentetDato":
                dates.add((element.text or "").strip()[:10])
            else:
                interactions.entry(element)
    if not intake.rows:
        raise RejectedImport([f"{parts[0]}: no entry OppfInteraksjon in it"])
    yield Source(
        id=KEY,
        title="FEST, interactions",
        kind="interaction data set",
        publisher="Norwegian Medical Products Agency",
        licence=DATA_SET.licence,
        version=max(dates, default="") or "not told by the files",
        address=_PAGE,
        note="A rating is the relevance in its own words; texts behind [no] are in Norwegian. "
        "A section is the id of an interaction.",
    )
    yield from interactions.stated.values()
    cited: Citations = (Citation(KEY, "KatInteraksjon"),)
    paired = {drug for one, other, _ in interactions.stated for drug in (one, other)}
    for drug in sorted(paired - interactions.not_assessed):
        yield Assessment(KEY, drug, cited)


DATA_SET = DataSet(
    key=KEY,
    title="FEST, interactions",
    homepage=_PAGE,
    licence="Norwegian Licence for Open Government Data (NLOD)",
    read=read,
    at_least=5,
    adds="11,000 interactions as the Norwegian agency rates them, in Norwegian; who was assessed",
    files="fest251.zip, or the XML file in it",
    size="14 MB zipped, 118 MB unpacked",
    rank=42,
    # The agency's page of FEST files links to the extract for prescribers under this address.
    published=at(
        "https://www.dmp.no/globalassets/documents/om-oss/distribusjon-av-legemiddeldata/fest/"
        "festfiler/fest251.zip",
        documented=_PAGE,
    ),
)
