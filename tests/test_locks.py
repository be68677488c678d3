"""The locks hold what pyproject.toml asks for, with hashes, and nothing of the machine."""

import re
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.tree import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
JOB = PROJECT["project"]["dependencies"]
GROUPS = PROJECT["dependency-groups"]
ASKED = {
    "requirements.txt": JOB,
    "requirements-traces.txt": [*JOB, *PROJECT["project"]["optional-dependencies"]["traces"]],
    "tests/requirements.txt": [*JOB, *GROUPS["dev"]],
    ".ci/requirements.txt": GROUPS["ci"],
}

_PIN = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+)((?:[^\n]*\\\n)?(?: +--hash=sha256:\w{64}(?: \\)?\n)+)", re.MULTILINE
)


def pins(lock: str) -> dict[str, Version]:
    """The versions in a lock, of packages that stand there with a hash."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(found[1]): Version(found[2]) for found in _PIN.finditer(text)}


@pytest.mark.parametrize("lock", ASKED)
def test_every_package_of_a_lock_has_a_hash(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    named = {canonicalize_name(line.split("==")[0]) for line in lines if line[:1].isalnum()}

    assert named
    assert set(pins(lock)) == named


@pytest.mark.parametrize(
    ("lock", "asked"), [(lock, asked) for lock, every in ASKED.items() for asked in every]
)
def test_what_the_project_asks_for_is_locked_in_a_version_that_fits(lock: str, asked: str) -> None:
    requirement = Requirement(asked)

    assert pins(lock)[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_tests_run_with_the_versions_of_the_job() -> None:
    job, tests = pins("requirements.txt"), pins("tests/requirements.txt")

    assert {name: tests.get(name) for name in job} == job


@pytest.mark.parametrize("lock", ASKED)
def test_a_lock_says_how_it_is_made_and_not_where(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    options = re.findall(r"^--\S+", text, re.MULTILINE)

    assert ".ci/lock" in text.splitlines()[1]
    assert options == []
    assert "://" not in text
    assert " @ " not in text
