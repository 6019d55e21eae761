"""Codes of other systems: their shapes and check characters, and inputs that are codes."""

import re
from dataclasses import replace

from app.domain.facts import CodeSystem, Key, split_key
from app.domain.knowledge import Knowledge
from app.domain.names.input import (
    Asked,
    Candidate,
    ClassRef,
    Input,
    InputStatus,
    Via,
    drug_ref,
    of_product,
)
from app.domain.names.lexicon import CODE_SYSTEMS

# The digits of a UNII's check character, in order of value.
_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHAPES = {system: re.compile(written.shape, re.ASCII) for system, written in CODE_SYSTEMS.items()}


def problem_with_code(system: CodeSystem, code: str) -> str | None:
    """What is wrong with the shape or the check character of a code; None when nothing is."""
    written = CODE_SYSTEMS[system]
    if not _SHAPES[system].fullmatch(code):
        return f"'{code}' is no {system.value} code ({written.shape_words})"
    if system is CodeSystem.UNII and unii_check_character(code) != code[-1]:
        return (
            f"'{code}' is no unii code (its check character should be {unii_check_character(code)})"
        )
    return None


def unii_check_character(code: str) -> str:
    """The tenth character that the first nine of a UNII ask for: their sum, modulo 36."""
    return _BASE_36[sum(_BASE_36.index(sign) for sign in code[:9]) % 36]


def plain_code(system: CodeSystem, code: str) -> str:
    """A code in the one shape under which it is looked up: an NDC in 9 or 11 digits."""
    shapes = ndc_shapes(code) if system is CodeSystem.NDC else []
    return shapes[0] if shapes else code


def ndc_shapes(code: str) -> list[str]:
    """An NDC as labeler, product and package of 5, 4 and 2 digits, without hyphens: 11 digits for a
    package, 9 for a product.

    Ten digits without hyphens may be meant in three ways. Empty for what is no NDC.
    """
    if re.fullmatch(r"\d{11}", code):
        return [code]
    if re.fullmatch(r"\d{10}", code):
        cuts = ((4, 8), (5, 8), (5, 9))
        return [_filled(code[:one], code[one:other], code[other:]) for one, other in cuts]
    if re.fullmatch(r"\d{4,5}-\d{3,4}(?:-\d{1,2})?", code):
        return [_filled(*code.split("-"))]
    return []


def _filled(labeler: str, product: str, package: str = "") -> str:
    return labeler.zfill(5) + product.zfill(4) + (package.zfill(2) if package else "")


# The names under which clients know a code system, in lower case.
SYSTEMS = {name: system for system, written in CODE_SYSTEMS.items() for name in written.names}

_BARE = {
    system: re.compile(rf"^(?:{written.bare})$", re.IGNORECASE)
    for system, written in CODE_SYSTEMS.items()
    if written.bare is not None
}
# The longest first: `rxnorm` is also the end of an address.
_NAMES = "|".join(sorted(map(re.escape, SYSTEMS), key=len, reverse=True))
_WITH_SYSTEM = re.compile(
    rf"({_NAMES}) ?(?:(?:code|id|no\.?)(?!\w))? ?([:#|]?) ?([\w-]{{1,40}})", re.IGNORECASE
)


def resolve_code(asked: Asked, knowledge: Knowledge) -> Input:
    """The drug or class that a code names.

    Words that are no code come back unresolved, unexplained.
    """
    if asked.name is None:
        system = SYSTEMS.get((asked.system or "").strip().lower())
        if system is None:
            return _unknown(asked.words, f"unknown code system '{asked.system}'")
        return _look_up(asked.words, system, (asked.code or "").strip(), knowledge)
    text = asked.name.strip()
    # A whole code first: `ID912S5VON` is one, and no number of a system called `id`.
    fitting = [system for system, pattern in _BARE.items() if _fits(system, pattern, text)]
    for system in fitting:
        if subjects_of(system, text.upper(), knowledge):
            return _look_up(asked.name, system, text, knowledge)
    named = _WITH_SYSTEM.fullmatch(" ".join(text.split()))
    if named is not None and (named[2] or any(sign.isdigit() for sign in named[3])):
        return _look_up(asked.name, SYSTEMS[named[1].lower()], named[3], knowledge)
    if fitting:
        return _look_up(asked.name, fitting[0], text, knowledge)
    return Input(asked.name, InputStatus.UNRESOLVED)


def _fits(system: CodeSystem, pattern: re.Pattern[str], text: str) -> bool:
    """Only a right check character tells a UNII from a word of ten signs."""
    if not pattern.match(text):
        return False
    return system is not CodeSystem.UNII or problem_with_code(system, text.upper()) is None


def _look_up(words: str, system: CodeSystem, code: str, knowledge: Knowledge) -> Input:
    code = code.upper()
    subjects = subjects_of(system, code, knowledge)
    if not subjects:
        if problem_with_code(system, code) is not None:
            return _unknown(words, f"'{code}' is not a well-formed {CODE_SYSTEMS[system].label}")
        return _unknown(
            words, f"'{code}' is a well-formed {CODE_SYSTEMS[system].label}, but not known here"
        )
    return _known(words, system, code, subjects, knowledge)


def subjects_of(system: CodeSystem, code: str, knowledge: Knowledge) -> list[Key]:
    """The drugs, products and classes that a code names. A package not known is its product."""
    shapes = ndc_shapes(code) if system is CodeSystem.NDC else [code]
    shapes += [shape[:9] for shape in shapes] if system is CodeSystem.NDC else []
    found: dict[Key, None] = {}
    for shape in shapes:
        found |= dict.fromkeys(knowledge.codes.get((system.value, shape), ()))
        if found and len(shape) == 11 and len(shapes) == 2:
            break
    return [subject for subject in found if split_key(subject)[0] in ("drug", "product", "class")]


def _known(
    words: str, system: CodeSystem, code: str, subjects: list[Key], knowledge: Knowledge
) -> Input:
    understood = {"system": system.value, "code": code}
    label = f"{CODE_SYSTEMS[system].label} {code}"
    kind, slug = split_key(subjects[0])
    if kind == "class":
        name = knowledge.classes[slug].name
        return Input(
            words,
            InputStatus.RESOLVED,
            Via.CLASS,
            drug_class=ClassRef(slug, name),
            understood=understood,
            explanation=(f"{label} is the class {name}",),
        )
    if kind == "product":
        return _products(words, label, understood, subjects, knowledge)
    drugs = tuple(
        drug_ref(split_key(subject)[1], knowledge)
        for subject in subjects
        if split_key(subject)[0] == "drug"
    )
    line = f"{label} is {' and '.join(drug.name for drug in drugs)}"
    return Input(
        words, InputStatus.RESOLVED, Via.CODE, drugs, understood=understood, explanation=(line,)
    )


def _products(
    words: str,
    label: str,
    understood: dict[str, str],
    subjects: list[Key],
    knowledge: Knowledge,
) -> Input:
    """The product of a code. Several products are one answer only if their ingredients are."""
    products = [knowledge.products[split_key(subject)[1]] for subject in subjects]
    if len({frozenset(product.ingredients) for product in products}) > 1:
        names = ", ".join(product.name for product in products)
        return Input(
            words,
            InputStatus.AMBIGUOUS,
            understood=understood,
            candidates=tuple(
                dict.fromkeys(
                    Candidate(slug, knowledge.drugs[slug].name, product.name, 0)
                    for product in products
                    for slug in product.ingredients
                )
            ),
            explanation=(f"{label} may be read as several products: {names}",),
        )
    found = of_product(words, products[0], knowledge, understood, Via.CODE)
    return replace(found, explanation=(f"{label} is {products[0].name}", *found.explanation))


def _unknown(words: str, reason: str) -> Input:
    return Input(words, InputStatus.UNRESOLVED, not_understood=(words,), explanation=(reason,))
