"""`$check-interactions`: the check as DetectedIssues, and an outcome for what was not checked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any
from uuid import UUID

from app.api.clinical.medications import MEDICINES, Order, orders_of
from app.api.clinical.person import person_of
from app.api.clinical.resources import Known, listed, mapping
from app.api.fhir.codes import (
    ACTION,
    EVIDENCE,
    SEVERITY,
    Resource,
    extension,
    sources,
    text,
)
from app.api.fhir.outcome import Refused, issue, outcome
from app.domain.facts import Severity
from app.domain.interactions.policy import Policy
from app.domain.interactions.result import (
    Checkup,
    Completeness,
    Duplication,
    Finding,
    FindingKind,
)
from app.domain.names.input import Asked, InputStatus
from app.services.interactions import Question
from app.services.release import LoadedRelease

MOST_ORDERS = 100
_ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_CODES = {
    FindingKind.DRUG_DRUG: ("DRG", "Drug Interaction Alert"),
    FindingKind.LABEL_MENTION: ("DRG", "Drug Interaction Alert"),
    FindingKind.DRUG_ALLERGY: ("ALGY", "Allergy Alert"),
    FindingKind.DRUG_CONDITION: ("COND", "Condition Alert"),
    FindingKind.DRUG_GENE: ("GEN", "Genetic Alert"),
}
# What is not known to be grave is not said to be anything.
_SEVERITIES = {
    Severity.CONTRAINDICATED: "high",
    Severity.MAJOR: "high",
    Severity.MODERATE: "moderate",
    Severity.MINOR: "low",
}


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be checked. `beyond` are too many orders, `gaps` what could not be used."""

    orders: Sequence[Order]
    beyond: Sequence[Order]
    question: Question
    gaps: Sequence[str]


def read_request(
    body: Any, loaded: LoadedRelease, policy: Policy, ranges: Mapping[str, Any]
) -> Request:
    """The medicines and the person of a Parameters or a Bundle. Raises Refused."""
    kind = mapping(body).get("resourceType")
    if kind not in ("Parameters", "Bundle"):
        raise Refused(400, "invalid", "the body must be a Parameters or a Bundle")
    known = Known()
    new: list[Mapping[str, Any]] = []
    current: list[Mapping[str, Any]] = []
    for name, value in _values(body):
        resources = known.add(value)
        (current if name == "current" else new).extend(resources)
    drugs = list(orders_of(new, known))
    taken = list(orders_of(current, known))
    if not drugs and not taken:
        raise Refused(400, "required", f"no medicine that is taken: one of {', '.join(MEDICINES)}")
    orders = [*drugs, *taken][:MOST_ORDERS]
    found = person_of(known, loaded)
    places = min(len(drugs), MOST_ORDERS)
    question = Question(
        drugs=tuple(one.asked for one in orders[:places]),
        current=tuple(one.asked for one in orders[places:]),
        policy=policy,
        person=found.person,
        dose_ranges=ranges,
        whole=False,
    )
    return Request(orders, [*drugs, *taken][MOST_ORDERS:], question, found.gaps)


def _values(body: Any) -> Iterator[tuple[str, Any]]:
    """Every resource, with the name of its parameter. A code alone is a medicine too."""
    if body["resourceType"] == "Bundle":
        yield "medication", body
        return
    for place, given in enumerate(listed(body.get("parameter"))):
        part = mapping(given)
        name = str(part.get("name"))
        if "resource" in part:
            yield name, part["resource"]
        elif "valueCodeableConcept" in part or "valueCoding" in part:
            code = part.get("valueCodeableConcept") or {"coding": [part.get("valueCoding")]}
            yield name, {"resourceType": "Medication", "id": f"parameter-{place}", "code": code}
        elif "valueString" in part:
            yield (
                name,
                {
                    "resourceType": "Medication",
                    "id": f"parameter-{place}",
                    "code": {"text": part["valueString"]},
                },
            )


def bundle_of(checkup: Checkup, request: Request) -> Resource:
    """All issues, the gravest first, then what was not checked."""
    words = _words(checkup, request)
    issues = [_issue(one, words) for one in checkup.findings]
    issues += [_duplication(one, words) for one in checkup.duplications]
    issues += [
        _detected(f"burden:{one.id}", text("Effects that add up"), one.advice.professional)
        | _implicated([part.input for part in one.contributors], words)
        for one in checkup.burden
        if one.reached
    ]
    resources = [*issues, *_outcomes(checkup, request)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": _urn(f"{checkup.release} {place} {one.get('id')}"), "resource": one}
            for place, one in enumerate(resources)
        ],
    }


def _words(checkup: Checkup, request: Request) -> dict[str, Resource]:
    """The reference to each order, by the words of its input."""
    found: dict[str, Resource] = {}
    for order, read in zip(request.orders, checkup.inputs, strict=True):
        shown = {"display": read.input}
        found.setdefault(
            read.input, {"reference": order.address, **shown} if order.address else shown
        )
    return found


def _implicated(inputs: Sequence[str], words: Mapping[str, Resource]) -> Resource:
    found = [words[one] for one in dict.fromkeys(inputs) if one in words]
    return {"implicated": found} if found else {}


def _detected(name: str, code: Resource, detail: str) -> Resource:
    return {
        "resourceType": "DetectedIssue",
        "id": _digest(name),
        "status": "final",
        "code": code,
        "detail": detail,
    }


def _digest(name: str) -> str:
    return blake2b(name.encode(), digest_size=16).hexdigest()


def _urn(name: str) -> str:
    return f"urn:uuid:{UUID(bytes=blake2b(name.encode(), digest_size=16).digest(), version=5)}"


def _issue(finding: Finding, words: Mapping[str, Resource]) -> Resource:
    code, display = _CODES[finding.kind]
    coded = {
        "coding": [{"system": _ACT, "code": code, "display": display}],
        "text": finding.title,
    }
    kinds = dict.fromkeys(one.kind.value for one in finding.evidence)
    grave = _SEVERITIES.get(finding.severity)
    whole = _detected(finding.id, coded, finding.message)
    whole["extension"] = [
        extension(SEVERITY, finding.severity.value),
        extension(ACTION, finding.action.value),
        *(extension(EVIDENCE, one) for one in kinds),
        *sources(finding.citations),
    ]
    whole["identifier"] = [{"system": "urn:materia:finding", "value": finding.id}]
    if grave is not None:
        whole["severity"] = grave
    return {
        **whole,
        **_implicated([one.input for one in finding.participants], words),
        "evidence": [{"code": [text(finding.display_reason)]}],
        "mitigation": [{"action": text(finding.advice.professional)}],
    }


def _duplication(one: Duplication, words: Mapping[str, Resource]) -> Resource:
    code = {
        "coding": [{"system": _ACT, "code": "DUPTHPY", "display": "Duplicate Therapy Alert"}],
        "text": one.name,
    }
    whole = _detected(f"{one.kind}:{one.id}", code, one.text)
    return whole | _implicated(one.inputs, words)


def _outcomes(checkup: Checkup, request: Request) -> Iterator[Resource]:
    """One for each medicine that was not understood, and one on the check as a whole."""
    for order, read in zip(request.orders, checkup.inputs, strict=True):
        if read.status is not InputStatus.RESOLVED:
            why = read.explanation[0] if read.explanation else read.status.value
            words = f"Not checked: {order.address or read.input} ('{read.input}'): {why}"
            yield outcome(issue("warning", "not-found", words))
    for order in request.beyond:
        words = f"Not checked, too many for one check: {order.address or order.words}"
        yield outcome(issue("warning", "too-costly", words))
    whole = checkup.completeness is Completeness.COMPLETE
    summary = f"{checkup.summary} Completeness: {checkup.completeness.value}. {checkup.notice}"
    kind = ("information", "informational") if whole else ("warning", "incomplete")
    issues = [issue(*kind, summary)]
    issues += [issue("warning", "incomplete", one) for one in request.gaps]
    yield outcome(*issues)


def halved(request: Request) -> Request:
    """The same with the first half of its orders: they name too many drugs."""
    orders = list(request.orders)
    most = max(len(orders) // 2, 1)
    asked: tuple[Asked, ...] = (*request.question.drugs, *request.question.current)
    places = min(len(request.question.drugs), most)
    question = replace(request.question, drugs=asked[:places], current=asked[places:most])
    return Request(orders[:most], [*orders[most:], *request.beyond], question, request.gaps)
