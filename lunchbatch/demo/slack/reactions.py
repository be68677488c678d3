"""reactions.add, remove, get and list: the app's own hand, and everybody's answers."""

import re

from lunchbatch.demo.slack.message_json import message_json, reactions_json
from lunchbatch.demo.slack.request_args import ApiCall, next_page, page_of
from lunchbatch.demo.slack.slack_model import ApiError, Json, SlackConversation, SlackMessage

# Colons, capitals and blanks are refused live; a skin tone is part of the name.
_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def add_reaction(call: ApiCall) -> Json:
    call.need("reactions:write")
    room, message, name = _target(call)
    if room.is_archived:
        raise ApiError("is_archived")
    call.workspace.react(call.workspace.bot, room.id, message.ts, name)
    return {}


def show_reactions(call: ApiCall) -> Json:
    call.need("reactions:read")
    room = _room(call)
    message = call.message(room, "timestamp")
    return {"type": "message", "channel": room.id, "message": _listed(call, room, message)}


def list_reactions(call: ApiCall) -> Json:
    """The messages one user reacted to, newest first, with everybody's reactions on them.

    `count` and `page` are ignored, as measured live.
    """
    call.need("reactions:read")
    user = call.text("user") or call.workspace.bot
    call.person(user)
    places = call.workspace.reacted.get(user, {})
    rooms = call.workspace.channels
    seen = [
        (f"{ts}/{key}", (rooms[key], rooms[key].messages[ts]))
        for key, ts in places
        if call.workspace.bot in rooms[key].members
    ]
    page, cursor = page_of(call, "reaction", seen, newest_first=True)
    items = [
        {"type": "message", "channel": room.id, "message": _listed(call, room, message)}
        for room, message in page
    ]
    return {"items": items, **next_page(cursor)}


def _listed(call: ApiCall, room: SlackConversation, message: SlackMessage) -> Json:
    domain = call.workspace.domain
    link = f"https://{domain}.slack.example/archives/{room.id}/p{message.ts.replace('.', '')}"
    return (
        message_json(call.workspace, message)
        | {"permalink": link}
        | reactions_json(call.workspace, message, full=call.flag("full"))
    )


def _room(call: ApiCall) -> SlackConversation:
    if not call.text("channel") or not call.text("timestamp"):
        raise ApiError("no_item_specified")
    room = call.channel()
    if call.workspace.bot not in room.members:
        raise ApiError("channel_not_found")
    return room


def _target(call: ApiCall) -> tuple[SlackConversation, SlackMessage, str]:
    name = call.required("name")
    room = _room(call)
    if not _NAME.fullmatch(name):
        raise ApiError("invalid_name")
    return room, call.message(room, "timestamp"), name
