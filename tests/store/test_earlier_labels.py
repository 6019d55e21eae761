"""Is the version of a label kept that a newer one replaces, the last one only, and not too many?"""

import pytest
from app.domain.facts import Citation, Drug, DrugKind, Fact, Label, LabelDrug, LabelSection
from app.services.labels import changes_of_label
from app.store import earlier_labels
from app.store.earlier_labels import find_earlier_label
from app.store.labels import list_sections
from app.store.write import replace_facts
from sqlmodel import Session

CITED = (Citation("labels", "x"),)


def label(set_id: str, version: str, *texts: str) -> list[Fact]:
    """A label with a section of warnings for each text."""
    return [
        Drug("alpha", "alpha", DrugKind.MEDICATION, "x", CITED),
        Label(set_id, "T", version, f"2026-01-0{version}", None, "x", (), ("alpha",), CITED),
        LabelDrug(set_id, "alpha", CITED),
        *(
            LabelSection(set_id, place, "warnings", None, "W", text, CITED)
            for place, text in enumerate(texts, 1)
        ),
    ]


def imported(session: Session, *facts: list[Fact], data_set: str = "labels") -> None:
    things = {(type(one), one.identity): one for some in facts for one in some}
    replace_facts(session, data_set, things.values())
    session.commit()


def changes(session: Session, set_id: str) -> list[tuple[str, str | None, str | None]]:
    found = changes_of_label(session, set_id, 50, 0)
    assert found is not None
    return [(one.change, one.before, one.after) for one in found.page.items]


def test_the_first_version_has_nothing_to_be_compared_with(session: Session) -> None:
    imported(session, label("one", "1", "Stop here."))
    found = changes_of_label(session, "one", 50, 0)
    assert found is not None and found.before is None and found.page.items == ()
    assert "does not mean that nothing changed" in found.statement
    assert changes_of_label(session, "nobody", 50, 0) is None


def test_a_new_version_is_compared_with_the_one_before(session: Session) -> None:
    imported(session, label("one", "1", "Stop it here.", "Call now."), label("two", "1", "Rest."))
    imported(session, label("one", "2", "Stop it there."), label("two", "1", "Rest."))
    assert changes(session, "one") == [
        ("changed", "Stop it here.", "Stop it there."), ("removed", "Call now.", None),
    ]  # fmt: skip
    found = changes_of_label(session, "ONE", 50, 0)
    assert found is not None and found.before is not None
    assert (found.before.version, found.before.effective_on) == ("1", "2026-01-01")
    assert "1 changed, 0 added, 1 removed" in found.statement
    assert find_earlier_label(session, "two") is None
    # Of the section itself only the newest text is there.
    assert [one.text for one in list_sections(session, "one")] == ["Stop it there."]


def test_the_same_version_again_keeps_what_is_known_of_the_one_before(session: Session) -> None:
    imported(session, label("one", "1", "Stop."))
    imported(session, label("one", "2", "Go on."))
    imported(session, label("one", "2", "Go on."))
    earlier = find_earlier_label(session, "one")
    assert earlier is not None and earlier.sections == [("warnings", "Stop.")]


def test_only_the_last_one_is_kept(session: Session) -> None:
    for version in ("1", "2", "3"):
        imported(session, label("one", version, f"Version {version}."))
    earlier = find_earlier_label(session, "one")
    assert earlier is not None and earlier.sections == [("warnings", "Version 2.")]


def test_no_more_labels_are_kept_than_said(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(earlier_labels, "MOST", 2)
    names = ("one", "two", "three", "four")
    for version in ("1", "2"):
        imported(session, *(label(name, version, version) for name in names))
    kept = [name for name in names if find_earlier_label(session, name) is not None]
    assert len(kept) == 2


def test_each_data_set_has_its_own_version_before(session: Session) -> None:
    imported(session, label("one", "1", "Ours."))
    imported(session, label("one", "3", "Theirs."), data_set="others")
    imported(session, label("one", "2", "Ours now."))
    imported(session, label("one", "4", "Theirs now."), data_set="others")
    rows = session.connection().exec_driver_sql("SELECT data_set, version FROM earlier_label")
    assert sorted(tuple(row) for row in rows) == [("labels", "1"), ("others", "3")]
