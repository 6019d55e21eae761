"""What RxNorm says of its own concepts: a name of a certain type, and how it stands to others."""

from dataclasses import dataclass

from app.domain.facts.citation import Citations


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of RxNorm by its RxCUI.

    `term_type` as RxNorm writes it: IN ingredient, PIN precise ingredient (a salt), MIN several
    ingredients, BN brand, SCD and SBD clinical and branded drug, GPCK and BPCK packs, DF form, and
    so on. `retired` concepts are no longer in use. `names` are its other strings.
    """

    id: str
    term_type: str
    name: str
    names: tuple[str, ...]
    retired: bool
    citations: Citations


@dataclass(frozen=True, slots=True)
class ConceptLink:
    """`one` `relation` `other`, read from left to right: `202585 tradename_of 2598`."""

    one: str
    relation: str
    other: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Term:
    """A RxCUI as RxNorm means it. `imported` says whether RxNorm itself told it."""

    rxcui: str
    term_type: str
    name: str
    synonym: str
    retired: bool
    imported: bool
