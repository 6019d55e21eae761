"""One RxCUI: its name, its properties, and what stands around it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlmodel import Session

from app.api.dependencies import open_read_session
from app.api.rxnav.request import Call, bad_question
from app.api.rxnav.response import Answer
from app.domain.facts import Code, CodeSystem, Concept, Schedule, Term, key
from app.domain.interactions.recorded import drugs_of
from app.domain.knowledge import Knowledge
from app.domain.names.codes import plain_code
from app.services.rxnorm import RELATIONS, TERM_TYPES, related, related_by
from app.store.read import find_fact, list_facts

_CATEGORIES = ("ATTRIBUTES", "CODES", "NAMES", "SOURCES")
_CODE_NAMES = {
    CodeSystem.ATC: "ATC",
    CodeSystem.UNII: "UNII_CODE",
    CodeSystem.DRUGBANK: "DRUGBANK",
    CodeSystem.CAS: "CAS",
}
# The number of a schedule of controlled drugs in the United States.
_SCHEDULES = {"C-I": "1", "C-II": "2", "C-III": "3", "C-IV": "4", "C-V": "5"}
_PACKAGE = 11


def get_name(call: Call) -> Answer:
    """The name of a RxCUI."""
    term = _term(call)
    return Answer(ROOT, {"idGroup": {"name": term.name} if term else {}})


def get_properties(call: Call) -> Answer:
    """Its seven properties; nothing for one that is not known."""
    term = _term(call)
    return Answer(ROOT, {"properties": properties_of(term)} if term else {})


def list_related(call: Call) -> Answer:
    """Those around it, of some types or in some relations."""
    rxcui = call.gaps[0]
    if "tty" not in call.query and "rela" not in call.query:
        raise bad_question("tty or rela is required")
    types = [part.upper() for part in call.listed("tty")]
    relations = [part.lower() for part in call.listed("rela")]
    if not set(types) <= set(TERM_TYPES) or not set(relations) <= RELATIONS:
        raise bad_question("a tty or rela is not known")
    with read_session(call) as (session, knowledge):
        if relations:
            found = related_by(session, rxcui, relations, knowledge)
        else:
            found = related(session, rxcui, knowledge)
    groups = groups_of(sorted(set(types)) or sorted(found), found)
    return Answer(ROOT, {"relatedGroup": {"rxcui": None, "conceptGroup": groups}})


def list_all_related(call: Call) -> Answer:
    """Those around it, of all types."""
    with read_session(call) as (session, knowledge):
        found = related(session, call.gaps[0], knowledge)
    groups = groups_of(TERM_TYPES, found)
    return Answer(ROOT, {"allRelatedGroup": {"rxcui": "", "conceptGroup": groups}})


def list_ndcs(call: Call) -> Answer:
    """The packages of a product, in eleven digits."""
    ndcs = packages_of(call.gaps[0], call)
    return Answer(ROOT, {"ndcGroup": {"rxcui": None, "ndcList": {"ndc": ndcs} if ndcs else {}}})


def packages_of(rxcui: str, call: Call) -> list[str]:
    """The NDCs of a product in eleven digits, in order."""
    subjects = call.loaded.knowledge.codes.get(("rxnorm", rxcui), ())
    products = [subject for subject in subjects if subject.startswith("product:")]
    with read_session(call) as (session, _):
        codes = list_facts(session, Code, subject=products, system="ndc") if products else []
    ndcs = sorted({plain_code(one.system, one.code) for one in codes})
    return [ndc for ndc in ndcs if len(ndc) == _PACKAGE]


def list_all_properties(call: Call) -> Answer:
    """Names, codes, attributes and sources; `prop` says of which kinds."""
    asked = {part.upper() for part in call.listed("prop")} or {"ALL"}
    if not asked <= {*_CATEGORIES, "ALL"}:
        raise bad_question(f"prop is of {', '.join(_CATEGORIES)}, ALL")
    return _property_group(one for one in _stated(call) if asked & {one[0], "ALL"})


def find_property(call: Call) -> Answer:
    """The values of one property of a RxCUI."""
    name = call.required("propname").casefold()
    stated = [one for one in _stated(call) if one[1].casefold() == name]
    return _property_group(stated)


def keep_if(call: Call) -> Answer:
    """The RxCUI again where it has a property, or one of some values of it; else nothing."""
    name = call.required("propname").casefold()
    wanted = {value.casefold() for value in call.listed("propvalues")}
    fits = any(
        one[1].casefold() == name and (not wanted or one[2].casefold() in wanted)
        for one in _stated(call)
    )
    return Answer(ROOT, {"rxcui": call.gaps[0]} if fits else {})


def _stated(call: Call) -> list[tuple[str, str, str]]:
    """All properties of the RxCUI of a call, in order; none where it is not known."""
    term = _term(call)
    if term is None:
        return []
    with read_session(call) as (session, knowledge):
        return sorted(_properties(session, term, knowledge))


def _property_group(stated: Iterable[tuple[str, str, str]]) -> Answer:
    concepts = [
        {"propCategory": category, "propName": name, "propValue": value}
        for category, name, value in stated
    ]
    return Answer(ROOT, {"propConceptGroup": {"propConcept": concepts}} if concepts else {})


def get_status(call: Call) -> Answer:
    """Whether a RxCUI is in use; nothing is known here of the history of others."""
    term = _term(call)
    if term is None:
        return Answer(ROOT, {"rxcuiStatus": {"status": "Unknown"}})
    status = "Obsolete" if term.retired else "Active"
    small = {"rxcui": term.rxcui, "name": term.name, "tty": term.term_type}
    return Answer(
        ROOT, {"rxcuiStatus": {"status": status, "minConceptGroup": {"minConcept": [small]}}}
    )


def list_term_types(call: Call) -> Answer:
    """The types of term that a RxCUI can have here."""
    del call
    return Answer(ROOT, {"termTypeList": {"termType": list(TERM_TYPES)}})


def list_relations(call: Call) -> Answer:
    """The relations that `related` follows."""
    del call
    return Answer(ROOT, {"relationTypeList": {"relationType": sorted(RELATIONS)}})


def list_property_categories(call: Call) -> Answer:
    """The kinds of property that `allProperties` has."""
    del call
    return Answer(ROOT, {"propCategoryList": {"propCategory": list(_CATEGORIES)}})


def _properties(
    session: Session, term: Term, knowledge: Knowledge
) -> Iterator[tuple[str, str, str]]:
    yield "ATTRIBUTES", "TTY", term.term_type
    yield "CODES", "RxCUI", term.rxcui
    yield "NAMES", "RxNorm Name", term.name
    yield "SOURCES", "Source", "RxNorm" if term.imported else "Materia"
    concept = find_fact(session, Concept, id=term.rxcui)
    for name in concept.names if concept is not None else ():
        yield "NAMES", "RxNorm Synonym", name
    for subject in knowledge.codes.get(("rxnorm", term.rxcui), ()):
        product = knowledge.products.get(subject.removeprefix("product:"))
        if product is not None and product.strength is not None:
            yield "ATTRIBUTES", "AVAILABLE_STRENGTH", product.strength
    drugs = drugs_of(term.rxcui, knowledge)
    for schedule in list_facts(session, Schedule, drug=drugs, jurisdiction="US") if drugs else ():
        if schedule.schedule in _SCHEDULES:
            yield "ATTRIBUTES", "SCHEDULE", _SCHEDULES[schedule.schedule]
    if len(drugs) == 1 and term.term_type in ("IN", "PIN"):
        for code in list_facts(session, Code, subject=key("drug", drugs[0])):
            if code.system in _CODE_NAMES:
                yield "CODES", _CODE_NAMES[code.system], code.code


def _term(call: Call) -> Term | None:
    found: Term | None = call.loaded.knowledge.terms.get(call.gaps[0])
    return found


Shape = dict[str, Any]
ROOT = "rxnormdata"


def properties_of(term: Term) -> Shape:
    """A concept with all its texts."""
    return {
        "rxcui": term.rxcui,
        "name": term.name,
        "synonym": term.synonym,
        "tty": term.term_type,
        "language": "ENG",
        "suppress": "O" if term.retired else "N",
        "umlscui": "",
    }


def groups_of(term_types: Iterable[str], found: Mapping[str, Sequence[Term]]) -> list[Shape]:
    """A group for each type; an empty one has no more than its type."""
    groups = []
    for term_type in term_types:
        group: Shape = {"tty": term_type}
        if found.get(term_type):
            group["conceptProperties"] = [properties_of(term) for term in found[term_type]]
        groups.append(group)
    return groups


@contextmanager
def read_session(call: Call) -> Iterator[tuple[Session, Knowledge]]:
    """A session on the database, and the release in memory that it tells too."""
    with contextmanager(open_read_session)(call.request) as one:
        yield one.session, one.loaded.knowledge
