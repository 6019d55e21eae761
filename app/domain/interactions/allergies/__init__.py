"""What somebody does not tolerate, compared with every drug of a check."""

from collections.abc import Hashable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.facts import (
    ANY_ALLERGEN,
    CrossReaction,
    Key,
    Reaction,
    Severity,
    key,
)
from app.domain.interactions.allergies.allergens import (
    Allergen,
    Reach,
    Related,
    Statement,
    allergen_of_condition,
    allergens_of,
    applies_after,
    drugs_in,
    reach_of,
    ways_of,
)
from app.domain.interactions.allergies.findings import (
    add_finding,
    drop_condition_findings,
    note_of,
)
from app.domain.interactions.items import Item, member_of
from app.domain.interactions.pairs import Found, Setting
from app.domain.interactions.person import (
    AllergyInput,
    AllergyState,
    AllergyStatus,
    Person,
)
from app.domain.interactions.result import Applies, ConditionInput
from app.domain.interactions.would_ask import Ask
from app.domain.knowledge import Knowledge


@dataclass(slots=True)  # not frozen: decision 0006
class AllergiesFound:
    """Every stated allergy as understood, every allergy with every drug, and what waits for the
    reaction to one.

    `of_conditions` gives the place of a stated condition that is an allergy that of the allergy.
    """

    inputs: tuple[AllergyInput, ...] = ()
    states: tuple[AllergyState, ...] = ()
    asks: tuple[Ask, ...] = ()
    of_conditions: Mapping[int, int] = field(default_factory=dict)


def find_allergies(
    person: Person,
    conditions: Sequence[ConditionInput],
    items: Sequence[Item],
    setting: Setting,
    found: Found,
) -> AllergiesFound:
    """Each stated allergy with each drug, with one status; findings are added to `found`.

    A stated condition that is an allergy is one of them: both ways of stating it make the same
    findings. `setting.read_name` says what the words of an allergy mean.
    """
    allergens = [one for stated in person.allergies or () for one in allergens_of(stated, setting)]
    of_conditions = _add_conditions(conditions, allergens, setting) if conditions else {}
    states: list[AllergyState] = []
    asks: list[Ask] = []
    for place, allergen in enumerate(allergens):
        reach = reach_of(allergen, setting.knowledge) if allergen.read.understood else None
        concerned = set()
        for item in items:
            related = _related(reach, item, setting.knowledge)
            states.append(
                AllergyState(
                    place, item.place, item.named, related.status, related.note, related.citations
                )
            )
            if related.is_finding and reach is not None:
                add_finding(allergen.read, item, related, reach.conditions, setting, found)
                concerned.add(item.slug)
            if related.statements:
                asks += _asks(item, related)
        if place in of_conditions.values():
            places = [one for one, at in of_conditions.items() if at == place]
            stated = {conditions[one].condition or "" for one in places}
            drop_condition_findings(stated, concerned, found)
    inputs = tuple([one.read for one in allergens])
    return AllergiesFound(inputs, tuple(states), tuple(asks), of_conditions)


def _add_conditions(
    conditions: Sequence[ConditionInput], allergens: list[Allergen], setting: Setting
) -> dict[int, int]:
    """Adds the stated conditions that are allergies and were not stated as such already; gives the
    place of each among the allergies.
    """
    places: dict[int, int] = {}
    known = {
        one.subjects: place
        for place, one in enumerate(allergens)
        if one.read.understood and one.read.reaction_kind is None
    }
    for place, stated in enumerate(conditions):
        allergen = allergen_of_condition(stated, setting)
        if allergen is None:
            continue
        if allergen.subjects not in known:
            known[allergen.subjects] = len(allergens)
            allergens.append(allergen)
        places[place] = known[allergen.subjects]
    return places


_UNRESOLVED = Related(AllergyStatus.UNRESOLVED)


def _related(reach: Reach | None, item: Item, knowledge: Knowledge) -> Related:
    """How the allergy is related to the drug, with the note of that. Between one thing and another
    it is worked out once for a release, and for each kind of reaction.
    """
    if reach is None or item.subject is None:
        return _UNRESOLVED
    memo: MutableMapping[Hashable, Related] = knowledge.memo.allergy_related
    which = (reach.subject or "", reach.happened, item.subject)
    known = memo.get(which)
    if known is None:
        related = _relate(reach, item, item.subject, knowledge)
        note, citations = note_of(related, knowledge)
        known = replace(related, note=note, citations=citations)
        if reach.subject is not None:
            memo[which] = known
    return known


def _relate(reach: Reach, item: Item, subject: Key, knowledge: Knowledge) -> Related:
    """How the allergy is related to the drug; to a class by its members, of which any may be the
    one that is taken.
    """
    related = _relate_one(reach, item, knowledge)
    if item.is_drug or related.is_finding:
        return related
    members = sorted(drugs_in(subject, knowledge))
    return _of_members(
        [_relate_one(reach, member_of(item, one, knowledge), knowledge) for one in members]
    )


def _of_members(members: Sequence[Related]) -> Related:
    """What is found of some members may hold of the one that is taken. A class has no record only
    where none of its members has one.
    """
    found = [one for one in members if one.is_finding]
    if not found:
        assessed = all(one.status is AllergyStatus.NO_RECORD for one in members)
        return members[0] if members and assessed else Related(AllergyStatus.NOT_ASSESSED)
    stated = {one.fact.id: one for related in found for one in related.statements}
    documented = any(one.status is not AllergyStatus.SAME_GROUP for one in found)
    status = AllergyStatus.CROSS_REACTIVE if documented else AllergyStatus.SAME_GROUP
    perhaps = [_of_some(one, members) for _, one in sorted(stated.items())]
    return Related(status, perhaps, None if perhaps else found[0].group)


def _of_some(stated: Statement, members: Sequence[Related]) -> Statement:
    """A statement on members of a class: it holds for sure only where it does of each of them."""
    of_each = all(
        any(one.fact is stated.fact and one.applies is Applies.YES for one in related.statements)
        for related in members
    )
    return stated if of_each else replace(stated, applies=Applies.IF, of_member=True)


def _relate_one(reach: Reach, item: Item, knowledge: Knowledge) -> Related:
    """How the allergy and the drug are related, with all statements that speak of the two."""
    assert item.subject is not None
    taken = ways_of(item.subject, knowledge)
    if item.is_drug and item.slug in reach.own:
        return _same_ingredient(reach, taken, knowledge)
    statements = _overridden(list(_statements(reach, item, taken, knowledge)))
    shared = _shared(reach, taken, knowledge)
    if shared is not None and reach.happened.kind is Reaction.SEVERE_SKIN:
        statements += _general(reach, knowledge, CrossReaction.NOT_DOCUMENTED)
    valid = [one for one in statements if one.applies is not None]
    expected = [one for one in valid if one.fact.reaction is not CrossReaction.NOT_EXPECTED]
    whole = shared is not None and shared == reach.whole
    # What may hold decides where nothing holds for sure, or the allergy is to any of the group.
    sure = [one for one in expected if one.applies is Applies.YES or whole] or expected
    if any(one.fact.reaction is CrossReaction.DOCUMENTED for one in sure):
        return Related(AllergyStatus.CROSS_REACTIVE, expected, shared, whole)
    if expected or (shared is not None and not valid):
        return Related(AllergyStatus.SAME_GROUP, expected, shared, whole)
    if statements:
        return Related(AllergyStatus.NO_RECORD, valid or statements)
    # A medicine of which not even the class is known may be in a group unseen.
    if reach.worked_through is not None and len(item.rule_keys.steps) > 1:
        return Related(AllergyStatus.NO_RECORD, [], reach.worked_through)
    return Related(AllergyStatus.NOT_ASSESSED)


def _same_ingredient(
    reach: Reach, taken: Mapping[Key, tuple[Key, ...]], knowledge: Knowledge
) -> Related:
    """What holds of any medicine again, and what is stated of this reaction to this one."""
    own = taken.keys() & reach.keys.keys()
    special = [
        Statement(one, applies_after(one, reach.happened), reach.keys[one.one], taken[one.other])
        for subject in sorted(own)
        for one in knowledge.allergens.reactivities.get(subject, ())
        if one.only_after and one.other == subject and one.one in own
    ]
    general = _general(reach, knowledge, CrossReaction.DOCUMENTED)
    valid = [one for one in (*special, *general) if one.applies is not None]
    return Related(AllergyStatus.SAME_INGREDIENT, valid)


def _general(reach: Reach, knowledge: Knowledge, reaction: CrossReaction) -> list[Statement]:
    """What is stated of any medicine."""
    stated = knowledge.allergens.reactivities.get(key("allergy", ANY_ALLERGEN), ())
    return [
        Statement(one, applies_after(one, reach.happened), (), ())
        for one in stated
        if one.reaction is reaction
    ]


def _statements(
    reach: Reach, item: Item, taken: Mapping[Key, tuple[Key, ...]], knowledge: Knowledge
) -> Iterator[Statement]:
    """Every statement whose sides are the allergy and the drug, whatever happened."""
    seen: set[str] = set()
    for subject, way in taken.items():
        for one, applies, from_allergy in reach.stated.get(subject, ()):
            perhaps = from_allergy[0] == subject and subject not in reach.keys
            if one.id in seen or (perhaps and not reach.has_other_in(subject, item, knowledge)):
                continue
            seen.add(one.id)
            yield Statement(one, applies, from_allergy, way)


def _overridden(statements: list[Statement]) -> list[Statement]:
    """Without what is said of a group that the drug is in, where the same allergy has a statement
    on the drug itself.
    """
    on_drug = {
        one.fact.one
        for one in statements
        if one.fact.other.startswith("drug:") and not one.fact.only_after
    }
    return [
        one
        for one in statements
        if one.fact.other.startswith("drug:") or one.fact.one not in on_drug
    ]


def _shared(reach: Reach, taken: Mapping[Key, tuple[Key, ...]], knowledge: Knowledge) -> Key | None:
    """The smallest group that both are in; the class or group that was stated, if the drug is in
    it. Classes of drugs alone make no group.
    """
    if reach.whole is not None and reach.whole in taken:
        return reach.whole
    both = taken.keys() & reach.groups
    return min(both, key=lambda one: (len(drugs_in(one, knowledge)), one), default=None)


def _asks(item: Item, related: Related) -> Iterator[Ask]:
    """What waits for the reaction: a statement that holds after some reactions only."""
    for one in related.statements:
        if one.applies is Applies.IF and one.fact.only_after:
            yield Ask("allergies.reaction", item.named or "", (one.fact.id,))


def allergy_asks(item: Item, knowledge: Knowledge) -> Iterator[Ask]:
    """What would be found of the drug if an allergy to another medicine of its group were known."""
    if item.subject is None:
        return
    known = knowledge.memo.allergy_waits.get(item.subject)
    if known is None:
        stated = knowledge.allergens.reactivities
        found = {
            one.id
            for above in ways_of(item.subject, knowledge)
            for one in stated.get(above, ())
            if one.other == above and one.severity is Severity.CONTRAINDICATED
        }
        known = knowledge.memo.allergy_waits[item.subject] = tuple(sorted(found))
    if known:
        yield Ask("allergies", item.named or "", known)
