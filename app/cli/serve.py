"""One command to a running server: migrate, seed what is not seeded, serve."""

import contextlib
import errno
import functools
import gc
import json
import logging
import math
import resource
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from rich.console import Console

from app.api.http.connections import Bounds, bounded_by
from app.api.http.guard import ACCESS, ACCESS_FIELDS
from app.api.http.sharing import Sharing
from app.cli.prepare import prepare
from app.cli.server import LAST_SECONDS, Channel, DrainingServer, WorkerServer
from app.cli.workers import Supervisor, Work
from app.main import create_app, take_up, warm
from app.settings import Settings, misspelt

_LOG = logging.getLogger("materia")
# Connections that the system may keep for us until we take them.
_BACKLOG = 128
# Open beside connections: the database, logs, and connections that are just taken or ended.
_OTHER_FILES = 3 * _BACKLOG
_FEWEST = 16


def run_server(settings: Settings) -> None:
    """Serves until Ctrl-C or a termination signal; then ends what it has begun to answer."""
    set_up_logs(settings.log_level, settings.log_format)
    for one in misspelt():
        _LOG.warning("%s", one)
    places = count_places(settings.max_connections)
    with contextlib.ExitStack() as ports:
        listen = functools.partial(_listen, ports, settings.host)
        listening = [listen(settings.port, "MATERIA_PORT")]
        if settings.rxnav_port is not None:
            listening.append(listen(settings.rxnav_port, "MATERIA_RXNAV_PORT"))
        settings = prepare(settings)
        _print_addresses(*listening)
        if settings.worker_count == 1:
            _serve(settings, listening, places)
            return
        ended_by = _serve_by_workers(settings, listening, places)
    if ended_by == signal.SIGTERM:
        signal.signal(ended_by, signal.SIG_DFL)
        signal.raise_signal(ended_by)


def _serve(settings: Settings, listening: list[socket.socket], places: int) -> None:
    app = create_app(settings)
    config = _config(app, places)
    server = DrainingServer(config, app.state.lifetime, settings.drain_seconds)
    # Ctrl-C has ended the server in good order by then: no error is left to report.
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=listening)


def _serve_by_workers(settings: Settings, listening: list[socket.socket], places: int) -> int:
    """Until a signal. The signal."""
    count = settings.worker_count
    with _made_to_share(count) as sharing:
        app = create_app(settings, sharing)
        config = _config(app, max(_FEWEST, math.ceil(places / count)), sharing.note_connections)
        gc.disable()
        release = take_up(app)
        warm(app)
        config.load()
        # The loop is each worker's own; its code is in memory once.
        config.get_loop_factory()

        def answer(channel: Channel) -> None:
            lifetime, seconds = app.state.lifetime, settings.drain_seconds
            server = WorkerServer(config, lifetime, seconds, sharing, channel)
            server.run(sockets=listening)

        work = Work(
            answer=answer,
            take_up=functools.partial(take_up, app),
            count=count,
            poll_seconds=settings.release_poll_seconds,
            drain_seconds=settings.drain_seconds,
        )
        return Supervisor(work, sharing, listening).run(release)


@contextlib.contextmanager
def _made_to_share(workers: int) -> Iterator[Sharing]:
    with contextlib.ExitStack() as made:
        try:
            folder = made.enter_context(tempfile.TemporaryDirectory(prefix="materia-"))
            sharing = made.enter_context(contextlib.closing(Sharing(Path(folder), workers)))
        except OSError as error:
            raise SystemExit(
                f"workers need a folder for temporary files: {error.strerror}. Set TMPDIR to one."
            ) from error
        yield sharing


def _config(
    app: FastAPI, places: int, note: Callable[[int], None] = lambda _: None
) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=bounded_by(Bounds(most_connections=places), note),
        ws="none",
        backlog=_BACKLOG,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_SECONDS,
    )


def _listen(ports: contextlib.ExitStack, host: str, port: int, setting: str) -> socket.socket:
    """Taken first: a port that is in use is said before any work is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = ports.enter_context(socket.socket(family, socket.SOCK_STREAM))
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        # Two may bind one port at the same moment; only one can listen on it.
        listening.listen(_BACKLOG)
    except UnicodeError as error:
        raise SystemExit(f"{host[:80]} is no name of a host. Set MATERIA_HOST.") from error
    except OSError as error:
        message = f"cannot listen on {host} port {port}: {error.strerror}"
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise SystemExit(f"{message}. Set {setting} to another one.") from error
        raise SystemExit(f"{message}. Set MATERIA_HOST to an address of this machine.") from error
    return listening


def count_places(wanted: int) -> int:
    """How many connections there may be: as many as set, or as the system lets us open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + _OTHER_FILES
    raised = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft < raised:
        soft = raised
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    places = min(wanted, soft - _OTHER_FILES)
    if places < _FEWEST:
        raise SystemExit(
            f"only {soft} files may be open at once (ulimit -n), and {_FEWEST + _OTHER_FILES} are "
            "needed. Raise the limit."
        )
    if places < wanted:
        _LOG.warning(
            "%d connections at most, not %d: only %d files may be open at once (ulimit -n)",
            places,
            wanted,
            soft,
        )
    return places


def _print_addresses(listening: socket.socket, rxnav: socket.socket | None = None) -> None:
    base = _address(listening)
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"[bold]Materia[/] answers at {base}  (Ctrl-C ends it)")
    console.print(f"  the page     {base}/")
    console.print(f"  try the API  {base}/docs")
    console.print(f"  an example   {base}/interactions/check?drugs=clonazepam,alcohol")
    console.print(f"  as RxNav     {_address(rxnav or listening)}/REST/")


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


_FORMAT = "%(asctime)s %(levelname)s %(message)s"


class JsonLines(logging.Formatter):
    """A line of the log as one object; one about an answer has its parts as fields."""

    def format(self, record: logging.LogRecord) -> str:
        """The object. Nothing stands in it that does not stand in the line of words."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.msg == ACCESS and isinstance(record.args, tuple):
            line |= zip(ACCESS_FIELDS, record.args, strict=True)
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up_logs(level: str, form: str = "text") -> None:
    """Materia's own lines at the level; of other programs only warnings, and no access log."""
    logging.basicConfig(format=_FORMAT, level=logging.WARNING, force=True)
    if form == "json":
        logging.getLogger().handlers[0].setFormatter(JsonLines())
    logging.getLogger("materia").setLevel(level.upper())
    # The access log of uvicorn would write query strings, which may concern a patient.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
