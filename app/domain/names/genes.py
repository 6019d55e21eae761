"""What people write of a gene and its result: a phenotype, a score, two alleles, an HLA type.

A result that is not understood stays so: it is never read as normal, and of one allele nothing is
said of the other.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from app.domain.facts import GeneAllele, GenePhenotype
from app.domain.facts.gene import INDETERMINATE
from app.domain.knowledge import GeneData
from app.domain.names.hla import read_type

# What a score is called where it is not known.
NO_SCORE = "n/a"
_MORE = "≥"
_COPIES = 2
_HLA = "hla-"


@dataclass(frozen=True, slots=True)
class GeneResult:
    """A result as understood: `values` are what guidelines look up by, any of which it may be;
    `phenotype` is the same in words. Without a gene or phenotype it was not understood, and
    `explanation` says why.
    """

    gene: str | None
    values: frozenset[str]
    phenotype: str | None
    explanation: tuple[str, ...]


def folded(text: str) -> str:
    """The name of a gene as it is compared: small letters and digits."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _plain(text: str) -> str:
    """An allele or phenotype as it is compared: small letters, without blanks."""
    return "".join(text.casefold().split())


_BRACKETS = re.compile(r"^([^()]+)\(([^()]+)\)$")
_AT_PLACE = re.compile(r"^(rs\d{1,12}) (?:variant|reference) \(([ACGT])\)$")


def spellings(allele: GeneAllele) -> Iterator[str]:
    """The ways to write an allele: `c.1905+1G>A (*2A)` is also `c.1905+1G>A` and `*2A`."""
    for text in (allele.allele, *allele.names):
        yield _plain(text)
        at_place = _AT_PLACE.match(text)
        brackets = _BRACKETS.match(text)
        if at_place is not None:
            yield _plain(f"{at_place[1]}{at_place[2]}")
        elif brackets is not None:
            yield from (_plain(part) for part in brackets.groups())


def read_gene(gene: str, result: str, data: GeneData) -> GeneResult:
    """What a gene and its result mean."""
    found, words = _gene(gene, result, data)
    if found is None:
        return GeneResult(None, frozenset(), None, (f"no gene is known by '{gene}'",))
    symbol = data.genes[found].symbol
    words = _without_symbol(words, symbol, data.genes[found].names)
    if found.startswith(_HLA):
        type_ = read_type(symbol, words)
        return GeneResult(found, type_.values, type_.words, type_.explanation)
    read = (
        _by_score(found, words, data)
        or _by_phenotype(found, words, data)
        or _by_alleles(found, words, data)
    )
    if read is not None:
        return read
    why = _why_not(found, words, data)
    return GeneResult(found, frozenset(), None, (f"'{result}' is no result of {symbol} {why}",))


def _gene(gene: str, result: str, data: GeneData) -> tuple[str | None, str]:
    """The id of the gene and all words of the result: `HLA-B*57:01` names an allele too."""
    name, star, allele = gene.partition("*")
    found = data.names.get(folded(name))
    if found is not None:
        return found, f"{star}{allele} {result}".strip()
    first, _, rest = gene.strip().partition(" ")
    found = data.names.get(folded(first))
    return found, f"{rest} {result}".strip()


def _without_symbol(words: str, symbol: str, names: Iterable[str]) -> str:
    """`SLCO1B1 decreased function` as the result of SLCO1B1."""
    for name in (symbol, *names):
        if words.casefold().startswith(name.casefold()):
            rest = words[len(name) :]
            if not rest[:1].isalnum():
                return rest.strip(" :,;-")
    return words.strip()


def _why_not(gene: str, words: str, data: GeneData) -> str:
    if _plain(words) in data.alleles.get(gene, {}):
        return "that can be read: of the other allele nothing is said"
    return "that is known here"


# --- Scores and phenotypes ---------------------------------------------------------------------

_SCORE = re.compile(
    r"(?:(?:gene |total )?activity ?score|activity|score|as)? ?(?:of |is )?[:=]? ?"
    r"(≥|>=|>)? ?(\d{1,2}(?:\.\d{1,3})?)"
)


def _by_score(gene: str, words: str, data: GeneData) -> GeneResult | None:
    scores = data.scores.get(gene)
    found = _SCORE.fullmatch(" ".join(words.casefold().split()))
    if not scores or found is None:
        return None
    return result_of_score(gene, float(found[2]), data, more=found[1] is not None)


def result_of_score(
    gene: str, score: float, data: GeneData, *, more: bool = False
) -> GeneResult | None:
    """The result of an activity score, or of it and all above it; None beyond all that are known.

    A score between two known ones is judged as each of them that has its phenotype: of the two
    the lower one's, but for what lies above none at all.
    """
    scores = data.scores.get(gene, {})
    values = sorted((at, one) for one in scores if (at := number_of(one)) is not None)
    if more:
        near = [one for at, one in values if at >= score]
    else:
        same = [one for at, one in values if at == score and not one.startswith(_MORE)]
        near = same or _between(score, values, scores)
    if not near:
        return None
    phenotype = in_words(dict.fromkeys(scores[one] for one in near))
    sign = _MORE if more else ""
    line = f"an activity score of {sign}{score:g} of {data.genes[gene].symbol}: {phenotype}"
    return GeneResult(gene, frozenset(near), phenotype, (line,))


def _between(score: float, values: list[tuple[float, str]], scores: Mapping[str, str]) -> list[str]:
    below = [(at, one) for at, one in values if at < score and not one.startswith(_MORE)]
    above = [(at, one) for at, one in values if at > score]
    if not below:
        return []
    if not above:
        return [below[-1][1]]
    (at, low), (_, high) = below[-1], above[0]
    if scores[low] == scores[high]:
        return [low, high]
    return [low] if at else [high]


def number_of(score: str) -> float | None:
    """A score as a number, that of `≥3.0` as its least; None for what is no score."""
    try:
        return float(score.lstrip(_MORE))
    except ValueError:
        return None


def in_words(phenotypes: Iterable[str]) -> str:
    """Phenotypes of which any may be meant."""
    return " or ".join(phenotypes)


_WORDS = {
    "poor metabolizer": ("pm", "poor", "null metabolizer", "non-expresser", "non-expressor",
                         "nonexpresser", "nonexpressor"),
    "intermediate metabolizer": ("im", "intermediate"),
    "normal metabolizer": ("nm", "em", "normal", "extensive", "extensive metabolizer",
                           "efficient metabolizer"),
    "rapid metabolizer": ("rm", "rapid"),
    "ultrarapid metabolizer": ("um", "ultrarapid", "ultra-rapid", "ultra rapid",
                               "ultra-rapid metabolizer", "ultra rapid metabolizer", "urm"),
    "poor function": ("poor", "poor transporter", "no function"),
    "decreased function": ("decreased", "reduced", "reduced function", "intermediate function"),
    "normal function": ("normal",),
    "increased function": ("increased",),
    "deficient": ("deficiency", "deficient"),
    "deficient with cnsha": ("cnsha", "class i", "deficient, cnsha"),
    "normal": ("normal activity", "not deficient", "no deficiency", "nondeficient"),
    "malignant hyperthermia susceptibility": (
        "mhs", "mh susceptible", "mh susceptibility", "malignant hyperthermia susceptible",
        "malignant hyperthermia"),
    "uncertain susceptibility": ("uncertain",),
    "increased risk of aminoglycoside-induced hearing loss": ("increased risk", "high risk"),
    "normal risk of aminoglycoside-induced hearing loss": ("normal risk",),
    "uncertain risk of aminoglycoside-induced hearing loss": ("uncertain risk",),
    "ivacaftor responsive in cf patients": ("responsive", "ivacaftor responsive"),
    "ivacaftor non-responsive in cf patients": (
        "non-responsive", "ivacaftor non-responsive", "nonresponsive"),
}  # fmt: skip
_PREFIXES = ("likely ", "possible ")
_SHORT = 3


def _spelled(phenotype: str) -> Iterator[str]:
    """The ways to write a phenotype of the data."""
    words = phenotype.casefold()
    prefix = next((one for one in _PREFIXES if words.startswith(one)), "")
    core = words.removeprefix(prefix)
    for text in (core, *_WORDS.get(core, ())):
        if not prefix or len(text) > _SHORT:
            yield prefix + text


def phenotype_spellings(phenotypes: Iterable[str], values: Iterable[str]) -> Mapping[str, str]:
    """Every way to write a phenotype of a gene, without blanks, and the phenotype. `values` are
    what guidelines look up by, where that is a phenotype too.
    """
    known = {*phenotypes, *(one for one in values if one.casefold() not in _NO_RESULTS)}
    return {_plain(text): phenotype for phenotype in sorted(known) for text in _spelled(phenotype)}


_NO_RESULTS = {"no result", "n/a", "no hla-a result", "no hla-b result"}
_METABOLISER = re.compile(r"metaboli[sz]ers?(?: status| phenotype)?\b")


def _without_note(words: str) -> str:
    """The words without what stands in brackets behind them, or behind a comma."""
    plain = words.rstrip()
    if plain.endswith((")", "]")):
        cut = plain.rfind("(" if plain.endswith(")") else "[")
        return plain[:cut].rstrip() if cut > 0 else plain
    return plain.partition(", ")[0]


def _by_phenotype(gene: str, words: str, data: GeneData) -> GeneResult | None:
    spelled = data.spelled.get(gene, {})
    for text in (words, _without_note(words)):
        plain = _plain(_METABOLISER.sub("metabolizer", " ".join(text.casefold().split())))
        phenotype = spelled.get(plain) or spelled.get(plain.removesuffix("phenotype"))
        if phenotype is not None:
            symbol = data.genes[gene].symbol
            values = _looked_up(gene, phenotype, data)
            return GeneResult(gene, values, phenotype, (f"'{words}' is {phenotype} of {symbol}",))
    return None


def _looked_up(gene: str, phenotype: str, data: GeneData) -> frozenset[str]:
    """What guidelines look up by for a phenotype: itself, or every score that it may have."""
    scores = data.scores.get(gene)
    if not scores:
        return frozenset((phenotype,))
    if phenotype == INDETERMINATE:
        return frozenset((NO_SCORE,))
    return frozenset(score for score, one in scores.items() if one == phenotype)


# --- Alleles -----------------------------------------------------------------------------------

_AT = re.compile(r"(rs\d{1,12})[\s:(]*([ACGT])\s?[/|;>]?\s?([ACGT])\)?", re.IGNORECASE)
_PLACE = re.compile(r"(?:m\.)?([acgt])?(\d{2,5})([acgt])>?([acgt])?")
_BOTH = re.compile(r"homozyg\w{1,5}(?: for)?|homoplasmic|hemizyg\w{1,5}(?: for)?")
_ONE = re.compile(r"heterozyg\w{1,5}(?: for)?|het\b")
_WORDS_BESIDE = re.compile(r"\b(?:positive|present|detected|carrier|genotype|diplotype)\b")
_USUAL = ("reference", "*1", "b(reference)")
_USUAL_WORDS = {"reference", "ref", "wt", "wildtype", "wild-type"}


def _by_alleles(gene: str, words: str, data: GeneData) -> GeneResult | None:
    known = data.alleles.get(gene)
    if not known:
        return None
    at_place = _AT.fullmatch(words.strip())
    if at_place is not None:
        pair = [_plain(at_place[1] + at_place[n]) for n in (2, 3)]
        line = f"only {at_place[1]} was looked at: other variants are not known"
        return _of_alleles(gene, words, pair, data, line)
    text = words.casefold()
    both, single = _BOTH.search(text) is not None, _ONE.search(text) is not None
    text = _WORDS_BESIDE.sub("", _ONE.sub("", _BOTH.sub("", text)))
    options = (
        _plain(words),
        _plain(text),
        _plain(text).strip(",;:()"),
        _plain(_without_note(text)),
    )
    for written in dict.fromkeys(options):
        for pair in _pairs(written, known):
            return _of_alleles(gene, words, pair, data)
        one = _allele(written, known)
        if one is None:
            continue
        if both or _is_single(gene, one, data):
            return _of_alleles(gene, words, [one, one] if both else [one], data)
        usual = next((name for name in _USUAL if name in known), None)
        if single and usual is not None:
            return _of_alleles(gene, words, [one, usual], data)
    return None


def _is_single(gene: str, allele: str, data: GeneData) -> bool:
    """Whether the data have a phenotype of one copy of the allele."""
    return cell(data.alleles[gene][allele].grade) in data.phenotypes.get(gene, {})


def cell(one: str, other: str | None = None) -> tuple[str, str]:
    """Where the phenotype of two alleles (or grades) stands; of one copy without the other."""
    first, second = sorted((one, other)) if other is not None else (one, "")
    return first, second


def _allele(written: str, known: Mapping[str, GeneAllele]) -> str | None:
    """The spelling of a known allele: `4` is `*4`, `m.1555A>G` and `A1555G` are `1555A>G`."""
    place = _PLACE.fullmatch(written)
    options = [written, f"*{written}"]
    if written in _USUAL_WORDS:
        options += _USUAL
    elif written == "*1" and "reference" in known and known["reference"].allele == "Reference":
        options.append("reference")
    if place is not None and (place[1] is None) != (place[4] is None):
        before, after = (place[1], place[3]) if place[1] else (place[3], place[4])
        options.append(f"{place[2]}{before}>{after}")
    return next((one for one in options if one in known), None)


def _pairs(written: str, known: Mapping[str, GeneAllele]) -> Iterator[list[str]]:
    """The two alleles of a diplotype, split where both sides are known; a name may hold a stroke
    of its own. `*1*4` is `*1/*4`.
    """
    places = [place for place, sign in enumerate(written) if sign in "/|"]
    for place in places[:_MOST_STROKES]:
        one = _allele(written[:place], known)
        other = _allele(written[place + 1 :], known)
        if one is not None and other is not None:
            yield [one, other]
    stars = [place for place, sign in enumerate(written) if sign == "*"]
    if not places and len(stars) == _COPIES and not stars[0]:
        one, other = _allele(written[: stars[1]], known), _allele(written[stars[1] :], known)
        if one is not None and other is not None:
            yield [one, other]


_MOST_STROKES = 8


def _of_alleles(
    gene: str, words: str, pair: list[str], data: GeneData, *more: str
) -> GeneResult | None:
    """The result of alleles by what the data say of the two of them, or of what they do."""
    known = data.alleles[gene]
    if not all(one in known for one in pair):
        return None
    alleles = [known[one] for one in pair]
    found = _phenotype_of(gene, alleles, data)
    if found is None:
        return None
    symbol = data.genes[gene].symbol
    lines = [f"{symbol} {one.allele}: {one.function}" for one in dict.fromkeys(alleles)]
    scored = data.scores.get(gene)
    score = found.score if scored and found.score not in (None, NO_SCORE) else None
    of_score = f" (activity score {score})" if score is not None else ""
    lines.append(f"'{words}' of {symbol}: {found.phenotype}{of_score}")
    values = frozenset((score,)) if score is not None else _looked_up(gene, found.phenotype, data)
    return GeneResult(gene, values, found.phenotype, (*lines, *more))


def _phenotype_of(gene: str, alleles: list[GeneAllele], data: GeneData) -> GenePhenotype | None:
    cells = data.phenotypes.get(gene, {})
    for grades in product(*((one.allele, one.grade, one.function) for one in alleles)):
        found = cells.get(cell(*grades))
        if found is not None:
            return found
    return None
