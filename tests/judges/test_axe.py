"""What axe-core says of every kind of page: whoever can't see or point can still use it."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from lunchbatch.cli.report.report_page import page as report_page
from lunchbatch.core.statistics import figures
from lunchbatch.demo.demo_run import ZONE
from lunchbatch.demo.pages.chat_pages import album
from tests.behaviour.reports.test_figures import read
from tests.behaviour.reports.years import year
from tests.browser import browser_page
from tests.core.messages.test_phone import page_in
from tests.demo.serve.visitor import ADAEZE, Visitor, visited

pytestmark = pytest.mark.browser
VARIABLE = "LUNCHBATCH_AXE"
RUN = """() => axe.run().then(found => found.violations.map(each =>
  `${each.id}: ${each.nodes.map(node => node.html).slice(0, 3).join(" | ")}`))"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core, where the environment says that npm has put it."""
    source = Path(os.environ.get(VARIABLE, ""), "node_modules/axe-core/axe.min.js")
    if not os.environ.get(VARIABLE) or not source.exists():
        pytest.skip(f"SKIPPED: {VARIABLE} names no folder of axe-core: pages are not judged")
    return source.read_text("utf-8")


@pytest.fixture(scope="module")
def visitor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """An office in which a round of coffee and one of lunch have begun."""
    with visited(tmp_path_factory.mktemp("axe") / "office") as someone:
        for _ in range(4):
            someone.until_due()
        yield someone


@pytest.fixture(scope="module", params=["light", "dark"])
def tab(request: pytest.FixtureRequest) -> Iterator[Page]:
    with browser_page(width=390, scheme=request.param) as (page, _):
        yield page


def violations(tab: Page, axe: str) -> list[str]:
    tab.evaluate(axe)
    found: list[str] = tab.evaluate(RUN)
    return found


def test_the_office_has_no_violation(visitor: Visitor, tab: Page, axe: str) -> None:
    rooms = visitor.office.workspace.channels
    own = [key for key, room in rooms.items() if ADAEZE in room.members]
    paths = [f"/room/{key}" for key in own] + ["/home", "/sheet/People", "/sheet/Keep apart"]
    found = {}
    for path in paths:
        for more in ("", "&phone=1"):
            tab.goto(f"{visitor.address}{quote(path)[1:]}?as={ADAEZE}{more}")
            found[path + more] = violations(tab, axe)

    assert {path: each for path, each in found.items() if each} == {}


def test_the_pages_of_a_demo_have_no_violation(visitor: Visitor, tab: Page, axe: str) -> None:
    found = {}
    for name, html in album(visitor.office.workspace, "A demo", ZONE).items():
        tab.set_content(html)
        found[name] = violations(tab, axe)

    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_page_of_a_preview_has_no_violation(language: str, tab: Page, axe: str) -> None:
    tab.set_content(page_in(language))

    assert violations(tab, axe) == []


def test_the_report_has_no_violation(tmp_path: Path, tab: Page, axe: str) -> None:
    found = figures(read(year(tmp_path / "ledger", people=20)))
    tab.set_content(report_page(found, lambda id_: found.names.get(id_, id_)))

    assert violations(tab, axe) == []
