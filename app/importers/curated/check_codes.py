"""Codes of a wrong shape, of a system that does not fit, or of two things."""

from collections.abc import Iterator

from app.domain.codes import plain_code, problem_with_code
from app.domain.facts import Code, split_key
from app.domain.terms import CodeSystem
from app.importers.curated.told import Told

# Which systems have codes for which kind of thing.
_SYSTEMS_OF = {
    "drug": (CodeSystem.RXNORM, CodeSystem.ATC, CodeSystem.UNII),
    "product": (CodeSystem.RXNORM, CodeSystem.NDC),
    "class": (CodeSystem.EPC, CodeSystem.ATC),
    "condition": (CodeSystem.ICD10,),
}
# Fewer signs of an ATC code are a group of substances.
_SUBSTANCE_SIGNS = 7


def code_problems(told: list[Told]) -> Iterator[str]:
    """Every code must be well formed, and mean one thing only, however it is written."""
    owners: dict[tuple[CodeSystem, str], Told] = {}
    for one in told:
        if isinstance(one.fact, Code):
            problem = _problem(one.fact)
            if problem is not None:
                yield f"{one.place}: {split_key(one.fact.subject)[1]}: {problem}"
                continue
            plain = plain_code(one.fact.system, one.fact.code)
            first = owners.setdefault((one.fact.system, plain), one)
            if isinstance(first.fact, Code) and _same_in_other_words(first.fact, one.fact):
                system, code = one.fact.system.value, one.fact.code
                yield f"{one.place}: {system} {code} stands twice (first at {first.place})"


def _problem(code: Code) -> str | None:
    problem = problem_with_code(code.system, code.code)
    kind = split_key(code.subject)[0]
    if problem is None and code.system not in _SYSTEMS_OF.get(kind, ()):
        return f"a {kind} has no {code.system.value} code"
    if problem is None and kind == "drug" and _is_group(code):
        return f"'{code.code}' is the ATC code of a group; that of a drug has seven signs"
    return problem


def _is_group(code: Code) -> bool:
    return code.system is CodeSystem.ATC and len(code.code) < _SUBSTANCE_SIGNS


def _same_in_other_words(first: Code, other: Code) -> bool:
    """Two codes that mean the same, and are not seen as doubles by kind and spelling."""
    kinds = {split_key(first.subject)[0], split_key(other.subject)[0]}
    return first is not other and (len(kinds) > 1 or first.code != other.code)
