"""The pages of `demo --serve`, from templates; whatever people wrote is escaped."""

import json
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import escape

from lunchbatch.core.ledger.columns import Tab
from lunchbatch.core.ledger.records import Records
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.tabs import TABS
from lunchbatch.core.schedule.calendar import next_moments, window_opens
from lunchbatch.core.schedule.due_stages import due_stages
from lunchbatch.core.settings.policy import Policy
from lunchbatch.demo.pages.chat_pages import (
    ShownMessage,
    conversation_of,
    look_of,
    names_of,
    stretches,
)
from lunchbatch.demo.pages.mrkdwn_html import known_names, picture
from lunchbatch.demo.serve.conversation_list import conversation_list, name_of
from lunchbatch.demo.serve.session import DemoSession
from lunchbatch.demo.serve.sheet_editor import view
from lunchbatch.demo.slack.slack_model import SlackConversation
from lunchbatch.errors import LunchbatchError


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class UpcomingStage:
    """A stage of a program, and the moment (UTC) from which a run would do it."""

    at: datetime
    program: str
    stage: str


def due(policy: Policy, known: Records, now: datetime) -> tuple[UpcomingStage, ...]:
    """What a run would do now."""
    return tuple(one for one in _overdue(policy, known, now) if one.at <= now)


def upcoming(policy: Policy, known: Records, now: datetime) -> tuple[UpcomingStage, ...]:
    """What will be due, earliest first; messages wait for the send window to open."""
    found = [one for one in _overdue(policy, known, now) if one.at > now]
    for name, program in policy.programs.items():
        rounds = [one for one in known.rounds.values() if one.program == name]
        for stage in next_moments(program, rounds, now):
            at = window_opens(program, stage.due)
            found.append(UpcomingStage(at=at, program=name, stage=stage.name))
    return tuple(sorted(found))


def _overdue(policy: Policy, known: Records, now: datetime) -> Iterator[UpcomingStage]:
    for name, program in policy.programs.items():
        for turn in due_stages(known, name, program, now):
            stage = turn.stage or "missed round"
            at = window_opens(program, now) if turn.stage else now
            yield UpcomingStage(at=at, program=name, stage=stage)


if TYPE_CHECKING:
    from lunchbatch.demo.serve.routes import Viewer

TEMPLATES = Path(__file__).parent / "templates"
MOST_COMING = 3


class ServePages:
    """Draws pages for one office. `token` stands in every form."""

    def __init__(self, office: DemoSession, token: str) -> None:
        self._office = office
        self._token = token
        self.script = (TEMPLATES / "serve.js").read_text(encoding="utf-8")

    def room(self, seat: "Viewer", room: SlackConversation, said: tuple[str, ...]) -> str:
        """A conversation, with the emoji as buttons for whoever is in it."""
        workspace = self._office.workspace
        with workspace.lock:
            shown = conversation_of(workspace, room, names_of(workspace), self._zone())
            return self._draw(
                "room.html",
                seat,
                said,
                room=room,
                name=name_of(workspace, room, seat.me if seat.me in room.members else ""),
                conversation=shown,
                stretches=stretches(shown),
                is_in=self._has_read(seat, room),
                emoji_names=known_names(),
            )

    def _has_read(self, seat: "Viewer", room: SlackConversation) -> bool:
        """Whether the person is in the conversation, who has then read all of it."""
        if seat.me not in room.members:
            return False
        self._office.seen[seat.me, room.id] = max(room.messages, default="")
        return True

    def with_names(self, line: str) -> str:
        """What the job said, with people's names in place of their ids."""
        people = self._office.workspace.people
        return re.sub(
            r"\b[UW][A-Z0-9]{3,}\b",
            lambda found: people[found[0]].real_name if found[0] in people else found[0],
            line,
        )

    def fault(self, fault: Exception) -> str:
        """A page that stands by itself: what went wrong in the program, for who reports it."""
        told = "".join(traceback.format_exception(fault)[-3:])
        return (
            "<!doctype html><html lang=en><meta charset=utf-8><title>A fault</title><main>"
            "<h1>Something is wrong in the program</h1>"
            "<p>Nothing else was changed. Go back, or run the demo again; please report this:</p>"
            f"<pre>{escape(told)}</pre></main></html>"
        )

    def home(self, seat: "Viewer", said: tuple[str, ...]) -> str:
        """The app's Home tab, as the person sees it."""
        view = self._office.workspace.homes.get(seat.me, {})
        return self._draw("home_tab.html", seat, said, blocks=view.get("blocks", ()))

    def sheet(self, seat: "Viewer", tab: Tab, said: tuple[str, ...]) -> str:
        """A tab of the ledger as a table to edit."""
        shown = view(self._office.ledger, tab)
        return self._draw("sheet.html", seat, said, shown=shown, folder=self._office.ledger)

    def nothing(self, seat: "Viewer", said: tuple[str, ...]) -> str:
        """A page on which there is only what was said."""
        return self._draw("nothing.html", seat, said)

    def _draw(self, template: str, seat: "Viewer", said: tuple[str, ...], **inside: object) -> str:
        office = self._office
        job, wrong = office.known()
        zone, now = self._zone(), office.clock.now()
        try:
            known = records(job.ledger().read())
            overdue = due(job.policy, known, now)
            ahead = upcoming(job.policy, known, now)
        except LunchbatchError as failure:
            overdue, ahead, wrong = (), (), f"{wrong}\n{failure}".strip()
        with office.workspace.lock:
            return (
                self._environment(seat)
                .get_template(template)
                .render(
                    inside,
                    seat=seat,
                    said=said,
                    wrong=wrong,
                    now=now.astimezone(zone),
                    zone=zone.key,
                    overdue=overdue,
                    ahead=[_told(one, zone) for one in ahead[:MOST_COMING]],
                    rooms=conversation_list(office.workspace, seat.me, office.seen),
                    people=office.people(),
                    tabs=TABS,
                    settings=office.settings,
                )
            )

    def _environment(self, seat: "Viewer") -> Environment:
        workspace = self._office.workspace
        look = look_of(names_of(workspace), workspace.bot)
        own = PackageLoader("lunchbatch.demo.serve", "templates")
        look.loader = ChoiceLoader([own, *([look.loader] if look.loader else [])])
        look.filters["offered"] = lambda message: offered(message, workspace.bot)
        look.globals.update(token=self._token, link=seat.link, workspace=workspace.name)
        return look

    def _zone(self) -> ZoneInfo:
        job, _ = self._office.known()
        return next(iter(job.policy.programs.values())).zone


def offered(message: ShownMessage, bot: str) -> tuple[str, ...]:
    """The emoji that a message of the program names, and that nobody has put under it yet."""
    if message.author != bot:
        return ()
    text = json.dumps(message.blocks)
    under = {pill.emoji for pill in message.pills}
    named = re.findall(r"`?:([a-z][a-z0-9_]*):`?(?= )", text)
    return tuple(dict.fromkeys(name for name in named if name not in under and picture(name)))


def _told(one: UpcomingStage, zone: ZoneInfo) -> tuple[str, str]:
    """What comes, and when, for a reader."""
    return f"{one.program} {one.stage}", f"{one.at.astimezone(zone):%a %d %b, %H:%M}"
