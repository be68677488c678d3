"""Sends the spans of a run by OpenTelemetry, where OTEL_EXPORTER_OTLP_ENDPOINT is set.

The packages are an extra (`traces`); nothing of them is imported without the variable.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import time_ns
from typing import TYPE_CHECKING, Any

from lunchbatch import __version__, spans
from lunchbatch.errors import ConfigError
from lunchbatch.spans import Attribute, Note

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

_Step = tuple[str, frozenset[tuple[str, Attribute]]]
ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


@contextmanager
def traced(variables: Mapping[str, str]) -> Iterator[None]:
    """What runs inside is one trace, sent at the end. Raises ConfigError without the extra."""
    if not variables.get(ENDPOINT):
        yield
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415 - only where the extra is there
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - only where the extra is there
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - only where the extra is there
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - only where the extra is there
    except ImportError:
        raise ConfigError(
            f"{ENDPOINT} is set, and what sends traces is not installed; run "
            "`pip install --require-hashes -r requirements-traces.txt`, or unset it"
        ) from None
    known = {"service.name": "lunchbatch", "service.version": __version__}
    provider = TracerProvider(resource=Resource.create(known))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    try:
        with spans.use(OtelTracer(provider.get_tracer("lunchbatch"))):
            yield
    finally:
        provider.shutdown()


class OtelTracer:
    """Spans by the SDK. What an exception says stays here: it may name people."""

    def __init__(self, tracer: "Tracer") -> None:
        self._tracer = tracer
        self._open: list[dict[_Step, tuple[Span, int]]] = [{}]

    @contextmanager
    def span(
        self, name: str, attributes: Mapping[str, Attribute], *, goes_on: bool
    ) -> Iterator[Note]:
        """See `spans.Tracer`."""
        from opentelemetry.trace import Status, StatusCode, use_span  # noqa: PLC0415 - only where the extra is there

        siblings, step = self._open[-1], (name, frozenset(attributes.items()))
        one = siblings[step][0] if step in siblings else self._tracer.start_span(name)
        one.set_attributes(dict(attributes))
        self._open.append({})

        def note(**more: Any) -> None:  # noqa: ANN401 - as `spans.Note` has it
            one.set_attributes(more)

        try:
            with use_span(one, record_exception=False, set_status_on_exception=False):
                yield note
        except Exception as fault:
            one.set_attribute("error.type", type(fault).__name__)
            one.set_status(Status(StatusCode.ERROR))
            raise
        finally:
            for child, last in self._open.pop().values():
                child.end(last)
            if goes_on:
                siblings[step] = one, time_ns()
            else:
                one.end()
