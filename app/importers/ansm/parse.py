"""Who is meant by a side of an entry, and for which members of a class a level holds."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.errors import RejectedImport
from app.domain.facts import Citation, Citations, CodeSystem, DrugKind, Severity, Source
from app.domain.names.codes import problem_with_code
from app.domain.names.matching import CodeOf
from app.domain.names.recognise import SEVERAL
from app.domain.names.text import normalise
from app.importers.files.archives import Part
from app.importers.files.json import read_items
from app.importers.files.text import read_table
from app.importers.run import Intake
from app.importers.shared.known import reason_against_pair

KEY = "ansm"
HOMEPAGE = "https://ansm.sante.fr/documents/reference/thesaurus-des-interactions-medicamenteuses-1"
LICENCE = "French public sector information, reused with attribution"
# The editions are dated in several ways: `_2020_10`, `_09_2019`, `-20102020`, `_82016`, `2016`.
_DATES = (
    re.compile(r"(?P<year>20\d\d)_(?P<month>\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<month>\d\d)_?(?P<year>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)\d\d(?P<month>\d\d)(?P<year>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<month>\d)_?(?P<year>20\d\d)(?!\d)"),
    re.compile(r"(?<!\d)(?P<year>20\d\d)(?!\d)(?P<month>)"),
)


def source_of(thesaurus: Part) -> Source:
    """The source of all facts of this import."""
    return Source(
        id=KEY,
        title="ANSM, Thesaurus des interactions médicamenteuses",
        kind="interaction list",
        publisher="Agence nationale de sécurité du médicament et des produits de santé, France",
        licence=LICENCE,
        version=edition(thesaurus.name) or "not told by the files",
        address=HOMEPAGE,
        note="A rating is one of the four French levels; texts behind [fr] are in French.",
    )


def edition(name: str) -> str:
    """`thesaurus_2020_10.json` is `2020-10`; only the year where the name has no month."""
    for pattern in _DATES:
        found = pattern.search(name)
        if found is not None:
            return f"{found['year']}-{int(found['month']):02}" if found["month"] else found["year"]
    return ""


# In order: a contraindication is absolute; "déconseillée" is to be avoided; a precaution makes the
# pair possible; "à prendre en compte" names a risk, mostly of effects that add up, without advice.
LEVELS = {
    "Contre-indication": Severity.CONTRAINDICATED,
    "Association déconseillée": Severity.MAJOR,
    "Précaution d'emploi": Severity.MODERATE,
    "À prendre en compte": Severity.MINOR,
}
_SPELLINGS = {normalise(level): level for level in LEVELS} | {
    "il convient de prendre en compte": "À prendre en compte",
    "ci": "Contre-indication",
    "asdec": "Association déconseillée",
    "pe": "Précaution d'emploi",
    "apec": "À prendre en compte",
}


def rating_of(level: str) -> tuple[str, Severity]:
    """The level in its usual spelling, and our severity; other words stay as they are."""
    spelled = _SPELLINGS.get(normalise(level), " ".join(level.split()))
    return spelled, LEVELS.get(spelled, Severity.UNKNOWN)


_CITED: Citations = (Citation(KEY, "index"),)
# Substances of entries that are no medicines, and so are not in the index.
_NO_MEDICINES = {
    "pamplemousse jus et fruit": ("pamplemousse", "grapefruit"),
    "alcool boisson ou excipient": ("alcool", "alcohol"),
}
# Short words for classes, as the levels of an entry write them.
_SHORT = {
    "iec": ("inhibiteurs de l enzyme de conversion", "inhibiteurs de lenzyme de conversion"),
    "opiaces": ("morphiniques",),
    "neuroleptiques": ("neuroleptiques susceptibles de donner des torsades de pointes",),
    "antiparasitaires": ("antiparasitaires susceptibles de donner des torsades de pointes",),
}
# As in an index of words: "magnesium (hydroxyde de)".
_TURNED = re.compile(r"^(.+?) \((.+ d[e'’])\)$")
_ASIDE = re.compile(r"\(.*?\)")


def turned(name: str) -> str:
    """A name of the index in the order in which it is spoken."""
    return _TURNED.sub(r"\2 \1", name)


@dataclass(slots=True)
class Index:
    """By normalised name: the substances themselves, and the members of each class."""

    names: dict[str, str] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[str, str] = field(default_factory=dict)

    def expand(self, side: str) -> frozenset[str]:
        """The substances that a side means, by normalised name; none if it is not known."""
        wanted = normalise(side)
        found = set(self.members.get(wanted, ()))
        if wanted in self.names or wanted in _NO_MEDICINES:
            found.add(wanted)
        return frozenset(found)

    def spoken_of(self) -> Mapping[str, frozenset[str]]:
        """What the words of a level may name: substances, classes, and short words for classes."""
        found = {name: frozenset({name}) for name in self.names}
        for name, written in self.names.items():
            # "sodium (oxybate de)" is "oxybate de sodium" in a text.
            found.setdefault(normalise(turned(written)), frozenset({name}))
        for name, members in self.members.items():
            found.setdefault(name, frozenset(members))
        for name, members in self.members.items():
            # "macrolides (sauf spiramycine)" is called "macrolides" too.
            bare = normalise(_ASIDE.sub(" ", self._written.get(name, name)))
            found.setdefault(bare, frozenset(members))
        for short, names in _SHORT.items():
            for name in names:
                if name in self.members:
                    found[short] = frozenset(self.members[name])
        return found

    _written: dict[str, str] = field(default_factory=dict)

    def add(self, substance: str, classes: list[str]) -> None:
        """A substance of the index with its classes."""
        name = normalise(substance)
        self.names.setdefault(name, substance)
        for one in classes:
            self.members[normalise(one)].add(name)
            self._written.setdefault(normalise(one), one)


def read_index(part: Part, mappings: list[Part], intake: Intake) -> Index:
    """The index of substances, and the RxCUIs that were found for them."""
    index = Index()
    for number, item in read_items(part, intake, "item"):
        intake.row()
        if not _is_substance(item):
            raise RejectedImport([f"{part}:{number}: no substance with a list of drug_classes"])
        index.add(item["substance"], item["drug_classes"])
    for mapping in mappings:
        for _, (substance, rxcui) in read_table(mapping, intake, ["substance", "RxNorm"], "\t"):
            if problem_with_code(CodeSystem.RXNORM, rxcui) is not None:
                intake.skip("a substance without an RxCUI")
            elif normalise(substance) not in index.names:
                intake.skip("an RxCUI of a substance that is not in the index")
            else:
                index.codes[normalise(substance)] = rxcui
    return index


def _is_substance(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and isinstance(item.get("substance"), str)
        and isinstance(item.get("drug_classes"), list)
        and all(isinstance(one, str) for one in item["drug_classes"])
    )


@dataclass(slots=True)
class Drugs:
    """The drug behind each substance: by its RxCUI, else by its name; None for a combination."""

    index: Index
    intake: Intake
    new_codes: dict[str, CodeOf] = field(default_factory=dict)
    _known: dict[str, str | None] = field(default_factory=dict)

    def of(self, name: str) -> str | None:
        """The drug of a substance, by its normalised name."""
        if name not in self._known:
            self._known[name] = self._find(name)
        return self._known[name]

    def _find(self, name: str) -> str | None:
        known = self.intake.known
        if name in _NO_MEDICINES:
            french, english = _NO_MEDICINES[name]
            return self.intake.drug(french, _CITED, names=(english,), kind=DrugKind.SUBSTANCE)
        substance = turned(self.index.names[name])
        rxcui = self.index.codes.get(name)
        codes = [(CodeSystem.RXNORM, rxcui)] if rxcui else []
        product = known.products.get(codes[0]) if codes else None
        reason = reason_against_pair(self.intake, substance, codes)
        if product and len(product[1]) > 1:
            reason = SEVERAL
        if reason is not None:
            self.intake.note(f"names of the index that are no drugs: {reason}")
            return None
        new = self.intake.recognise(substance, codes).drug is None
        drug = self.intake.drug(substance, _CITED, codes)
        if new and codes:
            self.new_codes.setdefault(drug, codes[0])
        return drug


Members = frozenset[str]
Named = Mapping[str, Members]
_NONE: Members = frozenset()
# The items of a list, and what begins one that names somebody.
_ITEM = re.compile(r"(?:^|\n)[ \t]*[-–•:][-–•:\s]*|\s-\s+(?=(?:avec|pour|entre)\b)", re.IGNORECASE)
_LEAD = re.compile(r"(avec|pour|entre)\b[\s:]*|l['’]association d[^(:.]*\(", re.IGNORECASE)
# A sentence ends, or a line begins with a capital: what follows is advice.
_HEAD_END = re.compile(r"[.;](?:\s|$)|:|\n\s*(?=[A-ZÀÉÈ])")
_EXCEPT = re.compile(
    r"(?:^[\s:\-–]*(?:contre-indication[\s:\-–]*)?|\()sauf\s+(?:(?:avec|pour)\s+)?([^.):]*)(?=[.)]|$)",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\d|\ben cas\b|\bdans\b|\bdoses?\b|\bvoie\b", re.IGNORECASE)
_FORMS = re.compile(r"\bseules?\b", re.IGNORECASE)
_OTHERS = re.compile(r"\bautres\b", re.IGNORECASE)
_LONGEST = 12
# "avec l'oxybate de sodium", "pour le lithium"; "pour connaître" is for nobody.
_SOMEBODY = re.compile(r"(?:avec|entre)\b|pour[\s:]+(?:l['’]|les?\b|la\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scope:
    """`only` are the members that a level is for (None: any), `beside` whom they must meet (None:
    anybody), `never` those that it excepts. `plain` says that `only` are named without condition,
    `rest` that the level is for "the others", `unmatched` that it names one whom nothing is known
    by: for him it cannot be kept.
    """

    only: Members | None = None
    beside: Members | None = None
    never: Members = _NONE
    plain: bool = False
    rest: bool = False
    unmatched: bool = False

    def holds(self, one: str, other: str) -> bool:
        """Whether the level is for this pair."""
        if one in self.never or other in self.never:
            return False
        if self.only is None:
            return True
        return self._from(one, other) or self._from(other, one)

    def _from(self, one: str, other: str) -> bool:
        assert self.only is not None
        return one in self.only and (self.beside is None or other in self.beside)


def scope_of(words: str, sides: tuple[Members, Members], named: Named) -> Scope:
    """What the words of one level say of the members of the two sides."""
    # Who is a side by himself is no part of one.
    members = _NONE.union(*(side for side in sides if len(side) > 1))
    never = _NONE.union(*(_members_in(one[1], members, named) for one in _EXCEPT.finditer(words)))
    if _OTHERS.search(words[:200]) is not None:
        return Scope(never=never, rest=True)
    scope: Scope | None = None
    for lead, head in _items(words):
        found = _named_in(lead, head, members, named)
        if found is None and _names_nobody_known(lead, head, named):
            found = Scope(_NONE, plain=True, unmatched=True)
        if found is None:
            return Scope(never=never)
        scope = found if scope is None else _joined(scope, found)
    return replace(scope or Scope(), never=never)


def _names_nobody_known(lead: str | None, head: str, named: Named) -> bool:
    """Whether an item is for somebody whom the index does not name so: it is not for all others."""
    if lead is None or _CONDITION.search(head) or _SOMEBODY.match(f"{lead.lower()} {head}") is None:
        return False
    return not any(one in named for one in _runs(head))


def divide(scopes: Sequence[Scope], ranks: Sequence[int]) -> list[Scope]:
    """The scopes of the levels of one entry. Who is plainly named in one, or in a graver one, is
    not meant by one that names nobody. Whom no level names is meant by the mildest.
    """
    scopes = list(scopes)
    matched = [place for place, scope in enumerate(scopes) if not scope.unmatched]
    if matched and all(scope.only is not None for scope in scopes):
        mildest = min(matched, key=lambda place: ranks[place])
        scopes[mildest] = replace(scopes[mildest], only=None, beside=None, rest=True)
    return [
        scope
        if scope.only is not None
        else replace(scope, never=scope.never | _taken(place, scopes, ranks))
        for place, scope in enumerate(scopes)
    ]


def _taken(place: int, scopes: Sequence[Scope], ranks: Sequence[int]) -> Members:
    return _NONE.union(
        *(
            other.only
            for other_place, other in enumerate(scopes)
            if other.only is not None
            and other.beside is None
            and (scopes[place].rest or other.plain or ranks[other_place] > ranks[place])
        )
    )


def _items(words: str) -> list[tuple[str | None, str]]:
    """The items of a level: how each begins ("avec", or None), and what it names before advice."""
    found: list[tuple[str | None, str]] = []
    lead_of_list = None
    for item in (one.strip() for one in _ITEM.split(words)):
        lead = _LEAD.match(item)
        rest = item[lead.end() :] if lead else item
        if not rest.strip() or (lead is None and item.endswith(":")):
            # "avec :" and "la contre-indication s'applique :" stand before a list.
            lead_of_list = lead[0] if lead else lead_of_list
            continue
        begins = lead[0] if lead else lead_of_list
        found.append((begins, _HEAD_END.split(rest, maxsplit=1)[0]))
    return found


def _named_in(lead: str | None, head: str, members: Members, named: Named) -> Scope | None:
    """Whom one item names; None where it names nobody, or only some forms of them."""
    found = _members_in(head, members, named)
    if lead is None or not found or _FORMS.search(head):
        return None
    if lead.endswith("("):
        return Scope(found, found)
    if lead.lower().startswith("entre"):
        one, _, other = head.partition(" et ")
        beside = _members_in(other, members, named)
        return Scope(_members_in(one, members, named), beside) if beside else None
    return Scope(found, plain=_CONDITION.search(head) is None)


def _joined(one: Scope, other: Scope) -> Scope:
    """Both: whoever either names, beside whomever either asks for."""
    assert one.only is not None and other.only is not None
    beside = None
    if one.beside is not None and other.beside is not None:
        beside = one.beside | other.beside
    return Scope(
        one.only | other.only,
        beside,
        plain=one.plain and other.plain,
        unmatched=one.unmatched or other.unmatched,
    )


def _members_in(words: str, members: Members, named: Named) -> Members:
    """The members that the words name, by themselves or as a class."""
    found: set[str] = set()
    for run in _runs(words):
        found |= named.get(run, _NONE)
    return members & found


def _runs(words: str) -> Iterator[str]:
    """Every run of up to twelve words, in the spelling in which names are compared."""
    spoken = normalise(words.replace("'", " ").replace("’", " ")).split()
    for start in range(len(spoken)):
        for end in range(start + 1, min(start + _LONGEST, len(spoken)) + 1):
            yield " ".join(spoken[start:end])
