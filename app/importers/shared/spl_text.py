"""The sections of a Structured Product Label, and the words of its elements."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.domain.labels import SECTIONS, Section, section_of_code
from app.importers.shared.labels import FoundSection

_BLOCKS = frozenset({"paragraph", "item", "list", "table", "tr", "br", "caption", "footnote"})
_CELLS = frozenset({"td", "th"})
_BLANKS = re.compile(r"\s+")
_LINE, _CELL = "\n", "\t"
_UNCLASSIFIED = SECTIONS["spl_unclassified_section"]
# Products and their ingredients, as elements of their own.
_NO_TEXT = frozenset({"spl_product_data_elements", "spl_indexing_data_elements"})


def read_sections(document: Element) -> Iterator[FoundSection]:
    """Every section that has a kind of its own. Its text includes that of all sections within it.

    A section without a kind counts by itself only where none around it has one.
    """
    for section in document.findall("component/structuredBody/component/section"):
        yield from _sections(section, inside=False)


def plain_text(element: Element | None) -> str:
    """The words of an element: a line for every paragraph, item and row of a table."""
    if element is None:
        return ""
    lines = "".join(_pieces(element)).split(_LINE)
    rows = (" | ".join(filter(None, map(str.strip, line.split(_CELL)))) for line in lines)
    return _LINE.join(row for row in map(str.strip, rows) if row)


def one_line(element: Element | None) -> str:
    """The words of an element such as a title."""
    return " ".join(plain_text(element).split())


def _sections(section: Element, inside: bool) -> Iterator[FoundSection]:
    code = section.find("code")
    written = "" if code is None else code.get("code", "")
    kind = section_of_code(written)
    if kind is not None and kind.name in _NO_TEXT:
        return
    classified = kind is not None and kind is not _UNCLASSIFIED
    if classified or not inside:
        yield from _subsections(section, kind or _UNCLASSIFIED, written)
    for part in section.findall("component/section"):
        yield from _sections(part, inside=True)


def _subsections(section: Element, kind: Section, code: str) -> Iterator[FoundSection]:
    text = _LINE.join(_whole(section))
    if text:
        heading = one_line(section.find("title")) or kind.title
        yield FoundSection(kind.name, code or kind.code, heading, text)


def _whole(section: Element) -> Iterator[str]:
    own = plain_text(section.find("text"))
    if own:
        yield own
    for part in section.findall("component/section"):
        title = one_line(part.find("title"))
        if title:
            yield title
        yield from _whole(part)


def _pieces(element: Element) -> Iterator[str]:
    apart = _LINE if element.tag in _BLOCKS else _CELL if element.tag in _CELLS else ""
    yield apart
    yield _BLANKS.sub(" ", element.text or "")
    for part in element:
        yield from _pieces(part)
        yield _BLANKS.sub(" ", part.tail or "")
    yield apart
