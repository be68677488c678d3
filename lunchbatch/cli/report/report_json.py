"""The figures as JSON: the fields of `core.figures`, with totals, dates as 2026-11-23."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from enum import Enum

from lunchbatch.core.statistics import Figures, teams

_TOTALS = (
    "groups", "met", "scheduled", "no", "silent", "unclear", "new_connections", "repeats",
    "unavoidable",
)  # fmt: skip


def as_json(found: Figures, *, names: bool) -> str:
    """One object. Names are left empty unless asked for; lateness is in minutes."""
    held = asdict(found)
    if not names:
        held["members"] = [{**member, "name": ""} for member in held["members"]]
    totals = {count: found.total(count) for count in _TOTALS}
    whole: Mapping[str, object] = {
        **held,
        "totals": {"rounds": len(found.held), **totals},
        "unmet": [one.id for one in found.unmet],
        "never_in": [one.id for one in found.never_in],
        "teams": [asdict(cell) for cell in teams(found)],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return int(value.total_seconds()) // 60
    return value.value if isinstance(value, Enum) else str(value)
