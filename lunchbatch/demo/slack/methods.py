"""The Web API methods this Slack knows, and one way to call them."""

from collections.abc import Callable, Mapping

from lunchbatch.demo.slack import chat, conversations, directory, file_upload, history, reactions
from lunchbatch.demo.slack.request_args import ApiCall
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import ApiError, Json, TokenState

METHODS: Mapping[str, Callable[[ApiCall], Json]] = {
    "auth.test": directory.who_am_i,
    "chat.postMessage": chat.post_message,
    "conversations.history": history.show_history,
    "conversations.info": conversations.show_channel,
    "conversations.members": conversations.list_members,
    "conversations.open": conversations.open_conversation,
    "conversations.replies": history.show_replies,
    "files.completeUploadExternal": file_upload.complete_upload,
    "files.getUploadURLExternal": file_upload.give_upload_address,
    "reactions.add": reactions.add_reaction,
    "reactions.get": reactions.show_reactions,
    "reactions.list": reactions.list_reactions,
    "users.conversations": conversations.list_own_channels,
    "users.info": directory.show_person,
    "users.list": directory.list_people,
    "views.publish": directory.publish_home,
}

WRITES = frozenset({
    "chat.postMessage",
    "conversations.open", "files.completeUploadExternal", "files.getUploadURLExternal",
    "reactions.add", "views.publish",
})  # fmt: skip

# These read form fields only: a JSON body is not looked at.
FORM_ONLY = frozenset({
    "conversations.info", "conversations.members",
    "conversations.replies", "files.getUploadURLExternal", "reactions.get", "reactions.list",
    "users.conversations", "users.info", "users.list",
})  # fmt: skip


def perform(
    workspace: SimulatedWorkspace,
    method: str,
    args: Mapping[str, object],
    token: str,
    base_url: str = "",
) -> Json:
    """Carry out one call and return its answer, refusals included."""
    with workspace.lock:
        try:
            call = _admit(workspace, method, args, token, base_url)
            return {"ok": True, **METHODS[method](call)}
        except ApiError as refused:
            return {"ok": False, "error": refused.error, **refused.beside}


def _admit(
    workspace: SimulatedWorkspace,
    method: str,
    args: Mapping[str, object],
    token: str,
    base_url: str,
) -> ApiCall:
    if method not in METHODS:
        raise ApiError("unknown_method", req_method=method)
    if not token:
        raise ApiError("not_authed")
    known = workspace.tokens.get(token)
    if known is None:
        raise ApiError("invalid_auth")
    if known.state is not TokenState.LIVE:
        raise ApiError(known.state.value)
    return ApiCall(workspace=workspace, token=known, args=args, base_url=base_url)
