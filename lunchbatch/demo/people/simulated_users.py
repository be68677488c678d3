"""Fictional people living in a workspace: they come, read, answer, forget, rest and leave."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from typing import Self

from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.settings.policy import Program
from lunchbatch.demo.people.behaviour import Act, Habit, QuestionKind, TimedAct, decide, remark
from lunchbatch.demo.people.cast import GUESTS, HOLIDAY, HOME, Fictional
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import ConversationKind, SlackMessage

_ASKS_EVERYONE = {
    "intro": QuestionKind.INTRO,
    "checkpoint": QuestionKind.CHECKPOINT,
    "close": QuestionKind.CLOSING,
}
_ASKS_AT_LUNCH = {"poll": QuestionKind.POLL, "ask": QuestionKind.CHECKPOINT}
_ASKS = {"paused": QuestionKind.PAUSED}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramProfile:
    """A program as its people know it.

    `choices` are the emoji of a poll, in its order; it is local where people really meet.
    """

    channel: str
    is_local: bool
    asks: Mapping[str, QuestionKind]
    emoji: Mapping[Act, str]
    choices: tuple[str, ...]

    @classmethod
    def of(cls, program: Program) -> Self:
        """What the settings of a program mean to those who answer."""
        is_poll = program.signup == "poll"
        return cls(
            channel=program.channel,
            is_local=is_poll,
            asks={**_ASKS, **(_ASKS_AT_LUNCH if is_poll else _ASKS_EVERYONE)},
            emoji={
                Act.MET: program.emoji.met[0],
                Act.SCHEDULED: program.emoji.scheduled[0],
                Act.CANNOT: program.emoji.no[0],
                Act.NOT_TODAY: program.poll.not_today,
                Act.BACK: "wave",
                Act.STOP: program.emoji.stop[0],
            },
            choices=choice_emoji(program.poll.choices),
        )

    def kind(self, stage: str) -> QuestionKind | None:
        """What kind of question a stage puts to people; None when it asks nothing."""
        return self.asks.get(re.sub(r"-\d+$", "", stage))

    def emoji_for(self, deed: TimedAct) -> str:
        """The emoji that says it."""
        if deed.act is Act.CHOICE:
            return self.choices[deed.choice % len(self.choices)]
        return self.emoji[deed.act]


def effect_of(message: SlackMessage) -> str:
    """The key a message of the program carries in its metadata; empty for words of people."""
    payload = (message.metadata or {}).get("event_payload") or {}
    return str(payload.get("effect", ""))


def round_of(effect: str) -> str:
    """The round in an effect's key: `coffee/2026-11-23/4 intro` is of `coffee/2026-11-23`.

    Empty for what belongs to none, such as a welcome.
    """
    found = re.match(r"[^/]+/\d{4}-\d\d-\d\d", effect)
    return found[0] if found else ""


WEEK = timedelta(weeks=1)
PAUSES_AFTER, BACK_BEFORE = timedelta(days=3), timedelta(hours=14)
_MENTION = re.compile(r"<@(\w+)>")


class SimulatedUsers:
    """The people of a workspace and what they are about to do.

    `venues` are the programs by name; everybody is in the channel of each, but in a local one
    only those in the time zone `home`, where the office is. Weeks count from `start`, a
    midnight. The same seed gives the same life. Those in `by_hand` do nothing of themselves.
    """

    def __init__(
        self,
        workspace: SimulatedWorkspace,
        clock: VirtualClock,
        cast: Iterable[Fictional],
        venues: Mapping[str, ProgramProfile],
        *,
        start: datetime,
        seed: int,
        home: str = HOME,
    ) -> None:
        self._home = home
        self._start = start
        self._workspace = workspace
        self._clock = clock
        self._venues = venues
        self._seed = seed
        self.by_hand: frozenset[str] = frozenset()
        self._habits: dict[str, Habit] = {}
        self._pauses: dict[str, range] = {}
        self._unanswered: set[str] = set()
        self._noticed: set[tuple[str, str]] = set()
        self._coming: list[tuple[datetime, int, Callable[[], object]]] = []
        self._order = count()
        for each in cast:
            self._expect(each)
        self._add_bystanders()

    def live_until(self, moment: datetime) -> None:
        """Let time pass: new messages are read, and what people meant to do by then is done."""
        self._notice()
        while self._coming and self._coming[0][0] <= moment:
            at, _, happens = heappop(self._coming)
            self._wait(at)
            happens()
        self._wait(moment)

    def leave_unanswered(
        self, round_id: str, channel: str, member: str, words: str, at: datetime
    ) -> None:
        """Nobody answers in that round; why, this member says in the channel at that moment."""
        self._unanswered.add(round_id)
        self._at(at, partial(self._workspace.say, member, channel, words))

    def is_away(self, member: str) -> bool:
        """Whether this member is on holiday or has gone."""
        person = self._workspace.people[member]
        return person.deleted or person.status_emoji == HOLIDAY

    def _wait(self, moment: datetime) -> None:
        self._clock.advance(max(moment - self._clock.now(), timedelta(0)))

    def _at(self, moment: datetime, happens: Callable[[], object]) -> None:
        heappush(self._coming, (moment, next(self._order), happens))

    def _expect(self, each: Fictional) -> None:
        start = self._start
        self._habits[each.person.id] = each.habit
        self._pauses[each.person.id] = each.pauses
        self._at(start + each.joins * WEEK, partial(self._arrive, each))
        if each.on_holiday:
            status = partial(self._workspace.set_status, each.person.id)
            self._at(start + each.on_holiday.start * WEEK, partial(status, HOLIDAY, "On holiday"))
            self._at(start + each.on_holiday.stop * WEEK, partial(status, ""))
        if each.leaves is not None:
            self._at(start + each.leaves * WEEK, partial(self._leave, each))

    def _arrive(self, each: Fictional) -> None:
        one = each.person
        self._workspace.add_person(one.name, id=one.id, title=one.title, tz=one.time_zone)
        for venue in self._venues.values():
            if one.time_zone == self._home or not venue.is_local:
                self._workspace.join(one.id, venue.channel)

    def _leave(self, each: Fictional) -> None:
        if each.is_closed_down:
            self._workspace.deactivate(each.person.id)
            return
        for venue in self._venues.values():
            self._workspace.leave(each.person.id, venue.channel)

    def _add_bystanders(self) -> None:
        """Guests and another app, who are in every channel and take no part."""
        app = self._workspace.add_person("Deploy Bot", id="U0DEPLOYBOT", is_bot=True)
        for guest in GUESTS:
            self._workspace.add_person(guest.name, id=guest.id, title=guest.title)
            self._workspace.people[guest.id].is_restricted = True
        for venue in self._venues.values():
            for member in (app, *(guest.id for guest in GUESTS)):
                self._workspace.join(member, venue.channel)

    def _notice(self) -> None:
        for channel, message in self._workspace.app_messages():
            place = (channel, message.ts)
            if place not in self._noticed:
                self._noticed.add(place)
                self._read(channel, message)

    def _read(self, channel: str, message: SlackMessage) -> None:
        effect = effect_of(message)
        venue = self._venues.get(effect.partition("/")[0])
        kind = venue.kind(effect.rpartition(" ")[2]) if venue else None
        if venue is None or kind is None or round_of(effect) in self._unanswered:
            return
        for member in self._addressed(channel, message):
            for deed in decide(self._habits[member], kind, f"{self._seed}/{member}/{effect}"):
                act = partial(self._do, member, channel, message.ts, deed, venue)
                self._at(message.said_at + deed.after, act)
            if kind is QuestionKind.INTRO:
                self._pause(member, channel, message, venue)

    def _pause(
        self, member: str, channel: str, message: SlackMessage, venue: ProgramProfile
    ) -> None:
        """Who pauses in this week asks for it under the intro, and takes it back later."""
        weeks = self._pauses[member]
        if weeks and (message.said_at - self._start) // WEEK == weeks.start:
            stop = TimedAct(after=PAUSES_AFTER, act=Act.STOP)
            back = replace(stop, taken_back=True)
            act = partial(self._do, member, channel, message.ts)
            self._at(message.said_at + stop.after, partial(act, stop, venue))
            self._at(self._start + weeks.stop * WEEK - BACK_BEFORE, partial(act, back, venue))

    def _addressed(self, channel: str, message: SlackMessage) -> list[str]:
        """Whom a message speaks to: in a channel those whom it mentions, if it mentions any."""
        room = self._workspace.channels[channel]
        here = [member for member in room.members if member in self._habits]
        named = set(_MENTION.findall(json.dumps([message.text, message.blocks])))
        if room.kind is ConversationKind.PUBLIC and named:
            return [member for member in here if member in named]
        return here

    def _do(
        self, member: str, channel: str, ts: str, deed: TimedAct, venue: ProgramProfile
    ) -> None:
        room = self._workspace.channels[channel]
        if self.is_away(member) or member in self.by_hand:
            return
        emoji = venue.emoji_for(deed)
        chosen = member in room.messages[ts].reactions.get(emoji, ())
        if deed.taken_back and chosen:
            self._workspace.unreact(member, channel, ts, emoji)
        elif not deed.taken_back and not chosen:
            self._workspace.react(member, channel, ts, emoji)
            words = remark(deed.act, f"{self._seed}/{member}/{channel}/{ts}")
            if words and room.kind is ConversationKind.GROUP_DM:
                self._workspace.say(member, channel, words)
