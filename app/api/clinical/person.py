"""The person of a record: age, sex, kidneys, pregnancy, allergies and conditions.

What is not there is unknown. What is there and cannot be used is said, without its value.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from app.api.clinical.resources import (
    Concept,
    Known,
    Resource,
    concept,
    listed,
    mapping,
    number,
    status_of,
    text,
)
from app.domain.facts import KidneyUnit
from app.domain.interactions.person import (
    AllergySeverity,
    Creatinine,
    Person,
    Pregnant,
    Sex,
    StatedAllergy,
)
from app.services.inputs import understood_allergen, understood_condition
from app.services.release import LoadedRelease

_LOINC, _SNOMED = "http://loinc.org", "http://snomed.info/sct"
_ICD10 = ("http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/icd-10")
# Rates per 1.73 m² by creatinine, cystatin C or both (MDRD, CKD-EPI 2009 and 2021, Schwartz).
_EGFR = ("33914-3", "48642-3", "48643-1", "50044-7", "50210-4", "50384-7", "62238-1", "69405-9",
         "70969-1", "77147-7", "88293-6", "88294-4", "94677-2", "98979-8", "98980-6")  # fmt: skip
_CREATININE = ("2160-0", "14682-9")
_PREGNANCY = ("82810-3",)
_PREGNANT = {"77386006": Pregnant.YES, "60001007": Pregnant.NO}
_WEIGHT = ("29463-7", "3141-9")
_NO_ALLERGY = ("716186003", "409137002")
_CREATININE_UNITS = {
    "mg/dl": KidneyUnit.MG_PER_DECILITRE,
    "umol/l": KidneyUnit.MICROMOL_PER_LITRE,
    "µmol/l": KidneyUnit.MICROMOL_PER_LITRE,
}
_UNUSABLE = {"entered-in-error", "cancelled", "registered"}
_DENIED = {"refuted", "entered-in-error"}
_OVER = {"inactive", "resolved", "remission"}
# Kidneys change: an older value says nothing of today's.
_OLDEST_DAYS = 366
_OLDEST, _HIGHEST_RATE, _HIGHEST_CREATININE, _HEAVIEST = 130, 300, 10_000, 700
MOST_ALLERGIES, MOST_CONDITIONS = 50, 100
_LONGEST = 400


@dataclass(slots=True)
class PersonFound:
    """The person, and in sentences what of the records could not be used."""

    person: Person
    gaps: list[str] = field(default_factory=list)


def person_of(known: Known, loaded: LoadedRelease) -> PersonFound:
    """Who takes the medicines, as far as the records that came along say so."""
    gaps: list[str] = []
    patient = next(iter(known.of("Patient")), {})
    observations = _newest(known.of("Observation"))
    return PersonFound(
        Person(
            age=_age(patient, gaps),
            sex=_SEX.get(status_of(patient, "gender")),
            weight_kg=_weight(observations),
            pregnant=_pregnant(observations),
            egfr=_egfr(observations, gaps),
            creatinine=_creatinine(observations, gaps),
            allergies=_allergies(known, loaded, gaps),
            conditions=_conditions(known, loaded, gaps),
        ),
        gaps,
    )


_SEX = {"female": Sex.FEMALE, "male": Sex.MALE, "other": Sex.OTHER}


def _age(patient: Resource, gaps: list[str]) -> float | None:
    born = text(patient.get("birthDate"))
    if born is None:
        return None
    day = _day(born)
    today = datetime.now(UTC).date()
    if day is None or not 0 <= (today - day).days <= _OLDEST * 366:
        gaps.append("The date of birth could not be read: nothing was compared with the age.")
        return None
    had_birthday = (today.month, today.day) >= (day.month, day.day)
    return float(max(today.year - day.year - (not had_birthday), 0))


def _day(written: str) -> date | None:
    """The day of a date or a time; none of a mere year or month."""
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class _Observed:
    code: Concept
    resource: Resource
    day: date | None

    @property
    def is_old(self) -> bool:
        """Whether it says nothing of today."""
        today = datetime.now(UTC).date()
        return self.day is not None and (today - self.day).days > _OLDEST_DAYS


def _newest(resources: Iterable[Resource]) -> list[_Observed]:
    found = []
    for one in resources:
        if status_of(one) not in _UNUSABLE:
            when = text(one.get("effectiveDateTime")) or text(
                mapping(one.get("effectivePeriod")).get("start")
            )
            found.append(_Observed(concept(one.get("code")), one, _day(when or "")))
    return sorted(found, key=lambda one: one.day or date.min, reverse=True)


def _first(observations: Sequence[_Observed], codes: Sequence[str]) -> _Observed | None:
    return next((one for one in observations if one.code.has(_LOINC, *codes)), None)


def _quantity(observed: _Observed) -> tuple[float | None, str]:
    """A value with its unit; a limit (`< 15`) is no value."""
    given = mapping(observed.resource.get("valueQuantity"))
    unit = text(given.get("code")) or text(given.get("unit")) or ""
    value = None if given.get("comparator") else number(given.get("value"))
    return value, unit.replace(" ", "").lower()


def _egfr(observations: Sequence[_Observed], gaps: list[str]) -> float | None:
    observed = _first(observations, _EGFR)
    if observed is None:
        return None
    value, unit = _quantity(observed)
    if observed.is_old:
        gaps.append("The newest eGFR is older than a year: nothing was compared with it.")
        return None
    per_area = unit.startswith("ml/min") and "1.73" in unit
    if value is None or not per_area or not 0 <= value <= _HIGHEST_RATE:
        gaps.append("The eGFR has no value in mL/min/1.73 m²: nothing was compared with it.")
        return None
    return value


def _creatinine(observations: Sequence[_Observed], gaps: list[str]) -> Creatinine | None:
    observed = _first(observations, _CREATININE)
    if observed is None:
        return None
    value, unit = _quantity(observed)
    known = _CREATININE_UNITS.get(unit)
    if observed.is_old or known is None or value is None or not 0 < value <= _HIGHEST_CREATININE:
        gaps.append("The creatinine has no value of this year in a known unit: it was not used.")
        return None
    return Creatinine(value, known)


def _weight(observations: Sequence[_Observed]) -> float | None:
    observed = _first(observations, _WEIGHT)
    if observed is None or observed.is_old:
        return None
    value, unit = _quantity(observed)
    return value if value is not None and unit == "kg" and 0 < value <= _HEAVIEST else None


def _pregnant(observations: Sequence[_Observed]) -> Pregnant | None:
    observed = _first(observations, _PREGNANCY)
    if observed is None or observed.is_old:
        return None
    codes = concept(observed.resource.get("valueCodeableConcept")).codes
    found = (_PREGNANT.get(code) for system, code in codes if system == _SNOMED)
    return next((one for one in found if one is not None), None)


def _names(found: Concept, systems: Sequence[str], prefix: str) -> list[str]:
    """What something may be called, its codes of these systems behind its names."""
    codes = [f"{prefix}{code}" for system, code in found.codes if system in systems]
    return [name for name in (*found.names, *codes) if len(name) <= _LONGEST]


def _allergies(
    known: Known, loaded: LoadedRelease, gaps: list[str]
) -> tuple[StatedAllergy, ...] | None:
    given = [one for one in known.of("AllergyIntolerance") if _holds(one)]
    found: list[StatedAllergy] = []
    none = False
    for one in given[:MOST_ALLERGIES]:
        what = concept(one.get("code") or one.get("substance"))
        if what.has(_SNOMED, *_NO_ALLERGY):
            none = True
            continue
        names = _names(what, _RXNORM, "rxnorm:")
        if names:
            found.append(_stated(understood_allergen(names, loaded), one))
        else:
            gaps.append("An allergy names nothing: it was not compared with any medicine.")
    if len(given) > MOST_ALLERGIES:
        gaps.append(f"Only the first {MOST_ALLERGIES} allergies were compared.")
    return tuple(found) if found or none else None


_RXNORM = ("http://www.nlm.nih.gov/research/umls/rxnorm",)


def _holds(resource: Resource) -> bool:
    """Whether an allergy or condition is not denied and not over."""
    denied = status_of(resource, "verificationStatus") in _DENIED
    over = status_of(resource, "clinicalStatus") in _OVER or status_of(resource) in _DENIED
    return not denied and not over


def _stated(name: str, resource: Resource) -> StatedAllergy:
    reactions = [mapping(one) for one in listed(resource.get("reaction"))]
    words = [name for one in reactions for name in _manifestations(one)]
    if not words and status_of(resource, "type") == "intolerance":
        words = ["intolerance"]
    severities = [_SEVERITY.get(str(one.get("severity"))) for one in reactions]
    worst = max((one for one in severities if one), key=list(AllergySeverity).index, default=None)
    return StatedAllergy(name, ", ".join(words)[:_LONGEST] or None, worst)


_SEVERITY = {one.value: one for one in AllergySeverity}


def _manifestations(reaction: Resource) -> Iterator[str]:
    """In R4 concepts, in R5 concepts within references."""
    for one in listed(reaction.get("manifestation")):
        yield from concept(mapping(one).get("concept") or one).names[:1]


def _conditions(known: Known, loaded: LoadedRelease, gaps: list[str]) -> tuple[str, ...] | None:
    given = [one for one in known.of("Condition") if _holds(one)]
    found = []
    for one in given[:MOST_CONDITIONS]:
        names = _names(concept(one.get("code")), _ICD10, "")
        if names:
            found.append(understood_condition(names, loaded))
        else:
            gaps.append("A condition names nothing: nothing was compared with it.")
    if len(given) > MOST_CONDITIONS:
        gaps.append(f"Only the first {MOST_CONDITIONS} conditions were compared.")
    return tuple(dict.fromkeys(found)) or None
