"""Shape of a drug, a class and a product."""

from typing import Annotated

from pydantic import Field

from app.domain.terms import ClassKind, DrugKind, ProductKind
from app.importers.curated.shapes.shape import Cited, Slug, Text
from app.importers.curated.shapes.statements import (
    AssessmentShape,
    BurdenShape,
    CodeShape,
    IndicationShape,
    LinkShape,
    MechanismShape,
    NameShape,
    ScheduleShape,
    SideEffectShape,
    WarningShape,
)


class SubjectShape(Cited):
    """What a drug file and a class have in common."""

    id: Slug
    """Short name in small letters; a drug file is named for it."""
    name: Text
    """Its generic name, as people say it."""
    description: Text
    """What it is, in one plain sentence."""
    codes: tuple[CodeShape, ...] = ()
    """Its codes in other systems."""
    mechanisms: tuple[MechanismShape, ...] = ()
    """How it works."""
    indications: tuple[IndicationShape, ...] = ()
    """What it is prescribed for, and what it is not."""
    side_effects: tuple[SideEffectShape, ...] = ()
    """What else it can do."""
    warnings: tuple[WarningShape, ...] = ()
    """Dangers that need advice."""
    burdens: tuple[BurdenShape, ...] = ()
    """What it adds to effects that add up over drugs."""


class ProductShape(Cited):
    """A brand, or one strength and form; `names` are other spellings of its name."""

    id: Slug
    """Short name in small letters."""
    name: Text
    """Its name on the box."""
    kind: ProductKind
    """A brand, or one strength and form."""
    ingredients: Annotated[list[Slug], Field(min_length=1)]
    """The ids of the drugs in it; their order is that of the strengths."""
    names: tuple[Text, ...] = ()
    """Other spellings of its name."""
    strength: Text | None = None
    """Strength of each ingredient, in their order."""
    form: Text | None = None
    """Tablet, capsule, syrup, …."""
    region: Text | None = None
    """Where it is sold: US, CA, GB, …."""
    codes: tuple[CodeShape, ...] = ()
    """Its RxNorm and NDC codes."""


class DrugShape(SubjectShape):
    """One file in `seed/drugs/`: the file is named for the id."""

    kind: DrugKind = DrugKind.MEDICATION
    """A medication, or a substance that meets drugs."""
    names: tuple[NameShape, ...] = ()
    """Brands, synonyms, salts and abbreviations."""
    schedules: tuple[ScheduleShape, ...] = ()
    """How the law of a country controls it."""
    classes: tuple[LinkShape, ...] = ()
    """The classes that it is in; at least one."""
    is_not: tuple[LinkShape, ...] = ()
    """Classes that people take it for, and that it is not in."""
    assessed: tuple[AssessmentShape, ...] = ()
    """Scopes in which all of its interactions were worked through."""


class ClassShape(SubjectShape):
    kind: ClassKind
    """By what its members belong together."""
    names: tuple[Text, ...] = ()
    """Other names of the class."""
    parents: tuple[LinkShape, ...] = ()
    """The wider classes that it is a kind of."""
    doubling: Text | None = None
    """Why two members together matter; left out where they need not."""
