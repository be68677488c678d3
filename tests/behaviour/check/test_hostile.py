"""Hostile names through a whole round: nobody is pinged, nothing is evaluated or run."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from lunchbatch.core.messages.mrkdwn import tidy
from lunchbatch.demo.pages.chat_pages import ConversationPage, ShownMessage, pages
from lunchbatch.demo.pages.mrkdwn_html import DisplayNames
from tests.behaviour.check.setting import Setting, setting
from tests.behaviour.world import world
from tests.browser import browser_page
from tests.core.messages.test_hostile import HOSTILE, strings

MONDAY = "2026-11-23T10:00+01:00"
MORE = (
    '=HYPERLINK("https://evil.example.org","click")',
    "=1+1",
    "+49 170 1234567",
    "-2+3",
    "@SUM(A1:A9)",
    "'quoted",
    '"; DROP TABLE people; --',
    "1E5",
    "007",
    "2026-11-23",
    "TRUE",
    "#REF!",
    "::add-mask::e",
    "##[error]gone",
    "<script>document.title='run'</script>",
    "<img src=x onerror=document.title='run'>",
    "</td></tr></table>",
    "{{ 7*7 }}",
    "${{ secrets.SLACK_BOT_TOKEN }}",
    "../../etc/passwd",
    "coffee/2026-11-23/1",
    "gone-1",
    "U0VICTIM",
)
NAMES = tuple(dict.fromkeys((*HOSTILE, *MORE)))


@pytest.fixture(scope="module")
def round_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Setting, str]]:
    """A round among people with these names, asked once; and all that was printed."""
    with setting(tmp_path_factory.mktemp("hostile")) as one:
        for number, name in enumerate(NAMES):
            member = one.slack.add_person(f"x{number}", title=name)
            one.slack.people[member].real_name = name
            one.slack.people[member].handle = "" if name.strip() else f"x{number}"
            one.slack.join(member, one.channel)
        one.edit("mixing: {team: prefer}", "seeds: 0")
        one.variables["GITHUB_ACTIONS"] = "true"
        moments = (MONDAY, "2026-11-25T10:30+01:00", "2026-11-27T14:30+01:00")
        printed = ""
        for moment in moments:
            result = one.run_at(moment)
            assert result.exit_code == 0, result.output
            printed += result.output
        yield one, printed


def test_there_are_enough_names() -> None:
    assert len(NAMES) >= 30


def test_everybody_is_in_a_group_whatever_their_name(round_of_all: tuple[Setting, str]) -> None:
    one, _ = round_of_all
    rows = one.person.rows("Groups")
    placed = {member for row in rows[1:] for member in str(row[7]).split()}

    people = {key for key in one.slack.channels[one.channel].members if key != one.slack.bot}
    assert placed == people


def test_in_slack_nobody_is_pinged_and_names_read_as_written(
    round_of_all: tuple[Setting, str],
) -> None:
    one, _ = round_of_all
    members = {f"<@{key}>" for key in one.slack.people}
    texts = [message.text for _, message in one.slack.app_messages()]
    everything = "\n".join(
        text
        for _, message in one.slack.app_messages()
        for text in strings([message.text, *(message.blocks or ())])
    )

    assert "<!" not in everything
    assert not re.search(r"@(here|channel|everyone)", everything, re.IGNORECASE)
    assert set(re.findall(r"<@[^>]*>", everything)) <= members
    said = "".join(_letters(unescape(text)) for text in texts)
    for name in NAMES:
        whole = _letters(tidy(name))[:40]
        assert whole in said, name


def _letters(text: str) -> str:
    """What carries the sense of a name."""
    return "".join(mark for mark in text if unicodedata.category(mark)[0] in "LN" and mark != "ˍ")


def test_in_the_sheet_a_name_is_text_and_never_a_formula_or_a_number(
    round_of_all: tuple[Setting, str],
) -> None:
    one, _ = round_of_all
    held = {row[0]: row[1] for row in one.person.rows("People")[1:]}

    for tab in one.google.documents[next(iter(one.google.documents))].tabs:
        for cell in tab.cells.values():
            assert "formulaValue" not in (cell.entered or {})
    for key, person in one.slack.people.items():
        if key in held and person.real_name.strip():
            assert isinstance(held[key], str)
            assert held[key] == person.real_name.encode(errors="replace").decode().strip()


def test_half_a_character_is_no_trouble_for_a_file(tmp_path: Path) -> None:
    with world(tmp_path, people=2) as found:
        found.slack.people[found.members[0]].real_name = "Ana \ud800"
        found.at("2026-11-23 09:35").run()

        assert found.known.people[found.members[0]].name == "Ana ?"
        assert found.text_of("coffee/2026-11-23/1 intro")


def test_no_line_that_is_printed_is_a_command_and_no_name_is_in_it(
    round_of_all: tuple[Setting, str],
) -> None:
    _, printed = round_of_all
    masked = [line for line in printed.splitlines() if not line.startswith("::add-mask::")]

    assert not any(line.lstrip().startswith("::") or "##[" in line for line in masked)
    for name in MORE[:7]:
        assert name not in "\n".join(masked)


def shown(one: Setting) -> dict[str, str]:
    """The round as the pages of the demo show it."""
    names = DisplayNames(
        members={key: person.real_name for key, person in one.slack.people.items()}
    )
    talks = [
        ConversationPage(
            name=room.name,
            members=tuple(room.members),
            messages=tuple(
                ShownMessage(
                    author=message.user,
                    at=message.said_at,
                    text=message.text,
                    blocks=tuple(message.blocks or ()),
                )
                for message in room.messages.values()
            ),
        )
        for room in one.slack.channels.values()
    ]
    return pages("Round", talks, names, one.slack.bot)


def test_in_a_page_a_name_is_escaped(round_of_all: tuple[Setting, str]) -> None:
    one, _ = round_of_all
    whole = "\n".join(shown(one).values())

    assert "<script>document" not in whole
    assert "<img src=x" not in whole
    assert "&lt;script&gt;document" in whole


@pytest.mark.browser
def test_in_a_real_browser_no_name_runs_anything(
    round_of_all: tuple[Setting, str], tmp_path: Path
) -> None:
    browser = shutil.which("chromium")
    if browser is None:
        pytest.skip("no chromium on this machine, so no page is looked at in a browser")
    one, _ = round_of_all
    made = {name: text for name, text in shown(one).items() if "document.title" in text}
    name, text = next(iter(made.items()))
    (tmp_path / name).write_bytes(text.encode(errors="replace"))

    finished = subprocess.run(  # noqa: S603 - Debian's browser, on a page of our own
        [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"),
            *(f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom"),
            (tmp_path / name).as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert "<title>run</title>" not in finished.stdout
    assert "<script>document" not in finished.stdout
    assert "&lt;script&gt;document" in finished.stdout or "&lt;img src=x" in finished.stdout


@pytest.mark.browser
def test_in_the_report_every_name_reads_as_written_and_runs_nothing(
    round_of_all: tuple[Setting, str], tmp_path: Path
) -> None:
    one, _ = round_of_all
    plain, named = tmp_path / "ids.html", tmp_path / "names.html"
    for path, more in ((plain, ()), (named, ("--names",))):
        arguments = ("report", "--config", str(one.config), "--html", str(path), *more)
        assert one.invoke(*arguments, clock=one.clock).exit_code == 0
    count = "document.querySelectorAll('*').length"

    with browser_page(offline=True) as (tab, complaints):
        tab.goto(plain.as_uri())
        built = tab.evaluate(count)
        tab.goto(named.as_uri())
        assert tab.evaluate(count) == built, "a name has made an element"
        members = tab.get_by_role("region", name="Members")
        for button in members.get_by_role("button").all():
            button.click()
        shown = tab.locator("body").inner_text()
        tab.locator("#matrix").focus()
        said = ""
        for number in range(len(NAMES)):
            tab.keyboard.press("ArrowDown" if number % 2 else "ArrowRight")
            tab.keyboard.press("Enter")
            said += tab.locator("#matrix-says").inner_text()
        assert tab.title() != "run"
    assert complaints == []
    assert " and " in said or " has met " in said
    letters = _letters(shown)
    for name in NAMES:
        assert _letters(tidy(name))[:40] in letters, name
