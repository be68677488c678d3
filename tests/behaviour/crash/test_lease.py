"""What the journal guards, one guard at a time: the lease of a run, and each step of a claim."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lunchbatch.adapters.sheet.sheet_ledger import SheetLedger
from lunchbatch.core.context.plan_model import Effect, RowToUpdate, ToMembers
from lunchbatch.core.ledger.cell_values import Value
from lunchbatch.core.ledger.changes import Change, Commit, Delete, Refusal
from lunchbatch.core.ledger.records import Claim
from lunchbatch.core.ledger.row_cells import ClaimCells, GroupCells
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.tabs import GROUPS_TAB, JOURNAL_TAB
from lunchbatch.core.model.messages import Message, MessageRef
from lunchbatch.core.model.terms import Status
from lunchbatch.core.schedule.last_wake import LAST_WAKE
from lunchbatch.engine.journal import (
    KEPT,
    LAG,
    LEASE,
    RENEW,
    TRIES,
    Busy,
    ClaimEvent,
    Journal,
    NextStep,
    claim_cells,
    claims,
    is_same,
    is_wanted,
    is_young,
    next_step,
)
from tests.core.views import snapshot
from tests.world.paper import Paper

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
PLACE = MessageRef(channel="C0000001", ts="1700000000.000001")
KEY = "coffee/2026-11-23/1 intro"


def ledger(*rows: Change) -> SheetLedger:
    made = SheetLedger(Paper.ruled(), "S1")
    made.commit(rows)
    return made


def run_row(name: str, claimed: datetime) -> Change:
    return ClaimCells(run=name, claimed=claimed, outcome="running").append(f"run {name}")


def keys(of: SheetLedger) -> list[str]:
    return [row.key for row in of.read()[JOURNAL_TAB].rows]


def claim(**said: object) -> Claim:
    blank = Claim(effect=KEY, run="a", claimed=NOW, settled=None, outcome="", posted=None, tries=0)
    return replace(blank, **said)  # type: ignore[arg-type]  # fields by their names


def test_a_run_that_is_alive_is_left_alone() -> None:
    made = ledger(run_row("other", NOW - LEASE + MOMENT))

    assert Journal(made, "mine").enter(made.read(), NOW) == Busy(
        run="other", since=NOW - LEASE + MOMENT
    )
    assert keys(made) == ["run other"]


def test_a_run_that_comes_in_between_is_left_alone_and_our_row_goes() -> None:
    made = ledger()
    before = made.read()
    made.commit((run_row("other", NOW),))

    assert isinstance(Journal(made, "mine").enter(before, NOW), Busy)
    assert keys(made) == ["run other"]


def test_a_run_whose_lease_is_over_stands_in_nobodys_way() -> None:
    made = ledger(run_row("other", NOW - LEASE))
    journal = Journal(made, "mine")

    assert isinstance(journal.enter(made.read(), NOW), Commit)
    assert journal.is_held(NOW)
    journal.leave(())
    assert keys(made) == ["run other"]  # its claims may be young yet


def test_a_run_acts_until_its_lease_is_over_and_renews_it_before() -> None:
    made = ledger()
    journal = Journal(made, "mine")
    assert not journal.is_held(NOW)
    assert not journal.is_due(NOW)
    journal.enter(made.read(), NOW)

    assert [journal.is_due(NOW + RENEW - MOMENT), journal.is_due(NOW + RENEW)] == [False, True]
    assert [journal.is_held(NOW + LEASE - MOMENT), journal.is_held(NOW + LEASE)] == [True, False]
    journal.write((), NOW + RENEW)
    assert journal.is_held(NOW + RENEW + LEASE - MOMENT)
    assert isinstance(Journal(made, "b").enter(made.read(), NOW + LEASE), Busy)


@pytest.mark.parametrize(
    "intrusion",
    [
        pytest.param(Delete(tab=JOURNAL_TAB, key="run mine"), id="its row is gone"),
        pytest.param(run_row("other", NOW), id="another run is there"),
    ],
)
def test_a_run_that_lost_its_place_acts_no_more(intrusion: Change) -> None:
    made = ledger()
    journal = Journal(made, "mine")
    journal.enter(made.read(), NOW)
    journal.write((), NOW)
    assert not journal.is_lost
    made.commit((intrusion,))

    journal.write((), NOW)

    assert not journal.is_held(NOW)


def test_the_last_write_takes_away_what_is_spent_and_nothing_else() -> None:
    old, young = NOW - KEPT, NOW - KEPT + MOMENT
    sent = ClaimCells(run="x", claimed=old, outcome="sent")
    made = ledger(
        run_row("dead", NOW - LEASE - LAG),
        run_row("dying", NOW - LEASE - LAG + MOMENT),
        replace(sent, settled=old).append("a/2026-01-05/1 intro"),
        replace(sent, settled=young).append("a/2026-01-05/2 intro"),
        replace(sent, claimed=old).append("a/2026-01-05/3 intro"),
        replace(sent, claimed=young).append("a/2026-01-05/4 intro"),
        ClaimCells(run="schedule", claimed=old).append(LAST_WAKE),
    )
    journal = Journal(made, "mine")
    journal.enter(made.read(), NOW)
    journal.leave(())

    assert keys(made) == [
        *("run dying", "a/2026-01-05/2 intro", "a/2026-01-05/4 intro", LAST_WAKE),
    ]


@pytest.mark.parametrize(
    ("known", "step"),
    [
        (None, NextStep.ACT),
        (claim(), NextStep.LOOK),
        (claim(posted=PLACE), NextStep.SEED),
        (claim(posted=PLACE, settled=NOW, outcome="sent"), NextStep.RECORD),
        (claim(posted=PLACE, settled=NOW, outcome="found"), NextStep.RECORD),
        (claim(settled=NOW, outcome="dropped"), NextStep.NOTHING),
        (claim(outcome="left"), NextStep.ACT),
        (claim(outcome="failed", tries=TRIES - 1), NextStep.ACT),
        (claim(outcome="failed", tries=TRIES), NextStep.NOTHING),
        (claim(tries=TRIES), NextStep.LOOK),
    ],
)
def test_a_claim_alone_says_what_comes_next(known: Claim | None, step: NextStep) -> None:
    assert next_step(known) is step


# What comes next after an event, where a claim stood that was refused once.
AFTER: Mapping[ClaimEvent, NextStep] = {
    ClaimEvent.CLAIMED: NextStep.LOOK,
    ClaimEvent.SENT: NextStep.RECORD,
    ClaimEvent.FOUND: NextStep.RECORD,
    ClaimEvent.OUT: NextStep.SEED,
    ClaimEvent.REFUSED: NextStep.ACT,
    ClaimEvent.UNSEEN: NextStep.LOOK,
    ClaimEvent.NOT_DONE: NextStep.ACT,
    ClaimEvent.DOUBTFUL: NextStep.LOOK,
    ClaimEvent.DROPPED: NextStep.NOTHING,
}
COUNTED = {ClaimEvent.REFUSED, ClaimEvent.UNSEEN}  # what is given up if it goes on


@pytest.mark.parametrize("event", ClaimEvent)
def test_each_event_leads_to_its_step_and_only_refusals_count(event: ClaimEvent) -> None:
    (append,) = claims([effect()], {}, "a", NOW)
    made = ledger(append)
    before = replace(claim(), tries=1)
    stands = PLACE if event in {ClaimEvent.SENT, ClaimEvent.FOUND, ClaimEvent.OUT} else None
    cells = claim_cells(event, before, NOW + MOMENT, stands)

    made.commit((ClaimCells(tries=1).update(KEY),))
    made.commit((cells.update(KEY),))
    (row,) = made.read()[JOURNAL_TAB].rows
    after = records_of(made)[KEY]

    assert next_step(after) is AFTER[event]
    assert after.tries == 1 + (event in COUNTED)
    assert row.values["claimed"] == (
        NOW + MOMENT if event in {ClaimEvent.CLAIMED, ClaimEvent.DOUBTFUL} else NOW
    )
    assert claim_cells(ClaimEvent.REFUSED, None, NOW).tries == 1


def records_of(made: SheetLedger) -> Mapping[str, Claim]:
    return records(made.read()).claims


def effect(about: Iterable[RowToUpdate] = ()) -> Effect:
    return Effect(
        key=KEY,
        to=ToMembers(ids=("U1", "U2")),
        message=Message(text="Hi", blocks=()),
        about=tuple(about),
    )


def test_an_old_claim_is_taken_over_in_its_row() -> None:
    made = ledger(*claims([effect()], {}, "a", NOW - LAG))
    known = records_of(made)

    made.commit(claims([effect()], known, "b", NOW))

    assert [(one.run, one.claimed) for one in records_of(made).values()] == [("b", NOW)]


@pytest.mark.parametrize(
    ("known", "young_for"),
    [
        pytest.param(claim(), LAG, id="from the claim on"),
        pytest.param(
            claim(renewed=NOW), LEASE + LAG, id="while its run stands, from the end of its lease on"
        ),
        pytest.param(claim(renewed=NOW - LEASE - MOMENT), LAG, id="whichever of the two is later"),
        pytest.param(claim(claimed=None, renewed=NOW), LEASE + LAG, id="without its moment"),
    ],
)
def test_a_message_in_doubt_is_sent_again_only_when_slack_would_show_it(
    known: Claim, young_for: timedelta
) -> None:
    assert is_young(known, NOW + young_for - MOMENT)
    assert not is_young(known, NOW + young_for)


def test_a_claim_of_which_no_moment_is_known_is_not_young() -> None:
    assert not is_young(claim(claimed=None), NOW)


@pytest.mark.parametrize(
    ("row", "refused", "wanted"),
    [
        pytest.param({}, "", True, id="as it was"),
        pytest.param({"meeting status": Status.OPEN}, "", False, id="changed"),
        pytest.param({"group key": "coffee/2026-11-23/2"}, "", False, id="gone"),
        pytest.param({"date of intro": "some day"}, "", False, id="misread"),
        pytest.param({}, KEY, False, id="not claimed"),
        pytest.param({}, "coffee/2026-11-23/2 intro", True, id="another not claimed"),
    ],
)
def test_only_what_is_claimed_and_still_rests_on_its_row_is_sent(
    row: Mapping[str, Value], refused: str, *, wanted: bool
) -> None:
    holds = GroupCells(meeting_status=Status.SCHEDULED)
    about = RowToUpdate(tab=GROUPS_TAB, key="coffee/2026-11-23/1", stage="intro", holds=holds)
    line = {"group key": about.key, "meeting status": Status.SCHEDULED, **row}
    refusal = Refusal(change=ClaimCells(run="a").update(refused), where="", why="")
    commit = Commit(after=snapshot({"Groups": [line]}), refused=(refusal,))

    assert is_wanted(effect([about]), commit) is wanted


def test_rows_of_runs_make_no_difference_and_all_others_do() -> None:
    made = ledger()
    empty = made.read()
    made.commit((run_row("other", NOW),))
    with_run = made.read()
    made.commit(tuple(claims([effect()], {}, "a", NOW)))

    assert is_same(empty, with_run)
    assert not is_same(with_run, made.read())
