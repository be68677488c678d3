"""Conversations: what they look like, who is in them, how they are opened and closed."""

from collections.abc import Iterable

from lunchbatch.demo.slack.request_args import ApiCall, next_page, page_of
from lunchbatch.demo.slack.slack_model import (
    TEAM,
    ApiError,
    ConversationKind,
    Json,
    SlackConversation,
)

MAX_OTHERS_IN_A_GROUP_DM = 8

_TYPES = {
    "public_channel": ConversationKind.PUBLIC,
    "private_channel": ConversationKind.PRIVATE,
    "mpim": ConversationKind.GROUP_DM,
    "im": ConversationKind.DM,
}


def channel_json(call: ApiCall, room: SlackConversation) -> Json:
    """A channel object. A group DM calls itself a channel too, and has a C id."""
    common: Json = {
        "id": room.id,
        "created": room.created,
        "is_archived": room.is_archived,
        "is_im": room.kind is ConversationKind.DM,
        "is_org_shared": False,
        "context_team_id": TEAM,
        "updated": room.created * 1000,
    }
    if room.kind is ConversationKind.DM:
        other = next((key for key in room.members if key != call.workspace.bot), "")
        deleted = call.workspace.people[other].deleted if other else False
        return common | {"user": other, "is_user_deleted": deleted, "priority": 0}
    return common | {
        "name": room.name,
        "name_normalized": room.name,
        "is_channel": room.kind in {ConversationKind.PUBLIC, ConversationKind.GROUP_DM},
        "is_group": room.kind is ConversationKind.PRIVATE,
        "is_mpim": room.kind is ConversationKind.GROUP_DM,
        "is_private": room.kind is not ConversationKind.PUBLIC,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "is_member": call.workspace.bot in room.members,
        "creator": room.creator,
        "unlinked": 0,
        "shared_team_ids": [TEAM],
        "pending_shared": [],
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def show_channel(call: ApiCall) -> Json:
    room = call.channel(scope="read")
    shown = channel_json(call, room)
    if call.flag("include_num_members"):
        shown["num_members"] = len(room.members)
    return {"channel": shown}


def list_members(call: ApiCall) -> Json:
    """Ids only, deactivated people and apps among them."""
    room = call.channel(scope="read")
    page, cursor = page_of(call, "member", ((key, key) for key in room.members))
    return {"members": list(page), **next_page(cursor)}


def list_own_channels(call: ApiCall) -> Json:
    """The conversations a user is in; of other users only the ones the app is in as well."""
    user = call.text("user") or call.workspace.bot
    call.person(user)
    return _listing(
        call, (room for room in call.workspace.channels.values() if user in room.members)
    )


def _listing(call: ApiCall, rooms: Iterable[SlackConversation]) -> Json:
    names = (call.text("types") or "public_channel").split(",")
    if unknown := [name for name in names if name.strip() not in _TYPES]:
        raise ApiError("invalid_types", arg=unknown[0])
    kinds = [_TYPES[name.strip()] for name in names]
    for kind in kinds:
        call.need(f"{kind}:read")
    seen = [
        (room.id, room)
        for room in rooms
        if room.kind in kinds
        and (room.kind is ConversationKind.PUBLIC or call.workspace.bot in room.members)
        and not (room.is_archived and call.flag("exclude_archived"))
    ]
    page, cursor = page_of(call, "channel", seen)
    return {"channels": [channel_json(call, room) for room in page], **next_page(cursor)}


def open_conversation(call: ApiCall) -> Json:
    """The conversation of the app with 1 to 8 people; the same one for the same people."""
    if call.text("channel"):
        room = call.channel()
        if room.kind not in {ConversationKind.DM, ConversationKind.GROUP_DM}:
            raise ApiError("method_not_supported_for_channel_type")
        return _opened(call, room, was_open=room.is_open)
    others = _others(call)
    call.need("im:write" if len(others) == 1 else "mpim:write")
    everyone = frozenset(others) | {call.workspace.bot}
    if call.flag("prevent_creation") and everyone not in call.workspace.group_dms:
        raise ApiError("channel_not_found")
    key, was_there = call.workspace.conversation_of(others)
    room = call.workspace.channels[key]
    return _opened(call, room, was_open=was_there and room.is_open)


def _others(call: ApiCall) -> list[str]:
    asked = [key.strip() for key in call.text("users").split(",") if key.strip()]
    if not asked:
        raise ApiError("users_list_not_supplied")
    others = list(dict.fromkeys(key for key in asked if key != call.workspace.bot))
    if not others:
        raise ApiError("not_enough_users")
    if len(others) > MAX_OTHERS_IN_A_GROUP_DM:
        raise ApiError("too_many_users")
    people = [call.person(key) for key in others]
    if any(person.deleted for person in people):
        raise ApiError("user_disabled")
    if any(person.is_stranger for person in people):
        raise ApiError("invalid_user_combination")
    if len(people) == 1 and people[0].is_bot:
        raise ApiError("cannot_dm_bot")
    return others


def _opened(call: ApiCall, room: SlackConversation, *, was_open: bool) -> Json:
    room.is_open = True
    shown = channel_json(call, room) if call.flag("return_im") else {"id": room.id}
    return {**({"no_op": True, "already_open": True} if was_open else {}), "channel": shown}
