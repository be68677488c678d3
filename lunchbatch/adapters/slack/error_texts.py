"""What Slack's error words mean to the person who reads them: cause and remedy.

The words are those of Slack's method reference. Each belongs to one of four kinds, which says
how a run treats it.
"""

from collections.abc import Mapping
from typing import Final

APPS_PAGE: Final = "https://api.slack.com/apps"

_NEW_TOKEN = (
    f"Open {APPS_PAGE}, choose the app, Install App, and store the Bot User OAuth Token "
    "(it starts with xoxb-) as the secret SLACK_BOT_TOKEN"
)
_ADMIN = "Ask an admin of the Slack workspace to allow the app this"
_OUR_FAULT = "This is a fault of lunchbatch, not yours; please report it with this line"
_OTHER_CHANNEL = "Unarchive it, or set another channel in the settings"
_RIGHT_CHANNEL = (
    "Set `channel` of the program in the settings to the id at the bottom of the "
    "channel's About tab; if the channel is private, give the app the scopes groups:read and "
    "groups:history, which its manifest has switched off, and type /invite @lunchbatch in it"
)
_MIGRATING = "Wait until Slack has finished; the next run goes on by itself"
_NEXT_RUN = "The next run tries again"
_GONE = "Nothing to do; it was probably deleted by hand"

# A person must mend the set-up before anything can work.
SETUP: Mapping[str, tuple[str, str]] = {
    "access_denied": ("Slack denies the app access", _ADMIN),
    "accesslimited": ("Slack may not be used from this network", _ADMIN),
    "account_inactive": ("the token belongs to an app that was removed", _NEW_TOKEN),
    "app_access_restricted": ("the app is restricted in this workspace", _ADMIN),
    "ekm_access_denied": ("admins have suspended posting", _ADMIN),
    "enterprise_is_restricted": ("the method is closed to this organisation", _ADMIN),
    "invalid_auth": ("Slack does not know the token", _NEW_TOKEN),
    "is_bot": ("the token belongs to a legacy bot", _NEW_TOKEN),
    "messages_tab_disabled": (
        "the app's Messages tab is off",
        f"Open {APPS_PAGE}, choose the app, App Home, and switch the Messages tab on",
    ),
    "no_permission": ("the token may not do this", _NEW_TOKEN),
    "not_allowed_token_type": ("the token is of the wrong type", _NEW_TOKEN),
    "not_authed": ("no token was sent", _NEW_TOKEN),
    "org_login_required": ("the workspace is moving to an organisation", _MIGRATING),
    "team_added_to_org": ("the workspace is moving to an organisation", _MIGRATING),
    "token_expired": ("the token has expired", _NEW_TOKEN),
    "token_revoked": ("the token was revoked", _NEW_TOKEN),
    "two_factor_setup_required": ("two-factor sign-in must be set up first", _ADMIN),
}

# About one conversation: a fault of the set-up where the config names it, else of that one group.
CONVERSATION: Mapping[str, tuple[str, str]] = {
    "channel_is_limited_access": ("the app has no access to the conversation", _ADMIN),
    "channel_not_found": ("Slack shows the app no such conversation", _RIGHT_CHANNEL),
    "external_channel_migrating": ("the channel is being moved", _MIGRATING),
    "is_archived": ("the channel is archived", _OTHER_CHANNEL),
    "not_in_channel": ("the app is not in the channel", "Type /invite @lunchbatch in that channel"),
    "restricted_action": ("the workspace does not let the app post there", _ADMIN),
    "restricted_action_non_threadable_channel": ("the channel takes no replies", _OTHER_CHANNEL),
    "restricted_action_read_only_channel": ("the channel is read-only", _ADMIN),
    "restricted_action_thread_locked": ("the thread was locked by admins", _ADMIN),
    "restricted_action_thread_only_channel": ("the channel takes replies only", _OTHER_CHANNEL),
    "team_not_found": ("the token belongs to another workspace", _NEW_TOKEN),
}

# Slack's own trouble: it passes.
PASSING: Mapping[str, tuple[str, str]] = {
    "fatal_error": ("Slack broke down half-way", _NEXT_RUN),
    "fetch_members_failed": ("Slack could not list the members", _NEXT_RUN),
    "internal_error": ("Slack had an error of its own", _NEXT_RUN),
    "rate_limited": ("Slack asks for a slower pace", _NEXT_RUN),
    "ratelimited": ("Slack asks for a slower pace", _NEXT_RUN),
    "request_timeout": ("the request reached Slack incomplete", _NEXT_RUN),
    "service_unavailable": ("Slack is not available just now", _NEXT_RUN),
}

# Nothing more can be sent just now, and asking again at once would not help.
ENOUGH: Mapping[str, tuple[str, str]] = {
    "message_limit_exceeded": (
        "the workspace has sent too many messages for now",
        "The next run goes on where this one stopped",
    ),
}

# This one call cannot be done; the others go on.
REFUSED: Mapping[str, tuple[str, str]] = {
    "already_reacted": ("the emoji is there already", "Nothing to do"),
    "cannot_dm_bot": ("apps cannot write to apps", "Add the app's id to the excluded members"),
    "cannot_reply_to_message": ("that message takes no replies", _GONE),
    "invalid_name": (
        "Slack has no emoji of that name",
        "Correct the emoji in the settings: its name without colons, in small letters",
    ),
    "invalid_user_combination": (
        "these people of other companies share no channel",
        "Leave one of them out, or put them in one channel first",
    ),
    "not_enabled": (
        "the app's Home tab is off",
        f"Open {APPS_PAGE}, choose the app, App Home, and switch the Home tab on",
    ),
    "message_not_found": ("the message is no longer there", _GONE),
    "metadata_must_be_sent_from_app": ("the token is not the app's own", _NEW_TOKEN),
    "msg_blocks_too_long": (
        "the message is too long",
        "Shorten its wording in config/messages.yaml",
    ),
    "not_enough_users": ("too few people were named", _OUR_FAULT),
    "send_on_behalf_not_allowed": ("the app may not write for others", _ADMIN),
    "slack_connect_canvas_sharing_blocked": ("admins block sharing with other companies", _ADMIN),
    "slack_connect_file_link_sharing_blocked": (
        "admins block sharing with other companies",
        _ADMIN,
    ),
    "slack_connect_lists_sharing_blocked": ("admins block sharing with other companies", _ADMIN),
    "thread_locked": ("the thread was locked by admins", _ADMIN),
    "thread_not_found": ("the message is no longer there", _GONE),
    "too_many_emoji": ("the message holds as many emoji as Slack allows", "Use fewer emoji"),
    "too_many_reactions": ("the app put as many emoji there as Slack allows", "Use fewer emoji"),
    "too_many_users": (
        "a group message holds at most 8 people beside the app",
        "Set a smaller group size in the settings",
    ),
    "upgrade_required": ("the workspace must be upgraded by Slack", _ADMIN),
    "user_disabled": (
        "one of these people was deactivated",
        "Nothing to do; they take no part from the next run on",
    ),
    "user_not_found": (
        "one of these people is not in the workspace",
        "Correct the member id where it was typed by hand",
    ),
    "user_not_visible": (
        "the app may not see one of these people",
        "Leave that guest out, or add them to the channel",
    ),
}

# The request was malformed, which no one but the program itself can mend.
OUR_FAULTS: Mapping[str, str] = dict.fromkeys(
    (
        "as_user_not_supported", "attachment_payload_limit_exceeded", "bad_timestamp",
        "deprecated_endpoint", "draft_already_deleted", "draft_already_sent",
        "draft_has_conflict", "draft_not_found", "duplicate_channel_not_found",
        "duplicate_message_not_found", "file_comment_not_found", "file_not_found",
        "invalid_arg_name", "invalid_arguments", "invalid_array_arg", "invalid_blocks",
        "invalid_blocks_format", "invalid_charset", "invalid_cursor", "invalid_form_data",
        "invalid_json", "invalid_limit", "invalid_metadata_filter_keys",
        "invalid_metadata_format", "invalid_metadata_schema", "invalid_post_type",
        "invalid_ts_latest", "invalid_ts_oldest", "json_not_object", "limit_required",
        "list_record_comment_fetch_failed", "markdown_text_conflict", "metadata_too_large",
        "method_deprecated", "method_not_supported_for_channel_type", "missing_argument",
        "missing_file_data", "missing_post_type", "msg_too_long", "no_access",
        "no_item_specified", "no_text", "not_reactable", "too_many_attachments",
        "too_many_contact_cards", "unknown_method", "users_list_not_supplied",
    ),
    _OUR_FAULT,
)  # fmt: skip

UNKNOWN: Final = (
    "Slack gave a reason this program does not know",
    f"{_NEXT_RUN}; if it stays so, look the word up at https://docs.slack.dev/reference/methods",
)


def words_for(code: str) -> tuple[str, str]:
    """The cause and the remedy behind an error word, an unknown one too."""
    for table in (SETUP, CONVERSATION, PASSING, ENOUGH, REFUSED):
        if code in table:
            return table[code]
    if code in OUR_FAULTS:
        return "Slack did not accept the request", OUR_FAULTS[code]
    return UNKNOWN


def scope_words(needed: str) -> tuple[str, str]:
    """The cause and the remedy of `missing_scope`."""
    remedy = (
        f"Open {APPS_PAGE}, choose the app, OAuth & Permissions, Bot Token Scopes, add it, "
        "press Reinstall to Workspace, and store the token anew if it changed"
    )
    return f"the token lacks the scope {needed or '(Slack did not say which)'}", remedy
