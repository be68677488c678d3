"""How far back a program remembers who met."""

from datetime import date

from lunchbatch.core.ledger.records import Round
from lunchbatch.core.rounds.round_rows import matching_problem
from tests.core.planning.test_plan import EVERYBODY, groups
from tests.core.views import Lines, policy, view


def test_a_span_reaches_back_to_the_rounds_that_lie_in_it() -> None:
    first, _ = groups()
    lines: Lines = {
        "Groups": [
            {**first, "group key": f"{round_id}/1", "round": round_id, "date of intro": None}
            for round_id in ("coffee/2026-11-02", "coffee/2026-11-09", "coffee/2026-11-16")
        ]
    }
    settings = policy(met_again_after="2 weeks")
    seen = view("2026-11-23 09:31", EVERYBODY, lines, settings=settings).view("coffee")
    now = Round(
        id="coffee/2026-11-23", program="coffee", slot=date(2026, 11, 23), stages={}, messages={}
    )

    problem = matching_problem(seen, now, [one.id for one in EVERYBODY])

    assert problem.met_again_after == 2
