"""Checks Slack against the settings: scopes, channels, people, owner."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain

from lunchbatch.core.checks.finding import Finding, fault, good, note
from lunchbatch.core.context.common_hours import no_common_hours
from lunchbatch.core.context.eligibility import FOREIGN, GUEST, in_numbers, standing_exclusion
from lunchbatch.core.context.plan_model import SlackSnapshot
from lunchbatch.core.model.people import Person, SlackChannel
from lunchbatch.core.settings.policy import Policy, Program

AREA = "slack"
_ADD = (
    "add it at https://api.slack.com/apps, your app, OAuth & Permissions, Bot Token Scopes, "
    "press Reinstall to Workspace, and store the token anew if it changed"
)
_ALWAYS: Mapping[str, str] = {
    "users:read": "to know who is who: names, time zones, guests, apps",
    "chat:write": "to post",
    "mpim:write": "to open the conversation of a group",
    "mpim:history": "to find its own messages there again, so that none is sent twice",
    "im:write": "to write to one person alone",
    "im:history": "to find its own messages there again, so that none is sent twice",
    "reactions:read": "to read the answers",
    "reactions:write": "to put the emoji there that people click",
}


def needed_scopes(programs: Collection[Program], private: Collection[str]) -> dict[str, str]:
    """What the token must be allowed to do, and what for. `private` are ids of private channels."""
    needed = dict(_ALWAYS)
    for program in programs:
        kind = "groups" if program.channel in private else "channels"
        needed[f"{kind}:read"] = "to see who is in the channel"
        if program.signup == "poll" or program.digest:
            needed[f"{kind}:history"] = "to find its own message in the channel again"
    return dict(sorted(needed.items()))


def spare_scopes(programs: Collection[Program]) -> frozenset[str]:
    """What the token may be allowed to do, and need not."""
    spare = {"channels:history", "channels:read", "channels:join", "users:read.email"}
    return frozenset(spare | {"files:write" for program in programs if program.digest})


def check_scopes(
    had: frozenset[str], needed: Mapping[str, str], spare: frozenset[str]
) -> Iterator[Finding]:
    """One finding per scope that the token lacks, and one for those that nothing uses."""
    if not had:
        yield note(AREA, "Slack did not say what the token may do, so its scopes are not checked")
        return
    for scope, purpose in needed.items():
        if scope not in had:
            yield fault(AREA, f"the token lacks the scope {scope}, {purpose}; {_ADD}")
    if set(needed) <= had:
        yield good(AREA, f"the token has the {len(needed)} scopes that the settings need")
    idle = sorted(had - set(needed) - spare)
    if idle:
        yield note(AREA, f"the token may do more than the settings need: {', '.join(idle)}")


def check_room(name: str, program: Program, room: SlackChannel) -> Iterator[Finding]:
    """Whether the channel of a program can be used."""
    area = f"programs.{name}"
    if room.is_archived:
        yield fault(
            area, f"the channel {room.id} is archived; unarchive it, or set another channel"
        )
    elif not room.is_member:
        yield fault(
            area, f"the app is not in the channel {room.id}; type /invite @Lunchbatch in it"
        )
    else:
        yield good(area, f"the app is in the channel {room.id}")
    if room.is_shared and not program.take_part.other_workspaces:
        yield note(
            area,
            f"the channel {room.id} is shared with other workspaces, whose people are left out; "
            "take_part.other_workspaces: true takes them in",
        )


_LET_IN = {
    FOREIGN: "take_part.other_workspaces: true takes in people from other workspaces",
    GUEST: "take_part.guests: true takes in guests",
}
_INVITE = "invite people to the channel"


def check_people(
    name: str,
    program: Program,
    members: Sequence[str],
    people: Mapping[str, Person],
    teams: Collection[str],
) -> Iterator[Finding]:
    """Whether there is anybody to bring together."""
    area = f"programs.{name}"
    seen = SlackSnapshot(people=people)
    apps = sum(seen.is_app(member) for member in members)
    reasons = [
        standing_exclusion(people.get(member), program, teams)
        for member in members
        if not seen.is_app(member)
    ]
    fit, out = reasons.count(""), [reason for reason in reasons if reason]
    if fit < 2:
        why = in_numbers([*out, *["app"] * apps])
        remedies = [remedy for reason, remedy in _LET_IN.items() if reason in out]
        yield fault(
            area,
            f"{fit} of the {len(members)} members of the channel can take part, and it takes two"
            f"{f' ({why})' if why else ''}; {'; '.join([*remedies, _INVITE])}",
        )
        return
    yield good(area, f"{fit} of the {len(members)} members of the channel can take part")
    hosts = program.lottery.hosts if program.lottery else ()
    able = [
        host
        for host in hosts
        if host in members and not standing_exclusion(people.get(host), program, teams)
    ]
    for host in (host for host in hosts if host not in able):
        said = note if able else fault
        yield said(area, f"lottery: the host {host} is not in the channel, or cannot take part")
    if program.signup == "everyone" and program.group_size > fit:
        yield note(area, f"group_size is {program.group_size}, and only {fit} can take part")


def check_hours(
    name: str, program: Program, members: Sequence[str], people: Mapping[str, Person], day: date
) -> Iterator[Finding]:
    """Whether the working hours of a program leave somebody with nobody."""
    fit = [member for member in members if member in people and not people[member].is_bot]
    apart = Counter(chain.from_iterable(no_common_hours(program, people, fit, day)))
    alone = sum(count == len(fit) - 1 for count in apart.values())
    if alone:
        yield note(
            f"programs.{name}",
            f"hours: {alone} of {len(fit)} people share no working hours with anybody on {day}; "
            "they meet others all the same, or make starts earlier, or ends later",
        )


def check_home(policy: Policy) -> Iterator[Finding]:
    """What the Home tabs need, which Slack shows to nobody before the first one is published."""
    if policy.app_home:
        yield note(
            "app_home",
            "the app needs its Home tab: https://api.slack.com/apps, your app, App Home, "
            "Show Tabs, Home Tab; it is on in an app made from config/slack-app-manifest.yaml",
        )


def check_owner(policy: Policy, person: Person | None) -> Iterator[Finding]:
    """Whether somebody is told when something needs a person."""
    if policy.owner is None:
        yield note(
            "owner", "nobody is told when something needs a person; set owner to your member id"
        )
    elif person is None:
        yield fault("owner", f"Slack knows no {policy.owner}; copy the member ID of the owner anew")
    elif person.is_bot or person.is_deactivated:
        what = "an app" if person.is_bot else "deactivated"
        yield fault("owner", f"{policy.owner} is {what}; set owner to a person who reads messages")
    else:
        yield good("owner", f"{policy.owner} is told when something needs a person")
