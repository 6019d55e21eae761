"""Is a large XML file read bit by bit, and a hostile one refused?"""

from collections.abc import Iterable
from pathlib import Path

import pytest
from app.domain.errors import RejectedImport
from app.importers.files.archives import find_parts
from app.importers.files.xml import read_elements, text_of
from app.importers.run import Intake


def read(tmp_path: Path, content: bytes, *tags: str, **bounds: int) -> list[tuple[int, str]]:
    file = tmp_path / "a.xml"
    file.write_bytes(content)
    found: Iterable[tuple[int, object]] = read_elements(
        find_parts([file])[0], Intake(), tags, **bounds
    )
    return [(line, f"{one.tag}:{text_of(one, 'NM')}") for line, one in found]  # type: ignore[attr-defined]


def test_elements_come_with_their_line_and_without_their_namespace(tmp_path: Path) -> None:
    content = (
        b'<?xml version="1.0"?>\n<R xmlns="urn:a">\n<V>\n<NM> Abc </NM></V>\n<W><NM>x</NM></W></R>'
    )
    assert read(tmp_path, content, "V", "W") == [(3, "V:Abc"), (5, "W:x")]
    assert read(tmp_path, content, "W") == [(5, "W:x")]


def test_of_nested_elements_the_outer_one_comes(tmp_path: Path) -> None:
    content = b"<R><V><NM>out</NM><V><NM>in</NM></V></V><V><NM>next</NM></V></R>"
    assert read(tmp_path, content, "V") == [(1, "V:out"), (1, "V:next")]


def test_an_element_over_several_chunks_is_whole(tmp_path: Path) -> None:
    long = "é" * 200_000
    content = f"<R><V><NM>{long}</NM></V></R>".encode()
    assert read(tmp_path, content, "V") == [(1, f"V:{long}")]


def test_the_encoding_is_that_of_the_declaration(tmp_path: Path) -> None:
    content = '<?xml version="1.0" encoding="ISO-8859-1"?><V><NM>é</NM></V>'.encode("latin-1")
    assert read(tmp_path, content, "V") == [(1, "V:é")]
    assert read(tmp_path, b"\xef\xbb\xbf<V><NM>a</NM></V>", "V") == [(1, "V:a")]


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>\n<R><V><NM>&b;</NM></V></R>'
OUTSIDE = b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><R><V><NM>&x;</NM></V></R>'
HOSTILE = {
    "entities": (LAUGHS, "a.xml:1: a document type or entities are refused"),
    "another file": (OUTSIDE, "a.xml:1: a document type or entities are refused"),
    "another document type": (
        b'<!DOCTYPE r SYSTEM "http://a.example/r.dtd"><R/>',
        "a.xml:1: a document type",
    ),
    "an unknown entity": (b"<R>\n<V>&x;</V></R>", "a.xml:2: broken or cut short"),
    "depth": (b"<R>\n" + b"<a>" * 200 + b"</a>" * 200 + b"</R>", "a.xml:2: nested over 100 deep"),
    "depth inside": (b"<R><V>" + b"<a>" * 100_000, "a.xml:1: nested over 100 deep"),
    "cut short": (b"<R>\n<V><NM>a</NM></V>\n<V><NM>b", "a.xml:3: broken or cut short"),
    "nothing": (b"", "a.xml:1: broken or cut short"),
    "no XML": (b"a,b\n1,2\n", "a.xml:1: broken or cut short"),
    "a web page": (b"<!DOCTYPE html><html></html>", "a.xml:1: a web page"),
    "an unknown encoding": (b'<?xml version="1.0" encoding="x-none"?><R/>', "a.xml:1: "),
    "wrong bytes": (b"<R>\n<V><NM>\xff</NM></V></R>", "a.xml:2: broken or cut short"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_or_broken_xml_is_refused_with_its_place(tmp_path: Path, what: str) -> None:
    content, problem = HOSTILE[what]
    with pytest.raises(RejectedImport) as refused:
        read(tmp_path, content, "V")
    assert refused.value.problems[0].startswith(problem)


@pytest.mark.parametrize(
    "content",
    [
        b"<R><V><NM>" + b"a" * 500_000 + b"</NM></V></R>",
        b"<R><V>" + b"<a/>" * 125_000 + b"</V></R>",
        b'<R a="' + b"a" * 500_000 + b'"></R>',
        b"<R><!--" + b"a" * 500_000 + b"--></R>",
    ],
    ids=["a text", "many in one", "an attribute", "a comment"],
)
def test_what_is_too_large_at_once_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RejectedImport, match="more than 200000 bytes at once"):
        read(tmp_path, content, "V", largest=200_000)


def test_many_small_elements_are_not_too_large(tmp_path: Path) -> None:
    content = b"<R>" + b"<V><NM>a</NM></V>" * 40_000 + b"<U/>" * 100_000 + b"</R>"
    assert len(read(tmp_path, content, "V", largest=200_000)) == 40_000
