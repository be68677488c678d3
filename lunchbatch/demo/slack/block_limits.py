"""Block Kit as Slack enforces it: kinds of blocks, counts and lengths.

Source: the Block Kit reference; the limit over all blocks of a message is undocumented and
was reported in a public issue about `msg_blocks_too_long`.
"""

from collections.abc import Iterator
from typing import Any

from lunchbatch.demo.slack.slack_model import ApiError

MAX_BLOCKS = {"message": 50, "home": 100}
MAX_CHARACTERS = 13_200
MAX_ID = 255

_EVERYWHERE = frozenset({
    "actions", "context", "divider", "header", "image", "input", "rich_text", "section", "table",
    "video",
})  # fmt: skip
KINDS = {"message": _EVERYWHERE | {"file", "markdown"}, "home": _EVERYWHERE}
_MARKDOWN_TOTAL = 12_000


def check_blocks(blocks: object, *, surface: str) -> None:
    """Raise `invalid_blocks` with every fault and its place, or `msg_blocks_too_long`.

    `surface` is "message" or "home".
    """
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise ApiError("invalid_blocks_format")
    faults = list(_faults(blocks, surface))
    if faults:
        raise ApiError.with_messages("invalid_blocks", *(f"[ERROR] {fault}" for fault in faults))
    if surface == "message" and sum(map(_characters, blocks)) > MAX_CHARACTERS:
        raise ApiError("msg_blocks_too_long")


def _faults(blocks: list[dict[str, Any]], surface: str) -> Iterator[str]:
    if len(blocks) > MAX_BLOCKS[surface]:
        yield f"no more than {MAX_BLOCKS[surface]} items allowed [json-pointer:/blocks]"
    seen: set[str] = set()
    for place, block in enumerate(blocks):
        at = f"[json-pointer:/blocks/{place}"
        if block.get("type") not in KINDS[surface]:
            yield f"unsupported type: {block.get('type')} {at}/type]"
            continue
        key = block.get("block_id", "")
        if len(key) > MAX_ID:
            yield f"must be less than 256 characters {at}/block_id]"
        if key and key in seen:
            yield f"block_id already exists: {key} {at}/block_id]"
        seen.add(key)
        yield from (f"{fault} {at}{rest}]" for fault, rest in _in_block(block))
    if sum(len(block.get("text", "")) for block in _of(blocks, "markdown")) > _MARKDOWN_TOTAL:
        yield "markdown must be less than 12001 characters in all [json-pointer:/blocks]"


def _of(blocks: list[dict[str, Any]], kind: str) -> Iterator[dict[str, Any]]:
    return (block for block in blocks if block["type"] == kind)


def _in_block(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The faults of one block as (what, where inside it)."""
    match block["type"]:
        case "header":
            yield from _text(block.get("text"), "/text", most=150, kinds=("plain_text",))
        case "section":
            yield from _section(block)
        case "context":
            yield from _elements(block, most=10)
        case "actions":
            yield from _elements(block, most=25)
        case "image":
            yield from _image(block, "")
        case "markdown":
            if not isinstance(block.get("text"), str) or not block["text"]:
                yield "missing required field: text", "/text"
        case _:
            pass


def _section(block: dict[str, Any]) -> Iterator[tuple[str, str]]:
    fields = block.get("fields", [])
    if "text" not in block and not fields:
        yield "missing required field: text", ""
    if "text" in block:
        yield from _text(block["text"], "/text", most=3000)
    if len(fields) > 10:
        yield "no more than 10 items allowed", "/fields"
    for place, field in enumerate(fields):
        yield from _text(field, f"/fields/{place}", most=2000)
    if "accessory" in block:
        yield from _element(block["accessory"], "/accessory")


def _elements(block: dict[str, Any], *, most: int) -> Iterator[tuple[str, str]]:
    elements = block.get("elements", [])
    if not elements:
        yield "must provide at least 1 item", "/elements"
    if len(elements) > most:
        yield f"no more than {most} items allowed", "/elements"
    for place, element in enumerate(elements):
        yield from _element(element, f"/elements/{place}")


def _element(element: dict[str, Any], at: str) -> Iterator[tuple[str, str]]:
    match element.get("type"):
        case "plain_text" | "mrkdwn":
            yield from _text(element, at, most=3000)
        case "image":
            yield from _image(element, at)
        case "button":
            yield from _text(element.get("text"), f"{at}/text", most=75, kinds=("plain_text",))
            for name, most in (("value", 2000), ("url", 3000), ("action_id", MAX_ID)):
                if len(element.get(name, "")) > most:
                    yield f"must be less than {most + 1} characters", f"{at}/{name}"
        case _:
            pass


def _image(image: dict[str, Any], at: str) -> Iterator[tuple[str, str]]:
    for name, most in (("alt_text", 2000), ("image_url", 3000)):
        if not image.get(name) and not (name == "image_url" and "slack_file" in image):
            yield f"missing required field: {name}", at
        elif len(image.get(name, "")) > most:
            yield f"must be less than {most + 1} characters", f"{at}/{name}"


def _text(
    text: object, at: str, *, most: int, kinds: tuple[str, ...] = ("plain_text", "mrkdwn")
) -> Iterator[tuple[str, str]]:
    if not isinstance(text, dict) or text.get("type") not in kinds:
        yield f"must be a text object of type {' or '.join(kinds)}", at
    elif not isinstance(text.get("text"), str) or not text["text"]:
        yield "must be more than 0 characters", f"{at}/text"
    elif len(text["text"]) > most:
        yield f"must be less than {most + 1} characters", f"{at}/text"


def _characters(part: object) -> int:
    """How much text a block carries, over all its parts."""
    if isinstance(part, dict):
        own = len(part["text"]) if isinstance(part.get("text"), str) else 0
        return own + sum(_characters(value) for value in part.values())
    return sum(map(_characters, part)) if isinstance(part, list) else 0
