"""The tabs that people write into themselves: People, Keep apart and Draft, with its approval."""

from lunchbatch.core.ledger.columns import CellKind, CellOwner, Column, Tab


def _person(title: str, kind: CellKind = CellKind.TEXT, *, help: str) -> Column:
    return Column(title=title, kind=kind, owner=CellOwner.PERSON, help=help, optional=True)


APPROVAL_COLUMN = Column(
    title="approval",
    kind=CellKind.APPROVAL,
    owner=CellOwner.SHARED,
    help="Tick the box, or type yes, to send what stands in Draft; again makes other groups. "
    "Any other word holds it.",
    optional=True,
)

PEOPLE_TAB = Tab(
    title="People",
    key="member id",
    help="One row a member. Your columns steer who takes part; add columns to use as tags.",
    informs=frozenset({"name", "first seen", "silent rounds", "home"}),
    columns=(
        Column(title="member id", kind=CellKind.MEMBER, help="The Slack id."),
        Column(title="name", help="The name in Slack when last seen."),
        Column(
            title="paused until",
            kind=CellKind.PAUSE,
            owner=CellOwner.SHARED,
            help="A date (the first day they take part again) or 'until further notice'. "
            "What you type wins over emoji; clear it to bring somebody back.",
            optional=True,
        ),
        _person(
            "joins every N rounds",
            CellKind.RHYTHM,
            help="2 = every second round: those whose number in Rounds it divides, for everybody.",
        ),
        _person("team", help="A tag: mixing can prefer other teams, or require them."),
        _person("location", help="A tag, like team."),
        _person("note", help="Yours; the program never reads it."),
        Column(title="first seen", kind=CellKind.DATE, help="When they were first seen."),
        Column(title="left on", kind=CellKind.DATE, help="When they were seen to have left."),
        Column(
            title="pause written",
            kind=CellKind.PAUSE,
            help="The last pause the program wrote, so that it can tell yours from its own.",
            optional=True,
        ),
        Column(
            title="silent rounds",
            kind=CellKind.NUMBER,
            help="Rounds in a row without any sign of life.",
            optional=True,
        ),
        Column(
            title="silent since",
            kind=CellKind.ID,
            help="Rounds already counted as silent, so that none counts twice.",
            optional=True,
        ),
        Column(
            title="messages",
            kind=CellKind.MESSAGES,
            help="Messages to this member alone: stage=channel:ts, separated by spaces.",
            optional=True,
        ),
        Column(
            title="home",
            kind=CellKind.ID,
            help="A mark of their Home tab as published last, so that it is when it changes only.",
            optional=True,
        ),
        Column(
            title="earlier names",
            help="Names they had in Slack before, a line each, so that Keep apart knows them.",
            optional=True,
        ),
    ),
)

KEEP_APART_TAB = Tab(
    title="Keep apart",
    key="",
    help="Pairs never to be put together, by member id. Only you write here.",
    columns=(
        Column(
            title="member a",
            kind=CellKind.ID,
            owner=CellOwner.PERSON,
            help="A Slack id, or a name as in People.",
        ),
        Column(
            title="member b",
            kind=CellKind.ID,
            owner=CellOwner.PERSON,
            help="A Slack id, or a name as in People.",
        ),
        Column(
            title="note",
            owner=CellOwner.PERSON,
            help="Yours; the program never reads it.",
            optional=True,
        ),
    ),
)

DRAFT_TAB = Tab(
    title="Draft",
    key="row key",
    help="With draft and approve: the groups of the next round before anybody hears of them. "
    "Edit them, then tick the box above them.",
    own_rows=True,
    copied_rows=True,
    columns=(
        APPROVAL_COLUMN,
        Column(
            title="round",
            kind=CellKind.ROUND,
            owner=CellOwner.SHARED,
            help="The round: program/date. It may stay empty in a row that you add.",
        ),
        Column(
            title="group",
            owner=CellOwner.SHARED,
            help="A number, another one for each group, or 'left out' for people to be in none.",
        ),
        Column(
            title="members",
            owner=CellOwner.SHARED,
            help="Names or Slack ids with commas between. Change them, or delete the whole row.",
        ),
        Column(
            title="point person",
            owner=CellOwner.SHARED,
            help="Who makes the meeting happen; empty is whose turn it is.",
        ),
        Column(title="why", help="How well they know each other, or why they are left out."),
        Column(title="last met", help="The date on which any two of them met last."),
        Column(
            title="as drafted",
            help="Who was in the row at first, by Slack id; so that nobody is lost by mistake.",
        ),
        Column(title="row key", kind=CellKind.ID, help="Leave it empty in a row that you add."),
    ),
)
