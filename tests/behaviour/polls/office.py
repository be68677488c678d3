"""An office that goes to lunch: a simulated Slack, a CSV ledger, a clock, the production run."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lunchbatch.core.ledger.records import Group, Round
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.model.poll_emoji import NOT_TODAY, choice_emoji
from lunchbatch.core.rounds.polls.poll_answers import questions_out
from lunchbatch.core.settings.policy import Policy
from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.engine.run import RunOutcome
from lunchbatch.ports import Ledger
from tests.behaviour.books import CsvBooks
from tests.behaviour.furnished import TOKEN, furnished, numbered
from tests.behaviour.world import START, ZONE, World
from tests.direct_transport import DirectTransport

ROUND = "lunch/2026-11-23"
MOST_LOOKS = 4

WORKDAYS: Mapping[str, Any] = {"on": ["monday", "tuesday", "wednesday", "thursday", "friday"]}


@dataclass(slots=True, kw_only=True)
class Office(World):
    """A world that goes to lunch; moments given as text are of 23 November, or say their day."""

    questions: dict[tuple[int, str], tuple[dict[str, MessageRef], dict[str, str]]] = field(
        default_factory=dict
    )

    @property
    def ledger(self) -> Ledger:
        return self.books.ledger

    @property
    def folder(self) -> Path:
        assert isinstance(self.books, CsvBooks)
        return self.books.folder

    def at(self, when: str) -> "Office":
        """Let time pass until then: `11:20`, or `2026-11-24 09:00` or what a wake has taken."""
        text = when if len(when) > 5 else f"2026-11-23 {when}"
        moment = datetime.fromisoformat(text).replace(tzinfo=ZONE)
        self.clock.advance(max(moment - self.clock.now(), timedelta(0)))
        return self

    def wake(self, minutes: int = 60, **order: Any) -> RunOutcome:
        """One wake of the job, with the further looks that it takes at once."""
        until = self.clock.now() + timedelta(minutes=minutes)
        looks = [self.look(until, **order)]
        while looks[-1].goes_on and len(looks) < MOST_LOOKS:
            looks.append(self.look(until, **order))
        return looks[-1]

    def look(self, until: datetime, **order: Any) -> RunOutcome:
        return self.run(until=until, **order)

    def round(self, id_: str = ROUND) -> Round:
        return self.known.rounds[id_]

    def groups(self, id_: str = ROUND) -> tuple[Group, ...]:
        return self.known.groups_of(id_)

    def cell(self, title: str, id_: str = ROUND) -> Any:
        """A cell of the round's row."""
        return next(row.values[title] for row in self._rows("Rounds") if row.key == id_)

    def answers(self, id_: str = ROUND) -> dict[str, str]:
        """The answers to a poll as recorded, those taken back in brackets."""
        return {
            one.member: f"({one.answer})" if one.is_withdrawn else one.answer
            for one in self.known.answers.values()
            if one.round == id_ and " poll " in one.key
        }

    def _rows(self, tab: str) -> Iterable[Any]:
        snapshot = self.ledger.read()
        return next(t.rows for name, t in snapshot.tables.items() if name == tab)

    def chooses(self, member: int, *choices: str, id_: str = ROUND) -> None:
        """A member reacts to the question with the emoji of these choices."""
        for choice in choices:
            post, emoji = self._under(member, choice, id_)
            self.slack.react(self.members[member], post.channel, post.ts, emoji)

    def takes_back_choices(self, member: int, *choices: str, id_: str = ROUND) -> None:
        for choice in choices:
            post, emoji = self._under(member, choice, id_)
            self.slack.unreact(self.members[member], post.channel, post.ts, emoji)

    def _under(self, member: int, choice: str, id_: str) -> tuple[MessageRef, str]:
        out, emoji = self._question(id_)
        return out.get(self.members[member]) or out[""], emoji.get(choice, choice)

    def _question(self, id_: str) -> tuple[dict[str, MessageRef], dict[str, str]]:
        """Where a question stands, by the member it asks, and the emoji of its choices."""
        if (self.runs, id_) not in self.questions:
            known = self.known
            one = known.rounds[id_]
            emoji = dict(zip(one.choices, choice_emoji(one.choices), strict=True))
            emoji[NOT_TODAY] = self.policy.programs[one.program].poll.not_today
            out = {only: post for post, only in questions_out(known, one).items()}
            self.questions[self.runs, id_] = (out, emoji)
        return self.questions[self.runs, id_]

    def sent(self) -> list[str]:
        """The keys of all messages that stand in Slack, in the order they came."""
        return [
            (message.metadata or {})["event_payload"]["effect"]
            for _, message in self.slack.app_messages()
        ]

    def heard_by(self, member: int) -> list[str]:
        """The plain texts of what one member was sent in conversations of their own."""
        who = self.members[member]
        return [
            message.text
            for channel, message in self.slack.app_messages()
            if channel != self.channel and who in self.slack.channels[channel].members
        ]

    def in_channel(self) -> list[str]:
        return [m.text for channel, m in self.slack.app_messages() if channel == self.channel]


def policy(channel: str, *, owner: str | None = None, program: Any = None, **poll: Any) -> Policy:
    """The settings of the program `lunch`: asked at 09:00, closed at 11:15, eaten at 12:00."""
    return Policy.model_validate(
        {
            "ledger": {"csv": "ledger"},
            "owner": owner,
            "programs": {
                "lunch": {
                    "channel": channel,
                    "signup": "poll",
                    "time_zone": "Europe/Berlin",
                    "group_size": 4,
                    "calendar": WORKDAYS,
                    "poll": poll,
                    **(program or {}),
                }
            },
        }
    )


def office(
    folder: Path, *, people: int = 6, has_owner: bool = False, program: Any = None, **poll: Any
) -> Office:
    """So many people in a channel, on Monday at seven in the morning."""
    clock = VirtualClock(START)
    place = furnished(clock, "lunch", names=numbered(people), has_owner=has_owner)
    return Office(
        clock=clock,
        slack=place.slack,
        server=place.server,
        books=CsvBooks(folder, clock),
        channel=place.channel,
        members=place.members,
        policy=policy(place.channel, owner=place.owner, program=program, **poll),
        connect=lambda: DirectTransport(place.server, TOKEN),
    )
