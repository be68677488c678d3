"""The report that one shows: headlines, trends, who is not connected, a page for any screen."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lunchbatch.cli.report.report_page import page
from lunchbatch.cli.report.report_text import headlines, lines
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.statistics import Figures, figures
from tests.behaviour.console import console
from tests.behaviour.reports.test_figures import read
from tests.behaviour.reports.years import year
from tests.browser import browser_page


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """A quarter of weekly rounds of 24 people."""
    return read(year(tmp_path_factory.mktemp("year") / "ledger", people=24, rounds=12))


@pytest.fixture(scope="module")
def quarter(known: Records) -> Figures:
    return figures(known, programs=["coffee"])


def test_the_headline_numbers_come_before_everything_else(quarter: Figures) -> None:
    shown = list(lines(quarter, str))

    met, groups = quarter.total("met"), quarter.total("groups")
    assert shown[1].startswith(f"{round(100 * met / groups)} % of groups met")
    assert [what for _, what in headlines(quarter)] == [
        "of groups met", "new connections", "people introduced", "of all pairs have met",
    ]  # fmt: skip
    text = page(quarter, str)
    assert text.index('class="headlines"') < text.index('class="sentences"')


def test_a_trend_sets_the_last_rounds_beside_those_before(quarter: Figures) -> None:
    (trend,) = [line for line in lines(quarter, str) if line.startswith("In the last 6 rounds ")]

    newer, older = quarter.held[-6:], quarter.held[-12:-6]
    shares = [
        round(100 * sum(one.met for one in some) / sum(one.groups for one in some))
        for some in (newer, older)
    ]
    assert [int(found) for found in re.findall(r"(\d+) % of groups", trend)] == shares


def test_teams_without_any_pair_that_met_are_named(quarter: Figures) -> None:
    nobody = replace(quarter, pairs=())

    said = "\n".join(lines(nobody, str))

    assert "Not connected yet: Design and Engineering; Design and Finance" in said
    assert "; and 5 more." in said


def test_names_stand_beside_the_matrix_where_they_are_asked_for(quarter: Figures) -> None:
    names = quarter.names

    assert '<ol class="names"' not in page(quarter, names.__getitem__)
    assert "<li>Person 00003</li>" in page(quarter, names.__getitem__, with_names=True)


def test_a_span_without_rounds_says_when_the_last_one_was(known: Records) -> None:
    found = figures(known, programs=["coffee"], since=date(2026, 8, 1), until=date(2026, 8, 31))

    said = list(lines(found, str))

    assert "There was no round in this span; the last one before it was coffee/2026-03-23." in said


def test_as_of_leaves_out_what_came_later(tmp_path: Path) -> None:
    with console(tmp_path) as ready:
        ready.calls()
        ready.at("2026-12-07 09:35").calls()
        now = ready.calls("report").stdout
        then = ready.calls("report", "--as-of", "2026-11-30T12:00+01:00").stdout

    assert "2 rounds introduced 4 people." in now
    assert "1 round introduced 4 people." in then


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1200])
def test_every_legend_is_whole_on_any_screen(quarter: Figures, tmp_path: Path, width: int) -> None:
    path = tmp_path / "report.html"
    text = page(quarter, quarter.names.__getitem__, with_names=True)
    path.write_text(text, encoding="utf-8")

    with browser_page(width=width, offline=True) as (tab, complaints):
        tab.goto(path.as_uri())
        boxes = [each.bounding_box() for each in tab.locator(".legend span").all()]
        scrolls = tab.evaluate("document.documentElement.scrollWidth")

    assert complaints == []
    assert len(boxes) == 5 + 2 + 1 + 3
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)
    assert scrolls == width
