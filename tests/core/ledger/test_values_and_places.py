"""Cells come back as they went in, and changes land on their row wherever it has gone."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lunchbatch.core.ledger.cell_values import (
    CellValueError,
    RawCell,
    Value,
    read_cell,
    round_date,
    write_cell,
)
from lunchbatch.core.ledger.changes import Append, Delete, Placement, Update, locate
from lunchbatch.core.ledger.columns import CellKind, letters
from lunchbatch.core.ledger.date_cells import FIRST_YEAR, LAST_YEAR, SERIAL_ZERO
from lunchbatch.core.ledger.table import Grid, Snapshot, understand
from lunchbatch.core.ledger.tabs import GROUPS_TAB, JOURNAL_TAB, PEOPLE_TAB, TABS
from lunchbatch.core.model.terms import Pause, Status
from tests.core.views import grid

ZONES = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
MOMENTS = st.builds(
    lambda seconds, zone: datetime.fromtimestamp(seconds, tz=UTC).astimezone(zone),
    st.integers(200_000, 4_000_000_000),
    ZONES,
)
MEMBER = st.from_regex(r"[UW][A-Z0-9]{8,10}", fullmatch=True)
CHANNELS = st.from_regex(r"[CDG][A-Z0-9]{8,10}", fullmatch=True)
MESSAGE = st.from_regex(r"[0-9]{10}\.[0-9]{6}", fullmatch=True)
PLACES = st.builds("{}:{}".format, CHANNELS, MESSAGE)
DATES = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
VALUES: Mapping[CellKind, st.SearchStrategy[Value]] = {
    CellKind.TEXT: st.text(min_size=1).filter(str.strip),
    CellKind.ID: st.from_regex(r"[A-Z][A-Za-z]{1,9}", fullmatch=True),
    CellKind.ROUND: DATES.map(lambda day: f"coffee/{day}"),
    CellKind.CHANNEL: CHANNELS,
    CellKind.MEMBER: MEMBER,
    CellKind.MEMBERS: st.lists(MEMBER, min_size=1).map(" ".join),
    CellKind.MESSAGE: MESSAGE,
    CellKind.PLACE: PLACES,
    CellKind.MESSAGES: st.lists(PLACES, min_size=1).map(
        lambda found: " ".join(f"close={one}" for one in found)
    ),
    CellKind.STAGES: MOMENTS.map(lambda done: f"intro={done.isoformat(timespec='seconds')}"),
    CellKind.DATE: DATES,
    CellKind.MOMENT: MOMENTS,
    CellKind.NUMBER: st.integers(0, 10**9 - 1),
    CellKind.RHYTHM: st.integers(0, 100),
    CellKind.STATUS: st.sampled_from(Status),
    CellKind.APPROVAL: st.booleans() | st.sampled_from(["yes", "wait"]),
    CellKind.PAUSE: st.one_of(st.none(), DATES).map(Pause),
}


@pytest.mark.parametrize("kind", CellKind)
def test_a_value_is_read_as_it_was_written(kind: CellKind) -> None:
    @given(VALUES[kind])
    def holds(value: Value) -> None:
        assert read_cell(kind, write_cell(value)) == value

    holds()


@given(DATES)
def test_a_date_is_the_same_as_serial_number_text_or_date(day: date) -> None:
    serial = (day - SERIAL_ZERO).days

    assert {read_cell(CellKind.DATE, raw) for raw in (serial, float(serial), str(day), day)} == {
        day
    }


@pytest.mark.parametrize("kind", CellKind)
def test_whatever_stands_in_a_cell_is_a_value_or_misread(kind: CellKind) -> None:
    raws = st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none())

    @given(raws)
    def holds(raw: RawCell) -> None:
        with suppress(CellValueError):
            value = read_cell(kind, raw)
            assert value is None or write_cell(value) is not None

    holds()


@pytest.mark.parametrize("blank", [None, "", "  ", "\n"])
@pytest.mark.parametrize("kind", CellKind)
def test_a_blank_cell_is_empty(kind: CellKind, blank: RawCell) -> None:
    assert read_cell(kind, blank) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("mett", "closed_met"), ("Closed Met", ""), ("skedulled", "scheduled"), ("opn", "open")],
)
def test_a_misspelt_status_is_met_with_the_nearest(typed: str, meant: str) -> None:
    if not meant:
        assert read_cell(CellKind.STATUS, typed) is Status.CLOSED_MET
        return
    with pytest.raises(CellValueError, match=f"did you mean {meant}\\?"):
        read_cell(CellKind.STATUS, typed)


@pytest.mark.parametrize("raw", [1763886900.0001, "1.76E+09", 5, True])
def test_an_id_that_became_a_number_is_reported(raw: RawCell) -> None:
    with pytest.raises(CellValueError, match="was turned into a number"):
        read_cell(CellKind.ID, raw)


@pytest.mark.parametrize(
    "text", ["", "coffee", "coffee/", "/2026-11-23", "coffee/2026-11-231", "coffee/2026-02-30"]
)
def test_what_is_no_round_has_no_date(text: str) -> None:
    assert round_date(text) is None


def test_columns_are_lettered_as_a_spreadsheet_letters_them() -> None:
    assert [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


KEYS = [f"coffee/2026-11-23/{n}" for n in range(1, 6)]
TITLES = [column.title for column in GROUPS_TAB.columns]


def ledger(order: list[str], titles: list[str]) -> Snapshot:
    """The tab Groups with rows and columns in these orders; the other tabs are empty."""
    lines = {key: {"group key": key, "names": f"of {key}", "answers": None} for key in order}
    cells = [tuple(titles), *(tuple(lines[key].get(title) for title in titles) for key in order)]
    tables = {tab.title: understand(grid(tab)) for tab in TABS}
    return Snapshot(
        tables={**tables, "Groups": understand(Grid(tab=GROUPS_TAB, cells=tuple(cells)))}
    )


@settings(max_examples=60)
@given(st.permutations(KEYS), st.permutations(TITLES), st.sampled_from(KEYS))
def test_a_change_lands_on_its_row_and_column_wherever_they_are(
    order: list[str], titles: list[str], key: str
) -> None:
    now = ledger(order, titles)

    placed = locate(now, [Update(tab=GROUPS_TAB, key=key, values={"answers": "yes"})])

    (write,) = placed.writes
    assert (write.row, write.column) == (1 + order.index(key), titles.index("answers"))
    assert placed.refused == ()


@given(st.permutations(KEYS), st.sets(st.sampled_from(KEYS)))
def test_a_row_that_is_there_is_not_appended_again_and_one_that_is_gone_is_not_written(
    order: list[str], gone: set[str]
) -> None:
    now = ledger([key for key in order if key not in gone], TITLES)
    new = [Append(tab=GROUPS_TAB, key=key, values={"group key": key}) for key in KEYS]
    old = [Update(tab=GROUPS_TAB, key=key, values={"answers": "yes"}) for key in KEYS]

    appended, written = locate(now, [*new, *new]), locate(now, old)

    assert {row.key for row in appended.appends} == gone
    assert {refusal.change.key for refusal in written.refused} == gone
    assert len(written.writes) == len(KEYS) - len(gone)


def test_what_a_person_changed_meanwhile_stays_with_its_address() -> None:
    now = ledger(KEYS, TITLES)
    change = Update(
        tab=GROUPS_TAB,
        key=KEYS[2],
        values={"meeting status": Status.SCHEDULED, "answers": "yes"},
        expected={"meeting status": Status.OPEN},
    )

    placed = locate(now, [change])

    assert placed == Placement(refused=placed.refused)
    (refusal,) = placed.refused
    assert (refusal.where, refusal.change) == ("Groups!B4", change)


def test_a_cell_that_holds_the_value_already_is_not_written() -> None:
    held = Update(tab=GROUPS_TAB, key=KEYS[0], values={"names": f"of {KEYS[0]}"})

    assert locate(ledger(KEYS, TITLES), [held]) == Placement()


@given(st.lists(st.sampled_from(["yes", "no", f"of {KEYS[0]}"]), min_size=1))
def test_of_two_values_for_one_cell_the_later_counts(values: list[str]) -> None:
    sets = [Update(tab=GROUPS_TAB, key=KEYS[0], values={"names": value}) for value in values]

    placed = locate(ledger(KEYS, TITLES), sets)

    wanted = [] if values[-1] == f"of {KEYS[0]}" else [values[-1]]
    assert [write.value for write in placed.writes] == wanted


def test_a_row_is_dropped_by_its_key() -> None:
    tables = {tab.title: understand(grid(tab)) for tab in TABS}
    rows = grid(JOURNAL_TAB, [{"effect": "a"}, {"effect": "b"}])
    now = Snapshot(tables={**tables, "Journal": understand(rows)})

    assert locate(
        now, [Delete(tab=JOURNAL_TAB, key="b"), Delete(tab=JOURNAL_TAB, key="c")]
    ).drops == ((JOURNAL_TAB, 2),)


@pytest.mark.parametrize("title", ["note", "team", "joins every N rounds"])
def test_a_cell_of_a_person_is_never_written(title: str) -> None:
    tables = {tab.title: understand(grid(tab)) for tab in TABS}

    with pytest.raises(AssertionError, match="belongs to people"):
        locate(Snapshot(tables=tables), [Update(tab=PEOPLE_TAB, key="U1", values={title: "x"})])


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("1795422900", "1795422900.000000"),
        ("1795422900.1234", "1795422900.123400"),
        ("1795422900,123459", "1795422900.123459"),
        (1795422900.0001, "1795422900.000100"),
    ],
)
def test_zeros_that_a_spreadsheet_cut_off_a_message_id_come_back(
    shown: RawCell, meant: str
) -> None:
    assert read_cell(CellKind.MESSAGE, shown) == meant


def test_a_message_id_that_may_have_been_rounded_is_reported() -> None:
    with pytest.raises(CellValueError, match=r"'1795422900.12346' is not a Slack message id"):
        read_cell(CellKind.MESSAGE, "1795422900.12346")
