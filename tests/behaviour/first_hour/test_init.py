"""`init` in all sorts of places ends in a set-up that works, or in one sentence with the remedy."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.demo.slack.slack_model import ConversationKind, TokenState
from tests.behaviour.check.setting import SCOPES, SHEET, TOKEN
from tests.behaviour.first_hour.fresh import LINK, SETTINGS, WORKFLOW, Copy, fresh, shipped
from tests.simulated_sheets.google import refuse
from tests.simulated_sheets.refusals import error_body

ENTER = ""
STAYS = (ENTER,) * 7


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    with fresh(tmp_path) as found:
        yield found


@pytest.fixture
def filled(copy: Copy) -> Copy:
    """A copy whose settings somebody has filled in."""
    done = copy.init("--channel", "#coffee", "--sheet", LINK)
    assert done.exit_code == 0, done.output
    return copy


# It ends in a set-up that works.


def test_two_answers_and_enter_are_enough(copy: Copy) -> None:
    done = copy.init(answers=("1", LINK, *(ENTER,) * 5))

    assert done.exit_code == 0, done.output
    assert "All is well." in done.output
    assert copy.new_lines(SETTINGS, shipped(SETTINGS)) == [
        f"  sheet: {LINK}",
        f"    channel: {copy.coffee}",
        "    time_zone: Europe/Lisbon",
    ]
    assert copy.new_lines(WORKFLOW, shipped(WORKFLOW)) == ['      timezone: "Europe/Lisbon"']


def test_every_question_can_be_answered(copy: Copy) -> None:
    answers = ("#lunch", LINK, "Asia/Tokyo", "sentinel person0", "week", "tuesday, friday", "9:45")
    done = copy.init(answers=answers)

    assert done.exit_code == 0, done.output
    new = copy.new_lines(SETTINGS, shipped(SETTINGS))
    assert "      every: week" in new
    assert any(line.startswith("      on: [tuesday, friday]   ") for line in new)
    assert "    intro: 09:45" in new
    assert any(line.startswith("owner: U") for line in new)
    assert "OWNER_SLACK_ID = U" in done.output
    assert "HEARTBEAT_URL" in done.output


def test_where_the_app_is_in_one_channel_enter_takes_it(copy: Copy) -> None:
    copy.around.slack.leave(copy.around.slack.bot, "C00000002")
    done = copy.init(answers=(ENTER, LINK, *(ENTER,) * 5))

    assert done.exit_code == 0, done.output
    assert f"    channel: {copy.coffee}" in copy.text(SETTINGS).splitlines()


def test_a_private_channel_is_offered_where_the_app_may_see_it(copy: Copy) -> None:
    slack = copy.around.slack
    slack.grant(TOKEN, (*SCOPES, "groups:read", "groups:history"))
    people = [member for member in slack.people if member != slack.bot]
    room = slack.add_channel("secret", people[:4], kind=ConversationKind.PRIVATE)
    done = copy.init(answers=("secret", LINK, *(ENTER,) * 5))

    assert done.exit_code == 0, done.output
    assert "#secret (private)" in done.output
    assert f"    channel: {room}" in copy.text(SETTINGS).splitlines()


def test_the_address_of_a_channel_does_for_its_id(copy: Copy) -> None:
    link = f"https://office.slack.com/archives/{copy.coffee}"

    assert copy.init("--channel", link, "--sheet", LINK).exit_code == 0
    assert f"    channel: {copy.coffee}" in copy.text(SETTINGS).splitlines()


def test_a_wrong_answer_is_asked_for_again(copy: Copy) -> None:
    answers = ("coffe shop", "1", "my sheet", ENTER, LINK, "Lisbon", *(ENTER,) * 5)
    done = copy.init(answers=answers)

    assert done.exit_code == 0, done.output
    assert "'coffe shop' is no channel that the app is in" in done.output
    assert "'my sheet' is not the link of a Google Sheet" in done.output
    assert "'Lisbon' is not a time zone, written as in Asia/Tokyo; did you mean" in done.output


def test_run_again_it_changes_nothing_unasked(filled: Copy) -> None:
    before = [filled.text(file) for file in (SETTINGS, WORKFLOW)]

    for done in (filled.init(), filled.init(answers=STAYS)):
        assert done.exit_code == 0, done.output
        assert "Nothing to change" in done.output
        assert [filled.text(file) for file in (SETTINGS, WORKFLOW)] == before


def test_run_again_it_changes_what_is_asked(filled: Copy) -> None:
    before, wakes = filled.text(SETTINGS), filled.text(WORKFLOW)

    assert filled.init("--at", "10:30").exit_code == 0
    assert filled.new_lines(SETTINGS, before) == ["    intro: 10:30"]
    assert filled.text(WORKFLOW) == wakes


def test_what_a_person_wrote_stays_to_the_letter(copy: Copy) -> None:
    path = copy.around.config
    mine = shipped(SETTINGS).replace("    group_size: 2\n", "    group_size:   3   # ours\n")
    mine = mine.replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + mine.encode())

    assert copy.init("--channel", "coffee", "--sheet", LINK).exit_code == 0
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf# yaml-language-server")
    assert after.count(b"\n") == after.count(b"\r\n") == mine.count("\n")
    assert b"    group_size:   3   # ours\r\n" in after


def test_a_second_program_is_asked_about_by_its_name(filled: Copy) -> None:
    lunch = "  lunch:\n    channel: C0456ABCDEF\n    signup: poll\n    time_zone: Europe/Lisbon\n"
    filled.around.config.write_text(filled.text(SETTINGS) + lunch, encoding="utf-8")
    done = filled.init("--program", "lunch", "--channel", "#lunch")

    assert done.exit_code == 0, done.output
    assert "    channel: C00000002" in filled.text(SETTINGS).splitlines()
    assert f"    channel: {filled.coffee}" in filled.text(SETTINGS).splitlines()


def test_a_folder_of_files_needs_no_sheet(copy: Copy) -> None:
    text = shipped(SETTINGS)
    sheet = next(line for line in text.splitlines() if line.startswith("  sheet:"))
    copy.around.config.write_text(text.replace(sheet, "  csv: ledger"), encoding="utf-8")
    done = copy.init("--channel", "coffee")

    assert done.exit_code == 0, done.output
    assert (copy.around.folder / "ledger/Groups.csv").exists()


# The workflow follows the settings.


def test_wakes_of_ones_own_stay_and_what_is_missing_is_added(filled: Copy) -> None:
    own = '    - cron: "12 6 * * 1-5"  # ours, for the early birds\n'
    text = filled.text(WORKFLOW).replace('    - cron: "47 5,7,9,11,14 * * 1-5"\n', own)
    (filled.around.folder / WORKFLOW).write_text(text, encoding="utf-8")
    assert filled.around.check().exit_code == 2
    done = filled.init("--fix")

    assert done.exit_code == 0, done.output
    assert own in filled.text(WORKFLOW)
    assert filled.around.check().exit_code == 0
    assert len(filled.new_lines(WORKFLOW, text)) == 1


def test_times_that_the_shipped_wakes_miss_get_wakes_of_their_own(filled: Copy) -> None:
    filled.around.edit("      closes: 17:30", "      closes: 22:30")
    done = filled.init("--at", "21:50")

    assert done.exit_code == 0, done.output
    assert "wakes" in done.output
    assert "47 5,7,9,11,14" not in filled.text(WORKFLOW)


def test_a_zone_that_no_program_has_is_put_right(filled: Copy) -> None:
    filled.around.edit("Europe/Lisbon", "America/Lima", file=SETTINGS.as_posix())
    done = filled.init("--fix")

    assert done.exit_code == 0
    assert 'timezone: "America/Lima"' in filled.text(WORKFLOW)
    assert "timezone: America/Lima (was Europe/Lisbon)" in done.output


def test_a_schedule_that_cannot_be_read_is_left_to_check(filled: Copy) -> None:
    filled.around.edit('cron: "47 5,7,9,11,14 * * 1-5"', "cron: soon", file=WORKFLOW.as_posix())
    before = filled.text(WORKFLOW)
    done = filled.init()

    assert done.exit_code == 2
    assert "'soon' has 1 fields" in done.output
    assert filled.text(WORKFLOW) == before


# It ends in one sentence, and nothing is changed.


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "give it --channel (the channel: its number, name or id), --sheet (the link"),
        (("--channel", "coffee"), "give it --sheet (the link of the Google Sheet); the app is in"),
        (("--channel", "tea"), "--channel: 'tea' is no channel that the app is in; write /invite"),
        (("--sheet", "my sheet"), "--sheet: 'my sheet' is not the link of a Google Sheet; open"),
        (
            ("--time-zone", "Berlin"),
            "is not a time zone, written as in Asia/Tokyo; did you mean Eu",
        ),
        (
            ("--owner", "Sentinel Person9"),
            "is nobody in your channels; did you mean Sentinel Person",
        ),
        (
            ("--owner", "me"),
            "--owner: 'me' is nobody in your channels; write their member id",
        ),
        (("--every", "fortnight"), "--every: 'fortnight' is not a rhythm; write week, month, or"),
        (("--on", "mon"), "--on: 'mon' is not"),
        (("--at", "half past nine"), "--at: 'half past nine' is not"),
        (("--program", "tea"), "--program: there is no 'tea'; there is coffee"),
        (("--channel", "coffee", "--sheet", LINK, "--every", "month"), "config/lunchbatch.yaml:"),
    ],
)
def test_what_cannot_be_is_said_with_its_remedy(
    copy: Copy, options: tuple[str, ...], said: str
) -> None:
    done = copy.init(*options)

    assert done.exit_code == 2
    assert said in done.stderr
    assert len(done.output.strip().splitlines()) == 1
    assert copy.is_as_shipped()


def test_without_a_token_ids_are_asked_for_and_the_secrets_are_what_is_left(copy: Copy) -> None:
    copy.around.variables |= {"SLACK_BOT_TOKEN": None, "GOOGLE_SERVICE_ACCOUNT": None}
    assert "give it --channel (the channel's id (in Slack" in copy.init().output
    assert copy.is_as_shipped()
    done = copy.init("--channel", copy.coffee, "--sheet", LINK)

    assert done.exit_code == 2
    assert done.output.count("mend ") == 2
    assert "SLACK_BOT_TOKEN is not set; add it under Settings" in done.output
    assert f"  sheet: {LINK}" in copy.text(SETTINGS).splitlines()


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("xoxb-9-9-unknown", "token"),
        ("xoxp-1-2-person", "is the token of a person"),
        (TOKEN, "token"),
    ],
)
def test_a_wrong_token_is_said_before_anything_is_asked(copy: Copy, token: str, said: str) -> None:
    copy.around.variables["SLACK_BOT_TOKEN"] = token
    copy.around.slack.revoke(TOKEN, TokenState.REVOKED)
    done = copy.init(answers=STAYS)

    assert done.exit_code == 2
    assert said in done.stderr
    assert "The channel" not in done.stdout
    assert copy.is_as_shipped()


def test_people_are_looked_for_only_where_a_name_was_typed(copy: Copy) -> None:
    slack = copy.around.server
    copy.init("--channel", "coffee", "--owner", "U00000001")
    copy.init("--channel", "coffee", "--owner", "me")
    asked = [one.method for one in slack.log if one.method.startswith(("users.", "conversations."))]

    assert asked[0] == "users.conversations"
    assert asked[1] == "users.conversations"
    assert "conversations.members" in asked[2:]


def test_an_app_in_no_channel_is_told_how_it_gets_into_one(copy: Copy) -> None:
    for room in ("C00000001", "C00000002"):
        copy.around.slack.leave(copy.around.slack.bot, room)
    done = copy.init("--sheet", LINK)

    assert done.exit_code == 2
    assert "the app is in no channel yet: write /invite @Lunchbatch in yours" in done.stderr
    assert copy.is_as_shipped()


def test_a_private_channel_that_the_app_may_not_see_names_the_permission(copy: Copy) -> None:
    slack = copy.around.slack
    people = [member for member in slack.people if member != slack.bot]
    room = slack.add_channel("secret", people[:4], kind=ConversationKind.PRIVATE)
    done = copy.init("--channel", room, "--sheet", LINK)

    assert done.exit_code == 2
    assert "groups:read" in done.output


def test_a_sheet_that_is_not_shared_says_with_whom_to_share_it(copy: Copy) -> None:
    copy.around.google.closed.add(SHEET)
    done = copy.init("--channel", "coffee", "--sheet", LINK)

    assert done.exit_code == 2
    assert "choose Share, and add lunchbatch@example-project.iam.gserviceaccount.com" in done.stderr
    copy.around.google.closed.clear()
    assert copy.init().exit_code == 0


def test_a_sheet_that_is_an_excel_file_says_how_it_becomes_a_sheet(copy: Copy) -> None:
    said = json.dumps(error_body(400, "This operation is not supported for this document"))
    copy.around.google.fault = lambda _: refuse(400, said)
    done = copy.init("--channel", "coffee", "--sheet", LINK)

    assert done.exit_code == 2
    assert "choose File, Save as Google Sheets, share the new one with lunchbatch@" in done.stderr


def test_a_machine_without_a_zone_of_its_own_asks_for_one(copy: Copy) -> None:
    copy.around.variables["TZ"] = "UTC"
    done = copy.init("--channel", "coffee", "--sheet", LINK)

    assert done.exit_code == 2
    assert "--time-zone (the time zone, as in Europe/Berlin)" in done.stderr


def test_settings_with_a_mistake_are_named_with_its_line_and_left(copy: Copy) -> None:
    copy.around.edit("    group_size: 2", "    group_size: two")
    before = copy.text(SETTINGS)
    done = copy.init(answers=("1", LINK, *(ENTER,) * 5))

    assert done.exit_code == 2
    assert "group_size" in done.stderr
    assert copy.text(SETTINGS) == before


def test_without_settings_it_says_where_they_come_from(copy: Copy) -> None:
    copy.around.config.unlink()
    done = copy.init("--channel", "coffee")

    assert done.exit_code == 2
    assert "there is no such file; copy the example" in done.stderr


def test_a_value_that_two_programs_share_is_to_be_written_by_hand(copy: Copy) -> None:
    text = shipped(SETTINGS).replace(
        "time_zone: Europe/Berlin\n", "time_zone: &ours Europe/Berlin\n", 1
    )
    tea = "  tea:\n    channel: C00000002\n    time_zone: *ours\n"
    copy.around.config.write_text(text + tea, encoding="utf-8")
    done = copy.init("--channel", "coffee", "--sheet", LINK)

    assert done.exit_code == 2
    assert "write by hand: programs.coffee.time_zone: Europe/Lisbon" in done.stderr
    assert copy.text(SETTINGS) == text + tea


def test_a_folder_in_which_nothing_can_be_written_stays_as_it_is(copy: Copy) -> None:
    (copy.around.config.parent / "lunchbatch.yaml.new").mkdir()
    done = copy.init("--channel", "coffee", "--sheet", LINK)

    assert done.exit_code == 2
    assert "cannot be written: Is a directory; nothing was changed" in done.stderr
    assert copy.is_as_shipped()


def test_whoever_breaks_off_has_changed_nothing(copy: Copy) -> None:
    done = copy.init(answers=("1", LINK))

    assert done.exit_code == 1
    assert "Aborted!" in done.output
    assert copy.is_as_shipped()


def test_a_copy_without_a_workflow_is_told_so(copy: Copy) -> None:
    (copy.around.folder / WORKFLOW).unlink()
    done = copy.init("--channel", "coffee", "--sheet", LINK)

    assert done.exit_code == 2
    assert "there is no such file, so nothing ever wakes the job" in done.output
    assert f"    channel: {copy.coffee}" in copy.text(SETTINGS).splitlines()
