"""A round whose one unreachable person was left out well is a good round, to whoever called it."""

from pathlib import Path

import pytest

from lunchbatch.demo.slack.http_exchange import Request
from tests.behaviour.console import Console, console
from tests.behaviour.world import ROUND


def closes_an_account(ready: Console, who: str) -> None:
    """Somebody's account is closed right before the first conversation is opened."""

    def before(asked: Request) -> None:
        if asked.method == "conversations.open":
            ready.world.slack.deactivate(who)

    ready.world.server.before.append(before)


@pytest.mark.parametrize("has_sheet", [False, True], ids=["csv", "sheet"])
def test_the_command_ends_well_says_who_is_out_and_has_nothing_left_to_do(
    tmp_path: Path,
    has_sheet: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    with console(tmp_path, has_sheet=has_sheet, people=6) as ready:
        outputs = tmp_path / "outputs"
        ready.variables["GITHUB_OUTPUT"] = str(outputs)
        who = ready.world.members[0]
        closes_an_account(ready, who)

        ran = ready.calls("run")

        assert ran.exit_code == 0, ran.output
        assert f"Sent {ROUND} intro: 2 messages" in ran.stdout
        assert [line for line in ran.stdout.splitlines() if line.startswith(f"Changed {ROUND}/")]
        assert "Failed" not in ran.stdout
        assert "status=sent" in outputs.read_text("utf-8")
        told = {member for group in ready.world.known.groups for member in group.members}
        assert told == set(ready.world.members[1:])
        assert who in ready.world.known.rounds[ROUND].absent

        again = ready.at("2026-11-23 10:05").calls("run")
        assert again.exit_code == 0, again.output
        assert len(ready.world.sent()) == 2
