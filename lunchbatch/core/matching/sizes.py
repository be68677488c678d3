"""How many people sit in each group."""

from functools import cache
from itertools import combinations_with_replacement

from lunchbatch.core.matching.problem import LARGEST, SMALLEST


@cache
def sizes(people: int, wished: int) -> tuple[int, ...]:
    """Group sizes for `people` who wish for groups of `wished` (2 to 8), largest first.

    Nobody is alone and no group is above 8. Sizes stray from the wish as little as possible
    (one larger or one smaller wherever that works out); then as few groups as possible are
    off the wish; then the smaller size is taken, because large groups use up acquaintances
    faster. So pairs get one trio. Nobody at all, or one person, makes no group.
    """
    return _least(people, wished, most=LARGEST)


@cache
def table_sizes(people: int, wished: int) -> tuple[int, ...]:
    """Group sizes at one time of a poll: first of all as few groups off the wish as possible.

    People who go to lunch ask for a table of a size; they know no cycle of rounds. So one
    table of six rather than two of three where four are wished. Then the wish is kept as
    nearly as it can be, then the smaller size is taken.
    """
    for most in range(LARGEST):
        found = _least(people, wished, most=most)
        if found:
            return found
    return ()


def _least(people: int, wished: int, *, most: int) -> tuple[int, ...]:
    """The sizes that stray least, with at most `most` groups off the wish."""
    for stray in range(LARGEST):
        off = [
            size
            for size in range(max(SMALLEST, wished - stray), min(LARGEST, wished + stray) + 1)
            if size != wished
        ]
        for count in range(min(people // SMALLEST, most) + 1):
            for odd in combinations_with_replacement(off, count):
                rest = people - sum(odd)
                if rest >= 0 and rest % wished == 0:
                    return tuple(sorted([*odd, *[wished] * (rest // wished)], reverse=True))
    return ()


def finer(people: int, groups: int) -> tuple[int, ...]:
    """`people` in `groups` groups as even as can be: used where the wished size cannot be kept."""
    small, larger = divmod(people, groups)
    return (small + 1,) * larger + (small,) * (groups - larger)
