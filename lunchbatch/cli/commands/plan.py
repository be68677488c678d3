"""`plan`: what is due now, and the next round, by the decision of `run` and without its hands."""

import json
import os
from collections.abc import Collection, Iterator
from functools import cache
from typing import Unpack

import click

from lunchbatch.cli.commands.run import RunOptions, exit_if_blocked, options, prepared
from lunchbatch.cli.options import json_option
from lunchbatch.cli.output.github_actions import RunPage
from lunchbatch.cli.output.next_round import next_round_lines, rounds_in
from lunchbatch.cli.output.plan_json import plan_json
from lunchbatch.cli.output.printing import is_on_github, write
from lunchbatch.cli.output.run_lines import Naming, change_lines, look_lines, plan_lines
from lunchbatch.cli.output.run_page import reported
from lunchbatch.core.context.message_context import name_of
from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.engine.run import Decision, look_ahead, look_and_plan


@click.command("plan")
@options
@click.option("--verbose", is_flag=True, help="Also each row and cell that would be written.")
@click.option("--next", "only_next", is_flag=True, help="Only the next round.")
@json_option
def plan_command(
    *, verbose: bool, only_next: bool, as_json: bool, **asked: Unpack[RunOptions]
) -> None:
    """Print what `run` would do now, and the next round as it stands. Writes nothing.

    The next round is shown as it would be made if it began now. With --as-of or --stage only that
    is shown.
    """
    page = RunPage(title="lunchbatch plan", variables=os.environ)
    with_names = not is_on_github(page.variables)
    with reported(page, is_live=False) as report:
        app, settings = prepared(asked, is_live=False)
        report.enter(app)
        ledger, slack, now = app.ledger(), cache(app.slack), app.clock.now()
        if only_next:
            decided = look_ahead(settings, ledger.read(), slack, now)
        else:
            decided = look_and_plan(settings, ledger, slack, now)
        if as_json:
            write(json.dumps(plan_json(decided), ensure_ascii=False) + "\n")
            exit_if_blocked(decided)
            return
        if only_next:
            page.say_all(_next(decided, with_names=with_names))
        else:
            changes = decided.plan.changes if verbose else ()
            cells = change_lines(changes, with_names=with_names)
            who = _naming(decided.context, with_names=with_names)
            page.say_all(plan_lines(decided.context, decided.plan, cells=cells, who=who))
        if not (only_next or asked["as_of"] or asked["stage"]):
            ahead = look_ahead(settings, decided.snapshot, slack, now)
            page.say_all(_next(ahead, but=rounds_in(decided.plan), with_names=with_names))
        page.say_all(look_lines(settings.wakes, now))
        report.cells(decided)
        page.outputs["status"] = "plan"
    exit_if_blocked(decided)


def _next(ahead: Decision, *, but: Collection[str] = (), with_names: bool) -> Iterator[str]:
    who = _naming(ahead.context, with_names=with_names)
    return next_round_lines(ahead.context, ahead.plan, who, but=but)


def _naming(context: PlanningContext, *, with_names: bool) -> Naming:
    return (lambda member: name_of(context, member)) if with_names else str
