"""The words that stand beside the name of a drug, each kind in one table.

What people write and what registers write are understood by the same tables.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from app.domain.facts import CodeSystem


class SaltKind(StrEnum):
    """What a word behind the name of a base says is joined to it."""

    ACID = "acid"  # `oxycodone hydrochloride`
    METAL = "metal"  # `warfarin sodium`
    BASE = "base"  # `ibuprofen lysine`
    ESTER = "ester"  # `haloperidol decanoate`: it becomes the base in the body
    RESIN = "resin"  # `hydrocodone polistirex`
    HYDRATE = "hydrate"  # water, or none: no other substance


# Esters that are substances of their own in RxNorm (mofetil, disoproxil, enacarbil, …) are left
# out on purpose.
_SALT_WORDS = {
    SaltKind.ACID: """
        acetate adipate aspartate benzoate besilate besylate bisulfate bitartrate bromide
        camsylate carbonate chloride citrate dihydrobromide dihydrochloride dimesylate edisylate
        embonate esylate fumarate gluconate glucuronate hbr hcl hemifumarate hemisulfate hippurate
        hyclate hydrobromide hydrochloride hydrogensulfate isethionate lactate lactobionate laurate
        malate maleate mesilate mesylate methylsulfate monohydrochloride napsylate nitrate oleate
        orotate oxalate pamoate phosphate saccharate stearate succinate sulfate sulphate tannate
        tartrate terephthalate theoclate tosilate tosylate xinafoate
    """,
    SaltKind.METAL: "calcium dipotassium disodium magnesium potassium sodium trisodium",
    SaltKind.BASE: """
        arginine benzathine diethylamine diethylammonium epolamine erbumine lysine meglumine
        trometamol tromethamine
    """,
    SaltKind.ESTER: """
        axetil butyrate caproate cilexetil cypionate decanoate dipropionate enantate enanthate
        estolate etabonate ethylsuccinate furoate medoxomil palmitate pivalate pivoxil propionate
        proxetil undecanoate valerate
    """,
    SaltKind.RESIN: "polacrilex polistirex",
    SaltKind.HYDRATE: """
        anhydrous dihydrate hemihydrate hexahydrate hydrate monohydrate pentahydrate sesquihydrate
        tetrahydrate trihydrate
    """,
}
SALTS = {word: kind for kind, words in _SALT_WORDS.items() for word in words.split()}

# One salt in several spellings, or with the count of its parts written out.
_SAME_SALT = (
    ("hydrochloride", "hcl", "monohydrochloride", "dihydrochloride"),
    ("hydrobromide", "hbr", "dihydrobromide"),
    ("sulfate", "sulphate"),
    ("mesylate", "mesilate", "dimesylate"),
    ("besylate", "besilate"),
    ("tosylate", "tosilate"),
    ("tartrate", "bitartrate"),
    ("bisulfate", "hydrogensulfate"),
    ("fumarate", "hemifumarate"),
    ("pamoate", "embonate"),
    ("tromethamine", "trometamol"),
    ("enanthate", "enantate"),
    ("sodium", "disodium", "trisodium"),
    ("potassium", "dipotassium"),
)
# `betamethasone sodium phosphate dihydrate` has three.
MOST_SALT_WORDS = 4
_SPELLINGS = {word: words for words in _SAME_SALT for word in words}

# What is nothing without its second half: of such a name the salt is all there is.
_HALF_WORDS = """
    alcohol aluminium aluminum ammonium barium benzyl bismuth calcium carbon cetyl choline
    chromic chromium cobalt copper cupric dibasic dicalcium diethyl dimethyl dipotassium
    diroximel disodium ethyl ferric ferrous gallium gold hydrogen iron isopropyl lanthanum lithium
    magnesium manganese manganous mercuric methyl monobasic monomethyl monosodium nickel phenyl
    potassium rubidium selenium silver sodium stannous strontium sulfur thallous tin tribasic
    tricalcium tripotassium trisodium zinc zirconium
"""
_HALVES = frozenset(_HALF_WORDS.split())


def is_half(words: tuple[str, ...]) -> bool:
    """Whether the words name only a metal, or another half of a salt: `ferrous`, `benzyl`."""
    return all(word in _HALVES for word in words)


@dataclass(frozen=True, slots=True)
class Salted:
    """A name taken apart into its base and the words of its salt; `hydrate` is only water."""

    base: tuple[str, ...]
    salt: tuple[str, ...]
    hydrate: tuple[str, ...]


def take_salt_apart(words: tuple[str, ...]) -> Salted:
    """The base, salt and hydrate that the words name, wherever the words of the salt stand."""
    kinds = [(word, SALTS.get(word)) for word in words]
    return Salted(
        base=tuple(word for word, kind in kinds if kind is None),
        salt=tuple(word for word, kind in kinds if kind not in (None, SaltKind.HYDRATE)),
        hydrate=tuple(word for word, kind in kinds if kind is SaltKind.HYDRATE),
    )


def without_salts(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without those of salts, esters and hydrates."""
    return tuple(word for word in words if word not in SALTS)


def salt_spellings(words: tuple[str, ...]) -> list[str]:
    """Every way to write the same salt: `hcl` is `hydrochloride`, `sulphate` is `sulfate`.

    None of a name with more words of salts than any has: the ways would be too many to try.
    """
    if len(without_salts(words)) + MOST_SALT_WORDS < len(words):
        return []
    ways = [_SPELLINGS.get(word, (word,)) for word in words]
    return [" ".join(way) for way in product(*ways)]


FORMS = {
    "tab": "tablet", "tabs": "tablet", "tablet": "tablet", "tablets": "tablet", "cap": "capsule",
    "caps": "capsule", "capsule": "capsule", "capsules": "capsule", "pill": "tablet",
    "pills": "tablet", "odt": "orally disintegrating tablet", "solution": "solution",
    "soln": "solution", "syrup": "syrup", "suspension": "suspension", "susp": "suspension",
    "drops": "drops", "patch": "patch", "patches": "patch", "injection": "injection",
    "inj": "injection", "spray": "spray", "cream": "cream", "ointment": "ointment", "gel": "gel",
    "suppository": "suppository", "suppositories": "suppository", "inhaler": "inhaler",
    "syringe": "syringe", "vial": "vial", "autoinjector": "autoinjector", "film": "film",
    "films": "film", "lozenge": "lozenge", "lozenges": "lozenge", "liquid": "liquid",
    "lotion": "lotion", "elixir": "elixir", "softgel": "capsule", "softgels": "capsule",
    "gels": "capsule", "caplet": "tablet", "caplets": "tablet", "chewable": "chewable tablet",
    "powder": "powder", "chewables": "chewable tablet", "chewtab": "chewable tablet",
    "chewtabs": "chewable tablet", "gummies": "chewable tablet", "gelcap": "capsule",
    "gelcaps": "capsule", "geltab": "tablet", "geltabs": "tablet", "injectable": "injection",
    "infusion": "infusion", "drip": "infusion", "peninjector": "pen", "kwikpen": "pen",
    "flexpen": "pen", "flextouch": "pen", "solostar": "pen", "injector": "injection",
    "prefilled": "syringe", "syringes": "syringe", "vials": "vial", "ampule": "ampoule",
    "ampoule": "ampoule", "ampul": "ampoule", "mdi": "inhaler", "dpi": "inhaler", "hfa": "inhaler",
    "diskus": "inhaler", "respimat": "inhaler", "ellipta": "inhaler", "handihaler": "inhaler",
    "flexhaler": "inhaler", "turbuhaler": "inhaler", "respules": "nebuliser solution",
    "neb": "nebuliser solution", "nebs": "nebuliser solution", "nebulizer": "nebuliser solution",
    "nebuliser": "nebuliser solution", "foam": "foam", "shampoo": "shampoo", "enema": "enema",
    "ring": "ring", "implant": "implant", "granules": "granules", "sachet": "sachet",
    "sachets": "sachet", "packet": "sachet", "packets": "sachet", "troche": "lozenge",
    "troches": "lozenge", "gum": "gum", "wafer": "wafer", "wafers": "wafer",
    "effervescent": "effervescent", "dispersible": "dispersible", "mouthwash": "mouthwash",
    "gargle": "mouthwash", "paste": "paste", "concentrate": "solution", "sprinkle": "capsule",
    "sprinkles": "capsule", "coated": "coated", "supp": "suppository", "oint": "ointment",
    "crm": "cream", "lozg": "lozenge", "drop": "drops", "gtt": "drops", "gtts": "drops",
    "metered": "inhaler", "emulsion": "emulsion", "pessary": "pessary", "pessaries": "pessary",
    "sprays": "spray", "conc": "solution", "kit": "kit",
}  # fmt: skip

RELEASES = {
    "er": "extended release", "xr": "extended release", "xl": "extended release",
    "sr": "extended release", "cr": "extended release", "la": "extended release",
    "ir": "immediate release", "dr": "delayed release", "ec": "delayed release",
    "xt": "extended release", "cd": "extended release", "lp": "extended release",
    "mr": "extended release", "retard": "extended release", "extended": "extended release",
}  # fmt: skip

ROUTES = {
    "oral": "by mouth", "nasal": "into the nose", "rectal": "into the rectum",
    "topical": "on the skin", "transdermal": "through the skin", "sublingual": "under the tongue",
    "buccal": "in the cheek", "ophthalmic": "into the eye", "eye": "into the eye",
    "ear": "into the ear", "otic": "into the ear", "vaginal": "into the vagina",
    "inhalation": "inhaled", "intravenous": "into a vein", "intramuscular": "into a muscle",
    "subcutaneous": "under the skin", "intrauterine": "in the womb",
}  # fmt: skip

# Routes as prescribers and patients write them: in the name of a brand, `IV` is a number.
_PRESCRIBED_ROUTES = {
    "puff": "inhaled", "puffs": "inhaled", "po": "by mouth", "orally": "by mouth",
    "sl": "under the tongue", "iv": "into a vein", "im": "into a muscle", "sc": "under the skin",
    "sq": "under the skin", "subcut": "under the skin", "topically": "on the skin",
    "sublingually": "under the tongue", "rectally": "into the rectum",
    "vaginally": "into the vagina", "inhaled": "inhaled", "inhale": "inhaled",
    "inhalations": "inhaled", "nebulized": "inhaled", "nebulised": "inhaled",
    "ophth": "into the eye", "intravenously": "into a vein", "ivpb": "into a vein",
    "intramuscularly": "into a muscle", "subcutaneously": "under the skin", "pv": "into the vagina",
    "intranasal": "into the nose", "intranasally": "into the nose", "nostril": "into the nose",
    "mouth": "by mouth", "td": "through the skin",
}  # fmt: skip

_TIMES = {
    "daily": "once a day", "qd": "once a day", "od": "once a day", "bid": "twice a day",
    "bd": "twice a day", "tid": "three times a day", "tds": "three times a day",
    "qid": "four times a day", "qds": "four times a day", "qhs": "at bedtime", "hs": "at bedtime",
    "nightly": "at bedtime", "prn": "as needed", "bedtime": "at bedtime", "q4h": "every 4 hours",
    "q6h": "every 6 hours", "q8h": "every 8 hours", "q12h": "every 12 hours", "qday": "once a day",
    "qam": "in the morning", "qpm": "in the evening", "mane": "in the morning",
    "nocte": "at bedtime", "mornings": "in the morning", "weekly": "once a week",
    "qweek": "once a week", "qwk": "once a week", "fortnightly": "every 2 weeks",
    "biweekly": "biweekly", "monthly": "once a month", "qod": "every other day",
    "eod": "every other day", "hourly": "every hour", "ac": "before meals", "pc": "after meals",
    "stat": "at once", "utd": "as directed", "ud": "as directed", "once": "once", "twice": "twice",
    "taper": "taper", "yearly": "once a year", "immediately": "at once",
}  # fmt: skip

FORMS_AND_RELEASES = FORMS | RELEASES
DIRECTIONS = ROUTES | _PRESCRIBED_ROUTES | _TIMES

# What directions say of the place where it is used.
_ROUTE_OF_DIRECTION = {
    "by mouth": "oral", "into the nose": "nasal", "into the rectum": "rectal",
    "on the skin": "topical", "through the skin": "transdermal", "under the tongue": "sublingual",
    "in the cheek": "buccal", "into the eye": "eye", "into the ear": "ear",
    "into the vagina": "vaginal", "inhaled": "inhaled", "into a vein": "injected",
    "into a muscle": "injected", "under the skin": "injected", "in the womb": "intrauterine",
    "by tube": "oral",
}  # fmt: skip
# Forms that are used in one way, unless the words beside them say otherwise. A tablet tells
# nothing: it may be one for the vagina.
_ROUTE_OF_FORM = {
    "cream": "topical", "ointment": "topical", "gel": "topical", "lotion": "topical",
    "foam": "topical", "shampoo": "topical", "patch": "transdermal", "inhaler": "inhaled",
    "nebuliser solution": "inhaled", "injection": "injected", "infusion": "injected",
    "autoinjector": "injected", "pen": "injected", "suppository": "rectal", "enema": "rectal",
    "pessary": "vaginal",
}  # fmt: skip


def route_of(directions: Sequence[str], forms: Sequence[str]) -> str | None:
    """The one route that the words name, or else the one that the form has; None when unclear."""
    for table, found in ((_ROUTE_OF_DIRECTION, directions), (_ROUTE_OF_FORM, forms)):
        routes = {table[one] for one in found if one in table}
        if routes:
            return routes.pop() if len(routes) == 1 else None
    return None


def route_of_form(form: str) -> str | None:
    """The route that a register's name of a form tells: `Topical Cream`."""
    words = form.lower().replace(",", " ").split()
    directions = [DIRECTIONS[word] for word in words if word in DIRECTIONS]
    return route_of(directions, [FORMS[word] for word in words if word in FORMS])


# The pharmacopoeia that a product is made by: it tells nothing of what is in it.
_QUALITY_MARKS = frozenset({"usp", "bp"})
# Other routes are a part of the brand's name: `Lorazepam Sublingual`.
_ROUTES_BEHIND_A_BRAND = frozenset({"oral", "nasal", "eye", "ear", "ophthalmic"})


def stands_behind_a_brand(word: str) -> bool:
    """Whether a register writes the word behind a brand: a form, release, route or mark."""
    known = (FORMS_AND_RELEASES, _ROUTES_BEHIND_A_BRAND, _QUALITY_MARKS, ("for",))
    return any(word in words for words in known)


# Patterns of the units of a strength; a longer word comes before one that it begins with.
UNITS = (
    "mg", "mcg", "ug", "µg", "micrograms?", "nanograms?", "kg", "g", "ml", "l", "iu", "units?",
    "mmol", "meq", "%", "u",
)  # fmt: skip
UNIT = "|".join(UNITS)

# What joins the names of a combination. A sign or a word alone never makes a name unknown.
JOINING_SIGNS = ("/", "+", "&", ";")
JOINING_WORDS = ("and", "with", "plus", "et")
# What a register writes of a combination instead of its parts.
COMBINATION_REMARKS = (r"combinations?", r"comb(?:in)?", "incl", "excl")
_SIGN = "|".join(map(re.escape, JOINING_SIGNS))
_WORD = "|".join(JOINING_WORDS)
COMBINATION = re.compile(
    rf"\s?(?:{_SIGN}|,|[()]|\b(?:{_WORD})\b)\s?|\s-\s|(?<=[a-z])-(?=[a-z])", re.IGNORECASE
)
"""Where people end one part of a combination: also at a comma, a bracket, or a hyphen."""
_NAMES_SEVERAL = re.compile(
    rf"{_SIGN}|\b(?:{_WORD}|{'|'.join(COMBINATION_REMARKS)})\b", re.IGNORECASE
)
# A slash within the name of one substance has no blanks and few letters behind it.
_JOINS = re.compile(rf"\s(?:{_SIGN})\s|/(?=[a-z]{{4}})|;|\s(?:{_WORD})\s", re.IGNORECASE)


def names_several(text: str) -> bool:
    """Whether a register writes it like a combination; it may be the name of one all the same."""
    return _NAMES_SEVERAL.search(text) is not None


def joins_names(text: str) -> bool:
    """Whether words or signs stand between two names: `codeine and aspirin`."""
    return _JOINS.search(text) is not None


_TWO_NAMES = re.compile(r"([^()\[\]]+)[(\[]([^()\[\]]+)[)\]]")


def outer_and_inner(text: str) -> tuple[str, str] | None:
    """`Adrenaline (Epinephrine)` is two names in one; None for what has another shape."""
    found = _TWO_NAMES.fullmatch(text.strip())
    if found is None or not (found[1].strip() and found[2].strip()):
        return None
    return found[1].strip(), found[2].strip()


# What stands in a cell of a table where a name should, and names nothing by itself.
_NO_NAMES_TEXT = "unknown|unspecified|none|nil|null|nan|na|n/a|other|others|various|placebo|water"
_NO_NAMES = {*_NO_NAMES_TEXT.split("|"), "test", "not applicable", "not known", "not specified"}


def names_nothing(text: str) -> bool:
    """Whether the whole of it is a word that is never the name of a drug or an effect."""
    return " ".join(text.casefold().split()).strip(" .-()[]") in _NO_NAMES


# Words that name no drug: they are passed over, but not counted as "not understood".
FILLERS = _QUALITY_MARKS | {
    "a", "an", "the", "of", "my", "any", "some", "take", "takes", "taking", "glass", "glasses",
    "cup", "cups", "at", "x", "medication", "medications", "medicine", "medicines", "meds", "rx",
    "use", "apply", "instill", "instil", "inject", "give", "chew", "dissolve", "place", "insert",
    "swallow", "sig", "dose", "doses", "dosage", "strength", "each", "per", "generic", "brand",
    "currently", "then", "hour", "hours", "hr", "only", "total", "day", "puff", "puffs", "spray",
    "teaspoon", "teaspoons", "tablespoon", "tsp", "tbsp", "application", "applicatorful", "actuat",
    "disp", "dispense", "qty", "mouth", "bottle", "box", "pack", "daily", "form", "system",
    "delivery", "device", "dispenser", "unit", "pre", "dry", "n/a", "actuation", "actuations",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CodeWords:
    """How one code system is written.

    `names` are those under which clients know it, in lower case; without one a client cannot ask by
    it. `shape` is the pattern of its codes and `shape_words` the same in words. `bare` is the
    pattern of a code that needs no name of its system beside it.
    """

    label: str
    shape: str
    shape_words: str
    names: tuple[str, ...] = ()
    bare: str | None = None


# Bare codes are tried in this order.
CODE_SYSTEMS = {
    CodeSystem.ATC: CodeWords(
        "ATC code",
        r"[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?",
        "a letter to seven signs",
        ("atc", "http://www.whocc.no/atc"),
        r"[A-Z]\d\d[A-Z]{1,2}(?:\d\d)?",
    ),
    CodeSystem.UNII: CodeWords(
        "UNII",
        r"[0-9A-Z]{10}",
        "ten letters and digits",
        ("unii", "http://fdasis.nlm.nih.gov"),
        r"(?=.*\d)[0-9A-Z]{10}",
    ),
    # A product has two parts, a package three; without hyphens it is written in ten or eleven
    # digits.
    CodeSystem.NDC: CodeWords(
        "NDC",
        r"\d{4,5}-\d{3,4}(?:-\d{1,2})?|\d{10,11}",
        "5-4-2 digits",
        ("ndc", "http://hl7.org/fhir/sid/ndc"),
        r"\d{4,5}-\d{3,4}(?:-\d{1,2})?|\d{10,11}",
    ),
    CodeSystem.EPC: CodeWords("EPC", r"N\d{10}", "N and ten digits", ("epc",), r"N\d{10}"),
    CodeSystem.RXNORM: CodeWords(
        "RxCUI",
        r"[1-9]\d{0,7}",
        "1 to 8 digits",
        ("rxnorm", "rxcui", "http://www.nlm.nih.gov/research/umls/rxnorm"),
        r"[1-9]\d{2,7}",
    ),
    CodeSystem.ICD10: CodeWords(
        "ICD-10 code", r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?", "a letter, two signs, a dot"
    ),
    CodeSystem.DOID: CodeWords("DOID", r"DOID:\d{1,8}", "DOID: and digits"),
    CodeSystem.DRUGBANK: CodeWords(
        "DrugBank id", r"DB\d{5}", "DB and five digits", ("drugbank",)
    ),
    CodeSystem.INCHIKEY: CodeWords(
        "InChIKey", r"[A-Z]{14}-[A-Z]{10}-[A-Z]", "14, 10 and one letters", ("inchikey",)
    ),
    CodeSystem.CAS: CodeWords(
        "CAS number", r"\d{2,7}-\d\d-\d", "digits in three groups", ("cas",)
    ),
    CodeSystem.PUBCHEM: CodeWords(
        "PubChem CID", r"[1-9]\d{0,9}", "1 to 10 digits", ("pubchem",)
    ),
    CodeSystem.DIN: CodeWords(
        "DIN", r"\d{8}", "eight digits", ("din", "http://hl7.org/fhir/namingsystem/ca-hc-din")
    ),
    CodeSystem.DMD: CodeWords(
        "dm+d code", r"\d{6,18}", "6 to 18 digits", ("dmd", "dm+d", "https://dmd.nhs.uk")
    ),
}  # fmt: skip
