"""Elements of an XML file one by one, however large the file; hostile XML is refused."""

from collections import deque
from collections.abc import Collection, Iterator
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from app.domain.errors import RejectedImport
from app.importers.files.archives import Part, open_part
from app.importers.run import Intake

# No element that is read whole is larger in any known data set, or nests deeper.
LARGEST_ELEMENT = 8 * 2**20
DEEPEST = 100
_CHUNK = 1 << 16
# The watcher hears of every so many elements.
_STEP = 5_000


def read_elements(
    part: Part, intake: Intake, tags: Collection[str], *, largest: int = LARGEST_ELEMENT
) -> Iterator[tuple[int, Element]]:
    """Every element of one of the tags with the line that it begins on, whole; of nested ones the
    outer.

    Names stand without their namespace. Nothing of the rest of the file stays in memory. Raises
    RejectedImport for XML that is broken, declares a document type or entities, nests too deep, or
    holds an element of more than `largest` bytes.
    """
    start, found = intake.done, 0
    with open_part(part) as opened:
        for line, element in _elements(opened, part, _Target(frozenset(tags)), largest):
            found += 1
            yield line, element
            if found % _STEP == 0:
                intake.at(part, line, start + opened.tell())
    intake.done = start + part.size


def read_document(content: bytes, place: object, *, largest: int = LARGEST_ELEMENT) -> Element:
    """The root of a document that is small enough to be held whole, in the same way and with the
    same refusals. `place` is what an error names.
    """
    for _, root in _elements(BytesIO(content), place, _Target(None), largest):
        return root
    raise RejectedImport([f"{place}: no element in it"])


def text_of(element: Element, path: str) -> str:
    """The text of the element at the path, without outer blanks; empty where there is none."""
    return (element.findtext(path) or "").strip()


class _TooDeep(Exception):
    pass


class _Target:
    """Builds the wanted elements, and forgets all others. `idle`: nothing is kept of the
    chunk that was fed last.

    Without names the root is wanted.
    """

    def __init__(self, wanted: frozenset[str] | None) -> None:
        self.found: deque[tuple[int, Element]] = deque()
        self.line = 1
        self.idle = True
        self._wanted = wanted
        self._builder: TreeBuilder | None = None
        self._depth = self._outside = self._began = 0
        self.parser = DefusedXMLParser(target=self, forbid_dtd=True)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise _TooDeep
        name = tag.rpartition("}")[2]
        if self._builder is None and (self._wanted is None or name in self._wanted):
            self._builder, self._outside = TreeBuilder(), self._depth - 1
            self._began = self.parser.parser.CurrentLineNumber
        if self._builder is not None:
            self._builder.start(name, attributes)
        self.idle = True

    def data(self, text: str) -> None:
        """Text, or a piece of it."""
        if self._builder is not None:
            self._builder.data(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        self.idle = True
        if self._builder is None:
            return
        self._builder.end(tag.rpartition("}")[2])
        if self._depth == self._outside:
            self.found.append((self._began, self._builder.close()))
            self._builder = None

    def close(self) -> None:
        """The file ends."""

    @property
    def kept(self) -> bool:
        """Whether a part of a wanted element is held."""
        return self._builder is not None


def _elements(
    opened: IO[bytes], part: object, target: _Target, largest: int
) -> Iterator[tuple[int, Element]]:
    loaded = 0
    try:
        while chunk := opened.read(_CHUNK):
            target.idle = False
            target.parser.feed(chunk)
            # Outside of what is wanted a tag or comment without an end is held by the parser.
            resting = bool(target.found) or (target.idle and not target.kept)
            loaded = 0 if resting else loaded + len(chunk)
            if loaded > largest:
                raise RejectedImport([f"{_place(part, target)}: more than {largest} bytes at once"])
            while target.found:
                yield target.found.popleft()
        target.parser.close()
    except _TooDeep as error:
        raise RejectedImport([f"{_place(part, target)}: nested over {DEEPEST} deep"]) from error
    except DefusedXmlException as error:
        place = _place(part, target)
        raise RejectedImport([f"{place}: a document type or entities are refused"]) from error
    except ParseError as error:
        place = f"{part}:{error.position[0]}"
        raise RejectedImport([f"{place}: broken or cut short ({error})"]) from error
    except (LookupError, ValueError) as error:
        raise RejectedImport([f"{_place(part, target)}: cannot be read ({error})"]) from error


def _place(part: object, target: _Target) -> str:
    return f"{part}:{target.parser.parser.CurrentLineNumber}"
