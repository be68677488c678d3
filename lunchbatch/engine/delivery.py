"""Sends messages: opens, posts and seeds, Slack's methods side by side for different groups.

Slack paces each method by itself, so while one method has to wait another goes on: the next call
is always the one that may go out first. A round then takes as long as its slowest method.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lunchbatch.core.context.plan_model import Effect, ToChannel, ToMembers
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.rounds.regroup import is_introduction
from lunchbatch.errors import SetupError, SlackError
from lunchbatch.ports import Call, Clock, Workspace
from lunchbatch.spans import span

# Refusals by one unknown word, until it is taken for a matter of all messages.
MOST_UNKNOWN = 3
# On equal terms what is nearly done goes first.
ORDER = (Call.REACT, Call.POST, Call.OPEN)


@dataclass(slots=True, kw_only=True, eq=False)
class DeliveryItem:
    """One effect on its way.

    `is_doubtful` when nobody can tell whether the message is out; `warning` when it is out but
    an emoji can never be seeded; `failure` why it went no further just now, be it that the
    message is out and an emoji is not; `is_too_late` when its time was over before the sending;
    `is_ended` once what became of it is noted.
    """

    effect: Effect
    channel: str = ""
    posted: MessageRef | None = None
    seeded: int = 0
    failure: SlackError | None = None
    warning: str = ""
    is_doubtful: bool = False
    was_found: bool = False
    is_too_late: bool = False
    is_ended: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the message stands and all its emoji are seeded."""
        return self.posted is not None and self.seeded == len(self.effect.seeds)

    @property
    def next_call(self) -> Call:
        """The call that comes next."""
        if self.posted is not None:
            return Call.REACT
        return Call.POST if self.channel else Call.OPEN


@dataclass(slots=True, kw_only=True)
class Delivery:
    """Sends items, each to its end or to what keeps it from going on.

    `go_on` is asked right before each call whether it may still be made.
    """

    workspace: Workspace
    clock: Clock
    go_on: Callable[[], bool] = lambda: True
    _queues: dict[Call, deque[DeliveryItem]] = field(default_factory=dict)
    _unknown: Counter[str] = field(default_factory=Counter)
    _is_over: bool = False

    def send(self, items: Iterable[DeliveryItem], *, until: datetime) -> Iterator[DeliveryItem]:
        """Carry out items, and hand each back as it is done or has failed.

        Stops cleanly at `until`: items that were not handed back are not done.
        """
        self._queues = {call: deque() for call in ORDER}
        for item in items:
            if item.failure is not None:
                continue
            if item.is_done:  # found, and it needs no emoji
                yield item
            else:
                self._enqueue(item)
        while any(self._queues.values()) and not self._is_over:
            pause, call = self._soonest()
            if self.clock.now() + timedelta(seconds=pause) >= until or not self.go_on():
                return
            if not self._waits(pause):
                return
            item = self._queues[call].popleft()
            about, _, stage = item.effect.key.rpartition(" ")
            round_id = "/".join(about.split("/")[:2])
            with span(f"stage {stage}", goes_on=True, round=round_id, stage=stage):
                self._advance(item, call)
            if item.failure or item.is_done or item.is_too_late:
                yield item
            else:
                self._enqueue(item)

    def open(self, item: DeliveryItem) -> bool:
        """Open the conversation of one item ahead of the others; False if that failed."""
        while item.failure is None and not item.channel:
            pause = self.workspace.pause_before(Call.OPEN)
            if not self.go_on() or not self._waits(pause):
                return False
            self._advance(item, Call.OPEN)
        return item.failure is None

    def hold_back(self, items: Iterable[DeliveryItem]) -> list[DeliveryItem]:
        """Opens one unsent group of each round and keeps it for last.

        It can take in a member whose own group can't be opened.
        """
        reserve: dict[str, DeliveryItem] = {}
        for item in reversed(list(items)):
            round_id = item.effect.key.rpartition("/")[0]
            is_new = item.posted is None and is_introduction(item.effect)
            if is_new and round_id not in reserve and self.open(item):
                reserve[round_id] = item
        return list(reserve.values())

    def _waits(self, pause: float) -> bool:
        """Wait, and tell whether the call may still be made then."""
        if pause <= 0:
            return True
        self.clock.sleep(pause)
        return self.go_on()

    def _enqueue(self, item: DeliveryItem) -> None:
        to = item.effect.to
        if isinstance(to, ToChannel):
            item.channel = to.id
        elif to.channel:
            item.channel = to.channel
        self._queues[item.next_call].append(item)

    def _soonest(self) -> tuple[float, Call]:
        waits = [
            (self.workspace.pause_before(call, self._queues[call][0].channel), rank, call)
            for rank, call in enumerate(ORDER)
            if self._queues[call]
        ]
        pause, _, call = min(waits)
        return pause, call

    def _advance(self, item: DeliveryItem, call: Call) -> None:
        ends = item.effect.until
        if item.posted is None and ends is not None and self.clock.now() >= ends:
            item.is_too_late = True
            return
        try:
            if call is Call.OPEN and isinstance(item.effect.to, ToMembers):
                item.channel = self.workspace.open(item.effect.to.ids)
            elif call is Call.POST:
                item.posted = self._post(item)
            elif item.posted is not None:
                self._seed(item, item.posted)
        except SlackError as failure:
            item.failure = failure
            self._is_over = self._is_over or self._ends_sending(failure)

    def _ends_sending(self, failure: SlackError) -> bool:
        """Whether Slack takes nothing more just now: it says so, or keeps using an unknown word.

        One message that Slack refuses in words unknown to us holds up no other.
        """
        if failure.is_unknown:
            self._unknown[failure.code] += 1
        return failure.ends_sending or self._unknown[failure.code] >= MOST_UNKNOWN

    def _post(self, item: DeliveryItem) -> MessageRef:
        effect, began = item.effect, self.clock.now()
        thread = (effect.to.thread or None) if isinstance(effect.to, ToChannel) else None
        item.is_doubtful = True  # also after an exception that nobody foresaw
        try:
            posted = self.workspace.post(
                item.channel, effect.message, effect=effect.key, thread=thread
            )
        except SetupError:
            item.is_doubtful = False
            raise
        except SlackError as failure:
            item.is_doubtful = failure.happened is not False
            if not item.is_doubtful:
                raise
            found = self.workspace.find(
                item.channel, effect.key, since=began - timedelta(minutes=1)
            )
            if found is None:
                raise
            posted = found
        item.is_doubtful = False
        return posted

    def _seed(self, item: DeliveryItem, posted: MessageRef) -> None:
        emoji = item.effect.seeds[item.seeded]
        try:
            self.workspace.react(posted, emoji)
        except SlackError as failure:
            if failure.is_temporary:
                raise
            item.warning = str(failure)
        item.seeded += 1


def group_of(item: DeliveryItem) -> str:
    """The key of the group whose row records an item, if there is one."""
    return item.effect.about[0].key if item.effect.about else ""


def find_message(workspace: Workspace, effect: Effect, *, since: datetime) -> DeliveryItem:
    """Look for a message in doubt that was claimed at `since`.

    The item has it posted if it is there, or a failure if nobody could look.
    """
    item = DeliveryItem(effect=effect, was_found=True)
    try:
        to = effect.to
        if isinstance(to, ToChannel):
            item.channel = to.id
        else:
            item.channel = to.channel or workspace.open(to.ids)
        item.posted = workspace.find(item.channel, effect.key, since=since - timedelta(minutes=1))
    except SlackError as failure:
        item.failure = failure
    item.was_found = item.posted is not None
    return item
