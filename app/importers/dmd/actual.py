"""What is sold: actual products and packs, by their virtual product; and its ATC code."""

from collections.abc import Iterator, Sequence

from app.domain.codes import problem_with_code
from app.domain.facts import Citation, Code, Fact
from app.domain.names import normalise
from app.domain.terms import CodeSystem
from app.importers.brands import brand_of
from app.importers.dmd.reading import is_invalid, number_of, read_actual
from app.importers.dmd.state import SOURCE, Telling
from app.importers.parts import Part
from app.importers.xml_elements import text_of

_ATC_LENGTH = 7


def tell_actual(parts: Sequence[Part], telling: Telling) -> Iterator[Fact]:
    """The ids of actual products, and their brands."""
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


def tell_packs(parts: Sequence[Part], tag: str, id_tag: str, telling: Telling) -> Iterator[Fact]:
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


def tell_atc(parts: Sequence[Part], telling: Telling) -> Iterator[Fact]:
    """The ATC codes of virtual products of one ingredient, as those of the ingredient."""
    for id_, element in read_actual(parts, "VMP", "VPID", telling.intake):
        drugs, code = telling.products.get(id_, ()), text_of(element, "ATC")
        if len(drugs) != 1 or len(code) != _ATC_LENGTH or problem_with_code(CodeSystem.ATC, code):
            telling.intake.skip("no ATC code of one ingredient")
        elif (drugs[0], code) in telling.said:
            telling.intake.merge()
        else:
            telling.said.add((drugs[0], code))
            yield Code(f"drug:{drugs[0]}", CodeSystem.ATC, code, (Citation(SOURCE, str(id_)),))
