"""ATC: groups of drugs in five levels. Two layouts, by licence two data sets.

`atc` is the index of WHO as github.com/fabkury/atcd arranges it (`WHO ATC-DDD <date>.csv`): not for
commercial use. `atc-canada` are the codes that Health Canada publishes (`atc_code, atc_name, level,
parent_code`), with the fourteen main groups: free, but few groups have a name there.
Quirks: a substance stands once for each of its doses; `NA` is empty; the parent is the code cut to
5, 4, 3 or 1 signs. Names of groups repeat, and are those of everyday classes (`Opioids`): each has
its code behind its name. Combinations, groups and vaccines of level 5 are no ingredients.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    ClassKind,
    ClassParent,
    Code,
    CodeSystem,
    DrugClass,
    Fact,
    Membership,
    Source,
    key,
)
from app.domain.names.codes import problem_with_code
from app.domain.names.recognise import SEVERAL
from app.importers.files.archives import Part, find_parts, pick
from app.importers.files.text import read_rows
from app.importers.run import Intake
from app.importers.shared.known import codes_of, known_drug, more_names, reason_against
from app.importers.source import DataSet

_GROUP = re.compile(
    r"\b(?:various|others?|multi\w*|vitamins|minerals|electrolytes|emulsions?|amino ?acids|salts|"
    r"solutions?|preparations?|agents|products|extracts?|allergens?|derivatives|antigens?|sera|"
    r"plasma|blood|toxoids?|enzymes|carbohydrates|glycosides)\b",
    re.I,
)
_VACCINES = "J07"
_DAY = re.compile(r"(?<!\d)(?:19|20)\d\d(?:[-_.]?\d\d(?:[-_.]?\d\d)?)?(?!\d)")
_CUTS = (5, 4, 3, 1)
_SUBSTANCE = 7
Codes = dict[str, str]


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """The tree of groups, and the drugs in it."""
    return _read(paths, intake, "atc", "WHO Collaborating Centre for Drug Statistics Methodology")


def read_canada(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """The same of the free files only. Raises RejectedImport for the index of WHO."""
    return _read(paths, intake, "atc-canada", "Health Canada, Drug Product Database")


def _read(paths: Sequence[Path], intake: Intake, source: str, publisher: str) -> Iterator[Fact]:
    parts = pick(find_parts(paths), r".*\.csv")
    if not parts:
        raise RejectedImport([f"{', '.join(map(str, paths))}: no CSV file of ATC codes"])
    parts = _newest(parts, intake)
    intake.size = sum(part.size for part in parts)
    yield Source(
        id=source,
        title="ATC classification, as imported",
        kind="class list",
        publisher=publisher,
        licence=DATA_SETS[source].licence,
        version=", ".join(part.name for part in parts),
        address=DATA_SETS[source].homepage,
        note="A section is an ATC code.",
    )
    codes: Codes = {}
    for part in parts:
        _read_codes(part, codes, intake, free_only=source == "atc-canada")
    yield from _groups(codes, source)
    for code, name in codes.items():
        if len(code) == _SUBSTANCE:
            yield from _substance(code, name, source, intake)


def _newest(parts: list[Part], intake: Intake) -> list[Part]:
    """Of several years of one list only the newest: codes that were withdrawn must not stay. The
    date stands in the name of a file; files without one are read all.
    """
    dated = {part: found[0] for part in parts if (found := _DAY.search(part.name))}
    if len(dated) < 2:
        return parts
    last = max(dated.values())
    older = [part for part, day in dated.items() if day != last]
    if older:
        named = ", ".join(map(str, older[:20]))
        intake.notes.append(f"older than the list of {last}, and not used: {named}")
    return [part for part in parts if part not in older]


def _read_codes(part: Part, codes: Codes, intake: Intake, *, free_only: bool) -> None:
    rows = read_rows(part, intake)
    line, header = next(rows, (1, []))
    names = [one.strip().casefold() for one in header]
    branded = "brand_name" in names
    if "atc_code" not in names or not (branded or "atc_name" in names):
        found = ", ".join(header[:8]) or "nothing"
        raise RejectedImport([f"{part}:{line}: no columns atc_code, atc_name; there is: {found}"])
    if free_only and (branded or "ddd" in names):
        raise RejectedImport([f"{part}:{line}: the index of WHO is not free: import it as atc"])
    place = names.index("atc_code"), names.index("brand_name" if branded else "atc_name")
    for _, row in rows:
        intake.row()
        if len(row) <= max(place):
            intake.skip("a row with too few fields")
            continue
        code, name = row[place[0]].strip().upper(), _spelled(row[place[1]])
        if problem_with_code(CodeSystem.ATC, code) is not None or not name:
            intake.skip("a row without a right code and a name")
        elif branded:
            intake.skip("a branded combination")
        elif code in codes:
            # Once more, with another dose.
            intake.merge()
        else:
            codes[code] = name


def _spelled(name: str) -> str:
    """Names in capitals are written as names are."""
    name = " ".join(name.split())
    return "" if name == "NA" else name.lower() if name.isupper() else name


def _groups(codes: Codes, source: str) -> Iterator[Fact]:
    needed = {code[:cut] for code in codes for cut in _CUTS if len(code) >= cut}
    for code in sorted(needed):
        level = len(_CUTS) - _CUTS.index(len(code))
        name = codes.get(code)
        cited = (Citation(source, code),)
        yield DrugClass(
            id=_slug(code),
            name=f"{name[0].upper()}{name[1:]} (ATC {code})" if name else f"ATC group {code}",
            kind=ClassKind.THERAPEUTIC,
            description=f"A group of level {level} of the ATC classification.",
            names=(),
            doubling=None,
            citations=cited,
        )
        yield Code(key("class", _slug(code)), CodeSystem.ATC, code, cited)
        if level > 1:
            yield ClassParent(_slug(code), _slug(code[: _CUTS[len(_CUTS) - level + 1]]), cited)


def _slug(code: str) -> str:
    return f"atc-{code.lower()}"


def _substance(code: str, name: str, source: str, intake: Intake) -> Iterator[Fact]:
    cited, codes = (Citation(source, code),), [(CodeSystem.ATC, code)]
    reason = reason_against(intake, name, codes) or _reason_against(code, name)
    if reason is None:
        drug: str | None = intake.drug(name, cited, codes)
    else:
        drug = None if reason == SEVERAL else known_drug(intake, name, cited, codes)
    if drug is None:
        intake.skip(str(reason))
        return
    yield from more_names(intake, drug, [name], cited)
    yield from codes_of(intake, drug, codes, cited)
    yield Membership(drug, _slug(code[:5]), True, cited)


def _reason_against(code: str, name: str) -> str | None:
    """Why a name of level 5 would not make a drug; one that is known may still be one."""
    if code.startswith(_VACCINES):
        return "a vaccine"
    return "a group of substances, not one" if _GROUP.search(name) else None


_ADDS = "the ATC tree as classes, ATC codes of single substances and their groups"
DATA_SET = DataSet(
    key="atc",
    title="ATC index of WHO",
    homepage="https://atcddd.fhi.no/atc_ddd_index/",
    licence="© WHO CC; as arranged in fabkury/atcd CC-BY-NC-SA-4.0 (not for commercial use)",
    read=read,
    at_least=10,
    adds=_ADDS,
    files="WHO ATC-DDD <date>.csv of github.com/fabkury/atcd",
    size="700 kB",
    free=False,
    rank=45,
)
DATA_SET_CANADA = DataSet(
    key="atc-canada",
    title="ATC codes of Health Canada",
    homepage="https://www.canada.ca/en/health-canada/services/drugs-health-products/drug-products/drug-product-database.html",
    licence="Open Government Licence - Canada",
    read=read_canada,
    at_least=10,
    adds=_ADDS,
    files="a CSV with atc_code, atc_name, level, parent_code; atc_code, atc_name of main groups",
    size="52 kB",
    rank=46,
)
DATA_SETS = {one.key: one for one in (DATA_SET, DATA_SET_CANADA)}
