"""One cell: what a person or the Sheet put there in, a typed value out, and back.

A Google Sheet stores a date as days since 1899-12-30 (Sheets API, "About date & time values"),
with no time zone; a CSV file stores text only. Both are read by the same rules, and a cell that
does not fit is reported, never guessed at.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from lunchbatch.core.ledger.columns import CellKind
from lunchbatch.core.ledger.date_cells import (
    DateOrder,
    is_possible,
    of_serial,
    read_date,
    read_moment,
)
from lunchbatch.core.ledger.slack_cells import NAMED, read_id
from lunchbatch.core.model.spelling import nearest
from lunchbatch.core.model.terms import Pause, Status

LONGEST_SHOWN = 60  # characters of a cell that are quoted in a sentence
MOST_DIGITS = 9

_ROUND = re.compile(r"[^/\s]+/([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9]).*")
_NUMBER = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}")
_EXTRA = re.compile(r"[^/\s]+/[0-9]{4}-[0-9]{2}-[0-9]{2}-extra-[0-9]+")
MOST_ROUNDS = 100  # years of them, however often they are
_LOOKS_LIKE_A_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CellError:
    """A cell that has no value: `text` is what it shows instead, such as `#REF!`."""

    text: str
    remedy: str = "clear it or type the value again"


RawCell = str | int | float | bool | date | CellError | None
Value = str | int | date | datetime | Status | Pause | None


class CellValueError(ValueError):
    """The cell cannot be understood; the text says what is allowed."""


def read_cell(kind: CellKind, raw: RawCell, order: DateOrder | None = None) -> Value:
    """The value of a cell, or `CellValueError`. Empty and blank cells are None.

    `order` is that of days and months in dates such as 3/2/2026, where it is known.
    """
    if isinstance(raw, CellError):
        raise CellValueError(f"shows {raw.text}; {raw.remedy}")
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if kind is CellKind.TEXT:
        return _plain(raw)
    if kind in _OF_DATES:
        return _OF_DATES[kind](raw, order)
    return _read_slack(kind, raw) if kind in NAMED else _READERS[kind](raw)


def is_nothing(raw: RawCell) -> bool:
    """Whether a cell holds nothing, or what a column filled down leaves in a row without use."""
    return not raw or (isinstance(raw, str) and raw.strip().lower() in {"", "0", "false"})


def write_cell(value: Value) -> RawCell:
    """What an adapter stores: text, a number or a date, never anything to be evaluated."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Pause):
        return value.until if value.until is not None else Pause.FOREVER
    if isinstance(value, Status):
        return str(value)
    return value


def round_date(round_id: str) -> date | None:
    """The date in the id of a round, such as `coffee/2026-11-23`; None if it is no such id."""
    found = _ROUND.fullmatch(round_id)
    try:
        day = date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
    return day if day is not None and is_possible(day) else None


def group_number(key: str) -> int:
    """The number at the end of a group's key, such as `coffee/2026-11-23/1`; 0 if it has none."""
    found = _NUMBER.fullmatch(key.rpartition("/")[2])
    return int(found[0]) if found else 0


def is_extra(round_id: str) -> bool:
    """Whether a round is an extra group of a day (`coffee/2026-11-25-extra-1`), by hand."""
    return _EXTRA.fullmatch(round_id) is not None


def _plain(raw: RawCell) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return raw if isinstance(raw, str) else str(raw)


def _shown(raw: RawCell) -> str:
    """What a cell holds, in quotes; the beginning of what is long."""
    text = _plain(raw)
    return f"'{text}'" if len(text) <= LONGEST_SHOWN else f"'{text[:LONGEST_SHOWN]}…'"


def _read_id(raw: RawCell) -> str:
    if not isinstance(raw, str) or _LOOKS_LIKE_A_NUMBER.fullmatch(raw.strip()):
        raise CellValueError(
            f"{_shown(raw)} was turned into a number; format the column as plain text "
            "and type the id again"
        )
    return raw.strip()


def _read_slack(kind: CellKind, raw: RawCell) -> str:
    # A Sheet keeps all digits of such a number.
    is_number = kind is CellKind.MESSAGE and isinstance(raw, int | float)
    text = f"{raw:.6f}" if is_number and not isinstance(raw, bool) else _read_id(raw)
    found = read_id(kind, text)
    if found is None:
        raise CellValueError(f"{_shown(text)} is not {NAMED[kind]}; put back what was there")
    return found


def _read_round(raw: RawCell) -> str:
    text = _read_id(raw)
    if round_date(text) is None:
        raise CellValueError(
            f"{_shown(text)} is not a round, such as coffee/2026-11-23; put back what was there"
        )
    return text


def _read_date(raw: RawCell, order: DateOrder | None = None) -> date:
    if isinstance(raw, str):
        found = read_date(raw, order)
    elif isinstance(raw, date):
        day = raw.date() if isinstance(raw, datetime) else raw
        found = day if is_possible(day) else None
    else:
        found = None if isinstance(raw, bool | CellError | None) else of_serial(raw)
    if found is not None:
        return found
    if isinstance(raw, str) and read_date(raw, DateOrder.DAY) is not None:
        raise CellValueError(f"{_shown(raw)} may be two dates; write it as 2026-11-23")
    raise CellValueError(f"{_shown(raw)} is not a date; write it as 2026-11-23")


def _read_moment(raw: RawCell) -> datetime:
    moment = read_moment(_plain(raw).strip())
    if moment is None:
        raise CellValueError(
            f"{_shown(raw)} is not a moment with its offset, such as 2026-11-23 09:30:00+01:00"
        )
    return moment


def _read_number(raw: RawCell) -> int:
    text = _plain(raw).strip().removesuffix(".0")
    if isinstance(raw, bool) or _NUMBER.fullmatch(text) is None:
        raise CellValueError(f"{_shown(raw)} is not a whole number")
    return int(text)


def _read_approval(raw: RawCell) -> bool | str:
    return raw if isinstance(raw, bool) else _plain(raw).strip()


def _read_rhythm(raw: RawCell) -> int:
    """A spreadsheet that takes what was typed for a date shows a date, and holds its number."""
    rounds = _read_number(raw)
    if rounds > MOST_ROUNDS:
        raise CellValueError(
            f"{rounds} is not a number of rounds from 1 to {MOST_ROUNDS}; if the cell shows a "
            "date, format it as a number"
        )
    return rounds


def _read_status(raw: RawCell) -> Status:
    text = _plain(raw).strip().casefold().replace(" ", "_").replace("-", "_")
    if text in tuple(Status):
        return Status(text)
    parts = (status for status in Status if status.endswith("_" + text) or text in status)
    near = nearest(text, Status, cutoff=0.5) or next(parts, nearest(f"closed_{text}", Status))
    hint = f"did you mean {near}?" if near else f"it can be {', '.join(Status)}"
    raise CellValueError(f"{_shown(raw)} is not a status; {hint}")


def _read_pause(raw: RawCell, order: DateOrder | None = None) -> Pause:
    if isinstance(raw, str) and raw.strip().casefold() in Pause.FOREVER_WORDS:
        return Pause(until=None)
    try:
        return Pause(until=_read_date(raw, order))
    except CellValueError as fault:
        what = f"{_shown(raw)} is neither a date such as 2026-12-24 nor '{Pause.FOREVER}'"
        if "two dates" in str(fault):
            what = str(fault)
        raise CellValueError(f"{what}; until it's mended it counts as a pause") from None


_READERS: dict[CellKind, Callable[[RawCell], Value]] = {
    CellKind.ID: _read_id,
    CellKind.ROUND: _read_round,
    CellKind.MOMENT: _read_moment,
    CellKind.NUMBER: _read_number,
    CellKind.RHYTHM: _read_rhythm,
    CellKind.STATUS: _read_status,
    CellKind.APPROVAL: _read_approval,
}
_OF_DATES: dict[CellKind, Callable[[RawCell, DateOrder | None], Value]] = {
    CellKind.DATE: _read_date,
    CellKind.PAUSE: _read_pause,
}
