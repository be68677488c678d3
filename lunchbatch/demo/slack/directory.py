"""Who is there: auth.test, users.info, users.list, team.info and Home tabs."""

import json
from datetime import UTC
from zoneinfo import ZoneInfo

from lunchbatch.demo.slack.block_limits import check_blocks
from lunchbatch.demo.slack.request_args import ApiCall, next_page, page_of
from lunchbatch.demo.slack.simulated_workspace import SimulatedWorkspace
from lunchbatch.demo.slack.slack_model import TEAM, ApiError, Json, SlackUser

MAX_VIEW_BYTES = 250_000
# Without a limit users.list gives everybody, until a team is too big for that.
MAX_UNLIMITED = 10_000


def person_json(workspace: SimulatedWorkspace, person: SlackUser) -> Json:
    """A user object. Deactivated people lack many fields altogether; measured live."""
    user: Json = {
        "id": person.id,
        "team_id": person.team,
        "name": person.handle,
        "deleted": person.deleted,
        "profile": _profile(workspace, person),
        "is_bot": person.is_bot,
        "is_app_user": person.is_app_user,
        "updated": person.changed,
    }
    if workspace.enterprise and person.teams:
        user["enterprise_user"] = {
            "id": person.id,
            "enterprise_id": workspace.enterprise,
            "enterprise_name": workspace.name,
            "is_admin": False,
            "is_owner": False,
            "teams": list(person.teams),
        }
    if person.is_stranger:
        user["is_stranger"] = True
    if person.is_invited:
        user["is_invited_user"] = True
    if person.deleted:
        return user
    offset = workspace.clock.now().astimezone(ZoneInfo(person.tz)).utcoffset()
    return user | {
        "color": "9f69e7",
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted or person.is_ultra_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_email_confirmed": True,
        "who_can_share_contact_card": "EVERYONE",
    }


def _profile(workspace: SimulatedWorkspace, person: SlackUser) -> Json:
    until = person.status_until
    over = until is not None and until <= workspace.clock.now()
    profile: Json = {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "status_text": "" if over else person.status_text,
        "status_emoji": "" if over else person.status_emoji,
        "status_expiration": int(until.astimezone(UTC).timestamp()) if until and not over else 0,
        "avatar_hash": person.id.lower(),
        "team": person.team,
    }
    if person.email:
        profile["email"] = person.email
    if person.is_bot:
        profile |= {"api_app_id": workspace.app_id, "bot_id": workspace.bot_id}
    sizes = (24, 32, 48, 72, 192, 512)
    return profile | {f"image_{size}": person.picture for size in sizes}


def who_am_i(call: ApiCall) -> Json:
    workspace = call.workspace
    return {
        "url": f"https://{workspace.domain}.slack.example/",
        "team": workspace.name,
        "user": workspace.people[workspace.bot].handle,
        "team_id": TEAM,
        **({"enterprise_id": workspace.enterprise} if workspace.enterprise else {}),
        "user_id": workspace.bot,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def show_person(call: ApiCall) -> Json:
    call.need("users:read")
    return {"user": person_json(call.workspace, call.person(call.required("user")))}


def list_people(call: ApiCall) -> Json:
    """Everyone of this workspace, deactivated people and apps too; strangers are not listed."""
    call.need("users:read")
    workspace = call.workspace
    own = [
        (person.id, person)
        for person in workspace.people.values()
        if TEAM in (person.team, *person.teams) and not person.is_hidden
    ]
    if not call.number("limit", 0) and len(own) > MAX_UNLIMITED:
        raise ApiError("limit_required")
    page, cursor = page_of(call, "user", own, default=0)
    return {
        "members": [person_json(workspace, person) for person in page],
        "cache_ts": int(workspace.clock.now().timestamp()),
        **next_page(cursor),
    }


def publish_home(call: ApiCall) -> Json:
    """Overwrite one person's Home tab; a hash that is not the last view's is refused."""
    key = call.required("user_id")
    if key not in call.workspace.people:
        raise ApiError.with_messages("invalid_arguments", "[ERROR] user_id is not a user")
    view = call.structure("view", "invalid_arguments")
    if not isinstance(view, dict) or view.get("type") != "home":
        raise ApiError.with_messages("invalid_arguments", "[ERROR] view must be of type home")
    if len(json.dumps(view).encode()) > MAX_VIEW_BYTES:
        raise ApiError("view_too_large")
    check_blocks(view.get("blocks"), surface="home")
    before = call.workspace.homes.get(key)
    if call.text("hash") and before is not None and call.text("hash") != before["hash"]:
        raise ApiError("hash_conflict")
    count = int(before["hash"].rpartition(".")[2]) + 1 if before else 1
    kept = {**view, "id": f"V{key[1:]}", "hash": f"{key}.{count}", "app_id": call.workspace.app_id}
    call.workspace.homes[key] = kept
    return {"view": kept}
