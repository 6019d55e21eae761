"""Memberships: a drug in a class, or said not to be in it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from app.domain.facts import Citations, ClassParent, Code, DrugClass, Fact, Membership

from tests.verifying.evidence import Library
from tests.verifying.identity import Identity
from tests.verifying.judges.listings import Listings, pairs_of_items
from tests.verifying.outcome import NOT_FOUND, Found, Verdict, cited, confirmed, contradicted
from tests.verifying.spelling import singular

# Which file a source of the seed was read from; what its citations name can be looked up there.
FILES = {
    "fda-pharm-classes-2014": "fda_pharm_classes/",
    "drugcentral-2016": "drugcentral/drug-to-class",
    "ansm-thesaurus-2020": "ansm_thesaurus/index",
    "health-canada-dpd": "health_canada_dpd/",
    "phansalkar-2012": "onc_high_priority/onc_high_priority_classes",
}
# Of which the file has only some members: what is not there may stand in the source all the same.
_CUT = {"phansalkar-2012"}
_TYPE = re.compile(r"\s*\[[^]]*\]$")
_ATC = re.compile(r"^ATC ([A-Z][0-9A-Z]{0,6})$")


def judge(facts: list[Fact], library: Library, identity: Identity) -> Iterator[Verdict]:
    """Each membership: by the class that it cites, else by the names and codes of its class."""
    judging = _Judging(facts, library, identity)
    for fact in facts:
        if isinstance(fact, Membership):
            yield judging.verdict(fact)


class _Judging:
    """What the files put each drug into, and what the seed calls each class."""

    def __init__(self, facts: list[Fact], library: Library, identity: Identity) -> None:
        self.groups: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in library.classed:
            for drug in identity.owners(one.drug):
                for name in {bare(one.group), one.code or ""}:
                    self.groups[drug, name].append(f"{one.at}: {one.drug}, {one.group}")
        self.read = {one.at.split("/")[0] for one in library.classed + library.boxed}
        self.read |= {one.at.split("/")[0] for one in library.paired}
        self._read_atc(library, identity)
        self._read_items(library, identity)
        self.names = _names_of_classes(facts)
        self.listings = Listings(facts, library, identity)
        self.places: dict[str, list[str]] = defaultdict(list)
        for (drug, _), places in self.groups.items():
            self.places[drug] += places

    def _read_atc(self, library: Library, identity: Identity) -> None:
        """A drug is in the ATC groups of the products that hold it, and of its name."""
        coded = [
            (box.at, name, code)
            for box in library.boxed
            for name in box.ingredients
            for system, code in box.codes
            if system == "atc"
        ]
        coded += [(g.at, g.name, g.code) for g in library.grouped if g.system == "atc"]
        for at, name, code in coded:
            for drug in identity.owners(name):
                for length in (1, 3, 4, 5, 7):
                    self.groups[drug, f"atc {code[:length]}"].append(f"{at}: {name}, {code}")

    def _read_items(self, library: Library, identity: Identity) -> None:
        """Each example of an item of ONC's table stands there as a member of the item's classes."""
        for paired in library.paired:
            item = paired.at.partition(" item ")[2]
            for name in (*paired.ones, *paired.others) if item else ():
                for drug in identity.owners(name):
                    self.groups[drug, f"table 2 item {item}"].append(f"{paired.at}: {name}")
        for drug, item, at in pairs_of_items(library, identity):
            self.groups[drug, f"table 2 item {item}"].append(at)

    def verdict(self, fact: Membership) -> Verdict:
        """A denial is contradicted by a file that has the drug under a name of the class."""
        at_cited, in_vain, otherwise = self._cited(fact.drug, fact.citations)
        at_cited += self.listings.places(fact.drug, fact.drug_class, fact.citations)
        elsewhere = [
            at
            for name in sorted(self.names[fact.drug_class])
            for at in self.groups.get((fact.drug, name), [])
        ]
        text = f"{'' if fact.holds else 'not '}{fact.drug_class}"
        found: Found = NOT_FOUND
        if not fact.holds:
            found = contradicted("listed as one", *elsewhere) if elsewhere else NOT_FOUND
        elif at_cited or elsewhere:
            found = confirmed(*at_cited, *elsewhere)
        elif otherwise:
            found = contradicted("the file cited has the drug, and not in that class", *otherwise)
        return Verdict("membership", fact.drug, text, cited(fact.citations), *found, in_vain)

    def _cited(self, drug: str, citations: Citations) -> tuple[list[str], str, list[str]]:
        """Where the cited classes of files have the drug; the citations that do not hold; and where
        the file of such a citation has the drug instead.
        """
        found, in_vain, otherwise = [], [], []
        for one in citations:
            start = FILES.get(one.source)
            if start is None or start.split("/")[0] not in self.read:
                continue
            atc = _ATC.match(one.section)
            name = f"atc {atc[1]}" if atc else bare(one.section)
            anywhere = atc is not None or one.source in _CUT
            told = self.groups.get((drug, name), [])
            places = [at for at in told if anywhere or at.startswith(start)]
            found += places[:1]
            if not places and one.source not in _CUT:
                in_vain.append(f"{one.source} § {one.section}")
                otherwise += [at for at in self.places[drug] if at.startswith(start)]
        return found, "; ".join(in_vain), otherwise


def _names_of_classes(facts: list[Fact]) -> dict[str, set[str]]:
    """Every name and code under which a file may have a class or one below it."""
    names: dict[str, set[str]] = defaultdict(set)
    for fact in facts:
        if isinstance(fact, DrugClass):
            names[fact.id] |= {singular(one) for one in (fact.name, *fact.names)}
        elif isinstance(fact, Code) and fact.subject.startswith("class:"):
            names[fact.subject.removeprefix("class:")].add(fact.code)
    below = [(f.child, f.parent) for f in facts if isinstance(f, ClassParent)]
    for _ in range(5):  # no chain of classes is longer
        for child, parent in below:
            names[parent] |= names[child]
    return names


def bare(group: str) -> str:
    """The name of a class without its type, an enzyme by its short name."""
    name = singular(_TYPE.sub("", group))
    return name.replace("cytochrome p 450 cyp", "cyp").replace("cytochrome p450 ", "cyp")
