"""The one plain sentence of a check, which names what was not checked."""

from collections.abc import Collection, Sequence

from app.domain.english import counted, quoted, shortened
from app.domain.interactions.result import (
    Completeness,
    ConditionInput,
    Duplication,
    Finding,
    PairState,
    PairStatus,
)
from app.domain.knowledge import Knowledge
from app.domain.names.input import Input, InputStatus

# More pairs than this would bury the sentence; all of them stand in `pairs`.
MOST_PAIRS = 5

# Pairs of which nothing can be said.
_OPEN = (PairStatus.NOT_ASSESSED, PairStatus.UNRESOLVED)

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


def completeness_of(
    inputs: Sequence[Input], conditions: Sequence[ConditionInput], pairs: Sequence[PairState]
) -> Completeness:
    """`complete` only if every input was resolved and every pair assessed or found."""
    open_ = [pair for pair in pairs if pair.status in _OPEN]
    resolved = [one for one in inputs if one.status is InputStatus.RESOLVED]
    if not resolved or (pairs and len(open_) == len(pairs) and len(resolved) == len(inputs)):
        return Completeness.NONE
    passed_over = any(one.not_understood for one in resolved)
    unknown = any(one.condition is None for one in conditions)
    if open_ or passed_over or unknown or len(resolved) < len(inputs):
        return Completeness.PARTIAL
    return Completeness.COMPLETE


def summarise(
    inputs: Sequence[Input],
    conditions: Sequence[ConditionInput],
    findings: Sequence[Finding],
    pairs: Sequence[PairState],
    duplications: Sequence[Duplication],
    suppressed: int,
) -> str:
    """How much was found among how many inputs, and by name what was not checked."""
    resolved = sum(one.status is InputStatus.RESOLVED for one in inputs)
    among = counted(len(inputs), "input")
    if resolved < len(inputs):
        among = f"{resolved} of {among}"
    sentences = [f"{counted(len(findings), 'interaction')} found among {among}."]
    if not findings:
        sentences = [_nothing_found(among, pairs)]
    if duplications:
        sentences.append(f"Taken twice: {quoted([one.name for one in duplications])}.")
    if suppressed:
        sentences.append(f"Not shown by the policy: {counted(suppressed, 'finding')}.")
    sentences += _not_checked(inputs, conditions)
    sentences += _not_assessed(inputs, pairs)
    return " ".join(sentences)


def _nothing_found(among: str, pairs: Sequence[PairState]) -> str:
    """In words that nobody can read as an all-clear."""
    if not pairs:
        return "Nothing was compared: one drug makes no pair."
    if all(pair.status in _OPEN for pair in pairs):
        return f"Nothing is known here of any pair among {among}."
    return f"0 interactions found among {among}, which does not rule one out."


def _not_checked(inputs: Sequence[Input], conditions: Sequence[ConditionInput]) -> list[str]:
    words = [one.input for one in inputs if one.status is not InputStatus.RESOLVED]
    words += [one.input for one in conditions if one.condition is None]
    groups = [f"Not checked: {quoted(list(dict.fromkeys(words)))}."] if words else []
    return groups + [
        f"Not understood of {quoted([one.input])}: {quoted(one.not_understood)}."
        for one in inputs
        if one.status is InputStatus.RESOLVED and one.not_understood
    ]


def _not_assessed(inputs: Sequence[Input], pairs: Sequence[PairState]) -> list[str]:
    open_ = [pair for pair in pairs if pair.status is PairStatus.NOT_ASSESSED]
    if not open_:
        return []
    groups = [_pair_in_words(pair, inputs) for pair in open_[:MOST_PAIRS]]
    rest = len(open_) - len(groups)
    more = f" and {counted(rest, 'more pair')}" if rest else ""
    return [f"Not assessed by any loaded source: {', '.join(groups)}{more}."]


def _pair_in_words(pair: PairState, inputs: Sequence[Input]) -> str:
    one, other = (
        _words(inputs[place], drug) for place, drug in zip(pair.inputs, pair.drugs, strict=True)
    )
    return f"{quoted([one])} with {quoted([other])}"


def _words(read: Input, drug: str | None) -> str:
    """The asker's words; of a product with several drugs, the drug that is meant."""
    if len(read.drugs) < 2:
        return read.input
    name = next((one.name for one in read.drugs if one.id == drug), drug)
    return f"{name} in {shortened(read.input)}"
