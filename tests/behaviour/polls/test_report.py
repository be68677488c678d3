"""`report`: the last days, in each program's time zone, whatever state its polls are in."""

from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner

from lunchbatch.cli import main
from lunchbatch.cli.output.recent_rounds import summary, summary_lines
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.model.poll_emoji import NOT_TODAY
from lunchbatch.demo.people.virtual_clock import VirtualClock
from tests.behaviour.polls.office import Office, office
from tests.core.planning.test_plan import groups, running
from tests.core.views import moment, policy, snapshot
from tests.tree import SHIPPED

CONFIG = """
ledger: {csv: ledger}
programs:
  lunch:
    {channel: C0123ABCDEF, signup: poll, time_zone: Europe/Berlin, poll: {choices: ["12:00", walk]}}
  coffee: {channel: C0456ABCDEF, time_zone: Asia/Tokyo, calendar: {on: [wednesday]}}
"""


def week(folder: Path) -> Office:
    """A poll with a group and somebody alone, one of which only "not today" came, an open one."""
    place = office(folder / "ledger", people=5, choices=["12:00", "walk"])
    for day, said in (
        (23, {0: "12:00", 1: "12:00", 2: "walk", 3: NOT_TODAY}),
        (24, {0: NOT_TODAY}),
    ):
        id_ = f"lunch/2026-11-{day}"
        place.at(f"2026-11-{day} 09:05").wake()
        for member, choice in said.items():
            place.chooses(member, choice, id_=id_)
        place.at(f"2026-11-{day} 11:20").wake()
    place.at("2026-11-25 09:05").wake()
    place.chooses(4, "walk", id_="lunch/2026-11-25")
    place.at("2026-11-25 09:30").wake()
    return place


def report(place: Office, folder: Path, *options: str) -> list[str]:
    config = folder / "config" / "lunchbatch.yaml"
    config.parent.mkdir(exist_ok=True)
    config.write_text(CONFIG, encoding="utf-8")
    for name in ("messages.yaml", "icebreakers.yaml"):
        words = (SHIPPED / "config" / name).read_text(encoding="utf-8")
        (config.parent / name).write_text(words, encoding="utf-8")
    arguments = ["report", "--config", str(config), *options]
    ended = CliRunner().invoke(main, arguments, obj=place.clock)
    assert ended.exit_code == 0, ended.output
    return ended.output.splitlines()


def test_polls_times_and_groups_of_the_last_days(tmp_path: Path) -> None:
    place = week(tmp_path)
    one, two = place.members[:2]
    (group,) = place.groups("lunch/2026-11-23")

    lines = report(place, tmp_path, "--days", "7")
    assert lines[lines.index("lunch, since Thu 19 Nov 2026 (Europe/Berlin)") :] == [
        "lunch, since Thu 19 Nov 2026 (Europe/Berlin)",
        "  Mon 23 Nov 2026: 2 people in 1 group",
        "    answers: 12:00 2, walk 1, not today 1",
        f"    12:00: {one}, {two}; point person {group.point_person}; closed_stale",
        "  Tue 24 Nov 2026: off: only not today",
        "    answers: 12:00 0, walk 0, not today 1",
        "  Wed 25 Nov 2026: open until Wed 25 Nov 11:15",
        "    answers: 12:00 0, walk 1, not today 0",
        "coffee, since Thu 19 Nov 2026 (Asia/Tokyo)",
        "  no round",
    ]


def test_people_are_named_only_when_asked_for(tmp_path: Path) -> None:
    place = week(tmp_path)
    bare = report(place, tmp_path, "--days", "7")
    named = report(place, tmp_path, "--days", "7", "--names")

    assert not any("Person" in line for line in bare)
    (group,) = place.groups("lunch/2026-11-23")
    leader = f"Person {place.members.index(group.point_person):03d}"
    assert f"    12:00: Person 000, Person 001; point person {leader}; closed_stale" in named


def test_days_are_counted_in_the_programs_time_zone(tmp_path: Path) -> None:
    place = week(tmp_path)
    place.clock = VirtualClock(datetime(2026, 11, 25, 22, 59, tzinfo=UTC))

    lines = report(place, tmp_path, "--days", "1")
    assert [line for line in lines if line.startswith("  Wed 25")]
    assert "coffee, since Thu 26 Nov 2026 (Asia/Tokyo)" in lines
    assert "lunch, since Wed 25 Nov 2026 (Europe/Berlin)" in lines
    place.clock.sleep(120)
    assert "lunch, since Thu 26 Nov 2026 (Europe/Berlin)" in report(place, tmp_path, "--days", "1")


def test_who_was_never_told_is_not_among_those_who_were_brought_together() -> None:
    told, untold = groups()
    known = records(snapshot({**running(), "Groups": [told, {**untold, "intro message ts": None}]}))

    lines = [*summary_lines(summary(policy(), known, moment("2026-11-25 12:00"), days=7))]

    assert "  Mon 23 Nov 2026: 2 people in 1 group" in lines
    assert sum(line.endswith("; never told") for line in lines) == 1
