"""The person of a check, as given, and how each statement on the person is answered.

What is not given is unknown, never normal.

Nothing of it is kept: it lives as long as the check that it belongs to, and no cache, log or error
has a part of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.facts import ChildPugh, Citations, KidneyUnit, Reaction
from app.domain.names.input import Candidate


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Pregnant(StrEnum):
    """`planned`: not pregnant yet, as far as is known."""

    YES = "yes"
    NO = "no"
    PLANNED = "planned"


class AllergySeverity(StrEnum):
    """How bad it was, mildest first."""

    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"
    LIFE_THREATENING = "life_threatening"


@dataclass(frozen=True, slots=True)
class StatedAllergy:
    """What somebody does not tolerate: a drug, class, brand, substance or free words, and what
    happened, in the asker's words.
    """

    name: str
    reaction: str | None = None
    severity: AllergySeverity | None = None


@dataclass(frozen=True, slots=True)
class StatedGene:
    """A gene and its result: a phenotype (`poor metabolizer`) or a diplotype (`*4/*4`)."""

    gene: str
    result: str


@dataclass(frozen=True, slots=True)
class Creatinine:
    """Creatinine in serum. It is never turned into an eGFR or a clearance."""

    value: float
    unit: KidneyUnit


@dataclass(frozen=True, slots=True)
class Person:
    """Who takes the drugs; None is unknown.

    `age` in years, `weight_kg` in kilograms, `week` of the pregnancy (counted from 0), `egfr` in
    mL/min/1.73 m², `creatinine_clearance` in mL/min, `liver` as class of Child-Pugh. An empty tuple
    says that there is none, of `allergies` and `conditions` alike.
    """

    age: float | None = None
    sex: Sex | None = None
    weight_kg: float | None = None
    pregnant: Pregnant | None = None
    week: int | None = None
    breastfeeding: bool | None = None
    egfr: float | None = None
    creatinine: Creatinine | None = None
    creatinine_clearance: float | None = None
    liver: ChildPugh | None = None
    allergies: tuple[StatedAllergy, ...] | None = None
    genes: tuple[StatedGene, ...] = ()
    conditions: tuple[str, ...] | None = None


# Nothing is known of anybody.
NOBODY = Person()


def own_conditions(person: Person, stated: Sequence[str]) -> tuple[str, ...]:
    """The conditions of the person that were not stated in the check itself, each once."""
    if not person.conditions:
        return ()
    known = {_spelled(one) for one in stated}
    own = {_spelled(one): one for one in reversed(person.conditions)}
    return tuple(
        one
        for one in person.conditions
        if own.pop(_spelled(one), None) is not None and _spelled(one) not in known
    )


def _spelled(words: str) -> str:
    """Signs count: `eGFR < 30` is not `eGFR 30`."""
    return " ".join(words.casefold().split())


class StateStatus(StrEnum):
    """What is known of a drug in a state of the person.

    `not_reached`: sources speak of the state, and the value given lies outside of all that they
    speak of, by the same measure; or it is a usual value. It is not an all-clear either.
    """

    INTERACTION_FOUND = "interaction_found"
    NOT_REACHED = "not_reached"
    NO_RECORD = "no_record"
    NOT_ASSESSED = "not_assessed"
    UNRESOLVED = "unresolved"


class AllergyStatus(StrEnum):
    """How an allergy and a drug are related.

    `same_group`: whether one crosses to the other is not documented. `no_record`: a cited group was
    worked through, and the drug is not in it.
    """

    SAME_INGREDIENT = "same_ingredient"
    CROSS_REACTIVE = "cross_reactive"
    SAME_GROUP = "same_group"
    NO_RECORD = "no_record"
    NOT_ASSESSED = "not_assessed"
    UNRESOLVED = "unresolved"


class GeneStatus(StrEnum):
    """What is known of a drug with a result of a gene.

    `no_change_advised`: a guideline speaks of this result and advises the usual use, which rules
    nothing out. `no_recommendation`: a source names the pair and advises nothing for this result.
    """

    INTERACTION_FOUND = "interaction_found"
    NO_CHANGE_ADVISED = "no_change_advised"
    NO_RECOMMENDATION = "no_recommendation"
    NOT_ASSESSED = "not_assessed"
    UNRESOLVED = "unresolved"


@dataclass(slots=True)  # not frozen: decision 0006
class PersonState:
    """One drug in one state of the person; `input` is the place of the drug's input (from 0).

    `state` is what was given (`pregnancy`, `kidney` …), `stated` the same in words with its value.
    """

    state: str
    stated: str
    input: int
    drug: str | None
    status: StateStatus
    note: str | None
    citations: Citations


@dataclass(slots=True)  # not frozen: decision 0006
class AllergyInput:
    """An allergy of the person, as given, and what it was understood to be.

    `reaction_kind` is how the reaction bears on other medicines; null where none was stated. What
    somebody is allergic to are `drugs` (several of a combination), a class or an allergy `group`,
    by their ids; `name` is that in words, and null where it was not understood.
    """

    input: str
    reaction: str | None
    severity: AllergySeverity | None
    reaction_kind: Reaction | None
    drugs: tuple[str, ...]
    drug_class: str | None
    group: str | None
    name: str | None
    candidates: tuple[Candidate, ...]
    explanation: tuple[str, ...]

    @property
    def understood(self) -> bool:
        """Whether it is known what is meant."""
        return self.name is not None


@dataclass(slots=True)  # not frozen: decision 0006
class AllergyState:
    """One allergy with one drug, each by the place of its input (from 0)."""

    allergy_input: int
    input: int
    drug: str | None
    status: AllergyStatus
    note: str | None
    citations: Citations


@dataclass(slots=True)  # not frozen: decision 0006
class GeneInput:
    """A gene of the person with its result, as given, and the phenotype that it was read as."""

    gene: str
    input: str
    phenotype: str | None
    explanation: tuple[str, ...]


@dataclass(slots=True)  # not frozen: decision 0006
class GeneState:
    """One gene with one drug, each by the place of its input (from 0).

    `effective` is the phenotype that an inhibitor among the drugs makes of the given one; null
    without one. `steps` say how it comes about, with their own citations.
    """

    gene_input: int
    input: int
    drug: str | None
    status: GeneStatus
    phenotype: str | None
    effective: str | None
    steps: tuple[str, ...]
    step_citations: Citations
    note: str | None
    citations: Citations


@dataclass(slots=True)  # not frozen: decision 0006
class WouldAsk:
    """A value of the person that rules wait for: a field of `person` (`egfr`, `genes.CYP2D6`).

    `drugs` are ids of drugs and keys of classes, `rules` the ids of what waits.
    """

    value: str
    sentence: str
    drugs: tuple[str, ...]
    rules: tuple[str, ...]
