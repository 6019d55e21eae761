"""Classes of drugs as FDA, MeSH and ChEBI make them, and their members.

An established pharmacologic class (EPC) of FDA is what labels call a drug: it is the class that is
known by its code or name already. Other classes are wider or cut otherwise (MeSH counts
cyclobenzaprine among the tricyclic antidepressants): they stand by themselves, named with who makes
them, and no curated rule is carried to their members.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.facts import Citation, Citations, Code, Fact, Membership, key
from app.domain.terms import ClassKind, CodeSystem
from app.importers.drugcentral.drugs import SOURCE
from app.importers.intake import Intake
from app.importers.known import codes_of, may_join, more_names, reason_against, right_codes
from app.importers.lines import read_table
from app.importers.parts import Part

_EPC = "FDA Established Pharmacologic Class"
_CLASSES = ("class_id", "class_name", "class_source", "class_type")
_MEMBERS = ("drugbank_id", "drugbank_name", "class_id", "class_name")
# By type: our kind of class, and how the class is marked.
_TYPES = {
    _EPC: (ClassKind.THERAPEUTIC, "EPC"),
    "Mechanism of Action": (ClassKind.EFFECT, "MoA"),
    "Physiologic Effect": (ClassKind.EFFECT, "PE"),
    "Chemical/Ingredient": (ClassKind.CHEMICAL, "chemical"),
    "Pharmacological Action": (ClassKind.EFFECT, "MeSH"),
    "Application": (ClassKind.THERAPEUTIC, "ChEBI"),
}


@dataclass(frozen=True, slots=True)
class _Class:
    name: str
    type: str
    cited: Citations


def read_classes(
    classes: Sequence[Part], members: Sequence[Part], intake: Intake
) -> Iterator[Fact]:
    """Memberships. A class without a member here is not told."""
    known: dict[str, _Class] = {}
    for part in classes:
        for _, (code, name, _source, type_) in read_table(
            part, intake, _CLASSES, "\t", quoted=False
        ):
            if not code or not name or type_ not in _TYPES:
                intake.skip("a class without a name or of an unknown type")
            elif code in known:
                intake.merge()
            else:
                known[code] = _Class(name, type_, (Citation(SOURCE, name),))
    for part in members:
        for _, row in read_table(part, intake, _MEMBERS, "\t", quoted=False):
            yield from _member(row, known, intake)


def _member(row: list[str], known: dict[str, _Class], intake: Intake) -> Iterator[Fact]:
    drugbank, name, code, class_name = row
    one = known.get(code)
    codes = right_codes((CodeSystem.DRUGBANK, drugbank))
    reason = reason_against(intake, name, codes)
    if one is None:
        intake.skip("a member of a class that classes.tsv does not have")
    elif not name or not codes:
        intake.skip("a member without a right drug")
    elif reason is not None:
        intake.skip(reason)
    else:
        cited = (Citation(SOURCE, f"{name}, {class_name}"),)
        drug = intake.drug(name, (Citation(SOURCE, name),), codes)
        yield from more_names(intake, drug, [name], cited)
        yield from codes_of(intake, drug, codes, cited)
        yield from _joined(drug, code, one, cited, intake)


def _joined(drug: str, code: str, one: _Class, cited: Citations, intake: Intake) -> Iterator[Fact]:
    slug = _class_of(code, one, intake)
    if one.type == _EPC and intake.first(("class", slug, code)):
        yield Code(key("class", slug), CodeSystem.EPC, code, one.cited)
    if not may_join(intake, drug, slug):
        intake.skip("a curated class that curators do not put this drug into")
    elif intake.first(("member", drug, slug)):
        yield Membership(drug, slug, True, cited)
    else:
        intake.merge()


def _class_of(code: str, one: _Class, intake: Intake) -> str:
    kind, mark = _TYPES[one.type]
    marked = f"{one.name} [{mark}]"
    if one.type != _EPC:
        return intake.drug_class(marked, one.cited, kind)
    codes = right_codes((CodeSystem.EPC, code))
    if intake.known.classes.identify(one.name, codes) is not None:
        return intake.drug_class(one.name, one.cited, kind, codes)
    return intake.drug_class(marked, one.cited, kind, codes)
