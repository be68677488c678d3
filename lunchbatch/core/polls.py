"""A round that begins with a question: asking it, reminding, and hearing the answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import median

from lunchbatch.core import speech
from lunchbatch.core.answers import Said, answer_changes, recorded
from lunchbatch.core.begun import identity, stage_done, times
from lunchbatch.core.choices import choice_emoji
from lunchbatch.core.draft import Draft
from lunchbatch.core.effects import About, Channel, Effect, Finish, Members, View, effect_key
from lunchbatch.core.ledger.changes import Append, Change
from lunchbatch.core.ledger.tabs import ROUNDS
from lunchbatch.core.ledger.values import Value
from lunchbatch.core.part import turnout
from lunchbatch.core.policy import Program
from lunchbatch.core.posts import Posted, Reaction
from lunchbatch.core.records import Records, Round
from lunchbatch.core.rounds import Turn, rounds_of
from lunchbatch.core.schedule import GROUPS, POLL, REMINDER, TIME_TO_ANSWER, local, stages

NOT_TODAY = "not today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What was said to a poll, by member, and what the Answers tab needs for it."""

    said: Said
    changes: tuple[Change, ...]

    @property
    def yes(self) -> dict[str, tuple[str, ...]]:
        """Everybody who chose something, with all they chose; "not today" beside it is noted."""
        chosen = {
            member: tuple(choice for choice in choices if choice != NOT_TODAY)
            for member, choices in self.said.items()
        }
        return {member: choices for member, choices in chosen.items() if choices}


NOTHING = Answers(said={}, changes=())


def choices_of(program: Program, one: Round) -> tuple[str, ...]:
    """What can be chosen in a round: given by hand for it, or by the config."""
    return one.choices or program.poll.choices


def closes_at(program: Program, one: Round) -> datetime:
    """The moment (UTC) from which groups are made."""
    return next(
        stage.due for stage in stages(program, one.slot, one.poll_closes) if stage.name == GROUPS
    )


def open_poll(view: View, name: str, turn: Turn, draft: Draft) -> None:
    """Ask the question, in the channel or each member directly, while there is time to answer."""
    program = view.policy.programs[name]
    one = _as_ordered(view, turn.round)
    if one.id not in view.known.rounds:
        draft.changes.append(_round_row(view, program, turn, one))
    effects = list(_questions(view, name, program, one))
    draft.effects += effects
    draft.finishes.append(
        Finish(
            round=one.id,
            stage=POLL,
            effects=frozenset(effect.key for effect in effects),
            change=stage_done(view, one, POLL),
        )
    )


def _as_ordered(view: View, one: Round) -> Round:
    """The round with what was given by hand, until it has a row of its own."""
    if one.id in view.known.rounds:
        return one
    return replace(
        one,
        choices=view.order.choices or one.choices,
        group_size=view.order.group_size or one.group_size,
        poll_closes=view.order.closes or one.poll_closes,
    )


def _round_row(view: View, program: Program, turn: Turn, one: Round) -> Append:
    values: dict[str, Value] = {
        **identity(one),
        **times(view, turn),
        "choices": " | ".join(choices_of(program, one)),
        "group size": one.group_size,
        "poll closes": local(program, closes_at(program, one)),
    }
    return Append(tab=ROUNDS, key=one.id, values=values)


def _questions(view: View, name: str, program: Program, one: Round) -> Iterable[Effect]:
    choices = choices_of(program, one)
    until = closes_at(program, one)
    message = speech.poll(view, name, one.slot, choices, until)
    seeds = (*choice_emoji(choices), program.poll.not_today)
    last = until - TIME_TO_ANSWER
    if program.poll.deliver == "channel":
        about = About(tab=ROUNDS, key=one.id, stage=POLL, so_far=one.messages)
        yield Effect(
            key=effect_key(one.id, POLL),
            to=Channel(id=program.channel),
            message=message,
            seeds=seeds,
            about=(about,),
            until=last,
        )
        return
    for member in turnout(view, program, number=1).present:
        key = _direct_key(one.id, member)
        claim = view.known.claims.get(key)
        if claim is None or claim.settled is None:
            yield Effect(
                key=key, to=Members(ids=(member,)), message=message, seeds=seeds, until=last
            )


def _direct_key(id_: str, member: str) -> str:
    return effect_key(f"{id_}/{member}", POLL)


def questions_out(known: Records, one: Round) -> Mapping[Posted, str]:
    """Where a round's question stands, each with the only member it asks ("" for a channel)."""
    found = {}
    if POLL in one.messages:
        found[one.messages[POLL]] = ""
    prefix, suffix = f"{one.id}/", f" {POLL}"
    for key, claim in known.claims.items():
        if key.startswith(prefix) and key.endswith(suffix) and claim.posted:
            found[claim.posted] = key.removeprefix(prefix).removesuffix(suffix)
    return found


def is_asking(one: Round) -> bool:
    """Whether answers to the question still change anything."""
    return not one.is_over and GROUPS not in one.stages and not is_called_off(one)


def is_called_off(one: Round) -> bool:
    """Whether it was decided that a poll makes no groups."""
    return one.stage.startswith("off: ")


def poll_posts(known: Records, name: str, now: datetime) -> tuple[Posted, ...]:
    """Every message of a program that asks a question which is still open."""
    return tuple(
        post
        for one in rounds_of(known, name, now)
        if is_asking(one) and one.is_sound
        for post in questions_out(known, one)
    )


def hear(view: View, program: Program, one: Round) -> Answers:
    """All choices that are present now, of members of the channel and of nobody else's app."""
    choices = choices_of(program, one)
    meaning = dict(zip(choice_emoji(choices), choices, strict=True))
    meaning[program.poll.not_today] = NOT_TODAY
    said: dict[str, tuple[str, ...]] = {}
    for post, only in questions_out(view.known, one).items():
        found = view.seen.reactions.get(post)
        if found is None:
            members = (only,) if only else _who_answered(view.known, one)
            said |= recorded(view.known, one.id, POLL, members)
        else:
            said |= _said(found, meaning, only, view.seen.us)
    cells: dict[str, Value] = {"program": one.program, "round": one.id}
    changes = answer_changes(
        view.known, about=one.id, stage=POLL, said=said, cells=cells, now=local(program, view.now)
    )
    return Answers(said=said, changes=tuple(changes))


def _said(
    found: Iterable[Reaction], meaning: Mapping[str, str], only: str, us: str
) -> dict[str, tuple[str, ...]]:
    chosen: dict[str, set[str]] = {}
    for reaction in found:
        choice = meaning.get(reaction.emoji)
        for member in reaction.members if choice else ():
            if member != us and only in {"", member}:
                chosen.setdefault(member, set()).add(choice or "")
    return {
        member: tuple(choice for choice in meaning.values() if choice in chosen[member])
        for member in sorted(chosen)
    }


def _who_answered(known: Records, one: Round) -> tuple[str, ...]:
    return tuple(answer.member for answer in known.under(effect_key(one.id, POLL)))


def remind(view: View, name: str, turn: Turn, answers: Answers, draft: Draft) -> None:
    """Remind the channel before the poll closes, only if fewer than usual have said yes."""
    program = view.policy.programs[name]
    one = turn.round
    effects = []
    if len(answers.yes) < _usual(view, name):
        effects.append(
            Effect(
                key=effect_key(one.id, REMINDER),
                to=Channel(id=program.channel),
                message=speech.poll_reminder(view, name, closes_at(program, one)),
                until=closes_at(program, one),
            )
        )
    draft.effects += effects
    draft.finishes.append(
        Finish(
            round=one.id,
            stage=REMINDER,
            effects=frozenset(effect.key for effect in effects),
            change=stage_done(view, one, REMINDER),
        )
    )


def _usual(view: View, name: str) -> float:
    """How many usually come: the median of the last five rounds, or one group at the start."""
    before = [one.introduced for one in rounds_of(view.known, name, view.now) if one.introduced]
    return median(before[-5:]) if before else view.policy.programs[name].group_size
