"""Reads the schedule of the workflow file, each cron line with its line number."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lunchbatch.core.schedule.cron import CronSchedule, parse
from lunchbatch.settings_file.config_errors import ConfigFault, ConfigFaultsError
from lunchbatch.settings_file.read_settings import read_text
from lunchbatch.settings_file.yaml_with_lines import Document, read_yaml

PLACE = Path(".github/workflows/lunchbatch.yml")
_ORIGIN = "copy it from the lunchbatch repository"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowSchedule:
    """The wakes that could be read, and what is wrong with the others."""

    wakes: tuple[CronSchedule, ...]
    faults: tuple[ConfigFault, ...]


def read_schedule(root: Path) -> WorkflowSchedule:
    """Read the schedule of the workflow below `root`. Never raises: faults are in it."""
    file = PLACE.as_posix()
    try:
        return schedule_in(read_text(root / PLACE, file=file), file=file)
    except ConfigFaultsError as wrong:
        missing = not (root / PLACE).exists()
        sentence = f"there is no such file, so nothing ever wakes the job; {_ORIGIN}"
        faults = (ConfigFault(file=file, sentence=sentence),) if missing else wrong.faults
        return WorkflowSchedule(wakes=(), faults=faults)


@lru_cache(maxsize=8)  # one process may wake many times
def schedule_in(text: str, *, file: str) -> WorkflowSchedule:
    """The schedule of a workflow's text. Never raises: faults are in it."""
    document = read_yaml(text, file=file)
    if document.faults:
        return WorkflowSchedule(wakes=(), faults=document.faults)
    found = list(_entries(document, file))
    return WorkflowSchedule(
        wakes=tuple(one for one in found if isinstance(one, CronSchedule)),
        faults=tuple(one for one in found if isinstance(one, ConfigFault)),
    )


def _entries(document: Document, file: str) -> Iterator[CronSchedule | ConfigFault]:
    tree = document.tree if isinstance(document.tree, dict) else {}
    triggers = tree.get("on")
    schedule = triggers.get("schedule") if isinstance(triggers, dict) else None
    if not isinstance(schedule, list) or not schedule:
        sentence = f"there is no schedule under 'on', so nothing ever wakes the job; {_ORIGIN}"
        yield ConfigFault(file=file, line=document.line_of(("on",)), sentence=sentence)
        return
    for number, entry in enumerate(schedule):
        line = document.line_of(("on", "schedule", number))
        try:
            yield _wakes(entry)
        except ValueError as wrong:
            yield ConfigFault(file=file, line=line, path="schedule", sentence=str(wrong))


def _wakes(entry: object) -> CronSchedule:
    given = entry if isinstance(entry, dict) else {}
    zone = given.get("timezone") or "UTC"
    try:
        return parse(str(given.get("cron") or ""), ZoneInfo(str(zone)))
    except (ZoneInfoNotFoundError, OSError):
        raise ValueError(f"'{zone}' is not a time zone, written as in Europe/Berlin") from None
