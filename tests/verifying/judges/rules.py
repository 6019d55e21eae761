"""Rules: by tables of pairs, by the French thesaurus, and by labels that name the other side."""

from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher

from app.domain.facts import AlertList, Fact, NoInteraction, Rule, RuleKind, Severity

from tests.verifying.evidence import Labelled, Library, Paired
from tests.verifying.identity import Identity
from tests.verifying.judges.sides import Sides
from tests.verifying.outcome import NOT_FOUND, Found, Verdict, cited, confirmed, contradicted
from tests.verifying.spelling import contains, plain

_ABOUT_DRUGS = (
    "drug_interactions",
    "drug_interactions_table",
    "contraindications",
    "boxed_warning",
    "warnings",
    "warnings_and_cautions",
    "precautions",
    "general_precautions",
    "clinical_pharmacology",
)
_ABOUT_PEOPLE = (
    "contraindications",
    "boxed_warning",
    "warnings",
    "warnings_and_cautions",
    "precautions",
    "general_precautions",
    "use_in_specific_populations",
)
# The French thesaurus: a section is the two entries that meet.
_FRENCH = frozenset({"ansm-pairs-2020", "ansm-interactions-2020"})
# Of these the French name is like no English one.
_TRANSLATED = {
    "acide fusidique": "fusidic acid",
    "fer": "iron",
    "millepertuis": "st johns wort",
}
# How like a French name must be to the English one, from 0 to 1.
_LIKE = 0.75
_GRAVE = {Severity.MAJOR, Severity.CONTRAINDICATED}
Pair = tuple[str, str]


def judge(facts: list[Fact], library: Library, identity: Identity) -> Iterator[Verdict]:
    """Each rule, and each statement that two drugs do not interact."""
    judging = _Judging(facts, library, identity)
    for fact in facts:
        if isinstance(fact, Rule):
            text = f"{fact.one} × {fact.other}: {fact.severity.value}"
            yield Verdict("rule", fact.id, text, cited(fact.citations), *judging.verdict(fact))
        elif isinstance(fact, NoInteraction):
            high = judging.pairs.get(_pair(fact.one, fact.other), [])
            found = contradicted("a pair there", *(one.at for one in high)) if high else NOT_FOUND
            text = f"{fact.one} × {fact.other}: none"
            yield Verdict("no interaction", fact.one, text, cited(fact.citations), *found)


class _Judging:
    """Pairs of drugs and labels, by drug."""

    def __init__(self, facts: list[Fact], library: Library, identity: Identity) -> None:
        self.sides = Sides(facts, identity)
        self.pairs: dict[Pair, list[Paired]] = defaultdict(list)
        self.identity = identity
        self.french: dict[str, Paired] = {}
        groups: dict[str, set[str]] = defaultdict(set)
        self.called: dict[str, set[str]] = defaultdict(set)
        for one in library.classed:
            if one.at.startswith("ansm"):
                groups[plain(one.group)] |= identity.owners(one.drug)
                self.called[plain(one.group)].add(one.drug)
        for paired in library.paired:
            ones, others = (
                {d for name in side for d in identity.owners(name) or groups[plain(name)]}
                for side in (paired.ones, paired.others)
            )
            for pair in _pairs(ones, others):
                self.pairs[pair].append(paired)
            if paired.at.startswith("ansm"):
                first, second = (
                    side[0].partition(" (")[0] for side in (paired.ones, paired.others)
                )
                self.french[plain(f"{first}, {second}")] = paired
                self.french[plain(f"{second}, {first}")] = paired
        self.labels: dict[str, list[Labelled]] = defaultdict(list)
        for label in library.labelled:
            for drug in {d for name in label.ingredients for d in identity.owners(name)}:
                self.labels[drug].append(label)
        self.gravest = self._gravest(facts)

    def _pairs_of(self, rule: Rule) -> set[Pair]:
        """Every pair of drugs that a rule is about."""
        excepted = {exception.drug for exception in rule.exceptions}
        ones, others = (self.sides.drugs(side) - excepted for side in (rule.one, rule.other))
        return _pairs(ones, others)

    def _gravest(self, facts: list[Fact]) -> set[Pair]:
        """The pairs for which any rule says major or worse."""
        rules = [f for f in facts if isinstance(f, Rule) and f.severity in _GRAVE]
        return {pair for rule in rules for pair in self._pairs_of(rule)}

    def verdict(self, rule: Rule) -> Found:
        """A pair of ONC's list must be major at least, by this rule or by another one."""
        if rule.kind is RuleKind.DRUG_CONDITION:
            places = self._labels(rule.one, rule.other, _ABOUT_PEOPLE)
            return confirmed(*places) if places else NOT_FOUND
        told = [
            (pair, one) for pair in sorted(self._pairs_of(rule)) for one in self.pairs.get(pair, [])
        ]
        milder = [(p, one.at) for p, one in told if one.high_priority and p not in self.gravest]
        listed = [one.at for _, one in told if one.high_priority]
        if milder:
            (one, other), at = milder[0]
            return contradicted(f"{one} and {other} stand on ONC's list", at)
        if rule.alert_list is AlertList.ONC_LOW and listed:
            return contradicted("a pair of the high-priority list", *listed)
        if rule.alert_list is AlertList.ONC_HIGH and rule.severity not in _GRAVE:
            return contradicted("the list is of interactions that are major at least", *listed)
        labels = self._labels(rule.one, rule.other, _ABOUT_DRUGS)
        labels += self._labels(rule.other, rule.one, _ABOUT_DRUGS)
        places = [*listed, *self._first_cited(rule, labels), *(one.at for _, one in told)]
        places += self._cited_in_french(rule)
        return confirmed(*places) if places else NOT_FOUND

    def _labels(self, one: str, other: str, sections: tuple[str, ...]) -> list[str]:
        """Labels of a drug of one side whose sections name the other side."""
        names = self.sides.names(other)
        found = []
        for label in {
            id(x): x for d in sorted(self.sides.drugs(one)) for x in self.labels[d]
        }.values():
            texts = [(part, label.texts[part]) for part in sections if label.texts.get(part)]
            hit = next(((p, n) for p, text in texts for n in names if contains(text, n)), None)
            found += [f"{label.at} {hit[0]}: {hit[1]}"] if hit else []
        return found

    def _cited_in_french(self, rule: Rule) -> list[str]:
        """The entries of the thesaurus that the rule cites, where they are of its two sides.

        Many substances there have no code, so that only their French name can be compared.
        """
        found = []
        for citation in rule.citations:
            entry = self.french.get(plain(citation.section))
            if citation.source in _FRENCH and entry:
                sides = (entry.ones[0], entry.others[0])
                both = any(
                    self._is(rule.one, one) and self._is(rule.other, other)
                    for one, other in (sides, sides[::-1])
                )
                found += [entry.at] if both else []
        return found

    def _is(self, side: str, french: str) -> bool:
        """Whether a French entry, or one of its members, is a drug of a side: by code or name."""
        drugs = self.sides.drugs(side)
        names = {*self.sides.names(side), *(plain(drug) for drug in drugs)}
        return any(
            self.identity.owners(part) & drugs or any(_alike(part, name) for name in names)
            for one in (french, *sorted(self.called.get(plain(french), ())))
            for part in one.split("+")
        )

    def _first_cited(self, rule: Rule, labels: list[str]) -> list[str]:
        """The labels that the rule cites by their name come before the others."""
        wanted = {one.source.removeprefix("label-").replace("-", "_") for one in rule.citations}
        return sorted(labels, key=lambda at: not any(f"/{word}" in at for word in wanted))


def _alike(french: str, name: str) -> bool:
    """Whether a French name is so like another that both are of one substance."""
    said = _TRANSLATED.get(plain(french), plain(french))
    return said == name or SequenceMatcher(None, said, name).ratio() >= _LIKE


def _pair(one: str, other: str) -> Pair:
    """The two sides in the order of the alphabet."""
    return (one, other) if one < other else (other, one)


def _pairs(ones: set[str], others: set[str]) -> set[Pair]:
    """Every pair of two different drugs, one of each side."""
    return {_pair(one, other) for one in ones for other in others if one != other}
