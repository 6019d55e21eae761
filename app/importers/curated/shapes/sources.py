"""Shape of the files in `seed/sources/`."""

from app.importers.curated.shapes.shape import Sha256, Shape, Slug, Text


class TextSection(Shape):
    """A section of a text that can be re-read: the SHA-256 of each sentence, paragraph by
    paragraph.
    """

    heading: Text
    paragraphs: list[list[Sha256]]


class SourceShape(Shape):
    id: Slug
    title: Text
    kind: Text
    publisher: Text
    licence: Text
    version: Text
    address: Text | None = None
    note: str = ""
    text: tuple[TextSection, ...] = ()
