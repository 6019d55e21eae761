"""What is known of an NDC, and in which classes a drug is; the version of it all."""

from collections.abc import Iterator

from app.api.rxnav.atc_groups import ATC_GROUPS
from app.api.rxnav.concepts import ROOT, Shape, packages_of, read_session
from app.api.rxnav.interactions import concept, ingredient
from app.api.rxnav.request import Call
from app.api.rxnav.response import Answer
from app.domain.facts import Code, CodeSystem, Term, key
from app.domain.interactions.recorded import drugs_of
from app.domain.knowledge import Knowledge
from app.domain.names.codes import ndc_shapes, subjects_of
from app.services.rxnorm import of_code
from app.store.read import list_facts

# A group of substances has so many signs of the seven that a code of ATC has.
_GROUP = 5


def get_ndc_status(call: Call) -> Answer:
    """A package of RxNorm is ACTIVE, or OBSOLETE; one known from elsewhere only is ALIEN."""
    ndc = call.required("ndc")
    knowledge = call.loaded.knowledge
    subjects = subjects_of(CodeSystem.NDC, ndc, knowledge)
    terms = of_code(CodeSystem.NDC, ndc, knowledge)
    shapes = ndc_shapes(ndc)
    status: Shape = {"ndc11": _known_shape(shapes, knowledge)}
    if len({term.rxcui for term in terms}) != 1:
        known = "ALIEN" if subjects else "UNKNOWN"
        status |= {"status": known, "active": "NO", "rxnormNdc": "NO"}
        return Answer(ROOT, {"ndcStatus": status | _NOTHING_MORE})
    return Answer(ROOT, {"ndcStatus": status | _of_term(terms[0])})


def get_ndc_properties(call: Call) -> Answer:
    """Which product a package is, or which packages a product has. No more is recorded of one."""
    asked = call.required("id")
    terms = of_code(CodeSystem.NDC, asked, call.loaded.knowledge)
    if len({term.rxcui for term in terms}) == 1:
        shape = _known_shape(ndc_shapes(asked), call.loaded.knowledge)
        found = [(shape, terms[0])]
    else:
        term = call.loaded.knowledge.terms.get(asked)
        found = [(ndc, term) for ndc in packages_of(asked, call)] if term is not None else []
    properties = [
        {"ndcItem": ndc, "rxcui": term.rxcui, "source": "RXNORM" if term.imported else "MATERIA"}
        for ndc, term in found
    ]
    return Answer(ROOT, {"ndcPropertyList": {"ndcProperty": properties}} if properties else {})


_NOTHING_MORE: Shape = {"altNdc": "N", "comment": ""}


def _of_term(term: Term) -> Shape:
    stated = "RXNORM" if term.imported else "MATERIA"
    return {
        "status": "OBSOLETE" if term.retired else "ACTIVE",
        "active": "NO" if term.retired else "YES",
        "rxnormNdc": "YES" if term.imported else "NO",
        "rxcui": term.rxcui,
        "conceptName": term.name,
        "conceptStatus": "OBSOLETE" if term.retired else "ACTIVE",
        "sourceList": {"sourceName": [stated]},
        **_NOTHING_MORE,
    }


def _known_shape(shapes: list[str], knowledge: Knowledge) -> str:
    """Of the ways to read ten digits the one that is known, else the first."""
    known = [shape for shape in shapes if ("ndc", shape) in knowledge.codes]
    return next(iter(known or shapes), "")


def list_classes(call: Call) -> Answer:
    """The groups of ATC in which the ingredients of a RxCUI are."""
    rxcui = call.required("rxcui")
    source = call.first("relasource", "ATC").upper()
    drugs = drugs_of(rxcui, call.loaded.knowledge) if source in ("ATC", "ALL", "") else ()
    with read_session(call) as (session, knowledge):
        codes = {
            drug: [one.code for one in list_facts(session, Code, subject=key("drug", drug),
                                                  system="atc")]
            for drug in drugs
        }  # fmt: skip
    found = [
        one
        for drug, of_drug in codes.items()
        for one in _classes(ingredient(drug, call), of_drug, knowledge)
    ]
    return Answer(
        "rxclassdata", {"rxclassDrugInfoList": {"rxclassDrugInfo": found}} if found else {}
    )


def _classes(term: Term, codes: list[str], knowledge: Knowledge) -> Iterator[Shape]:
    for group in sorted({code[:_GROUP] for code in codes if len(code) > _GROUP}):
        yield {
            "minConcept": concept(term),
            "rxclassMinConceptItem": {
                "classId": group,
                "className": _class_name(group, knowledge),
                "classType": "ATC1-4",
            },
            "rela": "",
            "relaSource": "ATC",
        }


def _class_name(group: str, knowledge: Knowledge) -> str:
    """The name of the class with this code, where ATC was imported; else ours of the group."""
    for subject in subjects_of(CodeSystem.ATC, group, knowledge):
        if subject.startswith("class:"):
            return knowledge.classes[subject.removeprefix("class:")].name
    return ATC_GROUPS.get(group, "a group of ATC without a name here")


def get_version(call: Call) -> Answer:
    """The day on which the data was made."""
    return Answer(ROOT, {"version": call.loaded.made_at.strftime("%d-%b-%Y")})
