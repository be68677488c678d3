"""How one program writes: its language, time zone, channel and emoji."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from lunchbatch.core.messages import mrkdwn
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.placeholders import fill, say
from lunchbatch.core.messages.wording import LanguageTexts
from lunchbatch.core.model.people import Person
from lunchbatch.core.settings.policy import EmojiSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFormat:
    """What all messages of a program have in common.

    `skip`, `stop` and `again` are the emoji members steer with; a message offers only those
    that are given. `owner` is the member id of the organiser.
    """

    words: LanguageTexts
    channel: str
    zone: ZoneInfo
    emoji: EmojiSettings
    skip: str | None = None
    stop: str | None = None
    again: str | None = None
    owner: str | None = None

    @property
    def place(self) -> Phrase:
        """The program's channel."""
        return mrkdwn.channel(self.channel)

    def date(self, day: date) -> str:
        """A day, as 'Monday, 23 November'."""
        dates = self.words.dates
        return fill(
            dates.date,
            weekday=dates.weekdays[day.weekday()],
            day=str(day.day),
            month=dates.months[day.month - 1],
        )

    def time(self, clock: datetime | time) -> str:
        """A time of day; a moment is first brought into the program's zone."""
        if isinstance(clock, datetime):
            clock = clock.astimezone(self.zone).time()
        return fill(self.words.dates.time, hour=f"{clock:%H}", minute=f"{clock:%M}")

    def moment(self, moment: datetime) -> str:
        """A day and a time, in the program's zone."""
        day = self.date(moment.astimezone(self.zone).date())
        return fill(self.words.dates.moment, date=day, time=self.time(moment))

    def several(self, phrases: Sequence[Phrase]) -> Phrase:
        """Phrases as a list: 'a, b and c'."""
        if len(phrases) < 2:
            return mrkdwn.joined(phrases, "")
        first = mrkdwn.joined(phrases[:-1], ", ")
        return say(self.words.dates.several, first=first, last=phrases[-1])

    def people(self, people: Sequence[Person]) -> Phrase:
        """People as a list: mentions in the blocks, names in the twin."""
        return self.several([mrkdwn.mention(each.id, each.name) for each in people])

    def member(self, member: str, people: Sequence[Person] = ()) -> Phrase:
        """One member by id, named as in `people`."""
        name = next((each.name for each in people if each.id == member), member)
        return mrkdwn.mention(member, name)
