"""What a label says, section by section, in its own words."""

from dataclasses import dataclass

from app.domain.facts.citation import Citations


@dataclass(frozen=True, slots=True)
class Label:
    """A product label. `id` is its set id, the same for all its versions; `effective_on` an ISO day
    or null. `products` are the names on it, `drugs` its active ingredients.
    """

    id: str
    title: str
    version: str
    effective_on: str | None
    labeler: str | None
    kind: str
    products: tuple[str, ...]
    drugs: tuple[str, ...]
    citations: Citations


@dataclass(frozen=True, slots=True)
class LabelSection:
    """A section of a label: `section` is its plain name (`boxed_warning`), `place` its number in
    the order of the label, `code` its LOINC code where it has one.
    """

    label: str
    place: int
    section: str
    code: str | None
    heading: str
    text: str
    citations: Citations


@dataclass(frozen=True, slots=True)
class LabelDrug:
    """A label that speaks of a drug."""

    label: str
    drug: str
    citations: Citations
