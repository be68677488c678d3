"""Each fault of a set-up is found by `check` and told with its remedy; all at once, all are."""

from pathlib import Path

import pytest

from tests.behaviour.check.faults import FAULTS, TOGETHER, SetupFault
from tests.behaviour.check.setting import setting


def test_there_are_enough_faults_and_each_has_a_name_of_its_own() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 40


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_single_fault_is_found_and_told(tmp_path: Path, fault: SetupFault) -> None:
    with setting(tmp_path) as one:
        fault.spoil(one)
        result = one.check()

    assert result.exit_code == 2, result.output
    told = [line for line in result.output.splitlines() if line.startswith("mend")]
    assert any(fault.told in line for line in told), "\n".join(told)


def test_more_than_forty_faults_at_once_are_all_told(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        for fault in TOGETHER:
            fault.spoil(one)
        result = one.check()

    told = [line for line in result.output.splitlines() if line.startswith("mend")]
    assert [fault.name for fault in TOGETHER if not any(fault.told in line for line in told)] == []
    assert len(TOGETHER) >= 40


def test_of_many_faults_github_is_shown_the_first_nine_and_how_many_more(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        for fault in TOGETHER:
            fault.spoil(one)
        one.variables |= {
            "GITHUB_ACTIONS": "true",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        }
        result = one.check()

    told = [line for line in result.output.splitlines() if line.startswith("mend")]
    errors = [line for line in result.output.splitlines() if line.startswith("::error")]
    assert len(errors) == 10
    assert errors[-1] == f"::error::and {len(told) - 9} more; the log has all of them"
    summary = (tmp_path / "summary").read_text(encoding="utf-8")
    assert summary.startswith("### lunchbatch check\n")
    assert summary.count("\n- mend") == len(told)


def test_a_fault_of_a_file_is_marked_in_its_line(tmp_path: Path) -> None:
    with setting(tmp_path) as one:
        one.edit("intro: 09:30", "intro: 9.30")
        one.variables["GITHUB_ACTIONS"] = "true"
        result = one.check()

    marks = [line for line in result.output.splitlines() if line.startswith("::error file=")]
    assert len(marks) == 1
    assert ",line=9::settings: programs.coffee.intro: '9.30' is not a time of day" in marks[0]
