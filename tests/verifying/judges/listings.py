"""Members that no class list has: in the label that is cited, and in pairs of ONC's list."""

import re
from collections import defaultdict
from collections.abc import Iterator

from app.domain.facts import Citations, DrugClass, Fact

from tests.verifying.evidence import Labelled, Library
from tests.verifying.identity import Identity
from tests.verifying.spelling import contains, plain

# A label lists members after the name of their class, or of the enzyme, within so many words.
_WINDOW = 60
# A class of drugs of which their labels tell an effect: how the drug's own label tells it.
_TOLD = {
    "qt-prolonging-known": re.compile(
        r"\bprolong\w* (?:of )?(?:the )?qtc?\b|\bqtc? (?:interval )?prolong|\btorsades?\b"
    )
}
_WARNED = ("boxed_warning", "contraindications", "warnings", "warnings_and_cautions")
_ENZYME = re.compile(r"cyp\d[a-z]\d+|p gp")


class Listings:
    """The texts of labels, and the words by which each class is named in them."""

    def __init__(self, facts: list[Fact], library: Library, identity: Identity) -> None:
        self.identity = identity
        self.labels = library.labelled
        self.words: dict[str, set[str]] = {}
        self._cited: dict[str, list[Labelled]] = {}
        for fact in facts:
            if isinstance(fact, DrugClass):
                names = {plain(one) for one in (fact.name, *fact.names)}
                enzymes = {hit for name in names for hit in _ENZYME.findall(name)}
                self.words[fact.id] = {name for name in names if len(name) > 3} | enzymes

    def places(self, drug: str, group: str, citations: Citations) -> list[str]:
        """Where a cited label lists the drug soon after the name of the class."""
        return [
            f"{label.at} {part}"
            for one in citations
            if one.source.startswith("label-")
            for label in self._labels_of(one.source.removeprefix("label-"))
            for part, text in label.texts.items()
            if self._lists(text, self.words[group], self.identity.names[drug])
            or self._tells(label, part, drug, group)
        ][:1]

    def _labels_of(self, source: str) -> list[Labelled]:
        """The labels that a citation may mean, looked for once."""
        if source not in self._cited:
            self._cited[source] = [label for label in self.labels if _is_of(label, source)]
        return self._cited[source]

    def _tells(self, label: Labelled, part: str, drug: str, group: str) -> bool:
        """Whether the label is the drug's own and warns of the effect that the class is of."""
        own = all(drug in self.identity.owners(one) for one in label.ingredients)
        told = _TOLD.get(group)
        return bool(
            own
            and label.ingredients
            and told
            and part in _WARNED
            and told.search(label.texts[part])
        )

    def _lists(self, text: str, words: set[str], names: set[str]) -> bool:
        if not any(name in text for name in names):
            return False
        return any(
            contains(" ".join(text[hit.end() :].split()[:_WINDOW]), name)
            for word in words
            for hit in re.finditer(rf"\b{re.escape(word)}s?\b", text)
            for name in names
        )


def pairs_of_items(library: Library, identity: Identity) -> Iterator[tuple[str, str, str]]:
    """Drug, item and place: who meets, on ONC's list, what only one item of its table is about."""
    items: dict[str, set[str]] = defaultdict(set)
    for paired in library.paired:
        item = paired.at.partition(" item ")[2]
        for drug in {d for name in paired.ones for d in identity.owners(name)} if item else ():
            items[drug].add(item)
    only = {drug: next(iter(found)) for drug, found in items.items() if len(found) == 1}
    for paired in library.paired:
        if paired.high_priority and " item " not in paired.at:
            sides = [
                {d for n in side for d in identity.owners(n)}
                for side in (paired.ones, paired.others)
            ]
            for ones, others in (sides, sides[::-1]):
                for drug in others:
                    yield from ((drug, only[one], paired.at) for one in ones if one in only)


def _is_of(label: Labelled, source: str) -> bool:
    """`label-coumadin` is a label of which a title or file begins so."""
    wanted = plain(source)
    file = plain(label.at.split("/")[-1].split(".")[0])
    return file.startswith(wanted) or any(plain(one).startswith(wanted) for one in label.titles)
