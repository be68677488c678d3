"""Cursors: opaque to the client, a list's name and a key inside.

A page starts at a key, not at a number, so people who come and go between two pages neither
repeat nor hide the others.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import TypeVar

from lunchbatch.demo.slack.request_args import ApiCall
from lunchbatch.demo.slack.slack_model import ApiError

MAX_PAGE = 1000

Item = TypeVar("Item")


def seal(listing: str, key: str) -> str:
    return urlsafe_b64encode(f"{listing}:{key}".encode()).decode()


def unseal(listing: str, cursor: str) -> str:
    """The key inside a cursor. Raises `invalid_cursor` for a foreign or broken one."""
    try:
        name, _, key = urlsafe_b64decode(cursor.encode()).decode().partition(":")
    except ValueError:
        raise ApiError("invalid_cursor") from None
    if name != listing or not key:
        raise ApiError("invalid_cursor")
    return key


def page_of(
    call: ApiCall,
    listing: str,
    items: Iterable[tuple[str, Item]],
    *,
    default: int = 100,
    newest_first: bool = False,
) -> tuple[tuple[Item, ...], str]:
    """One page of keyed items in key order, and the cursor of the next ("" after the last).

    A limit of 0 means all there is. Raises `invalid_limit` beyond 0 to 1000.
    """
    limit = call.number("limit", default)
    if not 0 <= limit <= MAX_PAGE:
        raise ApiError("invalid_limit")
    ordered = sorted(items, key=itemgetter(0), reverse=newest_first)
    if cursor := call.text("cursor"):
        start = unseal(listing, cursor)
        comes: Callable[[str], bool] = start.__ge__ if newest_first else start.__le__
        ordered = [item for item in ordered if comes(item[0])]
    if not limit or len(ordered) <= limit:
        return tuple(item for _, item in ordered), ""
    return tuple(item for _, item in ordered[:limit]), seal(listing, ordered[limit][0])


def next_page(cursor: str) -> dict[str, object]:
    """The field that lists carry: there even on the last page, then with an empty cursor."""
    return {"response_metadata": {"next_cursor": cursor}}
