"""How one answers in the channel of a program: which message asks what, which emoji say what."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from lunchbatch.core.model.poll_emoji import choice_emoji
from lunchbatch.core.settings.policy import Program
from lunchbatch.demo.people.behaviour import Act, QuestionKind, TimedAct
from lunchbatch.demo.slack.slack_model import SlackMessage

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
    """The round in an effect's key: `coffee/2026-11-23/4 intro` is of `coffee/2026-11-23`."""
    return "/".join(effect.rpartition(" ")[0].split("/")[:2])
