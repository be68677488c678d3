"""People is kept current: who came, who left, who came back, and who goes by another name."""

from dataclasses import replace
from datetime import date

import pytest

from lunchbatch.core.answers.people_sync import people_changes, problem_changes
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.terms import CellProblem
from tests.core.views import person, snapshot, view

WHEN, TODAY = "2026-11-23 00:30", date(2026, 11, 23)  # still the 22nd in UTC
ADA = person(1).id
NOBODY: list[Person] = []


def named(name: str, *, number: int = 1, is_deactivated: bool = False) -> Person:
    return replace(person(number, is_deactivated=is_deactivated), name=name)


@pytest.mark.parametrize(
    ("row", "here", "written"),
    [
        pytest.param({}, [named("Ada")], {}, id="as before"),
        pytest.param({}, [named("Ada L")], {"name": "Ada L", "earlier names": "Ada"}, id="renamed"),
        pytest.param(
            {"earlier names": "Countess\nLady"},
            [named("Lady")],
            {"name": "Lady", "earlier names": "Countess\nAda"},
            id="back to an earlier name",
        ),
        pytest.param({}, [named("")], {}, id="no name told"),
        pytest.param({}, NOBODY, {"left on": TODAY}, id="not in the channel any more"),
        pytest.param({"left on": date(2026, 11, 1)}, NOBODY, {}, id="gone before"),
        pytest.param({}, [named("Ada", is_deactivated=True)], {"left on": TODAY}, id="closed"),
        pytest.param(
            {"left on": date(2026, 11, 1)},
            [named("Ada", is_deactivated=True)],
            {},
            id="closed before",
        ),
        pytest.param({"left on": date(2026, 11, 1)}, [named("Ada")], {"left on": None}, id="back"),
    ],
)
def test_the_row_of_a_member_follows_slack(
    row: dict[str, Value], here: list[Person], written: dict[str, Value]
) -> None:
    lines = {"People": [{"member id": ADA, "name": "Ada", **row}]}

    changes = people_changes(view(WHEN, here, lines))

    assert [change.values for change in changes if isinstance(change, Update)] == (
        [written] if written else []
    )
    assert {change.key for change in changes} <= {ADA}


def test_who_comes_gets_a_row_and_an_app_none() -> None:
    (change,) = people_changes(view(WHEN, [named("Bo", number=2)]))

    assert isinstance(change, Append)
    assert change.values == {"member id": person(2).id, "name": "Bo", "first seen": TODAY}


def test_problems_are_listed_as_they_are_now() -> None:
    before = [
        {"where": "Groups!A2", "what": "as it was"},
        {"where": "Groups!A3", "what": "said otherwise"},
        {"where": "Groups!A4", "what": "mended"},
    ]
    now = {"Groups!A2": "as it was", "Groups!A3": "said anew", "Groups!A5": "new"}
    context = view(WHEN, NOBODY, {"Problems": before})
    assert records(snapshot({"Problems": before})).listed.keys() == {row["where"] for row in before}

    changes = problem_changes(
        context, [CellProblem(where=at, what=what) for at, what in now.items()]
    )

    assert [(type(each).__name__, each.key) for each in changes] == [
        ("Delete", "Groups!A4"),
        ("Update", "Groups!A3"),
        ("Append", "Groups!A5"),
    ]
