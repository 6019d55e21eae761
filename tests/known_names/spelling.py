"""How the names of a register become spellings that people may write."""

import re
from collections.abc import Iterator

from app.domain.names.known_names import CONTENT_SUFFIXES
from app.domain.names.lexicon import without_salts
from app.domain.names.parse import parse_drug
from app.domain.names.text import normalise

_SPELLING = re.compile(r"[a-z][a-z0-9 ]{2,49}")
_MOST_WORDS = 4
# Where the strength and form of a product begin: `DOLIPRANE 500 mg, comprimé`.
_STRENGTH_ON = re.compile(r",|\s\d[\d\s.,]*\s?(?:mg|g|ml|mcg|microgrammes?|%|ui|u\.i\.).*", re.I)
# What brands begin with and hold, and what is the name of nothing when it stands alone.
_SHORTEST_FIRST_WORD = 4
ORDINARY_WORDS = """
    acide acidum acne active adult adults advantage after antacid anti antibacterial antibiotic
    arthritis artificial avec baby back balance best beyond bite black blue body burn cancer
    care center cheval children childrens clean clear colon comfort congestion contingency corn
    covid cream daily daytime decongestant defense diarrhea dose dream dual ears eau energy
    essential even every eyes face fast feet first five fluid foot formula formule free fresh
    gentle glow gold good green hair hand healing health healthy heartburn hello home human
    infant infants injectable itch junior kids king lady laxative lice life light lips liquid
    long lotion magic medical men mens mineral missing moisture motion mouth mouthwash multiple
    muscle mylan nail nasal natural nature night nose numb once organic pain plan poudre pour
    power prenatal pregnancy prostate protect protection pure quick rapid regular relief remedy
    renewal sandoz sans senior sensitive serum simple simply skin sleep smart smooth soft solid
    solution sport stay stomach stool sunscreen super teeth tendon test teva tooth toothpaste
    topical touch travel triple true wart white women womens worm yeast zero
"""
_ORDINARY = CONTENT_SUFFIXES | frozenset(ORDINARY_WORDS.split())


def spellings(name: str, brand: bool) -> Iterator[str]:
    """The ways to write a name: whole, without salt, strength and form, and of a brand its first
    word: `ADVAIR 250 DISKUS` is `advair diskus`, and `advair`.
    """
    for text in (name, _STRENGTH_ON.split(name)[0]):
        whole = normalise(text)
        yield from _fit(whole)
        words = parse_drug(text).words
        yield from _fit(" ".join(words))
        bare = without_salts(words)
        yield from _fit(" ".join(bare))
        if brand and words and len(words[0]) >= _SHORTEST_FIRST_WORD:
            yield from _fit(words[0])


def _fit(spelling: str) -> Iterator[str]:
    is_short = len(spelling.split()) <= _MOST_WORDS
    if _SPELLING.fullmatch(spelling) and is_short and spelling not in _ORDINARY:
        yield spelling


# Letters that languages write in several ways: `amoxycilline` is `amoxicillin`.
_SAME = (
    ("ph", "f"), ("th", "t"), ("ch", "c"), ("rh", "r"), ("y", "i"), ("k", "c"), ("z", "s"),
    ("ae", "e"), ("oe", "e"), ("qu", "c"), ("x", "cs"),
)  # fmt: skip
_ALL_STEM = 4
_ENDING = re.compile(r"(?:e|a|o|um|us|i|en|ene)$")


def fold(spelling: str) -> str:
    """The same for one name in several languages and spellings; two drugs differ in it."""
    for one, other in _SAME:
        spelling = spelling.replace(one, other)
    words = (re.sub(r"(.)\1", r"\1", word) for word in spelling.split())
    return " ".join(_ENDING.sub("", word) if len(word) > _ALL_STEM else word for word in words)
