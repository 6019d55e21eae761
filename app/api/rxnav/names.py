"""From names to RxCUIs: exactly, nearly, and what completes or corrects a name."""

from collections.abc import Sequence

from sqlmodel import Session

from app.api.rxnav.concepts import ROOT, Shape, groups_of, properties_of, read_session
from app.api.rxnav.request import Call, bad_question
from app.api.rxnav.response import Answer
from app.domain.facts import CodeSystem, Term
from app.domain.knowledge import Knowledge, Names
from app.domain.names.text import normalise
from app.services.rxnorm import (
    fitting,
    is_brand,
    is_of_brand,
    named_exactly,
    named_loosely,
    of_code,
    parts_of,
    related,
)

CODE_SYSTEMS = {
    "ndc": CodeSystem.NDC,
    "atc": CodeSystem.ATC,
    "unii_code": CodeSystem.UNII,
    "drugbank": CodeSystem.DRUGBANK,
}
# What is dispensed, in the recorded order; and those of it that can belong to a brand.
_PRODUCTS = ("BPCK", "GPCK", "SBD", "SCD")
_BRANDED = ("BPCK", "SBD")
_MOST_ENTRIES = 100


def find_rxcui(call: Call) -> Answer:
    """RxCUIs by name, or by a code of another system."""
    if "idtype" in call.query:
        system = CODE_SYSTEMS.get(call.first("idtype").lower())
        if system is None:
            raise bad_question(f"idtype is one of {', '.join(CODE_SYSTEMS)}")
        found = of_code(system, call.required("id"), call.loaded.knowledge)
    else:
        found = _named(call, call.required("name"), call.first("search", "0"))
    ids = [term.rxcui for term in found]
    return Answer(ROOT, {"idGroup": {"rxnormId": ids} if ids else {}})


def _named(call: Call, name: str, search: str) -> list[Term]:
    """`search`: 0 exact, 1 normalised, 2 exact or else normalised, 9 near as well."""
    if search not in ("0", "1", "2", "9"):
        raise bad_question("search is 0, 1, 2 or 9")
    with read_session(call) as (session, knowledge):
        exact = named_exactly(session, name, knowledge) if search != "1" else []
        if exact or search == "0":
            return exact
        loose = named_loosely(session, name, knowledge)
        if loose or search != "9":
            return sorted(loose, key=lambda term: term.rxcui)
        near = fitting(session, name, call.loaded)
        return [one.term for one in near if one.score == near[0].score]


def find_approximately(call: Call) -> Answer:
    """What may have been meant, the likeliest first; scores are whole numbers up to 100."""
    term = call.required("term")
    most = call.first("maxentries", "20")
    if not most.isdecimal() or not 1 <= int(most) <= _MOST_ENTRIES:
        raise bad_question(f"maxEntries is a number from 1 to {_MOST_ENTRIES}")
    with read_session(call) as (session, _):
        found = fitting(session, term, call.loaded)[: int(most)]
    scores = sorted({one.score for one in found}, reverse=True)
    group: Shape = {"inputTerm": None}
    if found:
        group["candidate"] = [
            {
                "rxcui": one.term.rxcui,
                "rxaui": "",
                "score": str(one.score),
                "rank": str(scores.index(one.score) + 1),
                "name": one.term.name,
                "source": "RXNORM" if one.term.imported else "MATERIA",
            }
            for one in found
        ]
    return Answer(ROOT, {"approximateGroup": group})


def suggest_spellings(call: Call) -> Answer:
    """Known names that are spelt like this one, the nearest first."""
    spelling = normalise(call.required("name"))
    found = [near.spelling for near in call.loaded.nearest(spelling)] if spelling else []
    suggestions = {"suggestion": found} if found else {}
    return Answer(ROOT, {"suggestionGroup": {"name": None, "suggestionList": suggestions}})


def find_drugs(call: Call) -> Answer:
    """The products of an ingredient, a brand or a group, by type.

    A brand has its own packs and branded drugs and no others; it may have none here.
    """
    name = call.required("name")
    group: Shape = {"name": None}
    with read_session(call) as (session, knowledge):
        terms = named_exactly(session, name, knowledge) or parts_of(name, knowledge)
        if terms:
            found = _products_of(session, terms, knowledge)
            types: Sequence[str] = _PRODUCTS
            if is_brand(name, terms, knowledge):
                types = _BRANDED
                found = {tty: [one for one in some if is_of_brand(one, name)]
                         for tty, some in found.items()}  # fmt: skip
            group["conceptGroup"] = groups_of(types, found)
    return Answer(ROOT, {"drugGroup": group})


def _products_of(
    session: Session, terms: Sequence[Term], knowledge: Knowledge
) -> dict[str, list[Term]]:
    """What is dispensed of these terms, by type, each once."""
    found: dict[str, dict[str, Term]] = {tty: {} for tty in _PRODUCTS}
    for term in terms:
        around = related(session, term.rxcui, knowledge)
        for tty in _PRODUCTS:
            found[tty] |= {one.rxcui: one for one in around.get(tty, ())}
        if term.term_type in found:
            found[term.term_type][term.rxcui] = term
    return {tty: list(some.values()) for tty, some in found.items()}


def list_display_names(call: Call) -> Answer:
    """Every name that completes what somebody types."""
    knowledge = call.loaded.knowledge
    names = call.loaded.cache.display_names.get(lambda: _display_names(knowledge.names))
    return Answer(ROOT, {"displayTermsList": {"term": names}})


def _display_names(names: Names) -> list[str]:
    """Every name of a drug or product, but for what only tells a strength and form of it."""
    found = {
        hit.text
        for place in range(len(names.texts))
        if not names.is_clinical(place)
        for hit in names.hits(place)
        if not hit.subject.startswith("class:")
    }
    return sorted(found, key=lambda text: (text.casefold(), text))


def list_brands(call: Call) -> Answer:
    """The brands that hold all of these ingredients."""
    call.required("ingredientids")
    asked = call.listed("ingredientids")
    with read_session(call) as (session, knowledge):
        found = [related(session, rxcui, knowledge).get("BN", []) for rxcui in asked]
    brands = [
        properties_of(one)
        for one in (found[0] if found else ())
        if all(one in others for others in found)
    ]
    group: Shape = {"ingredientList": None}
    if brands:
        group["conceptProperties"] = brands
    return Answer(ROOT, {"brandGroup": group})


def list_id_types(call: Call) -> Answer:
    """The systems of codes that `rxcui` reads beside names."""
    del call
    return Answer(ROOT, {"idTypeList": {"idName": sorted(name.upper() for name in CODE_SYSTEMS)}})
