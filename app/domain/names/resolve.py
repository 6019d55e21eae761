"""Resolves what somebody wrote to drugs: as a whole, by its parts, or else with corrections."""

import re

from app.domain.knowledge import Knowledge, NameHit
from app.domain.names.codes import resolve_code
from app.domain.names.corrections import offer
from app.domain.names.input import (
    Asked,
    Input,
    InputStatus,
    Nearest,
    Via,
    meant,
    nothing_near,
    several,
    with_others_beside,
)
from app.domain.names.parse import (
    ParsedDrug,
    parse_drug,
    split_bare_strength,
    split_combination,
    without_fillers,
)
from app.domain.names.salts import resolve_salt
from app.domain.names.text import normalise

# A sign before a name tells one half of a mixture, which is another substance: `(+)-citalopram`.
_ONE_HALF = re.compile(r"\(\s*[+\-−–±/]+\s*\)")
# More drugs than any product holds: such a string is a list, and is asked to be written as one.
MAX_PARTS = 10
# A name of so many letters may be written in two words, `oxy contin`, and is still no other one.
_LONG_ENOUGH = 7
# Longer than any drug name with its directions; what is longer is not looked up at all.
MAX_LENGTH = 400


def resolve(asked: Asked, knowledge: Knowledge, nearest: Nearest = nothing_near) -> Input:
    """The input that was asked, with its one status. Never raises."""
    if asked.name is None:
        return resolve_code(asked, knowledge)
    text = asked.name
    if len(text) > MAX_LENGTH:
        reason = f"longer than {MAX_LENGTH} signs, so it was not looked up"
        return Input(
            text, InputStatus.UNRESOLVED, not_understood=(text[:80],), explanation=(reason,)
        )
    found = _whole(text, knowledge) or _parts(text, knowledge) or resolve_code(asked, knowledge)
    if found.status is not InputStatus.UNRESOLVED or found.explanation:
        return found
    return offer(text, _left_over(text), knowledge, nearest)


def _whole(text: str, knowledge: Knowledge) -> Input | None:
    """One drug or class, with whatever strength, form and directions stand beside it."""
    if _ONE_HALF.search(text):
        return None
    spelling = normalise(text)
    hits = knowledge.names.get(spelling)
    if hits:
        return with_others_beside(meant(text, hits, knowledge, {}), spelling, knowledge)
    parsed = parse_drug(text)
    for words, understood in _interpretations(parsed, spelling):
        name = " ".join(words)
        hits = knowledge.names.get(name)
        if hits and not (understood.get("strength", "x").isdigit() and _is_class(hits)):
            found = meant(text, hits, knowledge, understood)
            return with_others_beside(found, name, knowledge)
    return resolve_salt(text, parsed, knowledge)


def _is_class(hits: tuple[NameHit, ...]) -> bool:
    return any(hit.subject.startswith("class:") for hit in hits)


def _interpretations(
    parsed: ParsedDrug, spelling: str
) -> list[tuple[tuple[str, ...], dict[str, str]]]:
    """The ways to parse the words of one drug, the most literal first."""
    understood = parsed.understood
    words = without_fillers(parsed.words)
    plain = without_fillers(tuple(spelling.split()))
    ways = [(plain, {}), (parsed.words, understood), (words, understood)]
    bare = split_bare_strength(" ".join(words))
    if bare is not None and "strength" not in understood:
        ways.append((tuple(bare[0].split()), {"strength": bare[1], **understood}))
    if len(words) > 1 and sum(map(len, words)) >= _LONG_ENOUGH:
        ways.append((("".join(words),), understood))
    return ways


def _parts(text: str, knowledge: Knowledge) -> Input | None:
    """A combination: every part must be exactly one drug, else nothing is taken."""
    parts = split_combination(text)
    if len(parts) < 2:
        return None
    if len(parts) > MAX_PARTS:
        reason = f"names more than {MAX_PARTS} things; write each as an input of its own"
        return Input(text, InputStatus.UNRESOLVED, not_understood=(text,), explanation=(reason,))
    found = [_whole(part, knowledge) for part in parts]
    resolved = [
        input_ for input_ in found if input_ is not None and input_.status is InputStatus.RESOLVED
    ]
    if len(resolved) < len(parts) or any(input_.via is Via.CLASS for input_ in resolved):
        return None
    return several(text, resolved)


def _left_over(text: str) -> tuple[str, ...]:
    return without_fillers(parse_drug(text).words)


def find_condition(text: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The ids of all conditions that the words can mean; none when they are not known."""
    return knowledge.condition_names.get(normalise(text), ())
