"""A run as a trace, at a receiver that reads it by the schema of the protocol itself."""

import gzip
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.behaviour.console import Console, console
from tests.behaviour.furnished import TOKEN
from tests.behaviour.world import ROUND
from tests.tree import ROOT

HOSTILE = ("Zoë Hostile", "<!channel> secret", "=HYPERLINK(1)", "xoxb-planted")


class Receiver(HTTPServer):
    """Takes traces over OTLP/HTTP; each is kept as the protocol's own schema reads it."""

    spans: list[Any]
    bodies: list[bytes]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (  # noqa: PLC0415 - only where the extra is there
            ExportTraceServiceRequest,
        )

        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        assert self.path == "/v1/traces"
        self.server.bodies.append(body)
        request = ExportTraceServiceRequest.FromString(body)
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                self.server.spans += scope.spans
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is said of each request."""


@contextmanager
def receiver() -> Iterator[Receiver]:
    server = Receiver(("127.0.0.1", 0), _Handler)
    server.spans, server.bodies = [], []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def traced(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Console, Receiver]]:
    """Four people with hostile names, and a receiver of traces that the environment names."""
    pytest.importorskip("opentelemetry.sdk")
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http")
    with console(tmp_path, has_sheet=request.param) as ready, receiver() as server:
        for member, name in zip(ready.world.members, HOSTILE, strict=True):
            ready.world.slack.people[member].real_name = name
        ready.variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"http://127.0.0.1:{server.server_port}"
        yield ready, server


def attributes(span: Any) -> dict[str, Any]:
    return {
        each.key: getattr(each.value, each.value.WhichOneof("value")) for each in span.attributes
    }


@pytest.mark.parametrize("traced", [False, True], ids=["csv", "sheet"], indirect=True)
def test_a_run_is_one_trace_of_what_it_observed_planned_and_called(
    traced: tuple[Console, Receiver],
) -> None:
    ready, server = traced
    ran = ready.calls()

    assert ran.exit_code == 0, ran.output
    parents = {span.span_id: span.parent_span_id for span in server.spans}
    names = {span.span_id: span.name for span in server.spans}
    tree = {(names.get(parents[id_], ""), name) for id_, name in names.items()}
    assert len({span.trace_id for span in server.spans}) == 1
    assert {
        ("", "run"),
        ("run", "observe ledger"),
        ("run", "observe Slack"),
        ("run", "plan"),
        ("run", "apply"),
        ("apply", "stage intro"),
        ("observe Slack", "Slack conversations.members"),
        ("stage intro", "Slack conversations.open"),
        ("stage intro", "Slack chat.postMessage"),
        ("stage intro", "Slack reactions.add"),
    } <= tree
    (stage,) = [span for span in server.spans if span.name == "stage intro"]
    assert attributes(stage) == {"round": ROUND, "stage": "intro"}
    posts = [span for span in server.spans if span.name == "Slack chat.postMessage"]
    assert len(posts) == 2
    said = attributes(posts[0])
    assert (said["method"], said["tries"], said["status"]) == ("chat.postMessage", 1, 200)
    assert "waited_seconds" in said
    if "spreadsheets.get" in str(tree):
        assert ("observe ledger", "Sheets spreadsheets.get") in tree
        assert ("apply", "Sheets spreadsheets.batchUpdate") in tree


@pytest.mark.parametrize("traced", [False, True], ids=["csv", "sheet"], indirect=True)
def test_no_name_text_id_or_token_is_in_a_trace_even_of_a_run_that_fails(
    traced: tuple[Console, Receiver],
) -> None:
    ready, server = traced
    ready.calls()
    ready.world.slack.people[ready.world.members[0]].deleted = True
    ready.variables["SLACK_BOT_TOKEN"] = "xoxb-revoked"
    assert ready.at("2026-12-07 09:35").calls().exit_code != 0

    sent = b"".join(server.bodies)
    assert len(server.bodies) >= 2
    assert any(span.status.code == 2 for span in server.spans)
    secrets = (*HOSTILE, TOKEN, "xoxb-revoked", *ready.world.members, "icebreaker", "Hey")
    assert [each for each in secrets if each.encode() in sent] == []


def test_without_an_endpoint_nothing_of_it_is_imported() -> None:
    asked = (
        "import sys; from lunchbatch.cli import main\n"
        "from lunchbatch.cli.commands import run\n"
        "from lunchbatch.cli.tracing import traced\n"
        "with traced({}): pass\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    told = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", asked], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert told.stdout.strip() == "[]"


def test_an_endpoint_without_the_extra_is_one_sentence_with_the_remedy(tmp_path: Path) -> None:
    try:
        import opentelemetry.sdk  # noqa: F401, PLC0415 - only to see
    except ImportError:
        with console(tmp_path) as ready:
            ready.variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:1"
            told = ready.calls()
        assert told.exit_code == 2
        assert "requirements-traces.txt" in told.stderr
    else:
        pytest.skip("the extra is installed here")
