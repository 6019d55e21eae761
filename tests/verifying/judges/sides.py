"""The drugs and names behind the two sides of a rule."""

from collections import defaultdict

from app.domain.facts import (
    ClassParent,
    Condition,
    ConditionParent,
    DrugClass,
    Fact,
    Key,
    Membership,
    split_key,
)

from tests.verifying.identity import Identity
from tests.verifying.spelling import plain

# A shorter name, such as `MAO`, may be a part of something else.
_SHORTEST = 4


class Sides:
    """Members and names of drugs, classes and conditions, with all that stands below them."""

    def __init__(self, facts: list[Fact], identity: Identity) -> None:
        self._members: dict[str, set[str]] = defaultdict(set)
        self._below: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, set[str]] = defaultdict(set)
        for drug, names in identity.names.items():
            self._names[f"drug:{drug}"] = names
        for fact in facts:
            if isinstance(fact, Membership) and fact.holds:
                self._members[f"class:{fact.drug_class}"].add(fact.drug)
            elif isinstance(fact, ClassParent | ConditionParent):
                kind = "class" if isinstance(fact, ClassParent) else "condition"
                self._below[f"{kind}:{fact.parent}"].add(f"{kind}:{fact.child}")
            elif isinstance(fact, DrugClass | Condition):
                kind = "class" if isinstance(fact, DrugClass) else "condition"
                self._names[f"{kind}:{fact.id}"] |= {plain(n) for n in (fact.name, *fact.names)}

    def drugs(self, side: Key) -> set[str]:
        """The drug itself, or every drug in the class and the classes below it."""
        kind, slug = split_key(side)
        if kind == "drug":
            return {slug}
        return set().union(*(self._members[one] for one in self._with_below(side)))

    def names(self, side: Key) -> list[str]:
        """Every name that a text may have for the side: its own, those below it, its drugs."""
        keys = self._with_below(side) | {f"drug:{drug}" for drug in self.drugs(side)}
        found = {name for one in keys for name in self._names[one]}
        return sorted(
            (name for name in found if len(name) >= _SHORTEST), key=lambda n: (-len(n), n)
        )

    def _with_below(self, side: Key) -> set[str]:
        found, waiting = {side}, [side]
        while waiting:
            for one in self._below[waiting.pop()] - found:
                found.add(one)
                waiting.append(one)
        return found
