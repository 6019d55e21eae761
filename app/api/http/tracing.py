"""Spans of answers for OpenTelemetry: which route answered, with which status, in what time.

Nothing that was asked is in them. FastAPI and the SDK of the Model Context Protocol have spans of
their own, which would hold addresses and queries: those are switched off, and our provider is none
that they would find.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app import __version__

# Loaded only where a collector is set: the libraries need not be there.
if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

_LOG = logging.getLogger("materia")
# A collector that takes longer gets nothing of that batch; nor does an end wait longer for it.
_SECONDS = 1.0
_BILLION = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Answered:
    """What a span says of an answer, and the headers of the question, of which only `traceparent`
    is looked at.
    """

    method: str
    route: str
    status: int
    seconds: float
    request_id: str
    headers: Iterable[tuple[bytes, bytes]]


class Tracing:
    """Sends a span for each answer to a collector, from a thread of its own."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._provider: Any = None
        self._tracer: Any = None

    def start(self, exporter: "SpanExporter | None" = None) -> None:
        """Begins, in the process that answers: a fork would have no thread that sends."""
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        # Whether the collector is there is said by ourselves, once.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        resource = Resource.create({"service.name": "materia", "service.version": __version__})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        processor = BatchSpanProcessor(exporter or _exporter(self._address))
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("materia", __version__)

    def note(self, answered: Answered) -> None:
        """One answer."""
        from opentelemetry.trace import SpanKind, StatusCode

        if self._tracer is None:
            return
        end = time.time_ns()
        attributes: dict[str, str | int] = {
            "http.request.method": answered.method if answered.method != "other" else "_OTHER",
            "http.route": answered.route,
            "materia.request_id": answered.request_id,
        }
        if answered.status:
            attributes["http.response.status_code"] = answered.status
        span = self._tracer.start_span(
            f"{answered.method} {answered.route}",
            context=_parent(answered.headers),
            kind=SpanKind.SERVER,
            attributes=attributes,
            start_time=end - round(answered.seconds * _BILLION),
        )
        if answered.status >= 500:
            span.set_status(StatusCode.ERROR)
        span.end(end)

    async def close(self) -> None:
        """Sends what is still to be sent, if that takes no longer than a second."""
        if self._provider is not None:
            ending = threading.Thread(target=self._provider.shutdown, daemon=True)
            ending.start()
            await asyncio.to_thread(ending.join, _SECONDS)
            self._provider = self._tracer = None


def _parent(headers: Iterable[tuple[bytes, bytes]]) -> "Context":
    """The span of the caller. Its `tracestate` and `baggage` may hold words, and are left out."""
    from opentelemetry.context import Context
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    found = [value.decode("latin-1") for name, value in headers if name == b"traceparent"]
    carrier = {"traceparent": found[0]} if len(found) == 1 else {}
    return TraceContextTextMapPropagator().extract(carrier, Context())


def _exporter(address: str) -> "SpanExporter":
    """Sends spans by OTLP over HTTP, and says in the log when the collector goes and comes back."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import SpanExportResult

    class Noting(OTLPSpanExporter):
        is_away = False

        def export(self, spans: "Sequence[ReadableSpan]") -> "SpanExportResult":
            result = super().export(spans)
            is_away = result is not SpanExportResult.SUCCESS
            if is_away and not self.is_away:
                _LOG.error("the collector of traces cannot be reached: spans are lost until it can")
            elif self.is_away and not is_away:
                _LOG.warning("the collector of traces is back")
            self.is_away = is_away
            return result

    return Noting(endpoint=address, timeout=_SECONDS)
