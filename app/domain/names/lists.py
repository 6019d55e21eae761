"""Cuts what a person wrote in one piece into one input for each thing that is named."""

import re
from itertools import pairwise

from app.domain.knowledge import Knowledge
from app.domain.names.directions import has_digit
from app.domain.names.input import Input, InputStatus
from app.domain.names.left_over import CHANGES, MOST_IN_A_NAME
from app.domain.names.parse import only_directions, split_list
from app.domain.names.resolve import resolve_named
from app.domain.names.text import normalise, why_too_long

# As people join what they take: `warfarin + aspirin`. A slash joins what is one product.
_AND = re.compile(r"\s(?:\+|&|and|plus)\s", re.IGNORECASE)


def split_written(text: str, knowledge: Knowledge) -> list[str]:
    """What a person wrote or pasted, as one input for each thing named.

    Lines, commas and semicolons part as in any list; so do "and" and "+" between two things, and
    blanks between names that are known: `warfarin aspirin` is two. What is known as a whole stays
    whole, and so does all that holds a word which may change what is meant. No word is lost.
    """
    return [
        one
        for item in split_list(text, knowledge.names)
        for part in _at_joins(item, knowledge)
        for one in _at_blanks(part, knowledge)
    ]


def _at_joins(item: str, knowledge: Knowledge) -> list[str]:
    parts = [part.strip() for part in _AND.split(item)]
    if len(parts) < 2 or why_too_long(item) is not None or normalise(item) in knowledge.names:
        return [item]
    if resolve_named(item, knowledge).product is not None or any(map(only_directions, parts)):
        return [item]
    read = [resolve_named(part, knowledge) for part in parts]
    known = [one.status is InputStatus.RESOLVED for one in read]
    unclear = [part for part, is_known in zip(parts, known, strict=True) if not is_known]
    changed = any(word in CHANGES for part in unclear for word in normalise(part).split())
    return [item] if changed or not any(known) or not all(parts) else parts


def split_doses(text: str, knowledge: Knowledge) -> list[str]:
    """One item of a list, cut where it holds several drugs of which all but one have a strength.

    `lisinopril 10 mg metformin 500 mg aspirin 81` is three. It stays whole where a part is not
    known exactly, or two parts name the same drug: a brand beside its generic is one.
    """
    words = text.split()
    if len(words) < _LEAST_OF_TWO_DOSES or not has_digit(text) or why_too_long(text) is not None:
        return [text]
    parts = _before_each_name(words, knowledge)
    if len(parts) < 2 or resolve_named(text, knowledge).status is InputStatus.RESOLVED:
        return [text]
    read = [resolve_named(part, knowledge) for part in parts]
    drugs = [drug.id for one in read for drug in one.drugs]
    dosed = sum("strength" in one.understood for one in read)
    apart = all(map(_is_one_thing, read)) and len(drugs) == len(set(drugs))
    return parts if apart and dosed >= len(parts) - 1 else [text]


# Two names and the number of one.
_LEAST_OF_TWO_DOSES = 3


def _is_one_thing(read: Input) -> bool:
    return read.status is InputStatus.RESOLVED and not read.not_understood


def _at_blanks(part: str, knowledge: Knowledge) -> list[str]:
    """Cut before every known name, if there are two or more."""
    words = part.split()
    if len(words) < 2 or why_too_long(part) is not None:
        return [part]
    if resolve_named(part, knowledge).status is InputStatus.RESOLVED:
        return [part]
    parts = _before_each_name(words, knowledge)
    return parts if len(parts) > 1 else [part]


def _before_each_name(words: list[str], knowledge: Knowledge) -> list[str]:
    """The words cut before every known name, if there are two or more; other words stay with the
    name before them. Whole, where one of them may change what is meant.
    """
    starts, other, place = [], [], 0
    while place < len(words):
        size = _size_of_name(words, place, knowledge)
        if size:
            starts.append(place)
        else:
            other.append(words[place])
        place += size or 1
    if len(starts) < 2 or any(word in CHANGES for one in other for word in normalise(one).split()):
        return [" ".join(words)]
    cuts = [0, *starts[1:], len(words)]
    return [" ".join(words[start:end]) for start, end in pairwise(cuts)]


def _size_of_name(words: list[str], place: int, knowledge: Knowledge) -> int:
    """How many words from this place are the longest known name; 0 for none."""
    for size in range(min(MOST_IN_A_NAME, len(words) - place), 0, -1):
        name = " ".join(words[place : place + size])
        if normalise(name) in knowledge.names and not only_directions(name):
            return size
    return 0
