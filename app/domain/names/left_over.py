"""Inputs of which one drug is named exactly, and some words are not understood.

It is checked, and the words are said; but not where they may make another drug of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.english import quoted
from app.domain.facts import DrugKind, NameKind, split_key
from app.domain.knowledge import Knowledge, NameHit
from app.domain.names.input import Input, InputStatus, Via, meant, several
from app.domain.names.lexicon import SALTS, is_half
from app.domain.names.parse import ParsedDrug, parse_drug, without_fillers
from app.domain.names.text import normalise

# They say of a name that it is not being taken, or was only once. With one of them a name is
# asked about, and is taken for nobody, whatever a caller accepts.
ENDS = frozenset(
    """
    not no non never none without free stop stops stopped stopping avoid avoids avoided avoiding
    allergic allergy allergies anaphylaxis intolerance intolerant cannot reaction instead
    discontinue discontinued discontinuing dc dcd held hold holding history hx hist past previous
    previously prior former formerly ended off until paused pausing suspended inactive refuse
    refused refuses declined declines denies denied expired ceased withdrawn finished completed
    quit ran skip skipped missed cancelled canceled contraindicated weaned tapered lapsed
    negative neg
    kein keine nicht ohne abgesetzt pausiert allergie sans arrete arretee suspendu sin suspendido
    suspendida alergia alergico alergica
    """.split()  # noqa: SIM905 - a table
)
# Behind a name these change what is in it, or what is said of it: what stands there is no longer
# this drug.
CHANGES = ENDS | frozenset(
    """
    pm dm am d hct hctz plus cold flu sinus cough severe nighttime daytime night nite day
    forte duo combo compound compositum comp complex complete multi max advanced total ultra dual
    like or versus vs antagonist antagonists agonist agonists blocker blockers inhibitor inhibitors
    sparing releasing induced deficiency poisoning withdrawal test level levels metabolite
    metabolites derivative derivatives analogue analog analogs antibody vaccine receptor resistant
    sensitive based containing overdose antidote reversal substitute substitutes alternative
    alternatives why what how when can does do is are should will make acid diacid ester amide oxime
    impurity cofactor sulfone sulfoxide quinone dimer cation hydrolase enzyme specified stay
    prescribed safe suddenly nor des iso levo dextro methyl hydroxy related labeled labelled diluent
    last
    """.split()  # noqa: SIM905 - a table
)
# `d/c'd`, `h/o`, `s/p`: no word of theirs is left once the names are compared.
_ENDS_IN_SIGNS = re.compile(r"(?<!\w)(?:d ?/ ?c(?:'?e?d)?|h ?/ ?o|s ?/ ?p)(?!\w)", re.IGNORECASE)
# What was used is over; what is used is not.
_ONCE = re.compile(
    r"(?<!\w)(?:used to|(?:was|were|had been) (?:on|taking|given|using)|ran out)(?!\w)",
    re.IGNORECASE,
)


def word_of_an_end(text: str) -> str | None:
    """The word that says of what is named that it is not taken, or no longer; else None."""
    signs = _ENDS_IN_SIGNS.search(text) or _ONCE.search(text)
    if signs is not None:
        return signs[0]
    return next((word for word in normalise(text).split() if word in ENDS), None)


# How the words for what is joined to a substance end, `butylbromide`, `methylsulfate`, and the
# number of a substance that has no name yet: `ABC-294640`.
_OTHER_THING = re.compile(
    r"(?:bromide|chloride|iodide|oxide|fluoride|[bclnprt]ate|sulfate|ium|yl)$|^\d{5,}$"
)
# More words than any name has, and its remarks.
_MOST_WORDS = 16
MOST_IN_A_NAME = 5
# A shorter word behind a name is more likely a part of it: `vitamin d3`, `penicillin g`.
_LEAST_LETTERS = 4
# Parted from the name it is no part of it, unless it is one letter: `Claritin/D`.
_LEAST_BESIDE = 2


def resolve_before_rest(text: str, parsed: ParsedDrug, knowledge: Knowledge) -> Input | None:
    """The drug that the text begins with, where what follows names none and changes nothing."""
    words = without_fillers(parsed.words)
    if "?" in text or parsed.numbered or parsed.dose or not 1 < len(words) <= _MOST_WORDS:
        return None
    if not is_prescribed(parsed):
        return None
    for size in range(min(len(words) - 1, MOST_IN_A_NAME), 0, -1):
        hits = knowledge.names.get(" ".join(words[:size]), ())
        if hits:
            rest = words[size:]
            fits = _is_one_medicine(hits, knowledge) and not is_half(words[:size])
            apart = len(rest[0]) >= _LEAST_LETTERS and not _OTHER_THING.search(rest[0])
            if not (fits and apart and is_harmless(rest, knowledge)):
                return None
            return with_rest(meant(text, hits, knowledge, parsed.understood), rest)
    return None


def is_prescribed(parsed: ParsedDrug) -> bool:
    """Whether a strength, form or direction stands there: two bare words may be one name."""
    return bool(parsed.understood) or any(word.isdigit() for word in parsed.words[-1:])


def _is_one_medicine(hits: Sequence[NameHit], knowledge: Knowledge) -> bool:
    """Whether it is the name of a medicine itself: what stands behind a brand may belong to it."""
    kind, slug = split_key(hits[0].subject)
    return (
        len(hits) == 1
        and kind == "drug"
        and hits[0].kind is not NameKind.BRAND
        and knowledge.drugs[slug].kind is DrugKind.MEDICATION
    )


def ends_in_a_name(spelling: str, most_words: int, knowledge: Knowledge) -> bool:
    """Whether two or more of its last words are a known name."""
    words = spelling.split()[-most_words:]
    return any(" ".join(words[start:]) in knowledge.names for start in range(len(words) - 1))


def is_harmless(rest: Sequence[str], knowledge: Knowledge) -> bool:
    """Whether the words hold no known name, no salt, and nothing that changes what is meant."""
    if not rest or len(rest) > _MOST_WORDS:
        return False
    if any(word in CHANGES or word in SALTS or is_half((word,)) for word in rest):
        return False
    return not any(
        " ".join(rest[start : start + size]) in knowledge.names
        for size in range(1, MOST_IN_A_NAME + 1)
        for start in range(len(rest) - size + 1)
    )


def with_rest(found: Input, rest: Sequence[str]) -> Input:
    """The input with the words that were not understood, which it says."""
    line = f"{quoted(list(rest))} was not understood: it may be something that was not checked"
    return replace(found, not_understood=tuple(rest), explanation=(*found.explanation, line))


def resolve_known_parts(
    text: str, parts: Sequence[tuple[ParsedDrug, Input | None]], knowledge: Knowledge
) -> Input | None:
    """The one drug that parts of a text name, beside parts that name nothing that is known."""
    known = [found for _, found in parts if found is not None]
    rest = [word for parsed, found in parts if found is None for word in _words(parsed)]
    if "?" in text or not known or not _are_one_medicine(known, knowledge):
        return None
    if any(parsed.numbered for parsed, _ in parts) or not is_harmless(rest, knowledge):
        return None
    if min(map(len, rest)) < _LEAST_BESIDE:
        return None
    return with_rest(several(text, known), rest)


def _words(parsed: ParsedDrug) -> tuple[str, ...]:
    return without_fillers(parsed.words)


def _are_one_medicine(known: Sequence[Input], knowledge: Knowledge) -> bool:
    drugs = {tuple(drug.id for drug in one.drugs) for one in known}
    return len(drugs) == 1 and all(
        one.status is InputStatus.RESOLVED
        and one.via is not Via.CLASS
        and all(drug.kind is DrugKind.MEDICATION for drug in one.drugs)
        for one in known
    )


# Makers that sell a generic under its own name with theirs beside it: `Sandoz Sertraline`,
# `METFORMINE BIOGARAN`. The words behind a maker are a part of its name: `TEVA SANTE`.
_MAKERS_TEXT = """
    1a abz accel accord accordpharma actavis aguettant almus altan alter apo apotex aristo
    arrow aurobindo auro aurovitas baxter bgr biogaran bluefish cinfa combix cristers evolugen
    fresenius heumann hexal hikma hospira jamp kabi kalceks krka lupin medac mylan normon novo
    odan panpharma pensa pms pmsc qualigen qualimed quiver ranbaxy ratio ratiopharm reddy
    renaudin riva sandoz sivem stada stragen substipharm sun taro teva tillomed torrent viatris
    winthrop zentiva zydus
"""
_MAKERS = frozenset(_MAKERS_TEXT.split())
_BEHIND_A_MAKER_TEXT = """
    conseil farma farmaceutica france generici generics generiques healthcare italia ks lab
    labo pharma sante
"""
_BEHIND_A_MAKER = frozenset(_BEHIND_A_MAKER_TEXT.split())
# Short ones are a maker only with a hyphen behind: `ACT-Amlodipine`, and no `act` in a sentence.
_MAKER_BEFORE_HYPHEN = re.compile(
    r"(?:aa|ach|act|ag|alti|apo|auro|bio|co|dom|euro|gd|gen|gln|jamp|mar|mdk|mint|mylan|nat|"
    r"natco|novo|nra|nu|odan|pdp|phl|pmsc?|priva|pro|prz|ran|ratio|rho|riva|sandoz|sanis|septa|"
    r"sdz|taro|teva|van|zym)-(?!insulin|vitamin)(?=[a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Made:
    """A text without the maker that it names, and the maker in the words of the text."""

    text: str
    maker: str


def without_maker(text: str) -> Made | None:
    """The text without the maker beside a name; None where it names none, or nothing else."""
    before = _MAKER_BEFORE_HYPHEN.match(text)
    if before is not None:
        return Made(text[before.end() :], before[0][:-1])
    kept: list[str] = []
    maker: list[str] = []
    for word in text.replace("-", " ").split():
        plain = word.strip(",.()").lower()
        is_more = bool(maker) and plain in _BEHIND_A_MAKER
        (maker if plain in _MAKERS or is_more else kept).append(word)
    return Made(" ".join(kept), " ".join(maker)) if kept and maker else None


# Two strengths of one tablet: `20/12.5`, `5/325 mg`. In `250/5` it is the amount of a spoon, `1/2`
# is half of one, and `70/30` are parts of a hundred.
_TWO_STRENGTHS = re.compile(
    r"(?<![\w./-])(\d{1,4}(?:\.\d{1,3})?) ?/ ?(\d{1,4}(?:\.\d{1,3})?)(?: ?m?c?g)?(?![\w/.-])",
    re.IGNORECASE,
)
_OF_A_SPOON = frozenset({1.0, 2.0, 3.0, 4.0, 5.0, 10.0, 15.0, 20.0, 24.0})


def with_second_strength(found: Input) -> Input:
    """The input, with two strengths as not understood where one drug is named: `lisinopril 20/12.5`
    may hold hydrochlorothiazide, too.
    """
    one = "/" in found.input and len(found.drugs) == 1
    strengths = _TWO_STRENGTHS.search(found.input) if one else None
    if strengths is None or found.status is not InputStatus.RESOLVED or found.not_understood:
        return found
    first, second = float(strengths[1]), float(strengths[2])
    read = f"{strengths[1]}/{strengths[2]}" in found.understood.get("strength", "")
    if not read or second in _OF_A_SPOON or first + second == _WHOLE:
        return found
    line = f"'{strengths[0]}' are two strengths: it may hold a second drug, which was not checked"
    return replace(found, not_understood=(strengths[0],), explanation=(*found.explanation, line))


_WHOLE = 100.0


_THEN = re.compile(r"\s(?:and|plus|then|with)\s|\s[+&/]\s", re.IGNORECASE)


def form_apart(text: str) -> tuple[str, str] | None:
    """A form that stands for a medicine of its own, and what is named behind it: in `eye drops and
    fluoxetine` the fluoxetine is no eye drop. None for anything else.
    """
    first, *rest = _THEN.split(text, maxsplit=1)
    parsed = parse_drug(first) if rest else None
    formed = parsed is not None and (parsed.form or _DROPS.search(first))
    if parsed is None or not formed or parsed.strength or parsed.quantity:
        return None
    return None if without_fillers(parsed.words) or _COUNTED.search(first) else (first, rest[0])


# They are read as where a medicine goes, too.
_DROPS = re.compile(r"(?<!\w)(?:drops?|sprays?)(?!\w)", re.IGNORECASE)
# `one tablet and …` counts what follows.
_COUNTED = re.compile(r"\d|(?<!\w)(?:an?|one|two|three|four|half) ", re.IGNORECASE)


def with_form_apart(text: str, form: str, found: Input) -> Input:
    """What is named behind the form, with the form as not understood."""
    line = f"'{form.strip()}' does not say which medicine it is: it was not checked"
    return replace(
        found,
        input=text,
        not_understood=(form.strip(), *found.not_understood),
        explanation=(*found.explanation, line),
    )
