"""Whose turn it is: to be point person, and to sit in a group off the wished size."""

from itertools import combinations, pairwise
from random import Random

import pytest

from lunchbatch.core.matching import MatchingProblem, PastGroup, sizes
from lunchbatch.core.matching.fairness import point_persons, turns
from lunchbatch.core.matching.problem import ONE_TURN, past_meetings
from lunchbatch.core.matching.search_steps import PairTable, anneal
from lunchbatch.core.matching.slots_and_sizes import RoundSlots, Seating
from tests.core.matching.clubs import Turns, names, rounds
from tests.core.matching.test_bounds import partitions
from tests.thorough import THOROUGH

ROUNDS = 40 if THOROUGH else 12


def room_of(people: int, size: int) -> RoundSlots:
    shape = sizes(people, size)
    return RoundSlots(sizes=shape, slots=(0,) * len(shape), can=[1] * people, wished=size)


@pytest.mark.parametrize(
    ("people", "size", "guests", "odd_at_most"),
    [
        *((people, 2, 0, 0) for people in (4, 6, 8, 10, 12)),
        *((people, 2, 0, 2) for people in (7, 9, 11, 13)),
        *((people, 3, 0, 0) for people in (6, 9, 12, 15)),
        *((people, 3, 0, 3) for people in (7, 8, 10, 11)),
        (16, 3, 0, 2),
        (13, 4, 0, 3),
        (20, 4, 0, 0),
        (12, 6, 0, 0),
        (16, 8, 0, 0),
        (8, 2, 4, 3),
        (10, 4, 4, 3),
    ],
)
def test_nobody_who_is_always_there_leads_two_times_more_than_another(
    people: int, size: int, guests: int, odd_at_most: int
) -> None:
    turns = Turns(names(people))
    for matching in rounds(people, size, ROUNDS, "turns", guests):
        turns.add(matching, size)
        led, odd = turns.spread()
        assert led <= 1
        assert odd <= odd_at_most


@pytest.mark.parametrize(
    ("people", "size", "count"), [(7, 2, 70), (13, 2, 65), (10, 3, 50), (10, 4, 50)]
)
def test_odd_seats_have_gone_round_evenly_when_the_numbers_allow(
    people: int, size: int, count: int
) -> None:
    turns = Turns(names(people))
    for matching in rounds(people, size, count, "odd"):
        turns.add(matching, size)

    _, odd = turns.spread()
    assert odd <= 1


@pytest.mark.parametrize(("people", "size", "count"), [(15, 3, 7), (20, 4, 5), (49, 7, 8)])
def test_in_a_design_everybody_leads_in_turn_and_nobody_meets_again(
    people: int, size: int, count: int
) -> None:
    turns = Turns(names(people))
    for matching in rounds(people, size, count, "design"):
        turns.add(matching, size)
        assert turns.spread()[0] <= 1
        assert matching.quality.repeats == 0


def test_a_known_odd_group_of_the_next_round_keeps_one_who_can_lead_it() -> None:
    for seed in range(30):
        now = [[0, 1, 2, 3], [4, 5, 6], [7, 8, 9]]
        led = [0] * 6 + [ONE_TURN] * 4
        leaders = point_persons(now, led, [[[0, 1, 4, 5]]], Random(seed))

        assert {0, 1, 4, 5} - set(leaders)


@pytest.mark.parametrize(("people", "size"), [(6, 2), (7, 2), (6, 3), (8, 3), (9, 3), (8, 4)])
def test_a_seating_is_free_if_and_only_if_turns_stay_even(people: int, size: int) -> None:
    room = room_of(people, size)
    groups = len(room.sizes)
    for waiting in range(1, people + 1):
        led = [0] * waiting + [ONE_TURN] * (people - waiting)
        price = turns(led, room, 1)
        for seating in partitions(tuple(range(people)), room.sizes):
            after = list(led)
            by_size = sorted((list(group) for group in seating), key=len, reverse=True)
            for group in by_size:
                after[min(group, key=lambda person: (led[person], person))] += ONE_TURN
            stays_even = max(after) - min(after) <= ONE_TURN

            assert (price.total(by_size) == 0) == stays_even
        assert groups < people


def test_a_table_knows_the_price_of_its_seating_after_any_swaps() -> None:
    for seed in range(40):
        chance = Random(seed)
        people = 8 + int(chance.random() * 10)
        room = room_of(people, 2 + int(chance.random() * 4))
        led = [int(chance.random() * 4) * ONE_TURN // 2 for _ in range(people)]
        pair = [[0] * people for _ in range(people)]
        for one, other in combinations(range(people), 2):
            pair[one][other] = pair[other][one] = int(chance.random() * 5_000_000)
        seat = [[int(chance.random() * 1_000_000) for _ in range(people)] for _ in room.sizes]
        start: Seating = []
        for size in room.sizes:
            first = sum(map(len, start))
            start.append(list(range(first, first + size)))
        table = PairTable(pair, seat, turns(led, room, 1), start)
        before = table.cost()

        for _ in range(20):
            one, other = int(chance.random() * people), int(chance.random() * people)
            if table.home[one] != table.home[other]:
                table.swap(one, other)
        swapped = table.cost()
        assert swapped == PairTable(pair, seat, table.turns, table.groups).cost()

        anneal(table, chance, 4_000, 5_000_000)
        assert table.cost() <= min(before, swapped)


def test_who_leads_a_round_of_pairs_lets_any_foreseen_round_be_fair() -> None:
    for seed in range(60):
        chance = Random(seed)
        people = 4 + 2 * int(chance.random() * 40)
        now, following = (shuffled_pairs(people, chance) for _ in range(2))

        leaders = point_persons(now, [0] * people, [following], chance)

        assert all(len(set(pair) & set(leaders)) == 1 for pair in now)
        assert all(len(set(pair) & set(leaders)) == 1 for pair in following)


def shuffled_pairs(people: int, chance: Random) -> Seating:
    order = sorted(range(people), key=lambda _: chance.random())
    return [[one, other] for one, other in list(pairwise(order))[::2]]


def test_somebody_away_for_months_neither_saves_nor_owes_turns() -> None:
    members = ("U1", "U2", "U3", "U4")
    history = tuple(
        PastGroup(round=number, members=pair, point_person=pair[number % 2])
        for number in range(1, 11)
        for pair in (("U1", "U2"), ("U3", "U4"))
        if number < 3 or "U4" not in pair
    )
    past = past_meetings(
        MatchingProblem(members=members, group_size=2, seed="away", round=11, history=history),
        {member: number for number, member in enumerate(members)},
    )

    assert past.led == [0, 0, 0, 0]


def test_groups_without_a_point_person_are_nobodys_turn() -> None:
    past = past_meetings(
        MatchingProblem(
            members=("U1", "U2", "U3"),
            group_size=2,
            seed="pasted",
            round=2,
            history=(PastGroup(round=1, members=("U1", "U2")),),
        ),
        {"U1": 0, "U2": 1, "U3": 2},
    )

    assert past.led == [0, 0, 0]
