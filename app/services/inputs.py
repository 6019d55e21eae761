"""What one input of a question means: by its words, by a code, or by several of both."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import combinations

from app.domain.knowledge import Knowledge
from app.domain.names.allergies import states_none
from app.domain.names.conditions import match_condition
from app.domain.names.input import Asked, Candidate, Input, InputStatus, meant
from app.domain.names.left_over import word_of_an_end
from app.domain.names.resolve import resolve
from app.domain.names.text import normalise
from app.services.release import LoadedRelease


def corrected(read: Input, knowledge: Knowledge) -> Input:
    """The nearest candidate of a correction, taken because the caller asked for it; it says so.

    None is taken for `stopped warfarin` or `allergic to penicillin`: somebody has to be asked.
    """
    if read.status is not InputStatus.NEEDS_CONFIRMATION or word_of_an_end(read.input):
        return read
    best: Candidate = read.candidates[0]
    hits = knowledge.names.get(normalise(best.matched_name), ())
    taken = meant(read.input, hits, knowledge, read.understood)
    if taken.status is not InputStatus.RESOLVED:
        return read
    line = f"'{read.input}' was taken as '{best.matched_name}', as accept_corrections asked"
    return replace(
        taken,
        corrected_to=best.matched_name,
        # A corrected word is understood now; a word that was passed over is not.
        not_understood=read.not_understood[1:] if best.distance else read.not_understood,
        explanation=(*read.explanation, line, *taken.explanation),
    )


def read_several(asked: Asked, knowledge: Knowledge, read: Callable[[Asked], Input]) -> Input:
    """One medicine by several codes and words: any that is known decides, the codes before the
    words. Where two that are known mean different drugs, none is chosen.
    """
    parts = (replace(asked, also=()), *asked.also)
    codes = [read(one) for one in parts if one.name is None]
    written = [read(one) for one in parts if one.name is not None]
    words = next((one.name for one in parts if one.name is not None), asked.words)
    known = [one for one in (*codes, *written) if one.status is InputStatus.RESOLVED]
    if not known:
        return _none_known(words, codes, written)
    if not all(_agree(one, other, knowledge) for one, other in combinations(known, 2)):
        return _disagreeing(words, known, knowledge)
    best = max(known, key=lambda one: (one.drug_class is None, len(one.drugs)))
    return replace(best, input=words, understood=_understood(best, known))


def _none_known(words: str, codes: Sequence[Input], written: Sequence[Input]) -> Input:
    """What the words offer, with why none of the codes is known."""
    lines = dict.fromkeys(line for one in (*written, *codes) for line in one.explanation)
    best = max(written or codes, key=lambda one: len(one.candidates))
    return replace(best, input=words, explanation=tuple(lines))


def _understood(best: Input, known: Sequence[Input]) -> dict[str, str]:
    """What is understood of the best, with route and form that only another one names."""
    same = [one for one in known if {drug.id for drug in one.drugs} == _ids(best)]
    return {
        **{
            what: value
            for one in same
            for what, value in one.understood.items()
            if what in ("route", "form", "strength")
        },
        **best.understood,
    }


def _ids(one: Input) -> set[str]:
    return {drug.id for drug in one.drugs}


def _agree(one: Input, other: Input, knowledge: Knowledge) -> bool:
    """Whether both can mean one medicine: the same drugs, some of them, or a class with them."""
    if one.drug_class is not None and other.drug_class is not None:
        return one.drug_class.id == other.drug_class.id
    if one.drug_class is not None:
        return _is_member(other, one.drug_class.id, knowledge)
    if other.drug_class is not None:
        return _is_member(one, other.drug_class.id, knowledge)
    return _ids(one) <= _ids(other) or _ids(other) <= _ids(one)


def _is_member(one: Input, drug_class: str, knowledge: Knowledge) -> bool:
    return any(drug_class in knowledge.classes_above.get(drug.id, {}) for drug in one.drugs)


def _disagreeing(words: str, known: Sequence[Input], knowledge: Knowledge) -> Input:
    names = {drug.id: drug.name for one in known for drug in one.drugs}
    names |= {
        f"class:{one.drug_class.id}": one.drug_class.name
        for one in known
        if one.drug_class is not None
    }
    line = f"its codes and words mean different things: {', '.join(names.values())}"
    candidates = tuple(Candidate(slug, name, name, 0) for slug, name in names.items())
    return Input(words, InputStatus.AMBIGUOUS, candidates=candidates, explanation=(line,))


def understood_condition(names: Sequence[str], loaded: LoadedRelease) -> str:
    """Of several names and codes of one condition the first that is understood, else the first."""
    matched = (one for one in names if len(match_condition(one, loaded.knowledge).conditions) == 1)
    return next(matched, names[0])


def understood_allergen(names: Sequence[str], loaded: LoadedRelease) -> str:
    """Of several names and codes of what somebody does not tolerate the first that is known."""
    spellings = loaded.knowledge.allergens.names
    for name in names:
        if states_none(name) or normalise(name) in spellings:
            return name
        if resolve(Asked(name), loaded.knowledge).status is InputStatus.RESOLVED:
            return name
    return names[0]
