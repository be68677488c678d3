"""A lock file with a lease: one run at a time writes to the folder.

The holder's name and the end of the lease stand in the file. A run that died leaves its lock
behind; once the lease is over the next one takes it. Taking over is itself done by one at a time.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from lunchbatch.adapters.csv_folder.csv_file import content_of
from lunchbatch.errors import LedgerError

NAME = ".lunchbatch.lock"
LEASE = timedelta(seconds=60)
_TRIES = 400
_PAUSE = 0.05  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The lock of one folder. `now` gives an aware datetime; `owner` is named to who waits."""

    folder: Path
    owner: str
    now: Callable[[], datetime]
    sleep: Callable[[float], None]

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock. Raises LedgerError if another run does not let go of it."""
        self._acquire()
        try:
            yield
        finally:
            if self._holder()[0] == self.owner:
                (self.folder / NAME).unlink(missing_ok=True)

    def _acquire(self) -> None:
        for _ in range(_TRIES):
            if self._claim(self.folder / NAME):
                return
            _, until = self._holder()
            if until is not None and until <= self.now() and self._take_over():
                return
            self.sleep(_PAUSE)
        holder, until = self._holder()
        raise LedgerError(
            f"{self.folder} is being written by another run ({holder}); try again"
            + (f" after {until:%H:%M:%S}" if until else "")
            + f", or delete {NAME} there if that run is dead",
            code="locked",
        )

    def _claim(self, path: Path) -> bool:
        """Create the file with our name. One that could not be written whole is taken away."""
        text = self._text()
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            return False
        except OSError:
            path.unlink(missing_ok=True)
            raise
        return True

    def _take_over(self) -> bool:
        """Replace a lock whose lease is over, unless somebody else is just doing so."""
        mutex = self.folder / f"{NAME}.taking"
        if not self._claim(mutex):
            _, until = self._holder(mutex)
            if until is not None and until <= self.now():
                mutex.unlink(missing_ok=True)
            return False
        try:
            _, until = self._holder()
            if until is None or until > self.now():
                return False
            fresh = self.folder / f"{NAME}.{os.getpid()}"
            fresh.write_text(self._text(), encoding="utf-8")
            fresh.replace(self.folder / NAME)
            return True
        finally:
            mutex.unlink(missing_ok=True)

    def _text(self) -> str:
        return json.dumps({"owner": self.owner, "until": (self.now() + LEASE).isoformat()})

    def _holder(self, path: Path | None = None) -> tuple[str, datetime | None]:
        """Who holds it and until when. A lock that cannot be read is held since its file's age."""
        path = path or self.folder / NAME
        with suppress(FileNotFoundError):
            try:
                content = json.loads(content_of(path))
                return str(content["owner"]), _aware(content["until"])
            except (ValueError, KeyError, TypeError, RecursionError):
                age = datetime.fromtimestamp(path.stat().st_mtime, tz=self.now().tzinfo)
                return "unknown", age + LEASE
        return "nobody", None


def _aware(text: str) -> datetime:
    """A moment with its offset. Raises ValueError for anything else."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return found
