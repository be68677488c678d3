"""Tells the owner by direct message what needs them at once; each thing once."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta

from lunchbatch.cli.bootstrap import Application
from lunchbatch.cli.output.run_lines import sent_lines
from lunchbatch.core.context.message_context import message_format
from lunchbatch.core.messages.owner_messages import Notice, owner_notice
from lunchbatch.core.model.terms import CellProblem
from lunchbatch.engine.run import RunOutcome
from lunchbatch.engine.run_result import EffectEnd
from lunchbatch.errors import LunchbatchError

ONCE_IN = timedelta(hours=24)
RUN = "run"


def of_failure(failure: LunchbatchError, variables: Mapping[str, str]) -> Notice:
    """A run that ended early: why, what had been done by then, and the run's page."""
    done = getattr(failure, "__notes__", [])
    sentences = (str(failure), *done)
    return Notice(failed=tuple(_about_run(each, variables) for each in sentences))


def of_runs(runs: Sequence[RunOutcome], variables: Mapping[str, str]) -> Notice:
    """Runs that went through: what failed of them, beside what was sent, and cells to mend."""
    failed = {key: why for ran in runs for key, why in ran.applied.failed.items()}
    doubtful = {
        key: why for ran in runs for key, why in ran.applied.ended_as(EffectEnd.DOUBTFUL).items()
    }
    sent = [key for ran in runs for key in ran.applied.sent]
    last = runs[-1].decided
    lines = [CellProblem(where=key, what=why) for key, why in (failed | doubtful).items()]
    if lines:
        what = ", ".join(sent_lines(sent)) or "nothing"
        lines.append(_about_run(f"sent in this run: {what}", variables))
    blocked = tuple(
        _about_run(sentence, variables)
        for sentence in last.plan.blocked
        if sentence not in last.plan.told
    )
    alerts = (sentence for ran in runs for sentence in ran.decided.plan.alerts)
    said = (*blocked, *(_about_run(sentence, variables) for sentence in dict.fromkeys(alerts)))
    listed = runs[0].decided.context.records.listed  # what an earlier run has told them
    fresh = [each for each in last.snapshot.problems if listed.get(each.where) != each.what]
    return Notice(failed=tuple(lines), problems=(*fresh, *said))


def tell_owner(app: Application, notice: Notice) -> bool:
    """Send what the notice holds, unless it was sent within a day. Whether the owner has it.

    That this fails too is no second failure: the workflow has another way to tell.
    """
    owner, program = app.policy.owner, next(iter(app.policy.programs.values()))
    message = owner_notice(message_format(program, app.wording, owner), notice)
    if owner is None or message is None or app.environment.secrets.slack_token is None:
        return False
    digest = hashlib.sha256(message.text.encode()).hexdigest()[:12]
    key = f"{RUN}/notice {digest}"
    try:
        slack = app.slack()
        conversation = slack.open([owner])
        if slack.find(conversation, key, since=app.clock.now() - ONCE_IN) is None:
            slack.post(conversation, message, effect=key)
    except LunchbatchError:
        return False
    return True


def _about_run(sentence: str, variables: Mapping[str, str]) -> CellProblem:
    server, repository = variables.get("GITHUB_SERVER_URL"), variables.get("GITHUB_REPOSITORY")
    run = variables.get("GITHUB_RUN_ID")
    link = f"{server}/{repository}/actions/runs/{run}" if server and repository and run else ""
    return CellProblem(where=RUN, what=sentence, link=link)
