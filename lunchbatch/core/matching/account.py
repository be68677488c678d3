"""Counts how good a seating is, from the seating itself."""

from itertools import combinations

from lunchbatch.core.matching.bounds import least_repeats
from lunchbatch.core.matching.cost import Prices, too_soon
from lunchbatch.core.matching.problem import Account
from lunchbatch.core.matching.room import Room, Seating


def account(prices: Prices, room: Room, seating: Seating) -> Account:
    """The figures of a seating, with the proven least number of repeats."""
    repeats = soon = apart = same = 0
    for group in seating:
        for one, other in combinations(group, 2):
            gap = prices.met[one].get(other)
            if gap is not None:
                repeats += 1
                soon += too_soon(gap, prices.others, prices.group_size)
            apart += prices.blocked(one, other)
            same += any(
                tag.values[one] is not None and tag.values[one] == tag.values[other]
                for tag in prices.tags
            )
    bound = least_repeats(prices, room, seating)
    return Account(
        repeats=repeats,
        too_soon=soon,
        keep_apart=apart,
        same_tag=same,
        unavoidable=bound.repeats,
        proof=bound.proof,
    )
