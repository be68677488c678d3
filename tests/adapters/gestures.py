"""What people do to the Groups tab while the program works: by key and header, so that the same
gesture can be made in two spreadsheets.
"""

from hypothesis import strategies as st

from tests.simulated_sheets.person import Person

KEYS = tuple(f"g{number}" for number in range(1, 6))
MINE = ("mood", "note")
WHOLE = {"sort", "insert column", "insert named column", "move column"}
Act = tuple[str, ...]


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
            person.types(f"Groups!{letter(header.index(column))}{row + 1}", text)
        case _:
            raise AssertionError(act)


def letter(index: int) -> str:
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
