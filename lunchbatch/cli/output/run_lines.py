"""Prints what a plan would do and what a run did: lines for people, ids instead of names."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from lunchbatch.core.answers.group_answers import messages_to_read
from lunchbatch.core.context.plan_model import Effect, Plan, PlanningContext, ToMembers
from lunchbatch.core.ledger.cell_codecs import write_absent
from lunchbatch.core.ledger.cell_values import write_cell
from lunchbatch.core.ledger.changes import Append, Change, Delete
from lunchbatch.core.ledger.row_cells import RoundCells
from lunchbatch.core.model.sentence import Sentence, in_logs, sentence
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.rounds.polls.poll_answers import poll_posts
from lunchbatch.core.schedule.calendar import local, next_moments, opens
from lunchbatch.core.schedule.cron import CronSchedule
from lunchbatch.core.schedule.due_stages import drafted_rounds, rounds_of

Naming = Callable[[str], str]
"""How a member is called: by name where only the organiser reads, by id everywhere else."""


def plan_lines(
    context: PlanningContext, plan: Plan, *, cells: Iterable[str] = (), who: Naming = str
) -> Iterator[str]:
    """What `run` would do now; a line that nothing is due when nothing is.

    `cells` are the lines of each row, for who wants to see them all.
    """
    if plan.is_empty:
        yield "Nothing is due."
    sendable = [each for each in plan.effects if each.until is None or each.until > context.now]
    yield from stage_lines(sendable)
    yield from round_lines(plan.changes, who)
    for effect in sendable:
        to = (
            ", ".join(map(who, effect.to.ids)) if isinstance(effect.to, ToMembers) else effect.to.id
        )
        yield f"  would send {effect.key} to {to}"
    written = Counter(change.tab.title for change in plan.changes)
    if written:
        rows = ", ".join(f"{count} in {tab}" for tab, count in sorted(written.items()))
        yield f"Rows to write: {rows}."
        yield from cells
    if plan.homes:
        yield f"Home tabs out of date: {len(plan.homes)}."
    yield from why_lines(plan)
    yield from next_lines(context)
    yield from reading_lines(context)


def stage_lines(effects: Iterable[Effect]) -> Iterator[str]:
    """Messages by round and stage."""
    yield from sent_lines(effect.key for effect in effects)


def sent_lines(keys: Iterable[str]) -> Iterator[str]:
    """Effects by round and stage: `coffee/2026-11-23 intro: 12 messages`."""
    counts = Counter(map(_round_and_stage, keys))
    for what, count in counts.items():
        yield f"{what}: {count} message{'s' if count > 1 else ''}"


def _round_and_stage(key: str) -> str:
    about, _, stage = key.rpartition(" ")
    return f"{'/'.join(about.split('/')[:2])} {stage}"


def round_lines(changes: Iterable[Change], who: Naming = str) -> Iterator[str]:
    """New rounds: how many groups, how good they are, and who is not in."""
    for change in changes:
        if isinstance(change, Delete) or not isinstance(change.cells, RoundCells):
            continue
        cells = change.cells
        if isinstance(cells.groups, int) and cells.groups:
            yield f"{change.key}: " + ", ".join(_figures(cells))
        elif cells.groups == 0:
            stage = cells.stage if isinstance(cells.stage, str) else ""
            yield f"{change.key}: no groups; {stage or 'nobody fits together'}"
        if isinstance(cells.not_in, Mapping) and cells.not_in:
            absent = {who(member): reason for member, reason in cells.not_in.items()}
            yield _not_in(change.key, absent)


def _not_in(round_: str, absent: Mapping[str, str]) -> Sentence:
    safe = {member: in_logs(reason) for member, reason in absent.items()}
    everybody = Sentence(write_absent(absent), write_absent(safe))
    return sentence("{round}: not in: {everybody}", round=round_, everybody=everybody)


def _figures(cells: RoundCells) -> Iterator[str]:
    """The figures of a round that are set: a draft that is approved has none of its proof."""
    groups = f"{cells.groups} group{'s' * (cells.groups != 1)}"
    yield f"{cells.introduced} people in {groups}" if isinstance(cells.introduced, int) else groups
    if isinstance(cells.repeats, int):
        yield f"{cells.repeats} repeats"
        if isinstance(cells.unavoidable, int):
            yield f"{cells.unavoidable} of them unavoidable"


# Cells with names of people in them, which no log of GitHub may show.
_NAMED = frozenset({"names", "name", "members", "point person", "what", "earlier names", "why"})


def change_lines(changes: Iterable[Change], *, with_names: bool) -> Iterator[str]:
    """Each row that would be written, and each of its cells; names only where asked for."""
    for change in changes:
        where = f"{change.tab.title}, {change.key}"
        if isinstance(change, Delete):
            yield f"  would delete the row {where}"
            continue
        how = "add" if isinstance(change, Append) else "change"
        yield f"  would {how} the row {where}"
        for title, value in change.values.items():
            is_hidden = title in _NAMED and isinstance(value, str) and not with_names
            shown = "…" if is_hidden else write_cell(value)
            yield f"    {title}: {'(blank)' if shown is None else shown}"


def why_lines(plan: Plan) -> Iterator[str]:
    """What is not done, and what a person must mend."""
    yield from plan.notes
    yield from plan.alerts
    yield from (f"Refused without --force: {danger}" for danger in plan.unsafe)
    yield from (sentence("To mend: {what}", what=blocked) for blocked in plan.blocked)


def reading_lines(context: PlanningContext) -> Iterator[str]:
    """How the answers were read, when there was something to read."""
    reading = context.slack.reading
    if reading is not None:
        yield (
            f"Answers read: {reading.listed} messages from the list of all, "
            f"{reading.one_by_one} one by one."
        )


def next_lines(context: PlanningContext) -> Iterator[str]:
    """What is due next, in each program's own time zone, and what is still listened to."""
    for name, program in context.policy.programs.items():
        if context.request.program not in (None, name):
            continue
        rounds = rounds_of(context.records, name, context.now)
        coming = next_moments(program, rounds, context.now)
        heard = len(messages_to_read(context.records, name, program, context.now))
        heard += len(poll_posts(context.records, name, context.now))
        when = moment_text(local(program, coming[0].due)) if coming else "never"
        what = f"{coming[0].name if coming else 'nothing'}, {when} ({program.time_zone})"
        waiting = drafted_rounds(context.records, name, program)
        if waiting and opens(program, waiting[0].slot) <= context.now:
            what = f"{Stage.INTRO} of {waiting[0].id}, once it is approved"
        yield f"{name}: next is {what}; answers are read under {heard} messages"


def look_lines(wakes: Sequence[CronSchedule], now: datetime) -> Iterator[str]:
    """When the schedule wakes the job next; nothing where there is no schedule, or no such day."""
    within = (now + timedelta(minutes=1), now + timedelta(days=366))
    coming = [(moment, wake) for wake in wakes for moment in islice(wake.between(*within), 1)]
    if coming:
        soonest, wake = min(coming, key=lambda one: one[0])
        when = moment_text(soonest.astimezone(wake.zone))
        yield f"Looks again: {when} ({wake.zone.key}), or as much later as GitHub starts it."


def moment_text(moment: datetime) -> str:
    return f"{moment:%a %d %b %Y %H:%M}"
