"""The NHS dictionary of medicines and devices (dm+d): the XML files of its weekly release.

Quirks: ids are SNOMED CT concepts; a virtual product (VMP) has the moiety (VTM, the base) and the
ingredients (ING, the salts); foods and dressings have neither; codes of forms, units and control
are looked up; a release holds archives in the archive; barcodes have no code system here.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from app.domain.errors import RejectedImport
from app.domain.facts import Fact, Source
from app.importers.dmd.facts import SOURCE, Files, facts
from app.importers.dmd.parse import read_lookup, read_names, read_virtual, unpack
from app.importers.files.archives import Part, find_parts, pick, pick_one
from app.importers.run import Intake
from app.importers.source import DataSet

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
        left = [str(part) for part in parts if part not in used and part.name.startswith("f_")]
        if left:
            intake.notes.append(f"not used: {', '.join(left[:20])}")
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
