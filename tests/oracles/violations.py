"""What broke a contract on the wire since somebody last asked, whichever contract it was.

A contract that only raised could be taken for trouble by the program, which survives a lot.
"""

_FOUND: list[str] = []


def report(fault: str) -> None:
    _FOUND.append(fault)


def taken() -> list[str]:
    """All that was found; it is forgotten here."""
    found = _FOUND.copy()
    _FOUND.clear()
    return found
