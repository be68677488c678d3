"""Whatever one cell of a ledger is made into: named, without effect, or the order it reads as.

A cell that nobody but the program writes is named, or nobody hears a change. A cell in which a
person says what they want may change what is heard, by these rules:

- a member's pause, rhythm or tag, and the status of a group: for the people of that row only;
- the size of groups wished by hand, and the number of a round, which nothing else knows: everybody
  hears of a group as before;
- Keep apart: the two people whom the row names are in no group together;
- Draft: who stands there hears of it, once;
- an approval: nothing is sent, and it is said what is waited for.

In CI a fixed sample runs; `python -m tests.behaviour.slips.test_any_slip 50000 7` runs more, with
another seed.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from lunchbatch.core.context.plan_model import Effect, Plan, ToMembers
from lunchbatch.core.ledger.cell_values import RawCell
from lunchbatch.core.ledger.columns import CellOwner, Tab
from lunchbatch.core.ledger.contradictions import name_contradictions
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.tab_check import lost_tab
from lunchbatch.core.ledger.table import Snapshot, understand
from lunchbatch.core.ledger.tabs import (
    DRAFT_TAB,
    GROUPS_TAB,
    KEEP_APART_TAB,
    ROUNDS_TAB,
    TABS,
)
from lunchbatch.errors import SetupError
from tests.behaviour.slips.damage import Slip, slips
from tests.behaviour.slips.scenes import LEDGERS, SCENES, decide, healthy, read, scene, tables
from tests.core.planning.test_plan import EVERYBODY
from tests.core.views import groups_in
from tests.thorough import THOROUGH

SAMPLE = 2_000 if THOROUGH else 400
IDS = {one.name: one.id for one in EVERYBODY} | {one.id: one.id for one in EVERYBODY}


def after(one: Slip) -> Snapshot:
    good = healthy(one.scene)[one.tab.title]
    cells = [list(row) for row in good.cells]
    cells[one.row][one.column] = one.raw
    bad = read(replace(good, cells=tuple(map(tuple, cells))), one.ledger)
    return Snapshot(tables={**tables(one.scene, one.ledger), one.tab.title: bad})


@cache
def understood(name: str, ledger: str) -> Records:
    return records(name_contradictions(Snapshot(tables=tables(name, ledger))))


@cache
def undamaged(name: str, ledger: str) -> tuple[Plan, ...]:
    known = Snapshot(tables=tables(name, ledger))
    return tuple(decide(scene(name), known, when) for when in scene(name).wakes)


def heard(made: Plan) -> tuple[object, ...]:
    return tuple((each.key, each.to, each.message) for each in made.effects)


def outcome(one: Slip) -> str:
    """`named` with an address in its row, `harmless`, `obeyed` as an order, or `wrong`."""
    known = name_contradictions(after(one))
    if records(known) == understood(one.scene, one.ledger):
        return "harmless"
    plans = [decide(scene(one.scene), known, when) for when in scene(one.scene).wakes]
    healthy_plans = undamaged(one.scene, one.ledger)
    row = re.compile(rf"{one.tab.title}![A-Z]+{one.row + 1}\b")
    if any(row.search(f"{problem} ") for problem in known.problems) or any(map(is_told, plans)):
        return "named"
    if [*map(heard, plans)] == [*map(heard, healthy_plans)]:
        return "harmless"
    pairs = zip(plans, healthy_plans, strict=True)
    return "obeyed" if is_order(one) and all(is_obeyed(one, known, *p) for p in pairs) else "wrong"


def is_order(one: Slip) -> bool:
    """Whether a person says there what they want, or it tells theirs from the program's."""
    title = one.title.title
    is_kept = title in {"group size", "number", "point person"} or title.endswith(" written")
    return one.title.owner is not CellOwner.PROGRAM or is_kept


def is_told(made: Plan) -> bool:
    """Whether a person hears which cell to mend, in this row or where it is at odds with another.

    A draft that waits for its box says so in a note.
    """
    is_held = not made.effects and any("!" in line for line in made.notes)
    return is_held or any("!" in line for line in made.blocked)


def is_obeyed(one: Slip, known: Snapshot, made: Plan, before: Plan) -> bool:
    """Whether what is heard follows the rule for orders in this tab."""
    rows, groups = known[one.tab].rows, groups_in(made)
    if one.title.title == "approval":
        return not made.effects and bool(made.notes)
    if one.tab is KEEP_APART_TAB:
        pair = {IDS.get(str(rows[0].values[title])) for title in ("member a", "member b")}
        return None not in pair and not any(pair <= set(group) for group in groups)
    if one.tab is DRAFT_TAB:
        into = [str(row.values["members"]) for row in rows if row.values["group"] != "left out"]
        stand = re.findall("|".join(IDS), " ".join(into))
        return sorted(IDS[each] for each in stand) == sorted(who for each in groups for who in each)
    about = next(row.key for row in rows if row.number == one.row + 1)
    members = {group.key: group.members for group in records(known).groups}
    theirs = {who for key, group in members.items() for who in group if about in (key, *group)}
    then, now = (Counter(who_hears(each.effects, members)) for each in (before, made))
    return {who for _, who in (then - now) + (now - then)} <= theirs | {about}


def who_hears(
    effects: tuple[Effect, ...], members: dict[str, tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """The stage and the person, for each message."""
    for each in effects:
        about, _, stage = each.key.partition(" ")
        people = each.to.ids if isinstance(each.to, ToMembers) else members.get(about, ())
        yield from ((stage, who) for who in people)


@pytest.mark.parametrize("part", range(4))
def test_a_damaged_cell_is_named_or_changes_nothing_that_anybody_hears(part: int) -> None:
    wrong = [str(one) for one in slips(SAMPLE // 4, part) if outcome(one) == "wrong"]

    assert wrong == []


@pytest.mark.parametrize(
    ("name", "tab", "title", "raw", "told"),
    [
        ("in_mid_round", GROUPS_TAB, "member ids", "U00000000", "fewer than two stand here"),
        ("in_mid_round", GROUPS_TAB, "member ids", "U00000000 U0000000", "half an id"),
        ("in_mid_round", GROUPS_TAB, "point person", "U00000009", "this is nobody of the group"),
        ("in_mid_round", ROUNDS_TAB, "number", date(2026, 11, 23), "more rounds than there can be"),
        ("while_a_poll_is_open", ROUNDS_TAB, "choices", "again", "not the choices that members"),
        ("while_a_poll_is_open", ROUNDS_TAB, "choices", "12:00 | 12:4", "not the choices"),
        ("while_a_poll_is_open", ROUNDS_TAB, "messages", "poll=C1:1764666000.000002", "says"),
    ],
)
def test_what_the_rest_of_the_ledger_contradicts_is_named(
    name: str, tab: Tab, title: str, raw: RawCell, told: str
) -> None:
    column = [each.title for each in tab.columns].index(title)
    slip = Slip(scene=name, ledger="sheet", tab=tab, row=1, column=column, raw=raw)

    (problem,) = name_contradictions(after(slip)).problems

    assert problem.where == slip.where
    assert told in problem.what


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
def test_a_row_above_the_headers_is_named(tab: Tab) -> None:
    for name in SCENES:
        good = healthy(name)[tab.title]
        with pytest.raises(SetupError, match=f"{tab.title}!1:1: .*row 2"):
            read(replace(good, cells=((None,) * len(tab.columns), *good.cells)), "csv")


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.title)
@pytest.mark.parametrize("name", SCENES)
def test_a_file_that_is_gone_is_named_or_nobody_hears_a_change(name: str, tab: Tab) -> None:
    good = healthy(name)[tab.title]
    bare = understand(replace(good, cells=good.cells[:1], is_gone=True))
    left = Snapshot(tables={**tables(name, "csv"), tab.title: bare})

    if not lost_tab(left):
        plans = [decide(scene(name), left, when) for when in scene(name).wakes]
        same = [*map(heard, plans)] == [*map(heard, undamaged(name, "csv"))]
        assert same or all(map(is_told, plans)), [made.notes for made in plans]


@pytest.mark.parametrize("ledger", LEDGERS)
@pytest.mark.parametrize("name", SCENES)
def test_a_healthy_ledger_has_nothing_to_name(name: str, ledger: str) -> None:
    found = Snapshot(tables=tables(name, ledger))

    assert name_contradictions(found).problems == ()
    assert any(made.effects for made in undamaged(name, ledger))


def main(count: int, seed: int) -> None:
    """So many slips, and what became of them."""
    counted: Counter[str] = Counter()
    for number, one in enumerate(slips(count, seed)):
        try:
            found = outcome(one)
        except Exception as fault:  # noqa: BLE001 - the others are tried as well
            found = f"wrong: {fault!r}"
        counted[found.partition(":")[0]] += 1
        if found.startswith("wrong"):
            sys.stdout.write(f"{number}: {one} {found}\n")
    sys.stdout.write(f"{dict(counted)}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
