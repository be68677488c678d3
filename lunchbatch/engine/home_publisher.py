"""Publishes Home tabs, last of all: at Slack's pace, as long as there's time.

Publishing overwrites, so it may be done again. A run that is killed between publishing and
noting it leaves the next one to publish the same once more, and nothing else.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.row_cells import PersonCells
from lunchbatch.core.statistics.home_tabs import HomeTab
from lunchbatch.engine.run_result import EffectEnd, RunResult
from lunchbatch.errors import SlackError
from lunchbatch.ports import Call, Clock, Workspace

NOT_ENABLED = "not_enabled"
AREA = "Home tabs"


def publish(
    homes: Iterable[HomeTab],
    slack: Callable[[], Workspace],
    clock: Clock,
    *,
    until: datetime,
    go_on: Callable[[], bool],
    done: RunResult,
) -> Iterator[Change]:
    """Publish, and give the note of each tab to be written.

    A tab that Slack refuses for good is noted too: it is tried again when it changes. Trouble
    that passes, or the Home tab being off, ends it for this run.
    """
    for home in homes:
        workspace = slack()
        pause = workspace.pause_before(Call.HOME)
        if clock.now() + timedelta(seconds=pause) >= until or not go_on():
            done.was_cut_short = True
            return
        if pause > 0:
            clock.sleep(pause)
            if not go_on():
                return
        try:
            workspace.publish(home.member, home.blocks)
        except SlackError as failure:
            if failure.is_temporary or failure.code == NOT_ENABLED:
                done.record(AREA, EffectEnd.FAILED, str(failure))
                return
            done.warned[f"the Home tab of {home.member} is not"] = str(failure)
        else:
            done.homes += 1
        yield PersonCells(home=home.mark).update(home.member)
