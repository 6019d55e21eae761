"""Searches: parameters that are understood, pages, summaries, and Bundles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from app.api.fhir.codes import Context, Resource
from app.api.fhir.outcome import Refused
from app.api.fhir.types import INCLUDED, Items, Type

MOST, USUAL = 100, 20
# What a summary keeps of every resource, beside what only one of them has.
_SUMMARY = (
    "resourceType", "id", "meta", "implicitRules", "url", "version", "name", "title", "status",
    "date", "code", "type", "subject", "kind", "experimental", "content", "count", "instance",
    "fhirVersion", "abstract", "derivation", "baseDefinition", "system", "affectsState",
)  # fmt: skip
_ALWAYS = ("resourceType", "id", "meta")
# Of each type what must be there: a part without it would be no such resource any more.
_REQUIRED = {
    "ClinicalUseDefinition": ("type",),
    "Substance": ("code", "instance"),
    "CodeSystem": ("status", "content"),
    "ValueSet": ("status",),
    "StructureDefinition": ("url", "name", "status", "kind", "abstract", "type"),
    "OperationDefinition": ("name", "status", "kind", "code", "system", "type", "instance"),
}
_SUBSETTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED",
}  # fmt: skip
_CONTROLS = ("_count", "_offset", "_summary", "_elements", "_id", "_include", "_format", "_pretty")


@dataclass(frozen=True, slots=True)
class Search:
    """A search as it was understood; `kept` are the parameters that stand in `self`."""

    count: int
    offset: int
    summary: str
    elements: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    strict: bool

    def values(self, name: str) -> list[str]:
        """All values of a parameter."""
        return [value for known, value in self.kept if known == name]


def pairs_of(query: bytes | str) -> list[tuple[str, str]]:
    """The parameters of an address or a form. Raises Refused for more than any search has."""
    text = query.decode("latin-1") if isinstance(query, bytes) else query
    try:
        return parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=50)
    except ValueError as error:
        raise Refused(400, "too-costly", "too many parameters") from error


def read_search(kind: Type, pairs: Sequence[tuple[str, str]], strict: bool) -> Search:
    """The search of a type. Raises Refused; with `strict` for a parameter that is not known."""
    known = (*kind.search, *_CONTROLS)
    unknown = [name for name, _ in pairs if name not in known]
    if unknown and strict:
        raise Refused(400, "not-supported", f"a parameter that is none of: {', '.join(known)}")
    kept = tuple((name, value) for name, value in pairs if name in known and name != "_format")
    last = dict(kept)
    summary = last.get("_summary", "false")
    if summary not in ("true", "false", "count", "text", "data"):
        raise Refused(400, "value", "`_summary` is true, false, count, text or data")
    elements = tuple(one for one in last.get("_elements", "").split(",") if one)
    for _, value in kept:
        if value.count(",") > MOST:
            raise Refused(400, "too-costly", f"more than {MOST} values in one parameter")
    count, offset = _number(last, "_count", USUAL), _number(last, "_offset", 0)
    return Search(min(count, MOST), offset, summary, elements, kept, strict)


def _number(given: Mapping[str, str], name: str, usual: int) -> int:
    value = given.get(name)
    if value is None:
        return usual
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refused(400, "value", f"`{name}` must be a number")
    return int(value)


def searchset(kind: Type, search: Search, context: Context, base: str) -> Resource:
    """The Bundle of a search: one page of what fits."""
    found = _found(kind, search, context)
    is_count = search.summary == "count" or search.count == 0
    page = () if is_count else found[search.offset : search.offset + search.count]
    entries = [
        _entry(cut(kind.write(one, context), search), base, "match") for one in page
    ] + _included(kind, search, page, context, base)
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": _links(kind, search, len(found), base, is_count),
    }
    return {**bundle, "entry": entries} if entries else bundle


def _found(kind: Type, search: Search, context: Context) -> Items:
    items: Items | None = None
    for name, value in search.kept:
        if name in kind.begin and items is None:
            items = kind.begin[name](value, context)
        elif name == "_id" and items is None:
            ids = (kind.find(one, context) for one in value.split(","))
            items = [one for one in ids if one is not None]
        elif name == "_id" or name in kind.search:
            items = _narrowed(kind, name, value, items, context)
    return kind.every(context) if items is None else items


def _narrowed(kind: Type, name: str, value: str, items: Items | None, context: Context) -> Items:
    items = kind.every(context) if items is None else items
    if name == "_id":
        wanted = [kind.find(one, context) for one in value.split(",")]
        return [one for one in items if one in wanted]
    return kind.search[name][1](value, items, context)


def _entry(resource: Resource, base: str, mode: str) -> Resource:
    address = f"{base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": address, "resource": resource, "search": {"mode": mode}}


def _included(
    kind: Type, search: Search, page: Items, context: Context, base: str
) -> list[Resource]:
    """The resources that `_include` names, each once."""
    found: dict[Any, None] = {}
    for value in search.values("_include"):
        type_, _, name = value.partition(":")
        include = kind.includes.get(name.partition(":")[0])
        if include is None or type_ != kind.name:
            if search.strict:
                raise Refused(400, "not-supported", "an `_include` that is not known here")
            continue
        found |= dict.fromkeys(other for one in page for other in include(one, context))
    return [_entry(INCLUDED(one, context), base, "include") for one in found]


def cut(resource: Resource, search: Search) -> Resource:
    """A resource with the parts that are wanted; it says so if it is not whole."""
    if search.summary in ("true", "text"):
        kept = (*_SUMMARY, *_REQUIRED.get(resource["resourceType"], ()))
    elif search.elements:
        kept = (*_ALWAYS, *search.elements, *_REQUIRED.get(resource["resourceType"], ()))
    else:
        return resource
    part = {name: value for name, value in resource.items() if name in kept}
    part["meta"] = {**resource["meta"], "tag": [_SUBSETTED]}
    return part


def _links(kind: Type, search: Search, total: int, base: str, is_count: bool) -> list[Resource]:
    def link(relation: str, offset: int | None) -> Resource:
        kept = [one for one in search.kept if one[0] not in ("_offset", "_count")]
        paged = [] if offset is None else [("_count", str(search.count)), ("_offset", str(offset))]
        query = urlencode([*kept, *paged])
        return {
            "relation": relation,
            "url": f"{base}/{kind.name}{'?' if query else ''}{query}",
        }

    has_page = any(name in ("_count", "_offset") for name, _ in search.kept)
    links = [link("self", search.offset if has_page else None)]
    if is_count:
        return links
    if search.offset + search.count < total:
        links.append(link("next", search.offset + search.count))
    if search.offset > 0:
        links.append(link("previous", max(0, search.offset - search.count)))
    return links
