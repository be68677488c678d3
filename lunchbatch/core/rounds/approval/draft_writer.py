"""Writing the groups of a coming round into the tab Draft, for somebody to look at."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import combinations

from lunchbatch.core.context import message_context
from lunchbatch.core.context.eligibility import turnout
from lunchbatch.core.context.meeting_history import last_met
from lunchbatch.core.context.name_lookup import Names, names_of
from lunchbatch.core.context.plan_builder import Draft
from lunchbatch.core.context.plan_model import Effect, Finish, Members, View, effect_key
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Drop, Set
from lunchbatch.core.ledger.records import Round
from lunchbatch.core.ledger.tabs import DRAFT as DRAFT_TAB
from lunchbatch.core.ledger.tabs import ROUNDS
from lunchbatch.core.matching import Group
from lunchbatch.core.rounds.approval.draft_approval import deadline_of
from lunchbatch.core.rounds.approval.draft_parser import LEFT_OUT
from lunchbatch.core.rounds.grouping import Seated, seat
from lunchbatch.core.rounds.round_rows import absences, identity, round_number, stage_done, times
from lunchbatch.core.schedule.calendar import DRAFT
from lunchbatch.core.schedule.due_stages import Turn, drafts

NEVER = "never met"
AGAIN = "asked to meet again"


def propose(
    view: View, name: str, turn: Turn, draft: Draft, *, repeats: Collection[str] = ()
) -> None:
    """Make the groups of a round and write them down; the owner is told, nobody else is."""
    one = turn.round
    count = sum(row.key.startswith(f"{one.id}/") for row in view.known.drafted)
    values = identity(one)
    if not count:
        count = _make(view, name, turn, draft, repeats, values)
    done = stage_done(view, one, DRAFT)
    change = Set if one.id in view.known.rounds else Append
    if not view.policy.owner:
        draft.changes.append(change(tab=ROUNDS, key=one.id, values={**values, **done.values}))
        return
    word = _word(view, name, one, count, view.policy.owner)
    draft.changes.append(change(tab=ROUNDS, key=one.id, values=values))
    draft.effects.append(word)
    finish = Finish(round=one.id, stage=DRAFT, effects=frozenset({word.key}), change=done)
    draft.finishes.append(finish)


def _word(view: View, name: str, one: Round, groups: int, owner: str) -> Effect:
    deadline = deadline_of(view.policy.programs[name], one)
    return Effect(
        key=effect_key(one.id, DRAFT),
        to=Members(ids=(owner,)),
        message=message_context.draft_ready(view, name, one, groups, deadline),
    )


def _make(
    view: View,
    name: str,
    turn: Turn,
    draft: Draft,
    repeats: Collection[str],
    values: dict[str, Value],
) -> int:
    """The groups as rows of Draft, and the figures of the round; how many they are."""
    one, program = turn.round, view.policy.programs[name]
    who = turnout(view, program, number=round_number(view, name))
    seated = seat(view, name, one, who.present, repeats)
    draft.notes += seated.notes
    values |= {
        **times(view, turn),
        "members": len(who.present) + len(who.absent),
        "repeats": seated.repeats,
        "unavoidable": seated.unavoidable,
        "not in": absences({**who.absent, **seated.left}.items()),
    }
    draft.changes += [Drop(tab=DRAFT_TAB, key=key) for key in _spent(view, name, one)]
    draft.changes += _rows(view, name, one, seated, repeats)
    count = len(seated.groups)
    draft.notes.append(f"{one.id}: {count} groups stand in Draft, for somebody to look at")
    return count


def _spent(view: View, name: str, one: Round) -> tuple[str, ...]:
    """Rows of rounds that are not drafts any more. Rows that people added stay theirs."""
    waiting = {each.id for each in drafts(view.known, name, view.policy.programs[name])} | {one.id}
    keys = (row.key for row in view.known.drafted if row.key.startswith(f"{name}/"))
    return tuple(dict.fromkeys(key for key in keys if key.rpartition("/")[0] not in waiting))


def _rows(
    view: View, name: str, one: Round, seated: Seated, repeats: Collection[str]
) -> Iterator[Append]:
    names = names_of(view, view.seen.members.get(view.policy.programs[name].channel, ()))
    met = last_met(view.known, name, view.policy.programs[name])
    wanted = {frozenset(group.members) for group in view.known.groups if group.key in repeats}
    for number, group in enumerate(seated.groups, start=1):
        first = [group.point_person, *(m for m in group.members if m != group.point_person)]
        days = _days(group, met)
        again = frozenset(group.members) in wanted
        yield _row(
            one,
            str(number),
            {
                "group": number,
                "members": ", ".join(_named(view, names, m) for m in group.members),
                "point person": _named(view, names, group.point_person),
                "why": AGAIN if again else _why(len(group.members), days),
                "last met": max(days).isoformat() if days else None,
                "as drafted": " ".join(first),
            },
        )
    for member, reason in sorted(seated.left.items()):
        yield _row(
            one,
            member,
            {
                "group": LEFT_OUT,
                "members": _named(view, names, member),
                "why": reason,
                "as drafted": member,
            },
        )


def _row(one: Round, key: str, values: Mapping[str, Value]) -> Append:
    key = f"{one.id}/{key}"
    return Append(tab=DRAFT_TAB, key=key, values={"round": one.id, **values, "row key": key})


def _named(view: View, names: Names, member: str) -> str:
    return names.write(message_context.name_of(view, member), member)


def _days(group: Group, met: Mapping[frozenset[str], date]) -> list[date]:
    pairs = map(frozenset, combinations(group.members, 2))
    return [met[pair] for pair in pairs if pair in met]


def _why(size: int, days: Collection[date]) -> str:
    """How well they know each other."""
    if not days:
        return NEVER
    if size == 2:
        return f"last met {max(days)}"
    pairs = size * (size - 1) // 2
    return f"{len(days)} of {pairs} pairs have met, last on {max(days)}"
