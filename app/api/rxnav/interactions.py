"""The interaction interface: one drug, a list of drugs, and who asserts what."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from app.api.rxnav.asking import Call
from app.api.rxnav.groups import groups_for, source_names
from app.api.rxnav.refusing import bad_question
from app.api.rxnav.shapes import drug_group, list_group
from app.api.rxnav.words import DISCLAIMER
from app.api.rxnav.writing import Answer
from app.domain.by_rxcui import meetings, read_rxcuis

# The old limit was 50. Twice as many drugs are four times the work.
MOST_RXCUIS = 200
_ROOT = "interactiondata"


def find_from_list(call: Call) -> Answer:
    """All interactions among the drugs of a list."""
    call.required("rxcuis")
    asked = call.listed("rxcuis")
    if len(asked) > MOST_RXCUIS:
        raise bad_question(f"at most {MOST_RXCUIS} rxcuis")
    groups = groups_for(call)
    given, unresolved = read_rxcuis(asked, call.held.knowledge)
    met = meetings(given, call.held.knowledge)
    shapes = [shape for one in groups if (shape := list_group(one, met, call)) is not None]
    return _answer(call, "fullInteractionTypeGroup", shapes, unresolved)


def find_of_drug(call: Call) -> Answer:
    """Everything that a drug meets, for each ingredient that it is made of."""
    asked = call.required("rxcui")
    groups = groups_for(call)
    given, unresolved = read_rxcuis([asked] if asked else [], call.held.knowledge)
    shapes = []
    for one in given:
        told = [(drug, call.remembered.partners(drug)) for drug in one.drugs]
        shapes += [shape for group in groups if (shape := drug_group(group, one, told, call))]
    return _answer(call, "interactionTypeGroup", shapes, unresolved)


def list_sources(call: Call) -> Answer:
    """The sources by which interactions can be asked for."""
    return Answer(
        _ROOT,
        {"nlmDisclaimer": _disclaimer(call), "sourceList": {"source": source_names(call)}},
    )


def tell_versions(call: Call) -> Answer:
    """The version of every source, as NAME:VERSION."""
    release = call.held.release.removeprefix("sha256:")[:12]
    versions = [f"{name}:{release}" for name in source_names(call)]
    return Answer(
        _ROOT,
        {
            "nlmDisclaimer": _disclaimer(call),
            "sourceVersionList": {"sourceVersion": versions},
        },
    )


def _answer(
    call: Call, name: str, shapes: Sequence[dict[str, Any]], unresolved: Sequence[str]
) -> Answer:
    """Nothing found: no key at all. What was not known stands in a header, or is refused."""
    headers = {"X-Unresolved-Rxcuis": _in_a_header(unresolved)} if unresolved else {}
    if unresolved and call.request.app.state.settings.rxnav_strict:
        raise bad_question("of some rxcuis no drug is known", headers)
    body: dict[str, Any] = {"nlmDisclaimer": _disclaimer(call)}
    if shapes:
        body[name] = shapes
    return Answer(_ROOT, body, headers)


def _disclaimer(call: Call) -> str:
    return call.request.app.state.settings.rxnav_disclaimer or DISCLAIMER


def _in_a_header(unresolved: Sequence[str]) -> str:
    """With commas between; signs that a header cannot hold are escaped, and long ones cut."""
    return ",".join(quote(one[:20], safe="") for one in unresolved)
