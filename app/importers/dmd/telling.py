"""Moieties, substances, products and packs as facts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.codes import problem_with_code
from app.domain.facts import Citation, Code, Fact, Name, Product, Schedule
from app.domain.names import normalise
from app.domain.terms import CodeSystem, NameKind, ProductKind
from app.importers.brands import Brands, brand_of
from app.importers.dmd.reading import (
    Lookup,
    Virtual,
    is_invalid,
    number_of,
    read_actual,
)
from app.importers.ingredients import Ingredients
from app.importers.intake import Intake
from app.importers.parts import Part
from app.importers.salts import out_of_brackets
from app.importers.xml_elements import text_of

SOURCE = "dmd"
_REGION = "GB"
_LEFT_OUT = {
    "vaccine": "a vaccine",
    "allergen": "an extract of allergens",
    "homeopathic": "homeopathic",
    "homoeopathic": "homeopathic",
}
_ATC_LENGTH = 7


@dataclass(slots=True)
class Files:
    """What was read: names by id, and the virtual products."""

    lookup: Lookup
    virtual: dict[int, Virtual]
    moieties: dict[int, str]
    substances: dict[int, str]


@dataclass(slots=True)
class _Telling:
    files: Files
    intake: Intake
    ingredients: Ingredients
    brands: Brands
    moieties: dict[int, str] = field(default_factory=dict)
    products: dict[int, tuple[str, ...]] = field(default_factory=dict)
    packs: dict[int, int] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    said: set[tuple[str, str]] = field(default_factory=set)


def tell(files: Files, parts: Mapping[str, Sequence[Part]], intake: Intake) -> Iterator[Fact]:
    """All facts, the ingredients first."""
    telling = _Telling(files, intake, Ingredients(intake), Brands(SOURCE, _REGION, intake))
    combined = _combined(files)
    for id_, name in files.moieties.items():
        yield from _moiety(id_, name, id_ in combined, telling)
    for id_, virtual in files.virtual.items():
        yield from _virtual(id_, virtual, telling)
    for id_, name in files.substances.items():
        yield from _substance(id_, name, telling)
    yield from _actual(parts["amp"], telling)
    yield from _packs(parts["vmpp"], "VMPP", "VPPID", telling)
    yield from _packs(parts["ampp"], "AMPP", "APPID", telling)
    yield from _atc(parts["bnf"], telling)
    yield from telling.ingredients.tell()
    yield from telling.brands.tell()


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


def _moiety(id_: int, name: str, combined: bool, telling: _Telling) -> Iterator[Fact]:
    reason = "a combination, not an ingredient" if combined else _left_out(name)
    if reason is not None:
        telling.intake.skip(reason)
        return
    cited = (Citation(SOURCE, str(id_)),)
    base = out_of_brackets(name)[0]
    drug = telling.moieties[id_] = telling.ingredients.find(base, cited)
    yield Name(drug, base, NameKind.GENERIC, _REGION, cited)
    yield Code(f"drug:{drug}", CodeSystem.DMD, str(id_), cited)


def _virtual(id_: int, virtual: Virtual, telling: _Telling) -> Iterator[Fact]:
    rows = len(virtual.contents) + bool(virtual.form) + bool(virtual.control)
    drugs = _drugs(virtual, telling) if _left_out(virtual.name) is None else ()
    if not drugs:
        telling.intake.skip(_left_out(virtual.name) or "no ingredient is told")
        telling.intake.skip("of a virtual product that is not told", rows)
        return
    cited = (Citation(SOURCE, str(id_)),)
    telling.products[id_] = drugs
    lookup = telling.files.lookup
    yield Product(
        id=f"{SOURCE}-{id_}",
        name=virtual.name,
        kind=ProductKind.CLINICAL,
        ingredients=drugs,
        names=(),
        strength=_strength(virtual, lookup),
        form=lookup.forms.get(virtual.form, "").lower() or None,
        region=_REGION,
        citations=cited,
    )
    yield Code(f"product:{SOURCE}-{id_}", CodeSystem.DMD, str(id_), cited)
    schedule = lookup.control.get(virtual.control)
    if schedule and len(drugs) == 1 and (drugs[0], schedule) not in telling.said:
        telling.said.add((drugs[0], schedule))
        yield Schedule(drugs[0], _REGION, schedule, cited)


def _drugs(virtual: Virtual, telling: _Telling) -> tuple[str, ...]:
    """What is in it. Of one ingredient the moiety tells the base."""
    moiety = telling.moieties.get(virtual.moiety or 0)
    names = telling.files.substances
    ids = [id_ for id_, *_ in virtual.contents]
    if not ids:
        return (moiety,) if moiety is not None else ()
    if any(id_ not in names or _left_out(names[id_]) for id_ in ids):
        return ()
    telling.used.update(ids)
    base = telling.files.moieties[virtual.moiety or 0] if moiety is not None else None
    found = []
    for id_ in ids:
        cited = (Citation(SOURCE, str(id_)),)
        drug = telling.ingredients.find(names[id_], cited, base if len(ids) == 1 else None)
        found.append(drug)
    if moiety is not None and len(ids) == 1 and found[0] != moiety:
        telling.intake.conflict(f"'{virtual.name}': its moiety is {moiety}, not {found[0]}")
        return (moiety,)
    return tuple(dict.fromkeys(found))


def _substance(id_: int, name: str, telling: _Telling) -> Iterator[Fact]:
    known = telling.intake.known.drugs.identify(name)
    if known is None and id_ not in telling.used:
        telling.intake.skip("a substance of no product that is told")
        return
    cited = (Citation(SOURCE, str(id_)),)
    drug = telling.ingredients.find(name, cited)
    yield Code(f"drug:{drug}", CodeSystem.DMD, str(id_), cited)


def _actual(parts: Sequence[Part], telling: _Telling) -> Iterator[Fact]:
    for id_, element in read_actual(parts, "AMP", "APID", telling.intake):
        virtual = number_of(element, "VPID") or 0
        drugs = telling.products.get(virtual)
        if drugs is None:
            telling.intake.skip("of a virtual product that is not told")
            continue
        cited = (Citation(SOURCE, str(id_)),)
        yield Code(f"product:{SOURCE}-{virtual}", CodeSystem.DMD, str(id_), cited)
        name, generic = text_of(element, "NM"), telling.files.virtual[virtual].name
        if normalise(name) == normalise(generic) or is_invalid(element):
            continue
        called = (generic, *drugs)
        telling.brands.add(brand_of(name), drugs, called, cited)


def _packs(parts: Sequence[Part], tag: str, id_tag: str, telling: _Telling) -> Iterator[Fact]:
    """The ids of packs, as those of the virtual product in them."""
    for id_, element in read_actual(parts, tag, id_tag, telling.intake):
        packed = telling.packs.get(number_of(element, "VPPID") or 0)
        virtual = number_of(element, "VPID") if packed is None else packed
        if virtual is None or virtual not in telling.products:
            telling.intake.skip("of a virtual product that is not told")
            continue
        telling.packs[id_] = virtual
        cited = (Citation(SOURCE, str(id_)),)
        yield Code(f"product:{SOURCE}-{virtual}", CodeSystem.DMD, str(id_), cited)


def _atc(parts: Sequence[Part], telling: _Telling) -> Iterator[Fact]:
    for id_, element in read_actual(parts, "VMP", "VPID", telling.intake):
        drugs, code = telling.products.get(id_, ()), text_of(element, "ATC")
        if len(drugs) != 1 or len(code) != _ATC_LENGTH or problem_with_code(CodeSystem.ATC, code):
            telling.intake.skip("no ATC code of one ingredient")
        elif (drugs[0], code) in telling.said:
            telling.intake.merge()
        else:
            telling.said.add((drugs[0], code))
            yield Code(f"drug:{drugs[0]}", CodeSystem.ATC, code, (Citation(SOURCE, str(id_)),))


def _left_out(name: str) -> str | None:
    lowered = name.casefold()
    return next((reason for word, reason in _LEFT_OUT.items() if word in lowered), None)


def _strength(virtual: Virtual, lookup: Lookup) -> str | None:
    told = [_one_strength(*content[1:], lookup) for content in virtual.contents]
    return "/".join(told) if told and all(told) else None


def _one_strength(number: str, unit: str, amount: str, piece: str, lookup: Lookup) -> str:
    """`3 mg/mL` of 3, mg, 1 and ml; empty where no number is told."""
    if not number:
        return ""
    per = [amount if amount not in ("", "1") else "", lookup.units.get(piece, "")]
    below = " ".join(one for one in per if one)
    told = f"{number} {lookup.units.get(unit, '')}".strip()
    return f"{told}/{below}" if below else told
