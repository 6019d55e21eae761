"""The archives in the archive of a release."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from app.domain.errors import RejectedImport
from app.importers.files.archives import Part, find_parts, open_part
from app.importers.files.xml import read_elements, text_of
from app.importers.run import Intake

# The inner archives contain barcodes, or codes of the formulary.
_LARGEST_INNER = 500 * 2**20


def unpack(parts: Sequence[Part], folder: Path) -> list[Part]:
    """All parts, with the members of archives in place of these; one level deeper than usual."""
    found: list[Part] = []
    for number, part in enumerate(parts):
        if not part.name.lower().endswith(".zip"):
            found.append(part)
            continue
        if part.size > _LARGEST_INNER:
            raise RejectedImport([f"{part}: an archive of {part.size} bytes in the archive"])
        inner = folder / f"{number}-{part.name}"
        with open_part(part) as opened, inner.open("wb") as written:
            shutil.copyfileobj(opened, written)
        found += find_parts([inner])
    return found


INVALID = "marked as invalid"
_NO_CONTROL = "0000"


@dataclass(slots=True)
class Lookup:
    """Words for codes: forms, units of measure, categories of controlled drugs."""

    forms: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    control: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Virtual:
    """A virtual product. `contents` are the ids of its ingredients, each with number and unit of
    its strength, and of the piece that holds it.
    """

    name: str
    moiety: int | None
    contents: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    form: str = ""
    control: str = ""


def read_lookup(parts: Sequence[Part], intake: Intake) -> Lookup:
    """The words of the code lists that are used."""
    found = Lookup()
    lists = {
        "FORM": found.forms, "UNIT_OF_MEASURE": found.units, "CONTROL_DRUG_CATEGORY": found.control,
    }  # fmt: skip
    for part in parts:
        for _, element in read_elements(part, intake, lists):
            for one in element.iter("INFO"):
                intake.row()
                lists[element.tag][text_of(one, "CD")] = text_of(one, "DESC")
    return found


def read_names(part: Part, tag: str, id_tag: str, intake: Intake) -> dict[int, str]:
    """The names of all valid concepts of a file."""
    found: dict[int, str] = {}
    for id_, element in _concepts(part, tag, id_tag, intake):
        if is_invalid(element):
            intake.skip(INVALID)
        elif not text_of(element, "NM"):
            intake.skip("a concept without a name")
        else:
            found[id_] = text_of(element, "NM")
    return found


def read_virtual(part: Part, intake: Intake) -> dict[int, Virtual]:
    """All valid virtual products, with what the later lists of the file say of them."""
    found: dict[int, Virtual] = {}
    for _, element in read_elements(part, intake, ("VMP", "VPI", "DFORM", "CONTROL_INFO")):
        intake.row()
        id_ = number_of(element, "VPID")
        if id_ is None:
            intake.skip("a row without an id")
        elif element.tag == "VMP":
            if is_invalid(element):
                intake.skip(INVALID)
            else:
                found[id_] = Virtual(text_of(element, "NM"), number_of(element, "VTMID"))
        elif id_ not in found:
            intake.skip("of a virtual product that is not there")
        else:
            _add(found[id_], element, intake)
    return found


def read_actual(
    parts: Sequence[Part], tag: str, id_tag: str, intake: Intake
) -> Iterator[tuple[int, Element]]:
    """Every concept of a file that may be absent, valid or not."""
    for part in parts:
        yield from _concepts(part, tag, id_tag, intake)


def number_of(element: Element, path: str) -> int | None:
    """An id; None where there is none."""
    text = text_of(element, path)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def is_invalid(element: Element) -> bool:
    """Whether the concept is not to be used any more."""
    return text_of(element, "INVALID") == "1"


def _concepts(part: Part, tag: str, id_tag: str, intake: Intake) -> Iterator[tuple[int, Element]]:
    for _, element in read_elements(part, intake, (tag,)):
        intake.row()
        id_ = number_of(element, id_tag)
        if id_ is None:
            intake.skip("a row without an id")
        else:
            yield id_, element


def _add(virtual: Virtual, element: Element, intake: Intake) -> None:
    if element.tag == "DFORM":
        virtual.form = virtual.form or text_of(element, "FORMCD")
    elif element.tag == "CONTROL_INFO":
        category = text_of(element, "CATCD")
        if category == _NO_CONTROL:
            intake.skip("no controlled drug")
        else:
            virtual.control = category
    else:
        substance = number_of(element, "ISID")
        if substance is None:
            intake.skip("a row without an id")
            return
        number, unit = text_of(element, "STRNT_NMRTR_VAL"), text_of(element, "STRNT_NMRTR_UOMCD")
        amount, piece = text_of(element, "STRNT_DNMTR_VAL"), text_of(element, "STRNT_DNMTR_UOMCD")
        virtual.contents.append((substance, number, unit, amount, piece))
