"""The base of a salt, ester or hydrate, as the names of registers write it."""

import re

# What stands behind the name of a base. Esters that are substances of their own in RxNorm
# (mofetil, disoproxil, enacarbil, …) are left out on purpose.
_TAIL_WORDS = """
    acetate adipate anhydrous arginine aspartate axetil benzathine benzoate besilate besylate
    bisulfate bitartrate bromide butyrate calcium camsylate caproate carbonate chloride
    cilexetil citrate cypionate decanoate diethylamine diethylammonium dihydrate dihydrobromide
    dihydrochloride dimesylate dipropionate disodium edisylate embonate enantate enanthate
    epolamine erbumine estolate esylate etabonate ethylsuccinate fumarate furoate gluconate
    glucuronate hbr hcl hemifumarate hemihydrate hemisulfate hexahydrate hippurate hyclate
    hydrate hydrobromide hydrochloride hydrogensulfate isethionate lactate lactobionate laurate
    lysine magnesium malate maleate medoxomil meglumine mesilate mesylate methylsulfate
    monohydrate monohydrochloride napsylate nitrate oleate orotate oxalate palmitate pamoate
    pentahydrate phosphate pivalate pivoxil polacrilex polistirex potassium propionate proxetil
    saccharate sesquihydrate sodium stearate succinate sulfate sulphate tannate tartrate
    terephthalate tetrahydrate theoclate tosilate tosylate trihydrate trisodium trometamol
    tromethamine undecanoate valerate xinafoate
"""
_TAIL = frozenset(_TAIL_WORDS.split())
# What is nothing without its second half: these names stay whole.
_HALF_WORDS = """
    alcohol aluminium aluminum ammonium barium benzyl bismuth calcium carbon cetyl choline
    chromic chromium cobalt copper cupric dibasic dicalcium diethyl dimethyl dipotassium
    diroximel disodium ethyl ferric ferrous gold hydrogen iron isopropyl lanthanum lithium
    magnesium manganese manganous mercuric methyl monobasic monomethyl monosodium nickel phenyl
    potassium rubidium selenium silver sodium stannous strontium thallous tin tribasic
    tricalcium tripotassium trisodium zinc zirconium
"""
_HALVES = frozenset(_HALF_WORDS.split())
_UNSPECIFIED = re.compile(r",?\s*\bunspecified(?: form)?$", re.I)
# A salt begins as its base does: `Vitamin A palmitate`.
_ALIKE = 5
_BRACKETS = re.compile(r"(.+?)\s*\((.+)\)")


def base_of(name: str) -> str:
    """`Oxycodone hydrochloride` is oxycodone; `Potassium chloride` stays what it is."""
    words = _UNSPECIFIED.sub("", name.strip()).split()
    while len(words) > 1 and words[-1].lower().strip(",") in _TAIL:
        shorter = words[:-1]
        if is_half(" ".join(shorter)):
            break
        words = shorter
    return " ".join(words).rstrip(",")


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
    if is_half(outer):
        return inner, inner
    # In brackets stands another word for it too, or how it is made.
    same = inner.casefold().startswith(outer.casefold()[:_ALIKE])
    return outer, inner if same else outer


def plain_case(name: str) -> str:
    """A name as it stands in a sentence: `TIRZEPATIDE` and `Tirzepatide` are `tirzepatide`."""
    if name.isupper():
        return name.lower()
    first, rest = name[:1], name[1:]
    return first.lower() + rest if rest[:1].islower() else name
