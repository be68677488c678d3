"""`demo --serve` as a command: says where it is, ends at Ctrl-C, and names what it cannot do."""

import http.client
import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from lunchbatch.cli import main
from tests.tree import ROOT, SHIPPED


def test_it_says_where_it_is_and_ends_cleanly_at_ctrl_c(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    words = ["demo", "--serve", "--port", "0", "--folder", "office"]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-u", "-m", "lunchbatch", *words],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
    assert found is not None
    with closing(http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=30)) as line:
        line.request("GET", "/sheet/People")
        page = line.getresponse().read().decode()
    process.send_signal(signal.SIGINT)
    said, complaints = process.communicate(timeout=30)

    assert "Kumquat" in page
    assert process.returncode == 0
    assert complaints == ""
    assert said.endswith("Ended. What was written is in office.\n")


@pytest.mark.parametrize("words", [["--config", "mine.yaml"], ["--open"]])
def test_what_goes_with_serve_is_refused_without_it(words: list[str]) -> None:
    done = CliRunner().invoke(main, ["demo", *words])

    assert done.exit_code == 2
    assert "go with --serve" in done.output


def test_settings_that_cannot_be_read_leave_no_folder(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("programs: 3\n", encoding="utf-8")
    words = ["--serve", "--config", str(mine), "--folder", str(tmp_path / "office")]

    done = CliRunner().invoke(main, ["demo", *words])

    assert done.exit_code == 2
    assert "mine.yaml:1" in done.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path) -> None:
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")

    for more in ([], ["--config", str(SHIPPED / "config/lunchbatch.yaml")]):
        done = CliRunner().invoke(main, ["demo", "--serve", "--folder", str(tmp_path), *more])

        assert done.exit_code == 2
        assert "is not empty" in done.output
        assert list(tmp_path.iterdir()) == [mine]
