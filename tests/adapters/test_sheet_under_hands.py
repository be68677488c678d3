"""People edit the Sheet between any two of our calls, and the wire breaks: nothing is lost."""

from itertools import pairwise

import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from lunchbatch.core.ledger.changes import Append, Change
from lunchbatch.core.ledger.tabs import PROBLEMS_TAB
from lunchbatch.core.model.terms import Status
from lunchbatch.errors import LedgerError
from tests.adapters.edited_sheet import (
    CHANGES,
    FAULTS,
    a_set,
    actual,
    an_append,
    doubled,
    expected,
    kept_by_people,
    live,
)
from tests.adapters.gestures import GESTURES, Act
from tests.adapters.ledger_worlds import sheet_world
from tests.simulated_sheets.person import Person

# The phase that explains a failure takes minutes here.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(
    changes=CHANGES,
    acts=st.dictionaries(st.integers(0, 3), st.lists(GESTURES, min_size=1, max_size=2), max_size=2),
    based=st.booleans(),
)
def test_hands_between_any_two_calls_lose_nothing(
    changes: list[Change],
    acts: dict[int, list[Act]],
    based: bool,  # noqa: FBT001 - hypothesis passes it by name
) -> None:
    story = live(changes, acts, {}, based=based)

    assert isinstance(story.world.person, Person)
    if story.commit is None:
        assert isinstance(story.failure, LedgerError)
        assert story.failure.code == "kept_changing"
        event("not settled in three tries, reported with addresses")
        return
    assert kept_by_people(story.world.person) == kept_by_people(story.shadow)
    if not doubled(story):
        assert actual(story) == expected(story, changes)


@settings(max_examples=100, deadline=None, phases=PHASES)
@given(
    changes=CHANGES,
    act=st.none() | GESTURES,
    at=st.integers(0, 2),
    faults=st.dictionaries(st.integers(0, 4), st.sampled_from(sorted(FAULTS)), max_size=3),
    based=st.booleans(),
)
def test_broken_answers_neither_lose_nor_double_a_change(
    changes: list[Change],
    act: Act | None,
    at: int,
    faults: dict[int, str],
    based: bool,  # noqa: FBT001 - hypothesis passes it by name
) -> None:
    acts = {at: [act]} if act is not None else {}
    story = live(changes, acts, faults, based=based)

    assert isinstance(story.world.person, Person)
    assert kept_by_people(story.world.person) == kept_by_people(story.shadow)
    if story.commit is not None and not doubled(story):
        assert actual(story) == expected(story, changes)


def test_undisturbed_a_commit_is_one_read_and_one_write_whatever_the_size() -> None:
    counts = []
    for size in (10, 1000):
        with sheet_world() as world:
            google = world.google
            assert google is not None
            rows: list[Change] = [an_append(f"k{number}") for number in range(size)]
            world.ledger.commit(rows)
            sets: list[Change] = [
                a_set(f"k{number}", Status.OPEN, shared=number % 2 == 0) for number in range(size)
            ]
            world.ledger.commit(sets)
            counts.append((google.reads, google.writes))

    assert counts == [(2, 2), (2, 2)]


def test_with_the_newest_snapshot_a_commit_is_one_write() -> None:
    with sheet_world() as world:
        google = world.google
        assert google is not None
        base = world.ledger.read()
        for first, second in pairwise(("k1", "k2", "k3")):
            base = world.ledger.commit([an_append(first), claim_of(second)], base=base).after

        assert (google.reads, google.writes) == (1, 2)


def claim_of(key: str) -> Append:
    return Append(tab=PROBLEMS_TAB, key=key, values={"where": key})


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_fault_at_the_write_ends_with_the_change_made_once(fault: str) -> None:
    changes: list[Change] = [a_set("g1", Status.OPEN, shared=True), an_append("n1")]

    story = live(changes, {}, {0: fault}, based=True)

    assert story.commit is not None
    assert actual(story) == expected(story, changes)
