"""Pictures in messages: uploads a chart and names it in a block, or leaves pictures out.

Slack's three steps: ask for an address, put the bytes there, say that this is all. The file is
shared with nobody by that: only the message that names it shows it, so that uploading it twice
does no harm.
"""

import json
from dataclasses import replace
from http.client import HTTPException
from urllib.request import Request, urlopen

from lunchbatch.adapters.slack.api_calls import SlackCaller
from lunchbatch.core.model.messages import BarChart, Block, Message
from lunchbatch.errors import LunchbatchError

SCOPE = "files:write"
TIMEOUT = 30


def put(address: str, content: bytes) -> None:
    """Put bytes at an address that Slack gave. Raises OSError, HTTPException, ValueError."""
    request = Request(address, data=content, headers={"Content-Type": "image/png"}, method="POST")  # noqa: S310 - Slack names it
    with urlopen(request, timeout=TIMEOUT):  # noqa: S310 - Slack named it
        pass


def image_block(caller: SlackCaller, picture: BarChart) -> Block | None:
    """Upload a picture; the block that shows it, or None where Slack does not take it."""
    from lunchbatch.adapters.slack.chart_image import draw  # noqa: PLC0415 - slow to import

    content = draw(picture)
    try:
        ticket = caller.call(
            "files.getUploadURLExternal",
            filename="rounds.png",
            length=len(content),
            alt_txt=picture.alt[:1000],
        ).body
        put(str(ticket["upload_url"]), content)
        files = json.dumps([{"id": ticket["file_id"], "title": picture.title}])
        caller.call("files.completeUploadExternal", files=files)
    except (LunchbatchError, OSError, HTTPException, ValueError):
        return None
    return {
        "type": "image",
        "slack_file": {"id": ticket["file_id"]},
        "alt_text": picture.alt,
        "title": {"type": "plain_text", "text": picture.title},
    }


def without_images(message: Message) -> Message:
    """The message without the pictures in its blocks; a block of nothing else is left out."""
    bare = (_bare(block) for block in message.blocks)
    return replace(message, blocks=tuple(block for block in bare if block))


def _bare(block: Block) -> Block:
    if block.get("type") == "image":
        return {}
    elements, accessory = block.get("elements"), block.get("accessory")
    if block.get("type") == "context" and isinstance(elements, list):
        kept = [each for each in elements if each.get("type") != "image"]
        return {**block, "elements": kept} if kept else {}
    if isinstance(accessory, dict) and accessory.get("type") == "image":
        return {name: value for name, value in block.items() if name != "accessory"}
    return block
