"""How one program writes: its language, time zone, channel and emoji.

Babel is loaded where something is written: most wakes write nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from lunchbatch.core.messages import mrkdwn
from lunchbatch.core.messages.mrkdwn import Phrase
from lunchbatch.core.messages.placeholders import fill, say
from lunchbatch.core.messages.text_models import CountedText
from lunchbatch.core.messages.wording import LanguageTexts
from lunchbatch.core.model.people import Person
from lunchbatch.core.settings.policy import EmojiSettings

if TYPE_CHECKING:
    from babel import Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFormat:
    """What all messages of a program have in common.

    `skip`, `stop` and `again` are the emoji members steer with; a message offers only those
    that are given. `seeds` is how many emoji are put under a message, so that they are one
    click. `owner` is the member id of the organiser.
    """

    language: str
    words: LanguageTexts
    channel: str
    zone: ZoneInfo
    emoji: EmojiSettings
    skip: str | None = None
    stop: str | None = None
    again: str | None = None
    seeds: int = 6
    owner: str | None = None

    @property
    def place(self) -> Phrase:
        """The program's channel."""
        return mrkdwn.channel(self.channel)

    @property
    def locale(self) -> "Locale":
        """The rules of the language for dates, lists and plurals, as CLDR has them."""
        return locale_of(self.language)

    def date(self, day: date) -> str:
        """A day, as 'Monday 23 November'."""
        from babel.dates import format_date  # noqa: PLC0415 - only where something is written

        pattern: str = self.locale.datetime_skeletons["MMMMd"].pattern
        if day.day == 1 and self.words.dates.first:
            first = self.words.dates.first.replace("'", "''")
            pattern = re.sub(r"\bd\b", f"'{first}'", pattern, count=1)
        weekday = format_date(day, format="EEEE", locale=self.locale)
        date_ = format_date(day, format=pattern, locale=self.locale)
        return fill(self.words.dates.day, weekday=weekday, date=date_)

    def time(self, clock: datetime | time) -> str:
        """A time of day; a moment is first brought into the program's zone."""
        if isinstance(clock, datetime):
            clock = clock.astimezone(self.zone).time()
        return f"{clock:%H:%M}"

    def city(self, zone: ZoneInfo) -> str:
        """The city by which a time zone is known: 'Lisbon', 'Lissabon', 'Lisboa'."""
        from babel.dates import get_timezone_location  # noqa: PLC0415 - only where it's written

        return get_timezone_location(zone, locale=self.locale, return_city=True)

    def moment(self, moment: datetime) -> str:
        """A day and a time, in the program's zone."""
        day = self.date(moment.astimezone(self.zone).date())
        return fill(self.words.dates.moment, date=day, time=self.time(moment))

    def several(self, phrases: Sequence[Phrase]) -> Phrase:
        """Phrases as a list: 'a, b and c'."""
        from babel.lists import format_list  # noqa: PLC0415 - only where something is written

        return Phrase(
            format_list([phrase.rich for phrase in phrases], locale=self.locale),
            format_list([phrase.plain for phrase in phrases], locale=self.locale),
        )

    def counted(self, text: CountedText, count: int, **values: Phrase | str) -> Phrase:
        """A text in the plural form that the number asks for."""
        form = text.form(self.locale.plural_form(count))
        return say(form, count=str(count), **values)

    def offered(self, name: str, *, is_seeded: bool) -> Phrase:
        """An emoji that a message names: to click, or with its name where it is to be typed."""
        shown = mrkdwn.emoji(name)
        return shown if is_seeded else mrkdwn.typed_emoji(name)

    def people(self, people: Sequence[Person]) -> Phrase:
        """People as a list: mentions in the blocks, names in the twin."""
        return self.several([mrkdwn.mention(each.id, each.name) for each in people])

    def member(self, member: str, people: Sequence[Person] = ()) -> Phrase:
        """One member by id, named as in `people`."""
        name = next((each.name for each in people if each.id == member), member)
        return mrkdwn.mention(member, name)


@cache
def locale_of(language: str) -> "Locale":
    """The locale of a language; of a variant that is no locale (`de-lunch`) the language's.

    English is that of no country in particular; a language that CLDR does not know speaks so too.
    """
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415 - only where something is written

    for name in (language, language.partition("-")[0]):
        try:
            found = Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
        if str(found) != "en":
            return found
        break
    return Locale.parse("en_001")
