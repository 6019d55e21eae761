"""Assembles the web application: settings, database, the apps inside it, the pages."""

import asyncio
import contextlib
import gc
import logging
from collections.abc import AsyncIterator
from functools import cache

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.telemetry import TelemetryConfig
from starlette.routing import Route
from starlette.types import ASGIApp

from app import __version__
from app.api.answers.checks import CheckOut
from app.api.dependencies import Checking
from app.api.fhir.app import PREFIX as FHIR
from app.api.fhir.app import FhirApp
from app.api.fhir.codes import Version as FhirVersion
from app.api.fhir.outcome import refusal_of as fhir_refusal
from app.api.hooks.app import PREFIX as HOOKS
from app.api.hooks.app import HooksApp
from app.api.hooks.app import refusal as hooks_refusal
from app.api.http.bounds import PATIENT_RECORD, BodyLimit, OwnRoute, QuestionRoute
from app.api.http.cache import Answers
from app.api.http.callers import ApiKeys, KeyFile, KnownHosts, OwnCounts, RateLimit, behind
from app.api.http.guard import AddressLimit, Compression, Guard, Lifetime, Metrics, Outside
from app.api.http.metrics import SharedTally
from app.api.http.paths import Allowed
from app.api.http.sharing import Counts, Sharing, StoredCounts
from app.api.http.threads import Workers
from app.api.http.tracing import Tracing
from app.api.mcp.app import PREFIX as MCP
from app.api.mcp.app import McpApp
from app.api.mcp.app import refusal as mcp_refusal
from app.api.mcp.tools import Tools
from app.api.pages import routes as pages
from app.api.rest import (
    classes,
    conditions,
    drugs,
    genes,
    interactions,
    labels,
    releases,
    service,
    sources,
    withdrawal,
)
from app.api.rest.openapi import DESCRIPTION, TAGS, DocumentedApi, operation_id
from app.api.rest.problems import add_problem_handlers
from app.api.rxnav.app import ENDPOINTS, RxNavApp
from app.api.rxnav.app import PREFIX as RXNAV
from app.api.rxnav.request import plain_refusal
from app.domain.errors import NothingLoaded
from app.domain.interactions.policy import Policy
from app.services.dose_ranges import load_site_ranges
from app.services.feedback import Feedback
from app.services.interactions import load_policies, named_policy
from app.services.release import LoadedRelease, ReleaseHolder
from app.settings import Settings, listed
from app.store.database import Serving, open_engine

_COLLECT_AFTER = 50_000
# So many seconds a start may take to compare rows with what was written; the rest comes after it.
_AT_START = 1.0
_LOG = logging.getLogger("materia")


# FastAPI's own telemetry writes addresses and queries into spans, as soon as the environment or a
# library sets up a collector: ours alone sends any, and nothing that was asked.
_NO_TELEMETRY: TelemetryConfig = {
    "tracing": False, "metrics": False, "logs": False, "auto_configure": False,
}  # fmt: skip
# How the apps within word what the layers around them refuse.
_LANGUAGES = {
    RXNAV: plain_refusal,
    HOOKS: hooks_refusal,
    MCP: mcp_refusal,
    FHIR: fhir_refusal,
}


def create_app(settings: Settings | None = None, sharing: Sharing | None = None) -> FastAPI:
    """The whole application. Reads no database until it starts.

    With `sharing` it is that of several workers, which are forked once it is warm.
    """
    settings = settings or Settings()
    serving = Serving(settings.database_connections, settings.statement_seconds)
    engine = open_engine(settings.served_url, serving=serving)
    holder = ReleaseHolder(engine, settings.cache_bytes)
    app = DocumentedApi(
        title="Materia",
        version=__version__,
        description=DESCRIPTION,
        openapi_tags=TAGS,
        telemetry=_NO_TELEMETRY,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        generate_unique_id_function=operation_id,
        redirect_slashes=False,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        contact=_contact(settings),
        servers=[{"url": settings.root_path.rstrip("/") or "/", "description": "This server"}],
    )
    app.state.settings = settings
    app.state.holder = holder
    app.state.policies = load_policies(settings.policy_file)
    app.state.dose_ranges = load_site_ranges(settings.dose_ranges)
    app.state.sharing = sharing
    app.state.stored_counts = None
    app.state.metrics = Metrics(sharing)
    app.state.lifetime = Lifetime()
    app.state.apart = open_engine(settings.served_url, pooled=False)
    _add_threads(app)
    app.state.feedback = Feedback(None if sharing is None else SharedTally(sharing))
    app.state.mcp = McpApp(settings, Tools(holder, app.state.checking))
    app.state.languages = _LANGUAGES
    app.state.page_of_problem = pages.show_refusal
    app.state.allowed = cache(lambda: Allowed(app.openapi()["paths"]))
    _mount_apps(app)
    pages.mount_assets(app)
    add_problem_handlers(app)
    _add_layers(app, settings, holder)
    return app


def _add_threads(app: FastAPI) -> None:
    count = app.state.metrics.count_check
    app.state.checking = Checking(threads=2, waiting=30, seconds=10, count=count)
    app.state.searching = Workers("searching", threads=2, waiting=30, seconds=10)
    # To compare a million facts takes seconds and memory: one comparison at a time.
    app.state.comparing = Workers("comparing", threads=1, waiting=7, seconds=30)


def _contact(settings: Settings) -> dict[str, str]:
    """A server is its operator's: the program knows nobody else who could be asked."""
    operator = {"name": "Whoever runs this server"}
    return operator | {"url": settings.public_url} if settings.public_url else operator


def _mount_apps(app: FastAPI) -> None:
    app.router.route_class = OwnRoute
    # Routes are tried in this order: what is asked most comes first. The check stands before all
    # routers too, as a route of the application itself: to go through a router takes a tenth of it.
    app.router.add_api_route(
        "/interactions/check",
        interactions.check_interactions,
        methods=["POST"],
        response_model=CheckOut,
        include_in_schema=False,
        route_class_override=QuestionRoute,
    )
    # Before that of the OpenAPI document too.
    app.router.routes[:0] = [app.router.routes.pop()]
    # Not mounted, but routed to: the layers outside see the whole address in every case.
    for prefix, inside in _apps_within(app).items():
        app.router.routes += [Route(prefix, inside), Route(prefix + "/{rest:path}", inside)]
    for router in (
        interactions.router,
        drugs.router,
        withdrawal.router,
        conditions.verdicts_router,
        conditions.router,
        classes.router,
        genes.router,
        labels.router,
        sources.router,
        releases.router,
        service.router,
        pages.router,
    ):
        app.include_router(router)


def _apps_within(app: FastAPI) -> dict[str, ASGIApp]:
    """The apps that speak languages of others, by the addresses under which they answer."""
    settings: Settings = app.state.settings
    policies: dict[str, Policy] = app.state.policies
    fhir = [FhirApp(version, settings, policies["default"]) for version in FhirVersion]
    return {
        RXNAV: RxNavApp(ENDPOINTS, open_to_all=not settings.allowed_origins),
        HOOKS: HooksApp(settings, named_policy(settings.hooks_policy, policies)),
        MCP: app.state.mcp,
        **{one.prefix: one for one in fhir},
    }


def _add_layers(app: FastAPI, settings: Settings, holder: ReleaseHolder) -> None:
    """From the innermost to the outermost."""

    def current() -> LoadedRelease | None:
        try:
            return holder.current()
        except NothingLoaded:
            return None

    def allowed(path: str) -> list[str]:
        methods: list[str] = app.state.allowed().methods(path)
        return methods

    app.add_middleware(Answers, allowed=allowed, current=current, apps=tuple(app.state.languages))
    app.add_middleware(
        BodyLimit,
        most_bytes=settings.max_body_bytes,
        shapes=dict.fromkeys((HOOKS, FHIR), PATIENT_RECORD),
    )
    if settings.rate_limit:
        app.add_middleware(RateLimit, limits=settings.rate_limit, counts=_counts(app, settings))
    if settings.api_keys is not None:
        # Its clients have tokens of their own where issuers of these are trusted.
        open_below = (HOOKS,) if settings.hooks_issuers else ()
        app.add_middleware(ApiKeys, keys=KeyFile(settings.api_keys), open_below=open_below)
    app.add_middleware(Compression, least_bytes=1_000)
    app.add_middleware(AddressLimit)
    if settings.known_hosts:
        app.add_middleware(KnownHosts, hosts=listed(settings.known_hosts))
    _add_outer_layers(app, settings)


def _counts(app: FastAPI, settings: Settings) -> Counts | StoredCounts:
    """Where requests are counted: in this process, by all workers, or by all servers."""
    sharing: Sharing | None = app.state.sharing
    here = OwnCounts() if sharing is None else sharing.counts
    if not settings.rate_limit_store:
        return here
    stored = app.state.stored_counts = StoredCounts(settings.rate_limit_store, alone=here)
    return stored


def _add_outer_layers(app: FastAPI, settings: Settings) -> None:
    metrics, lifetime = app.state.metrics, app.state.lifetime
    holder: ReleaseHolder = app.state.holder
    metrics.watch(holder.made_at, lambda: holder.is_reached)
    app.state.tracing = Tracing(settings.traces_url) if settings.traces_url else None
    outside = Outside(settings.root_path, settings.hsts_seconds, app.state.tracing)
    app.add_middleware(Guard, metrics=metrics, outside=outside, lifetime=lifetime)
    if settings.allowed_origins:
        _let_pages_call(app, settings)
    if settings.trusted_proxies:
        app.add_middleware(behind, proxies=listed(settings.trusted_proxies))


def _let_pages_call(app: FastAPI, settings: Settings) -> None:
    """Outermost: a page of another origin must be able to read a failure too."""
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "HEAD", "POST", "OPTIONS"],
        allow_headers=["*"],
        expose_headers=[
            "ETag", "Link", "X-Request-ID", "RateLimit", "RateLimit-Policy", "X-Unresolved-Rxcuis",
        ],
    )  # fmt: skip


def take_up(app: FastAPI) -> str | None:
    """Loads the newest release into memory that is then forked. What it is known by,
    one that was put back in the database too; None without one.

    No thread may be left by it: a fork would not have it.
    """
    holder: ReleaseHolder = app.state.holder
    _refresh(holder)
    # A connection belongs to the process that opened it.
    holder.engine.dispose()
    try:
        loaded = holder.current()
    except NothingLoaded:
        return None
    if app.state.dose_ranges is not None:
        app.state.dose_ranges.of(loaded)
    return f"{loaded.release} {loaded.number}"


def warm(app: FastAPI) -> None:
    """Makes what is else made by the start of each worker and by its first questions."""
    _check_ranges(app)
    app.openapi()
    app.state.allowed()
    app.middleware_stack = app.build_middleware_stack()


def _check_ranges(app: FastAPI) -> None:
    if app.state.dose_ranges is not None:
        with contextlib.suppress(NothingLoaded):
            app.state.dose_ranges.check(app.state.holder.current())


@contextlib.asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Loads the newest release, then looks for newer ones until the end."""
    holder: ReleaseHolder = app.state.holder
    is_forked = app.state.sharing is not None
    _write_no_addresses()
    # What is loaded at the start stays: the collector need not walk over it again and again, and
    # not once before.
    gc.disable()
    await _load(holder, is_forked)
    if not is_forked:
        _check_ranges(app)
    gc.freeze()
    gc.enable()
    # An answer makes thousands of objects and none that refer to each other in a ring.
    gc.set_threshold(_COLLECT_AFTER, 20, 20)
    if app.state.tracing is not None:
        await asyncio.to_thread(app.state.tracing.start)
    watching = asyncio.create_task(_watch(app, app.state.settings.release_poll_seconds))
    try:
        yield
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        await _end(app)
        gc.unfreeze()


async def _end(app: FastAPI) -> None:
    """Lets go of all that was opened."""
    await app.state.mcp.close()
    for one in (app.state.stored_counts, app.state.tracing):
        if one is not None:
            await one.close()
    for workers in (app.state.checking, app.state.searching, app.state.comparing):
        workers.close()
    app.state.holder.engine.dispose()


async def _load(holder: ReleaseHolder, is_forked: bool) -> None:
    """Side by side: the database itself compares its rows, while they are read here."""
    await asyncio.gather(
        asyncio.to_thread(_refresh, holder, is_forked),
        asyncio.to_thread(_compare, holder, _AT_START),
    )


def _write_no_addresses() -> None:
    """Whatever serves this application: the access log of uvicorn would name drugs."""
    logging.getLogger("uvicorn.access").disabled = True


async def _watch(app: FastAPI, seconds: float) -> None:
    while True:
        await asyncio.sleep(seconds)
        await asyncio.to_thread(_refresh, app.state.holder, app.state.sharing is not None)
        await asyncio.to_thread(_compare, app.state.holder, None)
        if app.state.dose_ranges is not None:
            # Else the first question to a new release would wait for the whole table.
            with contextlib.suppress(NothingLoaded):
                await asyncio.to_thread(app.state.dose_ranges.of, app.state.holder.current())
        # Made once, in a thread: who asks for the document, or how an address may be asked, would
        # keep all others waiting for it.
        await asyncio.to_thread(app.openapi)


def _refresh(holder: ReleaseHolder, is_forked: bool = False) -> None:
    try:
        holder.refresh(leave_newer=is_forked)
    except NothingLoaded as error:
        _LOG.warning("%s: answering 503", error)


def _compare(holder: ReleaseHolder, seconds: float | None) -> None:
    before = holder.wrong
    found = holder.compare(seconds).wrong
    if found and found != before:
        _LOG.error("the data are not those that were imported: %s", "; ".join(found))
