"""Uploading a file in three steps: ask for an address, send the bytes there, share it."""

from lunchbatch.demo.slack.request_args import ApiCall
from lunchbatch.demo.slack.slack_model import ApiError, ConversationKind, Json

UPLOAD_PATH = "/upload/v1/"


def give_upload_address(call: ApiCall) -> Json:
    call.need("files:write")
    name, length = call.required("filename"), call.number("length", 0)
    if length < 1:
        raise ApiError.with_messages(
            "invalid_arguments", "[ERROR] must be greater than 0 [json-pointer:/length]"
        )
    key = f"F{len(call.workspace.uploads) + 1:08d}"
    call.workspace.uploads[key] = {"name": name, "length": length, "bytes": b""}
    return {"upload_url": f"{call.base_url}{UPLOAD_PATH}{key}", "file_id": key}


def complete_upload(call: ApiCall) -> Json:
    """Share uploaded files in a conversation, with `initial_comment` as the message."""
    call.need("files:write")
    files = call.structure("files", "invalid_arguments")
    if not isinstance(files, list) or not files:
        raise ApiError.with_messages("invalid_arguments", "[ERROR] missing required field: files")
    shown = [_file_json(call, one) for one in files]
    if key := call.text("channel_id") or call.text("channels"):
        _share(call, key, shown)
    return {"files": shown}


def _share(call: ApiCall, key: str, files: list[Json]) -> None:
    room = call.workspace.channels.get(key)
    if room is None:
        raise ApiError("channel_not_found")
    if call.workspace.bot not in room.members:
        raise ApiError(
            "not_in_channel" if room.kind is ConversationKind.PUBLIC else "channel_not_found"
        )
    message = call.workspace.new_message(
        key, call.workspace.bot, call.text("initial_comment"), thread_ts=call.text("thread_ts")
    )
    message.by_app, message.files = True, files


def _file_json(call: ApiCall, asked: Json) -> Json:
    upload = call.workspace.uploads.get(str(asked.get("id")))
    if upload is None or len(upload["bytes"]) != upload["length"]:
        raise ApiError("file_not_found")
    return {
        "id": asked["id"],
        "title": asked.get("title") or upload["name"],
        "name": upload["name"],
        "size": upload["length"],
        "user": call.workspace.bot,
    }
