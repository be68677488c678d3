"""What holds for whatever goes in."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations, permutations

from hypothesis import HealthCheck, assume, event, given, reject, settings
from hypothesis import strategies as st

from lunchbatch.core.matching import (
    InfeasibleReason,
    MatchingProblem,
    MatchingResult,
    Mixing,
    NoFeasibleGroupsError,
    PastGroup,
    WithoutValue,
    match,
    sizes,
)
from tests.core.matching.test_bounds import partitions

EVERYBODY = tuple(f"U{number}" for number in range(14))
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def problems(draw: st.DrawFn, *, slotted: bool | None = None) -> MatchingProblem:
    members = tuple(draw(st.permutations(EVERYBODY)))[: draw(st.integers(0, 14))]
    people = st.sampled_from(EVERYBODY)
    group = st.lists(people, min_size=1, max_size=5, unique=True)
    past = st.builds(
        lambda number, who, met: PastGroup(
            round=number, members=tuple(who), point_person=who[0], met=met
        ),
        st.integers(1, 9),
        group,
        st.booleans(),
    )
    pairs = st.frozensets(people, min_size=2, max_size=2)
    times = st.dictionaries(
        st.sampled_from(("11:30", "12:00", "12:45")),
        st.lists(st.sampled_from(members), unique=True).map(tuple) if members else st.just(()),
        min_size=1,
    )
    with_slots = draw(st.booleans()) if slotted is None else slotted
    return MatchingProblem(
        members=members,
        group_size=draw(st.integers(2, 8)),
        seed=draw(st.sampled_from(("coffee", "lunch"))),
        round=10,
        history=tuple(draw(st.lists(past, max_size=12))),
        keep_apart=frozenset(draw(st.lists(pairs, max_size=6))),
        tags={"team": draw(st.dictionaries(people, st.sampled_from(("ops", "law"))))},
        mixing=draw(st.dictionaries(st.just("team"), st.sampled_from(Mixing))),
        without_value=draw(st.sampled_from(WithoutValue)),
        slots=draw(times) if with_slots else None,
    )


def matched(problem: MatchingProblem) -> MatchingResult:
    try:
        return match(problem)
    except NoFeasibleGroupsError as stuck:
        event(f"{len(stuck.stuck)} are stuck")
        reject()


@few
@given(problems())
def test_everybody_is_in_one_group_or_left_out_with_a_reason(problem: MatchingProblem) -> None:
    matching = matched(problem)

    placed = [member for group in matching.groups for member in group.members]
    assert sorted([*placed, *(left.member for left in matching.left_out)]) == sorted(
        problem.members
    )
    assert all(left.reason for left in matching.left_out)
    assert all(2 <= len(group.members) <= 8 for group in matching.groups)
    assert all(group.point_person in group.members for group in matching.groups)


@few
@given(problems())
def test_nobody_sits_with_whom_they_are_kept_apart_from(problem: MatchingProblem) -> None:
    for group in matched(problem).groups:
        for pair in combinations(group.members, 2):
            assert frozenset(pair) not in problem.keep_apart
            if problem.mixing.get("team") is Mixing.NEVER:
                team = problem.tags["team"]
                assert pair[0] not in team or team[pair[0]] != team.get(pair[1])


@few
@given(
    st.lists(st.sampled_from("abcdef"), min_size=4, unique=True),
    st.integers(2, 3),
    st.lists(st.frozensets(st.sampled_from("abcdef"), min_size=2, max_size=2), max_size=9),
    st.lists(st.tuples(st.integers(1, 9), st.permutations("abcdef")), max_size=9),
)
def test_nobody_meets_twice_on_one_day_in_two_programs_while_others_are_free(
    members: list[str],
    size: int,
    today: list[frozenset[str]],
    past: list[tuple[int, list[str]]],
) -> None:
    def again(groups: Iterable[tuple[str, ...]]) -> int:
        pairs = (frozenset(pair) for group in groups for pair in combinations(group, 2))
        return sum(pair in today for pair in pairs)

    matching = match(
        MatchingProblem(
            members=tuple(members),
            group_size=size,
            seed="tea",
            round=10,
            history=tuple(PastGroup(round=n, members=tuple(who[:size])) for n, who in past),
            elsewhere=dict.fromkeys(today, 0),
        )
    )

    ways = partitions(tuple(range(len(members))), sizes(len(members), size))
    assert again(group.members for group in matching.groups) == min(
        again(tuple(members[number] for number in group) for group in way) for way in ways
    )


@few
@given(problems(slotted=True))
def test_nobody_sits_at_a_time_they_did_not_choose(problem: MatchingProblem) -> None:
    slots = problem.slots or {}
    for group in matched(problem).groups:
        assert group.slot is not None
        assert set(group.members) <= set(slots[group.slot])


@few
@given(problems(slotted=False))
def test_sizes_are_the_best_ones_where_no_rule_forbids_them(problem: MatchingProblem) -> None:
    problem = replace(problem, keep_apart=frozenset(), mixing={})
    found = sorted((len(group.members) for group in matched(problem).groups), reverse=True)

    assert tuple(found) == sizes(len(problem.members), problem.group_size)


@few
@given(problems())
def test_the_account_equals_a_recount(problem: MatchingProblem) -> None:
    assume(problem.mixing.get("team") is not Mixing.SAME)  # counted for each value by itself
    matching = matched(problem)

    last: dict[frozenset[str], int] = {}
    for past in problem.history:
        if past.met:
            for pair in combinations(past.members, 2):
                last[frozenset(pair)] = max(past.round, last.get(frozenset(pair), 0))
    together = [frozenset(pair) for g in matching.groups for pair in combinations(g.members, 2)]
    gaps = [problem.round - last[pair] for pair in together if pair in last]
    half = (len(problem.members) - 1) / (problem.group_size - 1) / 2
    team = problem.tags["team"]
    mixed = problem.mixing.get("team") is not Mixing.OFF
    assert matching.quality.repeats == len(gaps)
    assert matching.quality.too_soon == sum(gap < half for gap in gaps)
    assert matching.quality.keep_apart == 0
    assert matching.quality.same_tag == mixed * sum(
        pair <= team.keys() and len({team[member] for member in pair}) == 1 for pair in together
    )
    assert matching.quality.unavoidable <= matching.quality.repeats


@few
@given(problems())
def test_the_order_of_members_pairs_and_past_means_nothing(problem: MatchingProblem) -> None:
    shuffled = MatchingProblem(
        members=tuple(reversed(problem.members)),
        group_size=problem.group_size,
        seed=problem.seed,
        round=problem.round,
        history=tuple(
            PastGroup(
                round=past.round,
                members=tuple(reversed(past.members)),
                point_person=past.point_person,
                met=past.met,
            )
            for past in reversed(problem.history)
        ),
        keep_apart=frozenset(sorted(problem.keep_apart, key=sorted, reverse=True)),
        tags={"team": dict(reversed(list(problem.tags["team"].items())))},
        mixing=problem.mixing,
        without_value=problem.without_value,
        slots=problem.slots
        and {slot: tuple(reversed(members)) for slot, members in problem.slots.items()},
    )

    assert matched(problem) == matched(shuffled)


def test_rounds_before_the_first_count_as_history_however_long_ago() -> None:
    met = PastGroup(round=-30, members=("Ua", "Ub"))
    problem = MatchingProblem(
        members=met.members, group_size=2, seed="old", round=1, history=(met,)
    )

    assert match(problem).quality.repeats == 1


@few
@given(problems())
def test_only_people_of_the_same_value_meet_where_they_are_to(problem: MatchingProblem) -> None:
    same = replace(problem, mixing={"team": Mixing.SAME})
    matching = matched(same)
    team = problem.tags["team"]

    for group in matching.groups:
        assert len({team[member] for member in group.members if member in team}) <= 1
    out = {left.member for left in matching.left_out if left.why is InfeasibleReason.NO_VALUE}
    if same.without_value is WithoutValue.OUT:
        assert out == set(same.members) - team.keys()
    else:
        assert not out


@few
@given(problems(slotted=False))
def test_who_could_meet_somebody_of_the_same_value_is_not_left_out(
    problem: MatchingProblem,
) -> None:
    same = replace(problem, mixing={"team": Mixing.SAME}, keep_apart=frozenset())
    team = problem.tags["team"]
    left = {left.member for left in matched(same).left_out}

    for member in left - (set(same.members) - team.keys()):
        others = [one for one in same.members if one != member and team.get(one) == team[member]]
        assert not others, member


@few
@given(problems(slotted=False))
def test_repeats_within_a_value_are_never_fewer_than_proved(problem: MatchingProblem) -> None:
    small = replace(
        problem,
        members=problem.members[:8],
        group_size=2,
        mixing={"team": Mixing.SAME},
        keep_apart=frozenset(),
        without_value=WithoutValue.OUT,
    )
    team = problem.tags["team"]
    met = {
        frozenset(pair)
        for past in small.history
        if past.met
        for pair in combinations(past.members, 2)
    }
    least = 0
    for value in set(team.values()):
        people = [member for member in small.members if team.get(member) == value]
        if len(people) > 1:
            shape = sizes(len(people), 2)
            least += min(
                sum(
                    frozenset(pair) in met
                    for group in cut(order, shape)
                    for pair in combinations(group, 2)
                )
                for order in permutations(people)
            )
    assert matched(small).quality.unavoidable <= least


def cut(order: tuple[str, ...], shape: tuple[int, ...]) -> list[tuple[str, ...]]:
    rest = iter(order)
    return [tuple(next(rest) for _ in range(size)) for size in shape]
