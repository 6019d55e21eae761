"""The NHS dictionary: names of moieties, of ingredients and of branded products."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from tests.verifying.evidence import Called


def read(path: Path, name: str) -> Iterator[Called]:
    """Each moiety or ingredient by its id."""
    for one in ElementTree.parse(path).getroot():
        identity, title = one[0].text, one.findtext("NM")
        if title:
            yield Called(f"{name} {identity}", title)
