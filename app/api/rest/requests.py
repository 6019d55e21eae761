"""What many questions have: bounded words, lists of names, and pages of a list with the addresses
of the pages beside.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response
from pydantic import AfterValidator, Field

from app.api.http.bounds import MOST_SIGNS_OF_LIST
from app.domain.doses import read_unit
from app.domain.facts import DoseUnit
from app.domain.names.text import MOST_SIGNS, fits
from app.store.read import Page

T = TypeVar("T")

MOST = 500


def _of_most_signs(most: int) -> Callable[[str], str]:
    """Refuses words of more signs; one sign may stand for many once it is compared."""

    def check(words: str) -> str:
        if not fits(words, most):
            raise ValueError(f"longer than {most} signs, once ligatures are written out")
        return words

    return check


Words = Annotated[str, AfterValidator(_of_most_signs(MOST_SIGNS))]


def unit_of(words: str) -> DoseUnit:
    """The unit that is written so. Raises ValueError, which names the known ones."""
    unit = read_unit(words)
    if unit is None:
        raise ValueError(
            "an unknown unit; known are g, mg, mcg, ml, mcg/h, units, tablets, capsules, patches, "
            "puffs and drops"
        )
    return unit


def _is_unit(words: str) -> str:
    unit_of(words)
    return words


UnitWords = Annotated[str, Field(min_length=1, max_length=40), AfterValidator(_is_unit)]
ListOfWords = Annotated[str, AfterValidator(_of_most_signs(MOST_SIGNS_OF_LIST))]


class Paging:
    """`limit` and `offset` of a question; sets the Link header (RFC 8288) of its answer."""

    def __init__(
        self,
        request: Request,
        response: Response,
        limit: Annotated[int, Query(ge=1, le=MOST, description="How many items at most")] = 50,
        offset: Annotated[int, Query(ge=0, le=10**9, description="How many to pass over")] = 0,
    ) -> None:
        self.request, self.response, self.limit, self.offset = request, response, limit, offset

    def cut(self, items: Sequence[T]) -> Page[T]:
        """The page of a list that is there as a whole."""
        part = tuple(items[self.offset : self.offset + self.limit])
        return self.link(Page(len(items), self.limit, self.offset, part))

    def link(self, page: Page[Any]) -> Page[Any]:
        """The same page; its answer names the pages beside it."""
        last = max(0, (page.total - 1) // self.limit * self.limit)
        offsets = {"first": 0, "last": last}
        if self.offset > 0:
            offsets["prev"] = min(max(0, self.offset - self.limit), last)
        if self.offset + self.limit < page.total:
            offsets["next"] = self.offset + self.limit
        links = [f'<{self._address(at)}>; rel="{rel}"' for rel, at in offsets.items()]
        self.response.headers["Link"] = ", ".join(links)
        return page

    def _address(self, offset: int) -> str:
        """Relative to the page itself, so that it holds behind any proxy."""
        kept = [
            (name, value)
            for name, value in self.request.query_params.multi_items()
            if name not in ("limit", "offset")
        ]
        return f"?{urlencode([*kept, ('limit', str(self.limit)), ('offset', str(offset))])}"


PagingDep = Annotated[Paging, Depends()]
# The parameters of a page, for `keep`.
PAGING = ("limit", "offset")
