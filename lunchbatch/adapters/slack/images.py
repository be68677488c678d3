"""Pictures in messages: draws a bar chart as PNG, uploads it, and names it in a block.

pygal draws it and resvg makes a picture of it, because Slack shows no SVG.

Slack's three steps: ask for an address, put the bytes there, say that this is all. The file is
shared with nobody by that: only the message that names it shows it, so that uploading it twice
does no harm.
"""

import json
from dataclasses import replace
from http.client import HTTPException
from urllib.request import Request, urlopen

import pygal
import resvg_py
from pygal.style import Style

from lunchbatch.adapters.slack.api_calls import SlackCaller
from lunchbatch.core.model.messages import BarChart, Block, Message
from lunchbatch.errors import LunchbatchError

WIDTH, HEIGHT = 640, 200
# What Debian and Ubuntu have; without any of them the bars go without figures.
_FONTS = "DejaVu Sans, Liberation Sans, Noto Sans, Arial, sans-serif"
_STYLE = Style(
    background="white",
    plot_background="white",
    colors=("#1a7f5a", "#d3d7db"),
    value_colors=("white", "#1d1c1d"),
    opacity="1",
    font_family=_FONTS,
    value_font_size=18,
)


def draw(picture: BarChart) -> bytes:
    """The picture, 640 by 200."""
    drawing = pygal.StackedBar(
        style=_STYLE,
        width=WIDTH,
        height=HEIGHT,
        margin=10,
        js=(),
        show_y_guides=False,
        show_y_labels=False,
        show_legend=False,
        print_values=True,
        print_values_position="center",
        formatter=lambda count: f"{count:.0f}" if count else "",
    )
    drawing.add("met", [bar.met for bar in picture.bars])
    drawing.add("others", [bar.groups - bar.met for bar in picture.bars])
    return resvg_py.svg_to_bytes(svg_string=drawing.render(is_unicode=True))


SCOPE = "files:write"
TIMEOUT = 30


def put(address: str, content: bytes) -> None:
    """Put bytes at an address that Slack gave. Raises OSError, HTTPException, ValueError."""
    request = Request(address, data=content, headers={"Content-Type": "image/png"}, method="POST")  # noqa: S310 - Slack names it
    with urlopen(request, timeout=TIMEOUT):  # noqa: S310 - Slack named it
        pass


def image_block(caller: SlackCaller, picture: BarChart) -> Block | None:
    """Upload a picture; the block that shows it, or None where Slack does not take it."""
    from lunchbatch.adapters.slack.images import draw  # noqa: PLC0415 - only where used

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
