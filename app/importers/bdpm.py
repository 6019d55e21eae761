"""BDPM: the French public register of medicines, as text files without headings.

Tabs between fields; names are French (`CHLORHYDRATE DE METFORMINE`), in UTF-8 or Latin-1. A drug is
known by the ATC code of its products where they have just one substance (`CIS_MITM`), else by its
name with the French endings and words of salts taken off; no new drug is made of a French name. Of
a substance and its therapeutic fraction, joined by a number, the fraction is the drug. What is no
longer authorised, and homeopathic products, are left out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.errors import RejectedImport
from app.domain.facts import (
    Citation,
    Citations,
    CodeSystem,
    Fact,
    NameKind,
    Product,
    ProductKind,
    Schedule,
    Source,
)
from app.domain.names.text import normalise
from app.importers.files.archives import Part, find_parts, first_named, pick
from app.importers.files.publishers import at
from app.importers.files.text import read_rows
from app.importers.run import Intake
from app.importers.shared.brands import Brands, Products, brand_of
from app.importers.shared.known import codes_of, more_names, substance_codes
from app.importers.source import DataSet

KEY = "bdpm"
_REGION = "FR"
_HOMEPAGE = "https://base-donnees-publique.medicaments.gouv.fr/telechargement"
_CIS = re.compile(r"\d{8}")
_ACTIVE, _HOMEOPATHIC = "autorisation active", "homeo"
_FRACTION = "FT"
_SCHEDULES = {
    "liste i": "Liste I",
    "liste ii": "Liste II",
    "stupefiants": "Stupéfiants",
    "stupefiant": "Stupéfiants",
}
# `CHLORHYDRATE DE METFORMINE`, `METFORMINE (CHLORHYDRATE DE)`: what stands behind `DE` or before
# the bracket is the substance.
_SALT = re.compile(r"^\w+(?: \w+)? (?:de|d) (.+)$")
# Remarks and water, which are no part of a name: `AMOXICILLINE ANHYDRE`, `BOSENTAN BASE`.
_ASIDE = re.compile(
    r"\s*\(.*?\)|\s+(?:base|anhydre|"
    r"(?:mono|di|tri|tetra|penta|h[ée]mi|sesqui)?hydrat[ée]e?)\b",
    re.I,
)
# Of a salt the metal or halogen is no drug: the iodine in iopamidol, the sodium in valproate.
_ELEMENTS = frozenset(
    {
        "aluminium", "argent", "baryum", "bismuth", "bore", "brome", "calcium", "chlore",
        "chrome", "cobalt", "cuivre", "fer", "fluor", "gadolinium", "iode", "lithium",
        "magnesium", "manganese", "or", "phosphore", "potassium", "selenium", "sodium", "soufre",
        "strontium", "zinc",
    }
)  # fmt: skip
_ENDS = (
    (re.compile(r"^acide (.+)ique$"), r"\1ic acid"),
    (re.compile(r"ine$"), "in"),
    (re.compile(r"ine$"), "ine"),
    (re.compile(r"one$"), "one"),
    (re.compile(r"e$"), ""),
    (re.compile(r"ate de sodium$"), "ate sodium"),
)


def is_element(name: str) -> bool:
    """Whether it is a metal or halogen alone."""
    return normalise(_ASIDE.sub("", name)) in _ELEMENTS


def inn_spellings(name: str) -> list[str]:
    """A French name as it might stand in English, the likeliest first; the name itself is one."""
    whole = normalise(_ASIDE.sub("", name).replace("'", " ").replace("’", " "))
    bare = _SALT.match(whole)
    found = [whole, *([normalise(bare[1])] if bare else [])]
    return list(dict.fromkeys(one for base in found for one in (base, *_ended(base))))


def _ended(name: str) -> Iterator[str]:
    for pattern, ending in _ENDS:
        changed, count = pattern.subn(ending, name)
        if count:
            yield changed
            yield changed.replace("ph", "f")


@dataclass(slots=True)
class _Register:
    """The rows beside those of products, by the code of the product (CIS)."""

    intake: Intake
    contents: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    atc: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    conditions: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    stated: set[str] = field(default_factory=set)
    _drugs: dict[str, str | None] = field(default_factory=dict)

    def account(self) -> None:
        """Accounts for the rows that belong to no product that became a fact."""
        for rows in (self.contents, self.atc, self.conditions):
            left = sum(len(found) for cis, found in rows.items() if cis not in self.stated)
            if left:
                self.intake.skip("a row of a product that is not told", left)

    def substances(self, cis: str) -> dict[str, str]:
        """Names by code: of a substance and its fraction the fraction, of all others themselves."""
        rows = self.contents.get(cis, ())
        fractions = {
            (element, link)
            for element, _, name, kind, link in rows
            if kind == _FRACTION and not is_element(name)
        }
        return {
            code: name
            for element, code, name, kind, link in rows
            if (kind == _FRACTION) is ((element, link) in fractions) and not is_element(name)
        }

    def drug(self, code: str, name: str) -> str | None:
        """The known drug of a substance."""
        if code not in self._drugs:
            spellings = inn_spellings(name)
            found = (self.intake.recognise(one).drug for one in spellings)
            self._drugs[code] = next(filter(None, found), None)
        return self._drugs[code]

    def learn_by_atc(self) -> None:
        """A substance is the drug of the ATC code of its products, where all of them agree."""
        meant: dict[str, set[str]] = defaultdict(set)
        for cis, atc in self.atc.items():
            substances = self.substances(cis)
            if len(substances) == 1:
                for one in atc:
                    drug = self.intake.find_drug("", [(CodeSystem.ATC, one)])
                    meant[next(iter(substances))] |= {drug} if drug else set()
        for code, drugs in meant.items():
            if len(drugs) == 1:
                self._drugs[code] = next(iter(drugs))


def read(paths: Sequence[Path], intake: Intake) -> Iterator[Fact]:
    """French brands and products, names, ATC codes and legal control of known drugs."""
    parts = find_parts(paths)
    of = {
        name: pick(parts, rf"{name}\.txt")
        for name in ("CIS_bdpm", "CIS_COMPO_bdpm", "CIS_MITM", "CIS_CPD_bdpm")
    }
    for name in ("CIS_bdpm", "CIS_COMPO_bdpm"):
        if len(of[name]) != 1:
            raise RejectedImport([f"not one {name}.txt among: {first_named(parts)}"])
    used = {part for found in of.values() for part in found}
    intake.not_used(part for part in parts if part not in used)
    intake.size = sum(part.size for part in used)
    register = _Register(intake)
    for cis, row in _rows(of["CIS_COMPO_bdpm"], 8, intake):
        register.contents[cis].append((row[1], row[2], row[3], row[6].upper(), row[7]))
    for cis, row in _rows(of["CIS_MITM"], 2, intake):
        register.atc[cis].append(row[1])
    for cis, row in _rows(of["CIS_CPD_bdpm"], 2, intake):
        register.conditions[cis].append(row[1])
    register.learn_by_atc()
    yield Source(
        id=KEY,
        title="Base de données publique des médicaments, as imported",
        kind="directory of products",
        publisher="ANSM, HAS and UNCAM, France",
        licence=DATA_SET.licence,
        version="not told by the files",
        address=_HOMEPAGE,
        note="A section is the CIS of a product.",
    )
    yield from _products(of["CIS_bdpm"], register)


def _rows(parts: Sequence[Part], columns: int, intake: Intake) -> Iterator[tuple[str, list[str]]]:
    """Rows with so many columns that begin with a CIS. Raises RejectedImport for another file."""
    for part in parts:
        first = True
        for line, row in read_rows(part, intake, "\t", quoted=False):
            right = len(row) >= columns and _CIS.fullmatch(row[0].strip()) is not None
            if first and not _CIS.fullmatch(row[0].strip()):
                problem = f"no row that begins with a CIS of eight digits: {' | '.join(row)[:80]}"
                raise RejectedImport([f"{part}:{line}: {problem}"])
            first = False
            intake.row()
            if right:
                yield row[0].strip(), [one.strip() for one in row]
            else:
                intake.skip("a row with too few fields or without a CIS")


def _products(parts: Sequence[Part], register: _Register) -> Iterator[Fact]:
    intake = register.intake
    brands, products = Brands(KEY, _REGION, intake), Products(intake)
    for cis, row in _rows(parts, 7, intake):
        substances = register.substances(cis)
        drugs = [register.drug(*one) for one in substances.items()]
        reason = _reason_against(row, drugs)
        if reason is not None:
            intake.skip(reason)
            continue
        register.stated.add(cis)
        cited = (Citation(KEY, f"CIS {cis}"),)
        ids = tuple(dict.fromkeys(one for one in drugs if one is not None))
        for one in ids:
            intake.mention_drug(one)
        name = row[1]
        brand = brand_of(name.partition(",")[0])
        yield from _product(cis, name, row[2], ids, cited, products)
        brands.add(brand, ids, (*substances.values(), *ids), cited)
        if len(substances) == 1:
            yield from _of_drug(cis, ids[0], next(iter(substances.values())), register, cited)
    register.account()
    yield from brands.facts()


def _reason_against(row: Sequence[str], drugs: Sequence[str | None]) -> str | None:
    if normalise(row[4]) != _ACTIVE:
        return "a product that is not authorised any more"
    if _HOMEOPATHIC in normalise(row[5]):
        return "a homeopathic product"
    if not drugs:
        return "no substance is named"
    if None in drugs:
        return "a substance that is no drug known by its ATC code or name"
    return None


def _product(
    cis: str,
    name: str,
    form: str,
    drugs: tuple[str, ...],
    cited: Citations,
    products: Products,
) -> Iterator[Fact]:
    own = Product(
        id=f"{KEY}-{cis}",
        name=" ".join(name.replace(",", " ").split()),
        kind=ProductKind.CLINICAL,
        ingredients=drugs,
        names=(),
        strength=None,
        form=form or None,
        region=_REGION,
        citations=cited,
    )
    _, new = products.place(own, None, f"CIS {cis}")
    if new is not None:
        yield new


def _of_drug(
    cis: str, drug: str, name: str, register: _Register, cited: Citations
) -> Iterator[Fact]:
    """What holds for the substance, since it is the only one."""
    intake = register.intake
    french = _ASIDE.sub("", name).strip().lower()
    # A salt of a metal is more than the metal: the gluconate of zinc is no other name of zinc.
    of_metal = "-" not in drug and not _ELEMENTS.isdisjoint(normalise(french).split())
    if not of_metal and intake.first(("name", drug, french)):
        yield from more_names(intake, drug, [french], cited, NameKind.SYNONYM)
    for code in register.atc.get(cis, ()):
        codes = substance_codes(code)
        meant = intake.find_drug("", codes) if codes else None
        if meant is not None and meant != drug:
            intake.conflict(f"ATC {code} means {meant}, but CIS {cis} is of {drug}")
        elif meant is not None:
            yield from codes_of(intake, drug, codes, cited)
    for words in register.conditions.get(cis, ()):
        schedule = _SCHEDULES.get(normalise(words))
        if schedule is not None and intake.first(("schedule", drug, schedule)):
            yield Schedule(drug, _REGION, schedule, cited)


_FILES = "https://base-donnees-publique.medicaments.gouv.fr/download/file/"
DATA_SET = DataSet(
    key=KEY,
    title="French public register of medicines (BDPM)",
    homepage=_HOMEPAGE,
    licence="Licence Ouverte 2.0 (Etalab), with attribution",
    read=read,
    at_least=5,
    adds="French brands, products and names of known drugs, legal control, ATC codes",
    files="CIS_bdpm.txt and CIS_COMPO_bdpm.txt, with CIS_MITM.txt and CIS_CPD_bdpm.txt",
    size="8 MB",
    rank=36,
    # The download page of the register links to each of its files in this folder.
    published=at(
        f"{_FILES}CIS_bdpm.txt",
        f"{_FILES}CIS_COMPO_bdpm.txt",
        f"{_FILES}CIS_MITM.txt",
        f"{_FILES}CIS_CPD_bdpm.txt",
        documented=_HOMEPAGE,
    ),
)
