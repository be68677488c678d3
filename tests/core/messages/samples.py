"""One message per state, for golden files, limits and hostile names."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import yaml

from lunchbatch.core.messages.calendar_link import calendar_link
from lunchbatch.core.messages.group_messages import (
    AnswerState,
    CheckpointMessage,
    ClosingMessage,
    IntroMessage,
    celebration,
    changed,
    checkpoint,
    closing,
    intro,
)
from lunchbatch.core.messages.home_tab_page import (
    MOST_MET,
    CurrentGroup,
    ProgramStatus,
    home_page,
)
from lunchbatch.core.messages.member_messages import (
    left_out,
    paused_after_silence,
    welcome,
)
from lunchbatch.core.messages.message_format import MessageFormat
from lunchbatch.core.messages.owner_messages import (
    DraftReady,
    Notice,
    Review,
    RoundOutcome,
    digest,
    draft_notice,
    owner_notice,
    review,
)
from lunchbatch.core.messages.poll_messages import (
    LunchGroup,
    PollOff,
    all_lunch_groups,
    alone,
    ask_after_lunch,
    lunch_group,
    poll,
    poll_off,
    poll_reminder,
)
from lunchbatch.core.messages.wording import Wording, parse_wording
from lunchbatch.core.messages.working_hours import suggested_start
from lunchbatch.core.model.messages import Block, ChartBar, Message
from lunchbatch.core.model.people import Person
from lunchbatch.core.model.terms import CellProblem, Status
from lunchbatch.core.settings.policy import EmojiSettings
from tests.tree import SHIPPED

CONFIG = SHIPPED / "config"
BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
WEDNESDAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
UNCONFIRMED = (Status.CLOSED_SCHEDULED, Status.CLOSED_STALE)
OWN_WORD = "walk"
POLLS = {
    "one-choice": ("12:00",),
    "times": ("12:00", "12:30", "13:00"),
    "labels": ("12:45", OWN_WORD),
}
PHOTOS = "https://avatars.example.org"

ANA = Person(
    id="U0ANA",
    name="Ana Sousa",
    title="Head of Design",
    photo=f"{PHOTOS}/ana.png",
    email="ana@example.org",
    time_zone="Europe/Lisbon",
)
BEN = Person(
    id="U0BEN", name="Ben Okafor", title="R&D", email="ben@example.org", time_zone="Europe/Berlin"
)
CHI = Person(id="U0CHI", name="陳志明", photo=f"{PHOTOS}/chi.png", time_zone="Europe/Berlin")


def read(name: str) -> dict[str, object]:
    texts = yaml.safe_load((CONFIG / name).read_text(encoding="utf-8"))
    assert isinstance(texts, dict)
    return texts


@cache
def wording() -> Wording:
    return parse_wording(read("messages.yaml"))


def voice(language: str = "en", *, steered: bool = True) -> MessageFormat:
    return MessageFormat(
        language=language,
        words=wording().words(language),
        channel="C0COFFEE",
        zone=BERLIN,
        emoji=EmojiSettings(),
        skip="zzz" if steered else None,
        stop="octagonal_sign" if steered else None,
        again="repeat" if steered else None,
        owner="U0OWNER" if steered else None,
    )


def samples(
    speaking: MessageFormat, people: tuple[Person, ...] = (ANA, BEN, CHI), foreign: str = "walk"
) -> Iterator[tuple[str, Message]]:
    """Every message in every state; `foreign` stands wherever a text is not ours."""
    yield from _intros(speaking, people, foreign)
    yield from _rounds(speaking, people)
    yield from _members(speaking)
    yield from _polls(speaking, foreign)
    yield from _lunches(speaking, people, foreign)
    yield from _owners(speaking, foreign)


def _intros(
    speaking: MessageFormat, people: tuple[Person, ...], foreign: str
) -> Iterator[tuple[str, Message]]:
    plain = IntroMessage(
        people=people[-2:], point_person=people[-1].id, round_date=MONDAY, sent=MORNING
    )
    yield "intro", intro(speaking, plain)
    apart = replace(
        plain,
        people=people[:2],
        point_person=people[0].id,
        icebreaker=foreign,
        calendar_link=calendar_link(speaking, people[:2], suggested_start(people, MONDAY, BERLIN)),
    )
    yield "intro-two-zones", intro(speaking, apart)
    far = replace(people[1], time_zone="Pacific/Auckland")
    yield "intro-never-at-work-together", intro(speaking, replace(apart, people=(people[0], far)))
    full = IntroMessage(
        people=people,
        point_person=people[0].id,
        round_date=MONDAY,
        sent=MORNING,
        icebreaker=foreign,
        calendar_link=calendar_link(speaking, people, suggested_start(people, MONDAY, BERLIN)),
        in_common=(foreign, "chess"),
    )
    yield "intro-in-full", intro(speaking, full)
    yield "groups-changed", changed(speaking)


def _rounds(speaking: MessageFormat, people: tuple[Person, ...]) -> Iterator[tuple[str, Message]]:
    for standing in AnswerState:
        asked = CheckpointMessage(people=people, standing=standing, closes=FRIDAY)
        yield f"checkpoint-{standing}", checkpoint(speaking, asked)
    nudged = CheckpointMessage(
        people=people, standing=AnswerState.QUIET, closes=FRIDAY, new_point_person=people[0].id
    )
    yield "checkpoint-nudge", checkpoint(speaking, nudged)
    for status in UNCONFIRMED:
        told = ClosingMessage(people=people, status=status, counts_until=date(2026, 12, 11))
        yield f"closing-{status.removeprefix('closed_')}", closing(speaking, told)
    yield "celebration", celebration(speaking, people)
    yield "celebration-of-two", celebration(speaking, people[:2])


def _members(speaking: MessageFormat) -> Iterator[tuple[str, Message]]:
    yield "paused-after-one", paused_after_silence(speaking, 1)
    yield "paused", paused_after_silence(speaking, 3)
    yield "left-out", left_out(speaking, MONDAY)
    yield "welcome-everyone", welcome(speaking, "everyone", MONDAY)
    yield "welcome-poll", welcome(speaking, "poll")


def _polls(speaking: MessageFormat, foreign: str) -> Iterator[tuple[str, Message]]:
    for name, choices in POLLS.items():
        offered = tuple(foreign if choice == OWN_WORD else choice for choice in choices)
        asked = poll(speaking, offered, day=MONDAY, until=WEDNESDAY, not_today="no_good")
        yield f"poll-{name}", asked
    yield "poll-reminder", poll_reminder(speaking, until=WEDNESDAY)
    for why in PollOff:
        yield (
            f"poll-off-{why.replace(' ', '-')}",
            poll_off(speaking, why, day=MONDAY, is_today=True),
        )
    late = poll_off(speaking, PollOff.TOO_LATE, day=MONDAY, is_today=False)
    yield "poll-off-too-late-on-another-day", late
    yield "alone", alone(speaking, (foreign,))
    yield "alone-with-others", alone(speaking, (foreign, "13:30"), ("12:00", foreign + "2"))


def _lunches(
    speaking: MessageFormat, people: tuple[Person, ...], foreign: str
) -> Iterator[tuple[str, Message]]:
    group = LunchGroup(people=people, point_person=people[0].id, choice=foreign, day=MONDAY)
    yield "lunch-group", lunch_group(speaking, group)
    yield from (
        (f"lunch-groups-{number}", each)
        for number, each in enumerate(all_lunch_groups(speaking, (group, group)), 1)
    )
    yield "lunch-ask", ask_after_lunch(speaking, people)


def _owners(speaking: MessageFormat, foreign: str) -> Iterator[tuple[str, Message]]:
    problem = CellProblem(
        where="Groups!B7",
        what=f"'{foreign}' is not a status; did you mean closed_met?",
        link="https://docs.google.com/spreadsheets/d/1a/edit#gid=0&range=B7",
    )
    notice = Notice(
        missed=("coffee/2026-11-23",),
        failed=(CellProblem(where="coffee/2026-11-23", what="Slack did not answer"),),
        problems=(problem,) * 12,
    )
    told = owner_notice(speaking, notice)
    assert told is not None
    yield "owner-notice", told
    told = owner_notice(speaking, Notice(problems=(problem,) * 11))
    assert told is not None
    yield "owner-notice-of-eleven", told
    ready = DraftReady(
        round="coffee/2026-11-23",
        groups=9,
        intro=speaking.moment(MORNING),
        deadline="",
        last=speaking.moment(WEDNESDAY),
    )
    yield "owner-draft", draft_notice(speaking, ready)
    yield "owner-draft-of-one", draft_notice(speaking, replace(ready, groups=1))
    pressing = replace(ready, deadline=speaking.moment(FRIDAY), link=problem.link)
    yield "owner-draft-with-deadline", draft_notice(speaking, pressing)
    person = Person(id="U0ANA", name=foreign)
    over = Review(
        outcome=RoundOutcome(round_date=MONDAY, groups=12, met=9, new_connections=11),
        out="3 paused, 1 guest",
        silent=(person, Person(id="U0BEN", name="Quinn")),
        never=((person, "no rule fits"),),
        problems=2,
    )
    yield "owner-review", review(speaking, over)
    yield "owner-review-of-one-cell", review(speaking, replace(over, silent=(), problems=1))
    outcome = RoundOutcome(
        round_date=MONDAY,
        groups=9,
        met=7,
        scheduled=1,
        new_connections=5,
        lately=(ChartBar(groups=8, met=4), ChartBar(groups=9, met=7)),
    )
    small = RoundOutcome(round_date=MONDAY, groups=1, met=1, scheduled=2, new_connections=1)
    for name, figures in (("digest", outcome), ("digest-of-one", small)):
        ended = digest(speaking, figures)
        assert ended is not None
        yield name, ended


def home_pages(speaking: MessageFormat) -> dict[str, tuple[Block, ...]]:
    """The Home tab of somebody in a group, and of somebody who is paused; and a very full one."""
    now = CurrentGroup(others=("U0ANA", "U0BEN"), on=MONDAY)
    earlier = CurrentGroup(others=("U0CHI",), on=date(2025, 12, 1))
    coffee = ProgramStatus(voice=speaking, now=(now,), next_round=MONDAY + timedelta(days=14))
    lunch = ProgramStatus(voice=replace(speaking, channel="C0LUNCH"), now=())
    return {
        "home": home_page([coffee, lunch], [now, earlier]),
        "home-full": home_page([coffee], [now] * (MOST_MET + 1)),
        "home-fuller": home_page([coffee], [now] * (MOST_MET + 2)),
        "home-stopped": home_page([replace(coffee, now=(), has_stopped=True)], [earlier]),
        "home-held": home_page(
            [replace(coffee, now=(), has_stopped=True, is_held=True)], [earlier]
        ),
        "home-paused": home_page([replace(coffee, now=(), back_on=MONDAY)], []),
    }
