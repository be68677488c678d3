"""`import`: groups of another tool, out of a CSV file into the tab Groups, as history."""

import codecs
from dataclasses import replace
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application, RealClock, load_application
from lunchbatch.cli.options import FileParam, check_program, config_option
from lunchbatch.cli.output.github_actions import RunPage
from lunchbatch.core.context.history_columns import needed_columns, recognised
from lunchbatch.core.context.history_csv import CsvLine, split_lines
from lunchbatch.core.context.history_import import read_file, said, understood
from lunchbatch.core.context.history_rows import read_history_rows
from lunchbatch.core.context.plan_model import ManualRequest, PlanningContext, SlackSnapshot
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.model.sentence import sentence
from lunchbatch.errors import ConfigError
from lunchbatch.ports import Clock
from lunchbatch.settings_file.environment import SLACK_VARIABLE

TO_MEND = 2


@click.command("import")
@click.argument("file", type=FileParam(), metavar="FILE.csv")
@click.option("--program", help="The program of groups whose line names none.")
@click.option("--yes", is_flag=True, help="Do it; without this it only shows what it understood.")
@config_option
def import_command(file: Path, program: str | None, config: Path, *, yes: bool) -> None:
    """Bring in groups of another tool from FILE.csv: who met, by name or id, and when.

    They count as history: nobody is written to. Run it twice, and nothing is added twice. A line
    that cannot be understood is said and left out. Names are looked up in the tab People, and in
    Slack where there is a token.
    """
    header, *lines = split_lines(_read(file), recognised) or (CsvLine(number=1),)
    columns = needed_columns(file.name, header.cells)
    clock: Clock | None = click.get_current_context().obj
    around = load_application(config, clock or RealClock())
    check_program(program, around.policy.programs)
    ledger = around.ledger()
    base = ledger.read()
    imported = read_file(_view(around, base).view(program or ""), file.name, columns, lines)
    page = RunPage(title="lunchbatch import", variables=around.variables)
    if yes and imported.rows:
        ledger.commit(imported.rows, base=base)
    page.say_all(said(imported) if yes else understood(imported, columns, header.cells))
    for problem in imported.problems:
        page.say(sentence("Not understood: {problem}", problem=problem.line))
    if imported.problems and around.environment.secrets.slack_token is None:
        page.say(f"{SLACK_VARIABLE} is not set, so only names in the tab People are known.")
    if imported.rows and not yes:
        page.say("Nothing is written yet. To bring them in, add --yes.")
    page.close()
    if imported.problems:
        click.get_current_context().exit(TO_MEND)


def _read(file: Path) -> str:
    """The text of the file: UTF-8, or UTF-16 as spreadsheet programs mark it."""
    try:
        if file.exists() and not file.is_file():
            raise ConfigError(f"{file}: this is not a file; name the CSV file")
        content = file.read_bytes()
    except (OSError, ValueError) as fault:
        why = fault.strerror if isinstance(fault, OSError) else "there is no such name"
        raise ConfigError(f"{file}: cannot be read: {why}") from None
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as fault:
        raise ConfigError(
            f"{file}: byte {fault.start} is not UTF-8 text; save it as UTF-8"
        ) from None


def _view(app: Application, base: Snapshot) -> PlanningContext:
    """The ledger, and everybody in the channels by the names that Slack has.

    Without a token the tab People must do; raises ConfigError where it is empty.
    """
    known = records(base)
    seen = SlackSnapshot(members={}, people={})
    if app.environment.secrets.slack_token is not None or not known.people:
        slack = app.slack()
        members = {p.channel: slack.members(p.channel) for p in app.policy.programs.values()}
        ids = frozenset(member for found in members.values() for member in found)
        seen = SlackSnapshot(members=members, people=slack.people(ids))
    context = PlanningContext(
        policy=app.policy,
        now=app.clock.now(),
        records=known,
        slack=seen,
        request=ManualRequest(),
        wording=app.wording,
        questions=app.questions,
    )
    return replace(context, records=read_history_rows(context).context.records)
