"""For which members of two classes a level holds: "avec la nimodipine", "avec les autres", "sauf".

A level that begins with "avec", "pour" or "entre" and names members of the classes is for these;
one that says "autres", or nothing, for the rest. Where it is not clear the graver level holds too:
what is said too loud is seen, what is not said is not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.names import normalise

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


@dataclass(frozen=True, slots=True)
class Scope:
    """`only` are the members that a level is for (None: any), `beside` whom they must meet (None:
    anybody), `never` those that it excepts. `plain` says that `only` are named without condition,
    `rest` that the level is for "the others".
    """

    only: Members | None = None
    beside: Members | None = None
    never: Members = _NONE
    plain: bool = False
    rest: bool = False

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
        if found is None:
            return Scope(never=never)
        scope = found if scope is None else _joined(scope, found)
    return replace(scope or Scope(), never=never)


def divide(scopes: Sequence[Scope], ranks: Sequence[int]) -> list[Scope]:
    """The scopes of the levels of one entry. Who is plainly named in one, or in a graver one, is
    not meant by one that names nobody. Whom no level names is meant by the mildest.
    """
    scopes = list(scopes)
    if all(scope.only is not None for scope in scopes):
        mildest = min(range(len(scopes)), key=lambda place: ranks[place])
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
    return Scope(one.only | other.only, beside, plain=one.plain and other.plain)


def _members_in(words: str, members: Members, named: Named) -> Members:
    """The members that the words name, by themselves or as a class."""
    spoken = normalise(words.replace("'", " ").replace("’", " ")).split()
    found: set[str] = set()
    for start in range(len(spoken)):
        for end in range(start + 1, min(start + _LONGEST, len(spoken)) + 1):
            found |= named.get(" ".join(spoken[start:end]), _NONE)
    return members & found
