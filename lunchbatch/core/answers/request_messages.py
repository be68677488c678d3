"""Selects the messages whose skip, stop and repeat reactions are read, and who may react.

Those of rounds whose answers count, welcomes of the last weeks, the word to somebody who is
paused after silence; and for ever those under which somebody stopped. Before anything is said,
those of each member's last two groups too: older ones nobody looks for. Whoever waves under a
newer message than their stop, skip or pause is back: an old one may be hidden by now.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from lunchbatch.core.answers.group_answers import answered_groups
from lunchbatch.core.context.plan_model import PlanningContext
from lunchbatch.core.ledger.records import Answer, Group, MemberRecord, Records
from lunchbatch.core.messages.member_messages import WAVE
from lunchbatch.core.model.messages import MessageRef
from lunchbatch.core.model.terms import MemberRequest, Stage
from lunchbatch.core.settings.policy import Policy

UNDER = "/wish"
WELCOME, PAUSED = "welcome-", "paused-"
MOST_OLD = 500  # all old messages of 300 people; beyond that Slack's pace would cost hours
NEW_FOR = timedelta(days=60)  # how long a welcome is read


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMessage:
    """A message under which these members, and nobody else, may wish something."""

    post: MessageRef
    program: str
    about: str
    stage: str
    members: tuple[str, ...]
    round: str = ""


def request_messages(
    policy: Policy, known: Records, now: datetime, *, is_speaking: bool
) -> tuple[MessageRef, ...]:
    """Every message that is read for wishes.

    Before anything is said the last ones that each member got are read too, the newest first: a
    stop that was put there in the meantime must be known.
    """
    found = dict.fromkeys(asked.post for asked in current_request_messages(policy, known, now))
    found |= dict.fromkeys(_newest_in_channels(policy, known))
    if not is_speaking:
        return tuple(found)
    last = {asked.post for asked in last_request_messages(policy, known)} - found.keys()
    newest = sorted(last, key=lambda post: (post.ts, post.channel), reverse=True)
    return (*found, *newest[:MOST_OLD])


def _newest_in_channels(policy: Policy, known: Records) -> Iterator[MessageRef]:
    """The newest message to each channel, while somebody is paused who might wave there."""
    if not any(one.pause is not None and not one.is_typed for one in known.people.values()):
        return
    posts = [claim.posted for claim in known.claims.values() if claim.posted]
    for program in policy.programs.values():
        there = (post for post in posts if post.channel == program.channel)
        if newest := max(there, key=lambda post: post.ts, default=None):
            yield newest


def last_waves(context: PlanningContext) -> dict[str, str]:
    """The ts of the newest message under which each member waves."""
    found: dict[str, str] = {}
    for post, reactions in context.slack.reactions.items():
        for member in (who for one in reactions if one.emoji == WAVE for who in one.members):
            found[member] = max(found.get(member, ""), post.ts)
    return found


def current_request_messages(
    policy: Policy, known: Records, now: datetime
) -> Iterator[RequestMessage]:
    """The messages that are read for wishes in every run."""
    read: set[tuple[str, str]] = set()
    alone = [
        asked for standing, asked in _alone(policy, known) if _is_read(standing, asked.stage, now)
    ]
    for asked in (*_groups(policy, known, now), *alone):
        read.add((asked.about, asked.stage))
        yield asked
    yield from _stopped(policy, known, read)


def _groups(policy: Policy, known: Records, now: datetime) -> Iterator[RequestMessage]:
    for name, program in policy.programs.items():
        for group in answered_groups(known, name, program, now):
            yield from _under(group)


def last_request_messages(policy: Policy, known: Records) -> Iterator[RequestMessage]:
    """The messages of the last two groups of each member, and those to them alone, however old."""
    last: dict[tuple[str, str], list[Group]] = {}
    for group in sorted(known.groups, key=lambda group: group.round):
        if group.intro and group.channel and group.is_sound and group.program in policy.programs:
            for member in group.members:
                last.setdefault((group.program, member), []).append(group)
    for one in {group.key: group for groups in last.values() for group in groups[-2:]}.values():
        yield from _under(one)
    yield from (asked for _, asked in _alone(policy, known))


def _under(group: Group) -> Iterator[RequestMessage]:
    for stage, post in zip((Stage.INTRO, *group.messages), group.asked, strict=True):
        yield RequestMessage(
            post=post,
            program=group.program,
            about=group.key,
            stage=stage,
            members=group.members,
            round=group.round,
        )


def _alone(policy: Policy, known: Records) -> Iterator[tuple[MemberRecord, RequestMessage]]:
    """Welcomes, and the last word to those who were paused after silence."""
    for standing in known.people.values():
        for stage, post in standing.messages.items():
            name = stage.removeprefix(WELCOME).removeprefix(PAUSED).partition("/")[0]
            if name in policy.programs:
                asked = RequestMessage(
                    post=post, program=name, about=standing.id, stage=stage, members=(standing.id,)
                )
                yield standing, asked


def _is_read(standing: MemberRecord, stage: str, now: datetime) -> bool:
    if stage.startswith(PAUSED):
        return stage.removeprefix(PAUSED) in standing.silent
    return standing.first_seen is not None and now.date() - standing.first_seen < NEW_FOR


def _stopped(
    policy: Policy, known: Records, read: set[tuple[str, str]]
) -> Iterator[RequestMessage]:
    under: dict[tuple[str, str], list[Answer]] = {}
    for answer in known.answers.values():
        if UNDER in answer.key and not answer.is_withdrawn:
            about, _, stage = answer.key.rpartition(" ")[0].rpartition(" ")
            under.setdefault((about, stage.removesuffix(UNDER)), []).append(answer)
    groups = {group.key: group.members for group in known.groups}
    for (about, stage), answers in under.items():
        post, name = answers[0].post, answers[0].program
        has_stop = any(MemberRequest.STOP in answer.answer for answer in answers)
        if has_stop and post and name in policy.programs and (about, stage) not in read:
            members = groups.get(about) or tuple(answer.member for answer in answers)
            yield RequestMessage(
                post=post,
                program=name,
                about=about,
                stage=stage,
                members=members,
                round=answers[0].round,
            )
