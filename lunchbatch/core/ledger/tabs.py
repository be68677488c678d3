"""The tabs of the ledger: every column declared once, with its kind, its owner and its help.

Parsing, ownership, `setup`, the README's tables and the CSV headers all follow from here.
"""

from lunchbatch.core.ledger.columns import Column, Kind, Owner, Tab
from lunchbatch.core.ledger.edited_tabs import DRAFT, KEEP_APART

__all__ = ["DRAFT", "KEEP_APART", "Column", "Kind", "Owner", "Tab"]


def _person(title: str, kind: Kind = Kind.TEXT, *, help: str) -> Column:
    return Column(title=title, kind=kind, owner=Owner.PERSON, help=help, optional=True)


GROUPS = Tab(
    title="Groups",
    key="group key",
    help="One row a group: who was introduced to whom, and how it stands. Groups of another tool "
    "may be pasted below: names and date are enough, the group key stays empty.",
    own_rows=True,
    columns=(
        Column(
            title="group channel id",
            kind=Kind.ID,
            help="The Slack conversation of the group; the same people always share one.",
        ),
        Column(
            title="meeting status",
            kind=Kind.STATUS,
            owner=Owner.SHARED,
            help="Follows the reactions; a status typed here wins. Clear it to hand it back.",
        ),
        Column(title="date of intro", kind=Kind.DATE, help="The day they were introduced."),
        Column(title="names", help="Who is in the group, by name."),
        Column(title="program", help="The program, as in the config."),
        Column(title="round", kind=Kind.ROUND, help="The round: program/date."),
        Column(title="group key", kind=Kind.ID, help="Identifies the row; never edit it."),
        Column(
            title="member ids",
            kind=Kind.ID,
            help="Who is in the group, by Slack id, separated by spaces.",
        ),
        Column(title="point person", kind=Kind.ID, help="Who makes the meeting happen."),
        Column(title="time", kind=Kind.ID, help="The time or choice of a lunch poll."),
        Column(title="intro message ts", kind=Kind.ID, help="Slack's id of the intro."),
        Column(title="answers", help="Who answered what, as read last."),
        Column(
            title="status written",
            kind=Kind.STATUS,
            help="The last status the program wrote, so that it can tell yours from its own.",
        ),
        Column(
            title="messages",
            kind=Kind.ID,
            help="The messages sent to the group since: stage=channel:ts, separated by spaces.",
        ),
        Column(
            title="icebreaker",
            kind=Kind.ID,
            help="Which question the intro asked, so that none comes twice.",
            optional=True,
        ),
    ),
)

PEOPLE = Tab(
    title="People",
    key="member id",
    help="One row a member. Your columns steer who takes part; add columns to use as tags.",
    columns=(
        Column(title="member id", kind=Kind.ID, help="The Slack id."),
        Column(title="name", help="The name in Slack when last seen."),
        Column(
            title="paused until",
            kind=Kind.PAUSE,
            owner=Owner.SHARED,
            help="A date (the first day they take part again) or 'until further notice'. "
            "What you type wins over emoji; clear it to bring somebody back.",
            optional=True,
        ),
        _person(
            "joins every N rounds",
            Kind.NUMBER,
            help="2 = every second round: those whose number in Rounds it divides, for everybody.",
        ),
        _person("team", help="A tag: mixing can prefer other teams, or require them."),
        _person("location", help="A tag, like team."),
        _person("note", help="Yours; the program never reads it."),
        Column(title="first seen", kind=Kind.DATE, help="When they were first seen."),
        Column(title="left on", kind=Kind.DATE, help="When they were seen to have left."),
        Column(
            title="pause written",
            kind=Kind.PAUSE,
            help="The last pause the program wrote, so that it can tell yours from its own.",
            optional=True,
        ),
        Column(
            title="silent rounds",
            kind=Kind.NUMBER,
            help="Rounds in a row without any sign of life.",
            optional=True,
        ),
        Column(
            title="silent since",
            kind=Kind.ID,
            help="Rounds already counted as silent, so that none counts twice.",
            optional=True,
        ),
        Column(
            title="messages",
            kind=Kind.ID,
            help="Messages to this member alone: stage=channel:ts, separated by spaces.",
            optional=True,
        ),
        Column(
            title="home",
            kind=Kind.ID,
            help="A mark of their Home tab as published last, so that it is when it changes only.",
            optional=True,
        ),
    ),
)

ROUNDS = Tab(
    title="Rounds",
    key="round",
    help="One row a round: what was due, what was done, who was not in and why.",
    columns=(
        Column(title="round", kind=Kind.ROUND, help="program/date."),
        Column(title="program", help="The program, as in the config."),
        Column(title="slot", kind=Kind.DATE, help="The date of the round in the calendar."),
        Column(
            title="number",
            kind=Kind.NUMBER,
            help="Counts the program's rounds from 1; missed and skipped ones have none.",
            optional=True,
        ),
        Column(
            title="stage",
            help="The last stage that is done, or 'missed', or 'skipped', or 'off:' and why.",
        ),
        Column(
            title="stages",
            help="Each stage with the moment it was done: intro=2026-11-23T09:30:00+01:00.",
        ),
        Column(title="due", kind=Kind.MOMENT, help="When the round was due to begin."),
        Column(title="done", kind=Kind.MOMENT, help="When the last stage was done."),
        Column(title="late by", help="How late the first stage ran."),
        Column(title="members", kind=Kind.NUMBER, help="People in the channel."),
        Column(title="groups", kind=Kind.NUMBER, help="Groups made."),
        Column(title="introduced", kind=Kind.NUMBER, help="People in those groups."),
        Column(title="repeats", kind=Kind.NUMBER, help="Pairs who had met before."),
        Column(title="unavoidable", kind=Kind.NUMBER, help="Of those, proved unavoidable."),
        Column(title="met", kind=Kind.NUMBER, help="Groups that met, when the round closed."),
        Column(
            title="paused",
            kind=Kind.NUMBER,
            help="Members paused at the close, after too many silent rounds.",
            optional=True,
        ),
        Column(title="not in", help="Everyone who was in no group, each with the reason."),
        Column(
            title="choices",
            kind=Kind.ID,
            help="The choices of a poll, as it was opened.",
            optional=True,
        ),
        Column(
            title="poll closes",
            kind=Kind.MOMENT,
            help="Until when a poll takes answers.",
            optional=True,
        ),
        Column(
            title="group size",
            kind=Kind.NUMBER,
            help="The wished size, when given by hand for this round.",
            optional=True,
        ),
        Column(
            title="approval",
            owner=Owner.SHARED,
            help="For draft and approve: type 'approved' to send what stands in Draft.",
            optional=True,
        ),
        Column(
            title="messages",
            kind=Kind.ID,
            help="Messages of the round itself (the poll): stage=channel:ts.",
            optional=True,
        ),
    ),
)

ANSWERS = Tab(
    title="Answers",
    key="answer key",
    help="One row per member and message: poll choices and meeting answers.",
    columns=(
        Column(title="answer key", kind=Kind.ID, help="Message and member; identifies the row."),
        Column(title="program", help="The program, as in the config."),
        Column(title="round", kind=Kind.ROUND, help="The round."),
        Column(title="group key", kind=Kind.ID, help="The group; empty for a poll."),
        Column(title="member id", kind=Kind.ID, help="Who answered."),
        Column(title="answer", kind=Kind.ID, help="All choices present when last read."),
        Column(title="first seen", kind=Kind.MOMENT, help="When an answer was first read."),
        Column(title="last seen", kind=Kind.MOMENT, help="When it was last read to change."),
        Column(title="withdrawn", kind=Kind.MOMENT, help="When it was found taken back."),
        Column(
            title="message",
            kind=Kind.ID,
            help="Where it was asked: channel:ts.",
            optional=True,
        ),
    ),
)

JOURNAL = Tab(
    title="Journal",
    key="effect",
    help="The program's own: every outward act, claimed before and settled after.",
    columns=(
        Column(title="effect", kind=Kind.ID, help="Round, group and stage."),
        Column(title="run", kind=Kind.ID, help="The run that claimed it."),
        Column(title="claimed", kind=Kind.MOMENT, help="When it was claimed."),
        Column(title="settled", kind=Kind.MOMENT, help="When it was settled."),
        Column(title="outcome", help="sent, found, failed, left or dropped; running for a run."),
        Column(title="channel", kind=Kind.ID, help="Where it went."),
        Column(title="ts", kind=Kind.ID, help="Slack's id of the message."),
        Column(title="tries", kind=Kind.NUMBER, help="How often it was refused for good."),
    ),
)

PROBLEMS = Tab(
    title="Problems",
    key="where",
    help="Cells the program could not understand; rewritten by every run that changes it.",
    columns=(
        Column(title="where", kind=Kind.ID, help="The address of the cell."),
        Column(title="what", help="What is wrong and how to mend it."),
        Column(title="link", kind=Kind.ID, help="A link to the cell."),
    ),
)

STATS = Tab(
    title="Stats",
    key="round",
    help="Figures by round, for the chart.",
    columns=(
        Column(title="round", kind=Kind.ROUND, help="The round."),
        Column(title="program", help="The program."),
        Column(title="date", kind=Kind.DATE, help="The date of the round."),
        Column(title="introduced", kind=Kind.NUMBER, help="People introduced."),
        Column(title="groups", kind=Kind.NUMBER, help="Groups made."),
        Column(title="met", kind=Kind.NUMBER, help="Groups that met."),
        Column(title="new connections", kind=Kind.NUMBER, help="Pairs who met for the first time."),
    ),
)

TABS: tuple[Tab, ...] = (
    GROUPS,
    PEOPLE,
    ROUNDS,
    ANSWERS,
    KEEP_APART,
    JOURNAL,
    PROBLEMS,
    STATS,
    DRAFT,
)
