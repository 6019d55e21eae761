"""When two spellings are one name: accents, case, signs, and the salt behind a base."""

import re
import sys
import unicodedata
from functools import cache

# Words that name a salt, an ester for swallowing, or water; never the substance that acts.
_SALT_WORDS = """
acetate acid acistrate alafenamide anhydrous arginine axetil benzoate besilate besylate bisulfate
bisulphate bitartrate bromide butyrate calcium carbonate chloride cilexetil citrate decanoate
dibasic dihydrate dihydrochloride dimaleate dimesylate dipotassium dipropionate disodium
disoproxil edisylate enanthate erbumine estolate etexilate ethylsuccinate fosamil fumarate furoate
glucoheptonate gluconate hcl hemifumarate hemihydrate hemisulfate hemitartrate hyclate hydrate
hydrobromide hydrochloride hydrogen hydroxynaphthoate iodide lactate lactobionate lauryl lysine
magnesium malate maleate medoxomil meglumine mesilate mesylate methylsulfate mofetil monobasic
monohydrate monohydrochloride mononitrate napsylate nitrate octasulfate oxalate palmitate pamoate
phosphate pidolate pivalate polacrilex polistirex potassium propanediol propionate proxetil
resinate saccharate salicylate sesquihydrate sodium stearate succinate sucrose sulfate sulphate
tannate tartrate tosilate tosylate trihydrate trometamol tromethamine valerate xinafoate zinc
"""
_SALTS = frozenset(_SALT_WORDS.split())
# A name that begins with one of these is that of the salt itself.
_METAL_WORDS = "aluminium aluminum calcium ferrous iron magnesium potassium sodium zinc"
_METALS = frozenset(_METAL_WORDS.split())
_WHOLE = frozenset({"isosorbide mononitrate", "isosorbide dinitrate"})
# One word, however it is written.
_SAME = {
    "hcl": "hydrochloride",
    "hbr": "hydrobromide",
    "sulphate": "sulfate",
    "besilate": "besylate",
    "mesilate": "mesylate",
    "tosilate": "tosylate",
    "dimesilate": "dimesylate",
}
# In brackets: where a substance comes from, or which grade it is; never a name of it.
_ORIGINS = frozenset({"anhydrous", "citrate", "human", "nph", "pork", "recombinant", "tribasic"})
_ORIGIN_WORDS = ("recombinant dna", "cannabis sativa extract")
# What a plant or a pill is taken as; the name without the word is that of the same thing.
_FORM_WORDS = """
candy capsule capsules drops extract gum gummies juice juices patch patches pill pills pouches
powder root supplement tablet tablets tabs tea
"""
_FORMS = frozenset(_FORM_WORDS.split())
# The part of a plant that a list names with it.
_PARTS = ("bulb", "flower", "flowering top", "fruit", "leaf", "root", "stem", "tea", "top", "whole")
_BRACKETED = re.compile(r"^(?P<outer>[^(]{3,}?)\s*\((?P<inner>.{3,})\)$")


_ACCENTS = re.compile(
    f"[{''.join(filter(unicodedata.combining, map(chr, range(sys.maxunicode))))}]+"
)


@cache
def plain(text: str) -> str:
    """Lower case, without accents; signs become single blanks."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    letters = bare if bare.isascii() else _ACCENTS.sub("", bare)
    words = re.sub(r"[^0-9a-z\u0370-\u03ff]+", " ", letters).split()
    return " ".join(_SAME.get(word, word) for word in words)


@cache
def base(text: str) -> str:
    """The plain name without the words of its salt: `Sertraline HCl` is `sertraline`."""
    name = plain(text)
    words = name.split()
    if not words or words[0] in _METALS or name in _WHOLE:
        return name
    return " ".join([words[0], *(word for word in words[1:] if word not in _SALTS)])


def candidates(text: str) -> list[str]:
    """What to look a written substance up by, the surest first: as written, without its salt, the
    salt first, the metal of a salt, and without the last letter of a French name.
    """
    found = []
    for one in unbracketed(text):
        name = plain(one)
        words = name.split()
        found += [name, base(one), base(turned(name))]
        if words and words[0] in _METALS and set(words[1:]) <= _SALTS | {"oxide"}:
            found.append(words[0])
        found += [base(one).removesuffix("e")] if " " not in name else []
    return found


@cache
def unbracketed(text: str) -> tuple[str, ...]:
    """`BASE (BASE SALT)` as its two names; any other text as it is."""
    match = _BRACKETED.match(text)
    if match is None:
        return (text,)
    inner = plain(match["inner"])
    of_origin = inner in _ORIGINS or inner.startswith(_ORIGIN_WORDS)
    return (match["outer"],) if of_origin else (match["outer"], match["inner"])


def formless(text: str) -> set[str]:
    """The plain name without the words of a form or the end of a plural, where it has any:
    `cranberry capsules` and `cranberries` are `cranberry`.
    """
    name = plain(text)
    words = [word for word in name.split() if word not in _FORMS]
    found = {" ".join(words), " ".join([*words[:-1], _one(words[-1])]) if words else ""}
    return found - {name, ""}


def with_part(text: str) -> set[str]:
    """What a list calls a plant by the part that is taken: `Salvia miltiorrhiza root`."""
    return {f"{plain(text)} {part}" for part in _PARTS}


def _one(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def singular(name: str) -> str:
    """The plain name without the s of a plural: `Opioid Agonists` is `opioid agonist`."""
    return " ".join(word.removesuffix("s") for word in plain(name).split())


def turned(name: str) -> str:
    """A name of two words the other way round: `clorazepate potassium`, `potassium clorazepate`."""
    return " ".join(reversed(name.split()))


def contains(text: str, name: str) -> bool:
    """Whether a plain text has a plain name in it as whole words, in singular or plural."""
    return name in text and re.search(rf"\b{name}(?:e?s)?\b", text) is not None
