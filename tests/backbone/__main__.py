"""Writes the tables of `seed/backbone/` anew from the registers in a folder."""

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from app.domain.facts import CodeSystem, NameKind
from app.domain.names.codes import problem_with_code
from app.domain.names.input import Asked, InputStatus
from app.domain.names.lexicon import SALTS, is_half
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.importers.seed import read
from app.importers.seed.backbone import FOLDER, TABLES
from app.importers.seed.reader import CITES, VALUES, read_folder
from app.index.build import build_knowledge

from tests.backbone.brands import Brand, Branded, brands, cleaned, is_generic
from tests.backbone.classes import class_map, classes_of
from tests.backbone.moieties import Entry, Moieties, slug_of
from tests.backbone.registers import PRODUCTS, Listed, Sold, atc_names, listed
from tests.backbone.routes import routes_in_words
from tests.known_names.registers import table
from tests.known_names.spelling import ORDINARY_WORDS

SEED = Path(__file__).parents[2] / "seed"
HAND = Path(__file__).parent / "hand"
_ORDINARY = frozenset(ORDINARY_WORDS.split())
# Ordinary words that are a brand or a synonym somewhere, and what is no medicine by itself: half
# of a salt, for which a written salt would be taken.
_NO_NAMES_TEXT = """
    any art methylene orange same select water tar phosphate sodium potassium ammonium calcium
    magnesium aluminium aluminum bismuth barium gold silver iodide chloride citrate air sun
"""
_NO_NAMES = frozenset(_NO_NAMES_TEXT.split())
_LONGEST_SALT = 50
_VACCINES = "J07"
# Sunscreens are sold under thousands of names, and nutrition for a vein is no brand of its parts.
_SUNSCREENS_TEXT = """
    Amiloxate Avobenzone Bemotrizinol Bisoctrizole Ecamsule Ensulizole Enzacamene Homosalate
    Meradimate Octinoxate Octisalate Octocrylene Oxybenzone Sulisobenzone Padimate
"""
_SUNSCREENS = frozenset(_SUNSCREENS_TEXT.split()) | {
    "Padimate O",
    "Titanium dioxide",
    "Drometrizole trisiloxane",
}
_MOST_HELD = 10
_ANYWHERE = "*"
# Of an element every salt is another thing.
_ELEMENTS_TEXT = """
    aluminum aluminium bismuth calcium chloride chromium cobalt copper fluoride gold iodide iodine
    iron magnesium manganese molybdenum nickel phosphorus potassium selenium silver sodium sulfur
    vanadium zinc
"""
_ELEMENTS = frozenset(_ELEMENTS_TEXT.split())
# A letter and a number name an isotope, and may be half of any label.
_ISOTOPE = re.compile(r"[a-z]{1,2} ?\d{1,3}")


@dataclass
class Drugs:
    """What the registers have of each drug, by its subject: a drug of the seed or an entry."""

    moieties: Moieties
    salts: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    uniis: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    rxcuis: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    atcs: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    epcs: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    routes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    first_cite: dict[str, str] = field(default_factory=dict)
    names_of_lists: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    sold: dict[str, list[Branded]] = field(default_factory=lambda: defaultdict(list))
    atc_names: dict[str, str] = field(default_factory=dict)

    def take_product(self, product: Sold) -> None:
        """A product: of each of its drugs, and of the brand that they make together."""
        found = self._vaccines(product.atc) or [
            self.moieties.identify(names) for names in product.substances
        ]
        for drug, names in zip(found, product.substances, strict=False):
            if drug is not None:
                self.first_cite.setdefault(drug, product.cite)
                for name in names if product.atc is None or _VACCINES not in product.atc else ():
                    self._take_salt(drug, name, product.cite)
        held = tuple(dict.fromkeys(one for one in found if one is not None))
        if not found or None in found or _SUNSCREENS.intersection(held) or len(held) > _MOST_HELD:
            return
        text = cleaned(product.brand)
        self.sold[product.region].append(
            Branded(text, product.region, frozenset(held), held, product.cite)
        )
        if len(held) == 1:
            self.routes[held[0]].update(routes_in_words(product.routes))
            if product.atc is not None and product.atc_cite is not None:
                self._take_atc(held[0], product.atc, product.atc_cite)

    def _vaccines(self, atc: str | None) -> list[str | None]:
        """What a vaccine protects from, by its code: the antigens of a register nobody names."""
        if atc is None or not atc.startswith(_VACCINES):
            return []
        for row in table(Path(__file__).parent / "vaccines.tsv"):
            if atc.startswith(row["atc"]):
                return list(row["vaccines"].split(VALUES))
        return [None]

    def _take_atc(self, drug: str, code: str, cite: str) -> None:
        """A code whose name is that of the drug, or that no other drug has."""
        name = self.atc_names.get(code)
        if name is None or self.moieties.identify((name,)) == drug:
            self.atcs[drug].setdefault(code, cite)

    def _take_salt(self, drug: str, text: str, cite: str) -> None:
        spelling = normalise(text)
        salted = any(word in SALTS for word in spelling.split())
        salted = salted and normalise(drug.removeprefix("drug:")) not in _ELEMENTS
        if salted and text.isascii() and len(text) < _LONGEST_SALT and text.count("(") == 0:
            self.salts[drug].setdefault(text.strip().lower(), cite)

    def take_listed(self, one: Listed) -> None:
        """A substance of a list."""
        drug = self.moieties.identify((one.name,))
        if drug is None:
            return
        self.first_cite.setdefault(drug, one.cite)
        self.names_of_lists[drug].setdefault(one.name, one.cite)
        self._take_salt(drug, one.name, one.cite)
        if one.rxcui is not None and self.moieties.is_exact(one.name, drug):
            self.rxcuis[drug].setdefault(one.rxcui, one.cite)
        for term in one.classes:
            self.epcs[drug].setdefault(term, f"fda-pharm-classes-2014 § {term}")


@dataclass
class Tables:
    """The rows to write. A name that two drugs would have is of neither."""

    moieties: Moieties
    rows: dict[str, list[tuple[str, ...]]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    named: set[tuple[str, str]] = field(default_factory=set)
    dropped: Counter[str] = field(default_factory=Counter)

    def id_of(self, subject: str) -> str:
        """The id of a drug of the seed, or of an entry."""
        drug = self.moieties.seed_drug(subject)
        return drug.id if drug is not None else self.ids[subject]

    def name(
        self, drug: str, text: str, kind: NameKind, region: str, cite: str, by_hand: bool = False
    ) -> None:
        """A name of a drug, where it is nothing else's. Somebody may have written that it is
        another thing in another region, or an abbreviation of several drugs.
        """
        spelling = normalise(text)
        several = by_hand and kind is NameKind.ABBREVIATION
        is_known = self.moieties.means_otherwise(spelling) and not (by_hand and (region or several))
        if is_known or not spelling or spelling in _NO_NAMES:
            return
        if _ISOTOPE.fullmatch(spelling):
            return
        owner = self.taken.setdefault(spelling, drug)
        if owner != drug and not several:
            self.dropped["names of two drugs"] += 1
        elif (drug, spelling) not in self.named:
            self.named.add((drug, spelling))
            self.rows["names"].append((drug, text, kind.value, region, cite))


def collect(data: Path, moieties: Moieties) -> Drugs:
    """What all registers have."""
    drugs = Drugs(moieties, atc_names=dict(atc_names(data)))
    for register in PRODUCTS:
        for product in register(data):
            drugs.take_product(product)
    for one in listed(data):
        drugs.take_listed(one)
    return drugs


@cache
def _left_out() -> frozenset[tuple[str, str]]:
    """Brands with their region, and drugs without one, that somebody left out."""
    return frozenset((normalise(row["name"]), row["region"]) for row in _hand("left-out"))


def _hand(name: str) -> list[dict[str, str]]:
    path = HAND / f"{name}.tsv"
    return list(table(path)) if path.is_file() else []


def make(data: Path) -> Tables:
    """All tables."""
    facts = [one.fact for one in read_folder(SEED)]
    moieties = Moieties(build_knowledge("seed", facts))
    moieties.read(data, _hand("drugs"), _hand("names"), _hand("same"))
    drugs = collect(data, moieties)
    tables = Tables(moieties)
    for one in _hand("drugs"):
        drugs.first_cite.setdefault(one["name"], one["cite"])
    for one in _hand("wanted"):
        drugs.first_cite.setdefault(one["name"], moieties.entries[one["name"]].cite)
    subjects = sorted(one for one in drugs.first_cite if _is_worth_a_row(one, moieties))
    _write_drugs(subjects, drugs, tables)
    _write_codes(subjects, drugs, tables)
    _write_hand_names(tables)
    _write_names(subjects, drugs, tables)
    _write_brands(drugs, tables, frozenset(subjects))
    _write_classes(subjects, drugs, tables)
    return tables


def _is_worth_a_row(subject: str, moieties: Moieties) -> bool:
    """A drug of the seed, or an entry whose name says what it is, and that nobody left out."""
    if moieties.seed_drug(subject) is not None:
        return True
    spelling = normalise(subject)
    if (spelling, "") in _left_out():
        return False
    return (
        spelling not in _ORDINARY | _NO_NAMES
        and not moieties.means_otherwise(spelling)
        and any(len(word) > 2 and word.isalpha() for word in spelling.split())
    )


def _write_drugs(subjects: Iterable[str], drugs: Drugs, tables: Tables) -> None:
    hand = {one["name"]: one for one in _hand("drugs")}
    for subject in subjects:
        if drugs.moieties.seed_drug(subject) is not None:
            continue
        entry = drugs.moieties.entries[subject]
        written = hand.get(subject)
        id_ = written["id"] if written else slug_of(entry.name)
        tables.ids[subject] = id_
        tables.taken[normalise(entry.name)] = id_
        tables.named.add((id_, normalise(entry.name)))
        routes = [word for word, _ in drugs.routes[subject].most_common()]
        cites = (
            [entry.cite]
            if written
            else list(dict.fromkeys((entry.cite, drugs.first_cite[subject])))
        )
        tables.rows["drugs"].append(
            (
                id_, _lower(entry.name), written["kind"] if written else "", VALUES.join(routes),
                CITES.join(cites),
            )
        )  # fmt: skip


def _lower(name: str) -> str:
    """A generic name in small letters; what has capitals or digits within stays: `BCG vaccine`."""
    first, *rest = name.split(" ")
    plain = first[1:].islower() or (len(first) == 1 and not rest)
    return " ".join([first.lower() if plain else first, *rest])


def _small(name: str) -> str:
    """A synonym in small letters, an abbreviation in capitals."""
    return name if name.isupper() and len(name) < _LONGEST_ABBREVIATION else name.lower()


_LONGEST_ABBREVIATION = 7


def _write_codes(subjects: Iterable[str], drugs: Drugs, tables: Tables) -> None:
    """One UNII and one RxCUI of a drug, and its ATC codes; a code of two drugs is of neither."""
    found: dict[tuple[CodeSystem, str], list[tuple[str, str]]] = defaultdict(list)
    for subject in subjects:
        entry = drugs.moieties.entries.get(subject)
        if entry is not None and entry.unii:
            found[CodeSystem.UNII, entry.unii].append((subject, entry.cite))
        if len(drugs.rxcuis[subject]) == 1:
            for code, cite in drugs.rxcuis[subject].items():
                found[CodeSystem.RXNORM, code].append((subject, cite))
        for code, cite in drugs.atcs[subject].items():
            found[CodeSystem.ATC, code].append((subject, cite))
    known = set(drugs.moieties.knowledge.codes)
    has = {
        (one.removeprefix("drug:"), system)
        for (system, _), subjects_of in drugs.moieties.knowledge.codes.items()
        for one in subjects_of
    }
    for (system, code), owners in sorted(found.items()):
        if len(owners) > 1 or problem_with_code(system, code) or (system.value, code) in known:
            tables.dropped["codes of two drugs, wrong or known"] += 1
            continue
        subject, cite = owners[0]
        if system is not CodeSystem.ATC and (tables.id_of(subject), system.value) in has:
            continue
        tables.rows["codes"].append((tables.id_of(subject), system.value, code, cite))


def _write_hand_names(tables: Tables) -> None:
    for row in _hand("names"):
        kind = NameKind(row["kind"])
        tables.name(row["drug"], row["text"], kind, row["region"], row["cite"], by_hand=True)
    for name in ("products", "uses", "approvals", "states"):
        for row in _hand(name):
            tables.rows[name].append(tuple(row[one] for one in TABLES[name].columns))
    for row in _hand("products"):
        tables.taken[normalise(row["name"])] = f"product:{row['id']}"


def _write_names(subjects: Iterable[str], drugs: Drugs, tables: Tables) -> None:
    """Names of lists, synonyms and salts; what two drugs would be called, neither is."""
    moieties = drugs.moieties
    of: dict[str, list[Entry]] = defaultdict(list)
    for entry in moieties.entries.values():
        of[moieties.end(entry.name)].append(entry)
    for subject in subjects:
        id_ = tables.id_of(subject)
        own = moieties.entries.get(subject)
        for text, cite in drugs.names_of_lists[subject].items():
            if text.replace("-", "").replace(" ", "").isalpha() and len(text.split()) <= 3:
                tables.name(id_, text.lower(), NameKind.SYNONYM, "", cite)
        for entry in of[subject]:
            if entry is not own:
                kind = NameKind.SALT if _is_salted(entry.name) else NameKind.SYNONYM
                if kind is NameKind.SALT or moieties.is_of(normalise(entry.name), entry):
                    tables.name(id_, _lower(entry.name), kind, "", entry.cite)
            if entry is own or not _is_salted(entry.name):
                for text in moieties.synonyms(entry):
                    kind = NameKind.SALT if _is_salted(text) else NameKind.SYNONYM
                    tables.name(id_, _small(text), kind, "", entry.cite)
        for text, cite in drugs.salts[subject].items():
            tables.name(id_, text, NameKind.SALT, "", cite)


def _is_salted(text: str) -> bool:
    words = normalise(text).split()
    return any(word in SALTS for word in words) and not is_half(tuple(words[:1]))


def _write_brands(drugs: Drugs, tables: Tables, subjects: frozenset[str]) -> None:
    """Brands of one drug are names, of several products. Regions that agree are told as one."""
    found: dict[str, list[Brand]] = defaultdict(list)
    for region in drugs.sold:
        for brand in brands(drugs.sold[region]):
            is_left_out = not _left_out().isdisjoint(
                {(normalise(brand.text), region), (normalise(brand.text), _ANYWHERE)}
            )
            if subjects.issuperset(brand.holds) and not is_left_out:
                found[normalise(brand.text)].append(brand)
    for spelling, ones in sorted(found.items()):
        if is_generic(ones[0].text, drugs.moieties.identify) or spelling in tables.taken:
            continue
        if drugs.moieties.means_otherwise(spelling) or spelling in _NO_NAMES:
            continue
        contents: dict[frozenset[str], list[Brand]] = defaultdict(list)
        for one in ones:
            contents[frozenset(one.holds)].append(one)
        for same in contents.values():
            _write_brand(spelling, same, len(contents) > 1, tables)


def _write_brand(spelling: str, same: list[Brand], is_split: bool, tables: Tables) -> None:
    regions = list(dict.fromkeys(one.region for one in same))
    region = regions[0] if len(regions) == 1 else ""
    cites = CITES.join(dict.fromkeys(one.cite for one in same[:2]))
    held = [tables.id_of(one) for one in same[0].holds]
    if len(held) == 1:
        tables.rows["names"].append((held[0], same[0].text, NameKind.BRAND.value, region, cites))
        return
    id_ = slug_of(spelling) + (f"-{regions[0].lower()}" if is_split else "")
    if id_ in tables.moieties.knowledge.products:
        tables.dropped["products whose id the seed has"] += 1
        return
    tables.rows["products"].append((id_, same[0].text, VALUES.join(held), region, cites))


def _write_classes(subjects: Iterable[str], drugs: Drugs, tables: Tables) -> None:
    mapping = class_map()
    written: dict[tuple[str, str], str] = {}
    for row in _hand("classes"):
        written[row["drug"], row["id"]] = row["cite"]
    for subject in subjects:
        if drugs.moieties.seed_drug(subject) is None:
            found = classes_of(
                normalise(subject), drugs.atcs[subject], drugs.epcs[subject],
                tuple(drugs.routes[subject]), mapping,
            )  # fmt: skip
            for slug, cite in found.items():
                written.setdefault((tables.id_of(subject), slug), cite)
    tables.rows["classes"] += [(*pair, cite) for pair, cite in sorted(written.items())]


def write(tables: Tables) -> None:
    """Every table, its rows in order, and prints how many each has."""
    folder = SEED / FOLDER
    folder.mkdir(exist_ok=True)
    for name, form in TABLES.items():
        rows = sorted(set(tables.rows[name]), key=lambda row: (row[0], row[1:]))
        lines = ["\t".join(one) for one in ((*form.columns,), *rows)]
        (folder / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(rows):7} {name}")
    for what, count in tables.dropped.items():
        print(f"{count:7} left out: {what}")


# As people write a name, and a brand beside the generic.
_SHAPES = ("{name}", "{NAME}", "{name} 10 mg tablets", "my {name}")
_BESIDE = (
    "{drug} ({NAME}) 5 MG tablet",
    "{name} ({drug}) 5 mg po bid",
    "{drug} {{{name}}} 5 mg",
    "{name} [{drug}]",
)


def not_read(tables: Tables) -> set[str]:
    """The spellings that the program does not read as written: words in it are forms, fillers or
    directions.
    """
    knowledge = build_knowledge("seed", list(read(SEED)))
    wrong: set[str] = set()
    for id_, name, kind, *_ in tables.rows["names"]:
        drug = knowledge.drugs.get(id_)
        hits = knowledge.names.get(normalise(name), ())
        is_shared = kind == NameKind.ABBREVIATION.value and f"drug:{id_}" not in {
            hit.subject for hit in hits
        }
        if drug is None or len(hits) != 1 or is_shared:
            continue
        shapes = _SHAPES if kind in (NameKind.SALT.value, _BRAND) else _SHAPES[:1]
        for shape in shapes + (_BESIDE if kind == _BRAND and "(" not in drug.name else ()):
            text = shape.format(name=name, NAME=name.upper(), drug=drug.name)
            found = resolve(Asked(text), knowledge)
            ids = [one.id for one in found.drugs]
            is_it = ids == [id_] and not found.not_understood
            is_silent = shape != _SHAPES[0] and kind == _BRAND and not ids
            is_of_drug = shape in _BESIDE and ids != [id_]
            if not (is_it or is_silent or is_of_drug):
                wrong.add(normalise(name))
    return wrong


def not_borne_out(data: Path, tables: Tables) -> set[str]:
    """The spellings of brands under which a register has something else than the tables say.

    All that is sold is asked for by its whole name, as the program would: a word that it takes
    for a form or a direction may be what tells two products apart.
    """
    knowledge = build_knowledge("seed", list(read(SEED)))
    moieties = tables.moieties
    written = {normalise(row[1]) for row in tables.rows["names"] if row[2] == NameKind.BRAND.value}
    written |= {normalise(row[1]) for row in tables.rows["products"]}
    wrong: set[str] = set()
    for register in PRODUCTS:
        for product in register(data):
            found = resolve(Asked(product.brand), knowledge)
            named = normalise(
                found.understood.get("brand") or found.understood.get("product") or ""
            )
            is_known_fault = (named, product.region) in _left_out()
            if found.status is not InputStatus.RESOLVED or named not in written or is_known_fault:
                continue
            held = [moieties.identify(names) for names in product.substances]
            if (product.atc or "").startswith(_VACCINES) or None in held or not held:
                continue
            ids = {
                tables.id_of(one) if moieties.seed_drug(one) or one in tables.ids else one
                for one in held
                if one is not None
            }
            if ids != {one.id for one in found.drugs} and ids.isdisjoint(_IN_EVERYTHING):
                wrong.add(named)
                print(f"{product.region} {product.brand}: {sorted(ids)}")
    return wrong


_BRAND = NameKind.BRAND.value
_IN_EVERYTHING = frozenset({"water", "Water"})


def main(data: Path) -> None:
    """Makes and writes; then takes out what a register does not bear out, and writes again."""
    tables = make(data)
    write(tables)
    wrong = not_borne_out(data, tables)
    for name in ("names", "products"):
        tables.rows[name] = [
            row
            for row in tables.rows[name]
            if normalise(row[1]) not in wrong or (name == "names" and row[2] != _BRAND)
        ]
    tables.dropped["brands that hold something else somewhere"] = len(wrong)
    print(", ".join(sorted(wrong)))
    write(tables)
    unread = not_read(tables)
    tables.rows["names"] = [one for one in tables.rows["names"] if normalise(one[1]) not in unread]
    tables.dropped["names that are not read as they are written"] = len(unread)
    print("not read: " + ", ".join(sorted(unread)))
    write(tables)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
