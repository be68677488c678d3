"""How evenly turns go round among people who are always there: python -m tests.benchmarks.turns.

Prints, over 100 rounds, the largest difference in turns as point person and in seats of a group
off the wished size: at the end, and at any time on the way. Guests come seven times of ten.
"""

from tests.core.matching.clubs import Turns, names, rounds

ROUNDS = 100
CLUBS = {
    2: (4, 6, 7, 8, 9, 10, 13, 20, 21, 30, 41, 60),
    3: (6, 7, 9, 10, 11, 15, 16, 20, 22, 28, 40, 52, 60),
    4: (8, 10, 13, 14, 16, 20, 30, 32, 41, 50),
    5: (10, 12, 18, 25, 33, 41, 60),
    6: (12, 20, 36, 45),
    7: (14, 23, 47, 49, 60),
    8: (16, 27, 43, 60),
}
WITH_GUESTS = ((8, 2, 4), (14, 2, 6), (8, 3, 4), (20, 3, 10), (14, 4, 6), (20, 4, 10))


def live(people: int, size: int, guests: int) -> tuple[int, int, int, int]:
    """Differences in turns at the end and at most, then the same of odd seats."""
    turns, worst, worst_odd = Turns(names(people)), 0, 0
    for matching in rounds(people, size, ROUNDS, "turns", guests):
        turns.add(matching, size)
        led, odd = turns.spread()
        worst, worst_odd = max(worst, led), max(worst_odd, odd)
    led, odd = turns.spread()
    return led, worst, odd, worst_odd


if __name__ == "__main__":
    print("always  guests  size  turns: end  at most  odd seats: end  at most")
    clubs = [(people, size, 0) for size, crowd in CLUBS.items() for people in crowd]
    for people, size, guests in (*clubs, *WITH_GUESTS):
        end, most, end_odd, most_odd = live(people, size, guests)
        print(
            f"{people:6}  {guests:6}  {size:4}  {end:10}  {most:7}  {end_odd:14}  {most_odd:7}",
            flush=True,
        )
