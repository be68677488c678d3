"""Why somebody stands in no group, in sentences with their remedy."""

from collections.abc import Sequence

from lunchbatch.core.matching.max_coverage import Cover
from lunchbatch.core.matching.objective import BLOCKED, Objective
from lunchbatch.core.matching.problem import (
    InfeasibleReason,
    LeftOut,
    Member,
    Mixing,
    NoFeasibleGroupsError,
)


def names(members: Sequence[Member], most: int = 12) -> str:
    """Members as people list them: "U1, U2 and U3"."""
    shown = list(members[:most])
    if len(members) > most:
        return f"{', '.join(shown)} and {len(members) - most} more"
    return " and ".join(filter(None, [", ".join(shown[:-1]), shown[-1]])) if shown else "nobody"


def cannot_separate(
    ids: Sequence[Member], found: Cover, prices: Objective
) -> NoFeasibleGroupsError:
    """The proof that somebody must stay without a group, as a sentence with its remedy."""
    short = tuple(ids[person] for person in found.short)
    needed = tuple(ids[person] for person in found.needed)
    never = [tag.name for tag in prices.tags if tag.price >= BLOCKED]
    if len(short) == 1:
        reason = f"{short[0]} is kept apart from everybody else who is present"
        if needed:
            reason = f"{short[0]} may meet nobody but {names(needed)}, who are needed elsewhere"
    elif needed:
        reason = (
            f"among {names(short)} too many are kept apart from each other, and besides each "
            f"other they may only meet {names(needed)}: {len(needed)} are too few for all of them"
        )
    else:
        reason = f"{names(short)} are kept apart in such a way that no groups place all of them"
    if not any(prices.apart):
        reason = reason.replace("kept apart", f"kept apart by {names(never)}")
    return NoFeasibleGroupsError(
        f"Not everybody can be placed without breaking a rule: {reason}. "
        f"{_remedy(prices)}, or let one of them sit this round out.",
        short,
    )


def _remedy(prices: Objective) -> str:
    """The rules that may be loosened: those that there are."""
    never = [tag.name for tag in prices.tags if tag.price >= BLOCKED]
    ways = ["remove one of their kept-apart pairs"] if any(prices.apart) else []
    ways += [f"set the mixing of {names(never)} to {Mixing.STRONG.value}"] if never else []
    text = ", ".join(ways)
    return text[:1].upper() + text[1:]


def nobody_found(stuck: tuple[Member, ...], prices: Objective) -> NoFeasibleGroupsError:
    """For thousands of people, where the search alone speaks."""
    return NoFeasibleGroupsError(
        f"No groups were found that keep {names(stuck)} apart from whom they must not meet. "
        f"{_remedy(prices)}, or let one of them sit this round out.",
        stuck,
    )


def left_out(
    out: Sequence[int],
    ids: Sequence[Member],
    can: Sequence[int],
    apart: Sequence[int],
    times: Sequence[str],
) -> tuple[LeftOut, ...]:
    """Each member without a group, with the reason; `times` is empty where there are none."""
    reasons = []
    for person in out:
        mask = can[person]
        own = [time for number, time in enumerate(times) if mask >> number & 1]
        at = f" at {names(own)}" if own else ""
        company = [other for other, theirs in enumerate(can) if theirs & mask and other != person]
        if not mask:
            why, reason = InfeasibleReason.NO_SLOT, "can make none of the times"
        elif not company:
            why, reason = InfeasibleReason.ALONE, f"nobody else takes part{at}"
        elif all(apart[person] >> other & 1 for other in company):
            why, reason = (
                InfeasibleReason.KEPT_APART,
                f"kept apart from everybody who takes part{at}",
            )
        elif any(apart[person] >> other & 1 for other in company):
            why, reason = InfeasibleReason.KEPT_APART, f"kept apart from too many who take part{at}"
        else:
            why, reason = InfeasibleReason.ALONE, f"too few people take part{at}"
        reasons.append(LeftOut(member=ids[person], why=why, reason=reason))
    return tuple(reasons)
