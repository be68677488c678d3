"""Dates as people and spreadsheet programs write them: the one meant, or none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunchbatch.core.ledger.date_cells import (
    FIRST_YEAR,
    LAST_YEAR,
    SERIAL_ZERO,
    DateOrder,
    of_serial,
    order_of,
    read_date,
)

SURE = (
    *("{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y.%m.%d}", "{0.year}-{0.month}-{0.day}"),
    *("{0:%d.%m.%Y}", "{0.day}. {0.month}. {0.year}", "{0:%a %d %b %Y}", "{0:%A, %B %d, %Y}"),
    *("{0:%d-%b-%Y}", "{0:%d %B %Y} ", "{0:%Y-%m-%d}T09:30", "{0:%d.%m.%Y} 9:30"),
)
SHORT = ("{0:%d.%m.%y}", "{0.day}.{0.month}.{0:%y}", "{0:%d-%b-%y}")


@given(day=st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)), form=st.sampled_from(SURE))
def test_a_date_that_can_mean_one_day_is_that_day(day: date, form: str) -> None:
    assert read_date(form.format(day)) == day


@given(day=st.dates(date(2000, 1, 1), date(2068, 12, 31)), form=st.sampled_from(SHORT))
def test_a_year_of_two_figures_is_of_this_century(day: date, form: str) -> None:
    assert read_date(form.format(day)) == day


@given(day=st.dates(date(2000, 1, 1), date(LAST_YEAR, 12, 31)), sign=st.sampled_from("/-"))
def test_day_and_month_are_told_apart_by_the_order_of_the_tab_or_not_at_all(
    day: date, sign: str
) -> None:
    by_day, by_month = (f"{sign}".join((a, b, f"{day:%Y}")) for a, b in _both(day))

    assert read_date(by_day, DateOrder.DAY) == day
    assert read_date(by_month, DateOrder.MONTH) == day
    sure = day.day > 12 or day.day == day.month
    assert read_date(by_day) == read_date(by_month) == (day if sure else None)


def _both(day: date) -> tuple[tuple[str, str], tuple[str, str]]:
    return (f"{day:%d}", f"{day:%m}"), (f"{day:%m}", f"{day:%d}")


@pytest.mark.parametrize(
    "text", ["", "soon", "31.02.2026", "2026-13-01", "13/13/2026", "01.01.1969", "01 Jan 2100"]
)
def test_what_can_be_no_day_is_none(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize("day", [date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)])
def test_a_serial_number_is_a_day_of_the_years_that_count(day: date) -> None:
    number = (day - SERIAL_ZERO).days
    beyond = number - 1 if day.year == FIRST_YEAR else number + 1

    assert of_serial(number) == of_serial(number + 0.5) == day
    assert of_serial(beyond) is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["3/2/2026", "23/2/2026"], DateOrder.DAY),
        (["3/2/2026", "2/23/2026"], DateOrder.MONTH),
        (["29/2/2024", "1/1/2024"], DateOrder.DAY),
        (["23/2/2026", "2/23/2026"], None),
        (["3/2/2026", "23.2.2026", "soon", "99/99/2026"], None),
    ],
)
def test_the_order_is_known_where_a_date_shows_it_and_none_says_otherwise(
    texts: list[str], order: DateOrder | None
) -> None:
    assert order_of(texts) is order
