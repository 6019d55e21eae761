"""What a source says of a drug by itself: names, codes, control, mechanism, classes."""

from dataclasses import dataclass
from enum import StrEnum

from app.domain.facts.citation import Citations
from app.domain.facts.key import Key


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


@dataclass(frozen=True, slots=True)
class Drug:
    """An active ingredient, or a substance that meets drugs."""

    id: str
    name: str
    kind: DrugKind
    description: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Name:
    """One way to write a drug.

    `region` is where it is used (`US`, `CA`, …); null where it is used everywhere.
    """

    drug: str
    text: str
    kind: NameKind
    region: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class Code:
    """The code of a drug, product, class or condition in another system."""

    subject: Key
    system: CodeSystem
    code: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Product:
    """What is dispensed, of one or more ingredients. `region` as in a name; `strength` and `form`
    are null where the product comes in several.
    """

    id: str
    name: str
    kind: ProductKind
    ingredients: tuple[str, ...]
    names: tuple[str, ...]
    strength: str | None
    form: str | None
    region: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class Schedule:
    """The legal control of a drug: `C-IV` in the `US`."""

    drug: str
    jurisdiction: str
    schedule: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Mechanism:
    """How a drug, class or therapy works: `action` on `target`, and the `effect` of that.

    `time_to_effect` says how long the full effect takes, where the source does.
    """

    subject: Key
    target: str
    action: str
    effect: str
    text: str
    time_to_effect: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class DrugClass:
    """A class of drugs.

    `doubling` says in words why two members together matter; null where they need not.
    """

    id: str
    name: str
    kind: ClassKind
    description: str
    names: tuple[str, ...]
    doubling: str | None
    citations: Citations


@dataclass(frozen=True, slots=True)
class ClassParent:
    """`child` is a kind of `parent`."""

    child: str
    parent: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class Membership:
    """A drug in a class; with `holds` false, what the drug is *not*."""

    drug: str
    drug_class: str
    holds: bool
    citations: Citations


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Two names that are taken for each other."""

    one: str
    other: str
    citations: Citations
