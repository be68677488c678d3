"""Cells that can each be read and contradict their own row, or what the journal knows.

A column filled down, a cell cleared or one that lost digits shows here only. Such a cell is named,
and its row waits, like one that cannot be read.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date, timedelta

from lunchbatch.core.ledger.cell_codecs import read_messages
from lunchbatch.core.ledger.cell_values import group_number, is_extra, round_date
from lunchbatch.core.ledger.date_cells import read_date
from lunchbatch.core.ledger.slack_cells import HISTORY
from lunchbatch.core.ledger.table import Row, Snapshot, Table
from lunchbatch.core.ledger.tabs import (
    ANSWERS_TAB,
    GROUPS_TAB,
    JOURNAL_TAB,
    PEOPLE_TAB,
    ROUNDS_TAB,
    Tab,
)
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.model.poll_emoji import NOT_TODAY
from lunchbatch.core.model.terms import Meaning, MemberRequest, Stage, Status

BACK = "put back what was there"
LATEST = timedelta(days=62)  # a group is introduced this long after the date of its round at most
_LENGTHS = {9, *range(11, 16)}  # characters of a Slack id: 9, newer ones 11
_SHORTEST, _FEW = 8, 4
_MOST_ROUNDS = 10_000  # of a program; a date in a Sheet is a greater number
_ENDS = ("missed", "skipped", "off: ")
_OWN = ("group channel id", "intro message ts", "status written", "messages", "icebreaker")

Fault = tuple[str, str]
"""The title of a column, and what is wrong there."""


def name_contradictions(snapshot: Snapshot) -> Snapshot:
    """The same ledger; rows that contradict themselves or the journal are not sound any more.

    Where there is none it is the same object, as the ledger remembers it.
    """
    posted, chosen = _posted(snapshot[JOURNAL_TAB]), _chosen(snapshot[ANSWERS_TAB])
    halves = _cut_short({row.key for row in snapshot[PEOPLE_TAB].rows}, {*_mentioned(snapshot)})
    checks: Mapping[Tab, Callable[[Row], Iterator[Fault]]] = {
        GROUPS_TAB: lambda row: _group(row, posted, halves),
        ROUNDS_TAB: lambda row: _round(row, posted, chosen.get(row.key, Counter())),
        ANSWERS_TAB: _answer,
        PEOPLE_TAB: lambda row: _member(row, halves),
    }
    tables = dict(snapshot.tables)
    for tab, check in checks.items():
        table = snapshot[tab]
        rows = tuple(_judged(table, row, check(row)) for row in table.rows)
        if rows == table.rows:
            continue
        problems = tuple(problem for row in rows for problem in row.problems)
        tables[tab.title] = replace(table, rows=rows, problems=problems)
    return Snapshot(tables=tables) if tables != snapshot.tables else snapshot


def _judged(table: Table, row: Row, found: Iterator[Fault]) -> Row:
    problems = tuple(
        table.problem(title, row.number, what) for title, what in found if title not in row.misread
    )
    if not problems:
        return row
    return replace(row, problems=(*row.problems, *problems), is_sound=False)


def _text(row: Row, title: str) -> str:
    value = row.values.get(title)
    return "" if value is None else str(value)


def _posted(journal: Table) -> Mapping[str, tuple[MessageRef, str]]:
    """Where the journal knows the message of each effect to stand, and the cell that says so."""
    return {
        row.key: (
            MessageRef(channel=_text(row, "channel"), ts=_text(row, "ts")),
            f"{journal.address('channel', row.number)}:{journal.address('ts', row.number)[8:]}",
        )
        for row in journal.rows
        if row.values["settled"] and row.values["channel"] and row.values["ts"]
    }


def _mentioned(snapshot: Snapshot) -> Iterator[str]:
    """The members of whom groups and answers speak."""
    for row in snapshot[GROUPS_TAB].rows:
        yield from _text(row, "member ids").split()
    for row in snapshot[ANSWERS_TAB].rows:
        yield _text(row, "member id")


def _cut_short(people: AbstractSet[str], mentioned: AbstractSet[str]) -> AbstractSet[str]:
    """The ids that seem to be cut short.

    Slack promises no length. But where one id alone has another length than Slack's have today, or
    is the beginning of one that stands only in the other tabs, a cell was damaged.
    """
    ids = {each for each in people | mentioned if each and not each.startswith("gone-")}
    odd = {each for each in ids if len(each) not in _LENGTHS}
    cut = set()
    for ours, theirs in ((people, mentioned - people), (mentioned - people, people)):
        ordered = sorted(theirs)  # where an id would stand, those come next that begin with it
        for one in ours & ids:
            nearest = ordered[(at := bisect_right(ordered, one)) : at + 1]
            if len(one) >= _SHORTEST and nearest and nearest[0].startswith(one):
                cut.add(one)
    return cut | (odd if len(odd) == 1 and len(ids) >= _FEW else set())


def _group(
    row: Row, posted: Mapping[str, tuple[MessageRef, str]], halves: AbstractSet[str]
) -> Iterator[Fault]:
    if not row.key:
        if any(row.values.get(title) for title in _OWN):
            yield GROUPS_TAB.key, f"the key of this group is gone; {BACK}"
        return
    if row.key.startswith(HISTORY):
        return
    round_id = row.key.rpartition("/")[0]
    slot = round_date(round_id)
    if slot is None or not group_number(row.key):
        yield GROUPS_TAB.key, f"this is not the key of a group; {BACK}"
        return
    yield from _differs(row, "round", round_id)
    yield from _differs(row, "program", round_id.partition("/")[0])
    members = _text(row, "member ids").split()
    # A group that was made anew is closed without members; after its intro nobody leads it either.
    is_dissolved = _text(row, "status written") == Status.CLOSED_STALE and not (
        row.values["intro message ts"] and row.values["point person"]
    )
    fewest = len(members) if is_dissolved else max(2, len(members))
    if len(set(members)) < fewest or halves & set(members):
        yield "member ids", f"fewer than two stand here, somebody twice, or half an id; {BACK}"
    if members and _text(row, "point person") not in {"", *members}:
        yield "point person", f"this is nobody of the group; {BACK}"
    day = row.values["date of intro"]
    if isinstance(day, date) and not slot <= day <= slot + LATEST:
        yield "date of intro", f"the round was on {slot}; {BACK}"
    yield from _misplaced(row, posted)


def _misplaced(row: Row, posted: Mapping[str, tuple[MessageRef, str]]) -> Iterator[Fault]:
    """Messages of a group that do not stand where the journal knows them to be."""
    channel, intro = _text(row, "group channel id"), _text(row, "intro message ts")
    if intro and not channel:
        yield "group channel id", f"the conversation of this group is gone; {BACK}"
        return
    first = {"intro": MessageRef(channel=channel, ts=intro)} if intro else {}
    for stage, post in {**first, **read_messages(_text(row, "messages"))}.items():
        title = "messages" if stage != "intro" else "intro message ts"
        known, where = posted.get(f"{row.key} {stage}", (post, ""))
        if stage.partition("-")[0] not in tuple(Stage) or post.channel != (channel or post.channel):
            yield title, f"'{stage}' was not sent in the conversation of this group; {BACK}"
        elif known != post:
            yield title, _other_place(known, where)


def _other_place(known: MessageRef, where: str) -> str:
    return f"{where} says {known.channel}:{known.ts}; {BACK}, here or there"


def _differs(row: Row, title: str, wanted: str) -> Iterator[Fault]:
    if _text(row, title) not in {"", wanted}:
        yield title, f"the key of this row says {wanted}; {BACK}"


def _chosen(answers: Table) -> Mapping[str, Counter[str]]:
    """How many chose what in the poll of each round, as recorded."""
    found: dict[str, Counter[str]] = {}
    for row in answers.rows:
        about, _, stage = row.key.rpartition(" ")[0].rpartition(" ")
        if stage == Stage.POLL and not row.values["withdrawn"]:
            found.setdefault(about, Counter()).update(_text(row, "answer").split(" | "))
    return found


def _is_other_poll(choices: str, chosen: Counter[str]) -> bool:
    """Whether two members chose what does not stand there, or nobody chose anything that does."""
    half = choices[: len(choices) // 2]
    known = {*choices.split(" | "), NOT_TODAY, ""}
    others = [count for choice, count in chosen.items() if choice not in known]
    return (" | " in half and choices == half + half) or (
        max(others, default=0) > 1 or (len(others) > 0 and len(others) == len(chosen))
    )


def _round(
    row: Row, posted: Mapping[str, tuple[MessageRef, str]], chosen: Counter[str]
) -> Iterator[Fault]:
    name, _, slot = row.key.partition("/")
    yield from _differs(row, "program", name)
    if row.key and not is_extra(row.key) and len(slot) != len("2026-11-23"):
        yield ROUNDS_TAB.key, f"this is no round; {BACK}"
    stage, stages = _text(row, "stage"), _text(row, "stages").split()
    done = {each.partition("=")[0] for each in stages}
    if poll := read_messages(_text(row, "messages")).get(Stage.POLL):
        known, where = posted.get(f"{row.key} {Stage.POLL}", (poll, ""))
        if known != poll:
            yield "messages", _other_place(known, where)
    number = row.values.get("number")
    if isinstance(number, int) and number > _MOST_ROUNDS:
        yield "number", f"{number} is more rounds than there can be; {BACK}"
    choices = _text(row, "choices")
    if choices and _is_other_poll(choices, chosen):
        yield "choices", f"these are not the choices that members were asked for; {BACK}"
    if stage and stage not in done and not stage.startswith(_ENDS):
        yield "stage", f"'{stage}' stands in no stage that was done; {BACK}, here or in stages"


def _answer(row: Row) -> Iterator[Fault]:
    about, _, stage = row.key.rpartition(" ")[0].rpartition(" ")
    member = row.key.rpartition(" ")[2]
    if row.key and not (about and stage):
        yield ANSWERS_TAB.key, f"this is not the key of an answer; {BACK}"
        return
    yield from _differs(row, "member id", member)
    if round_date(about) is not None:
        round_id = about.rpartition("/")[0] if about.count("/") > 1 else about
        yield from _differs(row, "round", round_id)
        yield from _differs(row, "program", about.partition("/")[0])
    if about.count("/") > 1:
        yield from _differs(row, "group key", about)
    choices = _text(row, "answer").split(" | ")
    if stage.endswith("/wish"):
        if not all(map(_is_wish, choices)):
            yield "answer", f"this is no wish of a member; {BACK}"
    elif about.count("/") > 1 and not set(choices) <= set(Meaning):
        yield "answer", f"this is no answer of a member; {BACK}"


def _is_wish(choice: str) -> bool:
    wish, _, aside = choice.partition(", ")
    day = wish.removeprefix("skip until ")
    return aside in {"", "set aside"} and (
        wish in {MemberRequest.STOP, MemberRequest.REPEAT}
        or (day != wish and read_date(day) is not None)
    )


def _member(row: Row, halves: AbstractSet[str]) -> Iterator[Fault]:
    if row.key in halves:
        yield PEOPLE_TAB.key, f"this is not a whole Slack id; {BACK}"
    silent = _text(row, "silent since").split()
    if any(round_date(each) is None for each in silent):
        yield "silent since", f"these are not all rounds; {BACK}"
    elif _text(row, "silent rounds") not in {str(len(silent)), "" if not silent else "0"}:
        yield "silent since", f"silent rounds says another number than stands here; {BACK}"
