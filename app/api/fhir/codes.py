"""Codes, ids and concepts: how things of a release are called in FHIR."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from sqlmodel import Session

from app.domain.facts import Citations, Code, CodeSystem, Key, key, split_key
from app.domain.knowledge import Knowledge, name_of
from app.domain.names.codes import SYSTEMS, subjects_of
from app.services.release import LoadedRelease
from app.store.read import list_facts

Resource = dict[str, Any]
BASE = "urn:materia:fhir"
SEVERITY, ACTION, EVIDENCE, STATUS, SOURCE = (
    f"{BASE}:StructureDefinition:{name}"
    for name in ("severity", "action", "evidence", "status-of-use", "source")
)
# The own code systems, by the kind of thing that they list.
OWN = {
    kind: f"{BASE}:CodeSystem:{name}"
    for kind, name in {
        "drug": "drugs", "class": "classes", "condition": "conditions", "effect": "effects",
    }.items()
}  # fmt: skip
URLS = {
    CodeSystem.RXNORM: "http://www.nlm.nih.gov/research/umls/rxnorm",
    CodeSystem.ATC: "http://www.whocc.no/atc",
    CodeSystem.UNII: "http://fdasis.nlm.nih.gov",
    CodeSystem.NDC: "http://hl7.org/fhir/sid/ndc",
    CodeSystem.ICD10: "http://hl7.org/fhir/sid/icd-10-cm",
    CodeSystem.DMD: "https://dmd.nhs.uk",
}
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


class Version(StrEnum):
    """A version of FHIR, by its part of an address."""

    R4 = "r4"
    R5 = "r5"

    @property
    def number(self) -> str:
        """As a CapabilityStatement has it."""
        return {"r4": "4.0.1", "r5": "5.0.0"}[self.value]


@dataclass(frozen=True, slots=True)
class Context:
    """What resources are made of and for: a release, its database, and a version of FHIR."""

    version: Version
    loaded: LoadedRelease
    session: Session

    @property
    def knowledge(self) -> Knowledge:
        """The release in memory."""
        return self.loaded.knowledge

    @property
    def is_r4(self) -> bool:
        """Whether R4 was asked."""
        return self.version is Version.R4

    def meta(self) -> Resource:
        """The same for everything of a release."""
        return {
            "versionId": version_id(self.loaded),
            "lastUpdated": self.loaded.made_at.astimezone().isoformat(timespec="seconds"),
        }


def version_id(loaded: LoadedRelease) -> str:
    """The release, as short as FHIR has it."""
    return loaded.release.partition(":")[2][:32] or "0"


def fhir_id(name: str) -> str:
    """An id of ours as FHIR takes it: a dot for a colon, two for a low line; a hash of a longer
    one, and of one with other signs.
    """
    plain = name.replace(":", ".").replace("_", "..")
    whole = "." not in name and _ID.fullmatch(plain) is not None
    return plain if whole else f"h.{blake2b(name.encode(), digest_size=16).hexdigest()}"


def named_by(name: str, ids: Iterable[str]) -> str | None:
    """Which of our ids has this one in FHIR. `ids` may be a mapping, which is asked first."""
    plain = name.replace("..", "_").replace(".", ":")
    if isinstance(ids, Mapping) and plain in ids and fhir_id(plain) == name:
        return plain
    return next((one for one in ids if fhir_id(one) == name), None)


def coding(subject: Key, knowledge: Knowledge) -> Resource:
    """A thing by its own code."""
    kind, slug = split_key(subject)
    return {"system": OWN[kind], "code": slug, "display": name_of(subject, knowledge)}


def concept(subject: Key, context: Context) -> Resource:
    """A thing as a CodeableConcept, with the codes that others know it by."""
    return {
        "coding": [coding(subject, context.knowledge), *codings_of([subject], context)],
        "text": name_of(subject, context.knowledge),
    }


def codings_of(subjects: Sequence[Key], context: Context) -> list[Resource]:
    """The codes of other systems, in their order."""
    codes = list_facts(context.session, Code, subject=list(subjects))
    found = {(URLS[one.system], one.code) for one in codes if one.system in URLS}
    return [{"system": system, "code": code} for system, code in sorted(found)]


def text(words: str) -> Resource:
    """A CodeableConcept that is only text."""
    return {"text": words}


def reference(subject: Key, knowledge: Knowledge) -> Resource:
    """A drug as a Substance; a class, which is no resource, by its code."""
    kind, slug = split_key(subject)
    display = name_of(subject, knowledge)
    if kind == "drug":
        return {"reference": f"Substance/{fhir_id(slug)}", "display": display}
    return {"identifier": {"system": OWN[kind], "value": slug}, "display": display}


def extension(url: str, value: str) -> Resource:
    """One of our own extensions with a code."""
    return {"url": url, "valueCode": value}


def sources(citations: Citations) -> list[Resource]:
    """Who says so, as extensions."""
    places = dict.fromkeys(f"{one.source} § {one.section}" for one in citations)
    return [{"url": SOURCE, "valueString": place} for place in places]


def subjects_of_code(token: str, knowledge: Knowledge) -> set[Key]:
    """The things that a token of a search means: `system|code`, or a code of any system."""
    system, bar, code = token.rpartition("|")
    if not code:
        return set()
    for kind, url in OWN.items():
        if system in (url, "") and (not bar or system) and _is_known(kind, code, knowledge):
            return {key(kind, code)}
    kinds = [known for name, known in SYSTEMS.items() if name == system.lower()]
    kinds = kinds or [known for known, url in URLS.items() if url == system or not bar]
    found: set[Key] = set()
    for known in kinds:
        if known is CodeSystem.ICD10:
            found |= set(knowledge.codes.get((known.value, code.upper()), ()))
        else:
            found |= set(subjects_of(known, code.upper(), knowledge))
    return found


def _is_known(kind: str, slug: str, knowledge: Knowledge) -> bool:
    things: Mapping[str, Mapping[str, object]] = {
        "drug": knowledge.drugs,
        "class": knowledge.classes,
        "condition": knowledge.conditions,
        "effect": knowledge.effects,
    }
    return slug in things[kind]
