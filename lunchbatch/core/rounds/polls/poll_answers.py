"""What is said to the question of a poll: where it stands, and what the reactions mean."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lunchbatch.core.answers.answers import Said, answer_changes, recorded
from lunchbatch.core.context.plan_model import View, effect_key
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Records, Round
from lunchbatch.core.model.messages import Posted, Reaction
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.schedule.calendar import GROUPS, MADE, POLL, local, stages_of
from lunchbatch.core.schedule.due_stages import rounds_of
from lunchbatch.core.settings.policy import Program

NOT_TODAY = "not today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
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


def choices_of(program: Program, one: Round) -> tuple[str, ...]:
    """What can be chosen in a round: what it was opened with, before that the config's."""
    return one.choices or program.poll.choices


def closes_at(program: Program, one: Round) -> datetime:
    """The moment (UTC) from which groups are made."""
    return next(stage.due for stage in stages_of(program, one) if stage.name == GROUPS)


def direct_key(id_: str, member: str) -> str:
    """The key of the question to one member."""
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
    return one.is_sound and not one.is_over and not {MADE, GROUPS} & one.stages.keys()


def poll_posts(known: Records, name: str, now: datetime) -> tuple[Posted, ...]:
    """Every message of a program that asks a question which is still open."""
    return tuple(
        post
        for one in rounds_of(known, name, now)
        if is_asking(one)
        for post in questions_out(known, one)
    )


def hear(view: View, program: Program, one: Round) -> Answers:
    """All choices that are present now; once groups are made, those they were made of.

    A reaction that is no choice says nothing, and neither do our own seeds.
    """
    if not is_asking(one):
        return Answers(said=_recorded(view.known, one))
    choices = choices_of(program, one)
    meaning = dict(zip(choice_emoji(choices), choices, strict=True))
    meaning[program.poll.not_today] = NOT_TODAY
    said: dict[str, tuple[str, ...]] = {}
    for post, only in questions_out(view.known, one).items():
        found = view.seen.reactions.get(post)
        if found is None:  # somebody deleted it: what was read before counts
            before = _recorded(view.known, one)
            said |= {m: before[m] for m in before if only in {"", m}}
        else:
            said |= _said(found, meaning, only, view.seen.us)
    cells: dict[str, Value] = {"program": one.program, "round": one.id}
    if POLL in one.messages:
        cells["message"] = f"{one.messages[POLL].channel}:{one.messages[POLL].ts}"
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


def _recorded(known: Records, one: Round) -> Said:
    members = (answer.member for answer in known.under(effect_key(one.id, POLL)))
    return recorded(known, one.id, POLL, members)
