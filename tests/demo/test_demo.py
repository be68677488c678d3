"""The demo, run once as a newcomer runs it, and looked at as they would."""

import csv
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from lunchbatch.cli import main
from lunchbatch.core.model.terms import Status
from lunchbatch.demo.pages.chat_pages import round_title
from lunchbatch.demo.people.cast import CAST, GUESTS
from lunchbatch.settings_file.read_settings import read_policy
from tests.tree import ROOT


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    folder: Path
    said: str

    def rows(self, tab: str, program: str = "") -> list[dict[str, str]]:
        with (self.folder / f"{tab}.csv").open(encoding="utf-8", newline="") as file:
            return [row for row in csv.DictReader(file) if not program or row["program"] == program]

    def pages(self) -> dict[str, str]:
        return {
            path.name: path.read_text(encoding="utf-8")
            for path in (self.folder / "pages").iterdir()
        }


def command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, where a proxy leads nowhere and no secret is set."""
    nowhere = "http://127.0.0.1:9"
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "lunchbatch", "demo", *words],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "HTTP_PROXY": nowhere, "http_proxy": nowhere},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    folder = tmp_path_factory.mktemp("somewhere")
    done = command(folder=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    (made,) = folder.iterdir()
    assert re.fullmatch(r"demo-\d{8}-\d{6}", made.name)
    return Demo(folder=made, said=done.stdout)


def members(row: dict[str, str]) -> list[str]:
    return row["member ids"].split()


def test_every_status_occurs(demo: Demo) -> None:
    assert {row["meeting status"] for row in demo.rows("Groups", "coffee")} == set(Status)


def test_two_rounds_are_over_and_one_is_running(demo: Demo) -> None:
    stages = Counter(row["stage"] for row in demo.rows("Rounds", "coffee"))

    assert stages == {"close": 2, "checkpoint-1": 1}


def test_an_organiser_approves_each_draft_and_teams_are_mixed(demo: Demo) -> None:
    rounds = demo.rows("Rounds", "coffee")
    teams = {row["member id"]: row["team"] for row in demo.rows("People")}
    pairs = [[teams[member] for member in members(row)] for row in demo.rows("Groups", "coffee")]

    assert [row["approval"] for row in rounds] == ["TRUE"] * 3
    assert all("draft=" in row["stages"] for row in rounds)
    assert sum(len(set(filter(None, pair))) < len([*filter(None, pair)]) for pair in pairs) <= 2


def test_the_index_tells_a_story_in_order_under_peoples_names(demo: Demo) -> None:
    pages = demo.pages()
    story = re.findall(
        r'<li><a href="([^"#]+)#[^"]+"><span class="title"><b>(.*?)</b> (.*?)</span>',
        pages["index.html"].partition("<nav>")[0],
    )
    told = {title: (pages[file], words) for file, title, words in story}
    names = {each.person.name for each in CAST}

    assert [title for _, title, _ in story] == [
        "The groups first",
        "A good round",
        "How it went",
        "A late answer",
        "A pause",
        "A lunch nobody answered",
    ]
    for title in ("The groups first", "A good round", "A late answer", "A pause"):
        assert any(name in told[title][1] for name in names), told[title][1]
    assert "Thanks for making the time" in told["A good round"][0]
    assert "did you meet?" in told["A late answer"][0].lower()
    assert 'title=":octagonal_sign:"' in told["A pause"][0]
    assert "nobody answered" in told["A lunch nobody answered"][0]
    assert not re.search(r"U0\d\d\w{3,}", re.sub(r'(href|id)="[^"]*"', "", pages["index.html"]))


def test_the_digest_shows_its_chart_as_a_picture(demo: Demo) -> None:
    (page,) = (page for page in demo.pages().values() if "<h1>#coffee</h1>" in page)

    assert re.search(r'<img src="data:image/png;base64,iVBOR[^"]+" alt="[^"]+"', page)
    assert "[image]" not in page


def test_nobody_is_alone_and_nobody_is_twice_in_a_round(demo: Demo) -> None:
    groups = demo.rows("Groups")
    seats = Counter((row["round"], member) for row in groups for member in members(row))

    assert min(len(members(row)) for row in groups) >= 2
    assert max(seats.values()) == 1
    assert "0 alone, 0 twice" in demo.said


def test_each_round_introduces_everybody_who_is_not_out_for_a_reason(demo: Demo) -> None:
    for row in demo.rows("Rounds", "coffee"):
        absent = row["not in"].split("; ")

        assert int(row["introduced"]) >= 20
        assert int(row["introduced"]) + len(absent) == int(row["members"])


def test_nobody_meets_the_same_person_twice_over_coffee(demo: Demo) -> None:
    assert {row["repeats"] for row in demo.rows("Rounds", "coffee")} == {"0"}


def test_guests_apps_leavers_and_those_on_holiday_are_out_and_it_says_why(demo: Demo) -> None:
    reasons = " ".join(row["not in"] for row in demo.rows("Rounds", "coffee"))
    grouped = {member for row in demo.rows("Groups") for member in members(row)}

    assert all(f"{guest.id}: guest" in reasons for guest in GUESTS)
    assert "on holiday" in reasons
    assert "deactivated" in reasons
    assert grouped <= {each.person.id for each in CAST}
    assert grouped == {each.person.id for each in CAST}


def test_people_change_their_minds_and_answer_after_closing(demo: Demo) -> None:
    answers = demo.rows("Answers", "coffee")

    assert any(row["withdrawn"] for row in answers)
    assert any(
        row["answer key"].split()[-2] == "close" and row["answer"] == "met" for row in answers
    )


def test_wakes_are_late_and_nothing_comes_twice(demo: Demo) -> None:
    effects = Counter(row["effect"] for row in demo.rows("Journal"))

    assert max(effects.values()) == 1
    assert any(" h " in row["late by"] for row in demo.rows("Rounds"))


def test_every_group_has_a_page_with_its_names_and_its_round(demo: Demo) -> None:
    pages = demo.pages()
    for row in demo.rows("Groups", "coffee"):
        names = [name.replace("'", "&#39;") for name in row["names"].split(", ")]
        about = [page for page in pages.values() if f"<h1>{', '.join(names)}</h1>" in page]
        told = [page for page in pages.values() if all(f"@{name}</span>" in page for name in names)]

        assert told, row["names"]
        assert len(about) <= 1
        assert any(round_title(row["round"]) in page for page in told)
    assert all(f'href="{name}' in pages["index.html"] for name in pages if name != "index.html")


def test_the_page_of_the_lunch_shows_poll_answers_groups_and_point_persons(demo: Demo) -> None:
    (page,) = (page for page in demo.pages().values() if "<h1>#lunch</h1>" in page)
    groups = demo.rows("Groups", "lunch")

    assert page.count("Tap your time:") == len(demo.rows("Rounds", "lunch"))
    picked, told = page.count("you pick the place!"), page.count("having lunch together.")
    assert picked == told == len(groups) >= 4
    assert {row["time"] for row in groups} == {"'12:00", "'12:45"}
    assert "Did you meet?" in page
    for answer in {row["member id"] for row in demo.rows("Answers", "lunch")}:
        name = next(each.person.name for each in CAST if each.person.id == answer)
        assert name.replace("'", "&#39;") in page


def test_a_question_explains_every_emoji_that_stands_under_it(demo: Demo) -> None:
    explained = 0
    for page in demo.pages().values():
        for message in re.findall(r"<article.*?(?=<article|</main>)", page, re.DOTALL):
            text, _, pills = message.partition('<div class="pills">')
            under = re.findall(r'title="(:\w+:)">[^<]*</span> <b>\d+</b> .*?>(.*?)</span>', pills)
            seeded = {emoji for emoji, who in under if "lunchbatch" in who}
            if "we met" in text or "Tap your time:" in text:
                explained += 1
                assert seeded
                assert all(f'title="{emoji}"' in text for emoji in seeded), message

    assert explained > 50


def test_it_says_what_happened_and_what_to_look_at(demo: Demo) -> None:
    lines = demo.said.splitlines()

    for row in demo.rows("Rounds"):
        (line,) = (line for line in lines if line.startswith(row["round"]))
        figures = line.removesuffix(", under way").split()
        assert row["groups"] in figures
        assert row["introduced"] in figures
    assert demo.folder.name in demo.said
    looked_at = re.findall(r"^  ([\w/]+\.(?:csv|html|yaml)) ", demo.said, re.MULTILINE)
    assert len(looked_at) == 6
    assert all((demo.folder / name).is_file() for name in looked_at)
    assert len(re.findall(r"^Week \d+: \d+ messages", demo.said, re.MULTILINE)) == 3


def test_the_settings_it_ran_with_can_be_read(demo: Demo) -> None:
    policy = read_policy(demo.folder / "config" / "lunchbatch.yaml")

    assert list(policy.programs) == ["coffee", "lunch"]


def test_the_same_seed_lives_the_same_life_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("again", 5), ("other", 6)):
        done = CliRunner().invoke(
            main, ["demo", "--rounds", "1", "--seed", str(seed), "--folder", str(tmp_path / name)]
        )
        assert done.exit_code == 0, done.output

    def everything(name: str) -> dict[str, bytes]:
        folder = tmp_path / name
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }

    assert everything("one") == everything("again")
    assert everything("one") != everything("other")


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")

    done = CliRunner().invoke(main, ["demo", "--folder", str(tmp_path)])

    assert done.exit_code == 2
    assert "is not empty" in done.output
    assert list(tmp_path.iterdir()) == [mine]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")

    done = CliRunner().invoke(main, ["demo", "--folder", str(mine)])

    assert done.exit_code == 2
    assert "--folder" in done.output
    assert mine.read_text(encoding="utf-8") == "mine"
