"""Moieties, substances and virtual products as facts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from app.domain.facts import Citation, Code, Fact, Name, Product, Schedule
from app.domain.terms import CodeSystem, NameKind, ProductKind
from app.importers.brands import Brands
from app.importers.dmd.actual import tell_actual, tell_atc, tell_packs
from app.importers.dmd.reading import Lookup, Virtual
from app.importers.dmd.state import REGION, SOURCE, Files, Telling, left_out
from app.importers.ingredients import Ingredients
from app.importers.intake import Intake
from app.importers.parts import Part
from app.importers.salts import out_of_brackets


def tell(files: Files, parts: Mapping[str, Sequence[Part]], intake: Intake) -> Iterator[Fact]:
    """All facts, the ingredients first."""
    telling = Telling(files, intake, Ingredients(intake), Brands(SOURCE, REGION, intake))
    combined = _combined(files)
    for id_, name in files.moieties.items():
        yield from _moiety(id_, name, id_ in combined, telling)
    for id_, virtual in files.virtual.items():
        yield from _virtual(id_, virtual, telling)
    for id_, name in files.substances.items():
        yield from _substance(id_, name, telling)
    yield from tell_actual(parts["amp"], telling)
    yield from tell_packs(parts["vmpp"], "VMPP", "VPPID", telling)
    yield from tell_packs(parts["ampp"], "AMPP", "APPID", telling)
    yield from tell_atc(parts["bnf"], telling)
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


def _moiety(id_: int, name: str, combined: bool, telling: Telling) -> Iterator[Fact]:
    reason = "a combination, not an ingredient" if combined else left_out(name)
    if reason is not None:
        telling.intake.skip(reason)
        return
    cited = (Citation(SOURCE, str(id_)),)
    base = out_of_brackets(name)[0]
    drug = telling.moieties[id_] = telling.ingredients.find(base, cited)
    yield Name(drug, base, NameKind.GENERIC, REGION, cited)
    yield Code(f"drug:{drug}", CodeSystem.DMD, str(id_), cited)


def _virtual(id_: int, virtual: Virtual, telling: Telling) -> Iterator[Fact]:
    rows = len(virtual.contents) + bool(virtual.form) + bool(virtual.control)
    drugs = _drugs(virtual, telling) if left_out(virtual.name) is None else ()
    if not drugs:
        telling.intake.skip(left_out(virtual.name) or "no ingredient is told")
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
        region=REGION,
        citations=cited,
    )
    yield Code(f"product:{SOURCE}-{id_}", CodeSystem.DMD, str(id_), cited)
    schedule = lookup.control.get(virtual.control)
    if schedule and len(drugs) == 1 and (drugs[0], schedule) not in telling.said:
        telling.said.add((drugs[0], schedule))
        yield Schedule(drugs[0], REGION, schedule, cited)


def _drugs(virtual: Virtual, telling: Telling) -> tuple[str, ...]:
    """What is in it. Of one ingredient the moiety tells the base."""
    moiety = telling.moieties.get(virtual.moiety or 0)
    names = telling.files.substances
    ids = [id_ for id_, *_ in virtual.contents]
    if not ids:
        return (moiety,) if moiety is not None else ()
    if any(id_ not in names or left_out(names[id_]) for id_ in ids):
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


def _substance(id_: int, name: str, telling: Telling) -> Iterator[Fact]:
    known = telling.intake.known.drugs.identify(name)
    if known is None and id_ not in telling.used:
        telling.intake.skip("a substance of no product that is told")
        return
    cited = (Citation(SOURCE, str(id_)),)
    drug = telling.ingredients.find(name, cited)
    yield Code(f"drug:{drug}", CodeSystem.DMD, str(id_), cited)


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
