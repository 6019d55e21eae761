"""The settings of a user's own data: comment lines above the table, or a file materia.toml."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.errors import RejectedImport
from app.domain.facts import Source
from app.domain.licences import is_free
from app.importers.intake import Intake
from app.importers.lines import read_lines
from app.importers.parts import Part, first_named, pick

COMMENT = "#"
_SETTING = re.compile(r"#\s*([a-z][a-z-]*)\s*:\s*(.*?)\s*")
_NAMES = frozenset(
    {
        "key", "title", "publisher", "licence", "version", "homepage", "free", "priority",
        "new-drugs", "rejected-at-most",
    }
)  # fmt: skip
_REQUIRED = ("key", "title", "licence")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_YES = {"yes": True, "true": True, "no": False, "false": False}
# The curated core has priority 0, and keeps it.
_PRIORITIES = range(1, 100)
_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Heading:
    """What the settings say, in full. A licence that is not free says so in its own words."""

    id: str
    title: str
    publisher: str
    licence: str
    version: str
    homepage: str
    free: bool
    priority: int
    new_drugs: bool
    rejected_at_most: int

    def source(self) -> Source:
        """The source of all that names no other."""
        return Source(
            id=self.id,
            title=self.title,
            kind="own data",
            publisher=self.publisher,
            licence=self.licence,
            version=self.version,
            address=self.homepage or None,
            note="Brought by whoever runs this service.",
        )


def tables_of(parts: Sequence[Part]) -> list[Part]:
    """The tables among the files."""
    tables = pick(parts, r".*\.(csv|tsv)")
    if not tables:
        raise RejectedImport([f"no .csv among: {first_named(parts)}"])
    return tables


def read_heading(parts: Sequence[Part]) -> Heading:
    """The one heading of all files. Raises RejectedImport for a missing, unknown or wrong setting,
    and for files that are not of one data set.
    """
    files = pick(parts, r"materia\.toml")
    told = [(file, _toml(file)) for file in files]
    told += [(table, _comments(table)) for table in tables_of(parts)]
    told = [(part, settings) for part, settings in told if settings]
    if not told:
        raise RejectedImport(
            [f"{parts[0]}: no settings: lines such as '# key: my-pairs', or a file materia.toml"]
        )
    first, settings = told[0]
    for part, others in told[1:]:
        if others.get("key", settings.get("key")) != settings.get("key"):
            raise RejectedImport([f"{part}: key {others['key']}, but {settings.get('key')} before"])
    return _heading(first, settings)


def _toml(part: Part) -> dict[str, str]:
    text = "\n".join(line for _, line in read_lines(part, Intake()))[:_LARGEST]
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RejectedImport([f"{part}: {error}"]) from error
    return {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in told.items()
    }


def _comments(part: Part) -> dict[str, str]:
    settings: dict[str, str] = {}
    for number, line in read_lines(part, Intake()):
        if not line.startswith(COMMENT):
            break
        found = _SETTING.fullmatch(line)
        if found is None:
            continue
        if found[1] not in _NAMES:
            raise RejectedImport(
                [f"{part}:{number}: no setting '{found[1]}' (a remark begins with ##)"]
            )
        settings[found[1]] = found[2]
    return settings


def _heading(part: Part, settings: Mapping[str, str]) -> Heading:
    if problems := _problems(part, settings):
        raise RejectedImport(problems)
    slug = settings["key"].removeprefix("own-")
    free = _YES[settings.get("free", "no").lower()]
    licence = settings["licence"]
    return Heading(
        id=f"own-{slug}",
        title=settings["title"],
        publisher=settings.get("publisher", settings["title"]),
        licence=licence if free or not is_free(licence) else f"{licence} (not free)",
        version=settings.get("version", "not told"),
        homepage=settings.get("homepage", ""),
        free=free,
        priority=int(settings.get("priority", "50")),
        new_drugs=_YES[settings.get("new-drugs", "no").lower()],
        rejected_at_most=int(settings.get("rejected-at-most", "0")),
    )


def _problems(part: Part, settings: Mapping[str, str]) -> list[str]:
    problems = [f"{part}: no setting '{one}'" for one in sorted(set(settings) - _NAMES)]
    problems += [f"{part}: '{one}' is missing" for one in _REQUIRED if not settings.get(one)]
    slug = settings.get("key", "").removeprefix("own-")
    if slug and (not _SLUG.fullmatch(slug) or len(slug) > 40):
        problems.append(f"{part}: key '{slug}': small letters, digits and single hyphens, up to 40")
    for name in ("free", "new-drugs"):
        if settings.get(name, "no").lower() not in _YES:
            problems.append(f"{part}: {name} '{settings[name]}': yes or no")
    for name, allowed in (("priority", _PRIORITIES), ("rejected-at-most", range(10**9))):
        value = settings.get(name, "50")
        if not value.isdecimal() or int(value) not in allowed:
            problems.append(
                f"{part}: {name} '{value}': a number from {allowed[0]} to {allowed[-1]}"
            )
    return problems
