"""A value is changed in a text, and everything else in it stays to the letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.errors import ConfigError
from lunchbatch.settings_file.yaml_edit import with_item, with_value
from lunchbatch.settings_file.yaml_with_lines import read_yaml
from tests.tree import SHIPPED

EXAMPLE = (SHIPPED / "config/lunchbatch.yaml").read_text(encoding="utf-8")
CHANNEL = ("programs", "coffee", "channel")


def changed(text: str, place: tuple[str | int, ...], value: str | tuple[str, ...]) -> str:
    return with_value(text, place, value, file="settings.yaml")


def differing(before: str, after: str) -> list[tuple[str, str]]:
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(old, new) for old, new in pairs if old != new]


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        (CHANNEL, "C0999", "    channel: C0999"),
        (
            ("programs", "coffee", "calendar", "on"),
            ("tuesday", "friday"),
            (
                "      on: [tuesday, friday]              # for every: month write the nth "
                "weekday, as [first tuesday]"
            ),
        ),
        (("programs", "coffee", "intro"), "10:15", "    intro: 10:15"),
        (("owner",), "U0999", "owner: U0999"),
    ],
)
def test_one_line_of_the_example_changes(
    place: tuple[str, ...], value: str | tuple[str, ...], line: str
) -> None:
    after = changed(EXAMPLE, place, value)

    assert [new for _, new in differing(EXAMPLE, after)] == [line]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a:\n  b: 1  # mine\n  c: 2\n", "a:\n  b: x y  # mine\n  c: 2\n"),
        ("a: {b: 1, c: 2}  # mine\n", "a: {b: x y, c: 2}  # mine\n"),
        ("a:\n  b:   # mine\n  c: 2\n", "a:\n  b: x y   # mine\n  c: 2\n"),
        ("a:\n  b: 'old one'\n", "a:\n  b: x y\n"),
        ("a:\n  b:\n  - 1\n  - 2\nz: 1\n", "a:\n  b: x y\nz: 1\n"),
        ("a:\r\n  c: 2\r\nz: 1\r\n", "a:\r\n  c: 2\r\n  b: x y\r\nz: 1\r\n"),
        ("a:\n  c: 2", "a:\n  c: 2\n  b: x y"),
        ("a:\n  c: 2\n  # b: 7\n", "a:\n  c: 2\n  # b: 7\n  b: x y\n"),
        ("a:\n  c: 2\n  # the end\n\nz: 1\n", "a:\n  c: 2\n  b: x y\n  # the end\n\nz: 1\n"),
        ("a:\n  c: [1,\n    2]  # two\n", "a:\n  c: [1,\n    2]  # two\n  b: x y\n"),
        ("a:\n  c: 2\nz:\n  # b: 7\n  d: 1\n", "a:\n  c: 2\n  b: x y\nz:\n  # b: 7\n  d: 1\n"),
    ],
)
def test_what_is_around_it_stays_to_the_letter(before: str, after: str) -> None:
    assert changed(before, ("a", "b"), "x y") == after


@pytest.mark.parametrize(
    "text",
    [
        "a:\n  b:\n  - 1  # why\n  - 2\n",  # a remark of theirs would be lost
        "a: {c: 2}\n",
        "a: 1\n",
        "c: 1\n",
        "a: &x {b: 1}\nz: *x\n",  # the same value under two names
    ],
)
def test_what_cannot_be_changed_alone_is_left_with_what_to_write(text: str) -> None:
    with pytest.raises(ConfigError, match=r"settings\.yaml: write by hand: a\.b: x y"):
        changed(text, ("a", "b"), "x y")


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1)
)
def test_any_text_is_read_again_as_it_was_given(value: str) -> None:
    after = changed(EXAMPLE, CHANNEL, value)

    assert read_yaml(after, file="").values[CHANNEL] == value
    assert len(after.splitlines()) == len(EXAMPLE.splitlines())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'on:\n  schedule:\n    - cron: "1"  # mine\n  push:\n',
            (
                'on:\n  schedule:\n    - cron: "1"  # mine\n    - cron: "2"\n      timezone: "B"\n'
                "  push:\n"
            ),
        ),
        (
            "on:\n  schedule:\n  - {cron: '1'}\n",
            'on:\n  schedule:\n  - {cron: \'1\'}\n  - cron: "2"\n    timezone: "B"\n',
        ),
    ],
)
def test_a_wake_is_added_below_the_others(before: str, after: str) -> None:
    item = {"cron": "2", "timezone": "B"}

    assert with_item(before, ("on", "schedule"), item, file="workflow.yml") == after


def test_a_list_in_one_line_is_left_with_what_to_write() -> None:
    with pytest.raises(ConfigError, match=r'write by hand: on\.schedule: \{cron: "2"\}'):
        with_item("on: {schedule: []}\n", ("on", "schedule"), {"cron": "2"}, file="workflow.yml")
