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
from lunchbatch.errors import SlackError
from lunchbatch.ports import Call, Clock, Workspace

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
    """Sends parcels. `placed` knows where the messages of settled effects stand, for threads.

    `go_on` is asked right before each call whether it may still be made.
    """

    workspace: Workspace
    clock: Clock
    go_on: Callable[[], bool] = lambda: True
    placed: dict[str, MessageRef] = field(default_factory=dict)
    _queues: dict[Call, deque[DeliveryItem]] = field(default_factory=dict)
    _replies: dict[str, list[DeliveryItem]] = field(default_factory=dict)
    _unknown: Counter[str] = field(default_factory=Counter)
    _is_over: bool = False

    def send(self, parcels: Iterable[DeliveryItem], *, until: datetime) -> Iterator[DeliveryItem]:
        """Carry out parcels, and hand each back as it is done or has failed.

        Stops cleanly at `until`: parcels that were not handed back are not done.
        """
        self._queues = {call: deque() for call in ORDER}
        for parcel in parcels:
            if parcel.failure is not None:
                continue
            if parcel.is_done:  # found, and it needs no emoji
                yield from self._finish(parcel)
            else:
                self._enqueue(parcel)
        while any(self._queues.values()) and not self._is_over:
            pause, call = self._soonest()
            if self.clock.now() + timedelta(seconds=pause) >= until or not self.go_on():
                return
            if not self._waits(pause):
                return
            parcel = self._queues[call].popleft()
            self._advance(parcel, call)
            if parcel.failure or parcel.is_done or parcel.is_too_late:
                yield from self._finish(parcel)
            else:
                self._enqueue(parcel)

    def open(self, parcel: DeliveryItem) -> bool:
        """Open the conversation of one parcel ahead of the others; False if that failed."""
        while parcel.failure is None and not parcel.channel:
            pause = self.workspace.pause_before(Call.OPEN)
            if not self.go_on() or not self._waits(pause):
                return False
            self._advance(parcel, Call.OPEN)
        return parcel.failure is None

    def hold_back(self, parcels: Iterable[DeliveryItem]) -> list[DeliveryItem]:
        """Opens one unsent group of each round and keeps it for last.

        It can take in a member whose own group can't be opened.
        """
        reserve: dict[str, DeliveryItem] = {}
        for parcel in reversed(list(parcels)):
            round_id = parcel.effect.key.rpartition("/")[0]
            is_new = parcel.posted is None and is_introduction(parcel.effect)
            if is_new and round_id not in reserve and self.open(parcel):
                reserve[round_id] = parcel
        return list(reserve.values())

    def _waits(self, pause: float) -> bool:
        """Wait, and tell whether the call may still be made then."""
        if pause <= 0:
            return True
        self.clock.sleep(pause)
        return self.go_on()

    def _enqueue(self, parcel: DeliveryItem) -> None:
        to = parcel.effect.to
        if isinstance(to, ToChannel):
            if to.under and to.under not in self.placed and parcel.posted is None:
                self._replies.setdefault(to.under, []).append(parcel)
                return
            parcel.channel = to.id
        elif to.channel:
            parcel.channel = to.channel
        self._queues[parcel.next_call].append(parcel)

    def _soonest(self) -> tuple[float, Call]:
        waits = [
            (self.workspace.pause_before(call, self._queues[call][0].channel), rank, call)
            for rank, call in enumerate(ORDER)
            if self._queues[call]
        ]
        pause, _, call = min(waits)
        return pause, call

    def _advance(self, parcel: DeliveryItem, call: Call) -> None:
        ends = parcel.effect.until
        if parcel.posted is None and ends is not None and self.clock.now() >= ends:
            parcel.is_too_late = True
            return
        try:
            if call is Call.OPEN and isinstance(parcel.effect.to, ToMembers):
                parcel.channel = self.workspace.open(parcel.effect.to.ids)
            elif call is Call.POST:
                parcel.posted = self._post(parcel)
            elif parcel.posted is not None:
                self._seed(parcel, parcel.posted)
        except SlackError as failure:
            parcel.failure = failure
            self._is_over = self._is_over or self._ends_sending(failure)

    def _ends_sending(self, failure: SlackError) -> bool:
        """Whether Slack takes nothing more just now: it says so, or keeps using an unknown word.

        One message that Slack refuses in words unknown to us holds up no other.
        """
        if failure.is_unknown:
            self._unknown[failure.code] += 1
        return failure.ends_sending or self._unknown[failure.code] >= MOST_UNKNOWN

    def _post(self, parcel: DeliveryItem) -> MessageRef:
        effect, began = parcel.effect, self.clock.now()
        thread = self._thread(effect)
        try:
            return self.workspace.post(
                parcel.channel, effect.message, effect=effect.key, thread=thread
            )
        except SlackError as failure:
            if failure.happened is False:
                raise
            parcel.is_doubtful = True
            found = self.workspace.find(
                parcel.channel, effect.key, since=began - timedelta(minutes=1)
            )
            if found is None:
                raise
            parcel.is_doubtful = False
            return found

    def _thread(self, effect: Effect) -> str | None:
        to = effect.to
        if not isinstance(to, ToChannel):
            return None
        return self.placed[to.under].ts if to.under else to.thread or None

    def _seed(self, parcel: DeliveryItem, posted: MessageRef) -> None:
        emoji = parcel.effect.seeds[parcel.seeded]
        try:
            self.workspace.react(posted, emoji)
        except SlackError as failure:
            if failure.passes:
                raise
            parcel.warning = str(failure)
        parcel.seeded += 1

    def _finish(self, parcel: DeliveryItem) -> Iterator[DeliveryItem]:
        key = parcel.effect.key
        if parcel.posted is not None:
            self.placed[key] = parcel.posted
        yield parcel
        for reply in self._replies.pop(key, []):
            if parcel.posted is not None:
                self._enqueue(reply)
            else:
                reply.failure = SlackError(
                    f"{reply.effect.key}: not sent, because {key} could not be sent"
                )
                yield reply


def group_of(parcel: DeliveryItem) -> str:
    """The key of the group whose row records a parcel, if there is one."""
    return parcel.effect.about[0].key if parcel.effect.about else ""


def look(workspace: Workspace, effect: Effect, *, since: datetime) -> DeliveryItem:
    """Look for a message in doubt that was claimed at `since`.

    The parcel has it posted if it is there, or a failure if nobody could look.
    """
    parcel = DeliveryItem(effect=effect, was_found=True)
    try:
        to = effect.to
        if isinstance(to, ToChannel):
            parcel.channel = to.id
        else:
            parcel.channel = to.channel or workspace.open(to.ids)
        parcel.posted = workspace.find(
            parcel.channel, effect.key, since=since - timedelta(minutes=1)
        )
    except SlackError as failure:
        parcel.failure = failure
    parcel.was_found = parcel.posted is not None
    return parcel
