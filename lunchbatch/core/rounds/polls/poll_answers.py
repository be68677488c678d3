"""Where a poll was asked, and what its reactions say: choices by member."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from lunchbatch.core.answers.group_answers import Said, answer_changes, recorded
from lunchbatch.core.context.plan_model import PlanningContext, effect_key
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Records, Round
from lunchbatch.core.ledger.row_cells import AnswerCells
from lunchbatch.core.model.messages import MessageRef, Reaction
from lunchbatch.core.model.poll_emoji import NOT_TODAY, choice_emoji
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.schedule.calendar import MADE, local, stages_of
from lunchbatch.core.schedule.due_stages import rounds_of
from lunchbatch.core.settings.policy import Program


@dataclass(frozen=True, slots=True, kw_only=True)
class PollAnswers:
    """What was said to a poll, by member, and what the Answers tab needs for it."""

    said: Said
    changes: tuple[Change, ...] = ()

    @property
    def yes(self) -> dict[str, tuple[str, ...]]:
        """Everybody who chose something, with all they chose; "not today" beside it is noted."""
        chosen = {
            member: tuple(choice for choice in choices if choice != NOT_TODAY)
            for member, choices in self.said.items()
        }
        return {member: choices for member, choices in chosen.items() if choices}


def choices_of(program: Program, round_: Round) -> tuple[str, ...]:
    """What can be chosen in a round: what it was opened with, before that the config's."""
    return round_.choices or program.poll.choices


def closes_at(program: Program, round_: Round) -> datetime:
    """The moment (UTC) from which groups are made."""
    return next(stage.due for stage in stages_of(program, round_) if stage.name == Stage.GROUPS)


def direct_key(id_: str, member: str) -> str:
    """The key of the question to one member."""
    return effect_key(f"{id_}/{member}", Stage.POLL)


def questions_out(known: Records, round_: Round) -> Mapping[MessageRef, str]:
    """Where a round's question stands, each with the only member it asks ("" for a channel)."""
    found = {}
    if Stage.POLL in round_.messages:
        found[round_.messages[Stage.POLL]] = ""
    prefix, suffix = f"{round_.id}/", f" {Stage.POLL}"
    for key, claim in known.claims.items():
        if key.startswith(prefix) and key.endswith(suffix) and claim.posted:
            found[claim.posted] = key.removeprefix(prefix).removesuffix(suffix)
    return found


def is_asking(round_: Round) -> bool:
    """Whether answers to the question still change anything."""
    return (
        round_.is_sound and not round_.is_over and not {MADE, Stage.GROUPS} & round_.stages.keys()
    )


def poll_posts(known: Records, name: str, now: datetime) -> tuple[MessageRef, ...]:
    """Every message of a program that asks a question which is still open."""
    return tuple(
        post
        for one in rounds_of(known, name, now)
        if is_asking(one)
        for post in questions_out(known, one)
    )


def read_poll_answers(context: PlanningContext, program: Program, round_: Round) -> PollAnswers:
    """All choices that are present now; once groups are made, those they were made of.

    A reaction that is no choice says nothing, and neither do our own seeds.
    """
    if not is_asking(round_):
        return PollAnswers(said=_recorded(context.records, round_))
    choices = choices_of(program, round_)
    meaning = dict(zip(choice_emoji(choices), choices, strict=True))
    meaning[program.poll.not_today] = NOT_TODAY
    said: dict[str, tuple[str, ...]] = {}
    for post, only in questions_out(context.records, round_).items():
        found = context.slack.reactions.get(post)
        if found is None:  # somebody deleted it: what was read before counts
            before = _recorded(context.records, round_)
            said |= {m: before[m] for m in before if only in {"", m}}
        else:
            said |= _said(found, meaning, only, context.slack.us)
    cells = AnswerCells(program=round_.program, round=round_.id)
    if Stage.POLL in round_.messages:
        cells = replace(cells, message=round_.messages[Stage.POLL])
    changes = answer_changes(
        context.records,
        about=round_.id,
        stage=Stage.POLL,
        said=said,
        cells=cells,
        now=local(program, context.now),
    )
    return PollAnswers(said=said, changes=tuple(changes))


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


def _recorded(known: Records, round_: Round) -> Said:
    members = (answer.member for answer in known.under(effect_key(round_.id, Stage.POLL)))
    return recorded(known, round_.id, Stage.POLL, members)
