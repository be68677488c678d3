"""A plan as JSON values: ids, counts and addresses; never a name or a text."""

from collections import Counter
from typing import Any

from lunchbatch.core.context.plan_model import ToMembers
from lunchbatch.engine.run import Decision


def plan_json(decided: Decision) -> dict[str, Any]:
    """What would be sent to whom, how many rows would be written, what stands in the way."""
    plan = decided.plan
    return {
        "messages": [
            {
                "effect": effect.key,
                "to": list(effect.to.ids) if isinstance(effect.to, ToMembers) else [effect.to.id],
            }
            for effect in plan.effects
        ],
        "rows": dict(sorted(Counter(change.tab.title for change in plan.changes).items())),
        "home_tabs": len(plan.homes),
        "refused": list(plan.unsafe),
        "is_blocked": bool(plan.blocked),
        "cells_to_mend": [problem.where for problem in decided.snapshot.problems],
    }
