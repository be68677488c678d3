"""`report`: what the rounds achieved, from the ledger alone."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypedDict, Unpack

import click

from lunchbatch.cli.bootstrap import Application, RealClock, load_application
from lunchbatch.cli.options import FileParam, as_of_option, check_program, config_option
from lunchbatch.cli.output.printing import say, say_each, write
from lunchbatch.cli.output.recent_rounds import summary, summary_lines
from lunchbatch.cli.report.markdown import markdown
from lunchbatch.cli.report.report_text import Called, as_json, lines
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.messages.mrkdwn import shorten, tidy
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.statistics import Figures, figures
from lunchbatch.errors import ConfigError
from lunchbatch.ports import Clock

DAY = click.DateTime(formats=["%Y-%m-%d"])
LONGEST_NAME = 60  # characters; a longer one would push everything else out of sight
FILE = FileParam(may_be_dash=True)


class ReportOptions(TypedDict):
    """The options of `report`, as click hands them over."""

    days: int | None
    since: datetime | None
    until: datetime | None
    as_of: datetime | None
    program: str | None
    names: bool
    html: Path | None
    markdown: Path | None
    json: Path | None
    config: Path


@click.command("report")
@click.option(
    "--days",
    type=click.IntRange(1, 3660),
    help="Only so many days back, today counted; each round with its answers and groups.",
)
@click.option("--since", type=DAY, help="Only rounds of this day and later: 2026-01-31.")
@click.option("--until", type=DAY, help="Only rounds of this day and earlier.")
@click.option("--program", help="This program only.")
@click.option("--names", is_flag=True, help="Names instead of ids.")
@click.option("--html", type=FILE, help="Write a page with charts here; it needs no network.")
@click.option("--markdown", type=FILE, help="Write Markdown here; - is the screen.")
@click.option("--json", type=FILE, help="Write JSON here; - is the screen.")
@as_of_option
@config_option
@click.pass_obj
def report_command(clock: Clock | None, **asked: Unpack[ReportOptions]) -> None:
    """Show what the rounds achieved. Asks Slack nothing; writes nothing but the files you name.

    Without a file to write, it prints. With --as-of it leaves out the rounds that came later; how
    groups ended is what the ledger says now.
    """
    clock = RealClock(asked["as_of"]) if asked["as_of"] else clock or RealClock()
    around = load_application(asked["config"], clock)
    known = records(around.ledger().read())
    found = _figures(around, known, asked)
    names = found.names if asked["names"] else {}

    def called(member: str) -> str:
        return shorten(tidy(names.get(member, "")), LONGEST_NAME) or member

    if asked["html"]:
        from lunchbatch.cli.report.report_page import page  # noqa: PLC0415 - only where used

        _write(asked["html"], page(found, called, with_names=asked["names"]))
    if asked["markdown"]:
        _write(asked["markdown"], markdown(found, called))
    if asked["json"]:
        _write(asked["json"], as_json(found, names=asked["names"]))
    if not (asked["html"] or asked["markdown"] or asked["json"]):
        _print(around, known, found, asked, called)


def _figures(app: Application, known: Records, asked: ReportOptions) -> Figures:
    check_program(asked["program"], app.policy.programs)
    programs = None if asked["program"] is None else (asked["program"],)
    since, until = _since(app, asked), _day(asked["until"])
    if asked["as_of"] is not None:
        here = max(local(one, asked["as_of"]).date() for one in app.policy.programs.values())
        until = min(until or here, here)
    if since is not None and until is not None and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}; no day lies between")
    return figures(known, programs=programs, since=since, until=until)


def _since(app: Application, asked: ReportOptions) -> date | None:
    """The first day, by the program in whose time zone it is still the earliest."""
    if asked["days"] is None:
        return _day(asked["since"])
    if asked["since"] or asked["until"]:
        raise click.UsageError("--days counts back from today; give either it or --since, --until")
    now = app.clock.now()
    today = min(local(program, now).date() for program in app.policy.programs.values())
    return today - timedelta(days=asked["days"] - 1)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _print(
    app: Application, known: Records, found: Figures, asked: ReportOptions, called: Called
) -> None:
    say_each(lines(found, called))
    if asked["days"] is None:
        return
    say()
    chosen = summary(app.policy, known, app.clock.now(), asked["days"])
    shown = tuple(one for one in chosen if asked["program"] in (None, one.name))
    names = {id_: called(id_) for id_ in known.people} if asked["names"] else {}
    say_each(summary_lines(shown, names))


def _write(path: Path, text: str) -> None:
    """Write a file and say so; to the screen nothing but the text."""
    if str(path) == "-":
        write(text)
        return
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise ConfigError(
            f"{path} cannot be written: {fault.strerror}; name another file"
        ) from None
    say(f"Wrote {path} ({len(text.encode()) // 1000} kB).", err=True)
