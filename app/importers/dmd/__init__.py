"""The NHS dictionary of medicines and devices (dm+d): the XML files of its weekly release.

Quirks: ids are SNOMED CT concepts; a virtual product (VMP) has the moiety (VTM, the base) and the
ingredients (ING, the salts); foods and dressings have neither; codes of forms, units and control
are looked up; a release holds archives in the archive; barcodes have no code system here.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    Code,
    CodeSystem,
    Fact,
    Name,
    NameKind,
    Product,
    ProductKind,
    Schedule,
    Source,
)
from app.domain.names.lexicon import names_nothing
from app.domain.names.text import normalise
from app.importers.dmd.parse import (
    Lookup,
    Virtual,
    is_invalid,
    number_of,
    read_actual,
    read_lookup,
    read_names,
    read_virtual,
    unpack,
)
from app.importers.files.archives import Part, find_parts, pick, pick_one
from app.importers.files.xml import text_of
from app.importers.run import Intake
from app.importers.shared.brands import Brands, brand_of
from app.importers.shared.known import Ingredients, out_of_brackets, substance_codes
from app.importers.source import DataSet

SOURCE = "dmd"
REGION = "GB"
_LEFT_OUT = {
    "vaccine": "a vaccine",
    "allergen": "an extract of allergens",
    "homeopathic": "homeopathic",
    "homoeopathic": "homeopathic",
}


@dataclass(slots=True)
class Files:
    """What was read: names by id, and the virtual products."""

    lookup: Lookup
    virtual: dict[int, Virtual]
    moieties: dict[int, str]
    substances: dict[int, str]


@dataclass(slots=True)
class Conversion:
    """`products` are the drugs of each virtual product that became a fact; `packs` the product in
    each pack; `used` the substances of products.
    """

    files: Files
    intake: Intake
    ingredients: Ingredients
    brands: Brands
    moieties: dict[int, str] = field(default_factory=dict)
    products: dict[int, tuple[str, ...]] = field(default_factory=dict)
    packs: dict[int, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    stated: set[tuple[str, str]] = field(default_factory=set)


def left_out(name: str) -> str | None:
    """Why a thing of this name is left out; None if it is not."""
    if names_nothing(name):
        return "a word that names no drug"
    lowered = name.casefold()
    return next((reason for word, reason in _LEFT_OUT.items() if word in lowered), None)


def facts(files: Files, parts: Mapping[str, Sequence[Part]], intake: Intake) -> Iterator[Fact]:
    """All facts, the ingredients first."""
    conversion = Conversion(files, intake, Ingredients(intake), Brands(SOURCE, REGION, intake))
    combined = _combined(files)
    for id_, name in files.moieties.items():
        yield from _moiety(id_, name, id_ in combined, conversion)
    for id_, virtual in files.virtual.items():
        yield from _virtual(id_, virtual, conversion)
    for id_, name in files.substances.items():
        yield from _substance(id_, name, conversion)
    yield from actual_product_facts(parts["amp"], conversion)
    yield from pack_facts(parts["vmpp"], "VMPP", "VPPID", conversion)
    yield from pack_facts(parts["ampp"], "AMPP", "APPID", conversion)
    yield from atc_facts(parts["bnf"], conversion)
    yield from conversion.ingredients.facts()
    yield from conversion.brands.facts()


def _combined(files: Files) -> set[int]:
    """Moieties that are combinations: by their name, or since no product has one ingredient."""
    counts: dict[int, set[int]] = defaultdict(set)
    for virtual in files.virtual.values():
        if virtual.moiety is not None and virtual.contents:
            counts[virtual.moiety].add(len(virtual.contents))
    named = {
        id_
        for id_, name in files.moieties.items()
        if " + " in name or name.casefold().startswith("co-")
    }
    return named | {id_ for id_, found in counts.items() if min(found) > 1}


def _moiety(id_: int, name: str, combined: bool, conversion: Conversion) -> Iterator[Fact]:
    reason = "a combination, not an ingredient" if combined else left_out(name)
    if reason is not None:
        conversion.intake.skip(reason)
        return
    cited = (Citation(SOURCE, str(id_)),)
    base = out_of_brackets(name)[0]
    drug = conversion.moieties[id_] = conversion.ingredients.find(base, cited)
    yield Name(drug, base, NameKind.GENERIC, REGION, cited)
    yield Code(f"drug:{drug}", CodeSystem.DMD, str(id_), cited)


def _virtual(id_: int, virtual: Virtual, conversion: Conversion) -> Iterator[Fact]:
    rows = len(virtual.contents) + bool(virtual.form) + bool(virtual.control)
    drugs = _drugs(virtual, conversion) if left_out(virtual.name) is None else ()
    if not drugs:
        conversion.intake.skip(left_out(virtual.name) or "no ingredient is told")
        conversion.intake.skip("of a virtual product that is not told", rows)
        return
    cited = (Citation(SOURCE, str(id_)),)
    conversion.products[id_] = drugs
    lookup = conversion.files.lookup
    yield Product(
        id=f"{SOURCE}-{id_}",
        name=virtual.name,
        kind=ProductKind.CLINICAL,
        ingredients=drugs,
        names=(),
        strength=_strength(virtual, lookup),
        form=lookup.forms.get(virtual.form, "").lower() or None,
        region=REGION,
        citations=cited,
    )
    yield Code(f"product:{SOURCE}-{id_}", CodeSystem.DMD, str(id_), cited)
    schedule = lookup.control.get(virtual.control)
    if schedule and len(drugs) == 1 and (drugs[0], schedule) not in conversion.stated:
        conversion.stated.add((drugs[0], schedule))
        yield Schedule(drugs[0], REGION, schedule, cited)


def _drugs(virtual: Virtual, conversion: Conversion) -> tuple[str, ...]:
    """What is in it. A single ingredient takes its base from the moiety."""
    moiety = conversion.moieties.get(virtual.moiety or 0)
    names = conversion.files.substances
    ids = [id_ for id_, *_ in virtual.contents]
    if not ids:
        return (moiety,) if moiety is not None else ()
    if any(id_ not in names or left_out(names[id_]) for id_ in ids):
        return ()
    conversion.used.update(ids)
    base = conversion.files.moieties[virtual.moiety or 0] if moiety is not None else None
    found = []
    for id_ in ids:
        cited = (Citation(SOURCE, str(id_)),)
        drug = conversion.ingredients.find(names[id_], cited, base if len(ids) == 1 else None)
        found.append(drug)
    if moiety is not None and len(ids) == 1 and found[0] != moiety:
        conversion.intake.conflict(f"'{virtual.name}': its moiety is {moiety}, not {found[0]}")
        return (moiety,)
    return tuple(dict.fromkeys(found))


def _substance(id_: int, name: str, conversion: Conversion) -> Iterator[Fact]:
    known = conversion.intake.known.drugs.identify(name)
    if known is None and id_ not in conversion.used:
        conversion.intake.skip("a substance of no product that is told")
        return
    cited = (Citation(SOURCE, str(id_)),)
    drug = conversion.ingredients.find(name, cited)
    yield Code(f"drug:{drug}", CodeSystem.DMD, str(id_), cited)


def _strength(virtual: Virtual, lookup: Lookup) -> str | None:
    stated = [_one_strength(*content[1:], lookup) for content in virtual.contents]
    return "/".join(stated) if stated and all(stated) else None


def _one_strength(number: str, unit: str, amount: str, piece: str, lookup: Lookup) -> str:
    """`3 mg/mL` of 3, mg, 1 and ml; empty without a number."""
    if not number:
        return ""
    per = [amount if amount not in ("", "1") else "", lookup.units.get(piece, "")]
    below = " ".join(one for one in per if one)
    stated = f"{number} {lookup.units.get(unit, '')}".strip()
    return f"{stated}/{below}" if below else stated


def actual_product_facts(parts: Sequence[Part], conversion: Conversion) -> Iterator[Fact]:
    """The ids of actual products, and their brands."""
    for id_, element in read_actual(parts, "AMP", "APID", conversion.intake):
        virtual = number_of(element, "VPID") or 0
        drugs = conversion.products.get(virtual)
        if drugs is None:
            conversion.intake.skip("of a virtual product that is not told")
            continue
        cited = (Citation(SOURCE, str(id_)),)
        yield Code(f"product:{SOURCE}-{virtual}", CodeSystem.DMD, str(id_), cited)
        name, generic = text_of(element, "NM"), conversion.files.virtual[virtual].name
        if normalise(name) == normalise(generic) or is_invalid(element):
            continue
        called = (generic, *drugs)
        conversion.brands.add(brand_of(name), drugs, called, cited)


def pack_facts(
    parts: Sequence[Part], tag: str, id_tag: str, conversion: Conversion
) -> Iterator[Fact]:
    """The ids of packs, as those of the virtual product in them."""
    for id_, element in read_actual(parts, tag, id_tag, conversion.intake):
        packed = conversion.packs.get(number_of(element, "VPPID") or 0)
        virtual = number_of(element, "VPID") if packed is None else packed
        if virtual is None or virtual not in conversion.products:
            conversion.intake.skip("of a virtual product that is not told")
            continue
        conversion.packs[id_] = virtual
        cited = (Citation(SOURCE, str(id_)),)
        yield Code(f"product:{SOURCE}-{virtual}", CodeSystem.DMD, str(id_), cited)


def atc_facts(parts: Sequence[Part], conversion: Conversion) -> Iterator[Fact]:
    """The ATC codes of virtual products of one ingredient, as those of the ingredient."""
    for id_, element in read_actual(parts, "VMP", "VPID", conversion.intake):
        drugs, code = conversion.products.get(id_, ()), text_of(element, "ATC")
        if len(drugs) != 1 or not substance_codes(code):
            conversion.intake.skip("no ATC code of one ingredient")
        elif (drugs[0], code) in conversion.stated:
            conversion.intake.merge()
        else:
            conversion.stated.add((drugs[0], code))
            yield Code(f"drug:{drugs[0]}", CodeSystem.ATC, code, (Citation(SOURCE, str(id_)),))


_HOMEPAGE = (
    "https://www.nhsbsa.nhs.uk/pharmacies-gp-practices-and-appliance-contractors/"
    "dictionary-medicines-and-devices-dmd"
)
_NEEDED = ("vtm", "vmp", "ingredient")
_MAYBE = ("lookup", "amp", "vmpp", "ampp", "bnf")
_LICENCE = "Open Government Licence v3.0 (Crown copyright)"


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Moieties as drugs, virtual products, British brands, controlled drugs, and all their ids."""
    with TemporaryDirectory() as folder:
        parts = unpack(find_parts(paths), Path(folder))
        needed = {name: pick_one(parts, _file(name), f"f_{name}2_….xml") for name in _NEEDED}
        maybe = {name: _at_most_one(parts, name) for name in _MAYBE}
        used = [*needed.values(), *(part for found in maybe.values() for part in found)]
        intake.size = sum(part.size for part in used)
        intake.not_used(part for part in parts if part not in used and part.name.startswith("f_"))
        yield _source(needed["vmp"])
        files = Files(
            lookup=read_lookup(maybe["lookup"], intake),
            virtual=read_virtual(needed["vmp"], intake),
            moieties=read_names(needed["vtm"], "VTM", "VTMID", intake),
            substances=read_names(needed["ingredient"], "ING", "ISID", intake),
        )
        yield from facts(files, maybe, intake)


def _file(name: str) -> str:
    return rf"f_{name}\d?(_\w+)?\.xml(\.gz)?"


def _at_most_one(parts: Sequence[Part], name: str) -> list[Part]:
    found = pick(parts, _file(name))
    if len(found) > 1:
        raise RejectedImport([f"there is more than one f_{name}2_….xml: {found[0]}, {found[1]}"])
    return found


def _source(part: Part) -> Source:
    release = part.name.partition(".")[0].rpartition("_")[2]
    return Source(
        id=SOURCE,
        title="NHS dictionary of medicines and devices, as imported",
        kind="terminology",
        publisher="NHS Business Services Authority",
        licence=_LICENCE,
        version=f"files {release}" if release.isdigit() else "not told by the files",
        address=_HOMEPAGE,
        note="Contains information from NHS dm+d, licensed under the OGL v3.0. "
        "A section is the id of a concept.",
    )


DATA_SET = DataSet(
    key="dmd",
    title="NHS dictionary of medicines and devices",
    homepage=_HOMEPAGE,
    licence=_LICENCE,
    read=read,
    at_least=100,
    adds="British names, products and brands, dm+d codes, controlled drug schedules",
    files="nhsbsa_dmd_X.Y.Z_….zip, or its folder with f_vtm2_….xml, f_vmp2_….xml, …",
    size="25 MB zipped, 300 MB unpacked",
    rank=34,
)
