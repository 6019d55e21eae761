"""Indications: by the catalogues of uses, and by the labels of the drug."""

from collections import defaultdict
from collections.abc import Iterator

from app.domain.facts import Condition, Fact, Indication, Membership, split_key
from app.domain.terms import Status

from tests.verifying.evidence import Labelled, Library, Used
from tests.verifying.identity import Identity
from tests.verifying.outcome import NOT_FOUND, Found, Verdict, cited, confirmed, contradicted
from tests.verifying.spelling import contains, plain

_USED = {Status.APPROVED, Status.OFF_LABEL, Status.ADJUNCT_ONLY}
# What the catalogues call a condition where it is none of its names in the seed.
_DISEASES = {
    "epilepsy syndrome": "epilepsy",
    "panic disorder": "panic disorder",
    "nicotine dependence": "smoking cessation",
}


def judge(facts: list[Fact], library: Library, identity: Identity) -> Iterator[Verdict]:
    """Each indication of each drug; of a class, through its members."""
    judging = _Judging(facts, library, identity)
    for fact in facts:
        if isinstance(fact, Indication):
            text = f"{fact.condition} ({fact.status.value})"
            subject = split_key(fact.subject)[1]
            found = judging.verdict(fact)
            yield Verdict("indication", subject, text, cited(fact.citations), *found)


class _Judging:
    """The uses and labels of each drug, and the names of each condition."""

    def __init__(self, facts: list[Fact], library: Library, identity: Identity) -> None:
        self.names: dict[str, set[str]] = {}
        self.members: dict[str, set[str]] = defaultdict(set)
        for fact in facts:
            if isinstance(fact, Condition):
                self.names[fact.id] = {plain(one) for one in (fact.name, *fact.names)}
            elif isinstance(fact, Membership) and fact.holds:
                self.members[fact.drug_class].add(fact.drug)
        self.used: dict[str, list[Used]] = defaultdict(list)
        for one in library.used:
            for drug in identity.owners(one.drug):
                self.used[drug].append(one)
        self.labels: dict[str, list[Labelled]] = defaultdict(list)
        for label in library.labelled:
            for drug in {d for name in label.ingredients for d in identity.owners(name)}:
                self.labels[drug].append(label)

    def verdict(self, fact: Indication) -> Found:
        """A non-indication contradicts a use, unless a label of the drug names the condition."""
        kind, slug = split_key(fact.subject)
        drugs = {slug} if kind == "drug" else self.members[slug]
        names = self.names[fact.condition]
        labels = [at for drug in sorted(drugs) for at in self._in_labels(drug, names)]
        told = [one for drug in sorted(drugs) for one in self.used[drug] if _same(one, names)]
        told += [one for one in self._cited(fact, drugs) if one not in told]
        held = [one.at for one in told if one.holds]
        denied = [one.at for one in told if not one.holds]
        if fact.status in _USED:
            if held or labels:
                return confirmed(*held, *labels)
            return contradicted("a non-indication there", *denied) if denied else NOT_FOUND
        if fact.status is Status.INVESTIGATIONAL:
            return confirmed(*held) if held else NOT_FOUND
        if denied:
            return confirmed(*denied)
        return contradicted("an indication there", *held) if held else NOT_FOUND

    def _in_labels(self, drug: str, names: set[str]) -> list[str]:
        return [
            f"{label.at}: {name}"
            for label in self.labels[drug]
            for name in sorted(names, key=len, reverse=True)
            if len(name) > 3 and contains(label.texts["indications_and_usage"], name)
        ][:1]

    def _cited(self, fact: Indication, drugs: set[str]) -> list[Used]:
        """The rows that a citation such as `donepezil, Alzheimer's disease` names."""
        wanted = {plain(one.section.rpartition(", ")[2]) for one in fact.citations}
        sources = {one.source for one in fact.citations} & {"pharmacotherapydb", "drugcentral-2016"}
        if not sources:
            return []
        return [one for drug in drugs for one in self.used[drug] if plain(one.disease) in wanted]


def _same(used: Used, names: set[str]) -> bool:
    disease = plain(used.disease)
    return disease in names or _DISEASES.get(disease) in names
