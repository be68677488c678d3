"""People edit the Sheet between any two of our calls, and the wire breaks: nothing is lost.

The same gestures are made in a second spreadsheet where the program never writes. Afterwards the
first must equal the second plus the changes that were not reported as refused.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from lunchbatch.core.ledger.changes import Append, Change, Commit, Drop, Set
from lunchbatch.core.ledger.tabs import GROUPS, PROBLEMS
from lunchbatch.core.model import Status
from lunchbatch.errors import LedgerFailed, OutsideError, SetupError
from lunchbatch.ports import Ledger
from tests.adapters.ledger_worlds import World, copy_of, sheet_world
from tests.simulated_sheets.google import (
    HTML_PAGE,
    Call,
    Fault,
    cut,
    fail_after,
    lose,
    refuse,
    repeat,
)
from tests.simulated_sheets.person import Person

# The phase that explains a failure takes minutes here.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
KEYS = tuple(f"g{number}" for number in range(1, 6))
MINE = ("mood", "note")
WHOLE = {"sort", "insert column", "insert named column", "move column"}
Act = tuple[str, ...]
FAULTS: dict[str, Callable[[], Fault]] = {
    "lost before": lambda: lose(applied=False),
    "lost after": lambda: lose(applied=True),
    "500 after": lambda: fail_after(500),
    "502 page": lambda: refuse(502, HTML_PAGE),
    "502 page after": lambda: fail_after(502, HTML_PAGE),
    "503": lambda: refuse(503),
    "429": lambda: refuse(429, retry_after="3"),
    "twice": repeat,
    "cut": cut,
}


def keys(person: Person) -> list[tuple[int, str]]:
    rows = person.rows("Groups")
    at = rows[0].index("group key")
    return [(number, row[at]) for number, row in enumerate(rows)]


def row_of(person: Person, key: str) -> int | None:
    return next((number for number, found in keys(person) if found == key), None)


def is_unseen(act: Act, window: list[Act]) -> bool:
    """Whether the program can never know what was typed in the moment before a write.

    Sheets has nothing to prevent that the write lands on it: on a shared cell directly, on a
    cell of theirs if a column or row was moved in the same moment.
    """
    return act[0] == "type" and (act[2] == "meeting status" or len(window) > 1)


def same_rows(act: Act, *people: Person) -> bool:
    """Whether all see the row that a gesture means: a key may be hit and not yet put back."""
    seen = [[row[0] for row in keys(person) if row[1] == act[1]] for person in people]
    return act[0] in WHOLE or len({len(rows) for rows in seen}) == 1


def perform(person: Person, act: Act) -> None:
    """One gesture. Rows are meant by key, columns by header, so that it is the same in both."""
    header = person.rows("Groups")[0]
    match act:
        case ("sort", column, order):
            person.sorts("Groups", header.index(column), descending=order == "down")
        case ("insert column", before):
            person.inserts_column("Groups", header.index(before))
        case ("insert named column", before):
            name = f"extra {len(header)}"
            person.inserts_column("Groups", header.index(before), name)
        case ("move column", column, before):
            if column != before:
                there = header.index(column)
                to = header.index(before)
                person.moves_column("Groups", there, to - (there < to))
        case _:
            on_row(person, act)


def on_row(person: Person, act: Act) -> None:
    row = row_of(person, act[1])
    if row is None:
        return
    header = person.rows("Groups")[0]
    match act:  # every gesture of GESTURES that means a row
        case ("insert row", _):
            person.inserts_row("Groups", row)
        case ("delete row", _):
            person.deletes_row("Groups", row)
        case ("duplicate row", _):
            person.duplicates_row("Groups", row)
        case ("type", _, column, text):
            person.types(f"Groups!{_letters(header.index(column))}{row + 1}", text)
        case _:
            raise AssertionError(act)


def _letters(index: int) -> str:
    assert index < 26
    return chr(ord("A") + index)


COLUMNS = st.sampled_from(("group channel id", "meeting status", "names", "group key", "mood"))
GESTURES: st.SearchStrategy[Act] = st.one_of(
    st.tuples(
        st.just("sort"), st.sampled_from(("group key", "mood")), st.sampled_from(("up", "down"))
    ),
    st.tuples(st.just("insert column"), COLUMNS),
    st.tuples(st.just("insert named column"), COLUMNS),
    st.tuples(st.just("move column"), COLUMNS, COLUMNS),
    st.tuples(st.just("insert row"), st.sampled_from(KEYS)),
    st.tuples(st.just("delete row"), st.sampled_from(KEYS)),
    st.tuples(st.just("duplicate row"), st.sampled_from(KEYS)),
    st.tuples(
        st.just("type"),
        st.sampled_from(KEYS),
        st.sampled_from(("meeting status", "mood", "note")),
        st.sampled_from(("closed_met", "scheduled", "=1+1", "007")),
    ),
)


def a_set(key: str, value: Status, *, shared: bool) -> Set:
    if not shared:
        return Set(tab=GROUPS, key=key, values={"answers": str(value), "names": f"of {key}"})
    values: dict[str, Any] = {"meeting status": value, "status written": value}
    return Set(tab=GROUPS, key=key, values=values, expected={"meeting status": None})


def an_append(key: str) -> Append:
    values = {"group key": key, "names": f"new {key}", "group channel id": f"C{key}"}
    return Append(tab=GROUPS, key=key, values=values)


CHANGES: st.SearchStrategy[list[Change]] = st.builds(
    lambda sets, new, problems: [
        *(a_set(key, value, shared=shared) for key, (value, shared) in sets.items()),
        *(an_append(key) for key in new),
        *(Drop(tab=PROBLEMS, key=key) for key in problems),
    ],
    st.dictionaries(
        st.sampled_from(KEYS),
        st.tuples(st.sampled_from((Status.OPEN, Status.SCHEDULED)), st.booleans()),
        min_size=1,
    ),
    st.lists(st.sampled_from(("n1", "n2")), unique=True),
    st.lists(st.sampled_from(("p1", "p2")), unique=True),
)


def fill(person: Person, ledger: Ledger) -> None:
    """Five groups, two columns of people's own with a different word in every cell."""
    person.inserts_column("Groups", 2, "mood")
    header = person.rows("Groups")[0]
    person.types(f"Groups!{_letters(len(header))}1", "note")
    rows: list[Change] = [an_append(key) for key in KEYS]
    rows += [
        Append(tab=PROBLEMS, key=key, values={"where": key, "what": "x"}) for key in ("p1", "p2")
    ]
    ledger.commit(rows)
    for number, key in enumerate(KEYS):
        for column in MINE:
            perform(person, ("type", key, column, f"{column} {(number * 3) % 5} of {key}"))
    perform(person, ("type", "g2", "note", "=3/2"))


def records(person: Person, title: str = "Groups") -> list[dict[str, Any]]:
    """Every row that is not blank, by header, without its empty cells."""
    header, *rows = person.rows(title)
    named = [
        {name: cell for name, cell in zip(header, row, strict=True) if cell != ""} for row in rows
    ]
    return [record for record in named if record]


@dataclass(slots=True)
class Story:
    """One commit with gestures between the calls: what was asked, and what became of it."""

    world: World
    shadow: Person
    made: list[Act] = field(default_factory=list)
    commit: Commit | None = None
    failure: OutsideError | SetupError | None = None


def live(
    changes: list[Change], acts: dict[int, list[Act]], faults: dict[int, str], *, based: bool
) -> Story:
    with sheet_world() as world:
        google = world.google
        assert google is not None
        assert isinstance(world.person, Person)
        person = world.person
        fill(person, world.ledger)
        base = world.ledger.read() if based else None
        shadow = copy_of(person.document)
        story = Story(world=world, shadow=shadow)
        first = len(google.calls)

        def gestures(call: Call) -> None:
            window = acts.get(len(google.calls) - first - 1, [])
            for act in window:
                unseen = is_unseen(act, window) and not call.is_read
                if unseen or not same_rows(act, person, shadow):
                    continue
                for hand in (person, shadow):
                    perform(hand, act)
                story.made.append(act)

        google.before = gestures
        google.fault = lambda _: (
            FAULTS[faults[at]]() if (at := len(google.calls) - first - 1) in faults else None
        )
        try:
            story.commit = world.ledger.commit(changes, base=base)
        except (OutsideError, SetupError) as failure:
            story.failure = failure
        return story


def expected(story: Story, changes: list[Change]) -> Counter[str]:
    """The shadow's rows with every change that was not refused."""
    assert story.commit is not None
    refused = [refusal.change for refusal in story.commit.refused]
    rows = records(story.shadow)
    typed = {(act[1], act[2]) for act in story.made if act[0] == "type"}
    for change in changes:
        if change in refused or change.tab is not GROUPS:
            continue
        match change:
            case Append():
                rows.append(dict(change.values))
            case Set():
                for row in rows:
                    if row.get("group key") == change.key:
                        row |= {
                            title: str(value)
                            for title, value in change.values.items()
                            if (change.key, title) not in typed
                        }
            case Drop():
                pass
    return counted(story, rows)


def actual(story: Story) -> Counter[str]:
    assert isinstance(story.world.person, Person)
    return counted(story, records(story.world.person))


def counted(story: Story, rows: list[dict[str, Any]]) -> Counter[str]:
    """Rows to compare. Beside a status that a person typed, the program's note of its own may be
    the older or the newer one: theirs wins either way.
    """
    typed = {act[1] for act in story.made if act[:3:2] == ("type", "meeting status")}
    for row in rows:
        if row.get("group key") in typed:
            row.pop("status written", None)
    return Counter(str(sorted(row.items(), key=str)) for row in rows)


def kept_by_people(person: Person) -> Counter[str]:
    """What stands in people's own columns, row by row."""
    mine = [
        {
            name: cell
            for name, cell in row.items()
            if name in {*MINE, "group key"} or "extra" in name
        }
        for row in records(person)
    ]
    return Counter(str(sorted(row.items())) for row in mine if str(row.get("group key")) in KEYS)


def doubled(story: Story) -> bool:
    return any(
        count > 1 for count in Counter(r.get("group key") for r in records(story.shadow)).values()
    )


@settings(max_examples=150, deadline=None, phases=PHASES)
@given(
    changes=CHANGES,
    acts=st.dictionaries(st.integers(0, 3), st.lists(GESTURES, min_size=1, max_size=2), max_size=3),
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
        assert isinstance(story.failure, LedgerFailed)
        assert story.failure.code == "kept_changing"
        event("not settled in three tries, reported with addresses")
        return
    assert kept_by_people(story.world.person) == kept_by_people(story.shadow)
    if not doubled(story):
        assert actual(story) == expected(story, changes)


@settings(max_examples=150, deadline=None, phases=PHASES)
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
    return Append(tab=PROBLEMS, key=key, values={"where": key})


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_each_fault_at_the_write_ends_with_the_change_made_once(fault: str) -> None:
    changes: list[Change] = [a_set("g1", Status.OPEN, shared=True), an_append("n1")]

    story = live(changes, {}, {0: fault}, based=True)

    assert story.commit is not None
    assert actual(story) == expected(story, changes)
