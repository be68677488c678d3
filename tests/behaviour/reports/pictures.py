"""Pictures of the report of a year with 300 people: `python -m tests.behaviour.reports.pictures`.

Needs Debian's chromium. In both colour schemes, on a desk and on a phone; the names are made up.
"""

import tempfile
from pathlib import Path
from typing import Literal

from lunchbatch.cli.report.report_page import page
from lunchbatch.core.statistics import figures
from tests.behaviour.reports.test_figures import read
from tests.behaviour.reports.years import year
from tests.browser import browser_page
from tests.pictures import PICTURES, small

# Name, colour scheme, width, height, and which heading is at the top.
SHOTS: tuple[tuple[str, Literal["light", "dark"], int, int, str], ...] = (
    ("report-light", "light", 1200, 620, "h1"),
    ("report-dark", "dark", 1200, 620, "#teams"),
    ("report-phone", "dark", 390, 760, "h1"),
    ("report-phone-matrix", "light", 390, 760, "#matrix-title"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        found = figures(read(year(Path(place) / "ledger", people=300)))
        path = Path(place) / "report.html"
        path.write_text(page(found, lambda id_: found.names.get(id_, id_)), encoding="utf-8")
        for name, scheme, width, height, top in SHOTS:
            with browser_page(width=width, scheme=scheme, offline=True) as (tab, complaints):
                tab.goto(path.as_uri())
                tab.locator("#matrix").hover(position={"x": 100, "y": 60})
                y = tab.locator(top).evaluate("it => it.getBoundingClientRect().top + scrollY")
                shot = tab.screenshot(
                    full_page=True,
                    clip={"x": 0, "y": max(y - 30, 0), "width": width, "height": height},
                )
            assert complaints == []
            (PICTURES / f"{name}.png").write_bytes(small(shot))


if __name__ == "__main__":
    main()
