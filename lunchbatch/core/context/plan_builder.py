"""A plan while it's being made: each rule adds its changes, effects and notes."""

from dataclasses import dataclass, field, replace

from lunchbatch.core.context.plan_model import Effect, Plan, StageCompletion
from lunchbatch.core.ledger.changes import Change
from lunchbatch.core.ledger.records import Group


@dataclass(slots=True, kw_only=True)
class PlanBuilder:
    """Mutable until `plan()` makes a value of it; the rules of one run add to it in turn."""

    changes: list[Change] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    finishes: list[StageCompletion] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    unsafe: list[str] = field(default_factory=list)
    homes: tuple[str, ...] = ()
    formed: list[Group] = field(default_factory=list)
    goes_on: bool = False

    def send_before(self, round_id: str, stage: str, effect: Effect) -> None:
        """One more message, without which this stage of the round is not done."""
        self.effects.append(effect)
        self.finishes = [
            replace(finish, effects=finish.effects | {effect.key})
            if (finish.round, finish.stage) == (round_id, stage)
            else finish
            for finish in self.finishes
        ]

    def plan(self) -> Plan:
        """The plan: changes, effects and notes in the order in which they were added."""
        return Plan(
            changes=tuple(self.changes),
            effects=tuple(self.effects),
            finishes=tuple(self.finishes),
            notes=tuple(self.notes),
            blocked=tuple(self.blocked),
            alerts=tuple(self.alerts),
            told=frozenset(self.told),
            unsafe=tuple(self.unsafe),
            homes=self.homes,
            goes_on=self.goes_on,
        )
