"""What a label says, section by section, in its own words."""

from dataclasses import dataclass

from app.domain.facts.stated import Citations, Stated


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
