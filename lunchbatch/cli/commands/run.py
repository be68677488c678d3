"""`run`, and what it shares with `plan`: the same decision, but only it can write."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypedDict, Unpack

import click

from lunchbatch.cli.bootstrap import (
    Application,
    RealClock,
    heed_signals,
    load_application,
    run_name,
)
from lunchbatch.cli.manual_options import EVERY_STAGE, read_choices, read_order
from lunchbatch.cli.options import as_of_option, config_option
from lunchbatch.cli.output.github_actions import RunPage
from lunchbatch.cli.output.progress import progress
from lunchbatch.cli.output.run_lines import (
    look_lines,
    next_lines,
    reading_lines,
    round_lines,
    sent_lines,
    why_lines,
)
from lunchbatch.cli.output.run_page import reported
from lunchbatch.cli.tracing import traced
from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.engine.run import Decision, RunOutcome, RunSettings, run
from lunchbatch.engine.run_result import NOBODY, EffectEnd, RunCallbacks, Watch
from lunchbatch.ports import Clock, Workspace
from lunchbatch.settings_file.workflow_file import read_schedule

FAILED, TO_MEND = 1, 2
MOST_LOOKS = 4  # what a look brings to light can be acted on at once, so many times
MINUTES = 8
# The events of GitHub by which its schedule, or another timer in its place, wakes the job.
WAKING = frozenset({"schedule", "workflow_dispatch"})


def options(command: Callable[..., None]) -> Callable[..., None]:
    """What `plan` and `run` are told alike."""
    for option in (
        click.option("--force", is_flag=True, help="Also what the guard or the window refuses."),
        click.option("--choices", help='For a poll opened by this command: "11:45, 12:30".'),
        click.option(
            "--group-size", type=click.IntRange(2, 8), help="For a round begun by this command."
        ),
        as_of_option,
        click.option(
            "--stage",
            type=click.Choice(EVERY_STAGE),
            help="This stage now, whatever the calendar says.",
        ),
        click.option("--program", help="This program only."),
        config_option,
    ):
        command = option(command)
    return command


class RunOptions(TypedDict):
    """The options of `plan` and `run`, as click hands them over."""

    config: Path
    program: str | None
    stage: str | None
    as_of: datetime | None
    group_size: int | None
    choices: str | None
    force: bool


def prepared(asked: RunOptions, *, is_live: bool) -> tuple[Application, RunSettings]:
    """Config and order put together. Raises ConfigError for what cannot be.

    A live run of all that is due is a wake, by GitHub's schedule or by another timer. Who calls the
    command line from Python may hand it a clock, as click's `obj`.
    """
    clock: Clock | None = click.get_current_context().obj
    around = load_application(asked["config"], clock or RealClock(asked["as_of"]))
    order = read_order(
        around.policy,
        ManualRequest(
            program=asked["program"],
            stage=asked["stage"],
            force=asked["force"],
            group_size=asked["group_size"],
            choices=read_choices(asked["choices"]),
        ),
    )
    event = around.variables.get("GITHUB_EVENT_NAME", "")
    is_all = order == ManualRequest() and asked["as_of"] is None
    is_wake = is_live and is_all and event in WAKING
    return around, settings_for(around, order, woken_by=event if is_wake else "")


def settings_for(app: Application, order: ManualRequest, *, woken_by: str = "") -> RunSettings:
    """What a run is told."""
    return RunSettings(
        policy=app.policy,
        wording=app.wording,
        questions=app.questions,
        request=order,
        wakes=read_schedule(app.folder.parent).wakes,
        woken_by=woken_by,
    )


def wake(
    app: Application,
    settings: RunSettings,
    *,
    minutes: int,
    watch: Watch = NOBODY.watch,
    stop: Callable[[], bool] | None = None,
    slack: Callable[[], Workspace] | None = None,
) -> RunOutcome:
    """One run, with all it needs from outside. It heeds signals, unless told when to `stop`."""
    return run(
        settings,
        app.ledger(),
        slack or app.slack,
        app.clock,
        run_id=run_name(app.variables, app.clock),
        until=app.clock.now() + timedelta(minutes=minutes),
        bystander=RunCallbacks(stop=stop or heed_signals(app.clock), watch=watch),
    )


@click.command("run")
@options
@click.option(
    "--minutes",
    type=click.IntRange(1, 350),
    default=MINUTES,
    show_default=True,
    help="Stop cleanly after so long; the next wake goes on where this one stopped.",
)
def run_command(minutes: int, **asked: Unpack[RunOptions]) -> None:
    """Do what is due: send, listen, record. Run again whenever you like; nothing comes twice."""
    config = asked["config"]
    carry_out(
        "lunchbatch run", lambda: prepared(asked, is_live=True), minutes=minutes, config=config
    )


def carry_out(
    title: str,
    prepare: Callable[[], tuple[Application, RunSettings]],
    *,
    minutes: int,
    config: Path,
) -> None:
    """Wake, say what happened, and end with the exit code of it."""
    page = RunPage(title=title, variables=os.environ)
    looks = wake_and_report(page, prepare, minutes=minutes, config=config)
    done = [ran.applied for ran in looks]
    if any(one.ended_as(EffectEnd.FAILED, EffectEnd.DOUBTFUL) for one in done):
        click.get_current_context().exit(FAILED)
    exit_if_blocked(looks[-1].decided)


def wake_and_report(
    page: RunPage,
    prepare: Callable[[], tuple[Application, RunSettings]],
    *,
    minutes: int,
    stop: Callable[[], bool] | None = None,
    config: Path | None = None,
) -> list[RunOutcome]:
    """Wake, again where there is more to do at once, and say on the page what happened."""
    with reported(page, is_live=True, config=config) as report, traced(os.environ):
        around, settings = prepare()
        report.enter(around)
        looks = report.runs
        slack = cache(around.slack)  # its pace, and whom it has seen, hold for all looks
        while not looks or (looks[-1].goes_on and len(looks) < MOST_LOOKS):
            with progress(around.clock) as watch:
                looks.append(
                    wake(around, settings, minutes=minutes, watch=watch, stop=stop, slack=slack)
                )
            for line in _ran_lines(looks[-1]):
                page.say(line)
            report.said = len(looks)
            report.cells(looks[-1].decided)
        page.say_all(look_lines(settings.wakes, around.clock.now()))
        report.went_through()
    return looks


def _ran_lines(ran: RunOutcome) -> Iterator[str]:
    """What happened, what did not and why, and what comes next."""
    done = ran.applied
    if ran.busy is not None:
        yield f"Another run ({ran.busy.run}) is at work since {ran.busy.since}; this one left."
        return
    yield from round_lines(ran.decided.plan.changes)
    yield from (f"Sent {line}" for line in sent_lines(done.sent))
    yield from (f"Found already sent {line}" for line in sent_lines(done.ended_as(EffectEnd.FOUND)))
    yield from (f"Changed {key}: {why}" for key, why in done.mended.items())
    yield from (f"Failed {key}: {why}" for key, why in done.failed.items())
    yield from (f"Sent, but {key}: {why}" for key, why in done.warned.items())
    yield from (
        f"Not sure about {key}: {why}" for key, why in done.ended_as(EffectEnd.DOUBTFUL).items()
    )
    if done.homes:
        yield f"Published {done.homes} Home tab{'s' * (done.homes > 1)}"
    if done.was_cut_short:
        yield "Stopped before the end: the time was up, or the run was told to stop."
    yield from (f"Left for a later run: {key}" for key in done.ended_as(EffectEnd.LEFT))
    yield from (
        f"Not sent, the row was changed meanwhile: {key}"
        for key in done.ended_as(EffectEnd.WITHDRAWN)
    )
    yield from (f"Not sent, its time was over: {key}" for key in done.ended_as(EffectEnd.TOO_LATE))
    for refusal in done.refused:
        yield f"Not written: {refusal.where} {refusal.why}"
    yield from why_lines(ran.decided.plan)
    yield from next_lines(ran.decided.context)
    yield from reading_lines(ran.decided.context)


def exit_if_blocked(decided: Decision) -> None:
    """Leave with the exit code of a plan in which a person has something to mend."""
    if decided.plan.blocked or decided.snapshot.problems:
        click.get_current_context().exit(TO_MEND)
