"""Is X prescribed for Y?"""

from typing import Annotated

from fastapi import APIRouter, Path

from app.api.dependencies import ReadHeldDep, SessionDep
from app.api.rest.answers import problems
from app.api.rest.drugs import DrugPath
from app.api.rest.finding import condition_of, drug_of
from app.api.rest.schemas.conditions import CautionOut, VerdictOut
from app.api.rest.telling import ref, refs, tell_statement, tell_treatment
from app.domain.facts import Warning, key
from app.domain.licences import with_licences
from app.domain.summary import NOTICE
from app.domain.verdict import Verdict, judge
from app.services.finding_things import subjects_of
from app.services.holding import Held
from app.store.facts import list_facts
from app.store.rows import plain

router = APIRouter(prefix="/drugs", tags=["Indications"])


@router.get("/{drug}/indications/{condition}", response_model=VerdictOut, responses=problems(404))
def get_verdict(
    drug: DrugPath,
    condition: Annotated[str, Path(description="Slug, any name or ICD-10 code of a condition")],
    held: ReadHeldDep,
    session: SessionDep,
) -> VerdictOut:
    """Whether a drug is prescribed for a condition: a verdict, its limits and what is used instead.

    Nothing recorded is `unknown`, never "no".
    """
    slug = drug_of(held, drug).drug
    verdict = judge(slug, condition_of(held, condition), condition, held.knowledge)
    warnings = list_facts(session, Warning, subject=subjects_of(held, slug))
    return _tell(verdict, warnings, held)


def _tell(verdict: Verdict, warnings: list[Warning], held: Held) -> VerdictOut:
    knowledge = held.knowledge
    own = {warning.kind for warning in warnings if warning.subject.startswith("drug:")}
    cautions = [
        CautionOut.model_validate(plain(warning))
        for warning in warnings
        if warning.subject.startswith("drug:") or warning.kind not in own
    ]
    return VerdictOut.model_validate(
        plain(verdict)
        | {
            "drug": ref(key("drug", verdict.drug), knowledge),
            "condition": ref(key("condition", verdict.condition), knowledge),
            "relieves": refs("condition", verdict.relieves, knowledge),
            "instead": [tell_treatment(one, knowledge) for one in verdict.instead],
            "cautions": cautions,
            "also": [tell_statement(one, knowledge) for one in verdict.also],
            "release": held.release,
            "notice": with_licences(NOTICE, _sources(verdict, warnings), knowledge),
        }
    )


def _sources(verdict: Verdict, warnings: list[Warning]) -> set[str]:
    told = [verdict.citations]
    told += [treatment.citations for treatment in verdict.instead]
    told += [statement.citations for statement in verdict.also]
    told += [warning.citations for warning in warnings]
    return {citation.source for citations in told for citation in citations}
