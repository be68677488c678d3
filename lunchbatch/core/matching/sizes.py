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
    for stray in range(LARGEST):
        off = [
            size
            for size in range(max(SMALLEST, wished - stray), min(LARGEST, wished + stray) + 1)
            if size != wished
        ]
        for count in range(min(people // SMALLEST, LARGEST) + 1):
            for odd in combinations_with_replacement(off, count):
                rest = people - sum(odd)
                if rest >= 0 and rest % wished == 0:
                    return tuple(sorted([*odd, *[wished] * (rest // wished)], reverse=True))
    return ()


def off_size(people: int, wished: int) -> int:
    """How many groups of `people` are not of the wished size."""
    return sum(size != wished for size in sizes(people, wished))


def finer(people: int, groups: int) -> tuple[int, ...]:
    """`people` in `groups` groups as even as can be: used where the wished size cannot be kept."""
    small, larger = divmod(people, groups)
    return (small + 1,) * larger + (small,) * (groups - larger)
