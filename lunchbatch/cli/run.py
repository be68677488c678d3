"""`plan` and `run`: the same decision; only one of them holds anything that can write."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypedDict, Unpack

import click
from pydantic import ValidationError

from lunchbatch.cli.outside import Outside, outside, run_name
from lunchbatch.core.effects import Order
from lunchbatch.core.poll_policy import Poll
from lunchbatch.core.report import next_lines, plan_lines, round_lines, sent_lines, why_lines
from lunchbatch.errors import ConfigError
from lunchbatch.run import Decided, Ran, Settings, look_and_plan, run

STAGES = ("intro", "checkpoint", "close", "poll", "reminder", "groups", "ask")
FAILED, TO_MEND = 1, 2


class Moment(click.ParamType[datetime]):
    """A moment with its offset, such as 2026-11-23T09:30+01:00."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"'{value}' is not like 2026-11-23T09:30+01:00, with its offset", param, ctx)
        return moment.astimezone(UTC)


def options(command: Callable[..., None]) -> Callable[..., None]:
    """What `plan` and `run` are told alike."""
    for option in (
        click.option("--force", is_flag=True, help="Also what the guard or the window refuses."),
        click.option("--choices", help='For a poll opened by this command: "11:45, 12:30".'),
        click.option(
            "--group-size", type=click.IntRange(2, 8), help="For a round begun by this command."
        ),
        click.option("--as-of", type=Moment(), help="As if it were then: 2026-11-23T09:30+01:00."),
        click.option(
            "--stage", type=click.Choice(STAGES), help="This stage now, whatever the calendar says."
        ),
        click.option("--program", help="This program only."),
        click.option(
            "--config",
            type=click.Path(path_type=Path),
            default=Path("config/lunchbatch.yaml"),
            show_default=True,
            help="The settings; messages.yaml and icebreakers.yaml lie beside them.",
        ),
    ):
        command = option(command)
    return command


def read_choices(text: str | None) -> tuple[str, ...]:
    """The choices of a poll as typed: times, 1145 for 11:45 too, or labels, up to eight."""
    if text is None:
        return ()
    try:
        return Poll.model_validate({"choices": list(_spelt(text)), "closes": "00:01"}).choices
    except ValidationError as wrong:
        sentence = wrong.errors()[0]["msg"].removeprefix("Value error, ")
        raise ConfigError(
            f"--choices '{text}': {sentence}; write times or labels with commas between, "
            'as "11:45, 12:30", up to eight'
        ) from None


def _spelt(text: str) -> Iterator[str]:
    for word in text.split(","):
        plain = word.strip()
        is_time = plain.isascii() and plain.isdigit() and len(plain) in {3, 4}
        yield f"{plain[:-2]:0>2}:{plain[-2:]}" if is_time else plain


class Asked(TypedDict):
    """The options of `plan` and `run`, as click hands them over."""

    config: Path
    program: str | None
    stage: str | None
    as_of: datetime | None
    group_size: int | None
    choices: str | None
    force: bool


def prepared(asked: Asked) -> tuple[Outside, Settings]:
    """Config and order put together. Raises ConfigError for what cannot be."""
    around = outside(asked["config"], asked["as_of"])
    program, stage, programs = asked["program"], asked["stage"], around.policy.programs
    if program is not None and program not in programs:
        raise ConfigError(f"--program: there is no '{program}'; there is {', '.join(programs)}")
    if stage is not None and program is None:
        if len(programs) > 1:
            raise ConfigError(f"--stage needs --program: one of {', '.join(programs)}")
        program = next(iter(programs))
    order = Order(
        program=program,
        stage=stage,
        force=asked["force"],
        group_size=asked["group_size"],
        choices=read_choices(asked["choices"]),
    )
    return around, Settings(
        policy=around.policy, wording=around.wording, questions=around.questions, order=order
    )


@click.command("plan")
@options
def plan_command(**asked: Unpack[Asked]) -> None:
    """Print what `run` would do now. Writes nothing: neither to Slack nor to the ledger."""
    around, settings = prepared(asked)
    decided = look_and_plan(settings, around.ledger(), around.slack, around.clock.now())
    for line in (*plan_lines(decided.view, decided.plan), *_problem_lines(decided)):
        click.echo(line)
    _end(decided)


@click.command("run")
@options
@click.option(
    "--minutes",
    type=click.IntRange(1, 350),
    default=8,
    show_default=True,
    help="Stop cleanly after so long; the next wake goes on where this one stopped.",
)
def run_command(minutes: int, **asked: Unpack[Asked]) -> None:
    """Do what is due: send, listen, record. Run again whenever you like; nothing comes twice."""
    around, settings = prepared(asked)
    ran = run(
        settings,
        around.ledger(),
        around.slack,
        around.clock,
        run_id=run_name(around.variables, around.clock),
        until=around.clock.now() + timedelta(minutes=minutes),
        stop=around.clock.heed_signals(),
    )
    for line in (*_ran_lines(ran), *_problem_lines(ran.decided)):
        click.echo(line)
    if ran.applied.failed or ran.applied.doubtful or ran.applied.mended:
        click.get_current_context().exit(FAILED)
    _end(ran.decided)


def _ran_lines(ran: Ran) -> Iterator[str]:
    """What happened, what did not and why, and what comes next."""
    done = ran.applied
    if ran.busy is not None:
        yield f"Another run ({ran.busy.run}) is at work since {ran.busy.since}; this one left."
        return
    yield from round_lines(ran.decided.plan.changes)
    yield from (f"Sent {line}" for line in sent_lines(done.sent))
    yield from (f"Found already sent {line}" for line in sent_lines(done.found))
    yield from (f"Changed {key}: {why}" for key, why in done.mended.items())
    yield from (f"Failed {key}: {why}" for key, why in done.failed.items())
    yield from (f"Sent, but {key}: {why}" for key, why in done.warned.items())
    yield from (f"Not sure about {key}: the next run looks" for key in done.doubtful)
    if done.was_cut_short:
        yield "Stopped before the end: the time was up, or the run was told to stop."
    yield from (f"Left for a later run: {key}" for key in done.left)
    yield from (f"Not sent, the row was changed meanwhile: {key}" for key in done.withdrawn)
    yield from (f"Not sent, its time was over: {key}" for key in done.too_late)
    for refusal in done.refused:
        yield f"Not written: {refusal.where} {refusal.why}"
    yield from why_lines(ran.decided.plan)
    yield from next_lines(ran.decided.view)


def _problem_lines(decided: Decided) -> Iterator[str]:
    yield from (f"{problem} {problem.link}".rstrip() for problem in decided.snapshot.problems)


def _end(decided: Decided) -> None:
    if decided.plan.blocked or decided.snapshot.problems:
        click.get_current_context().exit(TO_MEND)
