"""What a brand holds: of all products that begin with the same words, where they agree."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.domain.names.left_over import without_maker
from app.domain.names.lexicon import COMBINATION, FORMS_AND_RELEASES, ROUTES, SALTS
from app.domain.names.text import normalise

from tests.known_names.spelling import ORDINARY_WORDS

Holds = frozenset[str]
"""The drugs in a product."""

_STRENGTH = re.compile(
    r"(?<![\w-])\d[\d.,\s]*(?:/\d[\d.,]*)*\s*(?:mg|mcg|µg|g|kg|ml|l|%|iu|ui|u|units?|unites?|"
    r"meq|mmol|mbq|pour cent|microgrammes?|millions?|m\.?u\.?i\.?|u\.?i\.?)(?!\w).*$",
    re.IGNORECASE,
)
_BEHIND_COMMA = re.compile(r",\s.*$")
_BRACKETS = re.compile(r"\s*\([^)]*\)?")
_COMPANY = re.compile(
    r"\b(?:inc|ltd|limited|corp|llc|gmbh|pharma(?:ceuticals?)?|laborator\w+|injectable|"
    r"usp|bp|nf)\b\.?",
    re.IGNORECASE,
)
_FORMS_TEXT = """
    aerosol amp ampoule ampoules ampul bag bath buccal buvable caplet caplets chewable coated
    comprime comprimes concentrate contin creme dose doses dragee dragees dry effervescent
    enteric film filmtab for gel gelcap gelcaps gelule gelules gouttes granules implant
    infusion inh inhaler inj injectable injection intramuscular intravenous iv jelly kit liq
    liquid liquigel lot lotion lozenge lozenges lp mouth nasal odt oint ointment ophthalmic ophth
    oral otic pack packet pastille pastilles patch patches pen plus powder prefilled premixed
    pulv rectal respules rinse sachet sachets shampoo sirop soin sol soln solution sr
    subcutaneous sublingual supp suppositories suppository susp suspension syr syringe syrup
    system tab tablet tablets tabs topical transdermal vaginal vial vials
"""
_FORMS = (frozenset(_FORMS_TEXT.split()) | {"lp"}) - {"plus", "contin"}
_NOTHING_TEXT = """
    acid actif adult advanced air allergy and anti baby balance basic bio calcium calm chest
    chewable citrus classic clear clinical cold complete cool cough daytime defense deep delta
    diet digestive double duo effet enfant enfants essential extra fast first flex flu formule
    gas gentle global gripe heavy herbal hot ice immun infant infants instant intense iron
    junior kids life lax lemon magnesium max maximum medi medicated mega menthol micro mini
    multi muscle natur new night nighttime nitro normal novo original oral pain pharma phyto
    plan potassium premier premium preparation pro profender rapid relief rhume ruby sel senior
    sinus sleep sodium solu spectrum sterile stomach strong super throat total tri triple tussi
    ultra uni universal vapor vita vitamin vitamine warm water wet winter with zinc antiseptic
    antibiotic backache decongestant disinfectant hand foot sanitizer tinted mineral sunscreen
    colgate crest sensodyne moisturizing fluoride mouthwash toothpaste dentifrice lip balm
    diluent buffer saline tears eye drops nasal kit nicotine family regular
"""
_BY_ITSELF_NOTHING = frozenset(ORDINARY_WORDS.split()) | frozenset(_NOTHING_TEXT.split())
_SHORTEST = 3
_SHORTEST_FIRST = 4
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Branded:
    """A name on a box, cleaned of strength and form, and what is in the box."""

    text: str
    region: str
    holds: Holds
    order: tuple[str, ...]
    cite: str


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand, and what all that is sold under it holds; the first product with it is cited."""

    text: str
    region: str
    holds: tuple[str, ...]
    cite: str


def cleaned(brand: str) -> str:
    """A brand without strength, form and company: `DOLIPRANE 500 mg, comprimé` is `DOLIPRANE`."""
    text = _BRACKETS.sub("", brand)
    text = _COMPANY.sub("", _BEHIND_COMMA.sub("", _STRENGTH.sub("", text)))
    words = text.replace("*", " ").replace("®", " ").split()
    while words and _says_nothing(words[-1]):
        words.pop()
    return " ".join(words).strip(" -,;:/.")


def _says_nothing(word: str) -> bool:
    plain = normalise(word)
    known = plain in _FORMS or plain in FORMS_AND_RELEASES or plain in ROUTES
    return not plain or known or not any(sign.isalpha() for sign in plain)


def brands(products: Iterable[Branded]) -> Iterator[Brand]:
    """The brands of one region: whole names, and first words that stand for one content only."""
    whole: dict[str, list[Branded]] = defaultdict(list)
    first: dict[str, list[Branded]] = defaultdict(list)
    for one in products:
        words = normalise(one.text).split()
        if words and len(words) <= _MOST_WORDS:
            whole[" ".join(words)].append(one)
            first[words[0]].append(one)
    for spelling, found in sorted(whole.items()):
        is_umbrella = spelling in first and _holds_most_else(found[0], first[spelling])
        if len({one.holds for one in found}) == 1 and _is_a_name(spelling) and not is_umbrella:
            yield _brand(found[0].text, found)
    for word, found in sorted(first.items()):
        written = {normalise(one.text) for one in found}
        agree = len({one.holds for one in found}) == 1 and len(written) > 1
        if word not in whole and agree and len(word) >= _SHORTEST_FIRST and _is_a_name(word):
            yield _brand(found[0].text.split()[0], found)


def _holds_most_else(one: Branded, others: Iterable[Branded]) -> bool:
    """Whether most brands that begin with this one hold something else: `Humex`, of which each
    kind is for another illness.
    """
    contents = {normalise(other.text): other.holds for other in others}
    same = sum(holds == one.holds for holds in contents.values())
    return same < len(contents) - same


def _brand(text: str, found: list[Branded]) -> Brand:
    first = min(found, key=lambda one: (len(one.text), one.cite))
    return Brand(_as_written(text), first.region, first.order, first.cite)


def _is_a_name(spelling: str) -> bool:
    words = spelling.split()
    return (
        len(spelling) >= _SHORTEST
        and words[0][0].isalpha()
        and not all(word in _BY_ITSELF_NOTHING or word in _FORMS or word in SALTS for word in words)
        and not all(len(word) < _SHORTEST for word in words)
    )


def _as_written(text: str) -> str:
    """Capitals throughout become a capital in front: `TYLENOL` is `Tylenol`; `NyQuil` stays."""
    if not text.isupper():
        return text
    return " ".join(_capital(word) for word in text.split())


_CAPITALS_STAY_TEXT = """
    AF AM CD CR DHA DM DR EC EN ER ES FC HB HC HCT HFA HP IR IV LA LP MR NF OD ODT OTC PM RDT
    SL SR XL XR XT
"""
_CAPITALS_STAY = frozenset(_CAPITALS_STAY_TEXT.split())


def _capital(word: str) -> str:
    if word in _CAPITALS_STAY or (len(word) == 1):
        return word
    return "-".join(
        part if part in _CAPITALS_STAY else part[:1] + part[1:].lower() for part in word.split("-")
    )


def is_generic(text: str, identify: Callable[[tuple[str, ...]], str | None]) -> bool:
    """Whether it only names what is in it, with or without the maker: that is no brand at all."""
    made = without_maker(text)
    return any(
        all(_names_a_drug(part, identify) for part in COMBINATION.split(one) if part.strip())
        for one in (text, made.text if made is not None else text)
    )


_ABBREVIATED = frozenset(
    {"hctz", "hct", "hydrochlorothiazide", "forspiro", "inhub", "medis", "spiromax"}
)


def _names_a_drug(part: str, identify: Callable[[tuple[str, ...]], str | None]) -> bool:
    words = [word for word in part.split() if normalise(word) not in _ABBREVIATED]
    while words and _says_nothing(words[-1]):
        words.pop()
    return not words or identify((" ".join(words),)) is not None
