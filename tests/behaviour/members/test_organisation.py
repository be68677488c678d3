"""Colleagues in another workspace of the same organisation (Enterprise Grid), and strangers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.behaviour.console import Console, console

SISTER, STRANGER, ORGANISATION = "T0SISTER000", "T0STRANGER0", "E0ORGANISE0"


@pytest.fixture(params=["folder", "Sheet"])
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path, has_sheet=request.param == "Sheet", people=6) as found:
        yield found


def moves_all(ready: Console, home: str, *, is_ours: bool) -> None:
    """Everybody's home is another workspace, which is of our organisation or not."""
    slack = ready.world.slack
    slack.enterprise = ORGANISATION if is_ours else ""
    for member in ready.world.members:
        slack.people[member].team = home
        slack.people[member].teams = (home,) if is_ours else ()


def test_colleagues_of_a_sister_workspace_are_introduced(ready: Console) -> None:
    moves_all(ready, SISTER, is_ours=True)

    ran = ready.calls()

    assert ran.exit_code == 0
    assert "Sent coffee/2026-11-23 intro: 3 messages" in ran.stdout


def test_a_round_of_strangers_only_is_said_to_the_owner_once(ready: Console) -> None:
    owner = ready.world.slack.add_person("Organiser")
    ready.edits("programs:", f"owner: {owner}\nprograms:")
    moves_all(ready, STRANGER, is_ours=False)
    why = "coffee/2026-11-23: there is nobody to introduce: 6 from another workspace"

    first, second = ready.calls(), ready.at("2026-11-23 13:00").calls()

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert why in first.stdout
    assert why not in second.stdout
    (told,) = [message.text for _, message in ready.world.slack.app_messages()]
    assert why in told


def test_strangers_are_introduced_where_the_settings_say_so(ready: Console) -> None:
    moves_all(ready, STRANGER, is_ours=False)
    ready.edits("    intro:", "    take_part: {other_workspaces: true}\n    intro:")

    assert "3 messages" in ready.calls().stdout


def test_somebody_whose_id_begins_with_w_is_a_member_like_any(ready: Console) -> None:
    slack = ready.world.slack
    others = [slack.add_person(f"Grid {n}", id=f"W0GRID000{n}") for n in range(2)]
    slack.channels[ready.world.channel].members.update(dict.fromkeys(others))

    ready.calls()

    assert set(others) <= {one for group in ready.world.known.groups for one in group.members}
