"""Labels of products, their sections, and what is found in them."""

from datetime import date

from app.api.answers.shared import Answer, CitationOut, PageOut, Ref


class LabelRefOut(Answer):
    """A label by its set id, which is the same for all its versions."""

    id: str
    title: str
    version: str
    effective_on: date | None
    labeler: str | None


class LabelSummaryOut(LabelRefOut):
    """A label. `products` are the names on it, `drugs` what is in them; `section_names` in the
    order of the label.
    """

    kind: str
    products: list[str]
    drugs: list[Ref]
    section_names: list[str]
    citations: list[CitationOut]


class LabelSectionOut(Answer):
    """A section in the label's own words. `code` is its LOINC code; the text of a section holds
    that of the sections within it.
    """

    section: str
    place: int
    code: str | None
    heading: str
    text: str
    citations: list[CitationOut]


class LabelOut(LabelSummaryOut):
    """A label with its sections, all or those that were asked for. `statement` says which."""

    statement: str
    sections: list[LabelSectionOut]


class LabelsOut(PageOut[LabelSummaryOut]):
    """Labels that speak of a drug. `statement` says what an empty list means, and what not."""

    statement: str


class LabelHitOut(Answer):
    """A section in which all the words stand; `snippet` is the place around them."""

    label: LabelRefOut
    section: str
    place: int
    heading: str
    snippet: str
    citations: list[CitationOut]


class LabelHitsOut(PageOut[LabelHitOut]):
    """Sections with the words. `statement` says what was searched."""

    query: str
    statement: str
