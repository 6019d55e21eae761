"""What RxNorm says of its own concepts: a name of a certain type, and links to other concepts."""

from dataclasses import dataclass

from app.domain.facts.stated import Citations, Stated


@dataclass(frozen=True, slots=True)
class Concept(Stated):
    """A concept of RxNorm."""

    id: str
    """Its RxCUI."""
    term_type: str
    """As RxNorm writes it: IN ingredient, PIN precise ingredient (a salt), MIN several ingredients,
    BN brand, SCD and SBD clinical and branded drug, GPCK and BPCK packs, DF form, and so on.
    """
    name: str
    names: tuple[str, ...]
    """Its other strings."""
    retired: bool
    """Whether it is no longer in use."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("concept", self.id)


@dataclass(frozen=True, slots=True)
class ConceptLink(Stated):
    """`one` `relation` `other`, read from left to right: `202585 tradename_of 2598`."""

    one: str
    relation: str
    other: str
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("concept link", self.one, self.relation, self.other)


@dataclass(frozen=True, slots=True)
class Term:
    """A RxCUI as RxNorm means it."""

    rxcui: str
    term_type: str
    name: str
    synonym: str
    retired: bool
    imported: bool
    """Whether it comes from an imported RxNorm, and not from the code of a drug here."""
