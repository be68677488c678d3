"""The rounds that are crashed: donuts of every kind, and a lunch from poll to close."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from lunchbatch.core.context.plan_model import ManualRequest
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.demo.slack.slack_model import ApiError
from tests.world.stage import Stage, open_stage

Step = Callable[[Stage], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A round: its world, and when it is woken; people act right before a wake.

    Between two of the wakes lies more time than a crashed run needs to be taken over.
    """

    begin: Callable[[], Stage]
    wakes: tuple[tuple[datetime, Step], ...]


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in UTC; Berlin is an hour ahead."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def nothing(stage: Stage) -> None:
    """Nobody does anything."""


def _press(stage: Stage, who: str, key: str, emoji: str) -> None:
    """React under the message with this key, if it is out and the emoji is not there yet."""
    for room, message in stage.slack.app_messages():
        metadata = message.metadata or {}
        if metadata["event_payload"]["effect"] == key:
            try:
                stage.slack.react(who, room, message.ts, emoji)
            except ApiError:
                return


def donut() -> Play:
    def begin() -> Stage:
        program = {
            "seeds": 1,
            "checkpoints": [{"after": "1 day"}],
            "close": {"after": "3 days", "at": "14:00"},
        }
        return open_stage(program, moment(23, 8))

    def answer(stage: Stage) -> None:
        first = stage.paper.rows("Groups")
        if first:
            member = str(first[0]["member ids"]).split()[0]
            _press(stage, member, f"{first[0]['group key']} intro", "calendar")

    steps = [
        (moment(23, 8, 40), nothing),
        (moment(23, 8, 50), nothing),
        (moment(23, 9, 40), nothing),
        (moment(23, 10, 40), nothing),
        (moment(24, 9, 10), answer),
        (moment(24, 9, 20), nothing),
        (moment(24, 10, 10), nothing),
        (moment(24, 11, 10), nothing),
        (moment(26, 13, 10), nothing),
        (moment(26, 13, 20), nothing),
        (moment(26, 14, 10), nothing),
        (moment(26, 14, 50), nothing),
    ]
    return Play(begin=begin, wakes=tuple(steps))


def celebrated(*, celebrate: bool = True, met: bool = True, takes_back: bool = False) -> Play:
    """A round of which one group says that it met, if any: it is thanked, the channel hears of it.

    Who `takes_back` it does so right after the run that closes the round.
    """

    def begin() -> Stage:
        program = {
            "seeds": 1,
            "celebrate": celebrate,
            "checkpoints": [],
            "close": {"after": "3 days", "at": "14:00"},
        }
        return open_stage(program, moment(23, 8))

    def answer(stage: Stage) -> None:
        first = stage.paper.rows("Groups")
        if first and met:
            member = str(first[0]["member ids"]).split()[0]
            _press(stage, member, f"{first[0]['group key']} intro", "tada")

    def take_back(stage: Stage) -> None:
        for room, message in stage.slack.app_messages():
            for who in (*message.reactions.get("tada", ()),):
                if takes_back and who != stage.slack.bot:
                    stage.slack.unreact(who, room, message.ts, "tada")

    steps = [
        (moment(23, 8, 40), nothing),
        (moment(23, 8, 50), nothing),
        (moment(23, 9, 40), nothing),
        (moment(24, 9, 10), answer),
        (moment(24, 9, 50), answer),
        (moment(24, 10, 30), answer),
        (moment(24, 11, 10), answer),
        (moment(26, 13, 10), answer),
        (moment(26, 13, 50), take_back),
        (moment(26, 14, 30), take_back),
        (moment(26, 15, 10), take_back),
    ]
    return Play(begin=begin, wakes=tuple(steps))


def answered_late(after: str) -> Play:
    """A round of which everybody says that they met right after the run of this stage."""

    def begin() -> Stage:
        program = {"seeds": 1, "checkpoints": [{"after": "1 day"}], "close": {"after": "3 days"}}
        return open_stage(program, moment(23, 8))

    def answer(stage: Stage) -> None:
        for group in stage.paper.rows("Groups"):
            member = str(group["member ids"]).split()[0]
            _press(stage, member, f"{group['group key']} intro", "tada")

    asked = answer if after == "checkpoint" else nothing
    steps = [
        (moment(23, 8, 40), nothing),
        (moment(23, 8, 50), nothing),
        (moment(23, 9, 40), nothing),
        (moment(24, 9, 10), nothing),
        (moment(24, 9, 50), asked),
        (moment(24, 10, 30), asked),
        (moment(26, 13, 10), asked),
        (moment(26, 13, 50), answer),
        (moment(26, 14, 30), answer),
        (moment(26, 15, 10), nothing),
        (moment(26, 15, 50), nothing),
    ]
    return Play(begin=begin, wakes=tuple(steps))


def approved() -> Play:
    """A round that is drafted the day before, and approved by the organiser in the morning."""

    def begin() -> Stage:
        program = {"seeds": 1, "approval": {"ahead": "1 day"}, "close": {"after": "3 days"}}
        return open_stage(program, moment(22, 8))

    def approve(stage: Stage) -> None:
        header, *rows = stage.paper.tabs["Rounds"]
        at = header.index({"stringValue": "approval"})
        for row in rows:
            row.extend([None] * (at + 1 - len(row)))
            row[at] = {"stringValue": "approved"}

    steps = [
        (moment(22, 8, 40), nothing),
        (moment(22, 8, 50), nothing),
        (moment(22, 9, 10), nothing),
        (moment(23, 8, 40), approve),
        (moment(23, 8, 50), approve),
        (moment(23, 9, 40), approve),
        (moment(23, 10, 40), nothing),
        (moment(26, 13, 10), nothing),
        (moment(26, 13, 50), nothing),
        (moment(26, 14, 30), nothing),
    ]
    return Play(begin=begin, wakes=tuple(steps))


def introduced() -> Play:
    """An extra group by hand, ordered again until it went through."""

    def begin() -> Stage:
        program = {"seeds": 1, "close": {"after": "3 days"}}
        return open_stage(program, moment(24, 8))

    def order(stage: Stage) -> None:
        stage.order = ManualRequest(
            program="coffee", stage="introduce", people=tuple(stage.people[:3])
        )

    def order_nothing(stage: Stage) -> None:
        stage.order = ManualRequest()

    steps = [
        (moment(24, 8, 40), order),
        (moment(24, 8, 50), order),
        (moment(24, 9, 40), order),
        (moment(24, 10, 40), order_nothing),
        (moment(27, 10, 40), order_nothing),
        (moment(27, 11, 20), order_nothing),
        (moment(27, 12, 10), order_nothing),
    ]
    return Play(begin=begin, wakes=tuple(steps))


def lunch(tell: str = "direct", *, deliver: str = "channel") -> Play:
    choices = ("14:15", "14:45")

    def begin() -> Stage:
        program = {
            "signup": "poll",
            "seeds": 1,
            "poll": {
                "choices": list(choices),
                "closes": "11:00",
                "ask_after": "1 hour",
                "tell": tell,
                "deliver": deliver,
            },
        }
        return open_stage(program, moment(23, 7), name="lunch")

    def answer(stage: Stage) -> None:
        first, second = choice_emoji(choices)
        for number, who in enumerate(stage.people):
            asked = f"/{who}" if deliver == "direct" else ""
            _press(stage, who, f"lunch/2026-11-23{asked} poll", first if number < 3 else second)

    steps = [
        (moment(23, 8, 5), nothing),
        (moment(23, 8, 15), nothing),
        (moment(23, 8, 50), nothing),
        (moment(23, 9, 20), answer),
        (moment(23, 10, 2), answer),
        (moment(23, 10, 12), nothing),
        (moment(23, 10, 50), nothing),
        (moment(23, 11, 30), nothing),
        (moment(23, 12, 10), nothing),
        (moment(23, 15, 0), nothing),
        (moment(23, 15, 10), nothing),
        (moment(23, 15, 50), nothing),
        (moment(23, 16, 20), nothing),
        (moment(24, 15, 10), nothing),
        (moment(24, 15, 50), nothing),
        (moment(24, 16, 20), nothing),
    ]
    return Play(begin=begin, wakes=tuple(steps))


def swapped() -> Play:
    """Two people exchanged by hand after the intro, ordered again until it went through."""

    def begin() -> Stage:
        program = {"seeds": 1, "checkpoints": [], "close": {"after": "3 days"}}
        return open_stage(program, moment(23, 8))

    def order(stage: Stage) -> None:
        rooms = {key: stage.slack.channels[room].members for key, room in stage.sent()}
        firsts = (rooms.get(f"coffee/2026-11-23/{number} intro", ()) for number in (1, 2))
        pair = tuple(min({*people} - {stage.slack.bot}, default="") for people in firsts)
        stage.order = ManualRequest(program="coffee", stage="swap", people=pair)

    def order_nothing(stage: Stage) -> None:
        stage.order = ManualRequest()

    steps = [
        (moment(23, 8, 40), nothing),
        (moment(23, 9, 40), nothing),
        (moment(23, 10, 40), nothing),
        (moment(24, 8, 40), order),
        (moment(24, 9, 20), order),
        (moment(24, 10, 0), order),
        (moment(24, 10, 40), order_nothing),
        (moment(26, 10, 40), order_nothing),
        (moment(26, 11, 20), order_nothing),
        (moment(26, 12, 10), order_nothing),
    ]
    return Play(begin=begin, wakes=tuple(steps))
