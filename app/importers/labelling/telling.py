"""A label as facts."""

from collections.abc import Iterator

from app.domain.facts import Citation, Fact, Label, LabelDrug, LabelSection
from app.importers.intake import Intake
from app.importers.labelling.found import FoundLabel, FoundSection
from app.importers.labelling.linking import Linked, link_drugs


def tell_label(label: FoundLabel, source: str, intake: Intake) -> Iterator[Fact]:
    """The label, its drugs and its sections; the drugs' own facts are the intake's."""
    cited = (Citation(source, f"set id {label.set_id}"),)
    linked = link_drugs(label, cited, intake)
    if not linked.drugs:
        intake.note("labels of which no drug is certain: kept without one")
    yield _label(label, linked, source)
    yield from linked.codes
    for drug in linked.drugs:
        yield LabelDrug(label.set_id, drug, cited)
    for place, section in enumerate(label.sections, 1):
        yield _section(label, place, section, source)


def _label(label: FoundLabel, linked: Linked, source: str) -> Label:
    return Label(
        id=label.set_id,
        title=label.title or _title(label, linked),
        version=label.version,
        effective_on=label.effective_on,
        labeler=label.labeler,
        kind=label.kind,
        products=label.products,
        drugs=tuple(linked.drugs),
        citations=(Citation(source, f"set id {label.set_id}"),),
    )


def _title(label: FoundLabel, linked: Linked) -> str:
    named = ", ".join(label.products or linked.drugs)
    return f"Label of {named}" if named else "Label without a title or a known drug"


def _section(label: FoundLabel, place: int, one: FoundSection, source: str) -> LabelSection:
    cited = (Citation(source, f"set id {label.set_id}, {one.heading}"),)
    return LabelSection(label.set_id, place, one.section, one.code, one.heading, one.text, cited)
