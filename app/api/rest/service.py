"""The state of the service itself, and its pages: landing with its answers, docs, reference."""

import re
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import parse_qs

from fastapi import APIRouter, FastAPI, Request
from prometheus_client import generate_latest
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from app import __version__
from app.api.answers.html import offers, show_check
from app.api.answers.html_parts import Html, show_problem
from app.api.answers.html_verdict import show_verdict, verdict_line
from app.api.answers.presenters import present_verdict
from app.api.answers.releases import ReadyOut, StateOut, VersionOut
from app.api.answers.serialise import plain
from app.api.dependencies import loaded_now, read_session
from app.api.http.cache import keep
from app.api.http.limits import OwnRoute
from app.api.http.problems import Problem, nothing_to_answer_from
from app.api.rest.problems import condition_of, drug_of, problems
from app.api.rest.requests import MOST_DRUGS, MOST_SIGNS_OF_LIST, listed
from app.domain.errors import NothingLoaded, TooManyDrugs
from app.domain.interactions.result import Audience
from app.domain.names.input import Asked, InputStatus
from app.domain.names.lists import split_written
from app.domain.names.text import MOST_SIGNS, fits
from app.services.interactions import Question, check_interactions
from app.services.monographs import describe_drug, recorded_page
from app.services.release import LoadedRelease, ReleaseHolder
from app.services.verdicts import judge_use
from app.store.faults import is_unreached
from app.store.read import Page

router = APIRouter(tags=["Service"], route_class=OwnRoute)


@router.get("/healthz", response_model=StateOut)
async def get_health() -> StateOut:
    """The process lives."""
    return StateOut(status="ok")


@router.get("/readyz", response_model=ReadyOut, responses=problems())
def get_readiness(request: Request) -> ReadyOut:
    """A release is loaded, its data are as they were read, and the server does not end; else 503.

    While the database is `away` checks are answered from memory, so the server is ready.
    """
    if not request.app.state.lifetime.ready:
        detail = "This server is about to end. Whoever still asks is answered; send nobody new."
        raise Problem(503, "ending", "Ending", detail)
    holder: ReleaseHolder = request.app.state.holder
    loaded = holder.current()
    try:
        with read_session(request) as read:
            return ReadyOut(status="ok", release=read.loaded.release, database="ok")
    except DBAPIError as error:
        if not is_unreached(error):
            raise
    except NoConnection:
        # All connections are taken by other questions: they are answered.
        pass
    return ReadyOut(status="ok", release=loaded.release, database="away")


@router.get("/version", response_model=VersionOut)
async def get_version(request: Request) -> VersionOut:
    """The version of the program, and the release of the data."""
    holder: ReleaseHolder = request.app.state.holder
    try:
        release = holder.current().release
    except NothingLoaded:
        release = None
    return VersionOut(name="materia", version=__version__, release=release)


@router.get("/metrics", response_class=Response, include_in_schema=False)
async def get_metrics(request: Request) -> Response:
    """Counts and times for Prometheus; nothing of what was asked."""
    registry = request.app.state.metrics.registry
    return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")


_WEB = Path(__file__).resolve().parents[2] / "web"
pages_router = APIRouter(include_in_schema=False)


def mount_assets(app: FastAPI) -> None:
    """Scripts, styles and pictures of the pages."""
    app.mount("/assets", StaticFiles(directory=_WEB / "assets"), name="assets")


@pages_router.get("/")
async def get_landing_page() -> Response:
    """What this is, and where to go on."""
    empty = _filled({}, _Answered(Html(""), ""))
    return HTMLResponse(empty, headers={"Cache-Control": "no-cache"})


@dataclass(frozen=True, slots=True)
class _Answered:
    """An answer as a part of the landing page. `message` is the sentence for those who listen."""

    html: Html
    message: str
    status: int = 200


@pages_router.post("/")
async def answer_form(request: Request) -> Response:
    """The landing page with the answer to one of its forms.

    A form comes by POST: nothing that is asked stands in an address, with a script or without.
    """
    form = _form_of((await request.body()).decode("utf-8", "replace"))
    answer = _answer_verdict if _question(form) == "prescribed" else _answer_check

    def work() -> _Answered:
        try:
            return answer(request, form)
        except (NothingLoaded, DBAPIError) as error:
            problem = nothing_to_answer_from(error)
        except TooManyDrugs as error:
            problem = Problem(422, "", "Too many drugs", f"{error}. Nothing was checked.")
        except Problem as error:
            problem = error
        return _problem(problem, form)

    try:
        answered: _Answered = await request.app.state.checking.run(work)
    except Problem as busy:
        answered = _problem(busy, form)
    return HTMLResponse(_filled(form, answered), answered.status)


# The fields of the two forms, and a few more that nobody needs.
_MOST_FIELDS = 10
_FIELDS = {"check": ("names", "conditions"), "prescribed": ("drug", "condition")}
_CONSEQUENCE = {
    "check": "Nothing was checked.",
    "prescribed": "The question was not answered: that is neither yes nor no.",
}


def _form_of(body: str) -> dict[str, str]:
    """The fields that were sent; those of an example, where one was chosen."""
    try:
        fields = parse_qs(body, max_num_fields=_MOST_FIELDS)
    except ValueError:
        fields = {}
    form = {name: values[-1].strip() for name, values in fields.items()}
    if "example" in form:
        form |= dict(zip(_FIELDS[_question(form)], form["example"].split("|"), strict=False))
    return form


def _question(form: dict[str, str]) -> str:
    return "prescribed" if form.get("question") == "prescribed" else "check"


def _answer_check(request: Request, form: dict[str, str]) -> _Answered:
    loaded = loaded_now(request)
    conditions = form.get("conditions", "")
    asked = Question(
        tuple(Asked(name) for name in _written(form, loaded)),
        conditions=tuple(listed([_bounded(conditions, MOST_SIGNS)])),
        policy=request.app.state.policies["default"],
        audience=Audience.PATIENT,
    )
    answer = plain(check_interactions(loaded, asked))
    if all(one["status"] != InputStatus.RESOLVED for one in answer["inputs"]):
        reason = f"{_CONSEQUENCE['check']} No name was understood."
        html = show_problem("Nothing could be resolved", reason, _CONSEQUENCE["check"])
        return _Answered(Html(html + offers(answer, conditions)), reason, 422)
    return _Answered(show_check(answer, conditions), answer["summary"])


def _written(form: dict[str, str], loaded: LoadedRelease) -> list[str]:
    """The inputs in the form's list. Raises a Problem for none and for too many."""
    text = _bounded(form.get("names", ""), MOST_SIGNS_OF_LIST)
    listed([text], loaded.knowledge)  # refuses too many before more is done
    names = split_written(text, loaded.knowledge)
    if not names or len(names) > MOST_DRUGS:
        detail = f"Name one medicine at least, and at most {MOST_DRUGS}. Nothing was checked."
        raise Problem(422, "", "Not a list of medicines", detail)
    return names


def _bounded(text: str, most: int) -> str:
    if not fits(text, most):
        detail = f"At most {most} signs can be read. Nothing was checked; ask with fewer."
        raise Problem(422, "", "Too much text", detail)
    return text


def _answer_verdict(request: Request, form: dict[str, str]) -> _Answered:
    with read_session(request) as read:
        found = drug_of(read.loaded, form.get("drug", ""))
        words = form.get("condition", "")
        condition = condition_of(read.loaded, words)
        judged = judge_use(read.session, read.loaded, found, condition, words)
        answer = present_verdict(judged, read.loaded.knowledge).model_dump()
        depth = describe_drug(read.session, read.loaded, found).depth_statement
    none = recorded_page(Page(0, 1, 0, ()), "warnings", answer["drug"]["name"]).statement
    return _Answered(show_verdict(answer, depth, none), verdict_line(answer))


def _problem(problem: Problem, form: dict[str, str]) -> _Answered:
    consequence = _CONSEQUENCE[_question(form)]
    near = dict.fromkeys(one["matched_name"] for one in problem.more.get("candidates", ()))
    more = f"Did you mean: {', '.join(near)}?" if near else None
    html = show_problem(problem.title, problem.detail, consequence, more)
    return _Answered(html, f"{problem.title}. {problem.detail}", problem.status)


@cache
def _landing() -> str:
    return (_WEB / "index.html").read_text(encoding="utf-8")


def _filled(form: dict[str, str], answered: _Answered) -> str:
    """The landing page with what was asked in its fields, and the answer below its form."""
    question = _question(form)
    marks = {
        f"<!--answer:{question}-->": answered.html,
        f"<!--told:{question}-->": escape(answered.message),
    }
    for name in (name for names in _FIELDS.values() for name in names):
        text = escape(form.get(name, ""))
        # A browser takes a line away that a text area begins with.
        marks[f"<!--{name}-->"] = f"\n{text}"
        marks[f'value="" data-of="{name}"'] = f'value="{text}"'
    return "".join(marks.get(part, part) for part in _MARK.split(_landing()))


# What is put in is never looked through for marks.
_MARK = re.compile(r'(<!--[a-z:]+-->|value="" data-of="[a-z]+")')


@pages_router.get("/docs")
async def get_docs_page() -> Response:
    """Every operation, to be tried out."""
    return _page("docs.html")


@pages_router.get("/reference")
async def get_reference_page() -> Response:
    """Every operation, to be read."""
    return _page("reference.html")


@pages_router.get("/favicon.ico", dependencies=[keep()])
async def get_icon() -> Response:
    """The icon, for browsers that ask for it by themselves."""
    return FileResponse(_WEB / "assets" / "favicon.svg", media_type="image/svg+xml")


@pages_router.get("/llms.txt")
async def get_guide_for_assistants() -> Response:
    """How to use the API, for language models (https://llmstxt.org)."""
    return FileResponse(_WEB / "llms.txt", media_type="text/plain; charset=utf-8")


def _page(name: str) -> Response:
    return FileResponse(_WEB / name, headers={"Cache-Control": "no-cache"})
