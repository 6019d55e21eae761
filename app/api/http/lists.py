"""Lists of names as people and programs write them, bounded before they are taken apart."""

from collections.abc import Sequence

from app.api.http.problems import Problem
from app.domain.knowledge import Knowledge
from app.domain.names.lists import split_doses
from app.domain.names.parse import split_list

# Longer than a hundred names with their directions, one after the other.
MOST_SIGNS_OF_LIST = 8_000
# What one question may list.
MOST_DRUGS = 100
# Directions behind a comma belong to the name before: of these there may be some more.
_MOST_MARKS = 250
_MARKS = (",", ";", "\n")
# In more text no drugs are looked for between blanks: it would keep others waiting.
_MOST_SIGNS_OF_DOSES = 2_000


def listed(texts: Sequence[str], knowledge: Knowledge | None = None) -> list[str]:
    """What the texts list, with commas, semicolons or lines between. Raises a Problem for more
    than anybody takes, before they are taken apart.

    With the `knowledge` of drugs no comma splits a known name, and drugs with their strengths are
    parted where only blanks are between: `lisinopril 10 mg metformin 500 mg`.
    """
    marks = sum(text.count(mark) for text in texts for mark in _MARKS)
    parts = None
    if marks <= _MOST_MARKS:
        names = knowledge.names if knowledge is not None else ()
        parts = [part for text in texts for part in split_list(text, names)]
        if knowledge is not None and sum(map(len, parts)) <= _MOST_SIGNS_OF_DOSES:
            parts = [one for part in parts for one in split_doses(part, knowledge)]
    if parts is None or len(parts) > MOST_DRUGS:
        detail = f"Nothing was checked: at most {MOST_DRUGS} names in one question. Ask with fewer."
        raise Problem(422, "too-many-drugs", "Too many drugs", detail)
    return parts
