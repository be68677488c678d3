"""Checks what the settings say of tags and roles against the columns of People."""

from collections import Counter
from collections.abc import Iterator

from lunchbatch.core.checks.finding import Finding, fault, note
from lunchbatch.core.ledger.table import Snapshot
from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from lunchbatch.core.matching import Mixing, WithoutValue
from lunchbatch.core.model.spelling import fold, nearest
from lunchbatch.core.settings.policy import Policy


def check(policy: Policy, snapshot: Snapshot) -> Iterator[Finding]:
    """Columns that are missing, and rules that leave most people out."""
    yield from _tags(policy, snapshot)
    yield from _shared(policy, snapshot)
    yield from _roles(policy, snapshot)


def _tags(policy: Policy, snapshot: Snapshot) -> Iterator[Finding]:
    columns = [title for title in snapshot[PEOPLE_TAB].at if title not in _FIXED]
    for name, program in policy.programs.items():
        wanted = {column: f"mixing.{column}" for column in program.mixing}
        if program.roles is not None and program.roles.column:
            wanted[program.roles.column] = "roles"
        for column, setting in wanted.items():
            if fold(column) not in columns:
                near = nearest(column, columns)
                hint = f"; did you mean {near}?" if near else f"; add it, or delete {setting}"
                place = setting.partition(".")[0]
                yield fault(f"programs.{name}", f"{place}: People has no column '{column}'{hint}")


def _shared(policy: Policy, snapshot: Snapshot) -> Iterator[Finding]:
    """Tags mixed as `same` that would leave more than half of the people without anybody."""
    for name, program in policy.programs.items():
        for tag in (tag for tag, how in program.mixing.items() if how is Mixing.SAME):
            if tag in program.tags_from_slack or fold(tag) not in snapshot[PEOPLE_TAB].at:
                continue
            values = _values(snapshot, tag)
            counts = Counter(value for value in values if value)
            alone = sum(count == 1 for count in counts.values())
            missing = values.count("") if program.without_value is WithoutValue.OUT else 0
            if 2 * (alone + missing) > len(values):
                yield fault(
                    f"programs.{name}",
                    f"mixing: {tag}: same leaves {alone + missing} of {len(values)} people with "
                    f"nobody to meet; fill in the column '{tag}' of People, or loosen the rule",
                )


def _roles(policy: Policy, snapshot: Snapshot) -> Iterator[Finding]:
    """Roles that nobody has, and that leave more than half of the people out, or resting."""
    for name, program in policy.programs.items():
        column = program.roles.column if program.roles else None
        if program.roles is None or column is None or column in program.tags_from_slack:
            continue
        values = _values(snapshot, column)
        if fold(column) not in snapshot[PEOPLE_TAB].at or program.roles.newcomers or not values:
            continue
        area, count, seats = f"programs.{name}", Counter(values), Counter(program.roles.wished)
        for role in (role for role in seats if role not in count):
            near = nearest(role, count.keys() - seats.keys())
            hint = f"; is it {near}?" if near else "; fill it in"
            yield fault(area, f"roles: nobody has the role '{role}' in '{column}' of People{hint}")
        out = sum(people for role, people in count.items() if role not in seats)
        if 2 * out > len(values):
            yield fault(
                area,
                f"roles: {out} of {len(values)} people have none of these roles and are left out; "
                f"fill in the column '{column}' of People",
            )
        groups = min(count[role] // need for role, need in seats.items())
        over = len(values) - out - groups * len(program.roles.group)
        if groups and 2 * over > len(values):
            yield note(area, f"roles: {over} of {len(values)} people rest in each round, in turns")


def _values(snapshot: Snapshot, tag: str) -> list[str]:
    """The values of a tag, as they are compared, of everybody who has not left."""
    rows = snapshot[PEOPLE_TAB].rows
    return [fold(row.values.get(fold(tag))) for row in rows if not row.values.get("left on")]


_FIXED = {column.title for column in PEOPLE_TAB.columns} - {"team", "location"}
