"""Finds the look-alikes that a misspelt name may have been meant for: then none is chosen."""

from collections.abc import Sequence
from itertools import takewhile

from app.domain.facts import Key, key, split_key
from app.domain.knowledge import Knowledge
from app.domain.names.input import Near, Nearest
from app.domain.names.known_names import CONTENT_SUFFIXES
from app.domain.names.lexicon import SALTS

# A shorter name within a word is chance.
_SHORTEST_WITHIN = 6
# What stands before the name of a drug in the name of another: its mirror image, salt or relative.
_RELATIVES = (
    "ar", "cis", "de", "des", "dex", "dextro", "di", "dihydro", "es", "hydro", "hydroxy", "iso",
    "l", "levo", "lis", "meth", "methyl", "nor", "oxy", "pseudo", "r", "s",
)  # fmt: skip
# How many more edits away a look-alike may be and still rival the nearest name.
LOOK_ALIKE_EDITS = 2
# In one word of several more slips make another word: `pregnenolone succinate`.
_MOST_SLIPS = 2


def similar_names(
    written: str, close: Sequence[Near], near: Sequence[Near], knowledge: Knowledge
) -> list[Near]:
    """All that fit as well as the best, and a look-alike of it that begins more like the word.

    `klonidine` is one edit from clonidine, but begins as Klonopin does: it is given to neither.
    """
    best = close[0]
    equal = [one for one in close if one.distance == best.distance]
    partners = knowledge.look_alikes.get(best.spelling, frozenset())
    taken_for = _taken_for(best, knowledge)
    confusable = [
        one
        for one in near
        if one.spelling in partners
        and one.distance <= best.distance + LOOK_ALIKE_EDITS
        and _beginning(one.spelling, written) > _beginning(best.spelling, written)
    ]
    confusable += [
        one
        for one in near
        if one.distance <= best.distance + 1
        and _beginning(_sound(one.spelling), _sound(written))
        > _beginning(_sound(best.spelling), _sound(written))
        and not taken_for.isdisjoint(meanings(one, knowledge))
    ]
    return list(dict.fromkeys([*equal, *confusable, *_within(written, best, knowledge)]))


def _taken_for(best: Near, knowledge: Knowledge) -> frozenset[str]:
    """The things that a thing behind this spelling is taken for, by any of their names."""
    return frozenset().union(
        *(knowledge.confused.get(meaning, ()) for meaning in meanings(best, knowledge))
    )


def _within(written: str, best: Near, knowledge: Knowledge) -> list[Near]:
    """Names that stand whole at an end of the word, when they are not a part of the best one.

    `hydroxycodone` is near hydrocodone, and holds oxycodone.
    """
    ends = [written[n:] for n in range(1, len(written) - _SHORTEST_WITHIN + 1)]
    ends += [written[:-n] for n in range(1, len(written) - _SHORTEST_WITHIN + 1)]
    return [
        Near(end, len(written) - len(end), 0.0)
        for end in ends
        if end in knowledge.names and end not in best.spelling
    ]


def meanings(one: Near, knowledge: Knowledge) -> tuple[str, ...]:
    """What a spelling means; one of which nothing is known means only itself. Of products only what
    they are made of counts: one of several data sets is no other thing.
    """
    hits = knowledge.names.get(one.spelling, ())
    found = dict.fromkeys(_made_of(hit.subject, knowledge) for hit in hits)
    return tuple(found) or (one.spelling,)


def _made_of(subject: Key, knowledge: Knowledge) -> str:
    kind, slug = split_key(subject)
    if kind != "product":
        return subject
    return " + ".join(key("drug", one) for one in sorted(knowledge.products[slug].ingredients))


def may_be_a_relative(written: str, best: Near) -> bool:
    """`esomeprazole` is no misspelt omeprazole, and `afatinib` no imatinib: drugs of one kind end
    alike. Who slips more than once still begins the word as it sounds.
    """
    before = written.removesuffix(best.spelling)
    if before != written and before in _RELATIVES:
        return True
    return best.distance > 1 and _beginning(_sound(best.spelling), _sound(written)) == 0


def slips_of_one_word(
    words: Sequence[str], unknown: Sequence[str], knowledge: Knowledge, nearest: Nearest
) -> list[Near]:
    """Names of several words from which one word differs by a slip: `insulin glargin` is more than
    insulin. A number, a suffix and a short word that differ name something else.
    """
    if not unknown or len(words) == 1:
        return []
    near = [
        one
        for one in nearest(" ".join(words))
        if one.spelling in knowledge.names and _is_slip_of_one(words, unknown, one)
    ]
    best = min((one.distance for one in near), default=0)
    return [one for one in near if one.distance == best]


def _is_slip_of_one(words: Sequence[str], unknown: Sequence[str], near: Near) -> bool:
    others = near.spelling.split()
    unlike = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    if len(others) != len(words) or len(unlike) != 1:
        return False
    (pair,) = unlike
    known = pair[0] not in unknown or pair[0] in SALTS or not CONTENT_SUFFIXES.isdisjoint(pair)
    digits = any(sign.isdigit() for word in pair for sign in word)
    return not known and not digits and near.distance <= min(_MOST_SLIPS, *map(allowed_slips, pair))


def is_slip(written: str, near: Near) -> bool:
    """Whether the one may be a misspelling of the other: near in spelling, and in length."""
    return near.distance <= allowed_slips(written) and not _names_another(written, near.spelling)


def _names_another(written: str, spelling: str) -> bool:
    """Whether what differs tells things apart: the number before a name (`5asa` is no `asa`), or a
    letter behind it (`vit k` is no `vit d`).
    """
    first, other = written[:1], spelling[:1]
    words, others = written.split(), spelling.split()
    unlike = [pair for pair in zip(words, others, strict=False) if pair[0] != pair[1]]
    letters = len(words) == len(others) > 1 and any(len(one) < _WORD for one, _ in unlike)
    return letters or (first != other and (first.isdigit() or other.isdigit()))


_WORD = 3


def allowed_slips(written: str) -> int:
    """How many edits may be a slip: none below four letters, two from eight, three from twelve."""
    length = len(written)
    return 0 if length < 4 else 1 if length < 8 else 2 if length < 12 else 3


def _beginning(one: str, other: str) -> int:
    """How many signs two words have in common before they part."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)


def _sound(word: str) -> str:
    """Letters that sound alike, as one: `Klonopin` begins as clonidine does."""
    return word.replace("ph", "f").translate(_SOUNDS)


_SOUNDS = str.maketrans({"k": "c", "q": "c", "y": "i", "z": "s"})
