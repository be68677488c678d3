"""What one can do in the office of `demo --serve`: answer, let time pass, run, edit the Sheet."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lunchbatch.demo.serve.session import COFFEE, LUNCH
from lunchbatch.demo.slack.slack_model import SlackMessage
from tests.demo.serve.visitor import ADAEZE, BARTOSZ, Visitor, visited
from tests.tree import SHIPPED

HOSTILE = '<script>alert(1)</script> & "quotes" <!channel> =1+1'


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    with visited(tmp_path / "office") as someone:
        yield someone


def rows(visitor: Visitor, tab: str) -> list[dict[str, str]]:
    path = visitor.office.ledger / f"{tab}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first_message(visitor: Visitor, channel: str) -> SlackMessage:
    return next(iter(visitor.office.workspace.channels[channel].messages.values()))


def poll(visitor: Visitor) -> SlackMessage:
    visitor.until_due()
    visitor.until_due()
    return first_message(visitor, LUNCH)


def test_time_passes_until_something_is_due_and_a_run_does_it(visitor: Visitor) -> None:
    visitor.post("/time", {"step": "next"})
    ran = visitor.post("/run", {})

    assert f"{visitor.office.clock.now():%H:%M}" == "08:30"  # UTC; 09:30 in Berlin
    assert "Sent coffee/2026-01-05 intro: 4 messages" in ran.said
    assert len(rows(visitor, "Groups")) == 4


def test_a_run_with_nothing_due_sends_nothing(visitor: Visitor) -> None:
    ran = visitor.post("/run", {})

    assert "Sent" not in ran.said
    assert "coffee: next is intro" in ran.said
    assert visitor.office.workspace.app_messages() == ()


def test_an_emoji_is_added_by_one_click_and_taken_back_by_another(visitor: Visitor) -> None:
    message = poll(visitor)
    seeded = next(iter(message.reactions))
    click = {"channel": LUNCH, "ts": message.ts, "emoji": f":{seeded}:"}

    for expected in (True, False):
        assert visitor.post("/react", click).status == 303
        assert (ADAEZE in message.reactions[seeded]) is expected


@pytest.mark.parametrize(
    "wrong",
    [
        {"channel": "C0NOBODY"},
        {"ts": "1.2"},
        {"emoji": "no emoji!"},
        {"emoji": ""},
        {"as": "U0DEPLOYBOT", "channel": "{dm}"},
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_words(
    visitor: Visitor, wrong: dict[str, str]
) -> None:
    message = poll(visitor)
    room = next(
        room
        for room in visitor.office.workspace.channels.values()
        if room.id not in {COFFEE, LUNCH} and ADAEZE not in room.members
    )
    form = {"channel": LUNCH, "ts": message.ts, "emoji": "clock12"} | wrong
    form["channel"] = form["channel"].format(dm=room.id)

    refused = visitor.post("/react", form)

    assert refused.status in {400, 404}
    assert "Not done: " in refused.said
    assert [who for who in message.reactions.get("clock12", []) if who == ADAEZE] == []


def test_the_others_answer_of_themselves_only_when_asked_to(visitor: Visitor) -> None:
    message = poll(visitor)

    visitor.post("/time", {"step": "hour"})
    alone = {who for chosen in message.reactions.values() for who in chosen}
    visitor.post("/time", {"step": "hour", "others": "1"})
    together = {who for chosen in message.reactions.values() for who in chosen}

    assert alone == {visitor.office.workspace.bot}
    assert len(together) > 3
    assert ADAEZE not in together


def test_what_people_write_is_shown_as_they_wrote_it(visitor: Visitor) -> None:
    visitor.office.workspace.people[BARTOSZ].real_name = HOSTILE
    visitor.post("/say", {"channel": COFFEE, "words": HOSTILE})
    visitor.until_due()
    visitor.edit("People", {"cell-2-6": HOSTILE})
    pages = ["/", f"/room/{COFFEE}?as={BARTOSZ}", "/sheet/People", "/sheet/Groups"]
    pages += [f"/room/{room}" for room in visitor.office.workspace.channels]

    for path in pages:
        page = visitor.get(path).body
        assert "<script>alert" not in page
        assert page.count("<script") <= 1
    assert HOSTILE in visitor.get(f"/room/{COFFEE}").said
    message = list(visitor.office.workspace.channels[COFFEE].messages.values())[-1]
    assert "<!channel>" not in message.text


def test_a_cell_that_somebody_edits_is_written_and_heeded(visitor: Visitor) -> None:
    visitor.until_due()
    (number,) = [
        n for n, row in enumerate(rows(visitor, "People"), 2) if row["member id"] == ADAEZE
    ]

    saved = visitor.edit("People", {f"cell-{number}-2": "until further notice"})
    for _ in range(12):
        visitor.until_due()

    assert "1 change written" in saved.said
    assert rows(visitor, "People")[number - 2]["paused until"] == "until further notice"
    second = {row["round"] for row in rows(visitor, "Groups")}
    assert "coffee/2026-01-12" in second
    members = [
        row["member ids"] for row in rows(visitor, "Groups") if row["round"] > "coffee/2026-01-06"
    ]
    assert not any(ADAEZE in each for each in members)


def test_a_cell_that_cannot_be_understood_is_pointed_at_at_once(visitor: Visitor) -> None:
    visitor.until_due()

    saved = visitor.edit("People", {"cell-2-2": "next tuesday"})

    assert "People!C2 'next tuesday' is neither a date" in saved.said


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"cell-2-1": "Somebody else"}, "People!B2 is the program's"),
        ({"cell-2-2": "2026-02-01", "cell-2-0": "U0OTHER"}, "People!A2 is the program's"),
        ({"cell-99-2": "2026-02-01"}, "no such cell"),
        ({"cell-2-99": "x"}, "no such cell"),
        ({"cell-new-2": "2026-02-01"}, "no such cell"),
        ({"drop-2": "1"}, "rows of People are the program's"),
        ({"mark": "0"}, "changed meanwhile"),
    ],
)
def test_an_edit_that_may_not_be_is_refused_and_nothing_of_it_is_written(
    visitor: Visitor, cells: dict[str, str], why: str
) -> None:
    visitor.until_due()
    before = rows(visitor, "People")

    refused = visitor.edit("People", cells)

    assert refused.status in {400, 409}
    assert why in refused.said
    assert rows(visitor, "People") == before


def test_rows_of_keep_apart_are_added_and_deleted(visitor: Visitor) -> None:
    visitor.edit("Keep apart", {"cell-new-0": ADAEZE, "cell-new-1": BARTOSZ, "cell-new-2": "=1+1"})
    (row,) = rows(visitor, "Keep apart")
    assert (row["member a"], row["member b"], row["note"]) == (ADAEZE, BARTOSZ, "'=1+1")

    visitor.edit("Keep apart", {"drop-2": "1"})
    assert rows(visitor, "Keep apart") == []


def test_saving_without_typing_changes_no_byte(visitor: Visitor) -> None:
    visitor.until_due()
    path = visitor.office.ledger / "People.csv"
    path.write_bytes(path.read_bytes().replace(b"note", b'"mine, all mine"'))
    before = path.read_bytes()
    page = visitor.get("/sheet/People").body
    shown = dict(re.findall(r'<input name="(cell-[^"]+)" value="([^"]*)"', page))

    saved = visitor.edit("People", shown)

    assert len(shown) > 40
    assert "No change" in saved.said
    assert path.read_bytes() == before


def test_one_sees_ones_own_direct_messages_and_may_look_into_those_of_others(
    visitor: Visitor,
) -> None:
    visitor.until_due()
    page = visitor.get(f"/room/{COFFEE}?as={ADAEZE}").body
    rooms = visitor.office.workspace.channels.values()
    (own,) = [room for room in rooms if room.id not in {LUNCH, COFFEE} and ADAEZE in room.members]

    before, _, after = page.partition("Of others (3)")
    assert f"/room/{own.id}?as={ADAEZE}" in before
    assert after.count('href="/room/') == 3
    assert f"as={ADAEZE}" not in after.partition("The Sheet")[0]


def test_each_person_sees_their_own_home_tab(visitor: Visitor) -> None:
    assert "Nothing yet." in visitor.get(f"/home?as={ADAEZE}").said
    visitor.until_due()
    own, other = (visitor.get(f"/home?as={who}").said for who in (ADAEZE, BARTOSZ))

    assert "Your meetings" in own
    assert ": @Bartosz Wiśniewski" in own
    assert ": @Adaeze Okafor" in other


def test_a_run_opens_what_is_new_and_marks_what_is_unread(visitor: Visitor) -> None:
    visitor.post("/time", {"step": "next"})
    ran = visitor.post("/run", {})
    rooms = visitor.office.workspace.channels.values()
    (own,) = [room for room in rooms if room.id not in {LUNCH, COFFEE} and ADAEZE in room.members]

    assert "You're this round's" in ran.said
    assert f'/room/{own.id}?as={ADAEZE}" aria-current="page"' in ran.body
    assert "1 new" not in ran.body.partition("Of others")[0].partition("Direct messages")[2]
    partner = next(who for who in own.members if who not in {ADAEZE, visitor.office.workspace.bot})
    theirs = visitor.get(f"/room/{COFFEE}?as={partner}").body
    assert "1 new" in theirs.partition("Of others")[0].partition("Direct messages")[2]


def test_people_go_by_their_names_in_what_a_run_says(visitor: Visitor) -> None:
    visitor.edit("Keep apart", {"cell-new-0": ADAEZE, "cell-new-1": BARTOSZ})
    ran = visitor.until_due()

    assert not re.search(r"U0\d\d[A-Z]{3,}", ran.said)


def test_every_emoji_that_a_message_offers_is_one_click(tmp_path: Path) -> None:
    with visited(tmp_path / "office") as visitor:
        path = visitor.office.settings
        text = path.read_text(encoding="utf-8")
        path.write_text(
            text.replace("    group_size: 2\n", "    group_size: 2\n    seeds: 1\n"),
            encoding="utf-8",
        )
        page = visitor.until_due().body

        for emoji in ("tada", "zzz", "octagonal_sign"):
            assert f'name="emoji" value="{emoji}"' in page


def test_a_fault_of_the_program_is_a_page_and_not_silence(visitor: Visitor) -> None:
    visitor.office.workspace.homes[ADAEZE] = {"blocks": 3}

    page = visitor.get("/home")

    assert page.status == 500
    assert "Something is wrong in the program" in page.body
    assert "not iterable" in page.body
    assert visitor.get(f"/room/{COFFEE}").status == 200


def test_a_member_sees_a_conversation_as_on_a_phone(visitor: Visitor) -> None:
    page = visitor.get(f"/room/{COFFEE}?as={ADAEZE}&phone=1").body

    assert '<body class="office on-phone">' in page
    assert "The whole office" in page
    assert "phone=1" in page


@pytest.fixture
def own_settings(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("messages.yaml", "icebreakers.yaml"):
        (folder / name).write_bytes((SHIPPED / "config" / name).read_bytes())
    example = (SHIPPED / "config/lunchbatch.yaml").read_text(encoding="utf-8")
    mine = example.replace("# owner: U0123ABCDEF", "owner: U0123ABCDEF")
    (folder / "mine.yaml").write_text(mine, encoding="utf-8")
    return folder / "mine.yaml"


def test_an_organisers_own_settings_are_tried_and_not_touched(
    tmp_path: Path, own_settings: Path
) -> None:
    before = {path.name: path.read_bytes() for path in own_settings.parent.iterdir()}
    with visited(tmp_path / "office", own_settings) as visitor:
        ran = visitor.until_due()

        assert "Sent coffee/2026-01-05 intro: 4 messages" in ran.said
        assert next(iter(visitor.office.workspace.channels)) == "C0123ABCDEF"
        assert "U0123ABCDEF" in visitor.office.people()
        assert len(rows(visitor, "Groups")) == 4
    assert {path.name: path.read_bytes() for path in own_settings.parent.iterdir()} == before


def test_words_that_are_changed_hold_from_the_next_run_on(
    tmp_path: Path, own_settings: Path
) -> None:
    words = own_settings.with_name("messages.yaml")
    with visited(tmp_path / "office", own_settings) as visitor:
        text = words.read_text(encoding="utf-8")
        words.write_text(
            text.replace("could you suggest a time?", "Fancy a walk"), encoding="utf-8"
        )
        visitor.until_due()

        said = [str(message.blocks) for _, message in visitor.office.workspace.app_messages()]
        assert len(said) == 4
        assert all("Fancy a walk" in each for each in said)


def test_settings_that_are_broken_meanwhile_are_said_to_be_and_those_before_hold(
    tmp_path: Path, own_settings: Path
) -> None:
    with visited(tmp_path / "office", own_settings) as visitor:
        text = own_settings.read_text(encoding="utf-8")
        own_settings.write_text(text.replace("group_size: 2", "group_size: 99"), encoding="utf-8")
        page = visitor.get("/room/C0123ABCDEF")
        ran = visitor.post("/run", {"at": "/room/C0123ABCDEF"})

        assert page.status == ran.status == 200
        assert "group_size" in page.said
        assert "group_size" in ran.said
        assert visitor.office.workspace.app_messages() == ()
