"""A plan while it is being made: what each rule adds, gathered in one place."""

from dataclasses import dataclass, field

from lunchbatch.core.effects import Effect, Finish, Plan
from lunchbatch.core.ledger.changes import Change


@dataclass(slots=True, kw_only=True)
class Draft:
    """The only value of the core that changes, and only until the plan is made of it."""

    changes: list[Change] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    finishes: list[Finish] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    unsafe: list[str] = field(default_factory=list)
    homes: tuple[str, ...] = ()
    goes_on: bool = False

    def plan(self) -> Plan:
        """The plan, effects by key, so that equal decisions make equal plans."""
        return Plan(
            changes=tuple(self.changes),
            effects=tuple(self.effects),
            finishes=tuple(self.finishes),
            notes=tuple(self.notes),
            blocked=tuple(self.blocked),
            unsafe=tuple(self.unsafe),
            homes=self.homes,
            goes_on=self.goes_on,
        )
