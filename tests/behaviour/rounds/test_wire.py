"""The real program over real sockets: Slack and Sheets stand on the loopback."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import get_type_hints

import pytest

from lunchbatch.core.context.plan_model import SlackSnapshot
from lunchbatch.demo.slack.http_exchange import Request
from lunchbatch.demo.slack.methods import WRITES
from lunchbatch.engine.run import look_and_plan, run
from lunchbatch.ports import Ledger, LedgerReader, Workspace, WorkspaceReader
from tests.behaviour.books import SHEET, prepared
from tests.behaviour.console import Console, console, lay_out
from tests.behaviour.world import ROUND, World, world
from tests.simulated_sheets.google import SimulatedSheets
from tests.simulated_sheets.tokens import SimulatedTokens, service_account_key
from tests.simulated_sheets.wires import served
from tests.simulated_slack.wire_faults import SERVER_ERROR
from tests.tree import ROOT

INTRO = "2026-11-23T09:35+01:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """The program in a process of its own, with a Sheet on the loopback."""

    console: Console
    google: SimulatedSheets
    tokens: SimulatedTokens

    def calls(self, *args: str, python: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        with self.starts(*args, python=python) as running:
            said, complained = running.communicate(timeout=60)
        return subprocess.CompletedProcess(running.args, running.returncode, said, complained)

    def starts(self, *args: str, python: Sequence[str] = ()) -> subprocess.Popen[str]:
        """Let the program run beside the test."""
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, *python, "-m", "lunchbatch", *args, "--config", self.console.config],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **self.console.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    google, tokens = SimulatedSheets(), SimulatedTokens()
    google.tokens = tokens.given
    prepared(google)
    with world(tmp_path / "unused") as found, served(google, tokens) as address:
        ready = Console(world=found, folder=tmp_path)
        lay_out(ready, f"sheet: {SHEET}")
        key = service_account_key(f"{address}/token")
        ready.variables |= {"SHEETS_API_URL": address, "GOOGLE_SERVICE_ACCOUNT": json.dumps(key)}
        yield Process(console=ready.at("2026-11-23 09:35"), google=google, tokens=tokens)


def test_the_program_runs_against_addresses_of_the_environment(process: Process) -> None:
    first = process.calls("run", "--as-of", INTRO)

    assert (first.returncode, first.stderr) == (0, "")
    assert f"Sent {ROUND} intro: 2 messages" in first.stdout
    assert process.console.world.sent() == [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]
    assert (process.google.reads, process.google.writes) == (2, 3)
    assert process.tokens.asked == ["/token"]


def test_a_second_process_right_after_posts_nothing_and_writes_nothing(process: Process) -> None:
    process.calls("run", "--as-of", INTRO)
    slack, sheets = len(process.console.world.server.log), len(process.google.calls)

    second = process.calls("run", "--as-of", INTRO)

    assert (second.returncode, second.stderr) == (0, "")
    said = process.console.world.server.log[slack:]
    assert [one.method for one in said if one.method in WRITES] == []
    assert [call.name for call in process.google.calls[sheets:]] == ["spreadsheets.get"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_stop_ends_cleanly_and_the_next_one_finishes(
    process: Process, number: signal.Signals
) -> None:
    server = process.console.world.server
    with process.starts("run", "--as-of", INTRO) as running:

        def tell(request: Request) -> None:
            if request.method == "chat.postMessage" and not server.calls("chat.postMessage"):
                running.send_signal(number)

        server.before.append(tell)
        said, complained = running.communicate(timeout=60)
    server.before.remove(tell)

    assert (running.returncode, complained) == (0, "")
    assert "Stopped before the end: the time was up, or the run was told to stop." in said
    assert "Left for a later run: " in said
    first = process.console.world.sent()
    assert len(first) == 1

    second = process.calls("run", "--as-of", INTRO)

    assert (second.returncode, second.stderr) == (0, "")
    assert sorted(process.console.world.sent()) == [f"{ROUND}/1 intro", f"{ROUND}/2 intro"]


def test_a_plan_in_a_process_says_what_is_due_and_writes_nothing(process: Process) -> None:
    planned = process.calls("plan", "--as-of", INTRO)

    assert planned.returncode == 0
    assert f"would send {ROUND}/1 intro to " in planned.stdout
    assert process.console.world.server.writes() == ()
    assert process.google.writes == 0


def test_neither_token_nor_key_nor_name_is_printed_where_others_read(process: Process) -> None:
    for command in ("plan", "run"):
        ended = process.calls(command, "--as-of", INTRO)
        said = ended.stdout + ended.stderr
        for secret in ("xoxb-", "PRIVATE KEY", "simulated-"):
            assert secret not in said
    process.console.variables["GITHUB_ACTIONS"] = "true"
    for command in ("plan", "run"):
        assert "Person 0" not in process.calls(command, "--as-of", INTRO).stdout


def imported(ended: subprocess.CompletedProcess[str]) -> set[str]:
    """The packages that a process with -X importtime loaded."""
    lines = re.findall(r"^import time:.*\| +([\w.]+)$", ended.stderr, re.MULTILINE)
    return {name.partition(".")[0] for name in lines}


def test_what_is_not_used_is_not_loaded(process: Process, tmp_path: Path) -> None:
    ours = ("-X", "importtime")
    heavy = {"slack_sdk", "gspread", "google", "requests", "jinja2"}

    quiet_sheet = imported(process.calls("run", "--as-of", "2026-11-23T07:00+01:00", python=ours))
    lay_out(process.console, "csv: ledger")
    quiet = imported(process.calls("run", "--as-of", "2026-11-23T07:00+01:00", python=ours))
    sending = imported(process.calls("run", "--as-of", INTRO, python=ours))

    assert "lunchbatch" in quiet
    assert quiet & heavy == set()
    assert sending & heavy == {"slack_sdk"}
    assert quiet_sheet & heavy == {"gspread", "google", "requests"}
    assert (tmp_path / "ledger/Groups.csv").exists()


class OnlyReads:
    """A ledger and a Slack in one that can do nothing but read."""

    place = "nowhere"

    def __init__(self, found: World) -> None:
        self.read = found.books.ledger.read
        slack = found.workspace()
        self.identity, self.members = slack.identity, slack.members
        self.people, self.reactions = slack.people, slack.reactions
        self.find, self.spoke = slack.find, slack.spoke
        self.last_reading = slack.last_reading


def test_a_plan_needs_nothing_that_can_write(tmp_path: Path) -> None:
    with world(tmp_path) as found:
        found.at("2026-11-23 09:35")
        outside = OnlyReads(found)

        decided = look_and_plan(found.settings(), outside, lambda: outside, found.clock.now())

        assert len(decided.plan.effects) == 2
        assert decided.context.slack != SlackSnapshot()


def test_a_plan_is_handed_the_reading_halves_only() -> None:
    planned, done = get_type_hints(look_and_plan), get_type_hints(run)

    assert (planned["ledger"], done["ledger"]) == (LedgerReader, Ledger)
    assert WorkspaceReader in planned["slack"].__args__
    assert Workspace in done["slack"].__args__
    assert "clock" not in signature(look_and_plan).parameters
    assert not {"commit", "open", "post", "react"} & {*dir(LedgerReader), *dir(WorkspaceReader)}


def test_the_report_says_which_way_the_answers_were_read(tmp_path: Path) -> None:
    with console(tmp_path, people=12) as ready:
        sending = ready.calls()

        listening = ready.calls()
        ready.world.server.faults = lambda method, _: (
            SERVER_ERROR if method == "reactions.list" else None
        )
        without_the_list = ready.calls()

        assert "Answers read" not in sending.output
        assert "Answers read: 6 messages from the list of all, 0 one by one." in listening.output
        assert "Answers read: 0 messages from the list of all, 6 one by one." in (
            without_the_list.output
        )


def test_the_command_line_ends_with_zero_when_nothing_is_due(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        ready.calls()

        again = ready.calls()

        assert again.exit_code == 0
        assert again.output.startswith("coffee: next is checkpoint-1, Thu 26 Nov 2026 10:00")
