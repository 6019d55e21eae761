"""Is a large JSON file read bit by bit, and a hostile one refused?"""

from pathlib import Path
from typing import Any

import pytest
from app.domain.errors import RejectedImport
from app.importers.files.archives import Part, find_parts
from app.importers.files.json import read_items, read_value
from app.importers.run import Intake


def part_of(tmp_path: Path, content: bytes) -> Part:
    (tmp_path / "a.json").write_bytes(content)
    return find_parts([tmp_path / "a.json"])[0]


def read(tmp_path: Path, content: bytes, **bounds: int) -> list[Any]:
    part = part_of(tmp_path, content)
    return [item for _, item in read_items(part, Intake(), **bounds)]


def test_items_come_whole_whatever_the_mark_at_the_beginning(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbf{"meta": {"x": [1]},\r\n"results": [{"a": ["b", 1.5]}, {"c": null}]}'
    assert read(tmp_path, content) == [{"a": ["b", 1.5]}, {"c": None}]


def test_a_sign_on_the_border_of_two_reads_stays_whole(tmp_path: Path) -> None:
    for shift in range(4):
        text = "x" * shift + "é€" * 40_000
        content = ('{"results": ["' + text + '"]}').encode()
        assert read(tmp_path, content) == [text]


def test_what_is_no_utf8_is_marked_and_noted(tmp_path: Path) -> None:
    intake = Intake()
    part = part_of(tmp_path, b'{"results": ["caf\xe9"]}')
    assert [item for _, item in read_items(part, intake)] == ["caf�"]
    assert intake.notes == ["a.json: 1 signs were no UTF-8 and stand as �"]


def test_lines_are_counted(tmp_path: Path) -> None:
    content = b'{"results": [\n' + b'{"a": "' + b"x" * 70_000 + b'"},\n' + b"1]}"
    part = part_of(tmp_path, content)
    assert [line for line, _ in read_items(part, Intake())] == [3, 3]


BROKEN = {
    "cut short": (b'{"results": [\n{"a": 1}, {"b"', "a.json:2: broken or cut short"),
    "nothing": (b"", "a.json:1: broken or cut short"),
    "no JSON": (b"a\tb\n", "a.json:2: broken or cut short"),
    "another object": (b'{"error": {"code": "NOT_FOUND"}}', "a.json: no results in it"),
    "a list": (b"[1, 2]", "a.json: no results in it"),
    "an empty list": (b'{"results": []}', "a.json: no results in it"),
    "a web page": (b"<html><body>503</body></html>", "a.json:1: a web page"),
    "depth": (b'{"results": [' + b"[" * 100_000, "a.json:1: nested over 10000 deep"),
    "deep objects": (b'{"results": [' + b'{"a":' * 100_000, "a.json:1: nested over 10000 deep"),
    "a large number": (b'{"results": [' + b"9" * 10_000 + b"]}", "a.json:1: broken or cut"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_json_is_refused_with_its_place(tmp_path: Path, what: str) -> None:
    content, problem = BROKEN[what]
    with pytest.raises(RejectedImport) as refused:
        read(tmp_path, content)
    assert refused.value.problems[0].startswith(problem)


def test_a_large_item_is_refused_and_many_small_ones_are_not(tmp_path: Path) -> None:
    with pytest.raises(RejectedImport, match="more than 200000 bytes for one item"):
        read(tmp_path, b'{"results": ["' + b"x" * 500_000 + b'"]}', largest=200_000)
    many = b'{"results": [' + b",".join([b'{"a": [1]}'] * 50_000) + b"]}"
    assert len(read(tmp_path, many, largest=200_000)) == 50_000


def test_a_value_is_found_only_in_front_of_the_results(tmp_path: Path) -> None:
    part = part_of(tmp_path, b'{"meta": {"last_updated": "2023-01-01"}, "results": [1, 2')
    assert read_value(part, "meta.last_updated") == "2023-01-01"
    part = part_of(tmp_path, b'{"results": [1], "meta": {"last_updated": "2023-01-01"}}')
    assert read_value(part, "meta.last_updated") is None
    with pytest.raises(RejectedImport, match="broken or cut short"):
        read_value(part_of(tmp_path, b'{"meta": {'), "meta.last_updated")
