"""The figures as lines, Markdown, JSON and a page: the same numbers, and nothing that runs wild."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal

import pytest
from click.testing import CliRunner, Result

from lunchbatch.cli import main
from lunchbatch.cli.report.markdown import markdown
from lunchbatch.cli.report.report_page import page
from lunchbatch.cli.report.report_text import lines
from lunchbatch.core.statistics import Figures, figures
from tests.behaviour.reports.test_figures import read
from tests.behaviour.reports.years import year
from tests.browser import browser_page
from tests.tree import SHIPPED

HOSTILE = "</script><script>alert(1)</script>|`x`\n::error::&<b>"
CONFIG = """
ledger: {csv: ledger}
programs:
  coffee: {channel: C0123ABCDEF, time_zone: Europe/Berlin}
  lunch: {channel: C0456ABCDEF, time_zone: Asia/Tokyo}
"""


def ids(member: str) -> str:
    return member


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return figures(read(year(tmp_path_factory.mktemp("year") / "ledger", people=40, rounds=30)))


@pytest.fixture
def reported(tmp_path: Path) -> Path:
    """A folder with settings and a ledger of half a year."""
    year(tmp_path / "ledger", people=20, rounds=26)
    config = tmp_path / "config"
    config.mkdir()
    (config / "lunchbatch.yaml").write_text(CONFIG, encoding="utf-8")
    for name in ("messages.yaml", "icebreakers.yaml"):
        words = (SHIPPED / "config" / name).read_text(encoding="utf-8")
        (config / name).write_text(words, encoding="utf-8")
    return tmp_path


def report(folder: Path, *options: str) -> Result:
    config = str(folder / "config/lunchbatch.yaml")
    return CliRunner().invoke(main, ["report", "--config", config, *options])


class Tags(HTMLParser):
    """The tags and the addresses of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_every_view_has_the_same_numbers(reported: Path) -> None:
    for name in ("html", "markdown", "json"):
        assert report(reported, f"--{name}", str(reported / name)).exit_code == 0
    said = report(reported).output
    whole = json.loads((reported / "json").read_text("utf-8"))
    totals = whole["totals"]

    met = f"{totals['met']} of {totals['groups']} groups met"
    pairs = f"Of {whole['possible']} possible pairs of people, {whole['connected']} have ever met"
    new = f"{totals['new_connections']} new connections"
    assert totals["new_connections"] == sum(one["new_connections"] for one in whole["rounds"])
    page_text = (reported / "html").read_text("utf-8")
    for text in (said, page_text, (reported / "markdown").read_text("utf-8")):
        assert met in text
        assert pairs in text
        assert new in text
    for one in whole["rounds"]:
        (line,) = (line for line in said.splitlines() if line.startswith(one["id"]))
        assert line.split()[1:6] == [
            str(one[count]) for count in ("introduced", "groups", "met", "scheduled", "no")
        ]
        assert one["id"] in page_text


def test_people_are_ids_unless_names_are_asked_for(reported: Path) -> None:
    for names in ((), ("--names",)):
        texts = [
            report(reported, f"--{name}", "-", *names).output
            for name in ("html", "markdown", "json")
        ]
        assert [("Person 0" in text) for text in texts] == [bool(names)] * 3
    assert "Person 0" not in report(reported).output


def test_a_span_and_a_program_leave_out_the_others(reported: Path) -> None:
    said = report(
        reported, "--program", "lunch", "--since", "2026-02-01", "--until", "2026-03-31"
    ).output
    rounds = re.findall(r"^(\w+/[\d-]+) ", said, re.MULTILINE)

    assert rounds == ["lunch/2026-02-09", "lunch/2026-03-09"]
    assert said.startswith("lunch, 01 Feb 2026 to 31 Mar 2026")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--program", "tea"), "there is no 'tea'; there is coffee, lunch"),
        (("--days", "7", "--since", "2026-01-01"), "give either"),
        (("--html", "nowhere/at/all.html"), "name another file"),
    ],
)
def test_what_cannot_be_is_said(reported: Path, options: tuple[str, ...], says: str) -> None:
    ended = report(reported, *options)

    assert ended.exit_code == 2
    assert says in ended.output


def test_the_page_asks_nobody_for_anything(found: Figures) -> None:
    seen = Tags(page(found, ids))

    assert seen.addresses
    assert all(address.startswith(("#", "data:")) for address in seen.addresses)
    assert {"img", "link", "iframe"}.intersection(seen.tags) <= {"link"}


def test_a_name_is_shown_as_it_is_and_never_run(found: Figures) -> None:
    clean, hostile = Tags(page(found, ids)), Tags(page(found, lambda member: HOSTILE + member))
    text = markdown(found, lambda member: HOSTILE + member)

    assert hostile.tags == clean.tags
    assert "<script" not in text
    assert not re.search(r"^::", text, re.MULTILINE)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {14, 9}


@pytest.mark.parametrize("longest", [1_500, 4_000, 8_000, 900_000])
def test_markdown_keeps_within_its_bytes_and_says_what_it_leaves_out(
    found: Figures, longest: int
) -> None:
    text = markdown(found, ids, longest=longest)
    shown = text.count("\n| coffee") + text.count("\n| lunch")

    assert len(text.encode()) <= longest
    assert text.count("<details>") == text.count("</details>")
    if "Rounds (" in text and shown < len(found.rounds):
        assert f"\n{len(found.rounds) - shown} more;" in text


def test_three_hundred_people_fit_github_and_a_mail(tmp_path: Path) -> None:
    many = figures(read(year(tmp_path / "ledger", people=300)))
    text = markdown(many, lambda member: f"{member} {'<&|`é' * 12}")

    assert text.count("\n| ") == len(many.rounds) + len(many.members) + 4
    assert len(text.encode()) < 2**20
    assert len(page(many, lambda member: many.names.get(member, member)).encode()) < 1_500_000


def test_an_empty_ledger_makes_a_page_too() -> None:
    nothing = Figures(
        programs=(),
        since=None,
        until=None,
        rounds=(),
        members=(),
        pairs=(),
        possible=0,
        connected=0,
    )

    assert "0 rounds introduced 0 people." in page(nothing, ids)
    assert list(lines(nothing, ids))[-1] == "0 rounds introduced 0 people."


def test_rounds_that_were_not_held_are_named(found: Figures) -> None:
    missed = replace(found.rounds[0], groups=0, introduced=0, ended="missed")
    said = list(lines(replace(found, rounds=(missed, *found.rounds[1:])), ids))

    assert any(line.startswith(f"{missed.id}, missed") for line in said)
    assert "Rounds that were not held: missed (1)." in said


@pytest.mark.browser
def test_hostile_names_run_nothing_in_a_browser_and_ask_nobody(
    found: Figures, tmp_path: Path
) -> None:
    hostile = """"><img src=//evil.example/x onerror=alert(1)><svg onload=alert(2)>\u202e'{{7*7}}"""
    teams = tuple(replace(one, team=f"{one.team}{hostile}") for one in found.members)
    path = tmp_path / "report.html"
    path.write_text(page(replace(found, members=teams), lambda m: hostile + m), encoding="utf-8")
    with browser_page(width=1200) as (tab, complaints):
        # A dialog that nobody answers holds the page until the test times out.
        tab.on("dialog", lambda dialog: complaints.append(dialog.message))
        tab.goto(path.as_uri())
        tab.locator("#matrix").focus()
        tab.keyboard.press("ArrowRight")
        assert hostile in tab.locator("#matrix-says").inner_text()
        tab.get_by_role("region", name="Members").get_by_role("button", name="team").click()
        assert hostile in tab.locator("#members ~ .wide tbody th").first.inner_text()
        assert tab.locator("main img, main [onerror], main [onload], main [src]").count() == 0
    assert complaints == []


@pytest.mark.browser
def test_every_table_can_be_read_aloud_and_sorted_by_keys(found: Figures, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(page(found, ids), encoding="utf-8")
    with browser_page(width=1200, offline=True) as (tab, complaints):
        tab.goto(path.as_uri())
        tables = tab.locator("table").all()
        assert len(tables) == 3
        for table in tables:
            assert table.locator("caption").inner_text().endswith(".")
            assert (
                table.locator("thead th:not([scope=col]), tbody th:not([scope=row])").count() == 0
            )
        late = tab.get_by_role("region", name="Rounds").get_by_role("button", name="late by")
        late.focus()
        tab.keyboard.press("Enter")
        heads = tab.locator("#rounds ~ .wide th[aria-sort]")
        assert heads.count() == 1
        assert heads.get_attribute("aria-sort") == "descending"
        cells = tab.locator("#rounds ~ .wide tbody td:last-child").all_inner_texts()
        assert cells[0] == "2 h 05 min"
        assert cells == sorted(cells, reverse=True), "2 h 05 min is more than 10 min"
        outline = late.evaluate("it => getComputedStyle(it).outlineStyle")
        assert outline == "solid"
        assert {
            kind
            for shape in tab.locator("svg[role]").all()
            for kind in [
                shape.get_attribute("aria-label") or shape.get_attribute("aria-labelledby")
            ]
        }.isdisjoint({None, ""})
    assert complaints == []


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_works_in_a_browser_by_mouse_and_by_keys(
    found: Figures, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    path = tmp_path / "report.html"
    path.write_text(page(found, ids), encoding="utf-8")
    with browser_page(width=390, scheme=scheme, offline=True) as (tab, complaints):
        tab.goto(path.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390

        tab.get_by_role("region", name="Members").get_by_role("button", name="people met").click()
        cells = tab.locator("#members ~ .wide tbody tr td:nth-child(6)").all_inner_texts()
        assert [int(cell) for cell in cells] == sorted(
            (m.knows for m in found.members), reverse=True
        )
        assert "Sorted by people met" in tab.locator("#sorted").inner_text()

        tab.locator("#matrix").focus()
        tab.keyboard.press("ArrowRight")
        assert " and " in tab.locator("#matrix-says").inner_text()
        tab.keyboard.press("Enter")
        said = tab.locator("#matrix-says").inner_text()
        who, _, rest = said.partition(" has met ")
        count = rest.partition(":")[0]
        there = {one.id for one in found.members if one.is_here and one.ever_introduced}
        known = [p for p in found.pairs if p.met and who in {p.a, p.b} and {p.a, p.b} <= there]
        assert int(count) == len(known)
    assert complaints == []
