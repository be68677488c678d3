"""The plan as a value, and what it rests on: records, Slack, settings, the moment.

An effect is one outward act with a fixed key (round, group, stage), the same in every run that
plans it. That key is claimed in the journal before the act and goes into the message's metadata,
which makes the act idempotent (see engine/journal.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Group, Records, Round
from lunchbatch.core.ledger.row_cells import GroupCells, PersonCells, RoundCells
from lunchbatch.core.ledger.tabs import GROUPS_TAB, PEOPLE_TAB, Tab
from lunchbatch.core.messages.icebreakers import Icebreakers
from lunchbatch.core.messages.wording import Wording
from lunchbatch.core.model.messages import Message, MessageRef, Reaction, ReactionReadStats
from lunchbatch.core.model.people import SLACKBOT, Person
from lunchbatch.core.model.terms import Stage
from lunchbatch.core.schedule.calendar import local
from lunchbatch.core.schedule.cron import CronSchedule
from lunchbatch.core.schedule.due_stages import rounds_of
from lunchbatch.core.settings.policy import Policy, Program


@dataclass(frozen=True, slots=True, kw_only=True)
class ToMembers:
    """The conversation with exactly these people; `channel` is its id where that is known.

    A known one need not be opened, which fails once somebody in it was deactivated.
    """

    ids: tuple[str, ...]
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToChannel:
    """A conversation by id; a reply goes into the thread of a message, by its ts."""

    id: str
    thread: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowToUpdate:
    """The ledger row to update once a message is sent.

    `so_far`: messages already recorded in it. `extra`: further cells to write then. `holds`: cell
    values that must be unchanged right before sending, else the message is dropped.
    """

    tab: Tab
    key: str
    stage: str
    so_far: Mapping[str, MessageRef] = field(default_factory=dict)
    extra: GroupCells = field(default_factory=GroupCells)
    holds: GroupCells = field(default_factory=GroupCells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One message to send once, with the emoji to seed under it.

    `about` are the rows that record it. From `until` on it is not sent any more.
    """

    key: str
    to: ToMembers | ToChannel
    message: Message
    seeds: tuple[str, ...] = ()
    about: tuple[RowToUpdate, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCompletion:
    """A stage that is done once all its effects are settled, and what is written then."""

    round: str
    stage: str
    effects: frozenset[str]
    change: Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run will do. Equal inputs give an equal plan.

    `notes` say what is not done and why, `alerts` what of that the owner is told too; `blocked`
    what a person must mend first, and
    `told` which of that an effect of the plan tells the owner; `unsafe` why
    the plan looks like an accident. `goes_on` says that the next stage is due already and rests
    on what this plan brings to light, so that the run looks again at once. `homes` are the members
    whose Home tab is out of date already.
    """

    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    finishes: tuple[StageCompletion, ...] = ()
    notes: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    told: frozenset[str] = frozenset()
    unsafe: tuple[str, ...] = ()
    homes: tuple[str, ...] = ()
    goes_on: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write, to send or to show."""
        return not (self.changes or self.effects or self.finishes or self.homes)


class Order(StrEnum):
    """What can be asked for by hand beside the stages of a round."""

    INTRODUCE = "introduce"
    REMATCH = "rematch"
    SWAP = "swap"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualRequest:
    """What was asked for by hand, if anything: `stage` is a stage or an `Order`.

    `people`, as typed, are to be introduced or exchanged now; `round` is the id of the round to be
    made anew, or of the one in which they are exchanged.
    """

    program: str | None = None
    stage: str | None = None
    force: bool = False
    group_size: int | None = None
    choices: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    round: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackQuery:
    """What has to be seen in Slack before anything can be decided.

    `has_all_profiles` says whether everybody in the channels is looked up, or newcomers only;
    `replies_to` are messages of which it matters who wrote after them.
    """

    channels: tuple[str, ...] = ()
    messages: tuple[MessageRef, ...] = ()
    has_all_profiles: bool = True
    replies_to: tuple[MessageRef, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether Slack need not be asked at all."""
        return not (self.channels or self.messages)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSnapshot:
    """What was seen in Slack. `us` is our own id, `teams` our workspace and its organisation.

    `spoke` says who wrote in a conversation after a message; missing where nobody could look.
    `reading` says how the reactions were read; None where there were none to read.
    """

    us: str = ""
    teams: frozenset[str] = frozenset()
    members: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    reactions: Mapping[MessageRef, tuple[Reaction, ...]] = field(default_factory=dict)
    reading: ReactionReadStats | None = None
    spoke: Mapping[MessageRef, frozenset[str]] = field(default_factory=dict)

    def is_app(self, member: str) -> bool:
        """Whether an id is that of an app: our own, Slackbot, or anybody's; no member to us."""
        person = self.people.get(member)
        return member in {self.us, SLACKBOT} or (person is not None and person.is_bot)


class RoundEnd(StrEnum):
    """The words in a round's cell `stage` that end it without its stages."""

    MISSED = "missed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningContext:
    """Everything a decision rests on.

    `wakes` is the schedule of the workflow; `woken_by` the event of it or of what stands in for
    it, empty for a run that is no wake. `formed` are groups that this very plan has made so far.
    """

    policy: Policy
    now: datetime
    records: Records
    slack: SlackSnapshot
    request: ManualRequest
    wording: Wording
    questions: Icebreakers
    wakes: Sequence[CronSchedule] = ()
    woken_by: str = ""
    formed: tuple[Group, ...] = ()

    def view(self, name: str) -> "ProgramView":
        """One program of all, by name. Raises KeyError for a name that is in no settings."""
        return ProgramView(context=self, name=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramView:
    """One program as a decision sees it: its settings, its name, and the moment in its zone."""

    context: PlanningContext
    name: str

    @property
    def program(self) -> Program:
        """The settings of the program."""
        return self.context.policy.programs[self.name]

    @property
    def records(self) -> Records:
        """Everything the ledger holds, of all programs."""
        return self.context.records

    @property
    def slack(self) -> SlackSnapshot:
        """What was seen in Slack."""
        return self.context.slack

    @property
    def request(self) -> ManualRequest:
        """What was asked for by hand."""
        return self.context.request

    @property
    def now(self) -> datetime:
        """The moment of the decision, in the program's time zone."""
        return local(self.program, self.context.now)

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The program's rounds up to now, oldest first."""
        return rounds_of(self.context.records, self.name, self.context.now)


def effect_key(about: str, stage: str) -> str:
    """The fixed key of an outward act."""
    return f"{about} {stage}"


def recording_changes(effect: Effect, posted: MessageRef) -> tuple[Change, ...]:
    """What the rows an effect is about need once the message stands."""
    return tuple(_settled_row(about, posted) for about in effect.about)


def _settled_row(about: RowToUpdate, posted: MessageRef) -> Change:
    if about.tab is GROUPS_TAB and about.stage == Stage.INTRO:
        place = GroupCells(group_channel_id=posted.channel, intro_message_ts=posted.ts)
        return about.extra.merged(place).update(about.key)
    messages = {**about.so_far, about.stage: posted}
    if about.tab is GROUPS_TAB:
        return replace(about.extra, messages=messages).update(about.key)
    cells = PersonCells if about.tab is PEOPLE_TAB else RoundCells
    return cells(messages=messages).update(about.key)
