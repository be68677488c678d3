"""Groups that have certain roles: filled where they can be, in turns, with nobody met twice."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lunchbatch.core.matching import (
    InfeasibleReason,
    MatchingProblem,
    MatchingResult,
    PastGroup,
    Roles,
    match,
    roles_fault,
)
from lunchbatch.core.matching.rules.roles import role_turns
from lunchbatch.core.matching.written.json_format import WrittenProblem

PEOPLE = tuple(f"U{number}" for number in range(9))
GROUPS = ("ab", "abb", "abbb", "aab", "abc", "abcc")
few = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def problems(draw: st.DrawFn, groups: tuple[str, ...] = GROUPS) -> MatchingProblem:
    group = draw(st.sampled_from(groups))
    people = st.sampled_from(PEOPLE)
    past = st.builds(
        lambda number, who: PastGroup(round=number, members=tuple(who)),
        st.integers(1, 9),
        st.lists(people, min_size=2, max_size=4, unique=True),
    )
    rounds = st.lists(st.integers(1, 9), max_size=3, unique=True).map(tuple)
    return MatchingProblem(
        members=tuple(draw(st.lists(people, unique=True))),
        group_size=len(group),
        seed="roles",
        round=10,
        history=tuple(draw(st.lists(past, max_size=8))),
        keep_apart=frozenset(
            draw(st.lists(st.frozensets(people, min_size=2, max_size=2), max_size=8))
        ),
        roles=Roles(
            group=tuple(group),
            of=draw(st.dictionaries(people, st.sampled_from("abbc"))),
            rested=draw(st.dictionaries(people, rounds)),
        ),
    )


def fits(problem: MatchingProblem, group: tuple[str, ...]) -> bool:
    roles = problem.roles
    assert roles is not None
    is_apart = any(frozenset(pair) in problem.keep_apart for pair in combinations(group, 2))
    return sorted(roles.of.get(m, "") for m in group) == sorted(roles.group) and not is_apart


def most_groups(problem: MatchingProblem) -> int:
    """By looking at every choice of groups."""
    size = problem.group_size

    @cache
    def most(left: tuple[str, ...]) -> int:
        if len(left) < size:
            return 0
        best = most(left[1:])
        for others in combinations(left[1:], size - 1):
            if fits(problem, (left[0], *others)):
                best = max(best, 1 + most(tuple(m for m in left[1:] if m not in others)))
        return best

    return most(tuple(sorted(problem.members)))


def seatings(problem: MatchingProblem, people: tuple[str, ...]) -> Iterator[list[tuple[str, ...]]]:
    """Every way to seat all of these people."""
    if not people:
        yield []
    for others in combinations(people[1:], problem.group_size - 1):
        group = (people[0], *others)
        if people and fits(problem, group):
            for more in seatings(problem, tuple(m for m in people if m not in group)):
                yield [group, *more]


def repeats(problem: MatchingProblem, groups: list[tuple[str, ...]]) -> int:
    met = {frozenset(pair) for past in problem.history for pair in combinations(past.members, 2)}
    return sum(frozenset(pair) in met for group in groups for pair in combinations(group, 2))


@few
@given(problems())
def test_there_are_as_many_groups_as_can_be_and_each_has_what_is_wished(
    problem: MatchingProblem,
) -> None:
    made = match(problem)
    groups = [group.members for group in made.groups]

    assert all(fits(problem, group) for group in groups)
    assert len(groups) == most_groups(problem)
    placed = [member for group in groups for member in group]
    assert sorted([*placed, *(left.member for left in made.left_out)]) == sorted(problem.members)


@few
@given(problems())
def test_no_more_repeats_are_proved_than_there_have_to_be(problem: MatchingProblem) -> None:
    made = match(problem)
    placed = tuple(sorted(member for group in made.groups for member in group.members))
    true = min(repeats(problem, groups) for groups in seatings(problem, placed))

    assert made.quality.unavoidable <= true <= made.quality.repeats
    assert made.quality.repeats == repeats(problem, [group.members for group in made.groups])
    if problem.group_size == 2:
        assert made.quality.unavoidable == true == made.quality.repeats


@few
@given(problems(("ab",)))
def test_of_those_equally_due_a_pair_takes_whoever_saves_a_repeat(problem: MatchingProblem) -> None:
    assert problem.roles is not None
    equal = replace(problem, keep_apart=frozenset(), roles=replace(problem.roles, rested={}))
    role = problem.roles.of
    met = {frozenset(pair) for past in equal.history for pair in combinations(past.members, 2)}
    made = match(equal)

    strangers = replace(equal, keep_apart=frozenset(met), history=())
    assert made.quality.repeats == len(made.groups) - most_groups(strangers)
    assert {role[left.member] for left in made.left_out if left.member in role} - {"c"} in (
        set(),
        {"a"},
        {"b"},
    )


@few
@given(problems(("ab",)))
def test_whoever_is_due_first_takes_part_wherever_the_rules_allow(problem: MatchingProblem) -> None:
    assert problem.roles is not None
    role, turns = problem.roles.of, role_turns(problem, problem.roles)
    placed = {member for group in match(problem).groups for member in group.members}
    resting = [member for member in problem.members if role.get(member, "c") != "c"]

    for member, instead in product(set(resting) - placed, placed):
        if role[member] == role[instead] and turns[member] < turns[instead]:
            others = {m for m in resting if role[m] != role[member]}
            own = {m for m in placed - {instead} | {member} if role[m] == role[member]}
            swapped = replace(problem, members=tuple(others | own))
            assert most_groups(swapped) < len(placed) // 2


@few
@given(problems())
def test_the_order_in_which_people_are_named_means_nothing(problem: MatchingProblem) -> None:
    roles = problem.roles
    assert roles is not None
    other = replace(
        problem,
        members=problem.members[::-1],
        roles=replace(
            roles,
            of=dict(list(roles.of.items())[::-1]),
            rested=dict(list(roles.rested.items())[::-1]),
        ),
    )

    assert match(other) == match(problem)


def year(
    counts: dict[str, int], group: str, rounds: int, *, away: float = 0.0, later: int = 0
) -> Iterator[tuple[set[str], MatchingResult]]:
    """Who is there in each round, and the groups; `later` guests come half-way."""
    of = {f"{role}{n:02}": role for role, count in counts.items() for n in range(count)}
    new = {f"b{n}": "b" for n in range(90, 90 + later)}
    history: list[PastGroup] = []
    rested: dict[str, tuple[int, ...]] = {}
    chance = Random(f"{counts}{group}{away}")
    for number in range(1, rounds + 1):
        of |= new if number > rounds // 2 else {}
        here = tuple(member for member in of if chance.random() >= away)
        roles = Roles(group=tuple(group), of=of, rested=rested)
        made = match(
            MatchingProblem(
                members=here,
                group_size=len(group),
                seed=f"year/{number}",
                round=number,
                history=tuple(history),
                roles=roles,
            )
        )
        history += [PastGroup(round=number, members=group.members) for group in made.groups]
        for left in made.left_out:
            if left.why is InfeasibleReason.RESTS:
                rested[left.member] = (*rested.get(left.member, ()), number)
        yield set(here), made


@pytest.mark.parametrize(("mentors", "mentees"), [(3, 3), (6, 6), (3, 5), (4, 11), (9, 7)])
def test_nobody_meets_twice_while_somebody_new_is_left(mentors: int, mentees: int) -> None:
    rounds = max(mentors, mentees)
    counts = {"a": mentors, "b": mentees}

    assert sum(made.quality.repeats for _, made in year(counts, "ab", rounds)) == 0


@pytest.mark.parametrize(
    ("counts", "group"),
    [({"a": 3, "b": 5}, "ab"), ({"a": 7, "b": 2}, "ab"), ({"a": 2, "b": 11}, "abbb")],
)
def test_turns_to_rest_go_round(counts: dict[str, int], group: str) -> None:
    took: Counter[str] = Counter()
    for here, made in year(counts, group, 24):
        took.update(member for one in made.groups for member in one.members)
        for role in counts:
            turns = [took[member] for member in here if member[0] == role]
            assert max(turns) - min(turns) <= 1


@pytest.mark.parametrize("counts", [{"a": 4, "b": 7}, {"a": 3, "b": 14}])
def test_rests_stay_fair_where_people_are_away_now_and_then(counts: dict[str, int]) -> None:
    took, there = Counter[str](), Counter[str]()
    for here, made in year(counts, "ab", 60, away=0.15):
        took.update(member for one in made.groups for member in one.members)
        there.update(here)
    shares = [
        took[member]
        - there[member]
        * took.total()
        / 2
        / sum(count for name, count in there.items() if name[0] == "b")
        for member in there
        if member[0] == "b"
    ]

    assert max(shares) - min(shares) <= 3


def test_newcomers_come_in_among_the_others_neither_first_nor_last() -> None:
    since: Counter[str] = Counter()
    for number, (_, made) in enumerate(year({"a": 4, "b": 12}, "ab", 40, later=4)):
        if number >= 20:
            since.update(
                member for one in made.groups for member in one.members if member[0] == "b"
            )

    assert len(since) == 16
    assert max(since.values()) - min(since.values()) <= 2


def test_whoever_changes_role_is_not_made_to_pay_for_the_turns_before() -> None:
    history = tuple(
        PastGroup(round=n, members=("a0", "x"))
        if n % 2
        else PastGroup(round=n, members=("x", "b0"))
        for n in range(1, 21)
    )
    rested = {f"b{k}": tuple(range(1, 21)) for k in range(1, 4)}
    made = 0
    for number in range(21, 31):
        roles = Roles(
            group=("a", "b"),
            of={"a0": "a", "x": "b", **{f"b{k}": "b" for k in range(4)}},
            rested=rested,
        )
        problem = MatchingProblem(
            members=tuple(roles.of),
            group_size=2,
            seed="x",
            round=number,
            history=history,
            roles=roles,
        )
        result = match(problem)
        history += tuple(PastGroup(round=number, members=g.members) for g in result.groups)
        for left in result.left_out:
            rested[left.member] = (*rested.get(left.member, ()), number)
        made += any("x" in group.members for group in result.groups)

    assert made >= 1


def test_every_reason_is_told() -> None:
    problem = MatchingProblem(
        members=("ana", "ben", "cem", "dan", "eva"),
        group_size=2,
        seed="reasons",
        round=1,
        roles=Roles(
            group=("mentor", "mentee"),
            of={"ana": "mentor", "ben": "mentee", "cem": "mentee", "dan": "guest"},
        ),
    )
    reasons = {left.member: (left.why, left.reason) for left in match(problem).left_out}

    rest = (InfeasibleReason.RESTS, "rests this round, too many have the role mentee")
    assert reasons.pop("ben", rest) == reasons.pop("cem", rest) == rest
    assert reasons == {
        "dan": (InfeasibleReason.NO_ROLE, "without a role that a group has (guest)"),
        "eva": (InfeasibleReason.NO_ROLE, "without a role that a group has"),
    }
    alone = match(replace(problem, members=("ben", "cem"))).left_out
    assert {left.reason for left in alone} == {"too few in the role mentor take part"}
    apart = frozenset({frozenset({"ana", "ben"})})
    kept = match(replace(problem, members=("ana", "ben"), keep_apart=apart)).left_out
    assert {left.why for left in kept} == {InfeasibleReason.KEPT_APART}


@pytest.mark.parametrize(
    ("group", "wrong"),
    [
        ("ab", ""),
        ("abbbbbbb", ""),
        ("a", "1 seats"),
        ("a" * 9, "9"),
        ("aa", "one role"),
        ("aabb", "more than one role several times"),
    ],
)
def test_what_is_wrong_with_the_roles_of_a_group_is_named(group: str, wrong: str) -> None:
    found = roles_fault(group)

    assert wrong in found
    assert bool(wrong) == bool(found)


def test_hundreds_of_people_get_their_roles() -> None:
    of = {f"U{n:04}": "host" if n < 200 else "guest" for n in range(1_000)}
    apart = frozenset(frozenset((f"U{n:04}", f"U{n + 200:04}")) for n in range(100))
    problem = MatchingProblem(
        members=tuple(of),
        group_size=4,
        seed="many",
        round=1,
        keep_apart=apart,
        roles=Roles(group=("host", "guest", "guest", "guest"), of=of),
    )
    made = match(problem)

    assert len(made.groups) == 200
    assert all(fits(problem, group.members) for group in made.groups)
    assert Counter(left.why for left in made.left_out) == {InfeasibleReason.RESTS: 200}


def test_match_takes_every_part_of_a_problem() -> None:
    assert {field.name for field in fields(MatchingProblem)} == set(WrittenProblem.model_fields)
