"""What a run must see in Slack before anything can be decided, from the ledger and the moment."""

from collections.abc import Iterator
from datetime import datetime

from lunchbatch.core.answers.group_answers import messages_to_read
from lunchbatch.core.answers.request_messages import request_messages
from lunchbatch.core.answers.silence import counts_silence, unanswered_messages
from lunchbatch.core.context.plan_model import ManualRequest, SlackQuery
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.checkpoints import groups_to_thank
from lunchbatch.core.rounds.polls.poll_answers import poll_posts
from lunchbatch.core.rounds.swap import unfinished_swaps
from lunchbatch.core.schedule.calendar import MissedRound, window_is_open
from lunchbatch.core.schedule.due_stages import DueStage, drafted_rounds, due_stages
from lunchbatch.core.settings.policy import Policy, Program


def needs(policy: Policy, known: Records, now: datetime, order: ManualRequest) -> SlackQuery:
    """What must be seen in Slack before anything can be decided; nothing, most of the time.

    Newcomers are looked for whenever answers are read within the send window.
    """
    messages = [
        post
        for name, program in chosen_programs(policy, order)
        for post in (*messages_to_read(known, name, program, now), *poll_posts(known, name, now))
    ]
    speaking = [
        turn
        for name, program in chosen_programs(policy, order)
        for turn in due_stages(known, name, program, now, order.stage)
        if not isinstance(turn.due, MissedRound) and may_act(program, turn, now, order)
    ]
    waiting = any(
        drafted_rounds(known, name, program) for name, program in chosen_programs(policy, order)
    )
    thanks = any(
        may_speak(program, now, order) and any(groups_to_thank(known, name, program, now))
        for name, program in chosen_programs(policy, order)
    )
    messages += request_messages(policy, known, now, is_speaking=bool(speaking) or thanks)
    greets = any(
        program.welcome and may_speak(program, now, order)
        for _, program in chosen_programs(policy, order)
    )
    swapped = any(
        may_speak(program, now, order) and any(unfinished_swaps(known, name))
        for name, program in chosen_programs(policy, order)
    )
    everybody = bool(speaking or waiting or swapped or order.people or order.round)
    looks = everybody or thanks or (greets and messages)
    channels = [program.channel for program in policy.programs.values()] if looks else []
    replies = [
        post
        for turn in speaking
        if turn.stage == Stage.CLOSE and counts_silence(policy.programs[turn.round.program])
        for post in unanswered_messages(known, turn.round.id)
    ]
    return SlackQuery(
        channels=tuple(dict.fromkeys(channels)),
        messages=tuple(dict.fromkeys(messages)),
        has_all_profiles=everybody,
        replies_to=tuple(replies),
    )


def chosen_programs(policy: Policy, order: ManualRequest) -> Iterator[tuple[str, Program]]:
    """The programs that were asked for, each with its name; all where none was."""
    for name, program in policy.programs.items():
        if order.program in (None, name):
            yield name, program


def may_speak(program: Program, now: datetime, order: ManualRequest) -> bool:
    """Whether members may be written to now: inside the send window, or by force."""
    return order.force or window_is_open(program, now)


def may_act(program: Program, due_stage: DueStage, now: datetime, order: ManualRequest) -> bool:
    """A draft is written at any time: only the owner hears of it."""
    return due_stage.stage == Stage.DRAFT or may_speak(program, now, order)
