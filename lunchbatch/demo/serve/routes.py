"""Answers the requests of `demo --serve`. No sockets here."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import quote, urlencode

from lunchbatch.core.ledger.columns import Tab
from lunchbatch.core.ledger.row_parser import records
from lunchbatch.core.ledger.tabs import TABS
from lunchbatch.demo.serve.serve_pages import ServePages, upcoming
from lunchbatch.demo.serve.session import DemoSession
from lunchbatch.demo.serve.sheet_editor import EditRefusal, edit
from lunchbatch.demo.slack.slack_model import ApiError, SlackConversation

HTML, SCRIPT = "text/html; charset=utf-8", "text/javascript; charset=utf-8"
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1)}
LONGEST_WORDS = 4000
HOME = "/home"
_ROOM = re.compile(r"/room/([A-Z0-9]+)")
_SHEET = re.compile(r"/sheet/([A-Za-z ]+)")
_EMOJI = re.compile(r"[a-z0-9_+'-]{1,80}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """One request, already let in. `query` and `form` hold the first value of each name."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageResponse:
    """One answer; with `location` it sends the browser there."""

    body: str = ""
    status: int = 200
    kind: str = HTML
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who one is, at which page, whether the others answer on their own, and if it is a phone's."""

    me: str
    at: str
    others: bool
    phone: bool = False

    def link(self, path: str, me: str = "", *, phone: bool | None = None) -> str:
        """The address of a page, as the same person or as somebody else, or on their phone."""
        on_phone = self.phone if phone is None else phone
        flags = {"others": self.others, "phone": on_phone}
        query = {"as": me or self.me} | {name: "1" for name, is_on in flags.items() if is_on}
        return f"{quote(path)}?{urlencode(query)}"


class Routes:
    """Answers requests for one office. `token` stands in every form and is asked back."""

    def __init__(self, office: DemoSession, token: str) -> None:
        self._office = office
        self._look = ServePages(office, token)
        self._deeds: dict[str, Callable[[Viewer, Mapping[str, str]], PageResponse]] = {
            "/react": self._react,
            "/say": self._say,
            "/time": self._time,
            "/run": self._run,
            "/edit": self._edit,
        }

    def answer(self, asked: PageRequest) -> PageResponse:
        """Show a page, or do what a form says and show the page that it stood on."""
        if asked.form is None and asked.path == "/serve.js":
            return PageResponse(body=self._look.script, kind=SCRIPT)
        seat = self._seat(asked)
        try:
            if asked.form is None:
                return self._page(seat) if asked.path != "/" else _go(seat.link(seat.at))
            return self._deeds.get(asked.path, self._unknown)(seat, asked.form)
        except EditRefusal as refusal:
            return self._refused(seat, refusal)
        except Exception as fault:  # noqa: BLE001 - whoever clicks must see it, whatever it is
            return PageResponse(body=self._look.fault(fault), status=500)

    def _seat(self, asked: PageRequest) -> Viewer:
        said = asked.query if asked.form is None else asked.form
        people = self._office.people()
        me = said.get("as", "")
        first = f"/room/{next(iter(self._office.workspace.channels))}"
        at = asked.path if asked.form is None else _own_page(said.get("at", ""))
        return Viewer(
            me=me if me in people else people[0],
            at=first if at in {"", "/"} else at,
            others=said.get("others") == "1",
            phone=said.get("phone") == "1",
        )

    def _page(self, seat: Viewer, *, said: tuple[str, ...] = (), status: int = 200) -> PageResponse:
        if seat.at == HOME:
            return PageResponse(body=self._look.home(seat, said), status=status)
        if found := _SHEET.fullmatch(seat.at):
            return PageResponse(body=self._look.sheet(seat, _tab(found[1]), said), status=status)
        return PageResponse(body=self._look.room(seat, self._room(seat.at), said), status=status)

    def _refused(self, seat: Viewer, refusal: EditRefusal) -> PageResponse:
        said = (f"Not done: {refusal}",)
        try:
            return self._page(seat, said=said, status=refusal.status)
        except EditRefusal:
            return PageResponse(body=self._look.nothing(seat, said), status=refusal.status)

    def _room(self, at: str) -> SlackConversation:
        found = _ROOM.fullmatch(at)
        room = self._office.workspace.channels.get(found[1]) if found else None
        if room is None:
            raise EditRefusal("there is no such page", 404)
        return room

    def _own_room(self, seat: Viewer, form: Mapping[str, str]) -> SlackConversation:
        room = self._room(f"/room/{form.get('channel', '')}")
        if seat.me not in room.members:
            raise EditRefusal("only who is in a conversation can answer there")
        return room

    def _react(self, seat: Viewer, form: Mapping[str, str]) -> PageResponse:
        room, ts = self._own_room(seat, form), form.get("ts", "")
        emoji = form.get("emoji", "").strip().strip(":").lower()
        if ts not in room.messages:
            raise EditRefusal("there is no such message")
        if not _EMOJI.fullmatch(emoji):
            raise EditRefusal("that is not the name of an emoji, such as white_check_mark")
        is_chosen = seat.me in room.messages[ts].reactions.get(emoji, ())
        workspace = self._office.workspace
        try:
            (workspace.unreact if is_chosen else workspace.react)(seat.me, room.id, ts, emoji)
        except ApiError as refused:
            raise EditRefusal(f"Slack says {refused.error}") from None
        return _go(f"{seat.link(seat.at)}#m{ts}")

    def _say(self, seat: Viewer, form: Mapping[str, str]) -> PageResponse:
        room, words = self._own_room(seat, form), form.get("words", "").strip()
        if not words or len(words) > LONGEST_WORDS:
            raise EditRefusal(f"a message has 1 to {LONGEST_WORDS} characters")
        for literal, escaped in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
            words = words.replace(literal, escaped)
        ts = self._office.workspace.say(seat.me, room.id, words)
        return _go(f"{seat.link(seat.at)}#m{ts}")

    def _time(self, seat: Viewer, form: Mapping[str, str]) -> PageResponse:
        office, step = self._office, form.get("step", "")
        now = office.clock.now()
        if step in STEPS:
            moment = now + STEPS[step]
        elif step == "next":
            job, _ = office.known()
            ahead = upcoming(job.policy, records(job.ledger().read()), now)
            moment = ahead[0].at if ahead else now
        else:
            raise EditRefusal("time passes by an hour, a day, or until something is due")
        office.wait_until(moment, by_hand=frozenset({seat.me}) if seat.others else None)
        return _go(seat.link(seat.at))

    def _unknown(self, seat: Viewer, _: Mapping[str, str]) -> PageResponse:
        return self._refused(seat, EditRefusal("there is no such page", 404))

    def _run(self, seat: Viewer, _: Mapping[str, str]) -> PageResponse:
        """Let the job wake, and open what is new to whoever looks."""
        before = {key: len(room.messages) for key, room in self._office.workspace.channels.items()}
        said = tuple(map(self._look.with_names, self._office.run()))
        rooms = self._office.workspace.channels.values()
        news = [room for room in rooms if len(room.messages) > before.get(room.id, 0)]
        news.sort(key=lambda room: (seat.at != f"/room/{room.id}", seat.me not in room.members))
        if news and seat.at != HOME and (seat.me in news[0].members or seat.at == "/"):
            seat = replace(seat, at=f"/room/{news[0].id}")
        return self._page(seat, said=said)

    def _edit(self, seat: Viewer, form: Mapping[str, str]) -> PageResponse:
        found = _SHEET.fullmatch(seat.at)
        changed = edit(self._office.ledger, _tab(found[1] if found else ""), form)
        what = f"{changed} change{'' if changed == 1 else 's'} written" if changed else "No change"
        return self._page(seat, said=(f"{what}; the next run reads it.",))


def _own_page(path: str) -> str:
    """A page of ours, to which one may be sent back; empty for anything else."""
    return path if path == HOME or _ROOM.fullmatch(path) or _SHEET.fullmatch(path) else ""


def _tab(title: str) -> Tab:
    found = next((tab for tab in TABS if tab.title == title), None)
    if found is None:
        raise EditRefusal("there is no such tab", 404)
    return found


def _go(location: str) -> PageResponse:
    return PageResponse(status=303, location=location)
