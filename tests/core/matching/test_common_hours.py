"""People who are never at work at the same time: better apart, and nobody left out for it."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.core.matching import MatchingProblem, PastGroup, match, sizes
from tests.core.matching.test_bounds import partitions
from tests.core.matching.test_rules import few

PEOPLE = tuple(f"U{number}" for number in range(8))
pairs = st.sampled_from(tuple(map(frozenset, combinations(PEOPLE, 2))))


def strained(groups: list[tuple[str, ...]], apart: frozenset[frozenset[str]]) -> int:
    return sum(frozenset(pair) in apart for group in groups for pair in combinations(group, 2))


@few
@given(
    count=st.integers(2, 8), size=st.integers(2, 4), apart=st.frozensets(pairs), past=st.booleans()
)
def test_as_few_pairs_as_can_be_lack_common_hours_and_everybody_is_placed(
    count: int, size: int, apart: frozenset[frozenset[str]], *, past: bool
) -> None:
    """Pairs against all ways to seat them; bigger groups may follow a design for weeks to come."""
    members = PEOPLE[:count]
    history = (PastGroup(round=1, members=members[:2]),) if past else ()
    matching = match(
        MatchingProblem(
            members=members,
            group_size=size,
            seed="tea",
            round=400,
            history=history,
            met_again_after=9,
            no_common_hours=apart,
        )
    )

    groups = [group.members for group in matching.groups]
    assert sorted(member for group in groups for member in group) == sorted(members)
    assert tuple(sorted(map(len, groups), reverse=True)) == sizes(count, size)
    assert matching.quality.no_common_hours == strained(groups, apart)
    assert size > 2 or strained(groups, apart) == min(
        strained([tuple(members[number] for number in group) for group in way], apart)
        for way in partitions(tuple(range(count)), sizes(count, size))
    )


def test_who_met_long_ago_comes_before_who_is_never_at_work_and_who_met_lately_after() -> None:
    """Two here and two far away in pairs: across, unless those here can meet again."""
    near, far = PEOPLE[:2], PEOPLE[2:4]
    apart = frozenset(frozenset((one, other)) for one in near for other in far)

    def together(last: int) -> set[tuple[str, ...]]:
        history = tuple(PastGroup(round=last, members=pair) for pair in (near, far))
        problem = MatchingProblem(
            members=(*near, *far),
            group_size=2,
            seed="tea",
            round=9,
            history=history,
            no_common_hours=apart,
        )
        return {group.members for group in match(problem).groups}

    assert together(last=2) == {near, far}
    assert together(last=8).isdisjoint({near, far})
