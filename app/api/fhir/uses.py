"""ClinicalUseDefinition of R5: each with exactly one of its five parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from app.api.fhir.codes import (
    ACTION,
    EVIDENCE,
    SEVERITY,
    STATUS,
    Context,
    Resource,
    concept,
    extension,
    fhir_id,
    named_by,
    reference,
    sources,
    subjects_of_code,
    text,
)
from app.api.fhir.medications import find_drug, find_product
from app.domain.facts import (
    Frequency,
    Indication,
    Key,
    Rule,
    RuleKind,
    Severity,
    SideEffect,
    Status,
    Warning,
    key,
    split_key,
)
from app.services.lookup import subjects_of
from app.store.read import find_fact, list_facts, list_values

Fact = Rule | Indication | SideEffect | Warning
INDICATION, CONTRAINDICATION, INTERACTION, EFFECT, WARNING = (
    "indication", "contraindication", "interaction", "undesirable-effect", "warning",
)  # fmt: skip
_POSITIVE = (Status.APPROVED, Status.OFF_LABEL, Status.ADJUNCT_ONLY, Status.INVESTIGATIONAL)


@dataclass(frozen=True, slots=True)
class Use:
    """One definition: its id, its type, and the fact that it is made of."""

    id: str
    type: str
    fact: Fact


def type_of(fact: Fact) -> str | None:
    """The type of the definition of a fact; None for one that is no such definition: that
    something is not indicated neither treats nor forbids.
    """
    if isinstance(fact, SideEffect):
        return EFFECT
    if isinstance(fact, Warning):
        return WARNING
    if isinstance(fact, Rule):
        if fact.kind is RuleKind.DRUG_DRUG:
            return INTERACTION
        return CONTRAINDICATION if fact.severity is Severity.CONTRAINDICATED else WARNING
    if fact.status is Status.ADVISED_AGAINST:
        return CONTRAINDICATION
    return INDICATION if fact.status in _POSITIVE else None


def _uses(facts: Sequence[Fact]) -> list[Use]:
    typed = ((fact, type_of(fact)) for fact in facts)
    return [Use(fhir_id(fact.id), kind, fact) for fact, kind in typed if kind is not None]


def all_uses(context: Context) -> list[Use]:
    """Every definition of the release, in a fixed order."""
    known = context.knowledge
    stated = [one for facts in known.indications.values() for one in facts]
    effects = list_facts(context.session, SideEffect)
    warnings = list_facts(context.session, Warning)
    return _uses([*stated, *known.rules, *effects, *warnings])


def uses_of(subjects: Sequence[Key], context: Context) -> list[Use]:
    """Every definition that speaks of one of these drugs or classes."""
    known, wanted = context.knowledge, set(subjects)
    stated = [one for subject in subjects for one in known.indications.get(subject, ())]
    rules = [rule for rule in known.rules if rule.one in wanted or rule.other in wanted]
    effects = list_facts(context.session, SideEffect, subject=list(subjects))
    warnings = list_facts(context.session, Warning, subject=list(subjects))
    return _uses([*stated, *rules, *effects, *warnings])


def find_use(name: str, context: Context) -> Use | None:
    """The definition with this id."""
    known = context.knowledge
    facts: dict[str, Fact] = {one.id: one for one in known.rules}
    facts |= {one.id: one for one in chain.from_iterable(known.indications.values())}
    slug = named_by(name, facts)
    if slug is not None:
        return next(iter(_uses([facts[slug]])), None)
    for kind in (SideEffect, Warning):
        found = _find_stored(kind, name, context)
        if found is not None:
            return next(iter(_uses([found])), None)
    return None


def _find_stored(
    kind: type[SideEffect] | type[Warning], name: str, context: Context
) -> SideEffect | Warning | None:
    plain = name.replace("..", "_").replace(".", ":")
    found: SideEffect | Warning | None = find_fact(context.session, kind, id=plain)
    if found is None and name.startswith("h."):
        ids = (one[0] for one in list_values(context.session, kind, ("id",)))
        slug = named_by(name, ids)
        found = None if slug is None else find_fact(context.session, kind, id=slug)
    return found if found is not None and fhir_id(found.id) == name else None


def clinical_use(use: Use, context: Context) -> Resource:
    """The definition as a resource."""
    fact = use.fact
    subject = fact.one if isinstance(fact, Rule) else fact.subject
    resource = {
        "resourceType": "ClinicalUseDefinition",
        "id": use.id,
        "meta": context.meta(),
        "extension": [*_extensions(fact), *sources(fact.citations)],
        "type": use.type,
        "subject": [reference(subject, context.knowledge)],
        "status": {"coding": [_ACTIVE]},
        **_part(use, context),
    }
    return {name: value for name, value in resource.items() if value != []}


_ACTIVE = {"system": "http://hl7.org/fhir/publication-status", "code": "active"}


def _extensions(fact: Fact) -> list[Resource]:
    if isinstance(fact, Rule):
        kinds = dict.fromkeys(one.kind.value for one in fact.evidence)
        return [
            extension(SEVERITY, fact.severity.value),
            extension(ACTION, fact.action.value),
            *(extension(EVIDENCE, one) for one in kinds),
        ]
    return [extension(STATUS, fact.status.value)] if isinstance(fact, Indication) else []


def _part(use: Use, context: Context) -> Resource:
    """The one part that fits its type."""
    fact = use.fact
    if isinstance(fact, Rule):
        return _part_of_rule(use.type, fact, context)
    if isinstance(fact, SideEffect):
        effect = concept(key("effect", fact.effect), context)
        often = (
            {}
            if fact.frequency is Frequency.UNKNOWN
            else {"frequencyOfOccurrence": text(fact.frequency.value.replace("_", " "))}
        )
        return {"undesirableEffect": {"symptomConditionEffect": {"concept": effect}, **often}}
    if isinstance(fact, Warning):
        words = f"{fact.title}. {fact.text}"
        return {"warning": {"description": words, "code": text(fact.kind.value.replace("_", " "))}}
    condition = {"concept": concept(key("condition", fact.condition), context)}
    if use.type == CONTRAINDICATION:
        return {"contraindication": {"diseaseSymptomProcedure": condition}}
    return {
        "indication": {
            "diseaseSymptomProcedure": condition,
            "intendedEffect": {"concept": text(fact.goal.value.replace("_", " "))},
        }
    }


def _part_of_rule(kind: str, rule: Rule, context: Context) -> Resource:
    if kind == CONTRAINDICATION:
        condition = {"concept": concept(rule.other, context)}
        return {"contraindication": {"diseaseSymptomProcedure": condition}}
    if kind == WARNING:
        words = f"{rule.title}. {rule.advice.professional}"
        return {"warning": {"description": words, "code": concept(rule.other, context)}}
    effects = ", ".join(rule.consequences) or rule.title
    return {
        "interaction": {
            "interactant": [_interactant(rule.other, context)],
            "type": text(rule.mechanism.kind.value.replace("_", " ")),
            "effect": {"concept": text(effects)},
            "management": [text(rule.advice.professional)],
        }
    }


def _interactant(subject: Key, context: Context) -> Resource:
    if split_key(subject)[0] == "drug":
        return {"itemReference": reference(subject, context.knowledge)}
    return {"itemCodeableConcept": concept(subject, context)}


def by_subject(value: str, context: Context) -> list[Use]:
    """Of a substance: what speaks of it and of its classes; of a product, of its ingredients."""
    name = value.rpartition("/")[2]
    product = find_product(name, context) if value.startswith("Medication/") else None
    if product is not None:
        drugs: Sequence[str] = context.knowledge.products[split_key(product)[1]].ingredients
    else:
        found = find_drug(name, context)
        drugs = () if found is None else (split_key(found)[1],)
    keys = dict.fromkeys(one for slug in drugs for one in subjects_of(context.loaded, slug))
    return uses_of(list(keys), context)


def about(use: Use) -> Key | None:
    """The condition, effect or other drug that a definition is about."""
    fact = use.fact
    if isinstance(fact, SideEffect):
        return key("effect", fact.effect)
    if isinstance(fact, Indication):
        return key("condition", fact.condition)
    return fact.other if isinstance(fact, Rule) else None


def is_about(use: Use, kind: str, token: str, context: Context) -> bool:
    """Whether it is of this type, and about what the token means."""
    return use.type == kind and about(use) in subjects_of_code(token, context.knowledge)
