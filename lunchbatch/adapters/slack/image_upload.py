"""A picture in a message: uploaded first, where the token may, and then named in a block.

Slack's three steps: ask for an address, put the bytes there, say that this is all. The file is
shared with nobody by that: only the message that names it shows it, so that uploading it twice
does no harm.
"""

import json
from http.client import HTTPException
from urllib.request import Request, urlopen

from lunchbatch.adapters.slack.api_calls import SlackCaller
from lunchbatch.core.model.messages import BarChart, Block
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
    from lunchbatch.adapters.slack.chart_image import draw  # noqa: PLC0415 - only where used

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
