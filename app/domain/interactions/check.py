"""The engine: resolved inputs in, the whole answer out. Same question, same answer."""

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.doses import (
    Dose,
    DoseRange,
    Per,
    RangeJudged,
    RangeStatus,
    judge_dose,
    read_unit,
    worst_status,
)
from app.domain.english import joined
from app.domain.facts import Key
from app.domain.interactions.allergies import AllergiesFound, allergy_asks, find_allergies
from app.domain.interactions.burden import burden_totals
from app.domain.interactions.conditions import check_conditions
from app.domain.interactions.genes import GenesFound, find_genes, gene_asks
from app.domain.interactions.items import Item, Taken, condition_rule_keys, items_of
from app.domain.interactions.known import read_conditions
from app.domain.interactions.pairs import Found, NameReader, Setting, check_pairs, read_exactly
from app.domain.interactions.person import (
    NOBODY,
    AllergyState,
    AllergyStatus,
    Person,
    PersonState,
    own_conditions,
)
from app.domain.interactions.person_states import (
    Given,
    check_states,
    conditions_of,
    given_of,
)
from app.domain.interactions.policy import DEFAULT, Policy
from app.domain.interactions.result import (
    Audience,
    Checkup,
    DoseJudged,
    DrugCondition,
    DrugConditionStatus,
    Duplication,
    Finding,
    LeftOut,
    PairState,
    PairStatus,
    Suppressed,
)
from app.domain.interactions.separations import day_of, separations_of
from app.domain.interactions.summary import (
    NOTICE,
    Compared,
    completeness_of,
    notice_for,
    summarise,
)
from app.domain.interactions.templates import Order, Template, order_of
from app.domain.interactions.washout import still_counting
from app.domain.interactions.would_ask import Ask, waiting, would_ask
from app.domain.knowledge import Knowledge
from app.domain.names.conditions import ConditionOffers, no_offers
from app.domain.names.input import Input


@dataclass(frozen=True, slots=True)
class Manner:
    """How a check is to be made. `today` is the ISO day against which wash-outs are counted,
    `condition_offers` finds candidates for the words of a condition that is not known, `read_name`
    says what the words of an allergy mean, `dose_ranges` are a site's own by the id of the drug.
    Only a `whole` answer says what would be asked, and what would be gone without each input.
    """

    policy: Policy = DEFAULT
    audience: Audience = Audience.PROFESSIONAL
    today: str = "1970-01-01"
    condition_offers: ConditionOffers = no_offers
    read_name: NameReader = read_exactly
    dose_ranges: Mapping[str, Sequence[DoseRange]] = field(default_factory=dict)
    whole: bool = True


def check(
    taken: Sequence[Taken],
    conditions: Sequence[str],
    knowledge: Knowledge,
    manner: Manner,
    person: Person = NOBODY,
) -> Checkup:
    """Every finding, duplication and burden among the inputs, and the status of every pair.

    The conditions of the person are read after those stated beside it, each once.
    """
    words = [*conditions, *(own_conditions(person, conditions) if person.conditions else ())]
    stated = read_conditions(words, knowledge, manner.condition_offers) if words else []
    given = given_of(person, stated) if person is not NOBODY or stated else _OF_NOBODY
    setting = _setting(given, knowledge, manner)
    items = items_of(taken, knowledge)
    found = check_pairs(items, setting)
    compared = _compare([one.read for one in taken], given, items, setting, found)
    findings = sorted(found.shown.values(), key=_gravest_first)
    suppressed = sorted(found.hidden.values(), key=lambda one: _gravest_first(one.finding))
    stopped = any(one.stopped_on is not None for one in taken)
    counting = still_counting(items, knowledge, manner.today) if stopped else items
    duplications = find_duplications(counting, knowledge)
    burdens = burden_totals(counting, knowledge)
    allergies, genes = compared.allergies, compared.genes
    apart = [one for one in findings if one.separate is not None]
    apart += [one.finding for one in suppressed if one.finding.separate is not None]
    separations = separations_of(apart) if apart else []
    asks = _asks(given, items, compared, knowledge)
    return Checkup(
        completeness=completeness_of(compared),
        summary=summarise(compared, findings, duplications, burdens, len(suppressed)),
        inputs=tuple(compared.inputs),
        conditions=tuple(stated),
        findings=tuple(findings),
        duplications=tuple(duplications),
        burden=tuple(burdens),
        pairs=tuple(found.pairs),
        drug_conditions=tuple(compared.drug_conditions),
        person_states=tuple(compared.person_states),
        allergy_inputs=allergies.inputs,
        allergies=allergies.states,
        gene_inputs=genes.inputs,
        genes=genes.states,
        doses=tuple(check_doses(taken, manner.dose_ranges)) if manner.dose_ranges else (),
        separations=tuple(separations),
        day=day_of(separations) if separations else None,
        would_ask=would_ask(asks, person) if manner.whole else (),
        suppressed=tuple(suppressed),
        without=tuple(leave_each_out(compared.inputs, items, findings) if manner.whole else ()),
        audience=manner.audience,
        policy=manner.policy.name,
        as_of=manner.today if stopped else None,
        release=knowledge.release,
        notice=_notice(findings, suppressed, found.pairs, knowledge),
    )


_OF_NOBODY = given_of(NOBODY, ())


def _setting(given: Given, knowledge: Knowledge, manner: Manner) -> Setting:
    known = [one.condition for one in given.conditions if one.condition is not None]
    known += conditions_of(given.states, knowledge)
    rule_keys = frozenset().union(*[condition_rule_keys(one, knowledge).steps for one in known])
    return Setting(
        knowledge, manner.policy, manner.audience, rule_keys, manner.today, manner.read_name
    )


def _compare(
    inputs: Sequence[Input],
    given: Given,
    items: Sequence[Item],
    setting: Setting,
    found: Found,
) -> Compared:
    """All that is compared besides pairs, as far as it was stated; adds what was found."""
    person, stated = given.person, given.conditions
    drug_conditions: Sequence[DrugCondition] = ()
    person_states: Sequence[PersonState] = ()
    allergies, genes = _NO_ALLERGIES, _NO_GENES
    if stated:
        conditions = zip(stated, given.of_words, strict=True)
        drug_conditions = check_conditions(conditions, items, given.known, setting, found)
    if given.states:
        person_states = check_states(given, items, setting, found)
    # A condition may be an allergy.
    if person.allergies or stated:
        allergies = find_allergies(person, stated, items, setting, found)
        drug_conditions = _as_allergies(drug_conditions, allergies)
    if person.genes:
        genes = find_genes(person, given.known, items, setting, found)
    pairs = found.pairs
    return Compared(inputs, stated, pairs, drug_conditions, person_states, allergies, genes)


_NO_ALLERGIES, _NO_GENES = AllergiesFound(), GenesFound()


def _asks(
    given: Given, items: Sequence[Item], compared: Compared, knowledge: Knowledge
) -> Iterator[Ask]:
    """What rules wait for: of states and conditions, allergies and genes."""
    person = given.person
    if given is _OF_NOBODY:
        for item in items:
            yield from _asks_of_nobody(item, knowledge)
        return
    yield from waiting(given, items, knowledge)
    yield from compared.allergies.asks
    if person.allergies is None:
        for item in items:
            yield from allergy_asks(item, knowledge)
    yield from compared.genes.asks if person.genes else gene_asks(items, {}, knowledge)


def _asks_of_nobody(item: Item, knowledge: Knowledge) -> Sequence[Ask]:
    """What is asked of somebody of whom nothing is known: worked out once for a release."""
    if item.subject is None:
        return ()
    memo: MutableMapping[Key, tuple[Ask, ...]] = knowledge.memo.asks_of_nobody
    known = memo.get(item.subject)
    if known is None:
        by_value: dict[str, set[str]] = {}
        for value, _, rules in (
            *waiting(given_of(NOBODY, ()), (item,), knowledge),
            *allergy_asks(item, knowledge),
            *gene_asks((item,), {}, knowledge),
        ):
            by_value.setdefault(value, set()).update(rules)
        drug = item.named or ""
        known = tuple(Ask(value, drug, tuple(sorted(rules))) for value, rules in by_value.items())
        memo[item.subject] = known
    return known


def _as_allergies(
    drug_conditions: Sequence[DrugCondition], allergies: AllergiesFound
) -> list[DrugCondition]:
    """What is known of drugs in stated conditions; of one that is an allergy, what that found."""
    if not allergies.of_conditions:
        return list(drug_conditions)
    states = {(one.allergy_input, one.input, one.drug): one for one in allergies.states}
    return [
        _as_allergy(one, states[allergies.of_conditions[one.condition_input], one.input, one.drug])
        if one.condition_input in allergies.of_conditions
        else one
        for one in drug_conditions
    ]


def _as_allergy(one: DrugCondition, state: AllergyState) -> DrugCondition:
    status = _CONDITION_STATUS.get(state.status)
    if status is None or one.status is DrugConditionStatus.INTERACTION_FOUND:
        return one
    return replace(one, status=status, note=state.note, citations=state.citations)


_CONDITION_STATUS = {
    AllergyStatus.SAME_INGREDIENT: DrugConditionStatus.INTERACTION_FOUND,
    AllergyStatus.CROSS_REACTIVE: DrugConditionStatus.INTERACTION_FOUND,
    AllergyStatus.SAME_GROUP: DrugConditionStatus.INTERACTION_FOUND,
    AllergyStatus.NO_RECORD: DrugConditionStatus.NO_RECORD,
}


def check_doses(
    taken: Sequence[Taken], ranges: Mapping[str, Sequence[DoseRange]]
) -> Iterator[DoseJudged]:
    """Each dose that was given or written beside the site's own ranges; a dose is no advice."""
    for place, one in enumerate(taken):
        dose = one.dose or _written_dose(one.read)
        if dose is None:
            continue
        drugs = one.read.drugs
        if len(drugs) == 1:
            judged, note = judge_dose(dose, ranges.get(drugs[0].id, ())), None
        else:
            judged = [RangeJudged(RangeStatus.UNIT_MISMATCH_NOT_CHECKED, None)]
            note = "only the dose of one resolved drug is compared"
        if one.dose is None:
            note = "the strength as it is written, counted as one dose"
        yield DoseJudged(
            input=place,
            drug=drugs[0].id if len(drugs) == 1 else None,
            dose=dose,
            written=one.dose is None,
            status=worst_status(judged),
            note=note,
            ranges=tuple(one for one in judged if one.range is not None),
        )


def _written_dose(read: Input) -> Dose | None:
    """The strength of an input that was understood as one drug, as what is taken at once."""
    number, _, unit = read.understood.get("strength", "").partition(" ")
    known = read_unit(unit)
    if len(read.drugs) != 1 or known is None or not number.replace(".", "", 1).isdecimal():
        return None
    return Dose(float(number), known, Per.DOSE, read.understood.get("route"))


def find_duplications(items: Sequence[Item], knowledge: Knowledge) -> list[Duplication]:
    """Same ingredients first, then classes; each by its name."""
    return [*_same_ingredient(items, knowledge), *_same_class(items, knowledge)]


def _same_ingredient(items: Sequence[Item], knowledge: Knowledge) -> list[Duplication]:
    by_drug: dict[str, list[Item]] = {}
    for item in items:
        if item.is_drug:
            by_drug.setdefault(item.slug, []).append(item)
    found: list[Duplication] = []
    if len(by_drug) == len(items):
        return found
    for slug, taken in sorted(by_drug.items()):
        if len(taken) > 1:
            drug = knowledge.drugs[slug]
            words = tuple(item.taken.read.input for item in taken)
            text = f"{joined([repr(word) for word in words])} are the same ingredient, {drug.name}."
            found.append(
                Duplication(
                    "same_ingredient", slug, drug.name, words, (slug,), text, drug.citations
                )
            )
    return found


def _same_class(items: Sequence[Item], knowledge: Knowledge) -> list[Duplication]:
    members: dict[Key, list[Item]] = {}
    for item in items:
        for rule_key in item.rule_keys.doubling:
            members.setdefault(rule_key, []).append(item)
    several = {
        rule_key: taken
        for rule_key, taken in members.items()
        if len(taken) > 1 and len({item.subject for item in taken}) > 1
    }
    found: list[Duplication] = []
    for rule_key, drug_class in knowledge.doubling.items() if several else ():
        taken = several.get(rule_key)
        if taken is None:
            continue
        found.append(
            Duplication(
                "same_class",
                drug_class.id,
                drug_class.name,
                tuple(dict.fromkeys(item.taken.read.input for item in taken)),
                tuple(sorted({item.slug for item in taken if item.is_drug})),
                drug_class.doubling or "",
                drug_class.citations,
            )
        )
    return found


def _notice(
    findings: Sequence[Finding],
    suppressed: Sequence[Suppressed],
    pairs: Sequence[PairState],
    knowledge: Knowledge,
) -> str:
    """Names the data that is not free for every use; mostly there is none."""
    if not knowledge.not_free:
        return NOTICE
    stated = (*findings, *(one.finding for one in suppressed))
    return notice_for(used_in(stated, pairs, knowledge), knowledge)


def _gravest_first(finding: Finding) -> Order:
    template: Template | None = getattr(finding, "template", None)
    return order_of(finding) if template is None else template.order


def leave_each_out(
    inputs: Sequence[Input], items: Sequence[Item], findings: Sequence[Finding]
) -> list[LeftOut]:
    """One line for each input. A finding stays while other inputs still bring both its sides."""
    brought: dict[str, set[int]] = {}
    for item in items:
        if item.named is not None:
            brought.setdefault(item.named, set()).add(item.place)
    alone = {named: found.pop() for named, found in brought.items() if len(found) == 1}
    gone: list[list[str]] = [[] for _ in inputs]
    for finding in findings:
        for one in finding.participants:
            # A condition, an allergy and a gene come by no input.
            named = f"class:{one.drug_class}" if one.drug is None else one.drug
            place = alone.get(named)
            if place is not None and gone[place][-1:] != [finding.id]:
                gone[place].append(finding.id)
    return [LeftOut(one.input, tuple(ids)) for one, ids in zip(inputs, gone, strict=True)]


def used_in(
    findings: Iterable[Finding], pairs: Iterable[PairState], knowledge: Knowledge
) -> set[str]:
    """The sources that are used in a check: by rating a pair, or by having assessed one of which
    nothing is recorded.
    """
    used = {rating.source for finding in findings for rating in finding.native_ratings}
    for pair in pairs:
        if pair.status is PairStatus.NO_RECORD:
            one, other = (knowledge.scopes.get(drug or "", frozenset()) for drug in pair.drugs)
            used |= one & other
    return used
