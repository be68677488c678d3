"""Making the groups of a poll: who goes with whom and when, and a word to everybody else."""

from collections.abc import Iterable, Mapping, Sequence

from lunchbatch.core.begun import absences, group_row, new_groups, problem_of, stage_done
from lunchbatch.core.draft import Draft
from lunchbatch.core.effects import Effect, Finish, Stop, View, effect_key
from lunchbatch.core.ledger.changes import Change, Set
from lunchbatch.core.ledger.tabs import ROUNDS
from lunchbatch.core.ledger.values import Value
from lunchbatch.core.matching import Matching, Problem, match
from lunchbatch.core.model import Status
from lunchbatch.core.part import turnout, unfit
from lunchbatch.core.policy import Program
from lunchbatch.core.poll_messages import PollOff
from lunchbatch.core.polls import NOT_TODAY, Answers, choices_of, is_called_off, questions_out
from lunchbatch.core.records import Group, Round
from lunchbatch.core.rounds import Turn
from lunchbatch.core.schedule import CLOSE, GROUPS
from lunchbatch.core.telling import (
    OFF,
    alone,
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
    status = Status.OPEN if program.poll.ask_after else Status.CLOSED_STALE
    groups = new_groups(view, name, one, matching.groups, status=status)
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


def _who_comes(view: View, program: Program, answers: Answers) -> tuple[list[str], dict[str, str]]:
    """Those who said yes and still can come; everybody else of the channel with the reason."""
    here = set(view.seen.members.get(program.channel, ()))
    everybody = turnout(view, program, number=1)
    reasons = dict.fromkeys(everybody.present, "no answer") | everybody.absent
    fit = []
    for member, choices in answers.said.items():
        person = view.seen.people.get(member)
        if person is not None and person.is_bot:
            continue
        if member not in here:
            reasons[member] = "left the channel since answering"
        elif why := unfit(person, program, view):
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


def _problem(
    view: View, name: str, one: Round, able: Mapping[str, Sequence[str]], alive: Sequence[str]
) -> Problem:
    slots = {
        choice: tuple(member for member in sorted(able) if choice in able[member])
        for choice in alive
    }
    willing = able if view.policy.programs[name].poll.join_nearest else ()
    return problem_of(view, name, one, sorted(able), slots=slots, join_nearest=willing)


def _left_out(
    view: View,
    name: str,
    one: Round,
    matching: Matching,
    able: Mapping[str, Sequence[str]],
) -> Iterable[Effect]:
    chosen = {made.slot for made in matching.groups if made.slot}
    for left in matching.left_out:
        wanted = able[left.member]
        others = sorted(chosen - set(wanted))
        yield alone(view, name, one, left.member, wanted[0], others)


def _made_row(
    view: View, one: Round, program: Program, matching: Matching, reasons: Mapping[str, str]
) -> Change:
    left = {left.member: left.reason for left in matching.left_out}
    values: dict[str, Value] = {
        "members": _members(view, program),
        "groups": len(matching.groups),
        "introduced": sum(len(made.members) for made in matching.groups),
        "repeats": matching.account.repeats,
        "unavoidable": matching.account.unavoidable,
        "not in": absences({**reasons, **left}.items()),
    }
    return Set(tab=ROUNDS, key=one.id, values=values)


def _off_row(
    view: View,
    one: Round,
    program: Program,
    word: str,
    reasons: Mapping[str, str],
    fit: Sequence[str],
) -> Change:
    alone_ = dict.fromkeys(fit, "no group came about")
    values: dict[str, Value] = {
        "stage": word,
        "members": _members(view, program),
        "groups": 0,
        "introduced": 0,
        "not in": absences({**reasons, **alone_}.items()),
    }
    return Set(tab=ROUNDS, key=one.id, values=values)


def _members(view: View, program: Program) -> int:
    everybody = turnout(view, program, number=1)
    return len(everybody.present) + len(everybody.absent)


def _finish(
    view: View, one: Round, groups: Sequence[Group], words: Sequence[Effect], draft: Draft
) -> None:
    """The stage is done when all is said; without a later question the round is closed too."""
    program = view.policy.programs[one.program]
    done = (GROUPS,) if program.poll.ask_after else (GROUPS, CLOSE)
    # A group whose message is only looked for, its time being over, still has to be told so.
    told = {word.key for word in words} | {
        effect_key(group.key, OFF)
        for group in groups
        if not group.intro and view.now >= over_at(program, one, group.time)
    }
    draft.effects += words
    draft.finishes.append(
        Finish(
            round=one.id,
            stage=GROUPS,
            effects=frozenset(told),
            change=stage_done(view, one, *done),
        )
    )


def _finish_off(one: Round, words: Sequence[Effect], draft: Draft) -> None:
    draft.effects += words
    draft.finishes.append(
        Finish(
            round=one.id,
            stage=GROUPS,
            effects=frozenset(word.key for word in words),
            change=Set(tab=ROUNDS, key=one.id, values={"stage": Stop.SKIPPED}),
        )
    )
