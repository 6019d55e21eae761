"""What a collector of traces is sent: a span of each answer, and no word of a question."""

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from app.api.http.tracing import Answered, Tracing
from app.main import create_app
from app.settings import Settings
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import ValidationError

from tests.api.calling import serving

SECRET = "zqsecret"
ANSWERED = Answered("GET", "/version", 200, 0.25, "1" * 32, ())
TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


class Collector:
    """Takes what is sent to it."""

    def __init__(self, status: int = 200) -> None:
        self.bodies: list[bytes] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if self.path == "/v1/traces" and outer.status == 200:
                    outer.bodies.append(body)
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.status = status
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/v1/traces"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def spans(self) -> list[Any]:
        """All spans that came."""
        return [
            span
            for body in self.bodies
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]


@contextmanager
def collecting(status: int = 200) -> Iterator[Collector]:
    """A collector for a while."""
    one = Collector(status)
    yield one
    one.server.shutdown()
    one.server.server_close()


def attributes(span: Any) -> dict[str, Any]:
    """The attributes of a span that came over the wire."""
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


def test_each_answer_is_a_span_with_its_route_and_nothing_else(seeded_url: str) -> None:
    with collecting() as collector:
        with serving(seeded_url, traces_url=collector.url) as client:
            answers = [
                client.get("/drugs/clonazepam?lang=en"),
                client.post("/interactions/check", json={"drugs": ["clonazepam", "alcohol"]}),
                client.get("/nowhere/at/all"),
            ]
        spans = collector.spans()
    assert [one.name for one in spans] == [
        "GET /drugs/{drug}", "POST /interactions/check", "GET -",
    ]  # fmt: skip
    for span, answer in zip(spans, answers, strict=True):
        method, _, route = span.name.partition(" ")
        assert attributes(span) == {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": answer.status_code,
            "materia.request_id": answer.headers["x-request-id"],
        }
        assert 0 < span.end_time_unix_nano - span.start_time_unix_nano < 60_000_000_000
        assert span.kind == span.SPAN_KIND_SERVER
        assert not span.events and not span.links


ASKED = [
    ("GET", f"/drugs/{SECRET}", None),
    ("GET", f"/drugs?limit=1&{SECRET}=1", None),
    ("GET", f"/interactions/check?drugs={SECRET},clonazepam", None),
    ("POST", "/interactions/check", {"drugs": [SECRET]}),
    ("POST", "/interactions/check", {SECRET: [SECRET]}),
    ("GET", f"/{SECRET}", None),
    ("GET", f"/REST/rxcui.json?name={SECRET}", None),
    ("GET", f"/fhir/r4/Medication?code:text={SECRET}", None),
    ("POST", f"/cds-services/{SECRET}", {"hook": SECRET}),
    ("POST", "/mcp", {"jsonrpc": "2.0", "id": SECRET, "method": "tools/call",
                      "params": {"name": SECRET, "arguments": {SECRET: SECRET}}}),
    ("POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
                      "params": {"name": "find_drug", "arguments": {"name": SECRET}}}),
    (SECRET.upper(), "/drugs", None),
]  # fmt: skip
HEADERS = {
    "X-Request-ID": SECRET,
    "tracestate": f"{SECRET}=1",
    "baggage": f"drug={SECRET}",
    "User-Agent": SECRET,
    "Accept": "application/json, text/event-stream",
    "Host": "localhost",
}


def ask_all(client: TestClient) -> int:
    """Asks each way once. How many answers there were."""
    return len(
        [client.request(how, where, json=body, headers=HEADERS) for how, where, body in ASKED]
    )


def test_no_word_of_a_question_is_sent(seeded_url: str) -> None:
    with collecting() as collector:
        with serving(seeded_url, traces_url=collector.url) as client:
            asked = ask_all(client)
        bodies, count = collector.bodies, len(collector.spans())
    assert count == asked
    assert all(SECRET.encode() not in one.lower() for one in bodies)


def test_libraries_send_no_spans_of_their_own(
    seeded_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A provider that somebody sets up for the whole process is one that libraries find."""
    found = InMemorySpanExporter()
    everywhere = TracerProvider(shutdown_on_exit=False)
    everywhere.add_span_processor(SimpleSpanProcessor(found))
    monkeypatch.setattr("opentelemetry.trace._TRACER_PROVIDER", everywhere)
    monkeypatch.setenv("FASTAPI_OTEL_AUTO_CONFIGURE", "true")
    with collecting() as collector:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url.removesuffix("/v1/traces"))
        with serving(seeded_url) as client:
            ask_all(client)
        assert collector.bodies == []
    assert found.get_finished_spans() == ()


def test_a_span_is_part_of_the_trace_of_its_caller(seeded_url: str) -> None:
    with collecting() as collector:
        with serving(seeded_url, traces_url=collector.url) as client:
            client.get("/version", headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})
            client.get("/version", headers={"traceparent": f"00-{SECRET}-{PARENT}-01"})
            client.get("/version", headers={"traceparent": f"00-{TRACE}-{PARENT}-00"})
        spans = collector.spans()
    assert [one.trace_id.hex() == TRACE for one in spans] == [True, False]
    assert spans[0].parent_span_id.hex() == PARENT and not spans[0].trace_state


def test_a_failure_is_marked(seeded_url: str) -> None:
    def fail() -> None:
        raise RuntimeError(SECRET)

    with collecting() as collector:
        app = create_app(Settings(database_url=seeded_url, traces_url=collector.url))
        app.add_api_route("/fails", fail)
        with TestClient(app, raise_server_exceptions=False) as client:
            assert client.get("/fails").status_code == 500
            client.get("/version")
        bodies, spans = collector.bodies, collector.spans()
    assert [one.status.code for one in spans] == [2, 0]
    assert all(SECRET.encode() not in one for one in bodies)


@pytest.mark.fault(
    "The collector of traces is away, or refuses",
    "Every question is answered; that it is away is in the log once",
)
@pytest.mark.parametrize("status", [None, 400, 503])
def test_a_collector_that_is_away_fails_no_answer(
    seeded_url: str, caplog: pytest.LogCaptureFixture, status: int | None
) -> None:
    with collecting(status or 200) as collector:
        url = collector.url if status else "http://127.0.0.1:9/v1/traces"
        with serving(seeded_url, traces_url=url) as client:
            answers = [client.get("/version") for _ in range(40)]
    assert {one.status_code for one in answers} == {200}
    said = [one.getMessage() for one in caplog.records if "collector" in one.getMessage()]
    assert said == ["the collector of traces cannot be reached: spans are lost until it can"]


class Stuck(SpanExporter):
    """Never ends to send, until it is let go."""

    def __init__(self) -> None:
        self.begun, self.let_go = threading.Event(), threading.Event()

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Waits."""
        self.begun.set()
        self.let_go.wait(60)
        return SpanExportResult.SUCCESS


def test_an_end_does_not_wait_for_a_collector_that_takes_for_ever() -> None:
    tracing, stuck = Tracing("http://127.0.0.1:9/v1/traces"), Stuck()
    tracing.start(stuck)
    tracing.note(ANSWERED)
    asyncio.run(tracing.close())
    assert stuck.begun.is_set() and not stuck.let_go.is_set()
    stuck.let_go.set()


def test_without_the_setting_nothing_is_loaded(seeded_url: str) -> None:
    app = create_app(Settings(database_url=seeded_url))
    assert app.state.tracing is None


@pytest.mark.parametrize("bad", ["collector:4318", "http://", "http://collector:4318"])
def test_an_address_that_is_none_is_refused_as_a_setting(bad: str) -> None:
    with pytest.raises(ValidationError, match=r"(?s)traces_url.*http://collector:4318/v1/traces"):
        Settings(traces_url=bad)


def test_a_library_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("app.settings.find_spec", find)
    with pytest.raises(ValidationError, match=r"pip install 'materia\[otel\]'"):
        Settings(traces_url="http://collector:4318/v1/traces")


def test_nothing_is_noted_before_it_starts_and_after_it_ends() -> None:
    tracing, found = Tracing("http://127.0.0.1:9/v1/traces"), InMemorySpanExporter()
    tracing.note(ANSWERED)
    tracing.start(found)
    tracing.note(ANSWERED)
    asyncio.run(tracing.close())
    tracing.note(ANSWERED)
    (span,) = found.get_finished_spans()
    assert span.name == "GET /version"
    assert (span.end_time or 0) - (span.start_time or 0) == 250_000_000
