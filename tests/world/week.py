"""One simulated week: a round from its beginning to its close, with all that can go wrong.

Everything follows from the seed. First things go wrong and only the safety laws must hold; then
nothing goes wrong any more, and a few runs must bring everything to its end.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from lunchbatch.core.ledger.tabs import GROUPS_TAB, JOURNAL_TAB, ROUNDS_TAB
from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.demo.slack.slack_model import ApiError
from lunchbatch.engine.run_result import EffectEnd
from lunchbatch.errors import LunchbatchError
from tests.world import laws
from tests.world.gate import Died, Gate
from tests.world.hands import Hands
from tests.world.stage import Stage, open_stage
from tests.world.weather import RoughWire, Weather

# Mondays; in the first two weeks the clocks change.
MONDAYS = (datetime(2026, 3, 23), datetime(2026, 10, 19), datetime(2026, 11, 23))  # noqa: DTZ001 - made aware below
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
# Values of people's cells, by tab, key and header.
Values = dict[tuple[str, str, str], list[str]]
ANSWERS = ("tada", "calendar", "x", "+1", "heart", "date")


@dataclass(slots=True, kw_only=True)
class Week:
    """A week in the making. `told` is what happened, for whoever replays it.

    `unread` are groups and rounds whose rows a run found in a state it could not read.
    """

    seed: int
    chance: Random
    stage: Stage
    hands: Hands
    apart: frozenset[frozenset[str]]
    begins: datetime
    told: list[str]
    unread: set[str] = field(default_factory=set)

    def tell(self, what: str) -> None:
        self.told.append(f"{self.stage.clock.now():%a %d %H:%M:%S} {what}")


def new_week(seed: int) -> Week:
    chance = Random(seed)
    weekday = chance.randrange(5)
    begins = chance.choice(MONDAYS).replace(tzinfo=UTC) + timedelta(days=weekday, hours=6)
    is_poll = chance.random() < 0.35
    program: dict[str, object] = {
        "calendar": {
            "every": "19 weeks",
            "on": [WEEKDAYS[weekday]],
            "starting": begins.date().isoformat(),
        },
        "seeds": chance.randrange(4),
        "group_size": chance.choice((2, 2, 2, 3)),
        "late_answers": "3 days",
    }
    if is_poll:
        program |= {"signup": "poll", "poll": _poll(chance)}
    else:
        program |= {"checkpoints": [{"after": "1 day"}], "close": {"after": "5 days"}}
    stage = open_stage(program, begins, people=chance.choice((3, 4, 4, 5, 6, 6, 8)))
    stage.slack.history_lag = timedelta(minutes=chance.choice((0, 0, 3, 12)))
    apart = frozenset({frozenset(chance.sample(stage.people, 2))} if chance.random() < 0.4 else ())
    for pair in apart:
        stage.paper.tabs["Keep apart"].append([{"stringValue": who} for who in sorted(pair)])
    hands = Hands(paper=stage.paper, chance=chance)
    return Week(
        seed=seed, chance=chance, stage=stage, hands=hands, apart=apart, begins=begins, told=[]
    )


def _poll(chance: Random) -> dict[str, object]:
    return {
        "choices": chance.choice((["12:30"], ["12:15", "14:30"], ["14:15", "14:45", "walk"])),
        "closes": "11:00",
        "tell": chance.choice(("direct", "direct", "channel", "together")),
        "deliver": chance.choice(("channel", "channel", "direct")),
        "ask_after": chance.choice((None, "1 hour")),
        "join_nearest": chance.random() < 0.5,
    }


def live(seed: int) -> Week:
    """Live through one week. Raises Broken where a law is broken."""
    week = new_week(seed)
    go_through(week)
    return week


def go_through(week: Week) -> None:
    """The week, step by step."""
    for moment in _cron(week):
        week.stage.at(moment)
        for _ in range(week.chance.randrange(3)):
            _somebody(week)
        _wake(week, _weather(week.chance))
        laws.always(week.stage, week.hands, week.apart)
    week.hands.put_right()
    week.hands.tidy()
    for hours in (*_calm(week), 24 * 5, 24 * 5 + 1, 24 * 5 + 2):
        week.stage.at(week.begins + timedelta(hours=hours + 3.5))
        _wake(week, Weather(chance=week.chance))
        laws.always(week.stage, week.hands, week.apart)
    for _ in range(4):
        week.stage.clock.advance(timedelta(hours=24))
        _wake(week, Weather(chance=week.chance))
    laws.settled(week.stage, week.hands, week.unread)


def _calm(week: Week) -> tuple[float, ...]:
    """Hours from the beginning at which nothing goes wrong any more, before the round closes."""
    next_working_day = (2, 2, 2, 4, 3)[week.begins.weekday()]
    return tuple(24 * next_working_day + hour for hour in (0, 0.6, 1.2, 2))


def _cron(week: Week) -> list[datetime]:
    """When the job is woken: late, twice, not at all, and sometimes at night."""
    chance, moments = week.chance, []
    planned = (1.2, 1.9, 2.5, 4.1, 7.5, 10.6, 14, 26.6, 28, 31)
    for hours in planned:
        if chance.random() < 0.2:
            continue
        late = chance.choice((0, 0, 0, 7, 25, 140))
        moment = week.begins + timedelta(hours=hours, minutes=late, seconds=chance.randrange(60))
        moments.append(moment)
        if chance.random() < 0.15:
            moments.append(moment + timedelta(seconds=chance.choice((20, 400))))
    return sorted(moments)


def _weather(chance: Random) -> Weather:
    """Calm, hands at the Sheet in mid-run, or a bad network and sudden death.

    Not both at once: a run that dies between a write that met a sort and the write that makes
    good for it leaves the cell as it is (adapters/sheet/sort_repair.py names that limit).
    """
    kind = chance.choice(("calm", "hands", "rough", "death"))
    return {
        "calm": Weather(chance=chance, slack=0.02),
        "hands": Weather(chance=chance, slack=0.03, hands=0.12),
        "rough": Weather(chance=chance, slack=0.15, sheet=0.06, death=0.01),
        "death": Weather(chance=chance, slack=0.03, death=0.06),
    }[kind]


def _wake(week: Week, weather: Weather) -> None:
    theirs = [week.hands.theirs()]

    def before(_number: int, name: str) -> None:
        if weather.chance.random() < weather.hands:
            ours = _written_meanwhile(theirs[0], week.hands.theirs())
            done = week.hands.meddle(is_hasty=True, is_written_to=name == "sheet.write")
            week.tell(f"  before {name}: {done}")
            theirs[0] = {**week.hands.theirs(), **ours}
            theirs[0] = {place: values for place, values in theirs[0].items() if values}
        _maybe_die(week, weather, f"before {name}")

    def after(_number: int, name: str) -> None:
        _maybe_die(week, weather, f"after {name}")

    week.stage.refuses = weather.on_slack
    try:
        ran = week.stage.wake(
            Gate(before=before, after=after),
            wire=RoughWire(inner=week.stage.paper, weather=weather),
        )
        week.unread |= {
            row.key
            for tab in (GROUPS_TAB, ROUNDS_TAB, JOURNAL_TAB)
            for row in ran.decided.snapshot[tab].rows
            if not row.is_sound
        }
        week.tell(
            f"ran: {ran.applied.sent} {[*ran.applied.ended_as(EffectEnd.FOUND)]}"
            f" {ran.applied.failed}"
        )
        is_whole = True
    except Died:
        is_whole = False
    except LunchbatchError as error:
        week.tell(f"ended: {error}")
        is_whole = not weather.sheet
    if is_whole:
        _nothing_of_theirs_changed(week, theirs[0])


def _maybe_die(week: Week, weather: Weather, where: str) -> None:
    if weather.chance.random() < weather.death:
        week.tell(f"died {where}")
        raise Died


def _written_meanwhile(before: Values, now: Values) -> Values:
    """What a write put into cells of people that moved at that moment, and will make good for."""
    places = before.keys() | now.keys()
    return {p: before.get(p, []) for p in places if before.get(p) != now.get(p)}


def _nothing_of_theirs_changed(week: Week, before: Values) -> None:
    now = week.hands.theirs()
    for place, values in before.items():
        if now.get(place) != values:
            raise laws.Broken(f"{place} held {values}, and holds {now.get(place)}")
    for place in now.keys() - before.keys():
        raise laws.Broken(f"{place} is a person's, and holds {now[place]}")


def _somebody(week: Week) -> None:
    """A member reacts or takes it back, joins, leaves or is deactivated; the organiser types."""
    stage, chance = week.stage, week.chance
    who = chance.choice(stage.people)
    match chance.randrange(12):
        case 0:
            stage.people.append(stage.slack.add_person(f"New {len(stage.people)}"))
            stage.slack.join(stage.people[-1], stage.channel)
        case 1:
            stage.slack.leave(who, stage.channel)
        case 2:
            stage.slack.deactivate(who)
        case 3 | 4 | 5:
            week.tell(week.hands.meddle())
        case 6:
            week.hands.put_right()
        case _:
            _press(week, who)


def _press(week: Week, who: str) -> None:
    program = next(iter(week.stage.policy.programs.values()))
    seen = [
        (room, message)
        for room, message in week.stage.slack.app_messages()
        if who in week.stage.slack.channels[room].members
    ]
    if seen and not week.stage.slack.people[who].deleted:
        room, message = week.chance.choice(seen)
        emoji = week.chance.choice((*ANSWERS, *choice_emoji(program.poll.choices) * 2))
        act = week.stage.slack.react if week.chance.random() < 0.8 else week.stage.slack.unreact
        with suppress(ApiError):
            act(who, room, message.ts, emoji)
