"""MED-RT: classes and uses of drugs by the US Veterans Affairs (`Core_MEDRT_XML.zip`).

One XML file: concepts, then associations between them. Drugs are RxNorm ingredients, conditions
MeSH concepts, classes MED-RT concepts whose kind (`CTY`) is a property. Read are membership in
established pharmacologic classes (`Parent Of` from a concept of kind EPC to a drug), `may_treat`
and `may_prevent`. Every other association is counted by its name: a contraindication (`CI_with`)
tells no severity, and mechanisms and effects are no classes here. Endpoints in other vocabularies
than RxNorm, MeSH and MED-RT are left out, as their licences ask.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    Citations,
    ClassKind,
    Code,
    CodeSystem,
    Fact,
    Goal,
    Membership,
    Source,
    key,
)
from app.importers.files.archives import find_parts, first_named, pick
from app.importers.files.publishers import at
from app.importers.files.xml import read_elements, text_of
from app.importers.run import Intake
from app.importers.shared.effects_and_uses import USES as CATALOGUE
from app.importers.shared.effects_and_uses import Use, indication_fact
from app.importers.shared.known import codes_of, may_join, more_names, reason_against, right_codes
from app.importers.source import DataSet

KEY = "medrt"
_PAGE = "https://evs.nci.nih.gov/ftp1/MED-RT/"
_WHO = "MED-RT, the terminology of the US Department of Veterans Affairs,"
_PREVENTS = "lists it for prevention."
USES = {
    "may_treat": CATALOGUE[""],
    "may_prevent": Use(CATALOGUE[""].status, Goal.PREVENTIVE, _PREVENTS),
}
_PARENT, _EPC, _CLASS_MARK = "Parent Of", "EPC", " [EPC]"


class _End(NamedTuple):
    """One end of an association."""

    namespace: str
    name: str
    code: str


@dataclass(slots=True)
class _Read:
    """The classes met so far: by code, their names."""

    intake: Intake
    classes: dict[str, str] = field(default_factory=dict)

    def concept(self, found: Element) -> None:
        """A concept says only of which kind it is."""
        self.intake.row()
        self.intake.merge()
        kinds = {
            text_of(one, "value")
            for one in found.findall("property")
            if text_of(one, "name") == "CTY"
        }
        if text_of(found, "namespace") == "MED-RT" and _EPC in kinds:
            name = text_of(found, "name").removesuffix(_CLASS_MARK)
            self.classes[text_of(found, "code")] = name

    def association(self, found: Element) -> Iterator[Fact]:
        """The facts of one association, or the reason against it."""
        self.intake.row()
        name, one, other = text_of(found, "name"), _end(found, "from"), _end(found, "to")
        if name == _PARENT and one.code in self.classes and other.namespace == "RxNorm":
            yield from self._member(other, one)
        elif name in USES and one.namespace == "RxNorm" and other.namespace == "MeSH":
            yield from self._use(name, one, other)
        elif name in (*USES, _PARENT):
            self.intake.skip(f"{name}: not of a drug and a class or condition that is read")
        else:
            self.intake.skip(f"{name or 'no name'}: an association that is not read")

    def _drug(self, drug: str, end: _End, cited: Citations) -> Iterator[Fact]:
        """Names and codes of a drug; yields nothing of one that is known whole."""
        codes = right_codes((CodeSystem.RXNORM, end.code))
        yield from codes_of(self.intake, drug, codes, cited)
        yield from more_names(self.intake, drug, [end.name], cited)

    def _reason(self, end: _End) -> str | None:
        codes = right_codes((CodeSystem.RXNORM, end.code))
        if not codes or not end.name:
            return "a drug without a name and a right RxCUI"
        return reason_against(self.intake, end.name, codes)

    def _member(self, end: _End, of: _End) -> Iterator[Fact]:
        reason = self._reason(end)
        if reason is not None:
            self.intake.skip(reason)
            return
        cited = (Citation(KEY, f"RxCUI {end.code}, {of.name}"),)
        codes = right_codes((CodeSystem.EPC, of.code))
        drug_class = self.intake.drug_class(
            self.classes[of.code], cited, ClassKind.THERAPEUTIC, codes
        )
        drug = self.intake.drug(end.name, cited, [(CodeSystem.RXNORM, end.code)])
        if not may_join(self.intake, drug, drug_class):
            self.intake.skip("a class of curators that a drug is no member of")
        elif not self.intake.first(("member", drug, drug_class)):
            self.intake.merge()
        else:
            yield from self._drug(drug, end, cited)
            for code in codes:
                if self.intake.first(("class code", drug_class, code)):
                    yield Code(key("class", drug_class), *code, cited)
            yield Membership(drug, drug_class, True, cited)

    def _use(self, name: str, one: _End, other: _End) -> Iterator[Fact]:
        reason = self._reason(one) or (None if other.name else "a condition without a name")
        if reason is not None:
            self.intake.skip(reason)
            return
        cited = (Citation(KEY, f"RxCUI {one.code}, {name} {other.name}"),)
        drug = self.intake.drug(one.name, cited, [(CodeSystem.RXNORM, one.code)])
        condition = self.intake.condition(other.name, cited)
        if not self.intake.first(("use", drug, condition, name)):
            self.intake.merge()
            return
        if not self.intake.first(("use", drug, condition)):
            self.intake.skip("a use that is told in another way already")
            return
        yield from self._drug(drug, one, cited)
        id_ = f"{KEY}:{drug}:{condition}"
        yield indication_fact(id_, drug, condition, USES[name], _WHO, "", cited)


def _end(found: Element, side: str) -> _End:
    return _End(*(text_of(found, f"{side}_{part}") for part in ("namespace", "name", "code")))


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Classes, and what drugs may treat or prevent."""
    found = find_parts(paths)
    parts = pick(found, r".*medrt.*\.xml(\.gz)?")
    if len(parts) != 1:
        raise RejectedImport([f"not one XML file of MED-RT among: {first_named(found)}"])
    intake.size = parts[0].size
    reader, begun = _Read(intake), False
    tags = ("version", "concept", "association")
    version = "not told by the file"
    for _, element in read_elements(parts[0], intake, tags):
        if element.tag == "version":
            version = (element.text or "").strip() or version
            continue
        if not begun:
            begun = True
            yield _source(version)
        if element.tag == "concept":
            reader.concept(element)
        else:
            yield from reader.association(element)
    if not begun:
        raise RejectedImport([f"{parts[0]}: no concept and no association in it"])


def _source(version: str) -> Source:
    return Source(
        id=KEY,
        title="MED-RT, as imported",
        kind="terminology",
        publisher="US Department of Veterans Affairs",
        licence=DATA_SET.licence,
        version=version,
        address=_PAGE,
        note="A section is the RxCUI of a drug and what is said of it. Names of conditions: "
        "courtesy of the US National Library of Medicine.",
    )


DATA_SET = DataSet(
    key=KEY,
    title="MED-RT",
    homepage=_PAGE,
    licence="public domain (US Department of Veterans Affairs)",
    read=read,
    at_least=5,
    adds="established pharmacologic classes, and some 18,000 statements of what drugs are used for",
    files="Core_MEDRT_XML.zip, or Core_MEDRT_….xml in it",
    size="2.6 MB zipped, 50 MB unpacked",
    rank=44,
    # The folder of the National Cancer Institute, which gives MED-RT out, has it under this name.
    published=at(f"{_PAGE}Core_MEDRT_XML.zip", documented=_PAGE),
)
