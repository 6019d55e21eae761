"""How complete a check is, and the one plain sentence of it, which names what was not checked."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from app.domain.english import counted, joined, quoted, shortened
from app.domain.facts import Severity
from app.domain.interactions.allergies import AllergiesFound
from app.domain.interactions.genes import GenesFound
from app.domain.interactions.person import PersonState
from app.domain.interactions.result import (
    BurdenTotal,
    Completeness,
    ConditionInput,
    DrugCondition,
    Duplication,
    Finding,
    FindingKind,
    PairState,
    PairStatus,
)
from app.domain.knowledge import Knowledge
from app.domain.names.input import Input, InputStatus

# More pairs than this would bury the sentence; all of them stand in `pairs`.
MOST_PAIRS = 5

# Comparisons of which nothing can be said: of pairs, conditions, states, allergies and genes.
_NOT_ASSESSED = PairStatus.NOT_ASSESSED.value
_OPEN = frozenset((_NOT_ASSESSED, PairStatus.UNRESOLVED.value, "no_recommendation"))

# Less than assessed, more than nothing: it makes no answer complete, and none nothing.
_SILENT = PairStatus.NOT_NAMED

NOTICE = (
    "This is information from the sources named, not medical advice and not a medical device. "
    "That nothing is recorded does not mean that nothing can happen. Ask a doctor or pharmacist "
    "before you change, start or stop a medicine."
)


def notice_for(used: Collection[str], knowledge: Knowledge) -> str:
    """The notice, which names the sources among the used that are not free for every use."""
    stated = [knowledge.sources[one] for one in sorted(knowledge.not_free.intersection(used))]
    if not stated:
        return NOTICE
    named = ", ".join(f"{one.title} ({one.licence})" for one in stated)
    return (
        f"{NOTICE} This answer uses data under a licence that does not allow every use, such as a "
        f"commercial one: {named}."
    )


@dataclass(slots=True)  # not frozen: decision 0006
class Compared:
    """What a check was asked, and all that it compared: drugs with drugs, and with the person."""

    inputs: Sequence[Input]
    conditions: Sequence[ConditionInput]
    pairs: Sequence[PairState]
    drug_conditions: Sequence[DrugCondition]
    person_states: Sequence[PersonState]
    allergies: AllergiesFound
    genes: GenesFound

    statuses: Sequence[str] = field(init=False)
    """The status of every comparison."""
    resolved: Sequence[Input] = field(init=False)
    """The inputs that were resolved."""
    not_understood: Sequence[str] = field(init=False)
    """What was stated of the person and not understood."""

    def __post_init__(self) -> None:
        of_person = (
            self.drug_conditions,
            self.person_states,
            self.allergies.states,
            self.genes.states,
        )
        statuses: list[str] = [one.status for one in self.pairs]
        for compared in of_person:
            statuses += [one.status for one in compared]
        self.statuses = statuses
        self.resolved = [one for one in self.inputs if one.status is InputStatus.RESOLVED]
        self.not_understood = [
            *[one.input for one in self.conditions if one.condition is None],
            *[one.input for one in self.allergies.inputs if not one.understood],
            *[f"{one.gene} {one.input}" for one in self.genes.inputs if one.phenotype is None],
        ]

    @property
    def of_the_person(self) -> bool:
        """Whether anything but pairs was compared."""
        return len(self.statuses) > len(self.pairs) or bool(self.conditions)


def completeness_of(compared: Compared) -> Completeness:
    """`complete` only if every input was resolved and every comparison assessed or found.

    Where nothing was compared, or nothing could be said of anything, it is `none`.
    """
    statuses, resolved = compared.statuses, compared.resolved
    open_ = sum(map(statuses.count, _OPEN))
    whole = len(resolved) == len(compared.inputs) and not compared.not_understood
    if not resolved or not statuses or (open_ == len(statuses) and whole):
        return Completeness.NONE
    if open_ or not whole or _SILENT in statuses:
        return Completeness.PARTIAL
    passed_over = any(one.not_understood or one.corrected_to for one in resolved)
    return Completeness.PARTIAL if passed_over else Completeness.COMPLETE


def summarise(
    compared: Compared,
    findings: Sequence[Finding],
    duplications: Sequence[Duplication],
    burdens: Sequence[BurdenTotal],
    suppressed: int,
) -> str:
    """How much was found among how many inputs, and by name what was not checked."""
    among = _among(compared)
    named = [one for one in findings if one.kind is FindingKind.LABEL_MENTION]
    judged = len(findings) - len(named)
    sentences = [f"{counted(judged, 'interaction')} found among {among}."]
    reached = [one.name for one in burdens if one.reached]
    if not judged:
        only_pairs = not (reached or duplications)
        sentences = [_nothing_found(among, compared, only_pairs, mentioned=bool(named))]
    sentences += _only_mentioned(named, alone=not judged)
    for kind, words in _REPEATED if duplications else ():
        names = [one.name for one in duplications if one.kind == kind]
        if names:
            sentences.append(f"{words} more than once: {quoted(names)}.")
    if reached:
        sentences.append(f"Effects that add up: {joined(reached)}.")
    if suppressed:
        sentences.append(f"Not shown by the policy: {counted(suppressed, 'finding')}.")
    sentences += _corrections(compared.inputs)
    sentences += _not_checked(compared)
    sentences += _not_assessed(compared)
    return " ".join(sentences)


_REPEATED = (("same_ingredient", "The same ingredient"), ("same_class", "One class"))


def _among(compared: Compared) -> str:
    resolved = len(compared.resolved)
    among = counted(len(compared.inputs), "input")
    if resolved < len(compared.inputs):
        among = f"{resolved} of {among}"
    if compared.conditions:
        among = f"{among} and {counted(len(compared.conditions), 'condition')}"
    return among


def _nothing_found(among: str, compared: Compared, only_pairs: bool, *, mentioned: bool) -> str:
    """In words that nobody can read as an all-clear."""
    statuses = compared.statuses
    if not statuses:
        return "Nothing was compared: one drug makes no pair."
    if mentioned or all(status in _OPEN for status in statuses):
        if only_pairs and not mentioned and not compared.of_the_person:
            return f"Nothing is known here of any pair among {among}."
        return f"Neither a rule nor a record of an interaction is known here among {among}."
    return f"0 interactions found among {among}, which does not rule one out."


def _only_mentioned(named: Sequence[Finding], *, alone: bool) -> list[str]:
    """What only labels say, counted apart: our program read it, and nobody judged it."""
    if not named:
        return []
    stated = f"Labels{'' if alone else ' also'} name {counted(len(named), 'pair')}"
    grave = [one for one in named if one.severity is not Severity.UNKNOWN]
    forbidden = sum(one.severity is Severity.CONTRAINDICATED for one in grave)
    if forbidden:
        stated += f", {forbidden} of them as not to be taken together"
    if len(grave) > forbidden:
        stated += f", {len(grave) - forbidden} of them in a boxed warning"
    titles = [one.title for one in named[:MOST_PAIRS]]
    return [f"{stated}; how grave it is was not judged: {quoted(titles)}{_and_more(len(named))}."]


def _and_more(count: int) -> str:
    """How many stand behind those that are named."""
    return f" and {count - MOST_PAIRS} more" if count > MOST_PAIRS else ""


def _corrections(inputs: Sequence[Input]) -> list[str]:
    taken = [one for one in inputs if one.corrected_to is not None]
    words = [f"{quoted([one.input])} as {quoted([one.corrected_to or ''])}" for one in taken]
    return [f"Taken as corrected: {', '.join(words)}."] if words else []


def _not_checked(compared: Compared) -> list[str]:
    inputs = compared.inputs
    words: list[str] = []
    if len(compared.resolved) < len(inputs):
        words += [one.input for one in inputs if one.status is not InputStatus.RESOLVED]
    words += compared.not_understood
    groups = [f"Not checked: {quoted(list(dict.fromkeys(words)))}."] if words else []
    return groups + [
        f"Not understood of {quoted([one.input])}: {quoted(one.not_understood)}."
        for one in compared.resolved
        if one.not_understood
    ]


def _not_assessed(compared: Compared) -> list[str]:
    silent = [one for one in compared.pairs if one.status is _SILENT]
    if not silent:
        return _of_nothing(compared)
    named = [_pair_in_words(one, compared) for one in silent[:MOST_PAIRS]]
    stated = (
        f"Neither was found named in the label of the other, which rules nothing out: "
        f"{', '.join(named)}{_and_more(len(silent))}."
    )
    return [stated, *_of_nothing(compared)]


def _of_nothing(compared: Compared) -> list[str]:
    open_ = compared.statuses.count(_NOT_ASSESSED)
    if not open_:
        return []
    # Only what is named is put into words: there may be thousands of pairs.
    words = list(islice(_open_words(compared), MOST_PAIRS))
    return [f"Not assessed by any loaded source: {', '.join(words)}{_and_more(open_)}."]


def _open_words(compared: Compared) -> Iterator[str]:
    """What was not assessed, in words: pairs, then drugs with what is stated of the person."""
    yield from (
        _pair_in_words(one, compared) for one in compared.pairs if one.status == _NOT_ASSESSED
    )
    for condition in compared.drug_conditions:
        if condition.status == _NOT_ASSESSED:
            yield _drug_in_condition(condition, compared)
    for state in compared.person_states:
        if state.status == _NOT_ASSESSED:
            yield f"{_drug(state.input, state.drug, compared)} with {state.stated}"
    for one in compared.allergies.states:
        if one.status == _NOT_ASSESSED:
            allergy = compared.allergies.inputs[one.allergy_input].input
            words = quoted([allergy])
            yield f"{_drug(one.input, one.drug, compared)} with an allergy to {words}"
    for result in compared.genes.states:
        if result.status == _NOT_ASSESSED:
            gene = compared.genes.inputs[result.gene_input]
            words = f"{gene.gene} {quoted([gene.input])}"
            yield f"{_drug(result.input, result.drug, compared)} with {words}"


def _drug(place: int, drug: str | None, compared: Compared) -> str:
    return f"'{shortened(_words(compared.inputs[place], drug))}'"


def _pair_in_words(pair: PairState, compared: Compared) -> str:
    one, other = (
        _drug(place, drug, compared) for place, drug in zip(pair.inputs, pair.drugs, strict=True)
    )
    return f"{one} with {other}"


def _drug_in_condition(one: DrugCondition, compared: Compared) -> str:
    drug = _drug(one.input, one.drug, compared)
    return f"{drug} in {quoted([compared.conditions[one.condition_input].input])}"


def _words(read: Input, drug: str | None) -> str:
    """The asker's words; of a product with several drugs, the drug that is meant."""
    if len(read.drugs) < 2:
        return read.input
    name = next((one.name for one in read.drugs if one.id == drug), drug)
    return f"{name} in {shortened(read.input)}"
