"""The base of a salt, ester or hydrate, as the names of registers write it."""

import re

# What stands behind the name of a base. Esters that are substances of their own in RxNorm
# (mofetil, disoproxil, enacarbil, …) are left out on purpose.
_TAIL_WORDS = """
    acetate adipate aspartate arginine axetil benzathine benzoate besilate besylate bisulfate
    bitartrate bromide butyrate calcium camsylate caproate carbonate chloride cilexetil citrate
    cypionate decanoate dihydrate dihydrochloride dihydrobromide dimesylate dipropionate
    disodium edisylate embonate enantate enanthate erbumine esylate estolate etabonate
    ethylsuccinate fumarate furoate gluconate glucuronate hbr hcl hemihydrate hemifumarate
    hemisulfate hexahydrate hippurate hyclate hydrate hydrobromide hydrochloride hydrogensulfate
    isethionate lactate lactobionate laurate lysine magnesium malate maleate medoxomil meglumine
    mesilate mesylate methylsulfate monohydrate monohydrochloride napsylate nitrate oleate
    orotate oxalate palmitate pamoate pentahydrate phosphate pivalate pivoxil polacrilex
    polistirex potassium proxetil propionate saccharate sesquihydrate sodium stearate succinate
    sulfate sulphate tannate tartrate terephthalate tetrahydrate theoclate tosilate tosylate
    trihydrate trisodium tromethamine trometamol undecanoate valerate xinafoate anhydrous
"""
_TAIL = frozenset(_TAIL_WORDS.split())
# What is nothing without its second half: these names stay whole.
_HALF_WORDS = """
    alcohol aluminium aluminum ammonium barium benzyl bismuth calcium carbon cetyl choline
    chromic chromium cobalt copper cupric dicalcium dipotassium disodium ethyl ferric ferrous
    gold hydrogen iron isopropyl lanthanum lithium magnesium manganese manganous mercuric methyl
    monosodium nickel phenyl potassium rubidium selenium silver sodium stannous strontium
    thallous tin tricalcium tripotassium trisodium zinc zirconium monobasic dibasic tribasic
"""
_HALVES = frozenset(_HALF_WORDS.split())
_UNSPECIFIED = re.compile(r",?\s*\bunspecified(?: form)?$", re.I)
_BRACKETS = re.compile(r"(.+?)\s*\((.+)\)")


def base_of(name: str) -> str:
    """`Oxycodone hydrochloride` is oxycodone; `Potassium chloride` stays what it is."""
    words = _UNSPECIFIED.sub("", name.strip()).split()
    whole = " ".join(words)
    while len(words) > 1 and words[-1].lower().strip(",") in _TAIL:
        words.pop()
    base = " ".join(words).rstrip(",")
    return whole if is_half(base) else base


def is_half(name: str) -> bool:
    """Whether it is only a metal, or another half of a salt."""
    return all(word in _HALVES for word in name.lower().replace(",", " ").split())


def out_of_brackets(name: str) -> tuple[str, str]:
    """`FLUOXETINE (FLUOXETINE HYDROCHLORIDE)`: the base, and what is really in it.

    Of a metal the salt is both: what is meant by `POTASSIUM (POTASSIUM CHLORIDE)`.
    """
    found = _BRACKETS.fullmatch(name.strip())
    if found is None:
        return name.strip(), name.strip()
    outer, inner = found[1].strip(), found[2].strip().strip("()")
    return (inner, inner) if is_half(outer) else (outer, inner)


def plain_case(name: str) -> str:
    """A name as it stands in a sentence: `TIRZEPATIDE` and `Tirzepatide` are `tirzepatide`."""
    if name.isupper():
        return name.lower()
    first, rest = name[:1], name[1:]
    return first.lower() + rest if rest[:1].islower() else name
