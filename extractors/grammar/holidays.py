"""Vietnam's working week and public holidays: terms counted in working days.

15 working days from 25 April 2022 end on 19 May: 30 April and 1 May fall on a weekend and are made up on 2 and 3 May.
"""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

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
    named += [data["hung_kings"][key]] if key in data["hung_kings"] else []
    named += [data["national_day_second"][key]] if key in data["national_day_second"] else []
    off: set[date] = set(named) | set(data["tet_days_off"].get(key, ()))
    if key not in data["tet_days_off"] and key in data["tet"]:
        off |= _five_working_days(data["tet"][key] - ONE_DAY)
    for holiday in sorted(named):
        if holiday.weekday() >= 5:
            off.add(_next_free(holiday, off))
    return frozenset(off)


def knows(year: int) -> bool:
    """Whether the lunar holidays of a year are known."""
    return str(year) in _data()["tet"] and str(year) in _data()["hung_kings"]


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


def is_working_day(day: date) -> bool:
    """Monday to Friday, no public holiday."""
    return day.weekday() < 5 and day not in days_off(day.year)


def after_working_days(start: date, count: int) -> date:
    """The last of `count` working days that follow `start`; the start itself does not count (Bộ luật Dân sự 2015, Điều 147)."""
    day = start
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day
