"""The chain from an input to a rule: brand of → ingredient → member of class → rule."""

from collections.abc import Mapping
from itertools import pairwise

from app.domain.english import with_article
from app.domain.facts import Key, key, split_key
from app.domain.hierarchy import distances_above
from app.domain.knowledge import Knowledge, name_of


def chain(subject: Key, rule_key: Key, knowledge: Knowledge) -> tuple[str, ...]:
    """The memberships that lead from a thing up to the label by which a rule names it."""
    known = knowledge.memo.chains.get((subject, rule_key))
    if known is None:
        known = knowledge.memo.chains[subject, rule_key] = tuple(
            f"{_lower(lower, knowledge)} is {with_article(name_of(upper, knowledge))}"
            for lower, upper in pairwise(_path(subject, rule_key, knowledge))
        )
    return known


def path_up(drug: str, class_slug: str, knowledge: Knowledge) -> list[Key]:
    """The keys from a drug up to one of its classes, both included."""
    return _path(key("drug", drug), key("class", class_slug), knowledge)


def _lower(subject: Key, knowledge: Knowledge) -> str:
    name = name_of(subject, knowledge)
    return with_article(name) if split_key(subject)[0] == "class" else name


def _path(subject: Key, rule_key: Key, knowledge: Knowledge) -> list[Key]:
    """The shortest way up, its steps in alphabetical order where two are equally short."""
    path = [subject]
    while path[-1] != rule_key:
        above = _parents(path[-1], knowledge)
        path.append(min(above, key=lambda parent: (_distance(parent, rule_key, knowledge), parent)))
    return path


def _parents(subject: Key, knowledge: Knowledge) -> list[Key]:
    kind, slug = split_key(subject)
    if kind == "drug":
        return [key("class", one) for one in knowledge.member_classes[slug]]
    return [key(kind, one) for one in _hierarchy(kind, knowledge).get(slug, ())]


def _distance(subject: Key, rule_key: Key, knowledge: Knowledge) -> float:
    kind, slug = split_key(subject)
    reached = distances_above(slug, _hierarchy(kind, knowledge))
    return reached.get(split_key(rule_key)[1], float("inf"))


def _hierarchy(kind: str, knowledge: Knowledge) -> Mapping[str, frozenset[str]]:
    return knowledge.condition_parents if kind == "condition" else knowledge.class_parents
