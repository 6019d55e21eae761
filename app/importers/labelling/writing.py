"""How substances and codes are written on labels."""

import re
from collections.abc import Sequence

from app.domain.codes import ndc_shapes, problem_with_code
from app.domain.identifying import CodeOf
from app.domain.reading import without_salts
from app.domain.terms import CodeSystem

_AND = re.compile(r"\s*(?:[,;/+&]|\band\b)\s*", re.I)


def unii(code: str) -> tuple[CodeOf, ...]:
    """A UNII as a code; none if it is not one."""
    fits = problem_with_code(CodeSystem.UNII, code) is None
    return ((CodeSystem.UNII, code),) if fits else ()


def product_codes(rxcuis: Sequence[str], ndcs: Sequence[str]) -> tuple[CodeOf, ...]:
    """Codes of products, an NDC as written and in its one long shape."""
    shapes = [shape for one in ndcs for shape in (one, *ndc_shapes(one))]
    return tuple(
        [(CodeSystem.RXNORM, one) for one in rxcuis] + [(CodeSystem.NDC, one) for one in shapes]
    )


def split_names(text: str) -> list[str]:
    """The names of a combination: `olanzapine and fluoxetine hydrochloride` is two."""
    return [one for one in _AND.split(text) if one]


def base_name(name: str, shorter: str | None = None) -> str:
    """A name in lower case, without the words of a salt behind it. `shorter` may be the same
    substance without the salt.
    """
    words = name.lower().split()
    if shorter is not None and name.lower().startswith(f"{shorter.lower()} "):
        words = shorter.lower().split()
    while not without_salts((words[-1],)) and without_salts(tuple(words[:-1])):
        words.pop()
    return " ".join(words)


def others(whole: str, base: str) -> tuple[str, ...]:
    """The name with its salt, where that is another one than the base's."""
    return () if whole.lower() in ("", base) else (whole,)
