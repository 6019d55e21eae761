"""Collects the brands of a country: of one ingredient a name of it, of several a product."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from app.domain.facts import Citations, Fact, Name, NameKind, Product, ProductKind
from app.domain.names.lexicon import (
    JOINING_WORDS,
    SALTS,
    UNIT,
    stands_behind_a_brand,
    without_salts,
)
from app.domain.names.matching import slug_of
from app.domain.names.text import normalise
from app.importers.run import Intake

# From here on a name holds strength and form: `Adenocor 6mg/2ml solution for injection vials`.
_STRENGTH = re.compile(
    rf"[\s,(-]+\d[\d.,/\s]*\s*(?:{UNIT})(?![a-z]).*",
    re.I | re.S,
)
_NUMERAL = re.compile(r"\b(?:Ii|Iii|Iv|Vi)\b")
# `Symbicort 100 Turbuhaler`: a number of several signs behind a name is its strength too.
_BARE = re.compile(r"(?<!spf)(?<!fps)\s+\d{2,}(?![\d.,]*\+).*", re.I | re.S)
_JOINING = frozenset({*JOINING_WORDS, "in"})


def brand_of(name: str) -> str:
    """The brand at the beginning of a product's name, without strength and form."""
    words = _BARE.sub("", _STRENGTH.sub("", name)).split()
    while len(words) > 1 and _is_form(words[-1]):
        words.pop()
    return written(" ".join(words).strip(" ,;-"))


def written(name: str) -> str:
    """A name as it is written in a text: `RIVOTRIL` is `Rivotril`."""
    if not name.isupper():
        return name
    return _NUMERAL.sub(lambda found: found[0].upper(), name.title().replace("'S", "'s"))


@dataclass(slots=True)
class Brands:
    """Brands, collected while products are read: facts once all names of ingredients are known."""

    data_set: str
    region: str
    intake: Intake
    _found: dict[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...], Citations]] = field(
        default_factory=dict
    )

    def add(
        self, brand: str, drugs: tuple[str, ...], called: tuple[str, ...], cited: Citations
    ) -> None:
        """A brand that was read. `called` are the plain names of what is in it."""
        spelling = normalise(brand)
        plain = {word for name in called for word in normalise(name).split()} | _JOINING
        words = [word for word in spelling.split() if word not in SALTS and not _is_form(word)]
        if not words or all(word in plain or word.isdigit() for word in words):
            return  # the generic itself
        self._found.setdefault((spelling, tuple(sorted(drugs))), (brand, drugs, cited))

    def facts(self) -> Iterator[Fact]:
        """All brands. The name of an ingredient is never a brand of something else."""
        ids: set[str] = set()
        for (spelling, _), (brand, drugs, cited) in self._found.items():
            if self.intake.known.drugs.identify(spelling) is not None:
                self.intake.note("brands that are the name of an ingredient, and were left out")
            elif len(drugs) == 1:
                yield Name(drugs[0], brand, NameKind.BRAND, self.region, cited)
            else:
                id_ = slug_of(f"{self.data_set} brand {brand}", ids)
                ids.add(id_)
                yield Product(
                    id_, brand, ProductKind.BRAND, drugs, (), None, None, self.region, cited
                )


def _is_form(word: str) -> bool:
    return stands_behind_a_brand(word.lower().strip(",.;()"))


# So many strengths may stand in the name of a product; behind more of them nobody finds it.
_MOST_STRENGTHS = 4


@dataclass(slots=True)
class Products:
    """The products of one import so far. A row with a known product adds only its codes."""

    intake: Intake
    _placed: set[str] = field(default_factory=set)
    _groups: dict[tuple[str, ...], str] = field(default_factory=dict)

    def place(
        self, product: Product, known: tuple[str, tuple[str, ...]] | None, code: str
    ) -> tuple[str, Product | None]:
        """The id under which a product stands, and the product itself if it is new in this import.

        `known` is what another data set has under the same code: the id and the ingredients. With
        the same ingredients it is that product, yielded once more so that it stands by itself.
        """
        subject = self._known(product, known, code)
        if subject is None:
            drugs = sorted(product.ingredients)
            words = (normalise(product.name), product.strength or "", product.form or "")
            subject = self._groups.setdefault((*words, *drugs), product.id)
        if subject in self._placed:
            self.intake.merge()
            return subject, None
        self._placed.add(subject)
        return subject, replace(product, id=subject)

    def _known(
        self, product: Product, known: tuple[str, tuple[str, ...]] | None, code: str
    ) -> str | None:
        if known is None:
            return None
        if set(known[1]) == set(product.ingredients):
            return known[0]
        there, here = " + ".join(known[1]), " + ".join(product.ingredients)
        self.intake.conflict(f"{code}: {known[0]} is {there}, but here {here}")
        return None


def product_name(brand: str, strengths: tuple[str, ...], form: str | None) -> str:
    """As the seed writes it: `Percocet 5 mg/325 mg tablet`."""
    amount = "/".join(strengths) if 0 < len(strengths) <= _MOST_STRENGTHS else None
    return " ".join(one for one in (brand, amount, form) if one)


# The drugs in a label that openFDA did not harmonise come from the names of its product data:
# brand, generic name, inactive ingredients, every active ingredient and its moiety behind it, as in
# `Valium Diazepam STARCH, CORN DIAZEPAM DIAZEPAM`. A name that comes three times, two of them in a
# row but for the words of a salt, is that of an active ingredient.
_WORD = re.compile(r"[^\s,;()]+")
_LONGEST = 4
_MOST_SALTS = 3
_TIMES = 3


def certain_names(text: str, known: Callable[[str], str | None]) -> list[str]:
    """The names of known drugs that are certainly active in the product."""
    words = _WORD.findall(text.lower())
    line = f" {' '.join(words)} "
    found: dict[str, str] = {}
    for place in range(len(words)):
        name = _repeated_name(words, place)
        if name is None or line.replace(" ", "  ").count(f" {name.replace(' ', '  ')} ") < _TIMES:
            continue
        drug = known(name)
        if drug is not None:
            found.setdefault(drug, name)
    return list(found.values())


def _repeated_name(words: list[str], place: int) -> str | None:
    """The shortest name here that comes again, with no words but those of a salt between."""
    for length in range(1, _LONGEST + 1):
        name = words[place : place + length]
        behind = place + length
        while behind < place + length + _MOST_SALTS and not without_salts(
            tuple(words[behind : behind + 1])
        ):
            behind += 1
        for again in range(place + length, behind + 1):
            if len(name) == length and words[again : again + length] == name:
                return " ".join(name) if without_salts(tuple(name)) else None
    return None
