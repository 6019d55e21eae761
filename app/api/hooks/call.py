"""One call of a service: what is new, what is taken already, the person, and what is missing."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.api.clinical.medications import TAKEN, Order, orders_of
from app.api.clinical.person import person_of
from app.api.clinical.resources import Known, Resource, address_of, listed, mapping, text
from app.api.hooks.services import PREFETCH, PURPOSES, Service
from app.api.http.problems import Problem
from app.domain.interactions.person import Person
from app.services.release import LoadedRelease

# What one check compares; a card names the orders beyond it.
MOST_ORDERS = 100
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class HookCall:
    """A call that was understood. `beyond` are orders that are too many for one check, `gaps`
    sentences on what was missing or could not be used.
    """

    instance: str
    new: Sequence[Order]
    current: Sequence[Order]
    beyond: Sequence[Order]
    person: Person
    gaps: Sequence[str]

    def halved(self) -> "HookCall":
        """The same with the first half of its orders; the others are beyond."""
        orders = [*self.new, *self.current]
        most = max(len(orders) // 2, 1)
        kept, beyond = orders[:most], [*orders[most:], *self.beyond]
        places = len(self.new[:most])
        return replace(self, new=kept[:places], current=kept[places:], beyond=beyond)


def malformed(why: str) -> Problem:
    """400: nothing was checked, and why."""
    return Problem(400, "invalid-call", "Invalid call", f"{why} Nothing was checked.")


def read_call(service: Service, body: Any, loaded: LoadedRelease) -> HookCall:
    """The call of a service. Raises Problem: 400 for one that is malformed, 412 where nothing of
    what the service needs came along.
    """
    context, instance = _required(service, body)
    prefetch = body.get("prefetch")
    if prefetch is None:
        prefetch = context.get("prefetch")
    if prefetch is not None and not isinstance(prefetch, Mapping):
        raise malformed("`prefetch` is no object.")
    new, known = Known(), Known()
    created = new.add(context.get(service.bundle)) if service.bundle else []
    beside = {
        key: value for key, value in context.items() if key not in (service.bundle, "prefetch")
    }
    had = {**beside, **mapping(prefetch)}
    for value in had.values():
        known.add(value)
    gaps = _gaps(mapping(prefetch), known)
    _require_medicines(service, known, mapping(prefetch))
    everything = _together(known, new)
    drugs, current = _orders(service, context, created, known, everything)
    kept, beyond = (drugs + current)[:MOST_ORDERS], (drugs + current)[MOST_ORDERS:]
    found = person_of(everything if _is_person(service) else known, loaded)
    places = len(drugs[:MOST_ORDERS])
    return HookCall(
        instance, kept[:places], kept[places:], beyond, found.person, [*gaps, *found.gaps]
    )


def _required(service: Service, body: Any) -> tuple[Mapping[str, Any], str]:
    """The context and the instance; of all that CDS Hooks requires what a check needs is asked."""
    if not isinstance(body, Mapping):
        raise malformed("The body is no JSON object.")
    if body.get("hook") != service.hook:
        raise malformed(f"`hook` must be `{service.hook}` for this service.")
    instance = body.get("hookInstance")
    if not isinstance(instance, str) or not _UUID.fullmatch(instance):
        raise malformed("`hookInstance` must be a UUID.")
    context = body.get("context")
    if not isinstance(context, Mapping):
        raise malformed("`context` must be an object.")
    if text(context.get("patientId")) is None:
        raise malformed("`context.patientId` is required.")
    if service.bundle and not isinstance(context.get(service.bundle), Mapping):
        raise malformed(f"`context.{service.bundle}` must be an object.")
    selections = context.get("selections")
    if service.has_selections and not (
        isinstance(selections, list) and all(isinstance(one, str) for one in selections)
    ):
        raise malformed("`context.selections` must be a list of ids.")
    return context, instance


def _is_person(service: Service) -> bool:
    """Whether what is new is of the person."""
    return service.bundle in ("allergyIntolerance", "conditions")


def _together(known: Known, new: Known) -> Known:
    """Everything that came along; what is new goes first."""
    found = Known()
    for part in (new, known):
        for kind, resources in part.by_kind.items():
            found.by_kind.setdefault(kind, []).extend(resources)
        found.by_address = {**part.by_address, **found.by_address}
    return found


def _orders(
    service: Service,
    context: Mapping[str, Any],
    created: Sequence[Resource],
    known: Known,
    everything: Known,
) -> tuple[list[Order], list[Order]]:
    """The medicines to be checked, and those taken already.

    What a patient takes is checked itself where nothing is ordered.
    """
    taken = list(orders_of(known.of(*TAKEN), everything))
    if service.needs_medicines:
        return taken, []
    drafts = list(orders_of(_only(created, TAKEN), everything))
    addresses = {one.address for one in drafts if one.address}
    taken = [one for one in taken if one.address is None or one.address not in addresses]
    if not service.has_selections:
        return drafts, taken
    wanted = {one.rpartition("/")[2] for one in context["selections"]}
    if not wanted <= {_id(one) for one in created}:
        # What was selected is not there: nobody knows which of the drafts it was.
        return drafts, taken
    selected = [one for one in drafts if _id(one.resource) in wanted]
    others = [one for one in drafts if _id(one.resource) not in wanted]
    return selected, others + taken


def _only(resources: Iterable[Resource], kinds: Sequence[str]) -> list[Resource]:
    return [one for one in resources if one["resourceType"] in kinds]


def _id(resource: Resource) -> str | None:
    return text(resource.get("id"))


def _require_medicines(service: Service, known: Known, prefetch: Mapping[str, Any]) -> None:
    if not service.needs_medicines or _has("medications", known, prefetch):
        return
    if not _has("statements", known, prefetch):
        raise Problem(
            412,
            "prefetch-needed",
            "Prefetch needed",
            "This service compares what the patient takes, and neither `medications` nor "
            "`statements` came along. Nothing was checked.",
        )


def _has(key: str, known: Known, prefetch: Mapping[str, Any]) -> bool:
    """Whether what a key is for came along, under that key or another."""
    if not known.by_kind.keys().isdisjoint(PURPOSES[key][1]):
        return True
    value = mapping(prefetch.get(key))
    inner = mapping(value.get("resource")) or value
    return inner.get("resourceType") not in (None, "OperationOutcome") and not _failed(inner)


def _failed(bundle: Resource) -> bool:
    """Whether a Bundle says that the search behind it failed."""
    entries = (mapping(mapping(one).get("resource")) for one in listed(bundle.get("entry")))
    return any(
        mapping(issue).get("severity") in ("error", "fatal")
        for one in entries
        if one.get("resourceType") == "OperationOutcome"
        for issue in listed(one.get("issue"))
    )


def _gaps(prefetch: Mapping[str, Any], known: Known) -> list[str]:
    """What did not come along, did so in part only, or came as a failure."""
    missing = [PURPOSES[key][0] for key in PREFETCH if not _has(key, known, prefetch)]
    gaps = [f"Not sent to this service, so not compared: {', '.join(missing)}."] if missing else []
    has_outcome = "OperationOutcome" in known.by_kind
    for key, value in prefetch.items():
        bundle = mapping(mapping(value).get("resource")) or mapping(value)
        links = (mapping(one) for one in listed(bundle.get("link")))
        is_cut = any(one.get("relation") == "next" for one in links)
        if is_cut or (has_outcome and _failed(bundle)):
            gaps.append(f"Only a part of `{key[:40]}` was sent: the rest was not compared.")
    return gaps


def named(order: Order) -> str:
    """What an order is called in a sentence: its medicine, else the order itself."""
    return (
        order.words if order.asked.name is not None else address_of(order.resource) or order.words
    )
