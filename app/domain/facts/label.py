"""What a label says, section by section, in its own words; and whom our reader found in it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from app.domain.facts.drug import Route
from app.domain.facts.interaction import Severity
from app.domain.facts.stated import (
    Citation,
    Citations,
    Key,
    Limit,
    Slug,
    Stated,
    SubjectKey,
    key,
)


@dataclass(frozen=True, slots=True)
class Label(Stated):
    """A product label."""

    id: str
    """Its set id, which is the same for all its versions."""
    title: str
    version: str
    effective_on: str | None
    """An ISO day."""
    labeler: str | None
    kind: str
    products: tuple[str, ...]
    """The names on it."""
    drugs: tuple[str, ...]
    """Its active ingredients."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("label", self.id)


@dataclass(frozen=True, slots=True)
class LabelSection(Stated):
    """A section of a label."""

    label: str
    place: int
    """Its number in the order of the label."""
    section: str
    """Its plain name: `boxed_warning`."""
    code: str | None
    """Its LOINC code, where it has one."""
    heading: str
    text: str
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("label section", self.label, str(self.place))


@dataclass(frozen=True, slots=True)
class LabelDrug(Stated):
    """A label that speaks of a drug."""

    label: str
    drug: str
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("label of drug", self.label, self.drug)


class LabelStatement(StrEnum):
    """What a sentence of a label makes of what it names, the gravest first."""

    FORBIDS = "forbids"
    """It stands in the contraindications, and itself forbids taking both."""
    WARNS = "warns"
    """It stands in the boxed warning, and itself warns of both."""
    NAMES = "names"
    """It speaks of an interaction, and not of how grave that is."""
    NO_EFFECT = "no_effect"
    """It states of both that no relevant effect was seen."""


class MentionCondition(StrEnum):
    """What keeps a mention from speaking of the two as such: it never has a severity then.

    What is named for another reason (an allergy, a comparison, an excipient …) is no mention.
    """

    DOSE = "dose"
    ORGAN = "organ"
    GENOTYPE = "genotype"
    AGE = "age"
    ROUTE = "route"
    THIRD_DRUG = "third_drug"
    DISEASE = "disease"
    EXCEPT = "except"
    OUTSIDE_PEOPLE = "outside_people"


def cited_sentence(
    source: str, set_id: str, version: str, effective_on: str | None, section: str,
    sentence: int, sha256: str,
) -> Citation:  # fmt: skip
    """A sentence of a label as a place in its source: which label, as it was on which day, and the
    section by its plain name.
    """
    place = f"{label_in_words(set_id, version, effective_on)}, {in_words(section)}"
    return Citation(source, place, sentence=sentence, sha256=sha256)


def label_in_words(set_id: str, version: str, effective_on: str | None) -> str:
    """`set id 8f5…, version 7, of 2024-02-01`."""
    dated = f", of {effective_on}" if effective_on else ""
    return f"set id {set_id}, version {version}{dated}"


def in_words(section: str) -> str:
    """`drug_interactions` as `drug interactions`."""
    return section.replace("_", " ")


_SEVERITIES = {
    LabelStatement.FORBIDS: Severity.CONTRAINDICATED,
    LabelStatement.WARNS: Severity.MAJOR,
}


@dataclass(frozen=True, slots=True)
class LabelMention(Stated):
    """A sentence of the label of one drug that names another drug, or a class.

    Its one citation is made by `cited_sentence`: the number of the sentence in its section, from 1,
    and its SHA-256. It holds no word of the label.
    """

    drug: Slug
    """The one active ingredient of the label."""
    subject: SubjectKey
    """Whom the sentence names: `drug:…` or `class:…`."""
    set_id: str
    version: str
    effective_on: str | None
    """An ISO day."""
    section: str
    """The plain name of the section: `drug_interactions`."""
    statement: LabelStatement
    condition: MentionCondition | None
    """What keeps it conditional; null where the sentence speaks of the two as such."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        place = (self.set_id, self.section, str(self.citations[0].sentence))
        return ("label mention", self.drug, self.subject, *place)

    @property
    def severity(self) -> Severity:
        """As far as the sentence itself says it: no word in it is weighed."""
        if self.condition is not None:
            return Severity.UNKNOWN
        return _SEVERITIES.get(self.statement, Severity.UNKNOWN)

    def refers_to(self) -> list[Key]:
        return [key("drug", self.drug), self.subject]


@dataclass(frozen=True, slots=True)
class ReadLabel(Stated):
    """A label of one drug that our reader went through.

    What it found there are the mentions; without this a label that names nobody would be the same
    as one that nobody read.
    """

    drug: Slug
    """The one active ingredient of the label."""
    set_id: str
    version: str
    effective_on: str | None
    """An ISO day."""
    routes: tuple[Route, ...]
    """By which its products are used; empty where the label does not say."""
    sections: tuple[str, ...]
    """The plain names of the sections that were read."""
    has_interactions: bool
    """Whether one of them, or a part of one, is on interactions."""
    also_names: tuple[Key, ...]
    """Drugs and classes that these sections name without an interaction being seen."""
    unresolved: Annotated[int, Limit(ge=0)]
    """How many words for drugs or classes no key was found for."""
    reader: str
    """The version of the reader, by which its figures are known."""
    citations: Citations

    @property
    def identity(self) -> tuple[str, ...]:
        return ("read label", self.drug, self.set_id)

    def refers_to(self) -> list[Key]:
        return [key("drug", self.drug), *self.also_names]
