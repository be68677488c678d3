"""Report, Stats and digest say what a recount from the files says, whatever was done to them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from lunchbatch.core.context.plan_builder import PlanBuilder
from lunchbatch.core.context.plan_model import ManualRequest, PlanningContext, SlackSnapshot
from lunchbatch.core.ledger.changes import Append, Update
from lunchbatch.core.settings.policy import Policy
from lunchbatch.core.statistics.closing_messages import plan_digest
from lunchbatch.core.statistics.stats_tab import counted, stats_changes
from tests.behaviour.reports.recount import recount
from tests.behaviour.reports.test_figures import read
from tests.behaviour.reports.years import vandalise, year
from tests.core.views import QUESTIONS, WEEKLY, WORDING, moment

POLICY = Policy.model_validate(
    {
        "ledger": {"csv": "x"},
        "programs": {
            "coffee": {**WEEKLY, "digest": True},
            "lunch": {**WEEKLY, "channel": "C0000002", "digest": True},
        },
    }
)


def seen(folder: Path) -> PlanningContext:
    return PlanningContext(
        policy=POLICY,
        now=moment("2027-01-04 03:00"),
        records=read(folder),
        slack=SlackSnapshot(),
        request=ManualRequest(),
        wording=WORDING,
        questions=QUESTIONS,
    )


@pytest.fixture(params=range(8))
def ruined(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A year at which careless hands have been, more of them each time."""
    seed = request.param
    folder = year(tmp_path / "ledger", people=8 + 4 * seed, rounds=26, seed=100 + seed)
    vandalise(folder, times=15 * seed, seed=100 + seed)
    return folder


def test_stats_agree_with_a_recount(ruined: Path) -> None:
    view, rounds = seen(ruined), recount(ruined)["rounds"]
    found = {
        change.key: (
            change.values["introduced"],
            change.values["groups"],
            change.values["met"],
            change.values["new connections"],
        )
        for change in stats_changes(view, counted(view, ()), closing=set(rounds))
        if isinstance(change, Append)
    }

    assert found == {
        key: (people, sum(count.values()), count.get("met", 0), new)
        for key, (count, people, new, _) in rounds.items()
        if count
    }
    assert found


def test_stats_that_are_right_are_left_alone(ruined: Path) -> None:
    view = seen(ruined)
    figures = counted(view, ())
    written = {
        change.key: change.values
        for change in stats_changes(view, figures, closing=set(view.records.rounds))
        if isinstance(change, Append)
    }
    after = replace(view, records=replace(view.records, stats=written))

    assert list(stats_changes(after, figures, closing=())) == []
    wrong = {key: {**values, "met": 10**6} for key, values in written.items()}
    spoilt = replace(view, records=replace(view.records, stats=wrong))
    mended = list(stats_changes(spoilt, figures, closing=set(written)))
    assert all(isinstance(change, Update) for change in mended)
    assert {change.key for change in mended} == set(written)


def test_digests_agree_with_a_recount(ruined: Path) -> None:
    view = seen(ruined)
    figures, rounds = counted(view, ()), recount(ruined)["rounds"]
    told = 0
    for key, (count, _, new, _) in rounds.items():
        draft = PlanBuilder()
        day = date.fromisoformat(key.partition("/")[2][:10]) + timedelta(days=7)
        soon = replace(view, now=datetime.combine(day, time(12), tzinfo=UTC))
        plan_digest(soon, key, figures, draft)
        numbers = list(numbers_in(draft))
        if not count.get("met"):
            assert numbers == []
            continue
        told += 1
        assert numbers[:2] == [count["met"], sum(count.values())]
        said = draft.effects[0].message
        assert numbers[2] == new if new else "connection" not in said.text
        picture = said.picture
        if picture is not None:
            assert (picture.bars[-1].met, picture.bars[-1].groups) == tuple(numbers[:2])
    assert told > 10


def numbers_in(builder: PlanBuilder) -> Iterator[int]:
    """The numbers of a digest, without those of its title."""
    for effect in builder.effects:
        text = effect.message.text.partition("\n")[2]
        yield from map(int, re.findall(r"\d+", text))
