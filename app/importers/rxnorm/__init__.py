"""RxNorm: RRF files, the full release or the prescribable subset, as a zip, a folder or files.

Quirks: a row of RXNREL reads backwards (RXCUI2 RELA RXCUI1), and every relation stands both ways;
rows with SUPPRESS O, E or Y are retired; most rows of the full release belong to vocabularies that
need a licence of their own and are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.facts import (
    Citation,
    Citations,
    Code,
    CodeSystem,
    Concept,
    ConceptLink,
    Fact,
    Name,
    NameKind,
    Product,
    ProductKind,
)
from app.domain.names.codes import problem_with_code
from app.importers.files.archives import Part, find_parts, pick, pick_one
from app.importers.files.publishers import at
from app.importers.run import Intake
from app.importers.rxnorm.parse import (
    SOURCE,
    Atoms,
    Attributes,
    Relations,
    read_atoms,
    read_attributes,
    read_relations,
    read_source,
)
from app.importers.source import DataSet

# The names of these list their ingredients with ` / ` between them; those of packs list products.
_LISTING = frozenset(
    {"MIN", "SCD", "SBD", "SCDC", "SBDC", "SCDF", "SBDF", "SCDG", "SBDG", "SCDFP", "SBDFP", "SCDGP"}
)
# `24 HR` and `0.3 ML` before a name.
_MEASURE = re.compile(r"^(?:[\d.]+\s+(?:HR|ML|ACTUAT|MG|UNT)\s+)+", re.I)


def incomplete(atoms: Atoms, relations: Relations) -> frozenset[str]:
    """The concepts of which the files lack an ingredient, and the brands of such."""
    found = {
        rxcui
        for rxcui, (term_type, name, _) in atoms.concepts.items()
        if term_type in _LISTING
        and " / " in name
        and len(relations.ingredients(rxcui, atoms)) < _named(name)
    }
    brands = {
        below
        for rxcui in found
        for below in relations.down.get(rxcui, ())
        if atoms.concepts[below][0] == "BN"
    }
    return frozenset(found | brands)


def _named(name: str) -> int:
    """How many different ingredients a name lists; two salts of one have the same first word."""
    parts = (_MEASURE.sub("", part.strip()) for part in name.split(" / "))
    return len({part.split(" ")[0].casefold().strip(",") for part in parts})


# What can be dispensed; all other term types name groups of these, and are known by code only.
_DISPENSED = frozenset({"SCD", "SBD", "GPCK", "BPCK"})
_NOT_DRUGS = frozenset({"DF", "DFG"})
_REGION = "US"
_LINKED: Citations = (Citation(SOURCE, "RXNREL"),)


@dataclass(slots=True)
class _Conversion:
    atoms: Atoms
    relations: Relations
    attributes: Attributes
    intake: Intake
    drugs: dict[str, str]
    incomplete: frozenset[str]


def facts(
    atoms: Atoms, relations: Relations, attributes: Attributes, intake: Intake
) -> Iterator[Fact]:
    """All facts, the ingredients first."""
    conversion = _Conversion(atoms, relations, attributes, intake, {}, incomplete(atoms, relations))
    for rxcui, (term_type, name, retired) in atoms.concepts.items():
        if term_type == "IN" and not retired:
            yield from _ingredient(rxcui, name, conversion)
    for rxcui, (term_type, name, retired) in atoms.concepts.items():
        cited = (Citation(SOURCE, rxcui),)
        names = tuple(dict.fromkeys(atoms.names.get(rxcui, ())))
        yield Concept(rxcui, term_type, name, names, retired, cited)
        if term_type != "IN" and term_type not in _NOT_DRUGS:
            yield from _other(rxcui, term_type, name, retired, names, cited, conversion)
    for one, relation, other in relations.links():
        yield ConceptLink(one, relation, other, _LINKED)


def _ingredient(rxcui: str, name: str, conversion: _Conversion) -> Iterator[Fact]:
    cited = (Citation(SOURCE, rxcui),)
    atoms = conversion.atoms
    codes = [
        (CodeSystem.RXNORM, rxcui),
        *((CodeSystem.UNII, one) for one in dict.fromkeys(atoms.uniis.get(rxcui, ()))),
        *((CodeSystem.ATC, one) for one in dict.fromkeys(atoms.atc.get(rxcui, ()))),
    ]
    codes = [(system, one) for system, one in codes if problem_with_code(system, one) is None]
    # An ATC code may stand for a combination too, so it identifies nothing.
    sure = [(system, one) for system, one in codes if system is not CodeSystem.ATC]
    drug = conversion.drugs[rxcui] = conversion.intake.drug(name, cited, sure)
    yield Name(drug, name, NameKind.GENERIC, None, cited)
    for other in dict.fromkeys(atoms.names.get(rxcui, ())):
        yield Name(drug, other, NameKind.SYNONYM, None, cited)
    for system, one in codes:
        yield Code(f"drug:{drug}", system, one, cited)


def _other(
    rxcui: str,
    term_type: str,
    name: str,
    retired: bool,
    names: tuple[str, ...],
    cited: Citations,
    conversion: _Conversion,
) -> Iterator[Fact]:
    made_of = conversion.relations.ingredients(rxcui, conversion.atoms)
    drugs = tuple(
        dict.fromkeys(conversion.drugs[one] for one in made_of if one in conversion.drugs)
    )
    known = len(made_of) == sum(one in conversion.drugs for one in made_of)
    if not drugs or not known or rxcui in conversion.incomplete:
        conversion.intake.note("concepts whose ingredients are not all known")
        return
    code = (CodeSystem.RXNORM, rxcui)
    if not retired and term_type == "PIN" and len(drugs) == 1:
        yield Name(drugs[0], name, NameKind.SALT, None, cited)
    elif not retired and term_type == "BN" and len(drugs) == 1:
        yield Name(drugs[0], name, NameKind.BRAND, _REGION, cited)
    elif not retired and (term_type in _DISPENSED or term_type in ("BN", "MIN")):
        yield from _product(rxcui, term_type, name, names, drugs, cited, conversion)
        return
    for drug in drugs:
        yield Code(f"drug:{drug}", *code, cited)


def _product(
    rxcui: str,
    term_type: str,
    name: str,
    names: tuple[str, ...],
    drugs: tuple[str, ...],
    cited: Citations,
    conversion: _Conversion,
) -> Iterator[Fact]:
    known = conversion.intake.known.products.get((CodeSystem.RXNORM, rxcui))
    ndcs = dict.fromkeys(conversion.attributes.ndcs.get(rxcui, ()))
    if known is not None and set(known[1]) == set(drugs):
        subject = f"product:{known[0]}"
    else:
        if known is not None:
            conversion.intake.conflict(f"RxCUI {rxcui} is {known[0]} here, but {name} there")
        subject = f"product:rxnorm-{rxcui}"
        brand = term_type == "BN"
        yield Product(
            id=f"rxnorm-{rxcui}",
            name=name,
            kind=ProductKind.BRAND if brand else ProductKind.CLINICAL,
            ingredients=drugs,
            names=names,
            strength=conversion.attributes.strengths.get(rxcui),
            form=conversion.relations.forms.get(rxcui),
            region=_REGION if brand or term_type.startswith(("SB", "BP")) else None,
            citations=cited,
        )
    yield Code(subject, CodeSystem.RXNORM, rxcui, cited)
    for ndc in ndcs:
        yield Code(subject, CodeSystem.NDC, ndc, cited)


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """Concepts, their relations, and what they mean for drugs, names, products and codes."""
    parts = find_parts(paths)
    conso = pick_one(_nearest(parts), r"RXNCONSO\.RRF(\.gz)?", "RXNCONSO.RRF")
    rel = pick_one(_nearest(parts), r"RXNREL\.RRF(\.gz)?", "RXNREL.RRF")
    sat = pick(_nearest(parts), r"RXNSAT\.RRF(\.gz)?")
    sab = pick(_nearest(parts), r"RXNSAB\.RRF(\.gz)?")
    intake.size = conso.size + rel.size + sum(part.size for part in (*sat, *sab))
    yield read_source(sab, intake)
    atoms = read_atoms(conso, intake)
    relations = read_relations(rel, atoms, intake)
    attributes = read_attributes(sat, atoms, intake)
    yield from facts(atoms, relations, attributes, intake)


def _nearest(parts: Sequence[Part]) -> list[Part]:
    """The full release contains the prescribable subset too, in a folder of its own."""
    outer = [part for part in parts if "prescribe/" not in str(part.member or part.path).lower()]
    return outer or list(parts)


DATA_SET = DataSet(
    key="rxnorm",
    title="RxNorm",
    homepage="https://www.nlm.nih.gov/research/umls/rxnorm/",
    licence="public domain (rows of SAB RXNORM and MTHSPL; others are left out)",
    read=read,
    at_least=100,
    adds="US names, brands, products with strength and form, RxCUIs of every term type, NDCs",
    files="RxNorm_full_MMDDYYYY.zip or RxNorm_full_prescribe_MMDDYYYY.zip, or its folder rrf/",
    size="280 MB zipped, 1.6 GB unpacked; prescribable: 40 MB zipped",
    rank=10,
    # The prescribable content needs no account; the full release needs one, and is fetched by hand.
    # The page names the addresses with the word current.
    published=at(
        "https://download.nlm.nih.gov/rxnorm/RxNorm_full_prescribe_current.zip",
        documented="https://www.nlm.nih.gov/research/umls/rxnorm/docs/rxnormfiles.html",
    ),
)
