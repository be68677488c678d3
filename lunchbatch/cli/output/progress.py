"""Shows how far a long stage is: a bar in a terminal, a line every few seconds in a log.

On standard error, so that what a command prints stays as it is. A short stage says nothing in a
log.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TextIO

import click

from lunchbatch.engine.run_result import Watch
from lunchbatch.ports import Clock

EVERY = timedelta(seconds=10)


@contextmanager
def progress(clock: Clock, stream: TextIO | None = None) -> Iterator[Watch]:
    """Shown as long as this is entered, on standard error or wherever `stream` leads."""
    there = stream or sys.stderr
    with ExitStack() as until_then:
        if there.isatty():
            yield _Bar(stream=there, until_then=until_then).show
        else:
            yield _Log(stream=there, clock=clock, last=clock.now()).show


@dataclass(slots=True, kw_only=True)
class _Bar:
    stream: TextIO
    until_then: ExitStack
    shown: int = 0
    step: Callable[[int], None] | None = None

    def show(self, ended: int, due: int) -> None:
        if self.step is None:
            bar = click.progressbar(length=due, label="Sending", show_pos=True, file=self.stream)
            self.step = self.until_then.enter_context(bar).update
        self.step(ended - self.shown)
        self.shown = ended


@dataclass(slots=True, kw_only=True)
class _Log:
    stream: TextIO
    clock: Clock
    last: datetime

    def show(self, ended: int, due: int) -> None:
        now = self.clock.now()
        if now - self.last >= EVERY:
            self.last = now
            click.echo(f"Sending: {ended} of {due} done.", file=self.stream)
