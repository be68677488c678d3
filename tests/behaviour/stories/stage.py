"""A workspace in which every kind of round is told as a story, through the commands people type.

Whatever a story is about, what is looked at after each wake is the same (`Teller.wake`): what was
printed, the page of the run, its outputs, the exit code, and what stands in Slack.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

from lunchbatch.demo.slack.slack_model import SlackMessage
from tests.behaviour.console import Console, console
from tests.behaviour.world import World

DONUT = """\
    calendar: {every: 2 weeks, on: [monday], starting: 2026-11-23}
    intro: 09:30
    checkpoints: [{after: 3 days, at: 10:00}]
    close: {after: 10 days, at: 14:00}
"""
POLL = """\
    signup: poll
    group_size: 4
    calendar: {every: 2 weeks, on: [monday], starting: 2026-11-23}
    poll: {opens: {at: 09:00}, reminder: 1 hour, closes: 11:15, choices: [12:00, 12:30],
           ask_after: 1 hour, deliver: {deliver}, tell: {tell}}
"""
SETTINGS = """\
ledger:
  {ledger}
owner: {owner}
programs:
  {program}:
    channel: {channel}
    time_zone: Europe/Berlin
    digest: true
{kind}"""
_SENT = re.compile(r"^Sent (\S+) (\S+): (\d+) messages?$")
_PLANNED = re.compile(r"^  would send (.+) to ")


@dataclass(slots=True, kw_only=True)
class Teller:
    """Lives through one story."""

    console: Console
    kind: str
    program: str
    owner: str
    page: Path
    outputs: Path

    @property
    def world(self) -> World:
        return self.console.world

    def wake(self, when: str, command: str = "run", *options: str, ends: int = 0) -> Counter[str]:
        """`plan`, then the command, at this moment; gives the stages of what was sent."""
        self.console.at(when)
        before, planned = Counter(self.world.sent()), None
        if command == "run":
            planned = self.console.calls("plan", *options)
            assert Counter(self.world.sent()) == before, "plan has sent something"
        for file in (self.page, self.outputs):
            file.write_text("", encoding="utf-8")
        ran = self.console.calls(command, *options)
        new = Counter(self.world.sent()) - before
        self._check(ran, new, ends)
        if planned is not None and ends == 0:
            lines = planned.stdout.splitlines()
            would = Counter(found[1] for line in lines if (found := _PLANNED.match(line)))
            assert planned.exit_code == 0, planned.output
            assert would <= new, (planned.stdout, new)
        return Counter(key.rpartition(" ")[2] for key in new.elements())

    def _check(self, ran: Result, new: Counter[str], ends: int) -> None:
        assert ran.exit_code == ends, ran.output
        assert "Traceback" not in ran.output
        said: Counter[str] = Counter()
        for line in ran.stdout.splitlines():
            if found := _SENT.match(line):
                said[f"{found[1]} {found[2]}"] += int(found[3])
        assert said.total() == new.total(), (ran.output, new)
        page = self.page.read_text(encoding="utf-8")
        assert page.count("- Sent ") == ran.stdout.count("\nSent ") + ran.stdout.startswith("Sent ")
        outputs = {"sent": "0", "status": "nothing_due"} | dict(
            line.split("=", 1) for line in self.outputs.read_text(encoding="utf-8").splitlines()
        )
        assert outputs["sent"] == str(new.total())
        assert outputs["status"] == ("sent" if new else "nothing_due")

    def told(self) -> list[str]:
        """What the owner was told, in order."""
        slack = self.world.slack
        return [
            message.text
            for channel, message in slack.app_messages()
            if set(slack.channels[channel].members) == {self.owner, slack.bot}
        ]

    def newest(self, member: int | None = None) -> tuple[str, SlackMessage]:
        """The newest message of the program, or that a member can see, and where it stands."""
        slack = self.world.slack
        who = None if member is None else self.world.members[member]
        seen = (
            (channel, message)
            for channel, message in slack.app_messages()
            if who is None or who in slack.channels[channel].members
        )
        return max(seen, key=lambda found: found[1].ts)

    def press(self, emoji: str, *, member: int = 0) -> None:
        """A member presses an emoji under the newest message that they can see."""
        channel, message = self.newest(member)
        self.world.slack.react(self.world.members[member], channel, message.ts, emoji)


@contextmanager
def telling(
    folder: Path, *, kind: str, has_sheet: bool = False, more: str = ""
) -> Iterator[Teller]:
    """Eight people and an owner in a channel. `kind` is donut, or where a poll asks and tells."""
    with console(folder, has_sheet=has_sheet, people=8) as ready:
        owner = ready.world.slack.add_person("Olga Owner")
        deliver, _, tell = kind.partition(" ")
        program = "lunch" if tell else "coffee"
        old = ready.config.read_text("utf-8").splitlines()[1].strip()
        poll = POLL.replace("{deliver}", deliver).replace("{tell}", tell)
        text = SETTINGS.format(
            ledger=old,
            owner=owner,
            program=program,
            channel=ready.world.channel,
            kind=(poll if tell else DONUT) + more,
        )
        ready.config.write_text(text, encoding="utf-8")
        page, outputs = folder / "page.md", folder / "outputs"
        ready.variables |= {"GITHUB_STEP_SUMMARY": str(page), "GITHUB_OUTPUT": str(outputs)}
        yield Teller(
            console=ready, kind=kind, program=program, owner=owner, page=page, outputs=outputs
        )
