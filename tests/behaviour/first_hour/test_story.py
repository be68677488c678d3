"""From a fresh copy to the first plan, in a terminal, with everything that is typed counted."""

import os
import pty
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.behaviour.first_hour.fresh import LINK, Copy, fresh
from tests.tree import ROOT


@dataclass(slots=True)
class Terminal:
    """What an organiser types into a terminal, and what stands in it then."""

    copy: Copy
    typed: list[str] = field(default_factory=list)

    def types(self, command: str, *answers: str) -> tuple[int, str]:
        """A command of ours and the answers to its questions. Its exit code and all it says."""
        self.typed += [command, *filter(None, answers)]
        ours, theirs = pty.openpty()
        environment = {**os.environ, **self.copy.around.variables, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "lunchbatch", *command.split()],
            cwd=self.copy.around.folder,
            env={name: value for name, value in environment.items() if value is not None},
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        ) as process:
            os.close(theirs)
            os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
            shown = b"".join(iter(lambda: _read(ours), b""))
            code = process.wait()
        os.close(ours)
        return code, shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # how Linux says that nobody writes any more
        return b""


def test_four_things_are_typed_from_a_fresh_copy_to_the_first_plan(tmp_path: Path) -> None:
    with fresh(tmp_path) as copy:
        terminal = Terminal(copy)
        made = terminal.types("init", "1", LINK, *[""] * 5)
        planned = terminal.types("plan")

    assert made[0] == 0, made[1]
    assert "All is well." in made[1]
    assert planned[0] == 0, planned[1]
    assert "Next round, if it began now: coffee/" in planned[1]
    assert planned[1].count("Sentinel Person") == 6 + 3  # each once, and who suggests the time
    assert terminal.typed == ["init", "1", LINK, "plan"]
