"""No spreadsheet program evaluates what is written into a CSV file; all of it reads back equal."""

import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lunchbatch.adapters.csv_folder.csv_file import CsvTab, parse, put
from lunchbatch.core.ledger.tabs import PEOPLE_TAB
from tests.behaviour.console import console

TEXTS = st.text(st.sampled_from("ab;,|\"'\t\r\n=+-@＝＋－＠ "), max_size=12)
STARTS = tuple("=+-@＝＋－＠\t\r")


def cells_of(text: str) -> set[str]:
    """Every cell that a program might see: any separator, with quotes and without."""
    found: set[str] = set()
    for comma in ",;\t|":
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=comma)
        found.update(cell for row in rows for cell in row)
        found.update(re.split(rf"[\n\r{re.escape(comma)}]", text))
    return found


@given(TEXTS)
@example(";=1+1")
@example('a;=HYPERLINK("http://x")')
@example("＝1+1")
@example("a\n=1;+1\t@SUM(1)")
@example("'=1;'=1;''=1")
@example('a;"=1')
def test_a_name_is_no_formula_wherever_the_file_is_opened(name: str) -> None:
    ours = CsvTab(tab=PEOPLE_TAB, lines=(("member id", "name", "note"),))
    written = put(ours, [], [], [{0: "U1", 1: name}]).text()

    assert not [cell for cell in cells_of(written) if cell.strip('"').startswith(STARTS)]
    back = parse(PEOPLE_TAB, written.encode(), Path("People.csv")).grid.cells[1][1]
    assert back == (name or None)


@given(st.text(st.sampled_from("0123456789'.,:/-% e$ap"), max_size=10))
@example("1795422900.000000")
@example("12:00")
@example("'12:00")
@example("2026-11-23")
@example("1,-2")
def test_what_looks_like_a_number_reads_back_as_the_text_it_was(name: str) -> None:
    ours = CsvTab(tab=PEOPLE_TAB, lines=(("member id", "name", "note"),))
    written = put(ours, [], [], [{0: "U1", 1: name}])

    back = parse(PEOPLE_TAB, written.text().encode(), Path("People.csv")).grid.cells[1][1]
    assert back == (name or None)
    if re.fullmatch(r"\d+[.:]\d+", name):
        assert written.lines[1][1] == f"'{name}"


@pytest.mark.parametrize("name", [";=1+1", "a;=HYPERLINK(1)", "＝1+1", "＠SUM(1)", 'x";=1+1;"'])
def test_nor_after_a_run(tmp_path: Path, name: str) -> None:
    with console(tmp_path) as ready:
        member = ready.world.members[0]
        ready.world.slack.people[member].real_name = name
        for moment in ("2026-11-23 09:35", "2026-11-23 10:05"):
            assert ready.at(moment).calls("run").exit_code == 0

        for file in (tmp_path / "ledger").glob("*.csv"):
            cells = cells_of(file.read_text("utf-8"))
            assert not [cell for cell in cells if cell.strip('"').startswith(STARTS)], file
        assert ready.world.known.people[member].name == name
