"""Every fault has its line, the value found, what is allowed and the nearest_spelling match."""

import re
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.settings_file.config_errors import ConfigFault, ConfigFaultsError, nearest_spelling
from lunchbatch.settings_file.read_settings import policy_from
from tests.tree import SHIPPED

EXAMPLE = (SHIPPED / "config/lunchbatch.yaml").read_text(encoding="utf-8")
HEAD = "ledger: {csv: ledger}\nprograms:\n  coffee:\n    channel: C0123ABCDEF\n"
ZONE = "    time_zone: Europe/Berlin\n"
TOKEN = "xoxb-2048-4096-AbCdEfGhIjKl"
KEY_LINE = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"


def faults(text: str) -> tuple[ConfigFault, ...]:
    try:
        policy_from(text, file="f.yaml")
    except ConfigFaultsError as caught:
        return caught.faults
    return ()


def told(text: str) -> str:
    return "\n".join(map(str, faults(text)))


def told_of(setting: str) -> str:
    """The one fault of a program with this setting in line 6."""
    (fault,) = faults(f"{HEAD}{ZONE}    {setting}\n")
    assert (fault.file, fault.line) == ("f.yaml", 6)
    return f"{fault.path.removeprefix('programs.coffee.')}: {fault.sentence}"


def test_a_fault_reads_as_one_line_with_file_line_path_value_and_nearest() -> None:
    assert told(HEAD + "    time_zone: Europe/Berln\n") == (
        "f.yaml:5: programs.coffee.time_zone: 'Europe/Berln' is not a time zone, "
        "written as in Asia/Tokyo; did you mean Europe/Berlin?"
    )


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("group_size: 9", "group_size: '9' is not a whole number from 2 to 8"),
        ("group_size: two", "group_size: 'two' is not a whole number from 2 to 8"),
        ("group_size: 2.5", "group_size: '2.5' is not a whole number from 2 to 8"),
        ("group_size: [2]", "group_size: a list is not a whole number from 2 to 8"),
        ("silent_rounds: -1", "silent_rounds: '-1' is not a whole number of 0 or more"),
        ("guard: {shrunk_to: 50%}", "guard.shrunk_to: '50%' is not a whole number from 0 to 100"),
        (
            "signup: pole",
            "signup: 'pole' is not known here; allowed: everyone, poll; did you mean poll?",
        ),
        (
            "mixing: {team: prefere}",
            (
                "mixing.team: 'prefere' is not known here; allowed: off, prefer, strong, never, "
                "same; did you mean prefer?"
            ),
        ),
        (
            "roles: {column: role}",
            (
                "roles.group: this setting is missing: The role of each seat of a group; "
                "one role may have several seats"
            ),
        ),
        (
            "roles: {column: role, group: [host]}",
            "roles.group: has 1 seats; a group has 2 to 8",
        ),
        (
            "roles: {column: role, group: [host, Host]}",
            "roles.group: has one role only; name two or more",
        ),
        (
            "roles: {column: role, group: [a, b, a, b]}",
            ("roles.group: has more than one role several times; only one may have several seats"),
        ),
        (
            "roles: {group: [a, b]}",
            (
                "roles: needs 'column', a column of People with everybody's role, "
                "or 'newcomers: 8 weeks'"
            ),
        ),
        (
            "roles: {newcomers: 8 weeks, group: [newcommer, old hand]}",
            (
                "roles.group[1]: 'newcommer' is a role that nobody has; without 'column' there "
                "are newcomer and old hand; did you mean newcomer?"
            ),
        ),
        (
            "group_size: 2\n    roles: {column: role, group: [host, guest, guest]}",
            "group_size: '2' does not fit roles, which makes groups of 3; leave group_size out",
        ),
        (
            "roles: {column: role, group: [host, guest]}\n    signup: poll",
            "roles: is for signup: everyone; at a poll nobody knows who comes",
        ),
        (
            "lottery: {hosts: [U0123ABCDEF], guests: 8}",
            "lottery: makes a group of 9; 8 is the most",
        ),
        ("lottery: {hosts: [], guests: 2}", "lottery: has no hosts; name one or more"),
        (
            "lottery: {hosts: [bob]}",
            (
                "lottery.hosts[1]: 'bob' is not the id of a member, which looks like U0123ABCDEF; "
                "in Slack, open the profile, then the three dots: Copy member ID"
            ),
        ),
        (
            "lottery: {hosts: [U0123ABCDEF]}\n    signup: poll",
            "lottery: is for signup: everyone; at a poll nobody knows who comes",
        ),
        (
            "lottery: {hosts: [U0123ABCDEF]}\n    roles: {column: role, group: [host, guest]}",
            "lottery: does not go with roles; leave out one of them",
        ),
        (
            "group_size: 5\n    lottery: {hosts: [U0123ABCDEF]}",
            ("group_size: '5' does not fit lottery, which makes groups of 6; leave group_size out"),
        ),
        (
            "emoji: {repeat: [again]}\n    lottery: {hosts: [U0123ABCDEF]}",
            "emoji.repeat: is a wish that a lottery cannot grant; leave it out",
        ),
        (
            "hours: {}\n    signup: poll",
            "hours: is for signup: everyone; at a poll people choose a time",
        ),
        (
            "hours: {starts: 18:00, ends: 09:00}",
            "hours.ends: '09:00' is not after 'starts'; work ends later on the same day",
        ),
        (
            "send_window: {days: [mon]}",
            (
                "send_window.days[1]: 'mon' is not known here; allowed: monday, tuesday, "
                "wednesday, thursday, friday, saturday, sunday; did you mean monday?"
            ),
        ),
        (
            "send_window: {opens: 18:00}",
            (
                "send_window.closes: left at its default, this is not after 'opens'; "
                "the window closes later on the same day"
            ),
        ),
        ("take_part: {guests: maybe}", "take_part.guests: 'maybe' is neither true nor false"),
        (
            "intro: 9:30",
            "intro: '9:30' is not a time of day; write it in 24 hours with four digits, as 09:30",
        ),
        (
            "late_answers: fortnight",
            (
                "late_answers: 'fortnight' is not a span of time; "
                "write it as 3 days, 24 hours, 30 minutes or 2 weeks"
            ),
        ),
        (
            "latest_start: 99999999999 weeks",
            (
                "latest_start: '99999999999 weeks' is not a span of time; "
                "write it as 3 days, 24 hours, 30 minutes or 2 weeks"
            ),
        ),
        (
            "calendar: {holidays: [24.12.2026]}",
            "calendar.holidays[1]: '24.12.2026' is not a date; write year-month-day, as 2026-11-23",
        ),
        (
            "calendar: {starting: 2026-02-30}",
            "calendar.starting: '2026-02-30' is not a date; write year-month-day, as 2026-11-23",
        ),
        (
            "calendar: {every: fortnight}",
            (
                "calendar.every: 'fortnight' is not a rhythm; "
                "write week, month, or 2 weeks up to 19 weeks"
            ),
        ),
        (
            "calendar: {every: 2 weeks}",
            (
                "calendar.every: '2 weeks' needs 'starting: 2026-11-23' beside it: "
                "the date of a first round, from which each 2 weeks are counted"
            ),
        ),
        (
            "calendar: {every: month}",
            (
                "calendar.on: left at its default, this does not fit 'every: month', "
                "which needs the nth weekday, as first tuesday"
            ),
        ),
        (
            "calendar: {on: [first tuesday]}",
            (
                "calendar.on[1]: 'first tuesday' does not fit 'every: week', "
                "which needs a weekday, as monday; did you mean tuesday?"
            ),
        ),
        (
            "calendar: {on: [Monday]}",
            (
                "calendar.on[1]: 'Monday' is not a weekday; write monday to sunday, or for a "
                "monthly program first, second, third, fourth or last with one of them; "
                "did you mean monday?"
            ),
        ),
        (
            "calendar: {on: monday}",
            "calendar.on: 'monday' is not a list; write it in brackets, as [one, two]",
        ),
        (
            "calendar: {on: []}",
            (
                "calendar.on: there is nothing in it; give at least one: "
                "Weekdays; for a monthly program the nth weekday, as first tuesday"
            ),
        ),
        (
            "calendar: weekly",
            (
                "calendar: 'weekly' is not a group of settings; "
                "write them indented below, as key: value"
            ),
        ),
        (
            "close: {after: 36 hours}",
            "close.after: '36 hours' is not in whole days; the time of day is set by 'at'",
        ),
        (
            "close: {after: 1 day}",
            "close: comes too early; intro, checkpoints and close follow one another",
        ),
        (
            "emoji: {met: [tada], no: [x, tada]}",
            (
                "emoji.no[2]: 'tada' is listed twice among met, scheduled, not_yet, no, skip, "
                "stop and repeat; each emoji means one thing"
            ),
        ),
        (
            "emoji: {met: [':tada:']}",
            (
                "emoji.met[1]: ':tada:' is not the name of an emoji; "
                "write it without colons or skin tone, as palm_tree"
            ),
        ),
        ("on: [monday]", "on: there is no such setting here; it belongs under 'calendar'"),
    ],
)
def test_each_wrong_setting_says_what_was_found_and_what_is_allowed(
    setting: str, sentence: str
) -> None:
    assert told_of(setting) == sentence


def test_an_unknown_key_names_the_nearest_and_is_not_missing_too() -> None:
    sentence = told(HEAD.replace("channel", "chanel") + ZONE)

    assert sentence.startswith(
        "f.yaml:4: programs.coffee.chanel: there is no such setting; allowed: channel, signup,"
    )
    assert sentence.endswith("; did you mean channel?")
    assert "\n" not in sentence


def test_what_is_missing_is_told_where_it_should_stand_with_an_example() -> None:
    assert told(HEAD) == (
        "f.yaml:3: programs.coffee.time_zone: this setting is missing: The zone of every time in "
        "this program, as in the IANA list: Europe/Berlin. "
        "Write for example 'time_zone: Europe/Berlin'"
    )


def test_a_channel_is_given_by_its_id() -> None:
    sentence = told((HEAD + ZONE).replace("C0123ABCDEF", "'#coffee'"))

    assert sentence == (
        "f.yaml:4: programs.coffee.channel: '#coffee' is not the id of a channel, which looks "
        "like C0123ABCDEF; in Slack, click the channel's name: the id is at the bottom of About"
    )


def test_a_ledger_is_one_place() -> None:
    programs = (HEAD + ZONE).partition("\n")[2]
    sentence = (
        "f.yaml:1: ledger: needs either 'sheet', the link of a Google Sheet, "
        "or 'csv', a folder; not both"
    )

    assert told("ledger: {}\n" + programs) == sentence
    assert told(f"ledger: {{csv: a, sheet: {'1' * 44}}}\n" + programs) == sentence
    assert "goes with 'sheet' only" in told(
        f"ledger: {{csv: a, keep_apart_sheet: {'1' * 44}}}\n" + programs
    )
    assert "is the Sheet of the ledger itself" in told(
        f"ledger: {{sheet: {'1' * 44}, keep_apart_sheet: {'1' * 44}}}\n" + programs
    )
    assert "'My lunches' is not the link of a Google Sheet" in told(
        "ledger: {sheet: My lunches}\n" + programs
    )


@pytest.mark.parametrize("name", ["Coffee", "coffee break", "café", "9to5", "a" * 32])
def test_a_program_has_a_plain_name(name: str) -> None:
    sentence = told(HEAD.replace("coffee", name) + ZONE)

    assert "is not a name for a program; write a small letter" in sentence
    assert sentence.startswith("f.yaml:3: ")


def test_a_program_with_nothing_in_it_is_not_passed_over() -> None:
    assert "f.yaml:6: programs.tea: there is nothing in it" in told(HEAD + ZONE + "  tea:\n")


def test_all_faults_come_at_once_in_the_order_of_the_file() -> None:
    text = (
        "owner: bob\nledger: {cvs: x}\nprograms:\n  coffee:\n    channel: general\n"
        "    time_zone: Berlin\n    checkpoints: [{after: 30 days}]\n    calendar: {every: month}\n"
        "    calendar: {}\n    mixing: {team: never ever}\n  tea: {}\n"
    )

    with pytest.raises(ConfigFaultsError) as caught:
        policy_from(text, file="f.yaml")

    assert str(caught.value) == "\n".join(str(fault) for fault in caught.value.faults)
    assert [(fault.line, fault.path) for fault in caught.value.faults] == [
        (1, "owner"),
        (2, "ledger.cvs"),
        (4, "programs.coffee.close"),
        (5, "programs.coffee.channel"),
        (6, "programs.coffee.time_zone"),
        (8, "programs.coffee.calendar.on"),
        (9, "programs.coffee.calendar"),
        (10, "programs.coffee.mixing.team"),
        (11, "programs.tea.channel"),
        (11, "programs.tea.time_zone"),
    ]


def test_settings_are_not_compared_with_one_that_was_not_understood() -> None:
    late = "    checkpoints: [{after: 5 days}]\n"

    assert "too early" in told(HEAD + ZONE.replace("Berlin", "Berln") + late)
    assert "too early" not in told(HEAD + ZONE + late + "    close: {after: 9 dayz}\n")
    early = "    checkpoints: [{after: 0 days, at: 09:00}]\n    intro: "
    assert "too early" in told(HEAD + ZONE + early + "09:00\n")
    assert "too early" not in told(HEAD + ZONE + early + "8\n")
    assert "too early" not in told(HEAD + ZONE + late + "    closes: {after: 9 days}\n")


def test_an_unknown_key_is_refused_with_nothing_behind_it_too() -> None:
    assert "f.yaml:6: programs.coffee.introo: there is no such setting" in told(
        HEAD + ZONE + "    introo:\n"
    )


def test_the_link_of_a_published_copy_is_not_that_of_the_sheet() -> None:
    link = "https://docs.google.com/spreadsheets/d/e/2PACX-1vQ0123456789012345678901234/pubhtml"

    assert "is not the link of a Google Sheet" in told(
        HEAD.replace("csv: ledger", f"sheet: {link}")
    )


def test_a_line_with_a_secret_has_that_one_fault() -> None:
    (fault,) = faults(HEAD + ZONE + f"owner: {TOKEN}\n")

    assert (fault.line, fault.path) == (6, "owner")


def test_a_key_given_twice_names_both_lines() -> None:
    assert told(HEAD + ZONE + ZONE) == (
        "f.yaml:6: programs.coffee.time_zone: this key is here twice, in lines 5 and 6; "
        "keep one of them"
    )


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "f.yaml:1: ", "the file is empty; copy the example"),
        ("# nothing yet\n", "f.yaml:1: ", "the file is empty"),
        ("- a\n", "f.yaml:1: ", "settings are lines 'key: value'"),
        ("hello\n", "f.yaml:1: ", "settings are lines 'key: value'"),
        ("ledger:\n\tcsv: x\n", "f.yaml:2:1: ", "a tab indents this line; use spaces"),
        ("a: 1\n  \tb: 2\n", "f.yaml:2:3: ", "a tab indents this line; use spaces"),
        ("a: b: c\n", "f.yaml:1:5: ", "a ': ' too many or a wrong indentation"),
        ("a:\n  b: 1\n c: 2\n", "f.yaml:3:2: ", "line the keys up"),
        ("a: 1\nb\nc: 1\n", "f.yaml:2:1: ", "here 'key: value' is expected"),
        ("a: 1\nb: 'x\nc: 2\n", "f.yaml:2:4: ", "a quote that is opened here is not closed"),
        ("a: 1\nb: [x,\nc: 2\n", "f.yaml:2:4: ", "lacks a comma or its end"),
        ("a: @x\n", "f.yaml:1:4: ", "cannot begin with this character; put the value in quotes"),
        ("a: *x\n", "f.yaml:1:4: ", r"cannot begin with \*; put the value in quotes"),
        ("a: \x07\n", "f.yaml:1:4: ", "an invisible character stands here"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: ", "the settings end here at '---'"),
        ('a:\n  "\\UFFFFFFFF"\n', "f.yaml:2:1: ", "a backslash is special; use single quotes"),
        ("a: !!python/name:os.system x\n", "f.yaml:1: a: ", "a tag, which begins with !"),
        ("a: !secret x\n", "f.yaml:1: a: ", "a tag, which begins with !"),
        ("[a]: 1\n", "f.yaml:1: ", "a key is one word"),
        ("a: {<<: b}\n", "f.yaml:1: a: ", "'<<' is not read here"),
        ("[" * 5000, "f.yaml:1:", "nested too deep"),
        ("a: &a [*a]\n", "f.yaml:1: ", "nested too deep"),
        ("a: " + "x" * 200_000, "f.yaml: ", "too long to be settings"),
    ],
)
def test_what_is_not_yaml_is_told_with_its_place_and_the_remedy(
    text: str, place: str, words: str
) -> None:
    sentence = told(text)

    assert any(
        line.startswith(place) and re.search(words, line) for line in sentence.splitlines()
    ), sentence


def test_aliases_of_aliases_cannot_grow_without_bound() -> None:
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for n in range(1, 20):
        text += f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n"

    assert "nested too deep" in told(text)


@pytest.mark.parametrize(
    ("secret", "variable"),
    [
        (TOKEN, "SLACK_BOT_TOKEN"),
        ("xoxe.xoxp-1-" + TOKEN, "SLACK_BOT_TOKEN"),
        ("xapp-1-A0-2048-abcdef", "SLACK_BOT_TOKEN"),
        ("-----BEGIN PRIVATE KEY-----" + KEY_LINE, "GOOGLE_SERVICE_ACCOUNT"),
        ('{"type": "service_account", "private_key_id": "abcdef"}', "GOOGLE_SERVICE_ACCOUNT"),
        (
            "eyJ0eXBlIjogInNlcnZpY2VfYWNjb3VudCIsICJwcm9qZWN0X2lkIjogIngi" * 2,
            "GOOGLE_SERVICE_ACCOUNT",
        ),
    ],
)
@pytest.mark.parametrize(
    "place", ["owner: {}", "{}: x", "# {}", "owner: [a, {}]", "owner: 'it''s {}", "owner: x {}: y"]
)
def test_a_secret_in_the_file_is_refused_and_never_repeated(
    secret: str, variable: str, place: str
) -> None:
    sentence = told(HEAD + ZONE + place.format(secret) + "\n")

    assert "f.yaml:6: " in sentence
    assert "revoke it where it was made" in sentence
    assert f"put a new one in the repository secret {variable}" in sentence
    assert not re.search(r"2048|MIIE|abcdef|eyJ0|AbCdEf", sentence)


def test_a_long_word_is_shown_by_its_beginning_for_it_may_be_a_secret() -> None:
    assert told_of(f"intro: {KEY_LINE}").startswith("intro: 'MIIEvQIBADAN…' is not a time of day")
    assert told_of(f"{KEY_LINE}: x").startswith("MIIEvQIBADAN…: there is no such setting")


def test_a_secret_that_is_written_in_escapes_is_not_shown_either() -> None:
    sentence = told(HEAD + ZONE + f'    intro: "{TOKEN.replace("xoxb", chr(92) + "x78oxb")}"\n')

    assert "programs.coffee.intro: '(not shown)' is not a time of day" in sentence


def test_no_trace_of_what_was_found_hangs_on_the_error() -> None:
    with pytest.raises(ConfigFaultsError) as caught:
        policy_from(f"a: '{TOKEN}\n", file="f.yaml")

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_every_zone_is_its_own_nearest_and_is_found_in_small_letters() -> None:
    zones = sorted(available_timezones())

    assert all(nearest_spelling(zone, zones) == zone for zone in zones[::20])
    assert all(nearest_spelling(zone.lower(), zones) == zone for zone in zones[::20])
    assert nearest_spelling("berlin", zones) == "Europe/Berlin"
    assert nearest_spelling("America/New York", zones) == "America/New_York"
    assert nearest_spelling("???", zones) == ""


GARBAGE = st.text(max_size=12) | st.sampled_from(
    ["\t", ": ", "- ", "[", "}", "'", '"', "&a ", "*a", "!x ", "~", "|", "%", "@", "? ", "---\n"]
)
ROWS = EXAMPLE.splitlines()


@st.composite
def mutations(draw: st.DrawFn) -> str:
    rows = list(ROWS)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(rows) - 1))
        row = rows[at]
        match draw(st.sampled_from(["delete", "value", "insert", "indent", "double"])):
            case "delete" if len(rows) > 1:
                del rows[at]
            case "value":
                rows[at] = row.partition(":")[0] + ": " + draw(GARBAGE)
            case "indent":
                rows[at] = draw(st.sampled_from([" ", "  ", "\t"])) + row
            case "double":
                rows.insert(at, row)
            case _:
                cut = draw(st.integers(0, len(row)))
                rows[at] = row[:cut] + draw(GARBAGE) + row[cut:]
    return "\n".join(rows) + draw(st.sampled_from(["", "\n"]))


@given(text=mutations() | st.text())
def test_whatever_becomes_of_the_example_it_loads_or_names_lines_of_the_file(text: str) -> None:
    for fault in faults(text):
        assert fault.line is not None
        assert 1 <= fault.line <= max(1, len(text.splitlines()))
        assert "\n" not in str(fault)
        assert str(fault).isprintable()
        assert not re.search("Input should|Value error|valid |pydantic|token", fault.sentence)


@given(text=mutations(), at=st.integers(0, len(ROWS) - 1), cut=st.integers(0, 60))
def test_a_token_pasted_anywhere_is_told_and_never_shown(text: str, at: int, cut: int) -> None:
    rows = text.split("\n")
    row = rows[at % len(rows)]
    rows[at % len(rows)] = row[:cut] + TOKEN + row[cut:]

    found = faults("\n".join(rows))

    assert any("repository secret SLACK_BOT_TOKEN" in fault.sentence for fault in found)
    assert all("2048" not in str(fault) for fault in found)
