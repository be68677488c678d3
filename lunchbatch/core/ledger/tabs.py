"""The tabs of the ledger: every column declared once, with its kind, its owner and its help.

Parsing, ownership, `setup`, the table in docs/sheet.md and the CSV headers all follow from here.
"""

from lunchbatch.core.ledger.columns import CellKind, CellOwner, Column, Tab
from lunchbatch.core.ledger.edited_tabs import (
    APPROVAL_COLUMN,
    DRAFT_TAB,
    KEEP_APART_TAB,
    PEOPLE_TAB,
)

__all__ = ["DRAFT_TAB", "KEEP_APART_TAB", "PEOPLE_TAB", "CellKind", "CellOwner", "Column", "Tab"]


def _folded(
    title: str, kind: CellKind = CellKind.TEXT, *, help: str, optional: bool = False
) -> Column:
    return Column(title=title, kind=kind, help=help, optional=optional, is_folded=True)


GROUPS_TAB = Tab(
    title="Groups",
    key="group key",
    help="One row a group: who was introduced to whom, and how it stands. Groups of another tool "
    "may be pasted below: names and date are enough, the group key stays empty.",
    own_rows=True,
    informs=frozenset({"names", "answers"}),
    columns=(
        Column(
            title="group channel id",
            kind=CellKind.CHANNEL,
            help="The Slack conversation of the group; the same people always share one.",
        ),
        Column(
            title="meeting status",
            kind=CellKind.STATUS,
            owner=CellOwner.SHARED,
            help="Follows the reactions; a status typed here wins. Clear it to hand it back.",
        ),
        Column(title="date of intro", kind=CellKind.DATE, help="The day they were introduced."),
        Column(title="names", help="Who is in the group, by name."),
        Column(title="program", help="The program, as in the config."),
        Column(title="round", kind=CellKind.ROUND, help="The round: program/date."),
        Column(title="group key", kind=CellKind.ID, help="Identifies the row; never edit it."),
        Column(
            title="member ids",
            kind=CellKind.MEMBERS,
            help="Who is in the group, by Slack id, separated by spaces.",
        ),
        Column(title="point person", kind=CellKind.MEMBER, help="Who makes the meeting happen."),
        Column(title="time", kind=CellKind.ID, help="The time or choice of a lunch poll."),
        Column(title="intro message ts", kind=CellKind.MESSAGE, help="Slack's id of the intro."),
        Column(title="answers", help="Who answered what, as read last."),
        Column(
            title="status written",
            kind=CellKind.STATUS,
            help="The last status the program wrote, so that it can tell yours from its own.",
        ),
        Column(
            title="messages",
            kind=CellKind.MESSAGES,
            help="The messages sent to the group since: stage=channel:ts, separated by spaces.",
        ),
        Column(
            title="icebreaker",
            kind=CellKind.ID,
            help="Which question the intro asked, so that none comes twice.",
            optional=True,
        ),
    ),
)

ROUNDS_TAB = Tab(
    title="Rounds",
    key="round",
    help="One row a round: what was due, what was done, who was not in and why.",
    informs=frozenset(
        {
            "program",
            "slot",
            "due",
            "done",
            "late by",
            "groups",
            "introduced",
            "repeats",
            "unavoidable",
            "met",
            "paused",
        }
    ),
    columns=(
        APPROVAL_COLUMN,
        Column(title="round", kind=CellKind.ROUND, help="program/date."),
        Column(
            title="stage",
            help="The last stage that is done, or 'missed', or 'skipped', or 'off:' and why.",
        ),
        Column(title="groups", kind=CellKind.NUMBER, help="Groups made."),
        Column(title="introduced", kind=CellKind.NUMBER, help="People in those groups."),
        Column(title="repeats", kind=CellKind.NUMBER, help="Pairs who had met before."),
        Column(title="met", kind=CellKind.NUMBER, help="Groups that met, when the round closed."),
        Column(title="late by", help="How late the first stage ran."),
        Column(title="not in", help="Everyone who was in no group, each with the reason."),
        _folded("program", help="The program, as in the config."),
        _folded("slot", CellKind.DATE, help="The date of the round in the calendar."),
        _folded(
            "number",
            CellKind.NUMBER,
            help="Counts the program's rounds from 1; missed and skipped ones have none.",
            optional=True,
        ),
        _folded(
            "stages",
            CellKind.STAGES,
            help="Each stage with the moment it was done: intro=2026-11-23T09:30:00+01:00.",
        ),
        _folded("due", CellKind.MOMENT, help="When the round was due to begin."),
        _folded("done", CellKind.MOMENT, help="When the last stage was done."),
        _folded("members", CellKind.NUMBER, help="People in the channel."),
        _folded("unavoidable", CellKind.NUMBER, help="Of the repeats, proved unavoidable."),
        _folded(
            "paused",
            CellKind.NUMBER,
            help="Members paused at the close, after too many silent rounds.",
            optional=True,
        ),
        _folded(
            "choices", CellKind.ID, help="The choices of a poll, as it was opened.", optional=True
        ),
        _folded(
            "poll closes", CellKind.MOMENT, help="Until when a poll takes answers.", optional=True
        ),
        _folded(
            "group size",
            CellKind.NUMBER,
            help="The wished size, when given by hand for this round.",
            optional=True,
        ),
        _folded(
            "messages",
            CellKind.MESSAGES,
            help="Messages of the round itself (the poll): stage=channel:ts.",
            optional=True,
        ),
    ),
)

ANSWERS_TAB = Tab(
    title="Answers",
    key="answer key",
    help="One row per member and message: poll choices and meeting answers.",
    informs=frozenset({"first seen", "last seen"}),
    columns=(
        Column(
            title="answer key", kind=CellKind.ID, help="Message and member; identifies the row."
        ),
        Column(title="program", help="The program, as in the config."),
        Column(title="round", kind=CellKind.ROUND, help="The round."),
        Column(title="group key", kind=CellKind.ID, help="The group; empty for a poll."),
        Column(title="member id", kind=CellKind.MEMBER, help="Who answered."),
        Column(title="answer", kind=CellKind.ID, help="All choices present when last read."),
        Column(title="first seen", kind=CellKind.MOMENT, help="When an answer was first read."),
        Column(title="last seen", kind=CellKind.MOMENT, help="When it was last read to change."),
        Column(title="withdrawn", kind=CellKind.MOMENT, help="When it was found taken back."),
        Column(
            title="message",
            kind=CellKind.PLACE,
            help="Where it was asked: channel:ts.",
            optional=True,
        ),
    ),
)

JOURNAL_TAB = Tab(
    title="Journal",
    key="effect",
    help="The program's own: every outward act, claimed before and settled after.",
    own_rows=True,
    drops_copies=True,
    columns=(
        Column(title="effect", kind=CellKind.ID, help="Round, group and stage; or the last wake."),
        Column(title="run", kind=CellKind.ID, help="The run that claimed it; or what woke it."),
        Column(title="claimed", kind=CellKind.MOMENT, help="When it was claimed."),
        Column(title="settled", kind=CellKind.MOMENT, help="When it was settled."),
        Column(title="outcome", help="sent, found, failed, left or dropped; running for a run."),
        Column(title="channel", kind=CellKind.CHANNEL, help="Where it went."),
        Column(title="ts", kind=CellKind.MESSAGE, help="Slack's id of the message."),
        Column(title="tries", kind=CellKind.NUMBER, help="How often it was refused for good."),
    ),
)

PROBLEMS_TAB = Tab(
    title="Problems",
    key="where",
    help="Cells the program could not understand; rewritten by every run that changes it.",
    own_rows=True,
    copied_rows=True,
    columns=(
        Column(title="where", kind=CellKind.ID, help="The address of the cell."),
        Column(title="what", help="What is wrong and how to mend it."),
        Column(title="link", kind=CellKind.ID, help="A link to the cell."),
    ),
)

STATS_TAB = Tab(
    title="Stats",
    key="round",
    help="Figures by round, for the chart.",
    own_rows=True,
    columns=(
        Column(title="round", kind=CellKind.ROUND, help="The round."),
        Column(title="program", help="The program."),
        Column(title="date", kind=CellKind.DATE, help="The date of the round."),
        Column(title="introduced", kind=CellKind.NUMBER, help="People introduced."),
        Column(title="groups", kind=CellKind.NUMBER, help="Groups made."),
        Column(title="met", kind=CellKind.NUMBER, help="Groups that met."),
        Column(
            title="new connections", kind=CellKind.NUMBER, help="Pairs who met for the first time."
        ),
    ),
)

TABS: tuple[Tab, ...] = (
    GROUPS_TAB,
    PEOPLE_TAB,
    ROUNDS_TAB,
    ANSWERS_TAB,
    KEEP_APART_TAB,
    JOURNAL_TAB,
    PROBLEMS_TAB,
    STATS_TAB,
    DRAFT_TAB,
)
