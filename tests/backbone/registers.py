"""What is sold, in the registers that may be copied: each brand with the substances in it.

Also what registers list without a brand. Which registers they are, and what each asks for, is in
`seed/LICENSE.md`.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from defusedxml import ElementTree

from tests.known_names.registers import rows, single_labels, table


@dataclass(frozen=True, slots=True)
class Sold:
    """A product of a register: its name there, where it is sold, the substances in it as they are
    written (each with the salts that are written beside it), how it is used, and what cites it.
    """

    brand: str
    region: str
    substances: tuple[tuple[str, ...], ...]
    routes: tuple[str, ...]
    cite: str
    atc: str | None = None
    atc_cite: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A substance that a register lists, and what that register has of it beside its name."""

    name: str
    cite: str
    rxcui: str | None = None
    atc: str | None = None
    classes: tuple[str, ...] = ()


_BRACKETS = re.compile(r"^(.*?)\s*\((.*)\)\s*$")
_SUN_AND_SOAP = "CAT IV"
_BLANKS = re.compile(r"\s+")


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def canada(data: Path) -> Iterator[Sold]:
    """What is marketed in Canada for people; sunscreens, soaps and the like excepted."""
    folder = data / "health_canada_dpd"
    brands = {
        row[0]: row[4]
        for row in rows(folder / "drug.txt.gz", tabs=False)
        if row[2] in ("Human", "Radiopharmaceutical") and not row[1].startswith(_SUN_AND_SOAP)
    }
    substances = defaultdict(list)
    for row in rows(folder / "ingred.txt.gz", tabs=False):
        found = _BRACKETS.match(row[2])
        names = found.groups() if found and found[1] else (row[2],)
        if names not in substances[row[0]]:
            substances[row[0]].append(names)
    routes = defaultdict(list)
    for row in rows(folder / "route.txt.gz", tabs=False):
        routes[row[0]].append(row[2])
    codes = {row[0]: row[1] for row in rows(folder / "ther.txt.gz", tabs=False) if len(row[1]) == 7}
    for code, brand in brands.items():
        yield Sold(
            _one_line(brand), "CA", tuple(substances[code]), tuple(routes[code]),
            f"health-canada-dpd § {_one_line(brand)}",
            codes.get(code), f"health-canada-dpd § ATC {codes.get(code)}",
        )  # fmt: skip


_FRACTION, _SUBSTANCE = "FT", "SA"


def _parts(link: Mapping[str, list[str]]) -> Iterator[tuple[str, ...]]:
    """What acts in one part of a product: a substance and what counts of it, or a complex."""
    fractions, substances = dict.fromkeys(link[_FRACTION]), dict.fromkeys(link[_SUBSTANCE])
    if len(fractions) > 1:
        yield from ((one,) for one in fractions)
    elif fractions:
        yield (*substances, *fractions)
    else:
        yield from ((one,) for one in substances)


def france(data: Path) -> Iterator[Sold]:
    """What is authorised in France; what is homeopathic or made of plants by custom excepted."""
    folder = data / "bdpm_france"
    parts: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    for row in rows(folder / "CIS_COMPO_bdpm.txt.gz", "latin-1"):
        parts[row[0]][row[7]][row[6]].append(row[3])
    codes = {
        row[0]: row[1] for row in rows(folder / "CIS_MITM.txt.gz", "latin-1") if len(row[1]) == 7
    }
    for row in rows(folder / "CIS_bdpm.txt.gz", "latin-1"):
        if row[5].startswith("Enreg"):
            continue
        substances = tuple(
            dict.fromkeys(one for link in parts[row[0]].values() for one in _parts(link))
        )
        name = _one_line(row[1])
        yield Sold(
            name, "FR", substances, tuple(row[3].split(";")), f"bdpm-2026 § {name}",
            codes.get(row[0]), f"bdpm-2026 § CIS {row[0]}",
        )  # fmt: skip


_SEVERAL = re.compile(r"\s*(?:[;,/]|\s\+\s|\sand\s)\s*")


def european_union(data: Path) -> Iterator[Sold]:
    """What was authorised centrally; what was refused or never decided excepted."""
    for row in table(data / "ema_epar_medicines/epar_medicines_2023-12-05_human.tsv.gz"):
        if row["Authorisation status"] not in ("Authorised", "Withdrawn", "Expired", "Lapsed"):
            continue
        inn = row["International non-proprietary name (INN) / common name"]
        active = row["Active substance"]
        named = [one for one in _SEVERAL.split(inn) if one]
        salts = [one for one in _SEVERAL.split(active) if one]
        substances = tuple(
            (name, *(salt for salt in salts if salt.casefold().startswith(name.casefold()[:5])))
            for name in named
        )
        name = _one_line(re.sub(r"\s*\(.*", "", row["Medicine name"]))
        code = row["ATC code"] if len(row["ATC code"]) == 7 else None
        cite = f"ema-medicines-2023 § {_one_line(row['Medicine name'])}"
        yield Sold(name, "EU", substances, (), cite, code, cite)


def united_states(data: Path) -> Iterator[Sold]:
    """What US labels are of. A label that may be of something else is left out."""
    for path in ("openfda_label_sections/index.tsv", "openfda_labels_whole/index.tsv"):
        for row in table(data / path):
            if row.get("name_fits", "yes") != "CHECK" and row["substances"]:
                yield _label(
                    row["brand"], row["substances"].split(";"), row.get("route", "").split(";"),
                    row["set_id"],
                )  # fmt: skip
    for label in single_labels(data / "openfda_label"):
        block = label.get("openfda", {})
        for brand in block.get("brand_name", ()):
            yield _label(
                brand, block.get("substance_name", ()), block.get("route", ()), label["set_id"]
            )
    for file in ("product.txt", "openfda_tests/product_trimmed.txt"):
        lines = rows(data / "ndc" / file, "cp1252")
        header = next(lines)
        for line in lines:
            row = dict(zip(header, line, strict=False))
            name = f"{row['PROPRIETARYNAME']} {row['PROPRIETARYNAMESUFFIX']}".strip()
            if "HUMAN" in row["PRODUCTTYPENAME"]:
                yield Sold(
                    name, "US", tuple((one,) for one in re.split(r";\s*", row["SUBSTANCENAME"])),
                    tuple(re.split(r";\s*", row["ROUTENAME"])),
                    f"fda-ndc-directory § {row['PRODUCTNDC']}",
                )  # fmt: skip


def _label(brand: str, substances: Any, routes: Any, set_id: str) -> Sold:
    found = tuple((one.strip(),) for one in substances if one.strip())
    return Sold(
        _one_line(brand), "US", found, tuple(routes), f"openfda-label-substances § {set_id}"
    )


PRODUCTS = (united_states, canada, france, european_union)


# Extracts of pollen, food and hair to test and treat allergies: hundreds that nobody asks for.
_ALLERGEN = re.compile(r"Allergen|Skin Test")


# The mapping gives some substances the code of what holds no water: these came late and together.
_LATE_FORMS = range(1_545_900, 1_546_460)
_LATE = 1_000_000


def _anhydrous(data: Path) -> Iterator[str]:
    """Substances of which a form without water has a name of its own, by their first letters."""
    for row in table(data / "fda_pharm_classes/fda_pharm_classes_2014.tsv"):
        name, _, form = row["fda_preferred_term"].lower().rpartition(" ")
        if form == "anhydrous":
            yield name[:_ENOUGH_LETTERS]


# So that the English and the French word are one: `docetaxel`, `amoxicilline`.
_ENOUGH_LETTERS = 7


def _is_of_a_form(name: str, code: int, anhydrous: set[str]) -> bool:
    is_late = code > _LATE and name.lower()[:_ENOUGH_LETTERS] in anhydrous
    return is_late or code in _LATE_FORMS


def listed(data: Path) -> Iterator[Listed]:
    """Substances that stand in a register by themselves."""
    for node in ElementTree.parse(data / "dmd/f_vtm2_3010419.xml").iter("NM"):
        if " + " not in (node.text or ""):
            yield Listed(node.text or "", f"nhs-dmd § {node.text}")
    anhydrous = set(_anhydrous(data))
    for row in table(data / "ansm_thesaurus/rxnorm_mappings.tsv"):
        code = row["RxNorm"] if row["RxNorm"].isdigit() else None
        if code is not None and _is_of_a_form(row["substance"], int(code), anhydrous):
            code = None
        cite = "ansm-rxnorm-mapping" if code else "ansm-thesaurus-2020"
        yield Listed(row["substance"], f"{cite} § {row['substance']}", rxcui=code)
    for row in table(data / "cpic/gene_drug_pairs.tsv.gz"):
        code = row["RxNorm"] if row["RxNorm"].isdigit() else None
        yield Listed(row["Drug"], f"cpic-gene-drug-pairs § {row['Drug']}", rxcui=code)
    classes: dict[str, list[str]] = defaultdict(list)
    for row in table(data / "fda_pharm_classes/fda_pharm_classes_2014.tsv"):
        term = row["class_and_type"]
        if term.endswith("[EPC]") and not _ALLERGEN.search(term):
            classes[row["fda_preferred_term"]].append(term)
    for name, terms in classes.items():
        yield Listed(name, f"fda-pharm-classes-2014 § {name}", classes=tuple(dict.fromkeys(terms)))


def atc_names(data: Path) -> Mapping[str, str]:
    """What each ATC code of a substance is called."""
    return {
        row["atc_code"]: row["atc_name"]
        for row in table(data / "atc/atc_from_health_canada.csv", tabs=False)
        if row["level"] == "5"
    }
