"""Products: a brand and what is in it."""

from collections import defaultdict
from collections.abc import Iterator

from app.domain.facts import Code, Fact, Product

from tests.verifying.evidence import Boxed, Library
from tests.verifying.identity import Identity
from tests.verifying.outcome import NOT_FOUND, Found, Verdict, cited, confirmed, contradicted
from tests.verifying.spelling import contains, plain


def judge(facts: list[Fact], library: Library, identity: Identity) -> Iterator[Verdict]:
    """Each product: by its codes, else by its name before the first number."""
    coded: dict[tuple[str, str], list[Boxed]] = defaultdict(list)
    for box in library.boxed:
        for system, code in box.codes:
            coded[system, code].append(box)
    codes: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for fact in facts:
        if isinstance(fact, Code):
            codes[fact.subject].append((fact.system.value, fact.code))
    for fact in facts:
        if isinstance(fact, Product):
            boxes = [box for code in codes[f"product:{fact.id}"] for box in coded.get(code, [])]
            found = _verdict(fact, boxes or identity.brands.get(_stem(fact.name), []), identity)
            text = f"{fact.name} = {' + '.join(fact.ingredients)}"
            yield Verdict("product", fact.id, text, cited(fact.citations), *found)


def _verdict(fact: Product, boxes: list[Boxed], identity: Identity) -> Found:
    wanted = set(fact.ingredients)
    for box in boxes:
        parts = identity.ingredients(box)
        if len(parts) == len(wanted) and all(wanted & part for part in parts):
            return confirmed(box.at)
    # A longer name may be of another product; only the same one says otherwise.
    same = [
        box
        for box in boxes
        if plain(box.brand) == _stem(fact.name) and not _vague(box, wanted, identity)
    ]
    if same:
        return contradicted(f"made of {', '.join(same[0].ingredients)}", same[0].at)
    return NOT_FOUND


def _vague(box: Boxed, wanted: set[str], identity: Identity) -> bool:
    """`MIXED SALTS AMPHETAMINE` may be what is meant: it is no known name, and has one in it. And a
    brand that a register lists as made of itself tells nothing of what is in it.
    """
    names = {name for drug in wanted for name in identity.names[drug]}
    return any(
        plain(one) == plain(box.brand)
        or (not identity.owners(one) and any(contains(plain(one), name) for name in names))
        for one in box.ingredients
    )


def _stem(name: str) -> str:
    words = plain(name).split()
    ends = [n for n, word in enumerate(words) if word[0].isdigit()]
    return " ".join(words[: ends[0]] if ends and ends[0] else words)
