"""Concepts as facts: ingredients, names, brands, products and codes."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.domain.codes import problem_with_code
from app.domain.facts import Citation, Citations, Code, Concept, ConceptLink, Fact, Name, Product
from app.domain.terms import CodeSystem, NameKind, ProductKind
from app.importers.intake import Intake
from app.importers.rxnorm.atoms import Atoms
from app.importers.rxnorm.attributes import Attributes
from app.importers.rxnorm.relations import Relations
from app.importers.rxnorm.version import SOURCE
from app.importers.rxnorm.wholeness import incomplete

# What can be dispensed; all other term types name groups of these, and are known by code only.
_DISPENSED = frozenset({"SCD", "SBD", "GPCK", "BPCK"})
_NOT_DRUGS = frozenset({"DF", "DFG"})
_REGION = "US"
_LINKED: Citations = (Citation(SOURCE, "RXNREL"),)


@dataclass(slots=True)
class _Telling:
    atoms: Atoms
    relations: Relations
    attributes: Attributes
    intake: Intake
    drugs: dict[str, str]
    incomplete: frozenset[str]


def tell(
    atoms: Atoms, relations: Relations, attributes: Attributes, intake: Intake
) -> Iterator[Fact]:
    """All facts, the ingredients first."""
    telling = _Telling(atoms, relations, attributes, intake, {}, incomplete(atoms, relations))
    for rxcui, (term_type, name, retired) in atoms.concepts.items():
        if term_type == "IN" and not retired:
            yield from _ingredient(rxcui, name, telling)
    for rxcui, (term_type, name, retired) in atoms.concepts.items():
        cited = (Citation(SOURCE, rxcui),)
        names = tuple(dict.fromkeys(atoms.names.get(rxcui, ())))
        yield Concept(rxcui, term_type, name, names, retired, cited)
        if term_type != "IN" and term_type not in _NOT_DRUGS:
            yield from _other(rxcui, term_type, name, retired, names, cited, telling)
    for one, relation, other in relations.links():
        yield ConceptLink(one, relation, other, _LINKED)


def _ingredient(rxcui: str, name: str, telling: _Telling) -> Iterator[Fact]:
    cited = (Citation(SOURCE, rxcui),)
    atoms = telling.atoms
    codes = [
        (CodeSystem.RXNORM, rxcui),
        *((CodeSystem.UNII, one) for one in dict.fromkeys(atoms.uniis.get(rxcui, ()))),
        *((CodeSystem.ATC, one) for one in dict.fromkeys(atoms.atc.get(rxcui, ()))),
    ]
    codes = [(system, one) for system, one in codes if problem_with_code(system, one) is None]
    # An ATC code may stand for a combination too: it recognises nothing.
    sure = [(system, one) for system, one in codes if system is not CodeSystem.ATC]
    drug = telling.drugs[rxcui] = telling.intake.drug(name, cited, sure)
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
    telling: _Telling,
) -> Iterator[Fact]:
    made_of = telling.relations.ingredients(rxcui, telling.atoms)
    drugs = tuple(dict.fromkeys(telling.drugs[one] for one in made_of if one in telling.drugs))
    known = len(made_of) == sum(one in telling.drugs for one in made_of)
    if not drugs or not known or rxcui in telling.incomplete:
        telling.intake.note("concepts whose ingredients are not all known")
        return
    code = (CodeSystem.RXNORM, rxcui)
    if not retired and term_type == "PIN" and len(drugs) == 1:
        yield Name(drugs[0], name, NameKind.SALT, None, cited)
    elif not retired and term_type == "BN" and len(drugs) == 1:
        yield Name(drugs[0], name, NameKind.BRAND, _REGION, cited)
    elif not retired and (term_type in _DISPENSED or term_type in ("BN", "MIN")):
        yield from _product(rxcui, term_type, name, names, drugs, cited, telling)
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
    telling: _Telling,
) -> Iterator[Fact]:
    known = telling.intake.known.products.get((CodeSystem.RXNORM, rxcui))
    ndcs = dict.fromkeys(telling.attributes.ndcs.get(rxcui, ()))
    if known is not None and set(known[1]) == set(drugs):
        subject = f"product:{known[0]}"
    else:
        if known is not None:
            telling.intake.conflict(f"RxCUI {rxcui} is {known[0]} here, but {name} there")
        subject = f"product:rxnorm-{rxcui}"
        brand = term_type == "BN"
        yield Product(
            id=f"rxnorm-{rxcui}",
            name=name,
            kind=ProductKind.BRAND if brand else ProductKind.CLINICAL,
            ingredients=drugs,
            names=names,
            strength=telling.attributes.strengths.get(rxcui),
            form=telling.relations.forms.get(rxcui),
            region=_REGION if brand or term_type.startswith(("SB", "BP")) else None,
            citations=cited,
        )
    yield Code(subject, CodeSystem.RXNORM, rxcui, cited)
    for ndc in ndcs:
        yield Code(subject, CodeSystem.NDC, ndc, cited)
