"""The shapes of codes in other systems, and the check character of those that carry one."""

import re

from app.domain.terms import CodeSystem

# The digits of a UNII's check character, in order of value.
_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

_SHAPES = {
    CodeSystem.RXNORM: (r"[1-9]\d{0,7}", "1 to 8 digits"),
    CodeSystem.ATC: (r"[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?", "a letter to seven signs"),
    CodeSystem.UNII: (r"[0-9A-Z]{10}", "ten letters and digits"),
    # A product has two parts, a package three; without hyphens it is written in ten or eleven
    # digits.
    CodeSystem.NDC: (r"\d{4,5}-\d{3,4}(?:-\d{1,2})?|\d{10,11}", "5-4-2 digits"),
    CodeSystem.EPC: (r"N\d{10}", "N and ten digits"),
    CodeSystem.ICD10: (r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?", "a letter, two signs, a dot"),
    CodeSystem.DOID: (r"DOID:\d{1,8}", "DOID: and digits"),
    CodeSystem.DRUGBANK: (r"DB\d{5}", "DB and five digits"),
    CodeSystem.INCHIKEY: (r"[A-Z]{14}-[A-Z]{10}-[A-Z]", "14, 10 and one letters"),
    CodeSystem.CAS: (r"\d{2,7}-\d\d-\d", "digits in three groups"),
    CodeSystem.PUBCHEM: (r"[1-9]\d{0,9}", "1 to 10 digits"),
    CodeSystem.DIN: (r"\d{8}", "eight digits"),
    CodeSystem.DMD: (r"\d{6,18}", "6 to 18 digits"),
}


def problem_with_code(system: CodeSystem, code: str) -> str | None:
    """What is wrong with the shape or the check character of a code; None when nothing is."""
    pattern, words = _SHAPES[system]
    if not re.fullmatch(pattern, code, re.ASCII):
        return f"'{code}' is no {system.value} code ({words})"
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
