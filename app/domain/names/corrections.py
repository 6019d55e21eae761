"""Offers corrections and never chooses: known parts of a text, and names spelt like it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from app.domain.english import quoted
from app.domain.facts import Key, NameKind, split_key
from app.domain.knowledge import Knowledge
from app.domain.names.input import Candidate, Input, InputStatus, Near, Nearest, candidate
from app.domain.names.known_names import (
    CONTENT_SUFFIXES,
    FoundNames,
    find_names,
    known_within_a_slip,
)
from app.domain.names.left_over import CHANGES
from app.domain.names.lexicon import (
    SALTS,
    Salted,
    SaltKind,
    is_half,
    names_nothing,
    take_salt_apart,
    without_salts,
)
from app.domain.names.look_alikes import (
    allowed_slips,
    is_slip,
    may_be_a_relative,
    meanings,
    similar_names,
    slips_of_one_word,
)
from app.domain.names.salts import recorded_bases

# What is labelled with an isotope is another thing than the name beside it: `sodium iodide (131I)`.
_NUCLIDES = (
    "C-11 C-14 N-13 O-15 F-18 P-32 Cr-51 Co-57 Co-58 Fe-59 Cu-64 Ga-67 Ga-68 Se-75 Kr-81m Rb-82 "
    "Sr-89 Zr-89 Y-90 Tc-99m In-111 I-123 I-124 I-125 I-131 Xe-133 Sm-153 Er-169 Lu-177 Re-186 "
    "Tl-201 Ra-223 Ac-225"
)
_RADIOACTIVE = re.compile(
    "|".join(
        rf"(?<![A-Za-z]){element}-?{number}(?!\w)|(?<!\w){number}{element}(?!\w)"
        for element, _, number in (one.partition("-") for one in _NUCLIDES.split())
    )
)
# A name of chemistry ends with what it is built on: `2-(4-chlorphenoxy)-ethanol` is no ethanol, and
# the hexyl ester of an acid is not the acid.
_BUILT_ON = re.compile(r"\d-\([^()]{3,40}\)-[a-z]|[a-z]yl ester(?!\w)", re.IGNORECASE)
# More candidates help nobody to choose.
MOST_CANDIDATES = 5
# A shorter word may be any, and what more names begin with is a common word.
_LEAST_OF_A_LINE, _MOST_OF_A_LINE = 5, 20
# A shorter word before what is taken by itself may be any: `coral calcium`.
_LEAST_BEFORE_A_SALT = 8


def offer(text: str, words: Sequence[str], knowledge: Knowledge, nearest: Nearest) -> Input:
    """An input that is not known exactly, with what may have been meant.

    A name that a register has is no misspelling of another one: then nothing is offered for it.
    """
    if _RADIOACTIVE.search(text):
        return _unknown(text, f"'{text}' names a radioactive substance that is not known here")
    if _BUILT_ON.search(text):
        return _unknown(text, f"'{text}' names a chemical that is not known here")
    found = find_names(words, knowledge)
    # For this input alone: what is near the words is asked for more than once.
    nearest = cache(nearest)
    whole = slips_of_one_word(words, found.left_over, knowledge, nearest)
    if whole:
        return _slip_of_a_whole(text, words, whole, knowledge)
    of_a_salt = _is_only_a_salt(words, [one.name for one in found.names])
    if found.hits and not (of_a_salt and _ends_in_a_salt(words)):
        return _parts(text, found, knowledge)
    line = () if found.hits else _line_of(words, knowledge)
    if line:
        return _one_of_a_line(text, words, line)
    if found.unrecorded and not of_a_salt:
        return _nothing_recorded(text, words, found.unrecorded, knowledge)
    return _spelt_like(text, words, found, knowledge, nearest)


def _slip_of_a_whole(
    text: str, words: Sequence[str], whole: Sequence[Near], knowledge: Knowledge
) -> Input:
    written = " ".join(words)
    known = [one for one in whole if not _is_only_named(one.spelling, knowledge)]
    if not known:
        return _near_an_only_name(text, written, whole[:1], knowledge)
    chosen = _chosen(text, written, known, known, (), knowledge)
    unlike = tuple(word for word in words if word not in known[0].spelling.split())
    return replace(chosen, not_understood=unlike)


def _ends_in_a_salt(words: Sequence[str]) -> bool:
    """Whether the words of the salt stand behind the others: a metal before them is no salt."""
    base = take_salt_apart(tuple(words)).base
    return tuple(words[: len(base)]) == base


def _spelt_like(
    text: str, words: Sequence[str], found: FoundNames, knowledge: Knowledge, nearest: Nearest
) -> Input:
    """The name that is spelt like the words, if there is one that they may be a slip of."""
    written, near = _near(words, nearest)
    near = _offered_first(near, knowledge)
    only_bare = found.unrecorded and written == " ".join(words)
    close = [] if only_bare else [one for one in near if is_slip(written, one)]
    salt = take_salt_apart(tuple(words)).salt if written != " ".join(words) else ()
    if found.hits and len(written) < _LEAST_BEFORE_A_SALT:
        close = [one for one in close if not _lost(salt, one, knowledge)]
    if not close or written in knowledge.look_alikes:
        return _nothing_near(text, words, found, knowledge)
    known = known_within_a_slip(written, knowledge) if close[0].distance > 1 else None
    if known is not None:
        reason = f"'{text}' is spelt like '{known}'; nothing is recorded of that here"
        return _undecided(text, written, InputStatus.UNRESOLVED, (), reason, knowledge)
    nearest_name, close, near = _described(close, near, knowledge)
    if nearest_name is not None:
        return _near_an_only_name(text, written, [nearest_name, *close], knowledge)
    return _chosen(text, written, close, near, salt, knowledge)


def _nothing_near(
    text: str, words: Sequence[str], found: FoundNames, knowledge: Knowledge
) -> Input:
    """A substance that is a salt of other names is offered behind a word that is near none."""
    if found.hits:
        return _parts(text, found, knowledge)
    return Input(
        text,
        InputStatus.UNRESOLVED,
        not_understood=tuple(words) or (text,),
        candidates=_salts_of(words, knowledge),
        explanation=(f"no drug, class or substance is known as '{text}'",),
    )


def _chosen(
    text: str,
    written: str,
    close: Sequence[Near],
    near: Sequence[Near],
    salt: tuple[str, ...],
    knowledge: Knowledge,
) -> Input:
    """The nearest name, where only one can be meant."""
    others = similar_names(written, close, near, knowledge)
    best = [one for one in close if one.distance == close[0].distance]
    if all(may_be_a_relative(written, one) for one in best):
        reason = f"'{text}' may be another drug than '{close[0].spelling}'"
        return _undecided(text, written, InputStatus.UNRESOLVED, (), reason, knowledge)
    if len({meaning for one in others for meaning in meanings(one, knowledge)}) > 1:
        reason = f"'{text}' is near more than one name, so none was chosen"
        return _undecided(text, written, InputStatus.AMBIGUOUS, others, reason, knowledge)
    return _correction(text, (written, *_lost(salt, close[0], knowledge)), close, knowledge)


def _line_of(words: Sequence[str], knowledge: Knowledge) -> tuple[Candidate, ...]:
    """The brands that begin with the words, which may be a line of several: `Coricidin`.

    None where so many do that the words are no name, or where they mean something else. Of a
    single brand the beginning must be known to be a name: `water` is none.
    """
    spelling = " ".join(words)
    common = CHANGES.issuperset(words) or is_half(tuple(words)) or names_nothing(spelling)
    short = len(spelling) < _LEAST_OF_A_LINE or not without_salts(tuple(words))
    if short or common or spelling in knowledge.condition_names:
        return ()
    names, begins = knowledge.names, f"{spelling} "
    place = bisect_left(names.texts, begins)
    found: dict[Key, Candidate] = {}
    for number, at in enumerate(range(place, len(names.texts))):
        if not names.texts[at].startswith(begins):
            break
        if number == _MOST_OF_A_LINE:
            return ()
        for hit in names.hits(at):
            if hit.kind is NameKind.BRAND and not names.is_clinical(at):
                found.setdefault(hit.subject, candidate(hit, 0, knowledge))
    if len(found) == 1 and spelling not in knowledge.known_names:
        return ()
    return tuple(found.values())[:MOST_CANDIDATES]


def _one_of_a_line(text: str, words: Sequence[str], line: tuple[Candidate, ...]) -> Input:
    """The brands of a line, of which none is chosen: each may hold something else."""
    several = len(line) > 1
    return Input(
        text,
        InputStatus.AMBIGUOUS if several else InputStatus.UNRESOLVED,
        not_understood=tuple(words),
        candidates=line,
        explanation=(
            f"'{text}' begins the names of brands; which one is meant decides what is in it",
        ),
    )


def _salts_of(words: Sequence[str], knowledge: Knowledge) -> tuple[Candidate, ...]:
    """What a metal by itself may mean: the class of its salts, and they themselves. None is
    chosen, since the word may as well be half of another name.
    """
    if len(words) != 1 or SALTS.get(words[0]) is not SaltKind.METAL:
        return ()
    begins = f"{words[0]} "
    classes = sorted(slug for slug, one in knowledge.classes.items() if one.name == f"{begins}salt")
    drugs = [one for one in knowledge.drugs.values() if one.name.startswith(begins)]
    drugs.sort(key=lambda one: (not one.is_described, one.name))
    found = [
        *(Candidate(f"class:{slug}", f"{begins}salt", f"{begins}salt", 0) for slug in classes),
        *(Candidate(one.id, one.name, one.name, 0) for one in drugs),
    ]
    return tuple(found[:MOST_CANDIDATES])


def _is_only_a_salt(words: Sequence[str], names: Sequence[str]) -> bool:
    """Whether there are names, and they are no more than the salt of what stands beside them."""
    if not names:
        return False
    salt = take_salt_apart(tuple(words)).salt
    return len(salt) < len(words) and {word for name in names for word in name.split()} <= {*salt}


def _lost(salt: tuple[str, ...], near: Near, knowledge: Knowledge) -> tuple[str, ...]:
    """The words of a salt that the correction would lose: it is no recorded salt of that drug."""
    salted = Salted(tuple(near.spelling.split()), salt, ())
    return () if recorded_bases(salted, knowledge) else salt


def _near(words: Sequence[str], nearest: Nearest) -> tuple[str, list[Near]]:
    """What was compared, and what is near it: the name without its salt, unless nothing is.

    What is nothing without its salt, as `copper`, is compared with it.
    """
    whole = " ".join(words)
    base = without_salts(tuple(words))
    bare = whole if is_half(base) else " ".join(base)
    near = nearest(bare) if base else []
    if not base or bare == whole or any(one.distance <= allowed_slips(bare) for one in near):
        return bare, near
    return whole, nearest(whole)


def _undecided(
    text: str,
    written: str,
    status: InputStatus,
    near: Sequence[Near],
    reason: str,
    knowledge: Knowledge,
) -> Input:
    return Input(
        text,
        status,
        not_understood=(written,),
        candidates=_candidates(near, knowledge),
        explanation=(reason,),
    )


def _correction(
    text: str, written: tuple[str, ...], close: Sequence[Near], knowledge: Knowledge
) -> Input:
    """The nearest name, offered; nothing, when that is a name of which nothing is known."""
    if close[0].spelling not in knowledge.names:
        reason = f"'{text}' is spelt like '{close[0].spelling}', which is not known here"
        return Input(text, InputStatus.UNRESOLVED, not_understood=written, explanation=(reason,))
    best = _candidates(close, knowledge)
    return Input(
        text,
        InputStatus.NEEDS_CONFIRMATION,
        not_understood=written,
        candidates=best,
        explanation=(f"'{text}' is not known; '{best[0].matched_name}' is spelt like it",),
    )


def _is_only_named(spelling: str, knowledge: Knowledge) -> bool:
    """Whether the spelling means nothing but drugs of which only names are known, and brands with
    one in them. There are thousands, and each is near some word: as a correction it would be
    wrong more often than right.
    """
    hits = knowledge.names.get(spelling, ())
    drugs = {slug for hit in hits for slug in _drugs_behind(hit.subject, knowledge)}
    return bool(drugs) and not any(knowledge.drugs[one].is_described for one in drugs)


def _drugs_behind(subject: Key, knowledge: Knowledge) -> Sequence[str]:
    kind, slug = split_key(subject)
    if kind == "product":
        return knowledge.products[slug].ingredients
    return (slug,) if kind == "drug" else ()


def _offered_first(near: Sequence[Near], knowledge: Knowledge) -> list[Near]:
    """The nearest first; of equal ones first those that may be offered."""
    return sorted(near, key=lambda one: (one.distance, _is_only_named(one.spelling, knowledge)))


def _unknown(text: str, reason: str) -> Input:
    return Input(text, InputStatus.UNRESOLVED, not_understood=(text,), explanation=(reason,))


def _near_an_only_name(
    text: str, written: str, near: Sequence[Near], knowledge: Knowledge
) -> Input:
    """The first is a name of which nothing else is known; the others fit nearly as well."""
    reason = f"'{text}' is spelt like '{near[0].spelling}', of which only names are known"
    if len(near) == 1:
        return _undecided(text, written, InputStatus.UNRESOLVED, (), reason, knowledge)
    return _undecided(text, written, InputStatus.AMBIGUOUS, near, reason, knowledge)


def _described(
    close: Sequence[Near], near: Sequence[Near], knowledge: Knowledge
) -> tuple[Near | None, list[Near], list[Near]]:
    """The nearest name where only its drug's names are known, and then of the others those that
    fit nearly as well; else all others. Of equal names a drug that is described goes first, and
    a name that it is mistaken for stays beside it.
    """
    best = close[0]
    partners = knowledge.look_alikes.get(best.spelling, frozenset())
    close, near = (
        [one for one in some
         if one.spelling in partners or not _is_only_named(one.spelling, knowledge)]
        for some in (close, near)
    )  # fmt: skip
    if not _is_only_named(best.spelling, knowledge):
        return None, close, near
    known = [one for one in close if one.spelling in knowledge.names]
    return best, [one for one in known if one.distance <= best.distance + 1], near


def _parts(text: str, found: FoundNames, knowledge: Knowledge) -> Input:
    """Offers the known names inside the text, the longest first, and lists the words left over."""
    candidates = {hit.subject: candidate(hit, 0, knowledge) for hit in found.hits}
    one = len(candidates) == 1
    left_over = (*found.unrecorded, *found.left_over)
    return Input(
        text,
        InputStatus.NEEDS_CONFIRMATION if one else InputStatus.AMBIGUOUS,
        not_understood=left_over or (text,),
        candidates=tuple(candidates.values()),
        explanation=(
            f"only {quoted(found.meaning)} of '{text}' was understood",
            *map(_is_known, found.unrecorded),
            *_suffix_lines(found),
        ),
    )


def _suffix_lines(found: FoundNames) -> Iterator[str]:
    for word in found.left_over:
        if word in CONTENT_SUFFIXES:
            yield f"with '{word}' behind it, it may hold something else or more"


def _nothing_recorded(
    text: str, words: Sequence[str], names: Sequence[str], knowledge: Knowledge
) -> Input:
    return Input(
        text,
        InputStatus.UNRESOLVED,
        not_understood=tuple(words),
        candidates=_salts_of(words, knowledge),
        explanation=tuple(map(_is_known, names)),
    )


def _is_known(name: str) -> str:
    return f"'{name}' is a known name; nothing is recorded of it here"


def _is_of_data_set(subject: Key, own: str) -> bool:
    kind, slug = split_key(subject)
    return kind == "product" and slug != own


def _candidates(near: Sequence[Near], knowledge: Knowledge) -> tuple[Candidate, ...]:
    """One candidate for each drug or class, by its nearest name."""
    found: dict[str, Candidate] = {}
    for one in near:
        hits = knowledge.names.get(one.spelling, ())
        # A product that is called so by its id goes before those of data sets with that name.
        own = one.spelling.replace(" ", "-")
        for hit in sorted(hits, key=lambda hit: _is_of_data_set(hit.subject, own)):
            found.setdefault(hit.subject, candidate(hit, one.distance, knowledge))
    return tuple(found.values())[:MOST_CANDIDATES]
