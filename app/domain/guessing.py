"""Offers, never choices: parts of a string that name a drug, and spellings near a written one."""

from collections.abc import Sequence
from itertools import takewhile

from app.domain.inputs import Candidate, Input, Near, Nearest
from app.domain.knowledge import Knowledge
from app.domain.meaning import candidate
from app.domain.states import InputStatus

# More candidates help nobody to choose.
MOST_CANDIDATES = 5
# How many more edits away a look-alike may be and still rival the nearest name.
LOOK_ALIKE_EDITS = 2


def offer(text: str, words: Sequence[str], knowledge: Knowledge, nearest: Nearest) -> Input:
    """An input that is not known exactly, with what may have been meant."""
    part = _part(text, words, knowledge)
    if part is not None:
        return part
    written = " ".join(words)
    near = nearest(written) if written else []
    close = [one for one in near if one.distance <= _allowed(written)]
    if not close:
        return Input(
            text,
            InputStatus.UNRESOLVED,
            not_understood=tuple(words) or (text,),
            candidates=_candidates(near, knowledge),
            explanation=(f"no drug, class or substance is known as '{text}'",),
        )
    rivals = _rivals(written, close, near, knowledge)
    if len(rivals) > 1:
        return Input(
            text,
            InputStatus.AMBIGUOUS,
            not_understood=(written,),
            candidates=rivals,
            explanation=(f"'{text}' is near more than one name, so none was chosen",),
        )
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


def _part(text: str, words: Sequence[str], knowledge: Knowledge) -> Input | None:
    """A known name inside the string: the longest one, offered with what was passed over."""
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size + 1):
            name = " ".join(words[start : start + size])
            hits = knowledge.names.get(name, ())
            if hits and len(name) > 2:
                rest = (*words[:start], *words[start + size :])
                return Input(
                    text,
                    InputStatus.NEEDS_CONFIRMATION if len(hits) == 1 else InputStatus.AMBIGUOUS,
                    not_understood=rest,
                    candidates=tuple(candidate(hit, 0, knowledge) for hit in hits),
                    explanation=(f"only '{name}' of '{text}' was understood",),
                )
    return None


def _rivals(
    written: str, close: Sequence[Near], near: Sequence[Near], knowledge: Knowledge
) -> tuple[Candidate, ...]:
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
    return _candidates([*equal, *confusable], knowledge)


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
