"""Vietnam's working week and public holidays: terms counted in working days.

15 working days from 25 April 2022 end on 19 May: 30 April and 1 May fall on a weekend and are made up on 2 and 3 May.
"""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from extractors.grammar import lunar

ONE_DAY = timedelta(days=1)


@cache
def _data() -> dict[str, Any]:
    with Path(__file__).with_name("holidays.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def days_off(year: int) -> frozenset[date]:
    """The public holidays of a year with the days on which those at a weekend are made up."""
    data, key = _data(), str(year)
    named = [date.fromisoformat(f"{year}-{day}") for day in data["fixed"]]
    named += [lunar.hung_kings(year)] if year >= data["first_hung_kings"] else []
    off = set(named) | set(data["tet_days_off"].get(key) or _five_working_days(lunar.tet(year) - ONE_DAY))
    off |= {date.fromisoformat(day) for day in data["swapped"] if day.startswith(key)}
    for holiday in sorted(named):
        if holiday.weekday() >= 5:
            off.add(_next_free(holiday, off))
    if year >= data["first_second_national_day"]:
        off.add(data["national_day_second"].get(key) or _beside_national_day(year, off))
    return frozenset(off)


def _five_working_days(first: date) -> set[date]:
    days = [first + n * ONE_DAY for n in range(5)]
    made_up = sum(day.weekday() >= 5 for day in days)
    at = days[-1]
    while made_up:
        at += ONE_DAY
        if at.weekday() < 5:
            days.append(at)
            made_up -= 1
    return set(days)


def _next_free(day: date, taken: set[date]) -> date:
    while day.weekday() >= 5 or day in taken:
        day += ONE_DAY
    return day


def _beside_national_day(year: int, taken: set[date]) -> date:
    before, after = date(year, 9, 1), date(year, 9, 3)
    return before if before.weekday() < 5 else _next_free(after, taken)


@cache
def _worked_saturdays() -> frozenset[date]:
    return frozenset(_data()["swapped"].values())


def is_working_day(day: date) -> bool:
    """Monday to Friday, no public holiday; and the Saturdays worked for a day off."""
    return (day.weekday() < 5 and day not in days_off(day.year)) or day in _worked_saturdays()


def set_yearly(first: date, last: date) -> bool:
    """Whether days between two days are set year by year: those around Tết and beside 2 September, those swapped."""
    swapped = [date.fromisoformat(day) for day in _data()["swapped"]] + list(_data()["swapped"].values())
    spans = [(day, day) for day in swapped]
    for year in range(first.year, last.year + 1):
        tet = lunar.tet(year)
        spans += [(tet - 3 * ONE_DAY, tet + 9 * ONE_DAY), (date(year, 9, 1), date(year, 9, 4))]
    return any(first <= end and start <= last for start, end in spans)


def after_working_days(start: date, count: int) -> date:
    """The last of `count` working days that follow `start`; the start itself does not count (Bộ luật Dân sự 2015, Điều 147)."""
    day = start
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day
