"""What makes a plan look like an accident."""

from datetime import timedelta

from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView, ToMembers
from lunchbatch.core.schedule.calendar import ScheduledStage
from lunchbatch.core.schedule.due_stages import due_stages
from lunchbatch.core.settings.policy import Program

LONG_AGO = timedelta(days=14)
FEW = 10  # below this many, one holiday week is no accident


def dangers(context: PlanningContext, builder: PlanBuilder) -> list[str]:
    """Why the plan should not be carried out without `--force`; usually nothing."""
    if not builder.effects:
        return []
    found = []
    for name, program in context.policy.programs.items():
        if any(effect.key.startswith(f"{name}/") for effect in builder.effects):
            found += _shrunk(context.view(name), program, builder)
            found += _long_ago(context.view(name), program, builder)
    return found + _too_many(context, builder)


def _shrunk(view: ProgramView, program: Program, builder: PlanBuilder) -> list[str]:
    """The channel against the round before; one that is under way was judged when it began."""
    before = [
        one.members for one in view.rounds if one.members and not _is_spoken_of(one.id, builder)
    ]
    here = len(
        [
            member
            for member in view.context.slack.members.get(program.channel, ())
            if not ((person := view.context.slack.people.get(member)) and person.is_bot)
        ]
    )
    if not before or before[-1] < FEW or here * 100 >= before[-1] * program.guard.shrunk_to:
        return []
    return [
        (
            f"{view.name}: the channel had {before[-1]} members in the last round and has "
            f"{here} now; if that is right, run again with --force"
        )
    ]


def _long_ago(view: ProgramView, program: Program, builder: PlanBuilder) -> list[str]:
    """Stages long overdue that would send something; one that only writes harms nobody."""
    late = [
        f"{turn.round.id} {turn.due.name}"
        for turn in due_stages(
            view.context.records, view.name, program, view.context.now, view.context.request.stage
        )
        if isinstance(turn.due, ScheduledStage)
        and view.context.now - turn.due.due > LONG_AGO
        and _is_spoken_of(turn.round.id, builder)
    ]
    if not late:
        return []
    return [
        (
            f"{', '.join(late)} was due more than {LONG_AGO.days} days ago; "
            "--force sends it all the same"
        )
    ]


def _is_spoken_of(round_id: str, builder: PlanBuilder) -> bool:
    return any(
        effect.key.startswith((f"{round_id}/", f"{round_id} ")) for effect in builder.effects
    )


def _too_many(context: PlanningContext, builder: PlanBuilder) -> list[str]:
    heard: dict[str, int] = {}
    for effect in builder.effects:
        if isinstance(effect.to, ToMembers):
            for member in effect.to.ids:
                heard[member] = heard.get(member, 0) + 1
    limit = max(program.guard.messages_per_person for program in context.policy.programs.values())
    worst = max(heard, key=lambda member: heard[member], default=None)
    if worst is None or heard[worst] <= limit * len(context.policy.programs):
        return []
    return [
        (
            f"{worst} would get {heard[worst]} messages in one run; "
            "raise guard.messages_per_person or run again with --force"
        )
    ]
