"""Where publishers keep their files, and how a list of theirs is read."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.domain.errors import RejectedImport

# Sizes in lists are rounded, and nobody says whether to a thousand or to 1,024.
_ROUNDED = 0.1
_LARGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Address:
    """A file of a publisher. `size` in bytes is about right, 0 where it is not stated; `checksum`
    is `sha256:…` or `md5:…`, empty where the publisher gives none.
    """

    url: str
    size: int = 0
    checksum: str = ""

    def fits(self, size: int) -> bool:
        """Whether a file of so many bytes can be the one that was announced."""
        return self.size < _LARGE or abs(size - self.size) <= self.size * _ROUNDED


@dataclass(frozen=True, slots=True)
class Edition:
    """All files of a data set as the publisher has them now; `released` is empty where no list
    dates them, and a file is asked itself whether it is newer.
    """

    addresses: tuple[Address, ...]
    released: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """The publisher's own addresses. With a `listing` the files are those that it names: `read`
    makes an edition of its bytes; it is a web page where `is_page` says so. `documented` says where
    the publisher tells the address.
    """

    addresses: tuple[Address, ...] = ()
    documented: str = ""
    listing: str = ""
    read: Callable[[bytes], Edition] | None = None
    is_page: bool = False

    def edition(self, listed: bytes | None) -> Edition:
        """The files of today. Raises RejectedImport for a list that is none."""
        if self.read is None or listed is None:
            return Edition(self.addresses)
        return self.read(listed)


def at(*urls: str, documented: str) -> Published:
    """Files that have the same address in every edition."""
    return Published(tuple(Address(url) for url in urls), documented)


def linked(pattern: str, page: str) -> Published:
    """All files whose addresses stand on a page and fit the pattern, in order of their numbers."""
    wanted = re.compile(pattern)

    def read(listed: bytes) -> Edition:
        found = sorted(set(wanted.findall(listed.decode("utf-8", "replace"))), key=_in_order)
        if not found:
            raise RejectedImport([f"{page}: it links to none of the files any more"])
        return Edition(tuple(map(Address, found)))

    return Published((), page, page, read, is_page=True)


def _in_order(url: str) -> list[tuple[int, str]]:
    return [(int(one or 0), other) for other, one in re.findall(r"(\D+)(\d*)", url)]


def openfda(kind: str) -> Published:
    """The files of drugs that the download list of openFDA names: `label`, `ndc`.

    It is documented at https://open.fda.gov/apis/downloads/: `results.drug.<kind>` has the date of
    export and the partitions, each with its file and size in megabytes.
    """

    def read(listed: bytes) -> Edition:
        try:
            stated = json.loads(listed)["results"]["drug"][kind]
            parts = [Address(str(one["file"]), _bytes(one)) for one in stated["partitions"]]
            released = str(stated.get("export_date", ""))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            problem = f"no list of openFDA downloads with results.drug.{kind}.partitions"
            raise RejectedImport([f"{OPENFDA}: {problem}"]) from error
        if not parts or not all(one.url.startswith(("https://", "http://")) for one in parts):
            raise RejectedImport([f"{OPENFDA}: no addresses of drug {kind} in it"])
        return Edition(tuple(parts), released)

    return Published((), "https://open.fda.gov/apis/downloads/", OPENFDA, read)


OPENFDA = "https://api.fda.gov/download.json"


def _bytes(part: Any) -> int:
    try:
        return int(float(part.get("size_mb") or 0) * 1e6)
    except ValueError:
        return 0
