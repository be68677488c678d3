"""One commit while people edit the Sheet and the wire breaks, and what must come of it.

The same gestures are made in a second spreadsheet where the program never writes. Afterwards the
first must equal the second plus the changes that were not reported as refused.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from lunchbatch.core.ledger.changes import Append, Change, Commit, Delete, Update
from lunchbatch.core.ledger.tabs import GROUPS_TAB, PROBLEMS_TAB
from lunchbatch.core.model.terms import Status
from lunchbatch.errors import OutsideError, SetupError
from lunchbatch.ports import Ledger
from tests.adapters.gestures import KEYS, MINE, Act, is_unseen, letter, perform, same_rows
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


def a_set(key: str, value: Status, *, shared: bool) -> Update:
    if not shared:
        return Update(tab=GROUPS_TAB, key=key, values={"answers": str(value), "names": f"of {key}"})
    values: dict[str, Any] = {"meeting status": value, "status written": value}
    return Update(tab=GROUPS_TAB, key=key, values=values, expected={"meeting status": None})


def an_append(key: str) -> Append:
    values = {"group key": key, "names": f"new {key}", "group channel id": f"C{key.upper()}"}
    return Append(tab=GROUPS_TAB, key=key, values=values)


CHANGES: st.SearchStrategy[list[Change]] = st.builds(
    lambda sets, new, problems: [
        *(a_set(key, value, shared=shared) for key, (value, shared) in sets.items()),
        *(an_append(key) for key in new),
        *(Delete(tab=PROBLEMS_TAB, key=key) for key in problems),
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
    person.types(f"Groups!{letter(len(header))}1", "note")
    rows: list[Change] = [an_append(key) for key in KEYS]
    rows += [
        Append(tab=PROBLEMS_TAB, key=key, values={"where": key, "what": "x"})
        for key in ("p1", "p2")
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
        if change in refused or change.tab is not GROUPS_TAB:
            continue
        match change:
            case Append():
                rows.append(dict(change.values))
            case Update():
                for row in rows:
                    if row.get("group key") == change.key:
                        row |= {
                            title: str(value)
                            for title, value in change.values.items()
                            if (change.key, title) not in typed
                        }
            case Delete():
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
