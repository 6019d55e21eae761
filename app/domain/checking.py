"""The engine: resolved inputs in, the whole answer out. Same question, same answer."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.adding_up import add_up
from app.domain.checkup import Checkup, Finding, PairState, Suppressed
from app.domain.conditions import check_conditions, read_conditions
from app.domain.duplications import find_duplications
from app.domain.knowledge import Knowledge
from app.domain.leaving_out import leave_each_out
from app.domain.licences import used_in, with_licences
from app.domain.pairing import Setting, check_pairs
from app.domain.policy import DEFAULT, LOUDNESS, Policy
from app.domain.saying import STRICTNESS
from app.domain.states import Audience
from app.domain.summary import NOTICE, completeness_of, summarise
from app.domain.units import Taken, condition_labels, units_of
from app.domain.washing_out import still_counting


@dataclass(frozen=True, slots=True)
class Manner:
    """How a check is to be made. `today` is the ISO day against which wash-outs are counted."""

    policy: Policy = DEFAULT
    audience: Audience = Audience.PROFESSIONAL
    today: str = "1970-01-01"


def check(
    taken: Sequence[Taken], conditions: Sequence[str], knowledge: Knowledge, manner: Manner
) -> Checkup:
    """Every finding, duplication and burden among the inputs, and the status of every pair."""
    stated = read_conditions(conditions, knowledge)
    known = [one.condition for one in stated if one.condition is not None]
    labels = frozenset(label for one in known for label in condition_labels(one, knowledge).steps)
    setting = Setting(knowledge, manner.policy, manner.audience, labels, manner.today)
    units = units_of(taken, knowledge)
    found = check_pairs(units, setting)
    check_conditions(stated, units, setting, found)
    findings = sorted(found.shown.values(), key=_gravest_first)
    suppressed = sorted(found.hidden.values(), key=lambda one: _gravest_first(one.finding))
    counting = still_counting(units, knowledge, manner.today)
    duplications = find_duplications(counting, knowledge)
    inputs = [one.read for one in taken]
    return Checkup(
        completeness=completeness_of(inputs, stated, found.pairs),
        summary=summarise(inputs, stated, findings, found.pairs, duplications, len(suppressed)),
        inputs=tuple(inputs),
        conditions=tuple(stated),
        findings=tuple(findings),
        duplications=tuple(duplications),
        burden=tuple(add_up(counting, knowledge)),
        pairs=tuple(found.pairs),
        suppressed=tuple(suppressed),
        without=tuple(leave_each_out([one.input for one in inputs], units, findings)),
        audience=manner.audience,
        policy=manner.policy.name,
        release=knowledge.release,
        notice=_notice(findings, suppressed, found.pairs, knowledge),
    )


def _notice(
    findings: Sequence[Finding],
    suppressed: Sequence[Suppressed],
    pairs: Sequence[PairState],
    knowledge: Knowledge,
) -> str:
    """Names the data that is not free for every use; mostly there is none."""
    if not knowledge.not_free:
        return NOTICE
    told = (*findings, *(one.finding for one in suppressed))
    return with_licences(NOTICE, used_in(told, pairs, knowledge), knowledge)


def _gravest_first(finding: Finding) -> tuple[int, int, int, str]:
    """Severity, then how loudly it is shown, then how strict the action is, then the id."""
    return (
        -finding.severity.rank,
        LOUDNESS[finding.display],
        STRICTNESS[finding.action],
        finding.id,
    )
