"""How evenly turns go round among people who are always there: python -m tests.benchmarks.turns.

Prints, over 100 rounds, the largest difference in turns as point person and in seats of a group
off the wished size: at the end, and at any time on the way.
"""

from collections import Counter

from lunchbatch.core.matching import PastGroup, Problem, match

ROUNDS = 100
CLUBS = tuple(
    (people, size)
    for size, crowd in {
        2: (4, 6, 7, 8, 9, 10, 13, 20, 21, 30, 41, 60),
        3: (6, 7, 9, 10, 11, 15, 20, 40, 60),
        4: (8, 10, 13, 14, 16, 20, 30, 41, 50),
        5: (10, 12, 18, 25, 41, 60),
        6: (12, 20, 36, 45),
        7: (14, 23, 49, 60),
        8: (16, 27, 43, 60),
    }.items()
    for people in crowd
)


def spread(turns: Counter[str]) -> int:
    return max(turns.values()) - min(turns.values())


def live(people: int, size: int) -> tuple[int, int, int, int]:
    """Differences in turns at the end and at most, then the same of odd seats."""
    members = tuple(f"U{number:03d}" for number in range(people))
    led, odd = Counter(dict.fromkeys(members, 0)), Counter(dict.fromkeys(members, 0))
    history: list[PastGroup] = []
    worst = worst_odd = 0
    for number in range(1, ROUNDS + 1):
        problem = Problem(
            members=members,
            group_size=size,
            seed=f"turns/{number}",
            round=number,
            history=tuple(history),
        )
        for group in match(problem).groups:
            led[group.point_person] += 1
            odd.update(group.members if len(group.members) != size else ())
            history.append(
                PastGroup(round=number, members=group.members, point_person=group.point_person)
            )
        worst, worst_odd = max(worst, spread(led)), max(worst_odd, spread(odd))
    return spread(led), worst, spread(odd), worst_odd


if __name__ == "__main__":
    print("people  size  turns: end  at most  odd seats: end  at most")
    for people, size in CLUBS:
        end, most, end_odd, most_odd = live(people, size)
        print(f"{people:6}  {size:4}  {end:10}  {most:7}  {end_odd:14}  {most_odd:7}", flush=True)
