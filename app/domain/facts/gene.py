"""What a source says of genes: what alleles do, which drugs they matter for, what it advises."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.facts.stated import Citations, Key, Limit, Slug, Stated, key

# What a guideline looks up by where a result is not known: its own words for it.
NO_RESULT = "No Result"
INDETERMINATE = "Indeterminate"


class GeneAdvised(StrEnum):
    """What a guideline advises with a result of a gene, the strictest first. It names no dose:
    that stands in the guideline.
    """

    CONTRAINDICATED = "contraindicated"
    AVOID = "avoid"
    CHOOSE_ALTERNATIVE = "choose_alternative"
    LOWER_DOSE = "lower_dose"
    HIGHER_DOSE = "higher_dose"
    TEST_FIRST = "test_first"
    USE_WITH_CARE = "use_with_care"
    SEE_GUIDELINE = "see_guideline"
    USE_AS_USUAL = "use_as_usual"
    NO_RECOMMENDATION = "no_recommendation"


class GeneStrength(StrEnum):
    """How strongly a guideline recommends, in its own grades."""

    STRONG = "strong"
    MODERATE = "moderate"
    OPTIONAL = "optional"
    NONE = "none"


class GeneRisk(StrEnum):
    """What a result of a gene may lead to."""

    HYPERSENSITIVITY = "hypersensitivity"
    SKIN_REACTION = "skin_reaction"
    MALIGNANT_HYPERTHERMIA = "malignant_hyperthermia"
    SEVERE_TOXICITY = "severe_toxicity"
    LOW_BLOOD_COUNTS = "low_blood_counts"
    HAEMOLYSIS = "haemolysis"
    HEARING_LOSS = "hearing_loss"
    CLOTS = "clots"
    STRONGER_ACTIVE_FORM = "stronger_active_form"
    CANCER_RETURNS = "cancer_returns"
    MUSCLE_DAMAGE = "muscle_damage"
    HIGHER_LEVEL = "higher_level"
    WORKS_LESS = "works_less"
    JAUNDICE = "jaundice"
    UNKNOWN = "unknown"
    AS_USUAL = "as_usual"


@dataclass(frozen=True, slots=True)
class Gene(Stated):
    """A gene that changes what drugs do."""

    id: Slug
    """Short name by which facts mean it: `cyp2d6`."""
    symbol: str
    """The symbol that laboratories write: `CYP2D6`."""
    name: str
    """What it makes, in a few words."""
    description: str
    """What its variants change, in one plain sentence."""
    names: tuple[str, ...]
    """Other ways to write it."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("gene", self.id)


@dataclass(frozen=True, slots=True)
class GeneAllele(Stated):
    """What an allele or variant of a gene does."""

    gene: Slug
    """The id of the gene."""
    allele: str
    """As laboratories write it: `*4`, `c.1905+1G>A (*2A)`, `1555A>G`."""
    function: str
    """Its function, in the words of the source."""
    activity: str | None
    """Its value in an activity score, where the source gives one: `0.25`, `≥3.0`."""
    names: tuple[str, ...]
    """Other ways to write the same allele."""
    version: str
    """The version of the data."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("allele", self.gene, self.allele)

    def refers_to(self) -> list[Key]:
        return [key("gene", self.gene)]

    @property
    def grade(self) -> str:
        """By what two alleles together are judged: the value, or else the function."""
        return self.activity or self.function


@dataclass(frozen=True, slots=True)
class GenePhenotype(Stated):
    """What two alleles of a gene make together."""

    gene: Slug
    """The id of the gene."""
    one: str
    """The value or function of one allele, or the allele itself."""
    other: str | None
    """Those of the other; none where there is one copy."""
    phenotype: str
    """The phenotype, in the words of the source."""
    score: str | None
    """The activity score, where guidelines look up by it."""
    version: str
    """The version of the data."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("phenotype", self.gene, self.one, self.other or "")

    def refers_to(self) -> list[Key]:
        return [key("gene", self.gene)]


@dataclass(frozen=True, slots=True)
class GeneDrug(Stated):
    """A gene and a drug that a source looked at together."""

    gene: Slug
    """The id of the gene."""
    drug: Slug
    """The id of the drug."""
    level: str
    """How far the source would act on the gene: A (should be used) to D (no action)."""
    status: str
    """Whether the level is final or provisional."""
    us_testing: str | None
    """What the US label says of testing, by the source."""
    address: str | None
    """Where the guideline is, if there is one."""
    version: str
    """The version of the data."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("gene and drug", self.gene, self.drug)

    def refers_to(self) -> list[Key]:
        return [key("gene", self.gene), key("drug", self.drug)]


@dataclass(frozen=True, slots=True)
class GeneValues(Stated):
    """A gene, and the results of it that a guideline speaks of: phenotypes, scores or alleles."""

    gene: Slug
    """The id of the gene."""
    values: tuple[str, ...]
    """Any of these."""


@dataclass(frozen=True, slots=True)
class GeneAdvice(Stated):
    """What a guideline advises for a drug with results of genes; of several genes all must fit."""

    id: str
    drug: Slug
    """The id of the drug."""
    population: str | None
    """For whom, where that is not everybody."""
    results: tuple[GeneValues, ...]
    """The results that it is for."""
    advised: GeneAdvised
    """What it advises, as a kind."""
    risk: GeneRisk
    """What may happen, as a kind."""
    strength: GeneStrength
    """How strongly."""
    guideline: str
    """Title of the guideline."""
    address: str
    """Where it is."""
    articles: tuple[str, ...]
    """Its articles, as PubMed numbers."""
    version: str
    """The version of the data."""
    dated: str
    """The month of the data: `2023-08`."""
    text: str | None
    """The recommendation in the source's own words, where a site imported it."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("gene advice", self.id)

    def refers_to(self) -> list[Key]:
        return [key("drug", self.drug), *(key("gene", one.gene) for one in self.results)]

    @property
    def rule(self) -> str:
        """The id of all advice on the drug by the same genes."""
        return f"gene:{'+'.join(one.gene for one in self.results)}:{self.drug}"

    @property
    def changes(self) -> bool:
        """Whether it advises something else than the usual."""
        return self.advised not in (GeneAdvised.USE_AS_USUAL, GeneAdvised.NO_RECOMMENDATION)


@dataclass(frozen=True, slots=True)
class GeneConversion(Stated):
    """What an inhibitor among the drugs makes of a result of a gene."""

    id: str
    """Short name of the statement."""
    gene: Slug
    """The id of the gene."""
    inhibitor: Key
    """The drug or class that holds the enzyme back."""
    factor: Annotated[float, Limit(ge=0, le=1)] | None
    """What the activity score is multiplied by."""
    phenotype: str | None
    """The phenotype that people are then treated like, where the source gives no factor."""
    drug: Slug | None
    """The drug of which alone the source says it; for all drugs if left out."""
    text: str
    """What happens, in a sentence of your own."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("gene conversion", self.id)

    def refers_to(self) -> list[Key]:
        of_drug = [] if self.drug is None else [key("drug", self.drug)]
        return [key("gene", self.gene), self.inhibitor, *of_drug]


def version_order(version: str) -> tuple[int, ...]:
    """Versions in order: `v1.9.0` comes before `v1.30.0`; what has no number comes first, but for
    what is the current state, which comes last.
    """
    if version.startswith("current"):
        return (_LAST,)
    return tuple(map(int, re.findall(r"\d+", version)))


_LAST = 1_000_000
