"""Is X prescribed for Y? The verdict, the cautions that go with it, and whose data it uses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.domain.facts import Warning
from app.domain.indications import Verdict, judge
from app.domain.interactions.summary import notice_for
from app.domain.names.conditions import match_condition
from app.services.lookup import FoundDrug, subjects_of
from app.services.release import LoadedRelease
from app.store.read import list_facts


@dataclass(frozen=True, slots=True)
class JudgedUse:
    """A verdict, the warnings of the drug to be read with it, and what must be said of the data."""

    verdict: Verdict
    cautions: tuple[Warning, ...]
    release: str
    notice: str


def judge_use(
    session: Session, loaded: LoadedRelease, found: FoundDrug, condition: str, asked: str
) -> JudgedUse:
    """The verdict on a drug, in the form that was asked for, and a condition that are both known.
    `asked` are the asker's words for the condition.
    """
    drug, form = found.drug, found.matched.understood.get("form")
    match = match_condition(asked, loaded.knowledge)
    verdict = judge(drug, condition, asked, loaded.knowledge, match.narrower, form)
    if match.explanation:
        verdict = replace(verdict, why=f"{'; '.join(match.explanation)}. {verdict.why}")
    warnings = _warnings(session, loaded, drug)
    notice = notice_for(_sources(verdict, warnings), loaded.knowledge)
    return JudgedUse(verdict, tuple(_cautions(warnings)), loaded.release, notice)


def _warnings(session: Session, loaded: LoadedRelease, drug: str) -> tuple[Warning, ...]:
    """The warnings of a drug and of its classes, which are looked up once for a release."""
    kept = loaded.cache.warnings.get(drug)
    if kept is None:
        kept = tuple(list_facts(session, Warning, subject=subjects_of(loaded, drug)))
        loaded.cache.warnings[drug] = kept
    return kept


def _cautions(warnings: Sequence[Warning]) -> list[Warning]:
    """The drug's own warnings; its classes' only of kinds of which it has none of its own."""
    own = {warning.kind for warning in warnings if _is_own(warning)}
    return [one for one in warnings if _is_own(one) or one.kind not in own]


def _is_own(warning: Warning) -> bool:
    return warning.subject.startswith("drug:")


def _sources(verdict: Verdict, warnings: Sequence[Warning]) -> set[str]:
    """Whoever is cited, by the warnings that were passed over too."""
    cited = [verdict.citations]
    cited += [treatment.citations for treatment in verdict.instead]
    cited += [statement.citations for statement in (*verdict.also, *verdict.nearest)]
    cited += [warning.citations for warning in warnings]
    return {citation.source for citations in cited for citation in citations}
