"""What people write of a type of HLA: which alleles are there, and which are not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HlaType:
    """Alleles that are there or not, as guidelines look them up: `*57:01 positive`; `words` are
    None where nothing was understood.
    """

    values: frozenset[str]
    words: str | None
    explanation: tuple[str, ...]


_TYPE = re.compile(r"\*?(\d{2,3}:\d{2,3})(?::\d{2,3}){0,2}[A-Z]?")
_POSITIVE = {"positive", "pos", "present", "detected", "carrier", "yes", "+"}
_NEGATIVE = {"negative", "neg", "absent", "notdetected", "noncarrier", "no", "-", "notpresent"}
_COPIES = 2


def read_type(symbol: str, words: str) -> HlaType:
    """Types with what is said of them; two types of one gene are all that somebody has."""
    stated: dict[str, bool] = {}
    bare: list[str] = []
    found = list(_TYPE.finditer(words))
    for place, one in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(words)
        after = words[one.end() : end].strip(" ,;/()[]:").removeprefix("allele")
        after = "".join(after.casefold().split())
        if after.endswith(symbol.casefold()):
            after = after.removesuffix(symbol.casefold()).strip(",;/")
        if after in _POSITIVE or after in _NEGATIVE:
            stated[one[1]] = after in _POSITIVE
        elif not after:
            bare.append(one[1])
        else:
            return _not_read(symbol, words)
    if not stated and not bare:
        return _not_read(symbol, words)
    stated |= dict.fromkeys(bare, True)
    values = {f"*{type_} {_sign(is_there)}" for type_, is_there in stated.items()}
    lines = [f"{symbol}*{type_} {_sign(is_there)}" for type_, is_there in stated.items()]
    if len(bare) == _COPIES and len(stated) == len(set(bare)):
        values.add(_ALL_TYPED)
        lines.append(f"both copies of {symbol} are typed: every other type is absent")
    return HlaType(frozenset(values), ", ".join(lines[: len(stated)]), tuple(lines))


# Stands among the values of somebody whose both types are known.
_ALL_TYPED = "all typed"


def with_absent(values: frozenset[str], asked: Iterable[str]) -> frozenset[str]:
    """The values, and of those asked for the types that are absent because others are there."""
    if _ALL_TYPED not in values:
        return values
    there = {one.partition(" ")[0] for one in values}
    absent = (one for one in asked if one.startswith("*") and one.endswith(" negative"))
    return values | {one for one in absent if one.partition(" ")[0] not in there}


def _sign(is_there: bool) -> str:
    return "positive" if is_there else "negative"


def _not_read(symbol: str, words: str) -> HlaType:
    why = f"'{words}' is no type of {symbol} that can be read: '*57:01 positive' is one"
    return HlaType(frozenset(), None, (why,))
