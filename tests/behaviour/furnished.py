"""A simulated Slack with people in channels: what all worlds of the tests begin from."""

from collections.abc import Iterable
from dataclasses import dataclass

from lunchbatch.demo.people.virtual_clock import VirtualClock
from lunchbatch.demo.slack.server import SlackServer
from lunchbatch.demo.slack.simulated_workspace import ALL_SCOPES, SimulatedWorkspace
from tests.oracles.slack_contract import watch_story

TOKEN = "xoxb-simulated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Furnished:
    """A simulated Slack with channels, and the ids of who is there."""

    slack: SimulatedWorkspace
    server: SlackServer
    channels: tuple[str, ...]
    members: tuple[str, ...]
    owner: str | None

    @property
    def channel(self) -> str:
        return self.channels[0]


def numbered(people: int) -> tuple[str, ...]:
    """Names for so many people."""
    return tuple(f"Person {n:03}" for n in range(people))


def furnished(
    clock: VirtualClock,
    *channels: str,
    names: Iterable[str],
    has_owner: bool = False,
    token: str = TOKEN,
    scopes: Iterable[str] = ALL_SCOPES,
) -> Furnished:
    """People of these names in each channel; every request is held against Slack's contract."""
    slack = SimulatedWorkspace(clock)
    slack.grant(token, scopes)
    members = tuple(slack.add_person(name) for name in names)
    rooms = tuple(slack.add_channel(name, members) for name in channels)
    owner = slack.add_person("Organiser") if has_owner else None
    server = watch_story(SlackServer(slack))
    return Furnished(slack=slack, server=server, channels=rooms, members=members, owner=owner)
