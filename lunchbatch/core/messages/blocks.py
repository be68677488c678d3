"""Builds Block Kit blocks, each with its plain-text twin, inside Slack's limits.

Only header, section, context and divider: clients of any age show these. Limits are those of
docs.slack.dev/reference/block-kit/blocks, and one that is only observed: about 13,200
characters over all blocks (bolt-js issue 2509).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lunchbatch.core.messages.mrkdwn import ELLIPSIS, Phrase, cut, literal, shorten
from lunchbatch.core.model.messages import Block, Message

MOST_BLOCKS = 50
MOST_IN_ALL = 13_000
MOST_IN_SECTION = 3_000
MOST_IN_HEADER = 150
MOST_IN_CONTEXT = 10
MOST_IN_TEXT = 3_900
MOST_IN_ADDRESS = 3_000
MOST_IN_ALT = 2_000


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One block and the same in plain text."""

    block: Block
    plain: str


def header(text: str) -> MessagePart:
    """A title. Slack shows it literally, so it is not escaped in the block."""
    short = shorten(text, MOST_IN_HEADER)
    return MessagePart(
        {"type": "header", "text": {"type": "plain_text", "text": short, "emoji": True}},
        short.replace("&", "&amp;"),
    )


def section(*lines: Phrase) -> MessagePart:
    """A paragraph of one or more lines."""
    rich = cut("\n".join(line.rich for line in lines), MOST_IN_SECTION)
    return MessagePart(
        {"type": "section", "text": _mrkdwn(rich)},
        "\n".join(line.plain for line in lines),
    )


def context(line: Phrase, *, photo: str = "", photo_of: str = "") -> MessagePart:
    """A line in small print, after a small picture when there is one."""
    elements: list[Block] = []
    if photo.startswith("https://") and len(photo) <= MOST_IN_ADDRESS:
        alt = literal(photo_of, 100) or "photo"
        elements.append({"type": "image", "image_url": photo, "alt_text": alt})
    elements.append(_mrkdwn(cut(line.rich, MOST_IN_SECTION)))
    return MessagePart({"type": "context", "elements": elements}, line.plain)


def _mrkdwn(text: str) -> Block:
    """Text in which Slack makes links and mentions of what says so, and of nothing else."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def divider() -> MessagePart:
    """A line across; nothing in the twin."""
    return MessagePart({"type": "divider"}, "")


def message(parts: Iterable[MessagePart]) -> Message:
    """The parts as one message; what Slack would refuse for length is cut at the end."""
    every = list(parts)
    while len(every) > MOST_BLOCKS or _size(part.block for part in every) > MOST_IN_ALL:
        every[-2:] = [section(Phrase(ELLIPSIS, ELLIPSIS))]
    plain = "\n".join(part.plain for part in every if part.plain)
    return Message(text=cut(plain, MOST_IN_TEXT), blocks=tuple(part.block for part in every))


def messages(opening: Sequence[MessagePart], lines: Sequence[Phrase]) -> tuple[Message, ...]:
    """A list of any length in as few messages as hold it; the opening stands before the first.

    A line is never divided. Room is left for the opening in every message.
    """
    room = MOST_IN_ALL - _size([part.block for part in opening])
    every = list(_packed(packed_lines(lines), room))
    return tuple(
        message([*(opening if number == 0 else ()), *parts]) for number, parts in enumerate(every)
    )


def packed_lines(lines: Iterable[Phrase]) -> Iterator[MessagePart]:
    """Lines in as few sections as hold them; a line is never divided."""
    waiting: list[Phrase] = []
    size = 0
    for line in lines:
        if waiting and size + len(line.rich) + 1 > MOST_IN_SECTION:
            yield section(*waiting)
            waiting, size = [], 0
        waiting.append(line)
        size += len(line.rich) + 1
    if waiting:
        yield section(*waiting)


def _packed(parts: Iterable[MessagePart], room: int) -> Iterator[list[MessagePart]]:
    waiting: list[MessagePart] = []
    for part in parts:
        if waiting and _size([each.block for each in (*waiting, part)]) > room:
            yield waiting
            waiting = []
        waiting.append(part)
    yield waiting


def faults(message: Message) -> tuple[str, ...]:
    """What Slack would refuse or cut about this message, one sentence each; () when nothing."""
    found = []
    if not 1 <= len(message.text) <= MOST_IN_TEXT:
        found.append(f"text has {len(message.text)} characters, not 1 to {MOST_IN_TEXT}")
    if not 1 <= len(message.blocks) <= MOST_BLOCKS:
        found.append(f"{len(message.blocks)} blocks, not 1 to {MOST_BLOCKS}")
    if (size := _size(message.blocks)) > MOST_IN_ALL:
        found.append(f"{size} characters in all blocks, more than {MOST_IN_ALL}")
    for number, block in enumerate(message.blocks, 1):
        found += [f"block {number}: {fault}" for fault in _block_faults(block)]
    return tuple(found)


def _block_faults(block: Block) -> Iterator[str]:
    match block:
        case {"type": "divider"}:
            return
        case {"type": "header", "text": {"type": "plain_text", "text": str(text)}}:
            yield from _length_faults("header", text, MOST_IN_HEADER)
        case {"type": "section", "text": {"type": "mrkdwn", "text": str(text)}}:
            yield from _length_faults("section", text, MOST_IN_SECTION)
        case {"type": "context", "elements": list(elements)}:
            if not 1 <= len(elements) <= MOST_IN_CONTEXT:
                yield f"context has {len(elements)} elements, not 1 to {MOST_IN_CONTEXT}"
            for element in elements:
                yield from _element_faults(element)
        case _:
            yield f"{block.get('type')} is not a block that is used here, or lacks its text"


def _element_faults(element: Block) -> Iterator[str]:
    match element:
        case {"type": "image", "image_url": str(address), "alt_text": str(alt)}:
            yield from _length_faults("image address", address, MOST_IN_ADDRESS)
            yield from _length_faults("image description", alt, MOST_IN_ALT)
        case {"type": "mrkdwn", "text": str(text)}:
            yield from _length_faults("context", text, MOST_IN_SECTION)
        case _:
            yield "context holds images and mrkdwn only"


def _length_faults(what: str, text: str, at_most: int) -> Iterator[str]:
    if not 1 <= len(text) <= at_most:
        yield f"{what} has {len(text)} characters, not 1 to {at_most}"


def _size(blocks: Iterable[object]) -> int:
    def characters(value: object) -> int:
        match value:
            case str():
                return len(value)
            case dict():
                return sum(map(characters, value.values()))
            case list() | tuple():
                return sum(map(characters, value))
            case _:
                return 0

    return sum(map(characters, blocks))
