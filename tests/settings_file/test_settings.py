"""What the settings mean: the example, spellings that YAML would twist, and how they are read."""

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from lunchbatch.core.settings.policy import Mixing, Policy, Program
from lunchbatch.errors import ConfigError
from lunchbatch.settings_file.config_errors import ConfigFaultsError
from lunchbatch.settings_file.read_settings import line_of, policy_from, read_policy, unfilled
from tests.tree import SHIPPED

EXAMPLE = SHIPPED / "config/lunchbatch.yaml"
HEAD = "ledger: {csv: ledger}\nprograms:\n  coffee:\n    channel: C0123ABCDEF\n"
ZONE = "    time_zone: Europe/Berlin\n"


def program(settings: str = "") -> Program:
    text = HEAD + ZONE + "".join(f"    {line}\n" for line in settings.splitlines())
    return policy_from(text, file="lunchbatch.yaml").programs["coffee"]


def test_the_example_loads_as_it_is_and_knows_what_is_left_to_fill_in() -> None:
    policy = read_policy(EXAMPLE)

    assert list(policy.programs) == ["coffee"]
    assert unfilled(policy) == ("ledger.sheet", "programs.coffee.channel")


def test_the_example_still_loads_with_every_remark_made_a_setting() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    filled, changes = re.subn(
        r"(?m)^( *)# ((?:  )*[a-z_]+:(?: |$))", r"\1\2", text.partition("\n")[2]
    )

    policy = policy_from(filled, file="lunchbatch.yaml")

    assert changes == 43
    assert policy.owner == "U0123ABCDEF"
    assert policy.programs["lunch"].poll.choices == ("12:00", "12:45")
    assert policy.programs["coffee"].mixing == {
        "team": Mixing.PREFER,
        "location": Mixing.SAME,
    }
    assert policy.programs["coffee"].take_part.guests


def test_a_program_needs_no_more_than_a_channel_and_a_zone() -> None:
    assert program() == Program(channel="C0123ABCDEF", time_zone="Europe/Berlin")


def test_a_group_has_a_seat_for_each_role() -> None:
    roles = "roles: {column: role, group: [host, guest, guest, guest]}"

    assert program(roles).group_size == program(f"group_size: 4\n{roles}").group_size == 4


def test_a_time_without_quotes_is_a_time_and_no_number() -> None:
    assert program("intro: 12:45").intro == time(12, 45)
    assert program("intro: 09:05").intro == time(9, 5)
    assert program('intro: "09:05"').intro == time(9, 5)


def test_words_that_yaml_takes_for_no_and_yes_stay_words() -> None:
    settings = program("emoji: {no: [no, off, -1], met: [yes, +1, on]}\nmixing: {team: off}")

    assert settings.emoji.no == ("no", "off", "-1")
    assert program("emoji: {no: ['null']}").emoji.no == ("null",)
    assert settings.emoji.met == ("yes", "+1", "on")
    assert settings.mixing == {"team": Mixing.OFF}


@pytest.mark.parametrize(
    ("text", "meant"), [("true", True), ("yes", True), ("no", False), ("off", False)]
)
def test_a_switch_takes_yes_and_no(text: str, *, meant: bool) -> None:
    assert program(f"take_part: {{guests: {text}}}").take_part.guests is meant


def test_ids_that_look_like_numbers_stay_as_written() -> None:
    text = (
        "owner: U12E5\nledger: {csv: 0x1F}\nprograms: {a1: {channel: C0000012E5, time_zone: UTC}}"
    )

    policy = policy_from(text, file="lunchbatch.yaml")

    assert (policy.owner, policy.ledger.csv) == ("U12E5", "0x1F")
    assert policy.programs["a1"].channel == "C0000012E5"


def test_days_and_dates_are_understood() -> None:
    calendar = program(
        "calendar:\n  every: month\n  on: [first tuesday]\n  holidays: [2026-12-24]"
    ).calendar

    assert calendar.on == ("first tuesday",)
    assert calendar.holidays == (date(2026, 12, 24),)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1 day", timedelta(days=1)),
        ("90 minutes", timedelta(minutes=90)),
        ("2 weeks", timedelta(weeks=2)),
    ],
)
def test_spans_are_written_in_words(text: str, span: timedelta) -> None:
    assert program(f"late_answers: {text}").late_answers == span


def test_nothing_behind_a_key_leaves_its_default() -> None:
    settings = program("calendar:\n  holidays:\n  #  - 2026-12-24\ngroup_size:\nguard: ~")

    assert settings == program()


def test_settings_may_be_shared_by_an_alias() -> None:
    text = HEAD + ZONE + "    send_window: &hours {opens: 10:00}\n"
    text += "  tea: {channel: C0123ABCDEG, time_zone: UTC, send_window: *hours}\n"

    programs = policy_from(text, file="lunchbatch.yaml").programs

    assert programs["tea"].send_window == programs["coffee"].send_window


@pytest.mark.parametrize(
    "link",
    [
        "https://docs.google.com/spreadsheets/d/1aB-_56789012345678901234567890123456789012/edit#gid=0",
        "https://docs.google.com/spreadsheets/u/1/d/1aB-_56789012345678901234567890123456789012",
        "https://docs.google.com/a/example.com/spreadsheets/d/1aB-_5678901234567890123456789/",
        "1aB-_56789012345678901234567890123456789012",
    ],
)
def test_a_sheet_is_given_by_any_of_its_links_or_its_id(link: str) -> None:
    text = f"ledger: {{sheet: '{link}'}}\n" + (HEAD + ZONE).partition("\n")[2]

    assert policy_from(text, file="lunchbatch.yaml").ledger.sheet == link


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "lunchbatch.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.read_bytes().replace(b"\n", b"\r\n"))

    assert read_policy(path) == read_policy(EXAMPLE)


def test_the_line_of_a_setting_can_be_asked_for_later(tmp_path: Path) -> None:
    path = tmp_path / "lunchbatch.yaml"
    path.write_text(HEAD + ZONE, encoding="utf-8")

    assert line_of(path, "programs", "coffee", "channel") == 4
    assert line_of(path, "programs", "coffee", "guard", "shrunk_to") == 3
    assert line_of(path, "owner") == 1
    assert line_of(tmp_path / "other.yaml", "owner") is None


def test_a_missing_file_says_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigFaultsError) as caught:
        read_policy(tmp_path / "lunchbatch.yaml", name="config/lunchbatch.yaml")

    assert str(caught.value).startswith("config/lunchbatch.yaml: there is no such file; copy")
    assert isinstance(caught.value, ConfigError)
    assert caught.value.exit_code == 2


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigFaultsError, match="the file cannot be read: Is a directory"):
        read_policy(tmp_path)


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "lunchbatch.yaml"
    path.write_bytes("ledger:\n  csv: Grüße\n".encode("latin-1"))

    with pytest.raises(
        ConfigFaultsError, match=r"\.yaml:2: the text is not in UTF-8; save the file"
    ):
        read_policy(path)


def test_settings_cannot_be_changed_once_read() -> None:
    policy: Policy = read_policy(EXAMPLE)

    with pytest.raises(ValueError, match="frozen"):
        policy.owner = "U0123ABCDEF"
