"""What a source says of a drug by itself: names, codes, control, mechanism, classes."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.facts.stated import NOT_EMPTY, Citations, Key, Slug, Stated, key, split_key


class DrugKind(StrEnum):
    MEDICATION = "medication"
    SUBSTANCE = "substance"


class NameKind(StrEnum):
    GENERIC = "generic"
    BRAND = "brand"
    SYNONYM = "synonym"
    SALT = "salt"
    ABBREVIATION = "abbreviation"


class ProductKind(StrEnum):
    """A brand as such, or one strength and form, with or without a brand."""

    BRAND = "brand"
    CLINICAL = "clinical"


class CodeSystem(StrEnum):
    RXNORM = "rxnorm"
    ATC = "atc"
    UNII = "unii"
    NDC = "ndc"
    EPC = "epc"
    ICD10 = "icd10"
    DOID = "doid"
    DRUGBANK = "drugbank"
    INCHIKEY = "inchikey"
    CAS = "cas"
    PUBCHEM = "pubchem"
    DIN = "din"
    DMD = "dmd"


class ClassKind(StrEnum):
    CHEMICAL = "chemical"
    THERAPEUTIC = "therapeutic"
    EFFECT = "effect"
    ENZYME = "enzyme"


class Route(StrEnum):
    """Where a medicine is used, as an input or a label tells it."""

    ORAL = "oral"
    SUBLINGUAL = "sublingual"
    BUCCAL = "buccal"
    INJECTED = "injected"
    TRANSDERMAL = "transdermal"
    TOPICAL = "topical"
    EYE = "eye"
    EAR = "ear"
    NASAL = "nasal"
    INHALED = "inhaled"
    VAGINAL = "vaginal"
    RECTAL = "rectal"
    INTRAUTERINE = "intrauterine"


NOT_DESCRIBED = "that is known by name and code; it is not described here."
"""How the description of a drug ends of which a register has the name and little else."""


@dataclass(frozen=True, slots=True)
class Drug(Stated):
    """An active ingredient, or a substance that interacts with drugs."""

    id: Slug
    """Short name in small letters; a drug file is named for it."""
    name: str
    """Its generic name, as people say it."""
    kind: DrugKind
    """A medication, or a substance that meets drugs."""
    description: str
    """What it is, in one plain sentence."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("drug", self.id)

    @property
    def is_described(self) -> bool:
        """Whether somebody wrote what it is. Of others only names, codes and classes are known."""
        return not self.description.endswith(NOT_DESCRIBED)


@dataclass(frozen=True, slots=True)
class Name(Stated):
    """One way to write a drug."""

    drug: Slug
    text: str
    """The name as it is written."""
    kind: NameKind
    """Which kind of name; the generic name is the `name` of the file."""
    region: str | None
    """Where it is used: US, CA, GB, …; left out where it is used everywhere."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("name", self.drug, self.text.casefold())

    def refers_to(self) -> list[Key]:
        return [key("drug", self.drug)]


@dataclass(frozen=True, slots=True)
class Code(Stated):
    """The code of a drug, product, class or condition in another system."""

    subject: Key
    system: CodeSystem
    """A drug has rxnorm, atc and unii; a product rxnorm and ndc; a class epc; a condition icd10."""
    code: str
    """The code, in quotes."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return (split_key(self.subject)[0], self.system.value, self.code)

    def refers_to(self) -> list[Key]:
        return [self.subject]


@dataclass(frozen=True, slots=True)
class Product(Stated):
    """What is dispensed, of one or more ingredients: a brand, or one strength and form."""

    id: Slug
    """Short name in small letters."""
    name: str
    """Its name on the box."""
    kind: ProductKind
    """A brand, or one strength and form."""
    ingredients: Annotated[tuple[Slug, ...], NOT_EMPTY]
    """The ids of the drugs in it; their order is that of the strengths."""
    names: tuple[str, ...]
    """Other spellings of its name."""
    strength: str | None
    """Strength of each ingredient, in their order; left out where it comes in several."""
    form: str | None
    """Tablet, capsule, syrup, …; left out where it comes in several."""
    region: str | None
    """Where it is sold: US, CA, GB, …."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("product", self.id)

    def refers_to(self) -> list[Key]:
        return [key("drug", slug) for slug in self.ingredients]


@dataclass(frozen=True, slots=True)
class Schedule(Stated):
    """The legal control of a drug: `C-IV` in the `US`."""

    drug: Slug
    jurisdiction: str
    """Country of the law: US, CA, …."""
    schedule: str
    """Schedule as the law of that country calls it: `C-IV`."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("schedule", self.drug, self.jurisdiction)

    def refers_to(self) -> list[Key]:
        return [key("drug", self.drug)]


@dataclass(frozen=True, slots=True)
class HardlyAbsorbed(Stated):
    """A drug that hardly reaches the blood when it is used by this route."""

    drug: Slug
    route: Route
    """Where it is used: on the skin is `topical`."""
    text: str
    """What was measured, in one plain sentence."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("hardly absorbed", self.drug, self.route.value)

    def refers_to(self) -> list[Key]:
        return [key("drug", self.drug)]


@dataclass(frozen=True, slots=True)
class Mechanism(Stated):
    """How a drug, class or therapy works: `action` on `target`, and the `effect` of that."""

    subject: Key
    target: str
    """What it acts on."""
    action: str
    """What it does to the target."""
    effect: str
    """What follows in the body."""
    text: str
    """The same in one plain sentence."""
    time_to_effect: str | None
    """How long the full effect takes, where the source says so."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("mechanism", self.subject, self.target)

    def refers_to(self) -> list[Key]:
        return [self.subject]


@dataclass(frozen=True, slots=True)
class DrugClass(Stated):
    """A class of drugs."""

    id: Slug
    """Short name in small letters."""
    name: str
    """Its name, as people say it."""
    kind: ClassKind
    """By what its members belong together."""
    description: str
    """What it is, in one plain sentence."""
    names: tuple[str, ...]
    """Other names of the class."""
    doubling: str | None
    """Why two members together matter; left out where they need not."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("class", self.id)


@dataclass(frozen=True, slots=True)
class ClassParent(Stated):
    """`child` is a kind of `parent`."""

    child: Slug
    parent: Slug
    """The id of the wider class."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("class parent", self.child, self.parent)

    def refers_to(self) -> list[Key]:
        return [key("class", self.child), key("class", self.parent)]


@dataclass(frozen=True, slots=True)
class Membership(Stated):
    """A drug in a class; with `holds` false, a class that the drug is *not* in."""

    drug: Slug
    drug_class: Slug
    """The id of the class."""
    holds: bool
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("membership", self.drug, self.drug_class)

    def refers_to(self) -> list[Key]:
        return [key("drug", self.drug), key("class", self.drug_class)]


@dataclass(frozen=True, slots=True)
class LookAlike(Stated):
    """Two names that are taken for each other."""

    one: str
    """A name."""
    other: str
    """The name that it is taken for."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("look-alike", *sorted((self.one.casefold(), self.other.casefold())))


@dataclass(frozen=True, slots=True)
class KnownNames(Stated):
    """Names that a register has, of which nothing else is recorded: none is a misspelling.

    They are one text, and one fact: a fact for each of many thousands would say no more.
    """

    id: Slug
    """The id of the list."""
    names: str
    """The names, each on a line of its own."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("known-names", self.id)
