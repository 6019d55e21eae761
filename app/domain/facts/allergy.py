"""What a source says of allergies: which medicines go together, and who reacts to what else."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.facts.interaction import Action, Evidence, Severity
from app.domain.facts.stated import _SLUG, Citations, Key, Limit, Slug, Stated, key

AllergenKey = Annotated[Key, Limit(pattern=f"^(?:drug|class|allergy):{_SLUG}$", max_length=90)]
"""The key of something that somebody may be allergic to: a drug, a class or an allergy group."""

# The group of all that somebody can be allergic to: what is said of it holds for any medicine.
ANY_ALLERGEN = "any-medicine"


class Reaction(StrEnum):
    """What happened to somebody, by how it bears on what is given next.

    `intolerance`: an unwanted effect that is no allergy, as nausea. `infusion`: by a drip that ran
    fast. `severe_skin`: SJS, TEN, DRESS and the like. `organ`: of liver, kidneys or blood.
    """

    INTOLERANCE = "intolerance"
    INFUSION = "infusion"
    RASH = "rash"
    HIVES = "hives"
    ANGIOEDEMA = "angioedema"
    BREATHING = "breathing"
    ANAPHYLAXIS = "anaphylaxis"
    SEVERE_SKIN = "severe_skin"
    ORGAN = "organ"
    OTHER = "other"


# A reaction that may kill; it never makes a finding quieter.
GRAVE_REACTIONS = frozenset(
    {
        Reaction.ANGIOEDEMA,
        Reaction.BREATHING,
        Reaction.ANAPHYLAXIS,
        Reaction.SEVERE_SKIN,
        Reaction.ORGAN,
    }
)


class CrossReaction(StrEnum):
    """What a source says of a reaction to one thing after an allergy to another.

    `documented`: it was seen. `not_documented`: both are of one group, and it was looked for and
    not shown, or is not known. `not_expected`: a source says that the two have nothing to do with
    each other.
    """

    DOCUMENTED = "documented"
    NOT_DOCUMENTED = "not_documented"
    NOT_EXPECTED = "not_expected"


@dataclass(frozen=True, slots=True)
class AllergyGroup(Stated):
    """Medicines of one make, or a food, an additive or a venom, as people name an allergy."""

    id: Slug
    """Short name by which facts mean it."""
    name: str
    """Its name, as people say it."""
    description: str
    """What it is, in one plain sentence."""
    names: tuple[str, ...]
    """What people write for an allergy to it: `pcn`, `sulfa`, `contrast dye`."""
    conditions: tuple[Slug, ...]
    """The ids of the conditions that are this allergy."""
    worked_through: bool
    """Whether the sources go through all that somebody with this allergy may react to, so that a
    medicine outside is one of which they record nothing. Never so of what may be an additive."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("allergy", self.id)

    def refers_to(self) -> list[Key]:
        return [key("condition", one) for one in self.conditions]


@dataclass(frozen=True, slots=True)
class AllergyMember(Stated):
    """A drug, a class or another group that is in an allergy group."""

    allergy_group: Slug
    subject: AllergenKey
    """The key of what is in it: `drug:amoxicillin`, `class:nsaid`, `allergy:penicillins`."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("allergy member", self.allergy_group, self.subject)

    def refers_to(self) -> list[Key]:
        return [key("allergy", self.allergy_group), self.subject]


@dataclass(frozen=True, slots=True)
class CrossReactivity(Stated):
    """What a source says of a reaction to one thing after an allergy to another, or to another
    member of one group.
    """

    id: str
    one: AllergenKey
    """What the allergy is to."""
    other: AllergenKey
    """What is taken; the same as `one` where it holds among the members of a group."""
    reaction: CrossReaction
    """Whether it was seen, was not shown, or is not to be expected."""
    both_ways: bool
    """Whether it holds the other way round, too."""
    only_after: tuple[Reaction, ...]
    """The reactions after which alone it holds; left out where it holds after any."""
    severity: Severity
    """Harm if unmanaged; `unknown` where the source does not say."""
    action: Action
    """What the source asks for."""
    evidence: tuple[Evidence, ...]
    """What it rests on, each kind with its certainty."""
    text: str
    """What is known of it, how often it was seen, in a sentence of your own."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("cross-reactivity", self.id)

    def refers_to(self) -> list[Key]:
        return [self.one, self.other]
