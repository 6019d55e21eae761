"""What a release has very many of, kept close: names, their beginnings and pieces, and records.

A shelf is made once, when a release is made, and can be packed into bytes: unpacking it again is
what makes a service with half a million names start at once.
"""

from app.domain.shelves.codes import CodeShelf
from app.domain.shelves.completions import Completions
from app.domain.shelves.hits import NameHit
from app.domain.shelves.products import ProductShelf
from app.domain.shelves.records import Pair, RecordShelf, ordered
from app.domain.shelves.segments import Segments
from app.domain.shelves.shelf import Shelves, Stock, pack_shelves, unpack_shelves
from app.domain.shelves.spellings import NameLine, Spellings
from app.domain.shelves.terms import Term, TermShelf, TermStock

__all__ = [
    "CodeShelf",
    "Completions",
    "NameHit",
    "NameLine",
    "Pair",
    "ProductShelf",
    "RecordShelf",
    "Segments",
    "Shelves",
    "Spellings",
    "Stock",
    "Term",
    "TermShelf",
    "TermStock",
    "ordered",
    "pack_shelves",
    "unpack_shelves",
]
