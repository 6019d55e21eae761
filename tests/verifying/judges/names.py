"""Names: generic names, synonyms, salts, abbreviations and brands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from app.domain.facts import Fact, Name, NameKind

from tests.verifying.evidence import Called, Labelled, Library
from tests.verifying.identity import Identity
from tests.verifying.outcome import NOT_FOUND, Found, Verdict, cited, confirmed, contradicted
from tests.verifying.spelling import contains, formless, plain, turned, with_part


class Texts:
    """The texts of labels, and in which of them a word stands."""

    def __init__(self, labels: Iterable[Labelled]) -> None:
        self._texts = [(label, " ".join(label.texts.values())) for label in labels]
        self._with: defaultdict[str, set[int]] = defaultdict(set)
        for place, (_, text) in enumerate(self._texts):
            for word in set(text.split()):
                self._with[word].add(place)

    def with_words(self, words: str) -> list[tuple[Labelled, str]]:
        """The labels that have all of these words, the last one in singular or plural."""
        *begin, end = words.split()
        places = set().union(*(self._with.get(f"{end}{ending}", ()) for ending in ("", "s", "es")))
        for word in begin:
            places &= self._with.get(word, set())
        return [self._texts[place] for place in sorted(places)]


def judge(facts: list[Fact], library: Library, identity: Identity) -> Iterator[Verdict]:
    """Each name of each drug. A name is confirmed where a file gives it to the same substance."""
    texts = Texts(library.labelled)
    for fact in facts:
        if isinstance(fact, Name):
            found = _verdict(fact, texts, identity)
            text = f"{fact.text} ({fact.kind.value})"
            yield Verdict("name", fact.drug, text, cited(fact.citations), *found)


def _verdict(fact: Name, texts: Texts, identity: Identity) -> Found:
    text = plain(fact.text)
    rows, boxes = identity.rows.get(text, []), identity.brands.get(text, [])
    if fact.kind is NameKind.SALT:
        rows = rows or identity.rows.get(turned(text), [])
    ours = [row.at for row in rows if fact.drug in identity.owners_of_row(row)]
    ours += [box.at for box in boxes if fact.drug in frozenset().union(*identity.ingredients(box))]
    if fact.kind is NameKind.SALT and _begins_as(text, identity.names[fact.drug]):
        ours += [row.at for row in rows if not identity.owners_of_row(row)]
    if fact.kind is NameKind.SYNONYM and not rows:
        others = sorted(formless(text)) + sorted(with_part(text))
        ours += [row.at for one in others for row in _own_rows(one, fact, identity)]
    if ours:
        return confirmed(*ours)
    theirs = [(row.at, row.preferred) for row in rows]
    if fact.kind is NameKind.BRAND:
        theirs += [
            (box.at, ", ".join(box.ingredients)) for box in boxes if not _elsewhere(fact, box.at)
        ]
    if theirs:
        whose = " / ".join(sorted({name for _, name in theirs})[:3])
        return contradicted(f"a name of {whose}", *(at for at, _ in theirs))
    return confirmed(*found) if (found := _in_labels(fact, text, texts, identity)) else NOT_FOUND


def _elsewhere(fact: Name, at: str) -> bool:
    """Whether the place is in the register of another country, where a brand may hold another."""
    return fact.region is not None and fact.region != "CA" and at.startswith("health_canada_dpd/")


def _own_rows(text: str, fact: Name, identity: Identity) -> list[Called]:
    return [row for row in identity.rows.get(text, []) if fact.drug in identity.owners_of_row(row)]


def _begins_as(text: str, names: set[str]) -> bool:
    """`diclofenac diethylamine` is a salt of diclofenac, whatever its second word is."""
    return any(text.startswith(f"{name} ") for name in names)


def _in_labels(fact: Name, text: str, texts: Texts, identity: Identity) -> list[str]:
    """Labels of nothing but the drug that have the name, and labels with both side by side."""
    beside = tuple(
        words
        for own in identity.names[fact.drug]
        for words in (f"{text} {own}", f"{own} {text}")
        if own != text
    )
    found = []
    for label, whole in texts.with_words(text):
        only = all(fact.drug in identity.owners(one) for one in label.ingredients)
        for words in (text,) if only and label.ingredients else beside:
            if contains(whole, words):
                found.append(label.at)
    return found
