"""May these be taken together? And the rules behind the answer."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import ValidationError

from app.api.answers.checks import CheckOut
from app.api.answers.interactions import InteractionOut, InteractionSummaryOut
from app.api.answers.presenters import in_short, present_interaction
from app.api.answers.serialise import checkup_json
from app.api.answers.shared import PageOut
from app.api.dependencies import LoadedDep, ReadLoadedDep, SessionDep, loaded_now
from app.api.http.problems import Problem
from app.api.rest.lookups import class_of, drug_of
from app.api.rest.problems import problems, unknown
from app.api.rest.requests import CheckIn, CheckQuery, PagingDep, asked_of, refuse_unresolved, unfit
from app.domain.facts import Action, RuleKind, Severity
from app.domain.interactions.policy import Policy
from app.services.interactions import Question, Wanted, find_interaction, find_interactions
from app.services.interactions import check_interactions as judge_interactions
from app.services.lookup import NotFound, like
from app.services.release import LoadedRelease
from app.store.read import Page

router = APIRouter(prefix="/interactions", tags=["Interactions"])


@router.get("", response_model=PageOut[InteractionSummaryOut], responses=problems(404, 422))
def list_interactions(
    session: SessionDep,
    loaded: ReadLoadedDep,
    paging: PagingDep,
    drug: Annotated[str | None, Query(description="Only those that this drug can play")] = None,
    drug_class: Annotated[
        str | None, Query(alias="class", description="Only those told of this class")
    ] = None,
    severity: Annotated[Severity | None, Query(description="Only this severity")] = None,
    action: Annotated[Action | None, Query(description="Only this action")] = None,
    kind: Annotated[RuleKind | None, Query(description="Drug with drug, or with condition")] = None,
) -> Page[InteractionSummaryOut]:
    """The rules, and the records of imported data sets; gravest first.

    That a pair is not listed does not mean that the two can be taken together.
    """
    wanted = Wanted(
        drug=None if drug is None else drug_of(loaded, drug).drug,
        drug_class=None if drug_class is None else class_of(loaded, drug_class),
        severity=severity,
        action=action,
        kind=kind,
    )
    found = find_interactions(session, loaded.knowledge, wanted)
    page = paging.cut(found)
    items = tuple(in_short(one, loaded.knowledge) for one in page.items)
    return Page(page.total, page.limit, page.offset, items)


@router.get("/check", response_model=CheckOut, responses=problems(422))
async def check_interactions_by_query(
    query: Annotated[CheckQuery, Query()], request: Request, loaded: LoadedDep
) -> Response:
    """The same check by address, for a browser or a quick try: `?drugs=clonazepam,alcohol`."""
    try:
        question = query.question()
    except ValidationError as error:
        raise unfit(error) from error
    return _check(question, loaded, request)


@router.post("/check", response_model=CheckOut, responses=problems(422))
async def check_interactions(question: CheckIn, request: Request) -> Response:
    """Every finding, duplication and burden among the drugs, and the status of every pair.

    Only unresolved inputs: 422. `strict` and any unresolved input: 422. A pair without a record is
    never an all-clear: `no_record`, `not_assessed` and `unresolved` are told apart.
    """
    return _check(question, loaded_now(request), request)


@router.get("/{interaction}", response_model=InteractionOut, responses=problems(404))
def get_interaction(
    interaction: Annotated[str, Path(description="Id of a rule or record")], loaded: LoadedDep
) -> InteractionOut:
    """One rule or record, whole."""
    found = find_interaction(loaded.knowledge, interaction)
    if found is not None:
        return present_interaction(found, loaded.knowledge)
    near = like(interaction, (one.id for one in loaded.knowledge.rules))
    raise unknown("interaction", interaction, NotFound("no rule or record has this id", near))


def _check(question: CheckIn, loaded: LoadedRelease, request: Request) -> Response:
    policies: dict[str, Policy] = request.app.state.policies
    if question.policy not in policies:
        known = ", ".join(sorted(policies))
        raise Problem(
            422, "unknown-policy", "Unknown policy", f"'{question.policy}' is none of: {known}"
        )
    checkup = judge_interactions(
        loaded,
        Question(
            drugs=asked_of(question.drugs),
            current=asked_of(question.current),
            conditions=tuple(question.conditions),
            policy=policies[question.policy],
            audience=question.audience,
            accept_corrections=question.accept_corrections,
        ),
    )
    refuse_unresolved(checkup, question.strict)
    return Response(checkup_json(checkup), media_type="application/json")
