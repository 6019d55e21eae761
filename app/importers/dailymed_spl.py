"""DailyMed: Structured Product Labels, one XML document a label, alone, in folders or in archives.

Quirks: in a release every label is an archive within the archive, beside its pictures. Sections
nest and are marked by LOINC codes; titles and kinds may be missing. Only labels of human drugs
become facts: animal drugs, supplements, bulk ingredients and homeopathic products are left out.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from xml.etree.ElementTree import Element

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Fact, LabelDrug, Schedule, Source
from app.importers.files.archives import Part, find_parts, first_named, open_part, pick, refused
from app.importers.files.publishers import linked
from app.importers.files.xml import read_document
from app.importers.run import Intake
from app.importers.shared.labels import (
    HOMEOPATHIC,
    FoundLabel,
    LabelFacts,
    Newest,
    Substance,
    base_name,
    is_salt_of,
    label_facts,
    others,
    product_codes,
    read_day,
    read_set_id,
    unii,
    version_of,
    why_homeopathic,
    why_not_human,
    with_mentions,
)
from app.importers.shared.spl_text import one_line, read_sections
from app.importers.source import DataSet

# A label is a few hundred kilobytes; the pictures beside it are more.
LARGEST_DOCUMENT = 32 * 2**20
LARGEST_ARCHIVE = 128 * 2**20


def read_documents(parts: Sequence[Part], intake: Intake) -> Iterator[tuple[str, bytes]]:
    """Every document with its place. Raises RejectedImport for what is broken or too large."""
    for path, group in groupby(parts, key=lambda part: part.path):
        for part, place, content in _of_file(path, list(group)):
            intake.at(part, 1, intake.done)
            yield place, content
            intake.done += part.size


def _of_file(path: Path, parts: Sequence[Part]) -> Iterator[tuple[Part, str, bytes]]:
    if parts[0].member is None:
        for part in parts:
            with open_part(part) as opened:
                yield (
                    part,
                    str(part),
                    _bounded(opened.read(LARGEST_DOCUMENT + 1), part, LARGEST_DOCUMENT),
                )
        return
    # Opened once: an archive of ten thousand labels is a while in opening.
    with refused(path.name), zipfile.ZipFile(path) as archive:
        for part in parts:
            for name, content in _of_member(archive, part):
                yield part, name, content


def _of_member(archive: zipfile.ZipFile, part: Part) -> Iterator[tuple[str, bytes]]:
    assert part.member is not None
    with refused(part):
        if not part.member.lower().endswith(".zip"):
            yield str(part), _read(archive, part.member, LARGEST_DOCUMENT, part)
            return
        content = _read(archive, part.member, LARGEST_ARCHIVE, part)
        with zipfile.ZipFile(io.BytesIO(content)) as inner:
            for member in inner.namelist():
                if member.lower().endswith(".xml"):
                    place = f"{part}/{member}"
                    yield place, _read(inner, member, LARGEST_DOCUMENT, place)


def _read(archive: zipfile.ZipFile, member: str, most: int, place: object) -> bytes:
    with archive.open(member) as opened:
        return _bounded(opened.read(most + 1), place, most)


def _bounded(content: bytes, place: object, most: int) -> bytes:
    if len(content) > most:
        raise RejectedImport([f"{place}: more than {most} bytes"])
    return content


# What stands in front of every title since 2006, and says nothing of the label.
_PREAMBLE = re.compile(
    r"These highlights do not include .{0,400}?information for [^.]{1,200}\.\s*", re.I
)
_SECTIONS = "component/structuredBody/component/section"
_HOMEOPATHIC = "C73614"
_NDC = "2.16.840.1.113883.6.69"
_SCHEDULES = {"CI": "C-I", "CII": "C-II", "CIII": "C-III", "CIV": "C-IV", "CV": "C-V"}


@dataclass(frozen=True, slots=True)
class Document:
    """A label, and the schedule that all its products are under."""

    label: FoundLabel
    schedule: str | None


def read_label(root: Element) -> Document | str:
    """The label of a human drug, or the reason why the document is none."""
    kind = _value(root, "code", "displayName").lower().removesuffix(" label")
    set_id = read_set_id(_value(root, "setId", "root"))
    if root.tag != "document" or set_id is None:
        return "a document that is no label, or has no set id"
    products = list(_products(root))
    reason = why_not_human(f"{kind} ") or _homeopathic(products)
    if reason is not None:
        return reason
    sections = tuple(read_sections(root))
    if not sections:
        return "a label without text"
    reason = why_homeopathic(sections, ())
    if reason is not None:
        return reason
    substances = tuple(dict.fromkeys(one for each in products for one in _substances(each)))
    label = FoundLabel(
        set_id=set_id,
        version=_value(root, "versionNumber", "value") or "not told",
        effective_on=read_day(_value(root, "effectiveTime", "value")),
        title=_PREAMBLE.sub("", one_line(root.find("title"))),
        labeler=one_line(root.find("author/assignedEntity/representedOrganization/name")) or None,
        kind=kind,
        products=tuple(dict.fromkeys(filter(None, (_name(one) for one in products)))),
        substances=substances,
        codes=(),
        product_codes=product_codes((), [ndc for one in products for ndc in _ndcs(one)]),
        sections=sections,
        routes=tuple(dict.fromkeys(_routes(products))),
    )
    return Document(label, _schedule(products))


def _value(element: Element, path: str, attribute: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(attribute, "").strip()


def _products(root: Element) -> Iterator[Element]:
    """Each with its policies and approvals beside what it is made of."""
    for section in root.findall(_SECTIONS):
        yield from section.findall("subject/manufacturedProduct")


def _inner(product: Element) -> Element:
    """Older documents call it a medicine."""
    for name in ("manufacturedProduct", "manufacturedMedicine"):
        found = product.find(name)
        if found is not None:
            return found
    return product


def _routes(products: list[Element]) -> Iterator[str]:
    for product in products:
        for one in product.iter("routeCode"):
            if one.get("displayName"):
                yield one.get("displayName", "")


def _name(product: Element) -> str:
    inner = _inner(product)
    return " ".join(f"{one_line(inner.find('name'))} {one_line(inner.find('suffix'))}".split())


def _ndcs(product: Element) -> Iterator[str]:
    for element in _inner(product).iter("code"):
        if element.get("codeSystem") == _NDC and element.get("code"):
            yield element.get("code", "")


def _homeopathic(products: list[Element]) -> str | None:
    found = {
        one.get("code") for each in products for one in each.findall("subjectOf/approval/code")
    }
    return HOMEOPATHIC if _HOMEOPATHIC in found else None


def _schedule(products: list[Element]) -> str | None:
    """The schedule of all products; None where they differ, or one is under none."""
    found = {
        _SCHEDULES.get(_value(one, "subjectOf/policy/code", "displayName")) for one in products
    }
    return found.pop() if len(found) == 1 else None


def _substances(product: Element) -> Iterator[Substance]:
    for ingredient in _inner(product).iter("ingredient"):
        if ingredient.get("classCode", "").startswith("ACTI"):
            yield from _substance(ingredient.find("ingredientSubstance"))
    for ingredient in _inner(product).iter("activeIngredient"):
        yield from _substance(ingredient.find("activeIngredientSubstance"))


def _substance(found: Element | None) -> Iterator[Substance]:
    """By its moiety, if that is just the substance without its salt; else by its own name."""
    if found is None:
        return
    whole, own = one_line(found.find("name")), unii(_value(found, "code", "code"))
    moieties = {
        one_line(one.find("name")): unii(_value(one, "code", "code"))
        for one in found.findall("activeMoiety/activeMoiety")
    }
    if len(moieties) == 1:
        name, codes = next(iter(moieties.items()))
        # A prodrug is its own drug: `valacyclovir` has the moiety acyclovir, and is another one.
        if name and (not whole or is_salt_of(whole, name)):
            salt = own if own != codes else ()
            yield Substance(name.lower(), codes, salt, others(whole, name.lower()))
            return
    if whole:
        base = base_name(whole)
        bare = base == whole.lower()
        yield Substance(base, own if bare else (), () if bare else own, others(whole, base))


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
    yield from with_mentions(_labels(parts, newest, intake), _SOURCE, intake)
    if not intake.rows:
        raise RejectedImport([f"there is no XML document among: {first_named(parts)}"])


def _labels(parts: Sequence[Part], newest: Newest, intake: Intake) -> Iterator[LabelFacts]:
    """Of every document its facts, and the label that is to be read."""
    schedules: dict[str, str] = {}
    for number, (place, content) in enumerate(read_documents(parts, intake), 1):
        intake.row()
        document = read_label(read_document(content, place, largest=LARGEST_DOCUMENT))
        if isinstance(document, str):
            intake.skip(document)
        elif not newest.take(document.label.set_id, number):
            intake.merge()
        else:
            facts = list(label_facts(document.label, _SOURCE, intake))
            drugs = [one.drug for one in facts if isinstance(one, LabelDrug)]
            facts += _schedules(document, drugs, schedules, intake)
            yield facts, document.label


def _schedules(
    document: Document, drugs: Sequence[str], schedules: dict[str, str], intake: Intake
) -> Iterator[Schedule]:
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
        set_id = read_set_id(_stated(_SET_ID, head))
        if set_id is not None:
            newest.see(set_id, version_of(_stated(_VERSION, head), _stated(_DAY, head)), number)
    return newest


def _stated(pattern: re.Pattern[bytes], head: bytes) -> str:
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


_PAGE = "https://dailymed.nlm.nih.gov/dailymed/spl-resources-all-drug-labels.cfm"
_LINKS = (
    r"https://dailymed-data\.nlm\.nih\.gov/public-release-files/"
    r"dm_spl_release_human_rx_part\d{1,3}\.zip"
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
    # How many parts there are changes: the page of all labels links to them.
    published=linked(_LINKS, _PAGE),
)
