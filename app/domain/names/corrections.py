"""Offers corrections and never chooses: known parts of a text, and names spelt like it."""

from collections.abc import Iterator, Sequence

from app.domain.english import quoted
from app.domain.knowledge import Knowledge, NameHit
from app.domain.names.input import Candidate, Input, InputStatus, Near, Nearest, candidate
from app.domain.names.lexicon import Salted, is_half, take_salt_apart, without_salts
from app.domain.names.look_alikes import may_be_a_relative, meanings, similar_names
from app.domain.names.salts import recorded_bases

# More candidates help nobody to choose.
MOST_CANDIDATES = 5
# Within a text no name of more words is looked for.
_MOST_WORDS = 12


def offer(text: str, words: Sequence[str], knowledge: Knowledge, nearest: Nearest) -> Input:
    """An input that is not known exactly, with what may have been meant."""
    parts = _parts(text, words, knowledge)
    if parts is not None:
        return parts
    written, near = _near(words, nearest)
    close = [one for one in near if one.distance <= _allowed(written)]
    if not close or written in knowledge.look_alikes:
        return Input(
            text,
            InputStatus.UNRESOLVED,
            not_understood=tuple(words) or (text,),
            candidates=_candidates(near, knowledge) if not close else (),
            explanation=(f"no drug, class or substance is known as '{text}'",),
        )
    others = similar_names(written, close, near, knowledge)
    best = [one for one in close if one.distance == close[0].distance]
    if all(may_be_a_relative(written, one) for one in best):
        reason = f"'{text}' may be another drug than '{close[0].spelling}'"
        return _undecided(text, written, InputStatus.UNRESOLVED, others, reason, knowledge)
    if len({meaning for one in others for meaning in meanings(one, knowledge)}) > 1:
        reason = f"'{text}' is near more than one name, so none was chosen"
        return _undecided(text, written, InputStatus.AMBIGUOUS, others, reason, knowledge)
    salt = take_salt_apart(tuple(words)).salt if written != " ".join(words) else ()
    return _correction(text, (written, *_lost(salt, close[0], knowledge)), close, knowledge)


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
    if not base or bare == whole or any(one.distance <= _allowed(bare) for one in near):
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


def _allowed(written: str) -> int:
    """How many edits may be a slip: none below four letters, two from six on, three from twelve."""
    length = len(written)
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 12 else 3


def _parts(text: str, words: Sequence[str], knowledge: Knowledge) -> Input | None:
    """Offers the known names inside the text, the longest first, and lists the words left over."""
    rest = list(words)
    hits: list[NameHit] = []
    names = []
    for start, size in _names_within(rest, knowledge):
        names.append(" ".join(rest[start : start + size]))
        hits += knowledge.names[names[-1]]
        rest[start : start + size] = [""] * size
    if not hits:
        return None
    candidates = {hit.subject: candidate(hit, 0, knowledge) for hit in hits}
    one = len(candidates) == 1
    return Input(
        text,
        InputStatus.NEEDS_CONFIRMATION if one else InputStatus.AMBIGUOUS,
        not_understood=tuple(word for word in rest if word) or (text,),
        candidates=tuple(candidates.values()),
        explanation=(f"only {quoted(names)} of '{text}' was understood",),
    )


def _names_within(words: Sequence[str], knowledge: Knowledge) -> Iterator[tuple[int, int]]:
    """Where known names stand, and how many words they have, the longest first. Whoever takes one
    leaves nothing in the place of its words.
    """
    for size in range(min(len(words), _MOST_WORDS), 0, -1):
        for start in range(len(words) - size + 1):
            some = words[start : start + size]
            name = " ".join(some)
            if "" not in some and len(name) > 2 and name in knowledge.names:
                yield start, size


def _candidates(near: Sequence[Near], knowledge: Knowledge) -> tuple[Candidate, ...]:
    """One candidate for each drug or class, by its nearest name."""
    found: dict[str, Candidate] = {}
    for one in near:
        for hit in knowledge.names.get(one.spelling, ()):
            found.setdefault(hit.subject, candidate(hit, one.distance, knowledge))
    return tuple(found.values())[:MOST_CANDIDATES]
