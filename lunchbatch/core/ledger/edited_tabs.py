"""What people write into themselves: the tabs Draft and Keep apart, and their approval."""

from lunchbatch.core.ledger.columns import CellKind, CellOwner, Column, Tab

APPROVAL_COLUMN = Column(
    title="approval",
    kind=CellKind.APPROVAL,
    owner=CellOwner.SHARED,
    help="Tick the box, or type yes, to send what stands in Draft. Any other word holds it.",
    optional=True,
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
