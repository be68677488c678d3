"""What a round came to, so that two rounds can be compared: the ledger and the messages.

Left out as bookkeeping: when things happened (dates of the round aside), which run did them, how
late, whether a message was sent or found sent, and rows of dead runs, which the next run that
writes takes away. An extra round is due when it was ordered. A conversation goes by its people
and a message by its stage, because their ids follow from the moment.
"""

from collections import Counter
from dataclasses import dataclass

from tests.world.stage import Stage

BOOKKEEPING = {
    "Groups": {"intro message ts"},
    "Rounds": {"done", "late by"},
    "Answers": {"first seen", "last seen", "message"},
    "Journal": {"run", "claimed", "settled", "ts", "tries"},
    "People": set[str](),
    "Keep apart": set[str](),
    "Problems": set[str](),
    "Stats": set[str](),
}
_KEYS = {"Groups": "group key", "Journal": "effect", "Answers": "answer key"}


@dataclass(frozen=True, slots=True)
class Outcome:
    messages: Counter[tuple[str, frozenset[str]]]
    rows: dict[str, list[dict[str, object]]]


def outcome(stage: Stage) -> Outcome:
    messages = Counter((key, _people(stage, room)) for key, room in stage.sent())
    rows = {title: _rows(stage, title) for title in BOOKKEEPING}
    return Outcome(messages=messages, rows=rows)


def _people(stage: Stage, room: str) -> frozenset[str]:
    return frozenset(stage.slack.channels[room].members)


def _rows(stage: Stage, title: str) -> list[dict[str, object]]:
    found = [
        {name: _plain(stage, name, value) for name, value in row.items()}
        for row in stage.paper.rows(title)
        if not str(row.get("effect", "")).startswith("run ")
    ]
    kept = [
        {
            name: value
            for name, value in row.items()
            if name not in BOOKKEEPING[title]
            and not (name == "due" and "-extra-" in str(row["round"]))
        }
        for row in found
    ]
    return sorted(kept, key=lambda row: str(row.get(_KEYS.get(title, ""), row)))


def _plain(stage: Stage, name: str, value: object) -> object:
    """Ids and moments taken out of a cell."""
    text = str(value)
    match name:
        case "group channel id" | "channel":
            return sorted(_people(stage, text))
        case "messages":
            words = [word.partition("=") for word in text.split()]
            return [(what, sorted(_people(stage, at.partition(":")[0]))) for what, _, at in words]
        case "stages":
            return [word.partition("=")[0] for word in text.split()]
        case "outcome":
            return "out" if text in {"sent", "found"} else text
        case _:
            return value
