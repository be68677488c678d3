"""What GitHub's log and the page of a run tell of a draft: cells and ids, nobody's name."""

import re
from pathlib import Path

import pytest

from tests.behaviour.approval.desk import DEADLINE, INTRO, NAMES, Desk, desk
from tests.behaviour.approval.test_mistakes import MISTAKES, PAIRS
from tests.behaviour.console import Console, lay_out
from tests.behaviour.world import ROUND

APPROVAL = "    intro: 09:30\n    group_size: 2\n    approval: {ahead: 1 day, deadline: 4 hours}\n"
TYPED = ("Dimitri Ivanow", "Xxxx", "Anna Soussa", "the best", "next monday", "aproved", "Pollbot")


def console_of(ready: Desk, folder: Path) -> Console:
    """The command line over the organiser's ledger, in a run of GitHub Actions."""
    found = Console(world=ready.world, folder=folder)
    lay_out(found, "csv: ledger")
    found.edits("    intro: 09:30\n", APPROVAL)
    found.edits("ledger:\n", f"owner: {ready.world.policy.owner}\nledger:\n")
    found.variables |= {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(folder / "page.md")}
    return found


def words_of(said: str) -> set[str]:
    """The names and typed words in a text, Markdown's marks aside."""
    plain = re.sub(r"\\(.)", r"\1", said)
    return {word for word in (*NAMES, *TYPED, "Nine") if word in plain}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_by_cell_and_id(tmp_path: Path, mistake: str) -> None:
    edit, sentence = MISTAKES[mistake]
    with desk(tmp_path / "ledger") as ready:
        for number, pair in enumerate(PAIRS, start=1):
            ready.writes(number, *pair)
        ready.approves()
        edit(ready)
        console = console_of(ready, tmp_path)

        said = console.at(INTRO).calls()
        page = (tmp_path / "page.md").read_text("utf-8")

        assert said.exit_code == 2, said.output
        assert words_of(said.output) == words_of(page) == set()
        assert f"To mend: {sentence.partition(': ')[0]}: " in said.stdout
        assert any(sentence[:20] in m.text for _, m in ready.world.slack.app_messages())


def test_a_word_that_holds_a_draft_and_a_reason_to_leave_out_stay_in_the_sheet(
    tmp_path: Path,
) -> None:
    with desk(tmp_path / "ledger") as ready:
        console = console_of(ready, tmp_path)
        ready.approves("Emma Larsen says no")
        held = console.at(INTRO).calls()
        for number, pair in enumerate(PAIRS[:2], start=1):
            ready.writes(number, *pair)
        ready.deletes(3)
        ready.adds(round=ROUND, group="left out", members=", ".join(PAIRS[2]), why="Farid Haddad")
        ready.approves()

        sent = console.at(DEADLINE).calls()

    assert f"{ROUND}: held by what stands in Rounds!" in held.stdout
    assert "left out by the organiser" in sent.stdout
    assert words_of(held.output + sent.output) == set()


def test_who_cannot_be_introduced_by_hand_is_told_by_id(tmp_path: Path) -> None:
    with desk(tmp_path / "ledger") as ready:
        console = console_of(ready, tmp_path)
        for people in ("Dimitri Ivanow, Ana Sousa", "Ana Sousa, Ana Sousa", "Xxxx, Ana Sousa"):
            said = console.at(INTRO).calls("introduce", people)

            assert said.exit_code == 2, said.output
            assert words_of(said.output) == set()
