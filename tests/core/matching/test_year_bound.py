"""The least repeats of a whole year, by which the benchmarks measure."""

from random import Random

from tests.benchmarks.families import OrdinaryWeek
from tests.benchmarks.matching import Tally
from tests.benchmarks.rivals import plain_search
from tests.benchmarks.year_bound import least_repeats
from tests.core.matching.clubs import rounds


def test_no_year_has_fewer_repeats_than_its_bound() -> None:
    for people, size, count in ((8, 2, 12), (9, 3, 9), (12, 4, 8), (14, 5, 6)):
        club = OrdinaryWeek(people, size, 0.1, 0.02)
        year, tally, chance = [], Tally(), Random(people)
        for number in range(1, count + 1):
            year.append(club(1, number))
            tally.add(year[-1], plain_search(year[-1], tally.met, chance))

        assert 0 < least_repeats(year) <= tally.figures["repeats"]


def test_the_bound_of_pairs_who_all_come_is_reached() -> None:
    for count in (7, 10):
        year = [OrdinaryWeek(8, 2, 0)(1, number) for number in range(1, count + 1)]
        found = sum(matching.quality.repeats for matching in rounds(8, 2, count, "bound"))

        assert least_repeats(year) == found == 4 * max(0, count - 7)
