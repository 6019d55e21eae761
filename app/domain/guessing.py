"""Offers, never choices: parts of a string that name a drug, and spellings near a written one."""

from collections.abc import Sequence
from itertools import takewhile

from app.domain.inputs import Candidate, Input, Near, Nearest
from app.domain.knowledge import Knowledge
from app.domain.meaning import candidate
from app.domain.reading import SALTS
from app.domain.shelves import NameHit
from app.domain.states import InputStatus
from app.domain.wording import quoted

# More candidates help nobody to choose.
MOST_CANDIDATES = 5
# How many more edits away a look-alike may be and still rival the nearest name.
LOOK_ALIKE_EDITS = 2


def offer(text: str, words: Sequence[str], knowledge: Knowledge, nearest: Nearest) -> Input:
    """An input that is not known exactly, with what may have been meant."""
    parts = _parts(text, words, knowledge)
    if parts is not None:
        return parts
    written = " ".join(words)
    near = nearest(written) if written and not SALTS.issuperset(words) else []
    close = [one for one in near if one.distance <= _allowed(written)]
    if not close or written in knowledge.look_alikes:
        return Input(
            text,
            InputStatus.UNRESOLVED,
            not_understood=tuple(words) or (text,),
            candidates=_candidates(near, knowledge) if not close else (),
            explanation=(f"no drug, class or substance is known as '{text}'",),
        )
    rivals = _rivals(written, close, near, knowledge)
    if len({meaning for one in rivals for meaning in _meanings(one, knowledge)}) > 1:
        return Input(
            text,
            InputStatus.AMBIGUOUS,
            not_understood=(written,),
            candidates=_candidates(rivals, knowledge),
            explanation=(f"'{text}' is near more than one name, so none was chosen",),
        )
    return _correction(text, written, close, knowledge)


def _correction(text: str, written: str, close: Sequence[Near], knowledge: Knowledge) -> Input:
    """The nearest name, offered; nothing, when that is a name of which nothing is known."""
    if close[0].spelling not in knowledge.names:
        reason = f"'{text}' is spelt like '{close[0].spelling}', which is not known here"
        return Input(text, InputStatus.UNRESOLVED, not_understood=(written,), explanation=(reason,))
    best = _candidates(close, knowledge)
    return Input(
        text,
        InputStatus.NEEDS_CONFIRMATION,
        not_understood=(written,),
        candidates=best,
        explanation=(f"'{text}' is not known; '{best[0].matched_name}' is spelt like it",),
    )


def _allowed(written: str) -> int:
    """How many edits may be a slip: none below four letters, two from six on, three from twelve."""
    length = len(written)
    return 0 if length < 4 else 1 if length < 6 else 2 if length < 12 else 3


def _parts(text: str, words: Sequence[str], knowledge: Knowledge) -> Input | None:
    """The known names inside the string, the longest first, offered with what was passed over."""
    rest = list(words)
    hits: list[NameHit] = []
    names = []
    while found := _longest(rest, knowledge):
        start, size = found
        names.append(" ".join(rest[start : start + size]))
        hits += knowledge.names[names[-1]]
        rest[start : start + size] = [""]
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


def _longest(words: Sequence[str], knowledge: Knowledge) -> tuple[int, int] | None:
    """Where the longest known name stands, and how many words it has."""
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size])
            if len(name) > 2 and name in knowledge.names:
                return start, size
    return None


def _rivals(
    written: str, close: Sequence[Near], near: Sequence[Near], knowledge: Knowledge
) -> list[Near]:
    """All that fit as well as the best, and a look-alike of it that begins more like the word.

    `klonidine` is one edit from clonidine, but begins as Klonopin does: it is given to neither.
    """
    best = close[0]
    equal = [one for one in close if one.distance == best.distance]
    partners = knowledge.look_alikes.get(best.spelling, frozenset())
    confusable = [
        one
        for one in near
        if one.spelling in partners
        and one.distance <= best.distance + LOOK_ALIKE_EDITS
        and _beginning(one.spelling, written) > _beginning(best.spelling, written)
    ]
    return [*equal, *confusable]


def _meanings(one: Near, knowledge: Knowledge) -> tuple[str, ...]:
    """What a spelling means; one of which nothing is known means only itself."""
    hits = knowledge.names.get(one.spelling, ())
    return tuple(hit.subject for hit in hits) or (one.spelling,)


def _beginning(one: str, other: str) -> int:
    """How many signs two words have in common before they part."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _candidates(near: Sequence[Near], knowledge: Knowledge) -> tuple[Candidate, ...]:
    """One candidate for each drug or class, by its nearest name."""
    found: dict[str, Candidate] = {}
    for one in near:
        for hit in knowledge.names.get(one.spelling, ()):
            found.setdefault(hit.subject, candidate(hit, one.distance, knowledge))
    return tuple(found.values())[:MOST_CANDIDATES]
