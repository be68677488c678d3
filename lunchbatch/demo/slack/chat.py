"""chat.postMessage, chat.update and chat.getPermalink."""

from lunchbatch.demo.slack.block_limits import check_blocks
from lunchbatch.demo.slack.message_json import message_json, metadata_json, thread_json
from lunchbatch.demo.slack.request_args import ApiCall
from lunchbatch.demo.slack.slack_model import ApiError, ConversationKind, Json, SlackConversation

MAX_TEXT = 40_000
# Slack documents that there is a limit, not which.
MAX_METADATA = 8_000


def post_message(call: ApiCall) -> Json:
    """Post to a conversation, or to a person, which opens the DM with them."""
    call.need("chat:write")
    room = _postable(call)
    text, blocks, metadata = _content(call)
    thread_ts = call.text("thread_ts")
    if thread_ts in room.messages and room.messages[thread_ts].thread_ts:
        raise ApiError("cannot_reply_to_message")
    message = call.workspace.new_message(
        room.id, call.workspace.bot, text[:MAX_TEXT], thread_ts=thread_ts
    )
    message.by_app, message.blocks, message.metadata = True, blocks, metadata
    answer: Json = {
        "channel": room.id,
        "ts": message.ts,
        "message": message_json(call.workspace, message)
        | thread_json(room, message)
        | metadata_json(message, whole=True),
    }
    if len(text) > MAX_TEXT:
        answer["response_metadata"] = {"warnings": ["message_truncated"]}
    return answer


def _postable(call: ApiCall) -> SlackConversation:
    key = call.required("channel")
    if key in call.workspace.people:
        person = call.person(key)
        if person.deleted or person.is_bot:
            raise ApiError("channel_not_found")
        return call.workspace.channels[call.workspace.conversation_of([key])[0]]
    room = call.channel()
    if room.is_archived:
        raise ApiError("is_archived")
    outside = call.workspace.bot not in room.members
    if outside and not (
        room.kind is ConversationKind.PUBLIC and "chat:write.public" in call.token.scopes
    ):
        raise ApiError("not_in_channel")
    return room


def _content(call: ApiCall) -> tuple[str, list[Json] | None, Json | None]:
    """The text, blocks and metadata a call carries, each checked as Slack does."""
    blocks = call.structure("blocks", "invalid_blocks_format")
    if blocks:
        check_blocks(blocks, surface="message")
    text, markdown = call.text("text"), call.text("markdown_text")
    if markdown and (text or blocks):
        raise ApiError("markdown_text_conflict")
    if not (text or blocks or markdown or call.args.get("attachments")):
        raise ApiError("no_text")
    return text or markdown, blocks, _metadata(call)


def _metadata(call: ApiCall) -> Json | None:
    metadata = call.structure("metadata", "invalid_metadata_format")
    if metadata is None:
        return None
    if metadata == {}:
        return {}
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    if not isinstance(payload, dict) or not isinstance(metadata.get("event_type"), str):
        raise ApiError("invalid_metadata_format")
    if not all(_storable(value) for value in payload.values()):
        raise ApiError("invalid_metadata_format")
    if len(str(metadata)) > MAX_METADATA:
        raise ApiError("metadata_too_large")
    return {"event_type": metadata["event_type"], "event_payload": payload}


def _storable(value: object) -> bool:
    """Whether a payload may hold it: a scalar, a flat object, or an array of flat objects."""
    if isinstance(value, list):
        return all(isinstance(one, dict) and _storable(one) for one in value)
    if isinstance(value, dict):
        return all(isinstance(one, str | int | float) for one in value.values())
    return isinstance(value, str | int | float)
