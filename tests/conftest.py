"""What holds for every test: no host is spoken to but this one, and no test is too slow to pass.

`pytest --bless` rewrites the golden files; where CI decides, it is refused.
"""

import os
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

from tests.oracles.violations import taken
from tests.thorough import THOROUGH

GOLDEN = Path(__file__).parent / "golden"

# How long an example takes says how busy the machine is, and nothing about the rule.
settings.register_profile("lunchbatch", deadline=None, max_examples=100 if THOROUGH else 30)
settings.load_profile("lunchbatch")


class Golden(Protocol):
    def __call__(self, name: str, text: str) -> None: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="rewrite the golden files")


class SpokeToTheOutside(BaseException):
    """A test was about to speak to another machine. No code of ours takes it for trouble."""


def keep_inside(event: str, args: tuple[object, ...]) -> None:
    """An audit hook (PEP 578): the interpreter asks it before every connection and look-up."""
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event in {"socket.connect", "socket.sendto"}:
        where = args[1]
        host = where[0] if isinstance(where, tuple) else None
    else:
        return
    if isinstance(host, str) and host and not _is_here(host):
        raise SpokeToTheOutside(f"{event} {host}")


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(keep_inside)
    if config.getoption("--bless") and os.environ.get("CI"):
        raise pytest.UsageError("--bless is for a person who looks at the difference, not for CI")


@pytest.fixture(autouse=True)
def wire_within_the_contracts() -> Iterator[None]:
    """No request to the simulated Slack or Sheets may break what their makers document."""
    yield
    assert taken() == []


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with its golden file; the name is a path below tests/golden."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--bless"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.exists(), f"{name} is not there; run pytest --bless and look at it"
        assert text == file.read_text(encoding="utf-8"), f"run pytest --bless if {name} is meant"

    return compare
