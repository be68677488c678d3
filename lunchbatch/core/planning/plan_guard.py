"""What makes a plan look like an accident."""

from datetime import timedelta

from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Members, View
from lunchbatch.core.schedule.calendar import Stage
from lunchbatch.core.schedule.due_stages import rounds_of, turns
from lunchbatch.core.settings.policy import Program

LONG_AGO = timedelta(days=14)
FEW = 10  # below this many, one holiday week is no accident


def dangers(view: View, draft: Draft) -> list[str]:
    """Why the plan should not be carried out without `--force`; usually nothing."""
    if not draft.effects:
        return []
    found = []
    for name, program in view.policy.programs.items():
        if any(effect.key.startswith(f"{name}/") for effect in draft.effects):
            found += _shrunk(view, name, program, draft)
            found += _long_ago(view, name, program, draft)
    return found + _too_many(view, draft)


def _shrunk(view: View, name: str, program: Program, draft: Draft) -> list[str]:
    """The channel against the round before; one that is under way was judged when it began."""
    before = [
        one.members
        for one in rounds_of(view.known, name, view.now)
        if one.members and not _is_spoken_of(one.id, draft)
    ]
    here = len(
        [
            member
            for member in view.seen.members.get(program.channel, ())
            if not ((person := view.seen.people.get(member)) and person.is_bot)
        ]
    )
    if not before or before[-1] < FEW or here * 100 >= before[-1] * program.guard.shrunk_to:
        return []
    return [
        (
            f"{name}: the channel had {before[-1]} members in the last round and has {here} now; "
            "if that is right, run again with --force"
        )
    ]


def _long_ago(view: View, name: str, program: Program, draft: Draft) -> list[str]:
    """Stages long overdue that would send something; one that only writes harms nobody."""
    late = [
        f"{turn.round.id} {turn.due.name}"
        for turn in turns(view.known, name, program, view.now, view.order.stage)
        if isinstance(turn.due, Stage)
        and view.now - turn.due.due > LONG_AGO
        and _is_spoken_of(turn.round.id, draft)
    ]
    if not late:
        return []
    return [
        (
            f"{', '.join(late)} was due more than {LONG_AGO.days} days ago; "
            "--force sends it all the same"
        )
    ]


def _is_spoken_of(round_id: str, draft: Draft) -> bool:
    return any(effect.key.startswith((f"{round_id}/", f"{round_id} ")) for effect in draft.effects)


def _too_many(view: View, draft: Draft) -> list[str]:
    heard: dict[str, int] = {}
    for effect in draft.effects:
        if isinstance(effect.to, Members):
            for member in effect.to.ids:
                heard[member] = heard.get(member, 0) + 1
    limit = max(program.guard.messages_per_person for program in view.policy.programs.values())
    worst = max(heard, key=lambda member: heard[member], default=None)
    if worst is None or heard[worst] <= limit * len(view.policy.programs):
        return []
    return [
        (
            f"{worst} would get {heard[worst]} messages in one run; "
            "raise guard.messages_per_person or run again with --force"
        )
    ]
