"""What members ask for by emoji (skip, stop, repeat): reactions in, standing requests out.

Recomputed from the reactions present now, like every answer, so that taking one back undoes it;
so does a wave under a newer message.
A wish stands in the Answers tab beside the answers to the same message, under a stage of its own
(`intro/wish`): that keeps it after its message is no longer read, and it keeps which round a skip
meant when it was first read. Messages under which somebody stopped are read for ever.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lunchbatch.core.answers.group_answers import answer_changes, answer_key, recorded
from lunchbatch.core.answers.request_messages import (
    UNDER,
    RequestMessage,
    current_request_messages,
    last_request_messages,
    last_waves,
)
from lunchbatch.core.context.plan_model import PlanningContext, ProgramView
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.date_cells import read_date
from lunchbatch.core.ledger.row_cells import AnswerCells
from lunchbatch.core.model.messages import MessageRef, Reaction
from lunchbatch.core.model.terms import MemberRequest, Pause
from lunchbatch.core.schedule.calendar import last_start, local, next_slots
from lunchbatch.core.schedule.due_stages import next_slot
from lunchbatch.core.settings.policy import EmojiSettings

SET_ASIDE = ", set aside"  # a person cleared the pause in People, or waved under a newer message
UNTIL = "skip until "


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestState:
    """The wishes of one member under one message, as the Answers tab words them."""

    key: str
    member: str
    about: str
    choices: tuple[str, ...]

    @property
    def has_stopped(self) -> bool:
        """Whether they want to be left out until they take it back."""
        return MemberRequest.STOP in self.choices

    @property
    def back(self) -> date | None:
        """The first day after the round they want to skip."""
        days = (read_date(choice.removeprefix(UNTIL)) for choice in self.choices)
        return max(filter(None, days), default=None)

    @property
    def wants_repeat(self) -> bool:
        """Whether they want to meet the same people once more."""
        return MemberRequest.REPEAT in self.choices


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRequests:
    """All wishes that stand, and what the Answers tab needs for them."""

    standing: tuple[RequestState, ...]
    changes: tuple[Change, ...]

    def stopped(self) -> frozenset[str]:
        """Everybody who wants to be left out until they take it back."""
        return frozenset(wish.member for wish in self.standing if wish.has_stopped)

    def pauses(self, today: date) -> dict[str, Pause]:
        """The pause that each member wants now."""
        found: dict[str, Pause] = {}
        for wish in self.standing:
            back, before = wish.back, found.get(wish.member)
            if wish.has_stopped:
                found[wish.member] = Pause(until=None)
            elif back and back > today and (before is None or (before.until or date.max) < back):
                found[wish.member] = Pause(until=back)
        return found

    def repeats(self) -> frozenset[str]:
        """The keys of the groups that somebody wants once more."""
        return frozenset(wish.about for wish in self.standing if wish.wants_repeat)


def read_member_requests(context: PlanningContext) -> MemberRequests:
    """All wishes that stand now; where a message cannot be read, what was recorded."""
    standing: dict[str, tuple[str, ...]] = {}
    changes: list[Change] = []
    waves = last_waves(context)
    for answer in context.records.answers.values():
        if UNDER in answer.key and not answer.is_withdrawn:
            is_back = _is_back(context, waves, answer.member, answer.post)
            choices = _set_aside(tuple(answer.answer.split(" | ")), is_back=is_back)
            standing[answer.key] = choices
            if answer.is_sound and " | ".join(choices) != answer.answer:
                changes.append(AnswerCells(answer=choices).update(answer.key))
    heard: set[tuple[str, str]] = set()
    for asked in (
        *current_request_messages(context.policy, context.records, context.now),
        *last_request_messages(context.policy, context.records),
    ):
        found = context.slack.reactions.get(asked.post)
        if found is None or (asked.about, asked.stage) in heard:
            continue
        heard.add((asked.about, asked.stage))
        said = _said(context, asked, found, waves)
        stage = asked.stage + UNDER
        for member in asked.members:
            standing.pop(answer_key(asked.about, stage, member), None)
        standing |= {answer_key(asked.about, stage, member): said[member] for member in said}
        changes += answer_changes(
            context.records,
            about=asked.about,
            stage=stage,
            said=said,
            cells=_cells(asked),
            now=context.now,
        )
    wishes = (
        RequestState(key=key, member=_member(key), about=key.partition(" ")[0], choices=choices)
        for key, choices in sorted(standing.items())
    )
    return MemberRequests(standing=tuple(wishes), changes=tuple(changes))


def back_after_next(view: ProgramView) -> date:
    """The first day on which somebody is in again who skips the next round.

    A round may begin late, up to its latest start: they skip it all the same.
    """
    program = view.program
    slot = next_slot(view.records, view.name, program, view.context.now)
    if slot is None:
        return view.now.date() + timedelta(days=1)
    back = local(program, last_start(program, slot)).date() + timedelta(days=1)
    following = next_slots(program.calendar, slot, 1)
    return max(slot + timedelta(days=1), min((back, *following)))


def _said(
    context: PlanningContext,
    asked: RequestMessage,
    found: Iterable[Reaction],
    waves: Mapping[str, str],
) -> Mapping[str, tuple[str, ...]]:
    """What each member wishes under a message; what was read before keeps its wording."""
    settings = context.policy.programs[asked.program].emoji
    before = recorded(context.records, asked.about, asked.stage + UNDER, asked.members)
    said: dict[str, tuple[str, ...]] = {}
    for member in asked.members:
        wishes = _wishes(member, found, settings, is_group=bool(asked.round))
        if wishes:
            known = _set_aside(
                before.get(member, ()), is_back=_is_back(context, waves, member, asked.post)
            )
            has_waved = waves.get(member, "") > asked.post.ts
            said[member] = tuple(
                _kept(wish, known)
                or "".join(
                    _set_aside((_new(context.view(asked.program), wish),), is_back=has_waved)
                )
                for wish in wishes
            )
    return said


def _is_back(
    context: PlanningContext, waves: Mapping[str, str], member: str, post: MessageRef | None
) -> bool:
    """Whether what was asked for under a message no longer counts."""
    standing = context.records.people.get(member)
    is_cleared = standing is not None and standing.is_cleared
    return is_cleared or (post is not None and waves.get(member, "") > post.ts)


def _set_aside(choices: tuple[str, ...], *, is_back: bool) -> tuple[str, ...]:
    """The same, but counting no longer for somebody who is back."""
    if not is_back:
        return choices
    return tuple(
        choice if choice == MemberRequest.REPEAT or SET_ASIDE in choice else choice + SET_ASIDE
        for choice in choices
    )


def _wishes(
    member: str, found: Iterable[Reaction], settings: EmojiSettings, *, is_group: bool
) -> list[MemberRequest]:
    chosen = {reaction.emoji for reaction in found if member in reaction.members}
    return [
        wish
        for wish in MemberRequest
        if chosen & set(getattr(settings, wish)) and (is_group or wish is not MemberRequest.REPEAT)
    ]


def _kept(wish: MemberRequest, before: Iterable[str]) -> str:
    return next((choice for choice in before if choice.startswith(wish)), "")


def _new(view: ProgramView, wish: MemberRequest) -> str:
    return f"{UNTIL}{back_after_next(view)}" if wish is MemberRequest.SKIP else wish


def _cells(asked: RequestMessage) -> AnswerCells:
    return AnswerCells(
        program=asked.program,
        round=asked.round or None,
        group_key=asked.about if asked.round else None,
        message=asked.post,
    )


def _member(key: str) -> str:
    return key.rpartition(" ")[2]
