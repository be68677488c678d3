"""A round that is over leaves its figures for the chart."""

from pathlib import Path

from tests.behaviour.check.setting import setting


def test_a_round_that_closes_leaves_one_row_for_the_chart(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        one.run_at("2026-11-23T10:00+01:00")
        first = one.person.rows("Groups")[1]
        member = str(first[7]).split()[0]
        one.slack.react(member, str(first[0]), str(first[10]), "tada")
        assert one.person.rows("Stats")[1:] == []
        for moment in ("2026-11-27T14:30+01:00", "2026-11-27T15:30+01:00"):
            assert one.run_at(moment).exit_code == 0
        rows = one.person.rows("Stats")[1:]

    coffee = [row for row in rows if row[1] == "coffee"]
    assert [[row[0], *row[3:]] for row in coffee] == [["coffee/2026-11-23", 6, 3, 1, 1]]
