"""Several drugs in one string: where one ends and the next begins."""

import re

from app.domain.reading import only_directions

# A comma within a strength is a part of it: `0,5 mg`, `1,000 mg`.
_LIST = re.compile(
    r"\s*(?:[;\n]|(?<!\d),|,(?!\d+\s*(?:mg|mcg|ug|µg|g|ml|iu|units?|meq|%)))\s*", re.IGNORECASE
)
_COMBINATION = re.compile(
    r"\s*(?:/|\+|&|,|;|[()]|\band\b|\bwith\b|\bplus\b)\s*|\s-\s|(?<=[a-z])-(?=[a-z])", re.I
)


def split_list(text: str) -> list[str]:
    """`a, b; c` as three inputs, in their order. Empty parts are left out.

    Directions behind a comma are no input of their own: `a 100 mg, one a day` is one.
    """
    parts: list[str] = []
    for part in _LIST.split(text):
        if parts and part.strip() and only_directions(part):
            parts[-1] = f"{parts[-1]}, {part}"
        elif part.strip():
            parts.append(part)
    return parts


def split_combination(text: str) -> list[str]:
    """`acetaminophen/oxycodone` or `a and b` as parts of one input. A strength keeps its slash."""
    kept = re.sub(r"(\d\s*[a-zA-Z%]*)\s*/\s*(?=\d|m?l\b|h(?:r|our)?\b)", r"\1\0", text)
    return [part.replace("\0", "/") for part in _COMBINATION.split(kept) if part.strip()]
