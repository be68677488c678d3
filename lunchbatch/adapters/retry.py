"""Repeats one call to an outside service while that does no harm, and waits in between.

The caller says how long to wait after each failure and when it is enough; waiting is injected.
"""

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class RepeatableError(Exception):
    """One try failed, and another one does no harm.

    `failure` is raised in the end; `wait` is what the service asked for, in seconds, if it did.
    """

    def __init__(self, failure: Exception, wait: float | None = None) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.wait = wait


def repeat(
    attempt: Callable[[], T],
    *,
    wait: Callable[[int], float],
    is_over: Callable[[int, float], bool],
    sleep: Callable[[float], None],
) -> T:
    """What `attempt` returns. It may raise RepeatableError; its failure is raised in the end.

    `wait` gives the seconds after so many tries where the service named none; `is_over` says,
    from the number of tries and the next wait, whether another one would be too much.
    """
    tries = 0
    while True:
        tries += 1
        try:
            return attempt()
        except RepeatableError as error:
            pause = wait(tries) if error.wait is None else error.wait
            if is_over(tries, pause):
                raise error.failure from error.__cause__
        sleep(pause)
