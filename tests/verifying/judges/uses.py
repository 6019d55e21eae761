"""Indications: by the catalogues of uses, and by the labels of the drug."""

import re
from collections import defaultdict
from collections.abc import Iterator

from app.domain.facts import Condition, Fact, Goal, Indication, Membership, Status, split_key

from tests.verifying.evidence import Labelled, Library, Used
from tests.verifying.identity import Identity
from tests.verifying.judges.purposes import Purposes
from tests.verifying.outcome import (
    NOT_FOUND,
    Found,
    Verdict,
    by_group,
    cited,
    confirmed,
    contradicted,
)
from tests.verifying.spelling import contains, plain

_USED = {Status.APPROVED, Status.OFF_LABEL, Status.ADJUNCT_ONLY}
_GOALS = {Goal.DISEASE_MODIFYING: "DM", Goal.SYMPTOMATIC: "SYM"}
# Sources of the seed that are catalogues, and the file of each.
_CATALOGUES = {"pharmacotherapydb": "pharmacotherapydb/", "drugcentral-2016": "drugcentral/"}
# What the catalogues call a condition where it is none of its names in the seed.
_DISEASES = {
    "acquired immunodeficiency syndrome": "aids",
    "endogenous depression": "depression",
    "epilepsy syndrome": "epilepsy",
    "nicotine dependence": "smoking cessation",
}
# How labels write a condition that they do not call by one of its names in the seed.
_WRITTEN = {
    "bronchospasm": ("exercise induced bronchoconstriction",),
    "chemotherapy-nausea": ("nausea and vomiting associated with cancer chemotherapy",),
    "chronic-bronchitis-flare": ("exacerbations of chronic bronchitis",),
    "heart-attack-prevention": ("reduce the risk of mi",),
    "hyperuricemia-of-cancer-treatment": ("elevations of serum and urinary uric acid",),
    "primary-hyperaldosteronism": ("primary hyperaldosternism",),  # as an excerpt spells it
    "recent-heart-attack": ("following myocardial infarction", "after myocardial infarction"),
    "transplant-rejection": ("rejection in renal homotransplantation",),
    "vte-prevention": ("prophylaxis and treatment of venous thrombosis",),
}

# Uses that a catalogue counts, and that trials which the fact cites have refuted: the catalogue's
# word is known, and is not taken.
_REFUTED = {("drug:buspirone", "panic-disorder")}

Sections = tuple[str, ...]
FOR: Sections = ("indications_and_usage",)
AGAINST: Sections = (
    "contraindications",
    "boxed_warning",
    "warnings",
    "warnings_and_cautions",
    "precautions",
    "general_precautions",
    "use_in_specific_populations",
)
# What is prevented is told in many words: `reduce the risk of stroke`, `prophylaxis of migraine`.
_PREVENTED = re.compile(r"(?:prevention|prophylaxis) of |preventing | (?:prevention|prophylaxis)$")
_PREVENTS = r"\b(?:reduc\w+|prevent\w*|prophyla\w+)(?: \w+){0,25}? "


def judge(facts: list[Fact], library: Library, identity: Identity) -> Iterator[Verdict]:
    """Each use of each drug, and each that it is not for; of a class, through its members."""
    judging = _Judging(facts, library, identity)
    for fact in facts:
        if isinstance(fact, Indication):
            text = f"{fact.condition} ({fact.status.value})"
            subject = split_key(fact.subject)[1]
            found = judging.verdict(fact)
            in_vain = judging.in_vain(fact)
            kind = "indication" if fact.status in _USED else "non-use"
            yield Verdict(kind, subject, text, cited(fact.citations), *found, in_vain)


class _Judging:
    """The uses and labels of each drug, and the names of each condition."""

    def __init__(self, facts: list[Fact], library: Library, identity: Identity) -> None:
        self.names: dict[str, set[str]] = {}
        self.members: dict[str, set[str]] = defaultdict(set)
        self.approved: set[tuple[str, str]] = set()
        for fact in facts:
            if isinstance(fact, Condition):
                self.names[fact.id] = {plain(one) for one in (fact.name, *fact.names)}
            elif isinstance(fact, Membership) and fact.holds:
                self.members[fact.drug_class].add(fact.drug)
            elif isinstance(fact, Indication) and fact.status in _USED:
                self.approved.add((fact.subject, fact.condition))
        self.purposes = Purposes(library, identity)
        self.read = {one.at.split("/")[0] for one in library.used}
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
        written = names | set(_WRITTEN.get(fact.condition, ()))
        labels = [at for drug in sorted(drugs) for at in self._in_labels(drug, written)]
        told = [one for drug in sorted(drugs) for one in self.used[drug] if _same(one, names)]
        at_cited = self._cited(fact, drugs)
        told += [one for one in at_cited if one not in told]
        aims = {one.category for one in at_cited}
        if fact.goal in _GOALS and aims in ({"DM"}, {"SYM"}) and aims != {_GOALS[fact.goal]}:
            return contradicted(f"cited as {fact.goal.value}", *(one.at for one in at_cited))
        loaded = [one.at for one in told if one.holds]
        denied = [one.at for one in told if not one.holds]
        if fact.status in _USED:
            if loaded or labels:
                return confirmed(*loaded, *labels)
            if denied:
                return contradicted("a non-indication there", *denied)
            grouped = self.purposes.places(drugs, fact.condition)
            return by_group(*grouped) if grouped else NOT_FOUND
        if fact.status is Status.INVESTIGATIONAL:
            return confirmed(*loaded) if loaded else NOT_FOUND
        if fact.status is Status.ADVISED_AGAINST:
            denied += [at for drug in sorted(drugs) for at in self._in_labels(drug, names, AGAINST)]
        if denied:
            return confirmed(*denied)
        if (fact.subject, fact.condition) in _REFUTED:
            return NOT_FOUND
        if fact.limits and (fact.subject, fact.condition) in self.approved:
            # Only one form or some people are meant; a catalogue knows the drug as a whole.
            return NOT_FOUND
        return contradicted("an indication there", *loaded) if loaded else NOT_FOUND

    def _in_labels(self, drug: str, names: set[str], sections: Sections = FOR) -> list[str]:
        """The first name of the condition in each label of the drug that has one."""
        ordered = sorted((name for name in names if len(name) > 3), key=lambda n: (-len(n), n))
        found = []
        for label in self.labels[drug]:
            text = " ".join(label.texts.get(section, "") for section in sections)
            hit = next((name for name in ordered if _names(text, name)), None)
            found += [f"{label.at}: {hit}"] if hit else []
        return found

    def _cited(self, fact: Indication, drugs: set[str]) -> list[Used]:
        """The rows that a citation such as `donepezil, Alzheimer's disease` names."""
        return [
            one
            for citation in fact.citations
            if citation.source in _CATALOGUES
            for drug in sorted(drugs)
            for one in self.used[drug]
            if plain(one.disease) == plain(citation.section.rpartition(", ")[2])
            and one.at.startswith(_CATALOGUES[citation.source])
        ]

    def in_vain(self, fact: Indication) -> str:
        """The citations of a catalogue that has no such row; none where it was not read."""
        kind, slug = split_key(fact.subject)
        drugs = {slug} if kind == "drug" else self.members[slug]
        rows = {one.at.split("/")[0] for one in self._cited(fact, drugs)}
        return "; ".join(
            f"{one.source} § {one.section}"
            for one in fact.citations
            if (start := _CATALOGUES.get(one.source, "?").rstrip("/")) in self.read
            and start not in rows
            and (one.source == "pharmacotherapydb" or one.section.startswith("indication of"))
        )


def _names(text: str, name: str) -> bool:
    """Whether a text names the condition; one that is prevented, near a word of preventing."""
    core = _PREVENTED.sub("", name)
    if contains(text, name) or core == name:
        return contains(text, name)
    return core in text and re.search(f"{_PREVENTS}{core}", text) is not None


def _same(used: Used, names: set[str]) -> bool:
    disease = plain(used.disease)
    return disease in names or _DISEASES.get(disease) in names
