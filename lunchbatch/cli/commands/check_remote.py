"""What `check` asks Slack and the ledger. It only reads."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from lunchbatch.adapters.csv_folder import csv_ledger
from lunchbatch.adapters.csv_folder.csv_ledger import CsvLedger
from lunchbatch.adapters.sheet.metadata import SheetMetadata, locked, try_to_write
from lunchbatch.adapters.sheet.sheet_setup import missing_tab, read_tabs
from lunchbatch.adapters.sheet.sheets_client import SheetsHttp, link_to
from lunchbatch.core.checks import cron_coverage, ledger_rows, slack_setup
from lunchbatch.core.checks.finding import Finding, fault, good, note
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.tab_check import lacking, tabs_of
from lunchbatch.core.ledger.table import Snapshot, Table, understand
from lunchbatch.core.ledger.tabs import KEEP_APART_TAB, TABS, Tab
from lunchbatch.core.model.people import SlackChannel
from lunchbatch.core.schedule.cron import CronSchedule
from lunchbatch.core.settings.policy import Policy
from lunchbatch.core.settings.setting_types import sheet_id
from lunchbatch.errors import LunchbatchError
from lunchbatch.ports import ChannelReader, Clock, Identity
from lunchbatch.settings_file.read_settings import unfilled

_UNREAD = (
    "the tab Keep apart is not read, because ledger.keep_apart_sheet names another Sheet for it; "
    "move its pairs there and delete the tab"
)


def workspace(policy: Policy | None, slack_: ChannelReader, now: datetime) -> Iterator[Finding]:
    """The token, its scopes, the channels, the people and the owner."""
    try:
        us = slack_.identity()
    except LunchbatchError as failure:
        yield fault(slack_setup.AREA, str(failure))
        return
    yield good(slack_setup.AREA, f"the token opens the workspace {us.team}, as {us.user}")
    if policy is None:
        return
    rooms: dict[str, SlackChannel] = {}
    found = [
        finding
        for name in policy.programs
        for finding in _room(policy, name, slack_, us, rooms, now)
    ]
    private = {room.id for room in rooms.values() if room.is_private}
    programs = policy.programs.values()
    needed = slack_setup.needed_scopes(programs, private)
    yield from slack_setup.check_scopes(us.scopes, needed, slack_setup.spare_scopes(programs))
    yield from found
    yield from slack_setup.check_home(policy)
    try:
        person = slack_.people([policy.owner]).get(policy.owner) if policy.owner else None
    except LunchbatchError as failure:
        yield fault("owner", str(failure))
    else:
        yield from slack_setup.check_owner(policy, person)


def _room(
    policy: Policy,
    name: str,
    slack_: ChannelReader,
    us: Identity,
    rooms: dict[str, SlackChannel],
    now: datetime,
) -> Iterator[Finding]:
    program = policy.programs[name]
    if f"programs.{name}.channel" in unfilled(policy):
        return
    try:
        rooms[name] = slack_.room(program.channel)
        yield from slack_setup.check_room(name, program, rooms[name])
        members = slack_.members(program.channel)
        people = slack_.people(members)
    except LunchbatchError as failure:
        yield fault(f"programs.{name}", str(failure))
    else:
        yield from slack_setup.check_people(name, program, members, people, us.teams)
        day = now.astimezone(program.zone).date()
        yield from slack_setup.check_hours(name, program, members, people, day)


def sheet(
    policy: Policy, wire: SheetsHttp, wakes: Sequence[CronSchedule], now: datetime
) -> Iterator[Finding]:
    """The Sheet: reachable, writable, with its tabs, each cell understood; and the last wake."""
    private = policy.ledger.keep_apart_sheet
    spreadsheet = sheet_id(policy.ledger.sheet or "")
    tables: dict[str, Table] = {}
    tabs = tabs_of(keep_apart_elsewhere=private is not None)
    yield from _spreadsheet(wire, spreadsheet, tabs, tables, is_written=True)
    if private is not None:
        yield from _spreadsheet(
            wire, sheet_id(private), (KEEP_APART_TAB,), tables, is_written=False
        )
    if tables:
        yield from _rows(policy, Snapshot(tables=tables), wakes, now)


def _rows(
    policy: Policy, snapshot: Snapshot, wakes: Sequence[CronSchedule], now: datetime
) -> Iterator[Finding]:
    yield from ledger_rows.check(policy, snapshot)
    if len(snapshot.tables) == len(TABS):
        yield from cron_coverage.check_last_wake(records(snapshot), wakes, now)


def _spreadsheet(
    wire: SheetsHttp,
    spreadsheet: str,
    tabs: Sequence[Tab],
    tables: dict[str, Table],
    *,
    is_written: bool,
) -> Iterator[Finding]:
    place = link_to(spreadsheet)
    try:
        there = read_tabs(wire, spreadsheet, tabs)
    except LunchbatchError as failure:
        yield fault(ledger_rows.AREA, str(failure))
        return
    if is_written:
        yield from _writable(wire, spreadsheet, there, tabs)
    for tab in tabs:
        seen = there.tab(tab)
        if seen is None:
            problems = tuple(filter(None, [missing_tab(tab, there, place)]))
        else:
            problems = lacking(tab, seen.cells, f"{place}#gid={seen.sheet_id}")
        yield from (fault(ledger_rows.AREA, each.line) for each in problems)
        if seen is not None and not problems:
            tables[tab.title] = understand(seen.grid(tab, place))
    if is_written and KEEP_APART_TAB not in tabs and there.tab(KEEP_APART_TAB) is not None:
        yield note(ledger_rows.AREA, f"{_UNREAD}: {place}")
    if all(tab.title in tables for tab in tabs):
        yield good(ledger_rows.AREA, f"its {len(tabs)} tabs have the headers they need: {place}")


def _writable(
    wire: SheetsHttp, spreadsheet: str, there: SheetMetadata, tabs: Sequence[Tab]
) -> Iterator[Finding]:
    try:
        try_to_write(wire, spreadsheet)
    except LunchbatchError as failure:
        yield fault(ledger_rows.AREA, str(failure))
        return
    problems = locked(there, tabs, wire.who, link_to(spreadsheet))
    yield from (fault(ledger_rows.AREA, each.line) for each in problems)
    if not problems:
        yield good(ledger_rows.AREA, f"{wire.who} may read and edit the Sheet")


def folder(
    policy: Policy, path: Path, wakes: Sequence[CronSchedule], clock: Clock
) -> Iterator[Finding]:
    """The folder of CSV files: its headers, each cell understood, and the last wake."""
    try:
        problems = csv_ledger.missing(path, TABS)
        yield from (fault(ledger_rows.AREA, problem.line) for problem in problems)
        if not problems:
            yield good(ledger_rows.AREA, f"the files in {path} have the headers they need")
            snapshot = CsvLedger(path, now=clock.now, sleep=clock.sleep).read()
            yield from _rows(policy, snapshot, wakes, clock.now())
    except LunchbatchError as failure:
        yield fault(ledger_rows.AREA, str(failure))
