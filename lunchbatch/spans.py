"""What a run does, as nested spans, for whoever traces it; nobody does unless `use` says so.

Attributes are counts, methods, stages and codes; never a name, a text of a message or a token.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Protocol

Attribute = str | int | float
Note = Callable[..., None]
"""Adds attributes to a span, by keyword."""


class Tracer(Protocol):
    """Where spans go."""

    def span(
        self, name: str, attributes: Mapping[str, Attribute], *, goes_on: bool
    ) -> AbstractContextManager[Note]:
        """A span below the one that is open; with `goes_on` that same one, if there is one."""
        ...


_TRACER: ContextVar[Tracer | None] = ContextVar("tracer", default=None)


@contextmanager
def use(tracer: Tracer) -> Iterator[None]:
    """Spans go to this tracer while the context is open."""
    before = _TRACER.set(tracer)
    try:
        yield
    finally:
        _TRACER.reset(before)


@contextmanager
def span(name: str, *, goes_on: bool = False, **attributes: Attribute) -> Iterator[Note]:
    """One step of a run; what is called inside of it lies below it.

    A step that `goes_on` may be left and entered again, by name and attributes; it ends with its
    parent.
    """
    tracer = _TRACER.get()
    if tracer is None:
        yield _ignored
        return
    with tracer.span(name, attributes, goes_on=goes_on) as note:
        yield note


def _ignored(**_attributes: Attribute) -> None:
    """Nobody traces."""
