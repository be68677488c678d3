"""`import`: groups of another tool, out of a CSV file into the tab Groups, as history."""

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application, RealClock, load_application
from lunchbatch.core.context.history_import import read_file, said
from lunchbatch.core.context.imported_history import read_history_rows
from lunchbatch.core.context.plan_model import ManualRequest, PlanningContext, SlackSnapshot
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.errors import ConfigError
from lunchbatch.ports import Clock

TO_MEND = 2


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.csv")
@click.option("--program", help="The program of groups whose line names none.")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    default=Path("config/lunchbatch.yaml"),
    show_default=True,
    help="The settings.",
)
def import_command(file: Path, program: str | None, config: Path) -> None:
    """Bring in groups of another tool from FILE.csv: who met, by name or id, and when.

    They count as history: nobody is written to. Run it twice, and nothing is added twice. A line
    that cannot be understood is said and left out.
    """
    clock: Clock | None = click.get_current_context().obj
    around = load_application(config, clock or RealClock())
    if program is not None and program not in around.policy.programs:
        there = ", ".join(around.policy.programs)
        raise ConfigError(f"--program: there is no '{program}'; there is {there}")
    lines = _read(file)
    ledger = around.ledger()
    base = ledger.read()
    imported = read_file(_view(around, base).view(program or ""), file.name, lines)
    if imported.rows:
        ledger.commit(imported.rows, base=base)
    for line in said(imported):
        click.echo(line)
    if imported.problems:
        click.get_current_context().exit(TO_MEND)


def _read(file: Path) -> list[list[str]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ConfigError(
            f"{file}: byte {fault.start} is not UTF-8 text; save it as UTF-8"
        ) from None
    except OSError as fault:
        raise ConfigError(f"{file}: cannot be read: {fault.strerror}") from None
    try:
        dialect = csv.Sniffer().sniff(text.partition("\n")[0], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    return list(csv.reader(StringIO(text), dialect))


def _view(app: Application, base: Snapshot) -> PlanningContext:
    """The ledger, and everybody in the channels by the names that Slack has."""
    known = records(base)
    slack = app.slack()
    members = {p.channel: slack.members(p.channel) for p in app.policy.programs.values()}
    ids = frozenset(member for found in members.values() for member in found)
    context = PlanningContext(
        policy=app.policy,
        now=app.clock.now(),
        records=known,
        slack=SlackSnapshot(members=members, people=slack.people(ids)),
        request=ManualRequest(),
        wording=app.wording,
        questions=app.questions,
    )
    return replace(context, records=read_history_rows(context).context.records)
