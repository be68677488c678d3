"""How fictional people answer and what they say: seeded decisions, the same each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from random import Random


class Habit(StrEnum):
    """What somebody tends to do with a message."""

    PROMPT = "prompt"
    FORGETFUL = "forgetful"
    LATE = "late"
    PLANNER = "planner"
    BUSY = "busy"
    WAVERING = "wavering"
    SILENT = "silent"


class QuestionKind(StrEnum):
    """What kind of message somebody has before them."""

    INTRO = "intro"
    CHECKPOINT = "checkpoint"
    CLOSING = "closing"
    PAUSED = "paused"
    POLL = "poll"


class Act(StrEnum):
    """What a reaction is meant to say; who applies it knows the emoji."""

    MET = "met"
    SCHEDULED = "scheduled"
    CANNOT = "cannot"
    CHOICE = "choice"
    NOT_TODAY = "not today"
    BACK = "back"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedAct:
    """One reaction, so long after the message.

    `choice` counts from 0 and is meant modulo the choices of the poll. A deed that is
    `taken_back` removes the same reaction, made by an earlier deed.
    """

    after: timedelta
    act: Act
    choice: int = 0
    taken_back: bool = False


# Per habit and kind: how likely (per cent), what, and from when to when after the message (hours).
_TENDENCIES: dict[Habit, dict[QuestionKind, tuple[int, Act, int, int]]] = {
    Habit.PROMPT: {
        QuestionKind.INTRO: (80, Act.SCHEDULED, 1, 6),
        QuestionKind.CHECKPOINT: (75, Act.MET, 1, 24),
        QuestionKind.CLOSING: (30, Act.MET, 1, 20),
        QuestionKind.PAUSED: (100, Act.BACK, 1, 5),
    },
    Habit.FORGETFUL: {
        QuestionKind.INTRO: (10, Act.SCHEDULED, 5, 30),
        QuestionKind.CHECKPOINT: (30, Act.MET, 3, 30),
        QuestionKind.CLOSING: (15, Act.MET, 5, 30),
        QuestionKind.PAUSED: (60, Act.BACK, 20, 90),
    },
    Habit.LATE: {
        QuestionKind.CLOSING: (75, Act.MET, 20, 90),
        QuestionKind.PAUSED: (90, Act.BACK, 24, 90),
    },
    Habit.PLANNER: {
        QuestionKind.INTRO: (90, Act.SCHEDULED, 2, 9),
        QuestionKind.PAUSED: (100, Act.BACK, 2, 9),
    },
    Habit.BUSY: {
        QuestionKind.INTRO: (35, Act.CANNOT, 3, 20),
        QuestionKind.CHECKPOINT: (70, Act.CANNOT, 1, 9),
        QuestionKind.PAUSED: (50, Act.BACK, 20, 60),
    },
    Habit.WAVERING: {
        QuestionKind.INTRO: (50, Act.SCHEDULED, 2, 9),
        QuestionKind.CHECKPOINT: (70, Act.MET, 1, 5),
        QuestionKind.PAUSED: (80, Act.BACK, 2, 20),
    },
    Habit.SILENT: {QuestionKind.PAUSED: (70, Act.BACK, 24, 96)},
}
# How likely somebody answers a poll, how likely with yes (per cent), from when to when (minutes).
_POLLS: dict[Habit, tuple[int, int, int, int]] = {
    Habit.PROMPT: (90, 85, 2, 40),
    Habit.FORGETFUL: (40, 80, 10, 100),
    Habit.LATE: (80, 90, 240, 400),
    Habit.PLANNER: (85, 80, 2, 60),
    Habit.BUSY: (70, 25, 5, 90),
    Habit.WAVERING: (90, 80, 5, 60),
    Habit.SILENT: (0, 0, 0, 1),
}


def decide(habit: Habit, kind: QuestionKind, seed: str) -> tuple[TimedAct, ...]:
    """What somebody with this habit does about a message, in the order of time; () for nothing.

    The same seed gives the same deeds; take one of member, round and message.
    """
    chance = _Chance(f"{habit}/{kind}/{seed}")
    deeds = _poll(habit, chance) if kind is QuestionKind.POLL else _answer(habit, kind, chance)
    return tuple(sorted(deeds, key=lambda deed: deed.after))


def _answer(habit: Habit, kind: QuestionKind, chance: "_Chance") -> Iterator[TimedAct]:
    tendency = _TENDENCIES[habit].get(kind)
    if tendency is None:
        return
    likely, act, soonest, latest = tendency
    if not chance.happens(likely, "answers"):
        return
    after = timedelta(minutes=chance.between(soonest * 60, latest * 60, "when"))
    yield TimedAct(after=after, act=act)
    if habit is Habit.WAVERING and act is not Act.BACK and chance.happens(60, "wavers"):
        later = after + timedelta(minutes=chance.between(20, 240, "how much later"))
        yield TimedAct(after=later, act=act, taken_back=True)
        if chance.happens(50, "declines"):
            yield TimedAct(after=later + timedelta(minutes=1), act=Act.CANNOT)


def _poll(habit: Habit, chance: "_Chance") -> Iterator[TimedAct]:
    likely, willing, soonest, latest = _POLLS[habit]
    if not chance.happens(likely, "answers"):
        return
    after = timedelta(minutes=chance.between(soonest, latest, "when"))
    if not chance.happens(willing, "is in"):
        yield TimedAct(after=after, act=Act.NOT_TODAY)
        return
    first = chance.between(0, 8, "which")
    yield TimedAct(after=after, act=Act.CHOICE, choice=first)
    soon = after + timedelta(minutes=1)
    if chance.happens(35, "is flexible"):
        yield TimedAct(after=soon, act=Act.CHOICE, choice=first + 1)
    elif habit is Habit.WAVERING and chance.happens(60, "wavers"):
        yield TimedAct(after=soon, act=Act.CHOICE, choice=first, taken_back=True)
        yield TimedAct(after=soon, act=Act.NOT_TODAY)


class _Chance:
    """Draws that depend on the seed and on what they are for, not on their order."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def between(self, lowest: int, below: int, what: str) -> int:
        drawn = sha256(f"{self._seed}/{what}".encode()).digest()
        return lowest + int.from_bytes(drawn[:8], "big") % (below - lowest)

    def happens(self, per_cent: int, what: str) -> bool:
        return self.between(0, 100, what) < per_cent


_REMARKS = {
    Act.SCHEDULED: (
        "How about tomorrow at ten, in the kitchen?",
        "Thursday after lunch? I'll send an invitation.",
        "Let's take a walk around the block on Friday.",
        "A video call works for me. Tomorrow at four?",
        "I've put something into your calendar, shout if it clashes.",
    ),
    Act.MET: (
        "That was fun, thank you!",
        "Lovely to meet you at last.",
        "We should do this more often.",
        "Half an hour was too short!",
    ),
    Act.CANNOT: (
        "I'm swamped this week, sorry. Next time!",
        "Deadline on Friday, I can't make it this time.",
    ),
}


def remark(act: Act, seed: str) -> str:
    """A few words that go with a reaction, every second time; else none."""
    chance = Random(seed)  # noqa: S311 - a seeded fiction, no secret
    words = _REMARKS.get(act, ())
    return chance.choice(words) if words and chance.randrange(2) else ""
