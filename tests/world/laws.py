"""What must be true of the world whatever happened in it."""

from collections import Counter
from collections.abc import Collection
from datetime import time
from zoneinfo import ZoneInfo

from lunchbatch.core.model.terms import Meaning, Status
from tests.world.hands import Hands
from tests.world.stage import Stage

OVER = {"missed", "skipped"}


class Broken(AssertionError):  # noqa: N818 - a law is broken
    """A law is broken; the text says which and where."""


def always(stage: Stage, hands: Hands, apart: frozenset[frozenset[str]]) -> None:
    """Safety: true after every step."""
    _no_message_twice(stage)
    _only_in_the_window(stage)
    _no_one_in_two_groups(stage)
    _kept_apart(stage, apart)
    _typed_stays(stage, hands)


def _groups(stage: Stage) -> dict[str, dict[str, object]]:
    """Rows of groups by key; a key that stands twice is nobody's word."""
    rows = stage.paper.rows("Groups")
    counts = Counter(str(row.get("group key", "")) for row in rows)
    return {
        str(row["group key"]): row
        for row in rows
        if row.get("group key") and counts[str(row["group key"])] == 1
    }


def _no_message_twice(stage: Stage) -> None:
    for (key, room), count in Counter(stage.sent()).items():
        if count > 1:
            raise Broken(f"{key} was sent {count} times to {room}")
    rooms = Counter(key for key, _ in set(stage.sent()))
    for key, count in rooms.items():
        if count > 1 and not stage.is_mended(key) and not _lost_somebody(stage, key):
            raise Broken(f"{key} went to {count} conversations")


def _lost_somebody(stage: Stage, key: str) -> bool:
    """Whether a conversation that heard it cannot be opened again, so that nobody can look there.

    That is where a run dies between sending and settling, and somebody is deactivated right then.
    """
    rooms = {room for heard, room in stage.sent() if heard == key}
    people = {person for room in rooms for person in stage.slack.channels[room].members}
    return any(stage.slack.people[person].deleted for person in people - {stage.slack.bot})


def _only_in_the_window(stage: Stage) -> None:
    """Half past eight to half past five in Berlin on working days; a run may take its minutes."""
    for _, message in stage.slack.app_messages():
        here = message.said_at.astimezone(ZoneInfo("Europe/Berlin"))
        is_day = here.weekday() < 5
        if not (is_day and time(8, 30) <= here.time() < time(17, 40)):
            raise Broken(f"a message went out at {here:%a %H:%M}")


def _no_one_in_two_groups(stage: Stage) -> None:
    places: dict[tuple[str, str], str] = {}
    for key, row in _groups(stage).items():
        for member in str(row.get("member ids", "")).split():
            place = (key.rpartition("/")[0], member)
            if place in places:
                raise Broken(f"{member} is in {places[place]} and in {key}")
            places[place] = key


def _kept_apart(stage: Stage, apart: frozenset[frozenset[str]]) -> None:
    for key, row in _groups(stage).items():
        members = set(str(row.get("member ids", "")).split())
        if any(pair <= members for pair in apart):
            raise Broken(f"{key} has two who are kept apart")


def _typed_stays(stage: Stage, hands: Hands) -> None:
    for key, row in _groups(stage).items():
        if key in hands.typed.keys() - hands.confused and "meeting status" in row:
            found = str(row["meeting status"])
            if found != hands.typed[key]:
                raise Broken(f"{key}: '{hands.typed[key]}' was typed, '{found}' stands there")


def settled(stage: Stage, hands: Hands, unread: set[str]) -> None:
    """Liveness: true once nothing goes wrong any more.

    Rows that could not be read when their turn came are left alone, which they were told. A
    question in doubt may stay so if it is not wanted any more: somebody typed a status. If it
    still were, its stage would not be done, and no status would follow.
    """
    rounds = {str(row.get("round")): row for row in stage.paper.rows("Rounds")}
    told = Counter(key for key, _ in stage.sent())
    given_up, unsettled = set(), set()
    for row in stage.paper.rows("Journal"):
        if str(row["effect"]).startswith("run "):
            continue
        if row.get("outcome") in {"failed", "dropped"}:
            given_up.add(str(row["effect"]))
        elif row.keys().isdisjoint({"settled", "ts"}):
            unsettled.add(str(row["effect"]))
            if _must_settle(str(row["effect"]), unread, {*_groups(stage), *rounds}):
                raise Broken(f"{row['effect']} is still in doubt")
    for key, row in _groups(stage).items():
        stage_of = str(rounds.get(key.rpartition("/")[0], {}).get("stage", ""))
        is_excused = stage_of in OVER or f"{key} intro" in given_up or not row.get("member ids")
        untold = not (told[f"{key} intro"] or told[f"{key} off"] or _together(key, told))
        if untold and not is_excused and not _is_unread(key, unread):
            raise Broken(f"{key} never heard anything")
        _status_follows(stage, hands, key, row, unsettled)


def _together(key: str, told: Counter[str]) -> bool:
    return told[f"{key.rpartition('/')[0]} groups-1"] > 0


def _must_settle(effect: str, unread: set[str], rows: set[str]) -> bool:
    """Whether nobody took the row away, or can have been in doubt about it."""
    if effect.rpartition(" ")[0] not in rows:
        return False
    is_question = effect.rpartition(" ")[2].partition("-")[0] in {"checkpoint", "close", "ask"}
    return not is_question and not _is_unread(effect, unread)


def _is_unread(key: str, unread: set[str]) -> bool:
    about = key.rpartition(" ")[0] or key
    return bool({key, about, about.rpartition("/")[0]} & unread)


def _status_follows(
    stage: Stage, hands: Hands, key: str, row: dict[str, object], unsettled: Collection[str]
) -> None:
    """The table of design §3, from the reactions as Slack has them on messages we know of."""
    program = next(iter(stage.policy.programs.values()))
    members = set(str(row.get("member ids", "")).split())
    if key in hands.typed.keys() | hands.confused or not members or program.signup == "poll":
        return
    said = set()
    for room, message in stage.slack.app_messages():
        effect = str((message.metadata or {})["event_payload"]["effect"])
        is_known = effect not in unsettled and room == row.get("group channel id")
        if is_known and effect.rpartition(" ")[0] == key:
            for emoji, users in message.reactions.items():
                meant = [m for m in Meaning if emoji in getattr(program.emoji, m)]
                said |= set(meant) if members & set(users) else set()
    wanted = Status.CLOSED_STALE
    for meaning, status in (
        (Meaning.NO, Status.CLOSED_NO),
        (Meaning.SCHEDULED, Status.CLOSED_SCHEDULED),
        (Meaning.MET, Status.CLOSED_MET),
    ):
        wanted = status if meaning in said else wanted
    if row.get("meeting status") != wanted:
        raise Broken(f"{key} is {row.get('meeting status')}, and people say {wanted} {said}")
