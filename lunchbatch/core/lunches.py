"""Making the groups of a poll: who goes with whom and when, and a word to everybody else."""

from collections.abc import Iterable, Mapping, Sequence

from lunchbatch.core.draft import Draft
from lunchbatch.core.effects import Effect, Finish, Stop, View, effect_key
from lunchbatch.core.intros import absences, group_row, new_group, problem_of, stage_done
from lunchbatch.core.ledger.changes import Change, Set
from lunchbatch.core.ledger.tabs import ROUNDS
from lunchbatch.core.ledger.values import Value
from lunchbatch.core.matching import Matching, match
from lunchbatch.core.model import Status
from lunchbatch.core.part import turnout, unfit
from lunchbatch.core.policy import Program
from lunchbatch.core.poll_messages import PollOff
from lunchbatch.core.polls import NOT_TODAY, Answers, choices_of, questions_out
from lunchbatch.core.records import Group, Round
from lunchbatch.core.rounds import Turn
from lunchbatch.core.schedule import CLOSE, GROUPS
from lunchbatch.core.telling import (
    OFF,
    alone,
    is_called_off,
    off,
    over_at,
    tell,
    unsettled_words,
)


def make_groups(view: View, name: str, turn: Turn, answers: Answers, draft: Draft) -> None:
    """Close the poll: make the groups and tell them, or say to those concerned that it is off."""
    one = turn.round
    groups = view.known.groups_of(one.id)
    if groups:
        words = [*tell(view, name, one, groups), *unsettled_words(view, name, one)]
        _finish(view, one, groups, words, draft)
    elif is_called_off(one):
        _finish_off(one, list(unsettled_words(view, name, one)), draft)
    elif not questions_out(view.known, one):
        draft.changes.append(Set(tab=ROUNDS, key=one.id, values={"stage": Stop.MISSED}))
        draft.notes.append(f"{one.id}: missed, the question was never asked")
    else:
        _begin(view, name, one, answers, draft)


def _begin(view: View, name: str, one: Round, answers: Answers, draft: Draft) -> None:
    program = view.policy.programs[name]
    fit, reasons = _who_comes(view, program, answers)
    alive = [
        choice for choice in choices_of(program, one) if view.now < over_at(program, one, choice)
    ]
    able = {member: [c for c in answers.yes[member] if c in alive] for member in fit}
    able = {member: choices for member, choices in able.items() if choices}
    why = _why_off(answers, fit, able)
    if why is not None:
        draft.changes.append(_off_row(view, one, program, f"off: {why}", reasons, fit))
        _finish_off(one, list(off(view, name, one, why, fit)), draft)
        return
    matching = match(_problem(view, name, one, able, alive))
    groups = tuple(
        new_group(
            view,
            name,
            one,
            index,
            made.members,
            point=made.point_person,
            time=made.slot or "",
            status=Status.OPEN if program.poll.ask_after else Status.CLOSED_STALE,
        )
        for index, made in enumerate(matching.groups, start=1)
    )
    draft.changes.append(_made_row(view, one, program, matching, reasons))
    draft.changes += [group_row(group) for group in groups]
    words = [*tell(view, name, one, groups)]
    words += _left_out(view, name, one, matching, able)
    words += [
        word
        for member in fit
        if member not in able
        for word in off(view, name, one, PollOff.TOO_LATE, (member,))
        if word.key != effect_key(one.id, OFF)
    ]
    _finish(view, one, groups, words, draft)


def _who_comes(
    view: View, program: Program, answers: Answers
) -> tuple[list[str], dict[str, str]]:
    """Those who said yes and still can come; everybody else of the channel with the reason."""
    here = set(view.seen.members.get(program.channel, ()))
    everybody = turnout(view, program, number=1)
    reasons = {member: "no answer" for member in everybody.present} | everybody.absent
    fit = []
    for member, choices in answers.said.items():
        person = view.seen.people.get(member)
        if person is not None and person.is_bot:
            continue
        if member not in here:
            reasons[member] = "left the channel since answering"
        elif (why := unfit(person, program, view)) :
            reasons[member] = why
        elif set(choices) == {NOT_TODAY}:
            reasons[member] = NOT_TODAY
        else:
            reasons.pop(member, None)
            fit.append(member)
    return sorted(fit), reasons


def _why_off(
    answers: Answers, fit: Sequence[str], able: Mapping[str, Sequence[str]]
) -> PollOff | None:
    if not answers.yes or not fit:
        return PollOff.ONLY_NOT_TODAY if answers.said else PollOff.NO_ANSWER
    if not able:
        return PollOff.TOO_LATE
    return PollOff.ONE_YES if len(fit) == 1 else None
