"""Codes: of drugs, of products, of classes and of conditions."""

from collections import defaultdict
from collections.abc import Iterator

from app.domain.facts import (
    Code,
    CodeSystem,
    Condition,
    DrugClass,
    Fact,
    Membership,
    Product,
    split_key,
)

from tests.verifying.evidence import Library
from tests.verifying.identity import Identity
from tests.verifying.outcome import NOT_FOUND, Found, Verdict, cited, confirmed, contradicted
from tests.verifying.spelling import plain, singular

# place, what the file calls it, the drugs of the seed behind that
Claim = tuple[str, str, list[frozenset[str]]]
Claims = dict[tuple[str, str], list[Claim]]
# system and drug; place and code
Own = dict[tuple[str, str], list[tuple[str, str]]]
# Systems in which one substance has one code.
_SINGLE = ("rxnorm", "unii")


def judge(facts: list[Fact], library: Library, identity: Identity) -> Iterator[Verdict]:
    """Each code."""
    claims, own = _claims(library, identity)
    products = {one.id: one for one in facts if isinstance(one, Product)}
    told = {(one.subject, one.system.value, one.code) for one in facts if isinstance(one, Code)}
    classes = _Classes(facts, library, identity)
    conditions = _Conditions(facts, library)
    for fact in facts:
        if isinstance(fact, Code):
            kind, slug = split_key(fact.subject)
            if kind == "class":
                found = classes.verdict(fact, slug)
            elif kind == "product":
                found = _of_things(fact, set(products[slug].ingredients), claims)
            elif kind == "drug":
                found = _of_drug(fact, slug, claims, own, told)
            else:
                found = conditions.verdict(fact, slug)
            title = f"code {fact.system.value}"
            yield Verdict(title, slug, fact.code, cited(fact.citations), *found)


def _claims(library: Library, identity: Identity) -> tuple[Claims, Own]:
    """Who has each code, and which codes the rows titled with a drug's generic name have."""
    claims: Claims = defaultdict(list)
    own: Own = defaultdict(list)
    for row in library.called:
        owners = identity.owners_of_row(row)
        for system, code in row.codes:
            claims[system, _plain(system, code)].append((row.at, row.preferred, [owners]))
            for drug in identity.owners(plain(row.preferred)):
                own[system, drug].append((row.at, code))
    for box in library.boxed:
        parts = sorted(identity.ingredients(box), key=sorted)
        for system, code in box.codes:
            title = f"{box.brand} ({', '.join(box.ingredients)})"
            claims[system, _plain(system, code)].append((box.at, title, parts))
    for group in library.grouped:
        if group.system not in ("epc", "icd10"):
            named = [identity.owners(one) for one in _parts(group.name)]
            claims[group.system, group.code].append((group.at, group.name, named))
    return claims, own


def _of_drug(
    fact: Code, drug: str, claims: Claims, own: Own, all_told: set[tuple[str, str, str]]
) -> Found:
    system = fact.system.value
    told = claims.get((system, _plain(system, fact.code)), [])
    ours = [at for at, _, parts in told if len(parts) == 1 and drug in parts[0]]
    if ours:
        return confirmed(*ours)
    if told:
        whose = " / ".join(sorted({title for _, title, _ in told})[:3])
        return contradicted(f"the code of {whose}", *(at for at, _, _ in told))
    others = own.get((system, drug), []) if system in _SINGLE else []
    # Where the seed tells the file's code too, it tells a second one, as of a salt.
    if others and not any((fact.subject, system, code) in all_told for _, code in others):
        codes = ", ".join(sorted({code for _, code in others}))
        return contradicted(f"the file gives this drug {codes}", *(at for at, _ in others))
    return NOT_FOUND


def _of_things(fact: Code, ingredients: set[str], claims: Claims) -> Found:
    told = claims.get((fact.system.value, _plain(fact.system.value, fact.code)), [])
    for at, _, parts in told:
        if len(parts) == len(ingredients) and all(
            any(i in one for one in parts) for i in ingredients
        ):
            return confirmed(at)
    if told:
        return contradicted(f"the code of {told[0][1]}", *(at for at, _, _ in told))
    return NOT_FOUND


class _Classes:
    """Codes of classes: right if the file's name is one of the class's, or if most members of both
    are the same. The code of a narrower class is not found.
    """

    def __init__(self, facts: list[Fact], library: Library, identity: Identity) -> None:
        self.names: dict[str, set[str]] = {}
        self.members: dict[str, set[str]] = defaultdict(set)
        for fact in facts:
            if isinstance(fact, DrugClass):
                self.names[fact.id] = {singular(one) for one in (fact.name, *fact.names)}
            elif isinstance(fact, Membership) and fact.holds:
                self.members[fact.drug_class].add(fact.drug)
        self.titles = {g.code: g for g in library.grouped if g.system == "epc"}
        self.coded: dict[str, set[str]] = defaultdict(set)
        for one in library.classed:
            if one.code:
                self.coded[one.code] |= identity.owners(one.drug)

    def verdict(self, fact: Code, slug: str) -> Found:
        """Compares name and members."""
        group = self.titles.get(fact.code)
        if fact.system is not CodeSystem.EPC or group is None:
            return NOT_FOUND
        if singular(group.name) in self.names[slug]:
            return confirmed(group.at)
        coded, members = self.coded[fact.code], self.members[slug]
        shared = len(coded & members)
        if shared and shared * 2 >= max(len(coded), len(members)):
            return confirmed(f"{group.at}, {shared} of {len(coded)} members")
        if coded & members or not coded:
            return NOT_FOUND
        return contradicted(f"the code of '{group.name}', with no member in common", group.at)


class _Conditions:
    """Codes of conditions: right if a word of the code's title or terms is one of the condition's.
    A code that the list does not have is wrong, but for external causes, which the file leaves out.
    """

    def __init__(self, facts: list[Fact], library: Library) -> None:
        self.words = {
            fact.id: _stems(" ".join((fact.name, fact.description, *fact.names)))
            for fact in facts
            if isinstance(fact, Condition)
        }
        self.titles = {one.code: one for one in library.grouped if one.system == "icd10"}

    def verdict(self, fact: Code, slug: str) -> Found:
        """Looks the code up, and compares its title with what the condition is called."""
        if fact.system is not CodeSystem.ICD10 or not self.titles:
            return NOT_FOUND
        title = self.titles.get(fact.code)
        if title is None:
            if fact.code[0] in _EXTERNAL:
                return NOT_FOUND
            return contradicted("the list has no such code", "icd10cm")
        return confirmed(title.at) if _stems(title.name) & self.words[slug] else NOT_FOUND


_EXTERNAL = "VWXY"
_STEM = 5
# Words of so many titles that they tell nothing.
_OF_MANY = {"disea", "disor", "unspe", "other", "speci", "condi", "syndr", "state"}


def _stems(text: str) -> set[str]:
    """The beginnings of the words that may tell one condition from others."""
    return {word[:_STEM] for word in plain(text).split() if len(word) > 2} - _OF_MANY


def _parts(name: str) -> list[str]:
    """`A AND B` are two substances."""
    return name.replace(" WITH ", " AND ").split(" AND ")


def _plain(system: str, code: str) -> str:
    """An NDC as 5, 4 and 2 digits; eleven digits without hyphens are that already."""
    if system != "ndc" or "-" not in code:
        return code
    return "".join(part.zfill(size) for part, size in zip(code.split("-"), (5, 4, 2), strict=False))
