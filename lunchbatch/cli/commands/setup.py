"""`setup`: the ledger's tabs, made or mended; run it as often as you like."""

from collections.abc import Iterable
from pathlib import Path

import click

from lunchbatch.cli.bootstrap import Application, RealClock, load_application
from lunchbatch.cli.options import config_option
from lunchbatch.cli.output.printing import say
from lunchbatch.core.ledger.tab_check import tabs_of
from lunchbatch.core.ledger.tabs import KEEP_APART_TAB
from lunchbatch.core.model.sentence import sentence
from lunchbatch.core.model.terms import CellProblem
from lunchbatch.core.settings.setting_types import sheet_id

TO_MEND = 2


@click.command("setup")
@config_option
def setup_command(config: Path) -> None:
    """Make or mend the tabs of the ledger: headers, dropdowns, formats, colours, warnings, chart.

    Run it again whenever you like: it adds what is missing and takes nothing away.
    """
    around = load_application(config, RealClock())
    done, problems = _make(around)
    for line in done:
        say(f"Now {line}.")
    for problem in problems:
        say(sentence("To mend: {problem}", problem=problem.line))
    say(f"The ledger is ready: {_place(around)}" if not problems else _place(around))
    if problems:
        click.get_current_context().exit(TO_MEND)


def _make(app: Application) -> tuple[Iterable[str], Iterable[CellProblem]]:
    place = app.policy.ledger
    tabs = tabs_of(keep_apart_elsewhere=place.keep_apart_sheet is not None)
    if place.csv is not None:
        from lunchbatch.adapters.csv_folder import csv_ledger  # noqa: PLC0415 - only where used

        return csv_ledger.set_up(app.folder.parent / place.csv, tabs)
    from lunchbatch.adapters.sheet.sheet_setup import is_made, set_up  # noqa: PLC0415 - a third of a second
    from lunchbatch.cli.google_access import open_wire  # noqa: PLC0415 - gspread again

    wire = open_wire(app.environment, app.variables, sleep=app.clock.sleep)
    made = set_up(wire, sheet_id(place.sheet or ""), tabs)
    private = place.keep_apart_sheet and sheet_id(place.keep_apart_sheet)
    # Where the tab is well nothing is written: a share as Viewer is enough from then on.
    if not private or is_made(wire, private, (KEEP_APART_TAB,)):
        return made.done, made.problems
    apart = set_up(wire, private, (KEEP_APART_TAB,))
    return (*made.done, *apart.done), (*made.problems, *apart.problems)


def _place(app: Application) -> str:
    return app.ledger().place
