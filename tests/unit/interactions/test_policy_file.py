"""A site's own display policy: read whole, or refused with its place."""

from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.domain.facts import Action, AlertList, EvidenceKind, Severity
from app.domain.interactions.policy import POLICIES
from app.domain.interactions.result import Display
from app.services.interactions import load_policies

GOOD = """\
name: ward-7
steps:
  - {display: hard_stop, reason: never together, severity: [contraindicated]}
  - display: interruptive
    reason: on the list
    alert_list: onc_high
    action: [avoid, monitor]
    evidence: [boxed_warning]
    current_only: false
  - {display: on_request, reason: all else, show: false}
"""


def written(folder: Path, text: str | bytes) -> Path:
    """A policy file."""
    file = folder / "policy.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def problems(file: Path) -> list[str]:
    """Why the file is refused."""
    with pytest.raises(RejectedImport) as refused:
        load_policies(file)
    return refused.value.problems


def test_without_a_file_there_are_the_built_in_policies() -> None:
    assert load_policies(None) == POLICIES
    assert set(POLICIES) == {"default", "quiet", "everything"}


def test_a_file_adds_one_policy_and_changes_none(tmp_path: Path) -> None:
    found = load_policies(written(tmp_path, GOOD))
    assert set(found) - set(POLICIES) == {"ward-7"}
    assert all(found[name] is POLICIES[name] for name in POLICIES)
    assert "ward-7" not in POLICIES


def test_every_word_of_a_step_is_taken_over(tmp_path: Path) -> None:
    first, second, third = load_policies(written(tmp_path, GOOD))["ward-7"].steps
    assert (first.display, first.reason) == (Display.HARD_STOP, "never together")
    assert (set(first.severity), first.show) == ({Severity.CONTRAINDICATED}, True)
    assert (second.alert_list, second.current_only) == (AlertList.ONC_HIGH, False)
    assert set(second.action) == {Action.AVOID, Action.MONITOR}
    assert set(second.evidence) == {EvidenceKind.BOXED_WARNING}
    assert (third.display, third.show) == (Display.ON_REQUEST, False)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("hard_stop", "hard-stop", "steps.0.display"),
        ("[contraindicated]", "[grave]", "steps.0.severity"),
        ("[contraindicated]", "contraindicated", "steps.0.severity"),
        ("never together", '""', "steps.0.reason"),
        ("reason: on the list", "because: on the list", "steps.1.reason"),
        ("onc_high", "onc_highest", "steps.1.alert_list"),
        ("monitor]", "watch]", "steps.1.action"),
        ("boxed_warning", "black_box", "steps.1.evidence"),
        ("current_only: false", "current_only: perhaps", "steps.1.current_only"),
        ("show: false", "shown: false", "steps.2.shown"),
        ("name: ward-7", "name: Ward 7", "name"),
        ("name: ward-7", 'name: ""', "name"),
        ("name: ward-7", "title: ward-7", "name"),
        ("name: ward-7", "name: ward-7\nextra: 1", "extra"),
    ],
)
def test_a_word_that_does_not_fit_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    assert old in GOOD
    file = written(tmp_path, GOOD.replace(old, new))
    assert any(one.startswith(f"{file}: {place}") for one in problems(file))


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_a_built_in_policy_cannot_be_replaced(tmp_path: Path, name: str) -> None:
    file = written(tmp_path, GOOD.replace("ward-7", name))
    assert problems(file) == [f"{file}: '{name}' is the name of a built-in policy"]


@pytest.mark.parametrize(
    "content",
    [
        b"name: [",
        b"\xff\xfe\x00",
        b"name: x\0",
        b"a: b: c",
        b"!!python/object/apply:os.system [ls]",
    ],
)
def test_what_is_no_yaml_is_told(tmp_path: Path, content: bytes) -> None:
    (one,) = problems(written(tmp_path, content))
    assert "not a readable YAML file" in one


@pytest.mark.parametrize("content", [b"", b"[]", b"7", b"- name: x", b"null"])
def test_what_is_no_policy_is_refused(tmp_path: Path, content: bytes) -> None:
    assert problems(written(tmp_path, content))


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    for file in (tmp_path / "nowhere.yaml", tmp_path):
        assert problems(file)[0].startswith(f"{file}: not a readable YAML file")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("hard_stop", "loud").replace("on_request", "quiet")
    assert len(problems(written(tmp_path, text))) == 2
