"""What the loaded labels say, and what it means that they say nothing."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.domain.facts import Label, LabelSection
from app.domain.labels import PEOPLE, Change, Topic, changes_of, part_on, topic_of
from app.store.earlier_labels import EarlierLabel, find_earlier_label
from app.store.labels import (
    count_labels,
    list_labels_with,
    list_section_names,
    list_sections,
    page_labels,
)
from app.store.read import Page, find_fact

_NONE_LOADED = "No label is loaded here"


@dataclass(frozen=True, slots=True)
class DrugLabels:
    """A page of labels with the names of their sections, and a statement about the whole. `texts`
    are those that were asked for, by label.
    """

    page: Page[Label]
    section_names: dict[str, list[str]]
    statement: str
    texts: dict[str, list[LabelSection]]


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
    """The labels that speak of a drug, the newest first. With a section or topic only the newest
    with it for each set of active substances, with its text.
    """
    texts: dict[str, list[LabelSection]] = {}
    if section is None:
        page = page_labels(session, drug, limit, offset)
    else:
        topic = topic_of(section)
        found = list(_newest_on(session, drug, topic))
        shown = found[offset : offset + limit]
        page = Page(len(found), limit, offset, tuple(label for label, _, _ in shown))
        texts = {
            label.id: sections or _on(topic, list_sections(session, label.id, names))
            for label, names, sections in shown
        }
    names = list_section_names(session, [one.id for one in page.items])
    loaded, of_drug = count_labels(session), count_labels(session, drug)
    return DrugLabels(page, names, _listed(name, section, loaded, of_drug, page.total), texts)


# Of one set of active substances at most so many labels are looked into for a topic.
_MOST_TRIED = 20


def _newest_on(
    session: Session, drug: str, topic: Topic
) -> Iterator[tuple[Label, tuple[str, ...], list[LabelSection]]]:
    """The newest label for each set of active substances that has a section on the topic, with the
    names of what may be on it; and what is, where that had to be read to know.
    """
    wanted = {*topic.sections, *((PEOPLE,) if topic.part is not None else ())}
    tried: Counter[frozenset[str]] = Counter()
    done: set[frozenset[str]] = set()
    for label, names in list_labels_with(session, drug, wanted):
        substances = frozenset(label.drugs)
        tried[substances] += 1
        if substances in done or tried[substances] > _MOST_TRIED:
            continue
        by_name = any(one in topic.sections for one in names)
        sections = [] if by_name else _on(topic, list_sections(session, label.id, names))
        if by_name or sections:
            done.add(substances)
            yield label, names, sections


def _on(topic: Topic, sections: list[LabelSection]) -> list[LabelSection]:
    """The sections on the topic; else the part of the section on certain people that is."""
    own = [one for one in sections if one.section in topic.sections]
    parts = [
        replace(one, text=part)
        for one in sections
        if one.section == PEOPLE and (part := part_on(topic, one.text)) is not None
    ]
    return own or parts


@dataclass(frozen=True, slots=True)
class LabelChanges:
    """What differs between a label and its version before; `before` None where none was kept."""

    label: Label
    before: EarlierLabel | None
    page: Page[Change]
    statement: str


def changes_of_label(session: Session, set_id: str, limit: int, offset: int) -> LabelChanges | None:
    """A page of the differences, sentence by sentence; None for a label that is not loaded."""
    label = find_fact(session, Label, id=set_id.strip().lower())
    if label is None:
        return None
    before = find_earlier_label(session, label.id)
    changes: list[Change] = []
    if before is not None:
        now = [(one.section, one.text) for one in list_sections(session, label.id)]
        changes = list(changes_of(before.sections, now))
    page = Page(len(changes), limit, offset, tuple(changes[offset : offset + limit]))
    return LabelChanges(label, before, page, _compared(label, before, changes))


def _compared(label: Label, before: EarlierLabel | None, changes: list[Change]) -> str:
    if before is None:
        return (
            f"Version {label.version} is the first that was imported here, so nothing can be "
            "compared. That does not mean that nothing changed."
        )
    versions = (before, label)
    dated = [f"version {one.version} of {one.effective_on or 'no day'}" for one in versions]
    counts = Counter(one.change for one in changes)
    stated = ", ".join(f"{counts[one]} {one}" for one in ("changed", "added", "removed"))
    return (
        f"Sentences from {dated[0]} to {dated[1]}: {stated}. A sentence that is gone may stand "
        "elsewhere, and what is no longer said is not ruled out."
    )


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
        f"{stated}, of these with the section {section}: {found}, the newest for each set of "
        "active substances. A label without it may say the same elsewhere, and other labels are "
        "not loaded."
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
