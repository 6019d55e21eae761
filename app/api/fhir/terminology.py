"""CodeSystem and ValueSet, and their operations: drugs, classes, conditions and effects."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.api.fhir.codes import BASE, OWN, URLS, Context, Resource, coding, subjects_of_code
from app.api.fhir.outcome import Refused
from app.domain.facts import Key, key, split_key
from app.domain.hierarchy import distances_above
from app.domain.knowledge import name_of
from app.domain.names.text import fits, normalise

_TITLES = {
    "drug": "Drugs and substances", "class": "Classes of drugs", "condition": "Conditions",
    "effect": "Effects of drugs",
}  # fmt: skip
ALL_DRUGS = f"{BASE}:ValueSet:drugs"
_CLASS = f"{BASE}:ValueSet:class:"
# What one expansion gives at most.
MOST_EXPANDED, _USUAL = 1_000, 100


def code_systems(_: Context) -> list[str]:
    """The kinds of things that have a code system."""
    return list(OWN)


def find_code_system(name: str, _: Context) -> str | None:
    """The kind whose code system has this id."""
    return next((kind for kind, url in OWN.items() if url.endswith(f":{name}")), None)


def _things(kind: str, context: Context) -> Mapping[str, Any]:
    known = context.knowledge
    things: Mapping[str, Mapping[str, Any]] = {
        "drug": known.drugs,
        "class": known.classes,
        "condition": known.conditions,
        "effect": known.effects,
    }
    return things[kind]


def _parents(kind: str, context: Context) -> Mapping[str, frozenset[str]]:
    known = context.knowledge
    if kind == "drug":
        return {}
    return {"class": known.class_parents, "condition": known.condition_parents}.get(kind, {})


def code_system(kind: str, context: Context) -> Resource:
    """All things of a kind."""
    things = _things(kind, context)
    parents = _parents(kind, context)
    hierarchy = {"hierarchyMeaning": "is-a"} if parents else {}
    properties = [{"code": "parent", "type": "code", "description": "A wider one"}]
    return {
        "resourceType": "CodeSystem",
        "id": OWN[kind].rpartition(":")[2],
        "meta": context.meta(),
        "url": OWN[kind],
        "version": context.meta()["versionId"],
        "name": f"Materia{_TITLES[kind].title().replace(' ', '')}",
        "title": _TITLES[kind],
        "status": "active",
        "experimental": False,
        "date": context.meta()["lastUpdated"],
        "caseSensitive": True,
        **hierarchy,
        "content": "complete",
        "count": len(things),
        **({"property": properties} if parents else {}),
        "concept": [_concept(one, parents.get(slug, ())) for slug, one in things.items()],
    }


def _concept(thing: Any, parents: Sequence[str] | frozenset[str]) -> Resource:
    described = {"definition": thing.description} if thing.description else {}
    wider = [{"code": "parent", "valueCode": one} for one in sorted(parents)]
    own = {"code": thing.id, "display": thing.name, **described}
    return {**own, "property": wider} if wider else own


def value_sets(context: Context) -> list[str]:
    """All value sets by their ids: all drugs, then the members of each class."""
    return ["drugs", *(f"class.{slug}" for slug in context.knowledge.classes)]


def find_value_set(name: str, context: Context) -> str | None:
    """The value set with this id."""
    known = name == "drugs" or (
        name.startswith("class.") and name.removeprefix("class.") in context.knowledge.classes
    )
    return name if known else None


def url_of(value_set: str) -> str:
    """The canonical address of a value set."""
    return ALL_DRUGS if value_set == "drugs" else f"{_CLASS}{value_set.removeprefix('class.')}"


def _members(value_set: str, context: Context) -> Sequence[str]:
    known = context.knowledge
    if value_set == "drugs":
        return list(known.drugs)
    return known.members.get(value_set.removeprefix("class."), ())


def value_set(name: str, context: Context) -> Resource:
    """The drugs of a class, or all."""
    known = context.knowledge
    slug = name.removeprefix("class.")
    title = "All drugs" if name == "drugs" else f"Members of {known.classes[slug].name}"
    concepts = [{"code": one, "display": known.drugs[one].name} for one in _members(name, context)]
    which = {"concept": concepts} if name != "drugs" and concepts else {}
    return {
        "resourceType": "ValueSet",
        "id": name,
        "meta": context.meta(),
        "url": url_of(name),
        "version": context.meta()["versionId"],
        "name": "Materia" + "".join(part.title() for part in slug.replace("-", " ").split()),
        "title": title,
        "status": "active",
        "experimental": False,
        "date": context.meta()["lastUpdated"],
        "compose": {"include": [{"system": OWN["drug"], **which}]},
    }


def _by_url(url: str | None, context: Context) -> str:
    if url is None:
        raise Refused(400, "required", "`url` of a value set is required")
    for one in value_sets(context):
        if url_of(one) == url:
            return one
    raise Refused(404, "not-found", "no value set has this url")


def expand(name: str | None, given: Mapping[str, str], context: Context) -> Resource:
    """A value set with its members, as far as they fit what was typed."""
    value = name or _by_url(given.get("url"), context)
    wanted = given.get("filter", "")
    if not fits(wanted):
        raise Refused(400, "too-long", "`filter` is too long")
    offset, count = _number(given, "offset", 0), _number(given, "count", _USUAL)
    found = _fitting(_members(value, context), wanted, context)
    shown = found[offset : offset + min(count, MOST_EXPANDED)]
    resource = value_set(value, context)
    resource["expansion"] = {
        "identifier": f"{url_of(value)}:{context.meta()['versionId']}",
        "timestamp": context.meta()["lastUpdated"],
        "total": len(found),
        "offset": offset,
        **(
            {"contains": [coding(key("drug", one), context.knowledge) for one in shown]}
            if shown
            else {}
        ),
    }
    return resource


def _number(given: Mapping[str, str], name: str, usual: int) -> int:
    value = given.get(name)
    if value is None:
        return usual
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise Refused(400, "value", f"`{name}` must be a number")
    return int(value)


def _fitting(drugs: Sequence[str], wanted: str, context: Context) -> list[str]:
    """The drugs with a name, or a brand, of which a word begins so; the best known first."""
    beginning = normalise(wanted)
    if not beginning:
        return sorted(drugs, key=lambda one: context.knowledge.drugs[one].name)
    members = set(drugs)
    hits = context.knowledge.completions.complete(beginning, MOST_EXPANDED)
    completed = [split_key(one.subject) for one in hits]
    first = [slug for kind, slug in completed if kind == "drug" and slug in members]
    own = [
        one for one in drugs
        if any(word.startswith(beginning) for word in normalise(one).split())
    ]  # fmt: skip
    return list(dict.fromkeys([*first, *own]))


def _key_of(given: Mapping[str, str], context: Context) -> Key | None:
    """What `system` and `code` mean; None for a code that is not in a system that is known."""
    system, code = given.get("system") or given.get("url"), given.get("code")
    if not system or not code:
        raise Refused(400, "required", "`system` (or `url`) and `code` are required")
    if system not in (*OWN.values(), *URLS.values()):
        raise Refused(404, "not-found", "this code system is not known here")
    return next(iter(sorted(subjects_of_code(f"{system}|{code}", context.knowledge))), None)


def look_up(given: Mapping[str, str], context: Context) -> Resource:
    """What a code of our own systems means, with its parents."""
    subject = _key_of(given, context)
    if subject is None or split_key(subject)[0] not in OWN:
        raise Refused(404, "not-found", "this code is not known in this system")
    kind, slug = split_key(subject)
    parameters: list[Resource] = [
        {"name": "name", "valueString": _TITLES[kind]},
        {"name": "version", "valueString": context.meta()["versionId"]},
        {"name": "display", "valueString": name_of(subject, context.knowledge)},
    ]
    parents = sorted(_parents(kind, context).get(slug, ()))
    if kind == "drug":
        parents = sorted(context.knowledge.member_classes.get(slug, ()))
    for one in parents:
        parts = [{"name": "code", "valueCode": "parent"}, {"name": "value", "valueCode": one}]
        parameters.append({"name": "property", "part": parts})
    return {"resourceType": "Parameters", "parameter": parameters}


def validate_code(given: Mapping[str, str], context: Context) -> Resource:
    """Whether a code is one of a code system."""
    return _validated(_key_of(given, context), given, context)


def validate_member(name: str | None, given: Mapping[str, str], context: Context) -> Resource:
    """Whether a code is one of a value set."""
    value = name or _by_url(given.get("url"), context)
    code, system = given.get("code"), given.get("system", OWN["drug"])
    if not code:
        raise Refused(400, "required", "`code` is required")
    found = subjects_of_code(f"{system}|{code}", context.knowledge)
    members = set(_members(value, context))
    fitting = [one for one in sorted(found) if split_key(one)[1] in members]
    return _validated(fitting[0] if fitting else None, given, context)


def _validated(subject: Key | None, given: Mapping[str, str], context: Context) -> Resource:
    if subject is None or split_key(subject)[0] not in OWN:
        message = {"name": "message", "valueString": "this code is not known here"}
        return _parameters({"name": "result", "valueBoolean": False}, message)
    name = name_of(subject, context.knowledge)
    other = given.get("display")
    is_right = other is None or (fits(other) and normalise(other) == normalise(name))
    shown = {"name": "display", "valueString": name}
    result = {"name": "result", "valueBoolean": is_right}
    if is_right:
        return _parameters(result, shown)
    return _parameters(
        result, shown, {"name": "message", "valueString": "the display is another one"}
    )


def _parameters(*parts: Resource) -> Resource:
    return {"resourceType": "Parameters", "parameter": list(parts)}


def subsumes(given: Mapping[str, str], context: Context) -> Resource:
    """Whether one code of a system is wider than another."""
    one, other, system = given.get("codeA"), given.get("codeB"), given.get("system")
    if not one or not other or not system:
        raise Refused(400, "required", "`codeA`, `codeB` and `system` are required")
    kind = next((kind for kind, url in OWN.items() if url == system), None)
    if kind is None:
        raise Refused(404, "not-found", "this code system is not known here")
    things = _things(kind, context)
    if one not in things or other not in things:
        raise Refused(404, "not-found", "a code is not known in this system")
    parents = _parents(kind, context)
    outcome = "not-subsumed"
    if one == other:
        outcome = "equivalent"
    elif one in distances_above(other, parents):
        outcome = "subsumes"
    elif other in distances_above(one, parents):
        outcome = "subsumed-by"
    return _parameters({"name": "outcome", "valueCode": outcome})
