"""Cells that no program expects, in the report and in the office: each page comes, nothing breaks.

Of each tab a row is damaged in all its cells but the key, and another one in its key.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.core.ledger.tabs import TABS
from tests.behaviour.console import Console
from tests.behaviour.slips.slip import DONE, introduced
from tests.demo.serve.visitor import visited

CELLS = (
    "9" * 4301,
    "9" * 400,
    "²",
    "coffee/2026-11-23/²",
    "coffee/9999-12-31",
    "0001-01-01 00:00:00+14:00",
    "9999-12-31 23:59:59-14:00",
    "intro=0001-01-01T00:00:00+14:00",
    "skip until foo",
    "a b/wish",
)


def damages(folder: Path, cell: str) -> None:
    for tab in TABS:
        path = folder / f"{tab.title}.csv"
        if not path.exists():
            continue
        with path.open(newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        for row, in_key in zip(rows, (False, True), strict=False):
            row[:] = [
                cell if (title == tab.key) == in_key else kept
                for title, kept in zip(header, row, strict=True)
            ]
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with introduced(tmp_path_factory.mktemp("console"), "csv") as found:
        assert found.calls().exit_code == DONE
        yield found


@pytest.mark.parametrize("cell", CELLS, ids=range(len(CELLS)))
def test_no_cell_of_any_tab_can_break_a_report(ready: Console, cell: str) -> None:
    folder, page = ready.folder / "ledger", ready.folder / "report.html"
    healthy = {path: path.read_bytes() for path in folder.glob("*.csv")}
    damages(folder, cell)

    for options in (("--html", str(page)), ("--html", str(page), "--names"), ()):
        reported = ready.calls("report", *options)
        assert reported.exit_code in {0, 2}, reported.output

    for path, content in healthy.items():
        path.write_bytes(content)
    page.unlink(missing_ok=True)


def test_no_cell_of_any_tab_can_break_a_page_of_the_office(tmp_path: Path) -> None:
    with visited(tmp_path / "office") as visitor:
        visitor.until_due()
        folder = visitor.office.ledger
        healthy = {path: path.read_bytes() for path in folder.glob("*.csv")}
        room = next(iter(visitor.office.workspace.channels))
        pages = ["/home", f"/room/{room}"]
        pages += [f"/sheet/{path.stem.replace(' ', '%20')}" for path in healthy]
        for cell in CELLS[::4]:
            damages(folder, cell)
            for page in pages:
                reply = visitor.get(page)
                assert reply.status == 200, (page, cell[:40])
                assert "Traceback" not in reply.body
            for path, content in healthy.items():
                path.write_bytes(content)
