"""From reactions to answers, and from answers to the status of a group.

Both are recomputed from the reactions that are present now, never applied as events, so that
taking a reaction back works and a missed run makes no difference. A message that can no longer
be read keeps the answers that were recorded for it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Change, Update
from lunchbatch.core.ledger.records import Answer, Group, Records
from lunchbatch.core.ledger.tabs import ANSWERS_TAB, GROUPS_TAB
from lunchbatch.core.model.messages import MessageRef, Reaction
from lunchbatch.core.model.terms import Meaning, Status
from lunchbatch.core.settings.policy import EmojiSettings

Reactions = Mapping[MessageRef, tuple[Reaction, ...]]
# What each member says under one message; members who say nothing are not in it.
Said = Mapping[str, tuple[str, ...]]


def meaning_of(emoji: str, settings: EmojiSettings) -> Meaning | None:
    """What an emoji says, if anything."""
    for meaning in Meaning:
        if emoji in getattr(settings, meaning):
            return meaning
    return None


def meanings(found: Iterable[Reaction], group: Group, settings: EmojiSettings) -> Said:
    """What the group's own members say under a message. Others, and our seeds, do not count."""
    said: dict[str, set[Meaning]] = {}
    for reaction in found:
        meaning = meaning_of(reaction.emoji, settings)
        if meaning is not None:
            for member in set(reaction.members) & set(group.members):
                said.setdefault(member, set()).add(meaning)
    return {
        member: tuple(meaning for meaning in Meaning if meaning in said[member])
        for member in group.members
        if member in said
    }


def status_of(said: Iterable[str], *, is_closed: bool) -> Status:
    """The status that all answers of a group give: met, then scheduled, then no."""
    present = set(said)
    if Meaning.MET in present:
        return Status.CLOSED_MET
    if Meaning.SCHEDULED in present:
        return Status.CLOSED_SCHEDULED if is_closed else Status.SCHEDULED
    if not is_closed:
        return Status.OPEN
    return Status.CLOSED_NO if Meaning.NO in present else Status.CLOSED_STALE


def answer_key(about: str, stage: str, member: str) -> str:
    """The key of an answer: the group or round, the stage of the message, and the member."""
    return f"{about} {stage} {member}"


def recorded(known: Records, about: str, stage: str, members: Iterable[str]) -> Said:
    """The answers to one message as the ledger has them."""
    found: dict[str, tuple[str, ...]] = {}
    for member in members:
        answer = known.answers.get(answer_key(about, stage, member))
        if answer is not None and not answer.is_withdrawn:
            found[member] = tuple(answer.answer.split(" | "))
    return found


def answer_changes(
    known: Records,
    *,
    about: str,
    stage: str,
    said: Said,
    cells: Mapping[str, Value],
    now: datetime,
) -> list[Change]:
    """What the Answers tab needs so that it holds what is said under one message now."""
    changes: list[Change] = []
    for member, choices in said.items():
        key, text = answer_key(about, stage, member), " | ".join(choices)
        old = known.answers.get(key)
        if old is None:
            new: dict[str, Value] = {
                "answer key": key,
                "member id": member,
                "answer": text,
                "first seen": now,
                "last seen": now,
                **cells,
            }
            changes.append(Append(tab=ANSWERS_TAB, key=key, values=new))
        elif old.is_sound and (old.answer != text or old.is_withdrawn):
            again: dict[str, Value] = {"answer": text, "last seen": now, "withdrawn": None}
            changes.append(Update(tab=ANSWERS_TAB, key=key, values=again))
    prefix = answer_key(about, stage, "")
    changes += [
        Update(tab=ANSWERS_TAB, key=old.key, values={"withdrawn": now})
        for old in _answers_under(known, prefix)
        if old.is_sound and not old.is_withdrawn and old.member not in said
    ]
    return changes


def _answers_under(known: Records, prefix: str) -> Iterable[Answer]:
    about = prefix.rpartition(" ")[0]
    return (answer for answer in known.under(about) if answer.key.startswith(prefix))


def group_changes(group: Group, status: Status, summary: str) -> list[Change]:
    """What the group's row needs. A status that a person typed stays."""
    values: dict[str, Value] = {}
    if not group.is_typed and group.status is not status:
        values |= {"meeting status": status, "status written": status}
    if group.answers != summary:
        values["answers"] = summary
    if not values:
        return []
    expected = {"meeting status": group.status} if "meeting status" in values else {}
    return [Update(tab=GROUPS_TAB, key=group.key, values=values, expected=expected)]


def summary_of(said: Iterable[Said], group: Group, names: Mapping[str, str]) -> str:
    """The cell `answers`: who said what, over all messages, in the order of the members."""
    words: dict[str, set[str]] = {}
    for under in said:
        for member, choices in under.items():
            words.setdefault(member, set()).update(choices)
    return "; ".join(
        f"{names.get(member) or member}: {', '.join(m for m in Meaning if m in words[member])}"
        for member in group.members
        if member in words
    )
