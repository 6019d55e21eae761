"""What the loaded labels say, and what it means that they say nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.facts import Label, LabelSection
from app.store.labels import count_labels, list_section_names, list_sections, page_labels
from app.store.read import Page, find_fact

_NONE_LOADED = "No label is loaded here"


@dataclass(frozen=True, slots=True)
class DrugLabels:
    """A page of labels with the names of their sections, and a statement about the whole."""

    page: Page[Label]
    section_names: dict[str, list[str]]
    statement: str


@dataclass(frozen=True, slots=True)
class WholeLabel:
    """A label with some or all of its sections."""

    label: Label
    section_names: list[str]
    sections: list[LabelSection]
    statement: str


def labels_of(
    session: Session, drug: str, name: str, section: str | None, limit: int, offset: int
) -> DrugLabels:
    """The labels that speak of a drug, the newest first."""
    page = page_labels(session, drug, section, limit, offset)
    names = list_section_names(session, [one.id for one in page.items])
    loaded, of_drug = count_labels(session), count_labels(session, drug)
    return DrugLabels(page, names, _listed(name, section, loaded, of_drug, page.total))


def find_label(session: Session, set_id: str, wanted: Collection[str]) -> WholeLabel | None:
    """The label with this set id, with the wanted sections or all; None where it is not loaded."""
    label = find_fact(session, Label, id=set_id.strip().lower())
    if label is None:
        return None
    names = list_section_names(session, [label.id]).get(label.id, [])
    missing = [one for one in wanted if one not in names]
    sections = list_sections(session, label.id, wanted)
    return WholeLabel(label, names, sections, _whole(sections, missing))


def why_unknown(session: Session) -> str:
    """Why a set id is not known."""
    loaded = count_labels(session)
    return f"none of the {loaded} labels loaded has this set id" if loaded else _lower(_NONE_LOADED)


def found_in(session: Session, total: int) -> str:
    """What was searched, and what it means that nothing was found."""
    loaded = count_labels(session)
    if not loaded:
        return f"{_NONE_LOADED}, so nothing was searched."
    if not total:
        return (
            f"Labels loaded: {loaded}. In none of them these words stand together in one section "
            "as it was asked. That rules nothing out."
        )
    return f"Labels loaded: {loaded}. Sections with all of these words: {total}."


def _listed(name: str, section: str | None, loaded: int, of_drug: int, found: int) -> str:
    if not loaded:
        return f"{_NONE_LOADED}: what labels say of {name} is unknown. That is no all-clear."
    if not of_drug:
        return (
            f"Labels loaded: {loaded}, none of them known to be of {name}. What its labels say is "
            "unknown here. That is no all-clear."
        )
    stated = f"Labels loaded: {loaded}, of them with {name}: {of_drug}"
    if section is None:
        return f"{stated}. What they do not say is not ruled out."
    return (
        f"{stated}, of these with the section {section}: {found}. A label without it may say the "
        "same elsewhere, and other labels are not loaded."
    )


def _whole(sections: list[LabelSection], missing: list[str]) -> str:
    if missing:
        return (
            f"This label has no section {', '.join(missing)}. It may say the same elsewhere; "
            "nothing is ruled out by that."
        )
    return f"Sections shown: {len(sections)}. What a label does not say is not ruled out."


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
