"""Shape of the files in `seed/sources/`."""

from app.importers.curated.shapes.shape import Sha256, Shape, Slug, Text


class TextSection(Shape):
    """A section of a text that can be re-read: the SHA-256 of each sentence, paragraph by
    paragraph.
    """

    heading: Text
    """The heading as the text has it; `Introduction` for what stands before the first one."""
    paragraphs: list[list[Sha256]]
    """For each paragraph, the SHA-256 of each of its sentences, in hex."""


class SourceShape(Shape):
    id: Slug
    """Short name by which facts cite it; the file is named for it."""
    title: Text
    """Title of the document or data set."""
    kind: Text
    """What it is: label, article, terminology, class list, paper, …."""
    publisher: Text
    """Who published it."""
    licence: Text
    """Under which licence, or why facts may be taken."""
    version: Text
    """Edition, release or date of the copy that was read."""
    address: Text | None = None
    """Where it can be read."""
    note: str = ""
    """What a section of it is, and what to know before citing it."""
    text: tuple[TextSection, ...] = ()
    """The numbered sentences of a text that can be re-read."""
