"""What surrounds a command is broken: full disks, odd files, small screens; one sentence each."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.behaviour.console import Console, console
from tests.tree import ROOT

ON_A_FULL_DISK = "Not all could be printed: No space left on device"


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Console]:
    with console(tmp_path) as found:
        yield found


def process(
    *arguments: str,
    variables: Mapping[str, str] | None = None,
    stdout: str = "",
    largest: int | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own; `largest` is how many bytes a file may have there."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    with Path(stdout or os.devnull).open("wb") as screen:
        return subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "lunchbatch", *arguments],
            cwd=ROOT,
            env={**os.environ, **(variables or {})},
            stdout=screen if stdout else subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
            preexec_fn=limit,
        )


@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "0001-01-01T00:00+00:00"]
)
@pytest.mark.parametrize("command", ["plan", "run", "check", "skip", "rematch", "introduce"])
def test_a_moment_at_the_end_of_time_is_refused(ready: Console, command: str, moment: str) -> None:
    named = {"introduce": "U1, U2", "skip": "coffee/2026-12-07", "rematch": "coffee/2026-12-07"}
    about = [named[command]] if command in named else []
    said = ready.calls(command, *about, "--as-of", moment)

    assert said.exit_code == 2
    assert said.stderr.splitlines()[-1] == (
        f"Error: Invalid value for '--as-of': '{moment}' is not between the years 2000 and 2999"
    )


READING = ("plan", "run", "report", "setup")


@pytest.mark.parametrize("command", [*READING, "check"])
def test_a_ledger_that_is_a_file_is_named(ready: Console, command: str) -> None:
    (ready.folder / "ledger").write_text("mine", encoding="utf-8")

    said = ready.calls(command)

    assert said.exit_code == 2
    assert "is a file, and the ledger is a folder of CSV files; name a folder" in said.output
    assert "Traceback" not in said.output
    assert (ready.folder / "ledger").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ['"a\\0b"', "''", "'  '"])
@pytest.mark.parametrize("command", [*READING, "check"])
def test_a_ledger_that_no_folder_can_be_is_named_with_its_line(
    ready: Console, command: str, name: str
) -> None:
    ready.edits("csv: ledger", f"csv: {name}")

    said = ready.calls(command)

    assert said.exit_code == 2
    assert "lunchbatch.yaml:2" in said.output
    assert "ledger.csv: " in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize("note", [b"", b'["Gro', b"\xff\xfe", b"7", b"[" * 100_000])
def test_a_damaged_note_of_a_commit_is_named_and_nothing_is_guessed(
    ready: Console, note: bytes
) -> None:
    ready.calls("setup")
    (ready.folder / "ledger/.lunchbatch.commit").write_bytes(note)
    before = {file.name: file.read_bytes() for file in (ready.folder / "ledger").iterdir()}

    for command in ("plan", "run", "report", "check"):
        said = ready.calls(command)

        assert said.exit_code == 2, said.output
        assert ".lunchbatch.commit is damaged" in said.output
        assert "Traceback" not in said.output
    after = {file.name: file.read_bytes() for file in (ready.folder / "ledger").iterdir()}
    assert after == before
    assert ready.world.sent() == []


@pytest.mark.parametrize(
    "lock",
    [
        json.dumps({"owner": "x", "until": "2026-11-23T09:00:00"}).encode(),
        json.dumps({"owner": "x", "until": "0001-01-01T00:00:00+14:00"}).encode(),
        b"",
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_lock_that_cannot_be_read_is_waited_for_and_taken(ready: Console, lock: bytes) -> None:
    ready.calls("setup")
    path = ready.folder / "ledger/.lunchbatch.lock"
    path.write_bytes(lock)
    os.utime(path, (0, 0))

    said = ready.calls("run")

    assert said.exit_code == 0, said.output
    assert len(ready.world.sent()) == 2


def test_what_is_no_file_is_not_waited_for(ready: Console) -> None:
    ready.calls("setup")
    (ready.folder / "ledger/Groups.csv").unlink()
    os.mkfifo(ready.folder / "ledger/Groups.csv")

    for command in ("plan", "run", "report", "check", "setup"):
        said = ready.calls(command)

        assert said.exit_code == 2, said.output
        assert "Groups.csv is not a file; move it away" in said.output


@pytest.mark.parametrize("variable", ["GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT"])
@pytest.mark.parametrize("file", ["/dev/full", "", "nowhere/page.md"])
def test_a_page_that_cannot_be_written_makes_no_failure_of_a_run(
    ready: Console, tmp_path: Path, variable: str, file: str
) -> None:
    ready.variables |= {"GITHUB_ACTIONS": "true", variable: str(tmp_path / file)}

    said = ready.calls("run")

    assert said.exit_code == 0, said.output
    assert said.output.count("The page of this run could not be written") == 1
    assert len(ready.world.sent()) == 2


def test_an_event_that_is_nested_without_end_is_no_matter(ready: Console, tmp_path: Path) -> None:
    (tmp_path / "event.json").write_text('{"a":' * 100_000, encoding="utf-8")
    ready.variables |= {"GITHUB_EVENT_PATH": str(tmp_path / "event.json")}

    assert ready.calls("run").exit_code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device /dev/full")
@pytest.mark.parametrize("command", ["run", "plan", "check", "preview", "--help"])
def test_a_screen_that_is_full_stops_no_work_and_is_said(ready: Console, command: str) -> None:
    config = () if command == "--help" else ("--config", str(ready.config))
    moment = ("--as-of", "2026-11-23T09:35+01:00") if command in {"run", "plan"} else ()

    said = process(command, *config, *moment, variables=ready.variables, stdout="/dev/full")

    assert said.returncode in {1, 2}
    assert said.stderr.decode().splitlines()[-1].startswith(ON_A_FULL_DISK)
    assert "Exception" not in said.stderr.decode()
    assert "Traceback" not in said.stderr.decode()
    assert len(ready.world.sent()) == (2 if command == "run" else 0)


def test_a_reader_who_has_seen_enough_is_no_failure(ready: Console) -> None:
    command = [sys.executable, "-m", "lunchbatch", "preview", "--config", str(ready.config)]
    with subprocess.Popen(  # noqa: S603 - our own command
        command,
        cwd=ROOT,
        env={**os.environ, **ready.variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as reading:
        assert reading.stdout
        assert reading.stderr
        reading.stdout.close()
        said = reading.stderr.read()

    assert (reading.returncode, said) == (0, b"")


def test_a_console_of_few_letters_shows_the_others_as_escapes(ready: Console) -> None:
    ready.variables |= {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}

    said = process("preview", "--config", str(ready.config), variables=ready.variables)

    assert said.returncode == 0, said.stderr
    assert b"\\u" in said.stdout or b"\\U" in said.stdout


@pytest.mark.parametrize("largest", [0, 30_000])
def test_a_demo_on_a_full_disk_ends_with_one_sentence(tmp_path: Path, largest: int) -> None:
    place = tmp_path / "demo"
    said = process("demo", "--folder", str(place), "--rounds", "1", largest=largest)

    assert said.returncode == 1, said.stdout
    assert len(said.stderr.decode().splitlines()) == 1, said.stderr
    assert "cannot be written: File too large" in said.stderr.decode()


def test_a_key_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    with console(tmp_path, has_sheet=True) as ready:
        (tmp_path / "key").write_bytes(b"\xff\xfe\x00\xd8garbage")
        del ready.variables["GOOGLE_SERVICE_ACCOUNT"]
        ready.variables |= {"GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "key")}

        said = ready.calls("plan")

    assert said.exit_code == 2, said.output
    assert "GOOGLE_APPLICATION_CREDENTIALS" in said.stderr
    assert len(said.stderr.splitlines()) == 1


@pytest.mark.parametrize("choices", ["²:00", "１2:00", "12:00, ¹1:45", "١٢:٠٠"])
def test_a_choice_that_only_looks_like_a_time_is_refused(ready: Console, choices: str) -> None:
    said = ready.calls("plan", "--choices", choices, "--stage", "poll")

    assert said.exit_code == 2
    assert "is not a time; write it in 24 hours" in said.stderr


@pytest.mark.parametrize("zone", ["localtime", "Factory", "posixrules", "right/Europe/Berlin"])
def test_a_zone_that_is_another_on_each_machine_is_refused(ready: Console, zone: str) -> None:
    ready.edits("time_zone: Europe/Berlin", f"time_zone: {zone}")

    said = ready.calls("plan")

    assert said.exit_code == 2
    assert f"'{zone}' is not a time zone, written as in Asia/Tokyo" in said.stderr
    assert len(said.stderr.splitlines()) == 1


def test_a_span_that_ends_before_it_begins_is_refused(ready: Console) -> None:
    said = ready.calls("report", "--since", "2026-02-02", "--until", "2026-02-01")

    assert said.exit_code == 2
    assert "--since 2026-02-02 is after --until 2026-02-01; no day lies between" in said.stderr
    assert ready.calls("report", "--since", "2026-02-02", "--until", "2026-02-02").exit_code == 0


@pytest.mark.parametrize("blanks", ["{}\n", " {}\t", "\ufeff{}", "\n\n{}\r\n"])
def test_blanks_around_a_secret_are_no_part_of_it(ready: Console, blanks: str) -> None:
    for name in ("SLACK_BOT_TOKEN", "GOOGLE_SERVICE_ACCOUNT"):
        ready.variables[name] = blanks.format(ready.variables[name])

    assert ready.calls("run").exit_code == 0
    assert len(ready.world.sent()) == 2


def test_a_token_of_google_with_a_line_break_is_named_before_anything_is_tried(
    tmp_path: Path,
) -> None:
    with console(tmp_path, has_sheet=True) as ready:
        ready.variables["GOOGLE_OAUTH_ACCESS_TOKEN"] = "ya29.secret\nhalf"
        for command in ("plan", "run", "setup", "check"):
            said = ready.calls(command)

            assert said.exit_code == 2, said.output
            assert "GOOGLE_OAUTH_ACCESS_TOKEN holds a line break" in said.output
            assert "ya29" not in said.output
