"""Does docs/reliability.md name just the faults that tests try?"""

from pathlib import Path

from tests.contract.write_reliability import PAGE, faults, page

MARKED = """
import pytest

@pytest.mark.parametrize("x", [1])
@pytest.mark.fault("the disk is full", "nothing is changed")
def test_room(x: int) -> None: ...

def test_other() -> None: ...
"""


def test_the_page_is_what_the_markers_tell() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make coverage`"


def test_many_faults_are_tried() -> None:
    assert page().count("\n| ") > 25


def test_a_marked_test_is_a_row(tmp_path: Path) -> None:
    (tmp_path / "test_room.py").write_text(MARKED)
    assert list(faults(tmp_path)) == [
        ("the disk is full", "nothing is changed", "test_room.py::test_room")
    ]
