"""One cell: what a person or the Sheet put there in, a typed value out, and back.

A Google Sheet stores a date as days since 1899-12-30 (Sheets API, "About date & time values"),
with no time zone; a CSV file stores text only. Both are read by the same rules, and a cell that
does not fit is reported, never guessed at.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lunchbatch.core.ledger.tabs import CellKind
from lunchbatch.core.model.spelling import nearest
from lunchbatch.core.model.terms import Pause, Status

SERIAL_ZERO = date(1899, 12, 30)
LAST_SERIAL = 2_958_465  # 9999-12-31

_ROUND = re.compile(r"[^/\s]+/([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9]).*")
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


def read_cell(kind: CellKind, raw: RawCell) -> Value:
    """The value of a cell, or `CellValueError`. Empty and blank cells are None."""
    if isinstance(raw, CellError):
        raise CellValueError(f"shows {raw.text}; {raw.remedy}")
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if kind is CellKind.TEXT:
        return _plain(raw)
    return _READERS[kind](raw)


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
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def is_extra(round_id: str) -> bool:
    """Whether a round is an extra group of a day (`coffee/2026-11-25-extra-1`), by hand."""
    return _EXTRA.fullmatch(round_id) is not None


def _plain(raw: RawCell) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return raw if isinstance(raw, str) else str(raw)


def _read_id(raw: RawCell) -> str:
    if not isinstance(raw, str) or _LOOKS_LIKE_A_NUMBER.fullmatch(raw.strip()):
        raise CellValueError(
            f"'{_plain(raw)}' was turned into a number; format the column as plain text "
            "and type the id again"
        )
    return raw.strip()


def _read_round(raw: RawCell) -> str:
    text = _read_id(raw)
    if round_date(text) is None:
        raise CellValueError(
            f"'{text}' is not a round, such as coffee/2026-11-23; put back what was there"
        )
    return text


def _read_date(raw: RawCell) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool) and 0 < raw <= LAST_SERIAL:
        return SERIAL_ZERO + timedelta(days=int(raw))
    try:
        return date.fromisoformat(_plain(raw).strip())
    except ValueError:
        raise CellValueError(f"'{_plain(raw)}' is not a date; write it as 2026-11-23") from None


def _read_moment(raw: RawCell) -> datetime:
    try:
        moment = datetime.fromisoformat(_plain(raw).strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise CellValueError(
            f"'{_plain(raw)}' is not a moment with its offset, such as 2026-11-23 09:30:00+01:00"
        )
    return moment


def _read_number(raw: RawCell) -> int:
    text = _plain(raw).strip().removesuffix(".0")
    if isinstance(raw, bool) or not (text.isascii() and text.isdigit()):
        raise CellValueError(f"'{_plain(raw)}' is not a whole number")
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
    raise CellValueError(f"'{_plain(raw)}' is not a status; {hint}")


def _read_pause(raw: RawCell) -> Pause:
    if isinstance(raw, str) and raw.strip().casefold() in Pause.FOREVER_WORDS:
        return Pause(until=None)
    try:
        return Pause(until=_read_date(raw))
    except CellValueError:
        raise CellValueError(
            f"'{_plain(raw)}' is neither a date such as 2026-12-24 nor 'until further notice'"
        ) from None


_READERS: dict[CellKind, Callable[[RawCell], Value]] = {
    CellKind.ID: _read_id,
    CellKind.ROUND: _read_round,
    CellKind.DATE: _read_date,
    CellKind.MOMENT: _read_moment,
    CellKind.NUMBER: _read_number,
    CellKind.RHYTHM: _read_rhythm,
    CellKind.STATUS: _read_status,
    CellKind.PAUSE: _read_pause,
    CellKind.APPROVAL: _read_approval,
}
