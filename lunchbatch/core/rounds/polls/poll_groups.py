"""Making the groups of a poll: who goes with whom and when, and a word to everybody else.

The poll is decided once: groups (or why there are none) and the moment are written down with the
first claims. From then on what is to be said follows from the ledger alone, so that a run that
was killed anywhere is taken up by the next one with the same people and the same words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Finish, View
from lunchbatch.core.ledger.cell_codecs import write_stages
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Change, Set
from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.ledger.tabs import ROUNDS
from lunchbatch.core.matching import Problem, match
from lunchbatch.core.messages.poll_messages import PollOff
from lunchbatch.core.model.terms import Status
from lunchbatch.core.rounds.missed_rounds import miss
from lunchbatch.core.rounds.polls.poll_announcements import Told, tell
from lunchbatch.core.rounds.polls.poll_answers import Answers, choices_of, questions_out
from lunchbatch.core.rounds.polls.poll_deadlines import over_at
from lunchbatch.core.rounds.polls.poll_participants import Comers, still_there, who_comes
from lunchbatch.core.rounds.round_rows import (
    absences,
    group_row,
    new_groups,
    problem_of,
    round_number,
    stage_done,
)
from lunchbatch.core.schedule.calendar import CLOSE, GROUPS, MADE, local
from lunchbatch.core.schedule.due_stages import Turn

NO_GROUP, OVER = "nobody to go with", "the time was over"


def make_groups(view: View, name: str, turn: Turn, answers: Answers, draft: Draft) -> None:
    """Close the poll: make the groups and tell them, or say to those concerned that it is off."""
    one = turn.round
    comers = who_comes(view, name, answers)
    if MADE in one.stages:
        groups = still_there(view, name, view.known.groups_of(one.id), draft)
    elif questions_out(view.known, one):
        one, groups = _decide(view, name, one, comers, draft)
    else:
        miss(view, name, [turn], draft)
        return
    told = Told(round=one, groups=groups, owed=_owed(view, one, comers, groups))
    words = [
        word for word in tell(view, name, told) if word.about or not view.known.is_settled(word.key)
    ]
    draft.effects += words
    draft.finishes.append(
        Finish(
            round=one.id,
            stage=GROUPS,
            effects=frozenset(word.key for word in words),
            change=_done(view, one),
        )
    )


def _decide(
    view: View, name: str, one: Round, comers: Comers, draft: Draft
) -> tuple[Round, tuple[Group, ...]]:
    program = view.policy.programs[name]
    alive = [c for c in choices_of(program, one) if view.now < over_at(program, one, c)]
    able = {m: mine for m in comers.fit if (mine := [c for c in comers.yes[m] if c in alive])}
    why = _why_off(comers, able)
    groups: tuple[Group, ...] = ()
    quality: dict[str, Value] = {}
    if why is None:
        matching = match(_problem(view, name, one, able, alive))
        status = Status.OPEN if program.poll.ask_after else Status.CLOSED_STALE
        groups = new_groups(view, name, one, matching.groups, status=status)
        made = matching.account
        quality = {
            "repeats": made.repeats,
            "unavoidable": made.unavoidable,
            "number": round_number(view, name) if groups else None,
        }
    placed = {member for group in groups for member in group.members}
    left = {m: NO_GROUP if m in able else OVER for m in comers.fit if m not in placed}
    one = replace(
        one,
        stages={**one.stages, MADE: local(program, view.now)},
        stage=f"off: {why}" if why else one.stage,
    )
    values: dict[str, Value] = {
        "stage": one.stage or None,
        "stages": write_stages(one.stages),
        "members": comers.members,
        "groups": len(groups),
        "introduced": len(placed),
        "not in": absences({**comers.reasons, **left}.items()),
        **quality,
    }
    draft.changes.append(Set(tab=ROUNDS, key=one.id, values=values))
    draft.changes += [group_row(group) for group in groups]
    return one, groups


def _why_off(comers: Comers, able: Mapping[str, Sequence[str]]) -> PollOff | None:
    if not comers.fit:
        return PollOff.ONLY_NOT_TODAY if comers.answered else PollOff.NO_ANSWER
    if not able:
        return PollOff.TOO_LATE
    return PollOff.ONE_YES if len(comers.fit) == 1 else None


def _problem(
    view: View, name: str, one: Round, able: Mapping[str, Sequence[str]], alive: Iterable[str]
) -> Problem:
    slots = {
        choice: tuple(member for member in sorted(able) if choice in able[member])
        for choice in alive
    }
    willing = able if view.policy.programs[name].poll.join_nearest else ()
    return problem_of(view, name, one, sorted(able), slots=slots, join_nearest=willing)


def _owed(
    view: View, one: Round, comers: Comers, groups: Sequence[Group]
) -> dict[str, tuple[str, ...]]:
    """Who said yes, can come and is in no group, each with the times that were still ahead."""
    program = view.policy.programs[one.program]
    made, placed = one.stages[MADE], {member for group in groups for member in group.members}
    return {
        member: tuple(c for c in comers.yes[member] if made < over_at(program, one, c))
        for member in comers.fit
        if member not in placed
    }


def _done(view: View, one: Round) -> Change:
    """The round's row; without a later question, or without a group, it is closed too."""
    if view.policy.programs[one.program].poll.ask_after and not one.is_off:
        return stage_done(view, one, GROUPS)
    extra = {"stage": one.stage} if one.is_off else {}
    return stage_done(view, one, GROUPS, CLOSE, extra=extra)
