"""The addresses of the pages for people, and how their forms are answered."""

from collections.abc import Callable, Mapping
from os import PathLike, stat_result

from fastapi import APIRouter, FastAPI, Request
from sqlalchemy.exc import DBAPIError
from starlette.datastructures import Headers
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from app.api.answers.presenters import present_condition, present_monograph, present_verdict
from app.api.answers.serialise import plain
from app.api.answers.withdrawal import present_stopping
from app.api.dependencies import ReadSession, loaded_now, read_session
from app.api.http.cache import keep
from app.api.http.problems import Problem, fail, nothing_to_answer_from
from app.api.pages.checks import offers, show_check, top_line
from app.api.pages.conditions import show_condition
from app.api.pages.drugs import show_drug
from app.api.pages.forms import (
    CONSEQUENCE,
    confirm,
    joined_list,
    names_in,
    question_of,
    read_form,
    read_question,
    section_of,
)
from app.api.pages.frame import WEB, Answered, show_home, show_page, worded
from app.api.pages.parts import Html, entitle, joined, many, show_problem, tag, to_page
from app.api.pages.search import (
    also_called,
    near_names,
    plain_reason,
    show_search,
    show_source,
)
from app.api.pages.verdicts import show_verdict, verdict_line
from app.domain.errors import NothingLoaded, TooManyDrugs
from app.domain.facts import key
from app.domain.names.input import InputStatus
from app.domain.names.text import fits
from app.services.conditions import describe_condition
from app.services.interactions import check_interactions
from app.services.lookup import (
    NotFound,
    SearchHit,
    find_condition_by_words,
    find_drug,
    search,
)
from app.services.monographs import describe_drug, describe_whole_drug, recorded_page
from app.services.sources import list_source_states
from app.services.verdicts import judge_use
from app.services.withdrawal import on_stopping
from app.store.read import Page

router = APIRouter(include_in_schema=False)
_FRESH = {"Cache-Control": "no-cache"}


def mount_assets(app: FastAPI) -> None:
    """Scripts, styles and pictures of the pages."""
    app.mount("/assets", _Assets(directory=WEB / "assets"), name="assets")


class _File(FileResponse):
    """A file. A part of it that nobody can send is refused as a problem."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it, or what was asked of it."""
        refused: list[Message] = []

        async def send_or_note(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 400:
                refused.append(message)
            if not refused:
                await send(message)

        await super().__call__(scope, receive, send_or_note)
        if refused:
            await _refuse_range(scope, refused[0])(scope, receive, send)


def _refuse_range(scope: Scope, refused: Message) -> Response:
    sent = Headers(raw=refused["headers"])
    size = {"Content-Range": sent["content-range"]} if "content-range" in sent else {}
    detail = "The Range header asks for no part that this file has. Ask without it."
    problem = Problem(refused["status"], "range", "Range not satisfiable", detail)
    return fail(scope, problem, size)


class _Assets(StaticFiles):
    def file_response(
        self,
        full_path: PathLike[str] | str,
        stat_result: stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """As any of our files."""
        found = super().file_response(full_path, stat_result, scope, status_code)
        if isinstance(found, FileResponse):
            return _File(full_path, status_code, stat_result=stat_result)
        return found


@router.get("/")
async def get_home() -> Response:
    """What can be asked here."""
    return HTMLResponse(show_home({}, Answered(Html(""), "")), headers=_FRESH)


@router.post("/")
async def answer_form(request: Request) -> Response:
    """The first page with the answer to one of its forms.

    A form comes by POST: nothing that is asked stands in an address, with a script or without.
    """
    form = read_form((await request.body()).decode("utf-8", "replace"))
    asked = dict(form)

    def work() -> Answered:
        try:
            return _ANSWERS[question_of(form)](request, form)
        except (NothingLoaded, DBAPIError) as error:
            problem = nothing_to_answer_from(error)
        except TooManyDrugs as error:
            problem = Problem(422, "", "Too many medicines", f"{error}. Nothing was checked.")
        except Problem as error:
            problem = error
        return _problem(problem, section_of(asked))

    try:
        answered: Answered = await request.app.state.checking.run(work)
    except Problem as busy:
        answered = _problem(busy, section_of(asked))
    return HTMLResponse(show_home(form, answered), answered.status)


def _problem(problem: Problem, question: str, *more: Html | None) -> Answered:
    title, reason = worded(problem)
    html = show_problem(title, reason, CONSEQUENCE[question], *more)
    return Answered(html, f"{title}. {reason}", problem.status)


def _answer_check(request: Request, form: dict[str, str]) -> Answered:
    loaded = loaded_now(request)
    form |= confirm(form, loaded.knowledge)
    names = names_in(form, loaded.knowledge)
    # What is sent again with a correction is the list as it was understood.
    form["names"] = joined_list(names)
    asked = read_question(form, names, request.app.state.policies["default"])
    checkup = check_interactions(loaded, asked)
    request.app.state.metrics.count_check(checkup)
    answer = entitle(plain(checkup), loaded.knowledge.sources)
    if all(one["status"] != InputStatus.RESOLVED for one in answer["inputs"]):
        title, reason = "Nothing was checked", "None of the names is known here."
        html = show_problem(title, reason, "")
        return Answered(joined(html, offers(answer)), f"{title}. {reason}", 422)
    return Answered(show_check(answer), top_line(answer))


def _answer_list(request: Request, form: dict[str, str]) -> Answered:
    """How the list is read, one input for each thing named; nothing is checked."""
    names = names_in(form, loaded_now(request).knowledge)
    form["names"] = joined_list(names)
    return Answered(Html(""), f"{many(len(names), 'name')} in the list. Nothing is checked yet.")


def _answer_verdict(request: Request, form: dict[str, str]) -> Answered:
    with read_session(request) as read:
        words = form.get("condition", "")
        found = find_drug(read.loaded, form.get("drug", ""))
        condition = find_condition_by_words(read.loaded, words)
        for field, missing in (("drug", found), ("condition", condition)):
            if isinstance(missing, NotFound):
                return _unknown(form, field, missing, "prescribed")
        assert not isinstance(found, NotFound) and not isinstance(condition, NotFound)
        judged = judge_use(read.session, read.loaded, found, condition, words)
        answer = present_verdict(judged, read.loaded.knowledge).model_dump()
        depth = describe_drug(read.session, read.loaded, found).depth_statement
        entitle(answer, read.loaded.knowledge.sources)
    none = recorded_page(Page(0, 1, 0, ()), "warnings", answer["drug"]["name"]).statement
    return Answered(show_verdict(answer, depth, none), verdict_line(answer))


def _unknown(form: dict[str, str], field: str, found: NotFound, question: str) -> Answered:
    """A name that means nothing here, with what may have been meant."""
    words = form.get(field, "")[:120]
    what = _FIELDS[field]
    why = plain_reason(found)
    reason = f"“{words}”: {why[0].lower()}{why[1:]}" if words else f"No {what} was named."
    near = near_names(plain(found.candidates), field, question)
    title = "No such name here" if field == "words" else f"This {what} is not known here"
    return _problem(Problem(404, "", title, reason), question, near)


_FIELDS = {"drug": "medicine", "condition": "condition", "words": "name"}


def _answer_search(request: Request, form: dict[str, str]) -> Answered:
    loaded = loaded_now(request)
    words = form.get("words", "")
    hits = search(loaded, words) if fits(words) else []
    if hits:
        return Answered(show_search(words, hits), f"{len(hits)} names found.")
    drug = find_drug(loaded, words if fits(words) else "")
    if not isinstance(drug, NotFound):
        name = loaded.knowledge.drugs[drug.drug].name
        hit = SearchHit(key("drug", drug.drug), name, words, 0)
        return Answered(show_search(words, [hit]), "1 name found.")
    condition = find_condition_by_words(loaded, words if fits(words) else "")
    near = (*drug.candidates, *(condition.candidates if isinstance(condition, NotFound) else ()))
    return _unknown(
        {"words": words}, "words", NotFound("nothing is known by this name", near), "search"
    )


_ANSWERS: dict[str, Callable[[Request, dict[str, str]], Answered]] = {
    "check": _answer_check,
    "list": _answer_list,
    "prescribed": _answer_verdict,
    "search": _answer_search,
}


@router.get("/pages/drugs/{drug}", dependencies=[keep("drug")])
def get_drug_page(drug: str, request: Request) -> Response:
    """What is known of a drug, to be read."""

    def content(read: ReadSession) -> tuple[str, Html] | NotFound:
        found = find_drug(read.loaded, drug)
        if isinstance(found, NotFound):
            return found
        knowledge = read.loaded.knowledge
        whole = describe_whole_drug(read.session, read.loaded, found)
        on = on_stopping(read.session, key("drug", found.drug), knowledge)
        answer = present_monograph(whole, knowledge).model_dump()
        stopping = present_stopping(on, found.matched, knowledge).model_dump()
        entitle([answer, stopping], knowledge.sources)
        return answer["name"], show_drug(answer, stopping)

    return _page(request, "drug", content)


@router.get("/pages/conditions/{condition}", dependencies=[keep("condition")])
def get_condition_page(condition: str, request: Request) -> Response:
    """What treats a condition, to be read."""

    def content(read: ReadSession) -> tuple[str, Html] | NotFound:
        slug = find_condition_by_words(read.loaded, condition)
        if isinstance(slug, NotFound):
            return slug
        profile = describe_condition(read.session, read.loaded, slug)
        answer = present_condition(profile, read.loaded.knowledge).model_dump()
        entitle(answer, read.loaded.knowledge.sources)
        return answer["name"], show_condition(answer)

    return _page(request, "condition", content)


@router.get("/pages/sources/{source}", dependencies=[keep("source")])
def get_source_page(source: str, request: Request) -> Response:
    """Who says so, to be read."""

    def content(read: ReadSession) -> tuple[str, Html] | NotFound:
        for one in list_source_states(read.session, read.loaded):
            if one.id in (source, f"{source}-files"):
                return one.title, show_source(plain(one))
        return NotFound("no source has this id", ())

    return _page(request, "source", content)


def _page(
    request: Request, kind: str, content: Callable[[ReadSession], tuple[str, Html] | NotFound]
) -> Response:
    """A page two steps below the root. What is not known is said, and is no empty page."""
    try:
        with read_session(request) as read:
            found = content(read)
    except (NothingLoaded, DBAPIError) as error:
        problem = nothing_to_answer_from(error)
        title, reason = worded(problem)
        html = joined(tag("h1", "No answer"), show_problem(title, reason, _NEITHER))
        return HTMLResponse(show_page("No answer: Materia", html, _UP), problem.status)
    if isinstance(found, NotFound):
        return HTMLResponse(_show_unknown(kind, found), 404)
    title, html = found
    return HTMLResponse(show_page(f"{title}: Materia", html, _UP))


_UP = "../../"
_NEITHER = "Nothing can be said of it here. That is neither good nor bad news."


def _show_unknown(kind: str, found: NotFound) -> str:
    """The page of an address that names nothing, with what may have been meant."""
    links = [
        tag("li", to_page(f"{kind}s", one.id, one.name), also_called(one.matched_name, one.name))
        for one in found.candidates
    ]
    near = joined(tag("p", "Did you mean:"), tag("ul", *links, class_="hits")) if links else None
    what = _FIELDS.get(kind, kind)
    problem = show_problem("Not found", plain_reason(found), _NEITHER, near)
    back = tag("p", tag("a", "Look up another name", href="~/#find"))
    title = f"This {what} is not known here"
    return show_page(f"{title}: Materia", joined(tag("h1", title), problem, back), _UP)


def show_refusal(place: str, problem: Problem, headers: Mapping[str, str]) -> Response:
    """A problem as a page, for whoever came with a browser to an address of a page or of none."""
    unknown = problem.kind == "not-found"
    title = "There is no such page" if unknown else "No answer"
    consequence = "" if unknown else "Nothing was checked, and nothing can be concluded from that."
    html = joined(
        tag("h1", title),
        show_problem(*worded(problem), consequence),
        tag("p", tag("a", "Go to the first page", href="~/")),
    )
    page = show_page(f"{title}: Materia", html, "../" * (place.count("/") - 1) or "./")
    return HTMLResponse(page, problem.status, {"Cache-Control": "no-store", **headers})


@router.get("/docs")
async def get_docs_page() -> Response:
    """Every operation, to be tried out."""
    return _File(WEB / "docs.html", headers=_FRESH)


@router.get("/reference")
async def get_reference_page() -> Response:
    """Every operation, to be read."""
    return _File(WEB / "reference.html", headers=_FRESH)


@router.get("/favicon.ico", dependencies=[keep()])
async def get_icon() -> Response:
    """The icon, for browsers that ask for it by themselves."""
    return _File(WEB / "assets" / "favicon.svg", media_type="image/svg+xml")


@router.get("/llms.txt")
async def get_guide_for_assistants() -> Response:
    """How to use the API, for language models (https://llmstxt.org)."""
    return _File(WEB / "llms.txt", media_type="text/plain; charset=utf-8")
