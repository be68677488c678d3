"""The texts of each kind of message as models: which placeholders each one must and may have."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, model_validator

from lunchbatch.core.messages.placeholders import says, titles

Plain = Annotated[str, says()]
WithEmoji = Annotated[str, says("emoji")]
WithMoment = Annotated[str, says("moment")]
WithDate = Annotated[str, says("date")]
WithPeople = Annotated[str, says("people", may=("channel",))]
WithPointPerson = Annotated[str, says("point_person")]
WithTimes = Annotated[str, says("times", at_most=200)]
InChannel = Annotated[str, says(may=("channel",))]
Off = Annotated[str, says("date", may=("channel",))]
Label = Annotated[str, says(at_most=60)]
Title = Annotated[str, titles()]


class Texts(BaseModel):
    """What all texts share: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextForms(Texts):
    """A text in several forms; one text alone stands for all of them."""

    @model_validator(mode="before")
    @classmethod
    def _one_text_for_all(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        return {name: given for name, field in cls.model_fields.items() if field.is_required()}


class CountedText(TextForms):
    """A text by its number, in the plural categories of the language (CLDR).

    Most languages need `one` and `other`; where another category is missing, `other` is said.
    """

    one: Annotated[str, says(may=("count",))]
    other: Annotated[str, says("count")]
    zero: Annotated[str, says(may=("count",))] | None = None
    two: Annotated[str, says(may=("count",))] | None = None
    few: Annotated[str, says("count")] | None = None
    many: Annotated[str, says("count")] | None = None

    def form(self, category: str) -> str:
        """The text for a plural category."""
        return getattr(self, category, None) or self.other


class Greetings(TextForms):
    """The first line to a group: for two people, and for more."""

    two: Annotated[str, says(may=("channel", "people"))]
    more: Annotated[str, says(may=("channel", "people"))]


class GroupTexts(TextForms):
    """What a group reads: a text for two people and one for more."""

    two: WithPeople
    more: WithPeople


class SharedHours(TextForms):
    """The working hours that two people share, and more, by each of their clocks."""

    two: WithTimes
    more: WithTimes


class Dates(Texts):
    """How a day and a time are said together; weekdays, dates and lists come from CLDR.

    `first` is the first of a month where it's no plain number, as in '1er décembre'.
    """

    day: Annotated[str, says("weekday", "date", at_most=60)]
    first: Annotated[str, says(at_most=20)] | None = None
    moment: Annotated[str, says("date", "time", at_most=60)]


class AnswerTexts(Texts):
    """What the emoji mean; stands under every message that takes answers."""

    how: Plain
    met: WithEmoji
    scheduled: WithEmoji
    not_yet: WithEmoji
    cannot: WithEmoji
    not_met: WithEmoji
    skip: WithEmoji
    stop: WithEmoji


class IntroTexts(Texts):
    """The first message to a group."""

    hello: Greetings
    point_person: WithPointPerson
    local_time: WithTimes
    at_work: SharedHours
    in_common: Annotated[str, says("tags")]
    icebreaker: Annotated[str, says("question")]
    calendar: Label
    event: Annotated[str, says("people", at_most=100)]
    changed: InChannel


class CheckpointTexts(Texts):
    """A later message that asks how it stands."""

    quiet: WithPeople
    scheduled: WithPeople
    declined: WithPeople
    nudge: WithPointPerson
    closes: WithMoment


class ClosingTexts(Texts):
    """The last message to a group of which nobody knows whether it met."""

    scheduled: WithPeople
    stale: WithPeople
    late: WithDate


class CelebrationTexts(Texts):
    """The thanks to a group that met."""

    thanks: GroupTexts
    again: WithEmoji


class PausedText(CountedText):
    """A pause after so many silent rounds, in the channel."""

    one: Annotated[str, says(may=("count", "channel"))]
    other: Annotated[str, says("count", may=("channel",))]


class MemberTexts(Texts):
    """Direct messages to one member."""

    paused: PausedText
    come_back: WithEmoji
    left_out: InChannel
    first_in_line: WithDate
    welcome_title: Title
    welcome_everyone: Annotated[str, says("channel")]
    welcome_poll: Annotated[str, says("channel")]
    next_round: WithDate
    leave: Annotated[str, says("channel")]
    owner: Annotated[str, says("owner")]


class PollTexts(Texts):
    """The question of the day, and what comes of it when no group does."""

    title: Annotated[str, titles(may=("date",))]
    question: InChannel
    choice: Annotated[str, says("emoji", "choice", at_most=200)]
    not_today: WithEmoji
    until: WithMoment
    several: Plain
    reminder: WithMoment
    off_no_answer: Off
    off_one_yes: Off
    off_only_not_today: Off
    off_too_late: Off
    off_find: InChannel
    alone: Annotated[str, says("choice", may=("channel",))]
    alone_others: Annotated[str, says("choices")]


class LunchTexts(Texts):
    """The groups that a poll made."""

    title: Annotated[str, titles(may=("date",))]
    group: Annotated[str, says("choice", "people", may=("channel",))]
    picks: WithPointPerson
    all_title: Annotated[str, titles(may=("date",))]
    all_group: Annotated[str, says("choice", "people", "point_person")]
    all_closing: Plain
    ask: WithPeople


class GroupsThatMet(CountedText):
    """How many groups met, of how many: {count} is all of them."""

    one: Annotated[str, says("met", may=("count",))]
    other: Annotated[str, says("met", "count")]


class DigestTexts(Texts):
    """The word to the channel at the end of a round."""

    title: Annotated[str, titles(may=("date",))]
    met: GroupsThatMet
    new_connections: CountedText
    scheduled: CountedText
    picture: Annotated[str, titles("count")]
    thanks: Plain


class HomeTexts(Texts):
    """The Home tab of one member."""

    title: Title
    program: Annotated[str, says("channel")]
    together: Annotated[str, says("people", "date")]
    answer: Plain
    nothing: Plain
    next_round: WithDate
    back_on: WithDate
    held: Plain
    sooner: Annotated[str, says("emoji", "channel")]
    stopped: Annotated[str, says("emoji", "wave", "channel")]
    met: Plain
    met_line: Annotated[str, says("people", "date", "year", at_most=200)]
    nobody: WithEmoji
    pause: Plain
    more: CountedText


class DraftReadyText(CountedText):
    """How many groups of a round wait to be looked at."""

    one: Annotated[str, says("round", may=("count",))]
    other: Annotated[str, says("round", "count")]


class OwnerTexts(Texts):
    """The word to the organiser: when something needs their attention, and as a round closes."""

    title: Title
    missed: Annotated[str, says("round")]
    failed: Plain
    problems: Plain
    review_title: Annotated[str, titles("date")]
    review_silent: Annotated[str, says("people")]
    review_out: Annotated[str, says("reasons")]
    review_never: Annotated[str, says("people")]
    review_person: Annotated[str, says("person", "why")]
    review_problems: CountedText
    draft_title: Title
    draft_ready: DraftReadyText
    draft_approve: WithMoment
    draft_deadline: WithMoment
    draft_waits: WithMoment
    problem: Annotated[str, says("where", "what")]
    open: Label
    more: CountedText
