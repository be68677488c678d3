"""Single faults of a set-up: how each is made, and the words with which the organiser is told."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from lunchbatch.demo.slack.slack_model import ConversationKind, TokenState
from tests.behaviour.check.setting import SCOPES, SHEET, TOKEN, Setting

Spoil = Callable[[Setting], object]
MESSAGES = "config/messages.yaml"
WORKFLOW = ".github/workflows/lunchbatch.yml"
CRON = '"47 5,7,9,11,14 * * 1-5"'


@dataclass(frozen=True, slots=True)
class SetupFault:
    """`told` is a part of the sentence that names the place or the remedy."""

    name: str
    spoil: Spoil
    told: str


def edits(old: str, new: str, file: str = "config/lunchbatch.yaml") -> Spoil:
    return lambda one: one.edit(old, new, file)


def sets(name: str, value: str | None) -> Spoil:
    return lambda one: one.variables.update({name: value})


def _key_without(part: str) -> Spoil:
    def spoil(one: Setting) -> None:
        key = json.loads(str(one.variables["GOOGLE_SERVICE_ACCOUNT"]))
        del key[part]
        text = base64.b64encode(json.dumps(key).encode()).decode()
        one.variables["GOOGLE_SERVICE_ACCOUNT"] = text

    return spoil


def _without_scope(scope: str) -> Spoil:
    return lambda one: one.slack.grant(TOKEN, set(SCOPES) - {scope})


def _placed_apart(one: Setting) -> None:
    program("places", "    mixing: {location: same}\n    without_value: out\n")(one)
    for number, place in enumerate(("Rome", "Oslo", ""), start=2):
        person_row(number, A=f"U0PLACED{number}", B=f"Somebody {number}", F=place)(one)


def _cast(*roles: str) -> Spoil:
    def spoil(one: Setting) -> None:
        program("lists", "    roles: {column: location, group: [mentor, mentee]}\n")(one)
        for number, role in enumerate(roles, start=2):
            person_row(number, A=f"U0CAST{number}", B=f"Somebody {number}", F=role)(one)

    return spoil


def _archived(one: Setting) -> None:
    one.slack.channels[one.channel].is_archived = True


def _emptied(one: Setting) -> None:
    for member in list(one.slack.people):
        if member != one.slack.bot:
            one.slack.leave(member, one.channel)


def _strange(one: Setting) -> None:
    people = one.slack.people
    for person in people.values():
        person.team = person.team if person.is_bot else "T0STRANGER0"
    people["USLACKBOT"].team = people[one.slack.bot].team
    guest = next(p for p in people.values() if p.real_name == "Sentinel Person1")
    guest.is_restricted = True


def _owner(**marks: bool) -> Spoil:
    def spoil(one: Setting) -> None:
        owner = next(p for p in one.slack.people.values() if p.real_name == "Sentinel Person0")
        for mark, value in marks.items():
            setattr(owner, mark, value)

    return spoil


def _guarded(one: Setting) -> None:
    for guard in one.google.documents[SHEET].titled("Groups").objects["protectedRanges"]:
        guard |= {"warningOnly": False, "requestingUserCanEdit": False}


def _read_only(one: Setting) -> None:
    one.google.read_only.add(SHEET)


def _group(one: Setting) -> None:
    """A row in Groups that is as it should be, to be spoilt further."""
    row = ("C00000009", "open", "2026-11-16", "A, B", "coffee", "coffee/2026-11-16")
    for letter, text in zip("ABCDEF", row, strict=True):
        one.person.types(f"Groups!{letter}2", text)
    one.person.types("Groups!G2", "coffee/2026-11-16/1")


def in_group(letter: str, text: str) -> Spoil:
    def spoil(one: Setting) -> None:
        _group(one)
        one.person.types(f"Groups!{letter}2", text)

    return spoil


def _twice(one: Setting) -> None:
    _group(one)
    one.person.duplicates_row("Groups", 1)


def _headless(one: Setting) -> None:
    _group(one)
    one.person.deletes_row("Groups", 0)


def _long_texts(one: Setting) -> None:
    for key in ("how", "met", "scheduled", "cannot"):
        one.edit(f'    {key}: "', f'    {key}: "{"x" * 880} ', MESSAGES)


def person_row(number: int, **cells: str) -> Spoil:
    """A row in People; `cells` by the letter of their column."""

    def spoil(one: Setting) -> None:
        for letter, text in ({"A": f"U0000{number:04d}"} | cells).items():
            one.person.types(f"People!{letter}{number}", text)

    return spoil


def pair(number: int, first: str, second: str) -> Spoil:
    def spoil(one: Setting) -> None:
        for letter, text in (("A", first), ("B", second)):
            one.person.types(f"Keep apart!{letter}{number}", text)

    return spoil


def wake(entry: str) -> Spoil:
    """One more entry in the schedule."""
    last = '      timezone: "Europe/Berlin"\n'
    return edits(last, f"{last}    - {entry}\n", WORKFLOW)


def program(
    name: str,
    settings: str,
    *,
    kind: ConversationKind = ConversationKind.PUBLIC,
    with_bot: bool = True,
) -> Spoil:
    """One more program, with a channel of its own."""

    def spoil(one: Setting) -> None:
        key = one.slack.add_channel(name, one.slack.people, kind=kind, with_bot=with_bot)
        if not with_bot:
            one.slack.leave(one.slack.bot, key)
        text = f"  {name}:\n    channel: {key}\n    time_zone: Europe/Berlin\n{settings}"
        one.config.write_text(one.config.read_text() + text)

    return spoil


def _takes(scope: str) -> Spoil:
    def spoil(one: Setting) -> None:
        had = one.slack.tokens[TOKEN].scopes
        one.slack.grant(TOKEN, had - {scope})

    return spoil


SETTINGS = (
    SetupFault("no settings", lambda one: one.config.unlink(), "there is no such file"),
    SetupFault("empty settings", lambda one: one.config.write_text(""), "the file is empty"),
    SetupFault("tab", edits("  sheet", "\tsheet"), "a tab indents this line; use spaces"),
    SetupFault(
        "unknown key", edits("intro:", "intor:"), "programs.coffee.intor: there is no such setting"
    ),
    SetupFault("zone", edits("Europe/Berlin", "Berlin"), "is not a time zone"),
    SetupFault("time", edits("intro: 09:30", "intro: 9.30"), "is not a time of day"),
    SetupFault(
        "no link",
        edits("https://docs.google.com/spreadsheets/d/", "www/"),
        "is not the link of a Google Sheet",
    ),
    SetupFault("both ledgers", edits("ledger:\n", "ledger:\n  csv: x\n"), "not both"),
    SetupFault(
        "secret in file", edits("owner:", "# xoxb-1-2-3\nowner:"), "a secret stands in this line"
    ),
    SetupFault(
        "example's sheet",
        edits("SheetSheetSheetSheetSheet", "PASTE-THE-LINK-OF-YOUR-SHEET-HERE"),
        "ledger.sheet: this is the example's; put the link of your Google Sheet here",
    ),
    SetupFault(
        "example's channel",
        lambda one: one.edit(one.channel, "C0123ABCDEF"),
        "programs.coffee.channel: this is the example's; put the id of a channel here",
    ),
    SetupFault(
        "csv on github",
        lambda one: (
            edits(
                "sheet: https://docs.google.com/spreadsheets/d/SheetSheetSheetSheetSheet/edit",
                "csv: ledger",
            )(one),
            sets("GITHUB_ACTIONS", "true")(one),
        ),
        "a folder on GitHub's machine is gone after each run",
    ),
)

CALENDAR = (
    SetupFault(
        "poll on sunday",
        edits("on: [wednesday]", "on: [sunday]"),
        "poll can never go out: it is due Sun",
    ),
    SetupFault(
        "no wake for the poll",
        edits(CRON, '"47 11,14 * * 1-5"', WORKFLOW),
        "when poll of lunch can go out; add to .github/workflows/lunchbatch.yml",
    ),
    SetupFault(
        "no wake on mondays",
        edits(CRON, '"47 5,7,9,11,14 * * 3-5"', WORKFLOW),
        "when intro of coffee can go out",
    ),
    SetupFault(
        "no workflow",
        lambda one: one.workflow.unlink(),
        "there is no such file, so nothing ever wakes the job",
    ),
    SetupFault(
        "no schedule", edits("schedule:", "schedules:", WORKFLOW), "there is no schedule under 'on'"
    ),
)

WORDING = (
    SetupFault(
        "no wording",
        lambda one: (one.folder / MESSAGES).unlink(),
        "messages.yaml: there is no such file",
    ),
    SetupFault(
        "placeholder",
        edits('quiet: "{people}, have', 'quiet: "Have', MESSAGES),
        "the placeholder {people} is missing",
    ),
    SetupFault(
        "language",
        edits("signup: poll", "signup: poll\n    language: nl"),
        "a program asks for the language 'nl'",
    ),
)

SECRETS = (
    SetupFault(
        "no token",
        sets("SLACK_BOT_TOKEN", None),
        "SLACK_BOT_TOKEN is not set; add it under Settings",
    ),
    SetupFault(
        "token of a person",
        sets("SLACK_BOT_TOKEN", "xoxp-1-2-3"),
        "SLACK_BOT_TOKEN: this is the token of a person",
    ),
    SetupFault(
        "quoted token", sets("SLACK_BOT_TOKEN", '"xoxb-1"'), "there are quotes around the token"
    ),
    SetupFault("no key", sets("GOOGLE_SERVICE_ACCOUNT", None), "GOOGLE_SERVICE_ACCOUNT is not set"),
    SetupFault(
        "cut key",
        sets("GOOGLE_SERVICE_ACCOUNT", '{"type": "serv'),
        "this begins like JSON and is cut off or damaged at line 1",
    ),
    SetupFault(
        "other key",
        sets("GOOGLE_SERVICE_ACCOUNT", '{"type": "authorized_user"}'),
        "not the key of a service account",
    ),
    SetupFault("key lacks a part", _key_without("client_email"), "the key lacks client_email"),
    SetupFault(
        "address",
        sets("SHEETS_API_URL", "http://sheets.example"),
        "is spoken to in the clear; write https://",
    ),
)

SLACK = (
    SetupFault(
        "revoked token",
        lambda one: one.slack.revoke(TOKEN),
        "the token was revoked (token_revoked)",
    ),
    SetupFault(
        "expired token",
        lambda one: one.slack.revoke(TOKEN, TokenState.EXPIRED),
        "the token has expired",
    ),
    SetupFault(
        "unknown token", sets("SLACK_BOT_TOKEN", "xoxb-9-9-9"), "Slack does not know the token"
    ),
    SetupFault(
        "scope channels:read",
        _without_scope("channels:read"),
        "the token lacks the scope channels:read, to see who is in the channel",
    ),
    SetupFault(
        "scope users:read",
        _without_scope("users:read"),
        "the token lacks the scope users:read, to know who is who",
    ),
    SetupFault(
        "owner unknown",
        lambda one: one.edit("owner: U0", "owner: U9"),
        "copy the member ID of the owner anew",
    ),
    SetupFault(
        "strangers",
        _strange,
        "programs.coffee: 0 of the 7 members of the channel can take part, and it takes two "
        "(5 from another workspace, 1 guest, 1 app); take_part.other_workspaces: true takes in "
        "people from other workspaces; take_part.guests: true takes in guests; invite people to",
    ),
    SetupFault("owner an app", _owner(is_bot=True), "is an app; set owner to a person"),
)

SHEETS = (
    SetupFault(
        "a host who is nowhere",
        program("drawn", "    lottery: {hosts: [U0NOBODY000]}\n"),
        "programs.drawn: lottery: the host U0NOBODY000 is not in the channel, or cannot take part",
    ),
    SetupFault(
        "a role nobody has",
        _cast("mentee", "Mentors", "mentee"),
        "roles: nobody has the role 'mentor' in 'location' of People; is it mentors?",
    ),
    SetupFault(
        "hardly any roles",
        _cast("mentor", "mentee", "", "", "guest"),
        "roles: 3 of 5 people have none of these roles and are left out",
    ),
    SetupFault(
        "no spreadsheet",
        lambda one: one.google.documents.clear(),
        "there is no spreadsheet with the id",
    ),
    SetupFault(
        "not shared",
        lambda one: one.google.closed.add(SHEET),
        "choose Share, and add lunchbatch@example-project.iam.gserviceaccount.com as Editor",
    ),
    SetupFault("viewer only", _read_only, "may not edit the Sheet"),
    SetupFault(
        "api off",
        lambda one: setattr(one.google, "enabled", False),
        "the Google Sheets API is switched off",
    ),
    SetupFault(
        "key deleted",
        lambda one: setattr(one.tokens, "revoked", True),
        "the key was deleted or the token has run out; make a new one",
    ),
    SetupFault("header row deleted", _headless, "this row holds none of the headers of Groups"),
    SetupFault("status", in_group("B", "mett"), "is not a status; did you mean closed_met?"),
    SetupFault("date", in_group("C", "last week"), "is not a date; write it as 2026-11-23"),
    SetupFault("row twice", _twice, "Groups!G2"),
)

ROOMS = {"channels:read", "users:read"}  # without them nothing can be said of a channel

# These do not hide one another: they are also made all at once.
TOGETHER = (
    SetupFault(
        "public",
        sets("LUNCHBATCH_VISIBILITY", "public"),
        "this repository is public, so everybody can read its logs",
    ),
    SetupFault(
        "saturday",
        edits("on: [monday]", "on: [saturday]"),
        "programs.coffee: intro can never go out: it is due Sat 28 Nov 09:30, the send "
        "window opens Mon 30 Nov 08:30, and Sun 29 Nov 09:30 is too late; add saturday "
        "to send_window.days",
    ),
    SetupFault(
        "intro after window",
        program("evening", "    intro: 18:00\n    latest_start: 12 hours\n"),
        "programs.evening: intro can never go out: it is due Mon 23 Nov 18:00",
    ),
    SetupFault(
        "no date in sight",
        program("never", "    calendar: {starting: 2036-01-07}\n"),
        "programs.never: there is no date for a round in the next 400 days",
    ),
    SetupFault(
        "no wake on sundays",
        program(
            "sunday",
            "    calendar: {on: [sunday]}\n    send_window: {days: [sunday]}\n    "
            "checkpoints: []\n    close: {after: 7 days}\n",
        ),
        "when intro of sunday can go out; add to .github/workflows/lunchbatch.yml, under schedule:",
    ),
    SetupFault(
        "bot not in channel",
        program("outside", "", with_bot=False),
        "programs.outside: the app is not in the channel",
    ),
    SetupFault(
        "private channel",
        program("secret", "", kind=ConversationKind.PRIVATE),
        "programs.secret: Slack, conversations.info for channel",
    ),
    SetupFault(
        "channel gone",
        lambda one: one.config.write_text(
            one.config.read_text() + "  gone: {channel: C0GONE0000, time_zone: UTC}\n"
        ),
        "programs.gone: Slack, conversations.info for channel C0GONE0000: Slack shows "
        "the app no such conversation",
    ),
    SetupFault(
        "column nowhere",
        program("tagged", "    mixing: {floor: never}\n"),
        "programs.tagged: mixing: People has no column 'floor'; add it, or delete mixing.floor",
    ),
    SetupFault(
        "shared by nobody",
        _placed_apart,
        "people with nobody to meet; fill in the column 'location' of People, or loosen the rule",
    ),
    SetupFault(
        "roles nowhere",
        program("lists", "    roles: {column: part, group: [mentor, mentee]}\n"),
        "programs.lists: roles: People has no column 'part'; add it, or delete roles",
    ),
    SetupFault(
        "column misspelt",
        edits("mixing: {team: prefer}", "mixing: {taem: prefer}"),
        "programs.coffee: mixing: People has no column 'taem'; did you mean team?",
    ),
    SetupFault("four fields", wake('cron: "47 5 * *"'), "has 4 fields; write five"),
    SetupFault("hour 25", wake('cron: "47 25 * * 1"'), "'25' is not a hour; it goes from 0 to 23"),
    SetupFault(
        "backwards", wake('cron: "47 5 * * 5-1"'), "'5-1' runs backwards; the weekday counts up"
    ),
    SetupFault("odd step", wake('cron: "*/x 5 * * *"'), "'*/x' is not a step for the minute"),
    SetupFault(
        "wake's zone",
        wake('{cron: "47 5 * * 1", timezone: Berlin}'),
        "'Berlin' is not a time zone, written as in Europe/Berlin",
    ),
    SetupFault(
        "long texts",
        _long_texts,
        "is cut at Slack's limit when names are long; shorten its texts under en",
    ),
    SetupFault(
        "icebreakers",
        lambda one: (one.folder / "config/icebreakers.yaml").write_text("en: [one]\n"),
        "icebreakers.yaml",
    ),
    *(
        SetupFault(f"scope {scope}", _takes(scope), f"the token lacks the scope {scope}, to ")
        for scope in SCOPES
        if scope not in ROOMS
    ),
    SetupFault(
        "archived",
        _archived,
        "programs.coffee: the channel C00000001 is archived; unarchive it, or set another channel",
    ),
    SetupFault(
        "nobody there",
        _emptied,
        "programs.coffee: 0 of the 1 members of the channel can take part, and it takes two",
    ),
    SetupFault(
        "owner gone",
        _owner(deleted=True),
        "is deactivated; set owner to a person who reads messages",
    ),
    SetupFault(
        "protected",
        _guarded,
        "Groups: 15 protected ranges keep "
        "lunchbatch@example-project.iam.gserviceaccount.com out; under Data",
    ),
    SetupFault(
        "tab missing",
        lambda one: one.person.deletes_tab("Problems"),
        "Problems: there is no such tab; run setup, which makes it",
    ),
    SetupFault(
        "tab renamed",
        lambda one: one.person.renames_tab("Rounds", "Runden"),
        "Rounds: the tab 'Runden' has its headers; if it was renamed",
    ),
    SetupFault(
        "header renamed",
        lambda one: one.person.renames_header("Groups", "meeting status", "meeting stauts"),
        "the column 'meeting status' is missing; was it renamed to 'meeting stauts'? "
        "Name it 'meeting status' again",
    ),
    SetupFault(
        "header twice",
        lambda one: one.person.inserts_column("Stats", 7, "round"),
        "Stats!A1 and Stats!H1: both say 'round'; rename or delete one of the two columns",
    ),
    SetupFault(
        "header gone",
        lambda one: one.person.clears("Answers!A1"),
        "Answers!1:1: the header row lacks 'answer key'; run setup",
    ),
    SetupFault(
        "pause",
        person_row(2, C="soonish"),
        "People!C2: 'soonish' is neither a date such as 2026-12-24 nor 'until further notice'",
    ),
    SetupFault("every N", person_row(3, D="two"), "People!D3: 'two' is not a whole number"),
    SetupFault(
        "first seen",
        person_row(4, H="spring"),
        "People!H4: 'spring' is not a date; write it as 2026-11-23",
    ),
    SetupFault("no member id", person_row(5, A="", B="Somebody"), "People!A5"),
    SetupFault(
        "member twice",
        lambda one: [person_row(row, A="U00000066")(one) for row in (6, 7)],
        "People!A6",
    ),
    SetupFault("negative", person_row(8, K="-1"), "People!K8: '-1' is not a whole number"),
    SetupFault(
        "pair with a stranger",
        lambda one: (person_row(9)(one), pair(2, "U00000009", "Nobody")(one)),
        "Keep apart!B2: this is nobody I know; write the name as in People, or the Slack id",
    ),
    SetupFault(
        "half a pair",
        lambda one: (person_row(10)(one), pair(3, "U00000010", "")(one)),
        "Keep apart!B3: one of the pair is missing; fill it in, or delete the row",
    ),
    SetupFault(
        "pair of a common name",
        lambda one: [
            person_row(11, B="Ana")(one),
            person_row(12, B="Ana")(one),
            pair(4, "Ana", "U00000011")(one),
        ],
        "Keep apart!A4: this may be several people; write the Slack id of the one you mean",
    ),
)

FAULTS = (*SETTINGS, *CALENDAR, *WORDING, *SECRETS, *SLACK, *SHEETS, *TOGETHER)
