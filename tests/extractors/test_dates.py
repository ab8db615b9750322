"""Dates, periods, working days and limits, as papers write them and as engines misread them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.grammar import dates, holidays, lunar
from extractors.grammar.limits import find_limits
from models.deadline import Recurrence, Relation
from models.period import Period, Precision

DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))
SIGNED = date(2025, 11, 18)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("ngày 12 tháng 4 năm 2022", date(2022, 4, 12), date(2022, 4, 12)),
        ("09/2/2022", date(2022, 2, 9), date(2022, 2, 9)),
        ("18-5-2021", date(2021, 5, 18), date(2021, 5, 18)),
        ("tháng 4/2022", date(2022, 4, 1), date(2022, 4, 30)),
        ("tháng 02 năm 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("Quý II/2022", date(2022, 4, 1), date(2022, 6, 30)),
        ("quý 1 năm 2022", date(2022, 1, 1), date(2022, 3, 31)),
        ("Qui 11/2022", date(2022, 4, 1), date(2022, 6, 30)),  # a quarter is 1 to 4: 11 can only be II
        ("quy 1V/2022", date(2022, 10, 1), date(2022, 12, 31)),
        ("Quí lII/2022", date(2022, 7, 1), date(2022, 9, 30)),
        ("6 tháng đầu năm 2025", date(2025, 1, 1), date(2025, 6, 30)),
        ("9 tháng đầu năm 2025", date(2025, 1, 1), date(2025, 9, 30)),
        ("6 tháng cuối năm 2025", date(2025, 7, 1), date(2025, 12, 31)),
        ("giai đoạn 2021 - 2025", date(2021, 1, 1), date(2025, 12, 31)),
        ("năm 2022", date(2022, 1, 1), date(2022, 12, 31)),
    ],
)
def test_a_time_is_a_period_of_days(words: str, first: date, last: date) -> None:
    period = dates.parse_period(words)
    assert period is not None
    assert (period.earliest, period.latest) == (first, last)


@pytest.mark.parametrize("words", ["147/184 xã", "31/02/2022", "1.250,5 ha", "Nghị quyết 57-NQ/TW", "6 tháng", "thôn 12"])
def test_what_is_no_time_is_not_read_as_one(words: str) -> None:
    assert dates.find_times(words) == []


def test_a_day_without_year_takes_the_documents_and_says_so() -> None:
    (mention,) = dates.find_times("trước ngày 16/6", year=2026)
    assert mention.period.earliest == date(2026, 6, 16)
    assert mention.year_is_assumed
    assert dates.find_times("trước ngày 16/6") == []


def test_a_numeral_that_may_be_two_quarters_keeps_both() -> None:
    (mention,) = dates.find_times("quý IW/2022") or [None]
    if mention is not None:  # either not read at all, or read with its doubt
        assert mention.doubt


@given(DAYS, st.sampled_from(["long", "slash", "short"]))
def test_a_written_day_is_read_back(day: date, form: str) -> None:
    assert dates.parse_date(dates.render_date(day, form=form)) == day


@given(DAYS, st.sampled_from(["long", "slash", "short"]), st.data())
def test_a_day_whose_digits_are_misread_is_the_same_or_doubtful(day: date, form: str, data: st.DataObject) -> None:
    written = dates.render_date(day, form=form)
    at = data.draw(st.sampled_from([i for i, c in enumerate(written) if c in "01"] or [0]))
    misread = written[:at] + {"0": "O", "1": data.draw(st.sampled_from("lI"))}.get(written[at], written[at]) + written[at + 1 :]
    found = dates.find_times(misread)
    days = [mention for mention in found if mention.period.precision is Precision.DAY]
    assert all(mention.period.earliest == day or mention.doubt for mention in days)
    if form != "long":
        assert days


@given(st.integers(1990, 2060), st.integers(1, 4), st.data())
def test_a_quarter_is_read_back_whatever_its_ones_look_like(year: int, quarter: int, data: st.DataObject) -> None:
    written = dates.render_period(dates.quarter_period(year, quarter))
    head, numeral, tail = written[: len("quý ")], written[len("quý ") : written.index("/")], written[written.index("/") :]
    misread = "".join(data.draw(st.sampled_from(["I", "1", "l"])) if letter == "I" else letter for letter in numeral)
    (mention,) = dates.find_times(head + misread + tail)
    assert mention.period == dates.quarter_period(year, quarter) or mention.doubt


PERIODS = st.one_of(
    st.builds(dates.month_period, st.integers(1990, 2060), st.integers(1, 12)),
    st.builds(dates.quarter_period, st.integers(1990, 2060), st.integers(1, 4)),
    st.builds(dates.year_period, st.integers(1990, 2060)),
    st.builds(dates.months_period, st.integers(1990, 2060), st.just(1), st.just(6)),
)
PERIOD_NOISE = {
    "0": ["O", "o"], "1": ["l", "I", "i"], "I": ["1", "l", "!"], "ý": ["y", "í", "ỹ"], "á": ["a", "ả"], "ă": ["a", "â"],
    "/": [" / ", "/ "], " ": ["  ", ""], "V": ["v"], "đ": ["d"], "u": ["ủ"], "i": ["í"],
}  # fmt: skip


@given(PERIODS, st.data())
def test_a_period_is_the_same_under_noise_or_doubtful_or_not_read(period: Period, data: st.DataObject) -> None:
    written = dates.render_period(period)
    for at in sorted(data.draw(st.sets(st.integers(0, len(written) - 1), max_size=2)), reverse=True):
        written = written[:at] + data.draw(st.sampled_from(PERIOD_NOISE.get(written[at], [written[at]]))) + written[at + 1 :]
    found = dates.find_times(f"xong trong {written} theo quy định")
    assert all(mention.period == period or mention.doubt for mention in found)


@given(st.integers(1990, 2060), st.integers(1, 12))
def test_a_month_is_read_back(year: int, month: int) -> None:
    assert dates.parse_period(dates.render_period(dates.month_period(year, month))) == dates.month_period(year, month)


def test_precision_is_kept() -> None:
    assert dates.find_times("trong Quý II/2022")[0].period.precision is Precision.QUARTER


@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        (date(2022, 5, 2), True),  # 30 April 2022 is a Saturday, made up on Monday
        (date(2022, 5, 3), True),  # 1 May a Sunday
        (date(2022, 5, 4), False),
        (date(2025, 1, 29), True),  # Tết
        (date(2022, 4, 11), True),  # 10 of the third lunar month on a Sunday
        (date(2025, 9, 1), True),
        (date(2025, 11, 18), False),
    ],
)
def test_public_holidays_are_days_off(day: date, is_off: bool) -> None:
    assert holidays.is_working_day(day) is not is_off


def test_lunar_days_are_those_of_vietnams_own_calendar() -> None:
    differing = {1985: date(1985, 1, 21), 2007: date(2007, 2, 17), 2030: date(2030, 2, 2)}  # China's were another day
    assert {year: lunar.tet(year) for year in differing} == differing
    assert lunar.tet(2033) == date(2033, 1, 31)  # the year whose leap month confounds simpler rules
    assert lunar.hung_kings(2022) == date(2022, 4, 10)
    assert lunar.hung_kings(2025) == date(2025, 4, 7)


def test_tet_is_a_whole_number_of_moons_after_the_one_before() -> None:
    for year in range(1950, 2090):
        assert date(year, 1, 20) <= lunar.tet(year) <= date(year, 2, 21)
        months = (lunar.tet(year) - lunar.tet(year - 1)).days / 29.530588
        assert abs(months - round(months)) < 0.06
        gap = (lunar.hung_kings(year) - lunar.tet(year)).days
        assert 66 <= gap <= 70 or 95 <= gap <= 99  # two lunar months and nine days, one more with a leap month


def test_a_term_over_days_that_are_set_each_year_is_not_sure() -> None:
    (sure,) = find_limits("trong 10 ngày làm việc kể từ ngày ký", signed=date(2025, 11, 3))
    (open_,) = find_limits("trong 10 ngày làm việc kể từ ngày ký", signed=date(2027, 2, 1))
    assert (sure.doubts, bool(open_.doubts)) == ((), True)


@given(st.dates(date(2007, 1, 1), date(2029, 6, 30)), st.integers(1, 30))
def test_working_days_are_counted_one_by_one(start: date, count: int) -> None:
    last = holidays.after_working_days(start, count)
    between = [start + timedelta(n) for n in range(1, (last - start).days + 1)]
    assert sum(holidays.is_working_day(day) for day in between) == count
    assert holidays.is_working_day(last)


@pytest.mark.parametrize(
    ("words", "relation", "first", "last"),
    [
        ("xong trước 30/4/2022", Relation.BEFORE, None, date(2022, 4, 29)),
        ("chậm nhất trước ngày 31/12/2025", Relation.BEFORE, None, date(2025, 12, 30)),
        ("trước 10h ngày 10/10/2017", Relation.BEFORE, None, date(2017, 10, 10)),  # the morning of the day still counts
        ("chậm nhất ngày 15/12/2025", Relation.BY, None, date(2025, 12, 15)),
        ("chậm nhất trong Quý II/2022", Relation.BY, None, date(2022, 6, 30)),
        ("đến hết quý II/2025", Relation.BY, None, date(2025, 6, 30)),
        ("xong trong Quý II/2022", Relation.WITHIN, date(2022, 4, 1), date(2022, 6, 30)),
        ("vào ngày 01/12/2025", Relation.WITHIN, date(2025, 12, 1), date(2025, 12, 1)),
        ("từ ngày 15/11/2025 đến ngày 15/12/2025", Relation.WITHIN, date(2025, 11, 15), date(2025, 12, 15)),
        ("từ ngày 16 đến ngày 22/11/2025", Relation.WITHIN, date(2025, 11, 16), date(2025, 11, 22)),
        ("trước tháng 6/2025", Relation.BEFORE, None, date(2025, 5, 31)),
        ("trước 10 tháng 3 năm 2025", Relation.BEFORE, None, date(2025, 3, 9)),
        ("từ Quý II - IV/2025", Relation.WITHIN, date(2025, 4, 1), date(2025, 12, 31)),
        ("từ tháng 5 đến tháng 9 năm 2025", Relation.WITHIN, date(2025, 5, 1), date(2025, 9, 30)),
        ("trong tháng 5 - 6/2025", Relation.WITHIN, date(2025, 5, 1), date(2025, 6, 30)),
        ("trong 6 tháng đầu năm 2025", Relation.WITHIN, date(2025, 1, 1), date(2025, 6, 30)),
        ("trong tuần ngày 15 đến ngày 31/12/2025", Relation.WITHIN, date(2025, 12, 15), date(2025, 12, 31)),
        ("Hạn nộp hồ sơ: 30/6/2025", Relation.BY, None, date(2025, 6, 30)),
        ("Cuối tháng 6 năm 2025: sơ kết", Relation.WITHIN, date(2025, 6, 1), date(2025, 6, 30)),
        ("Trình dự thảo: Quý II/2025", Relation.WITHIN, date(2025, 4, 1), date(2025, 6, 30)),
    ],
)
def test_the_word_before_a_time_says_which_days_are_in(
    words: str, relation: Relation, first: date | None, last: date | None
) -> None:
    (limit,) = find_limits(words)
    assert (limit.relation, limit.earliest, limit.latest) == (relation, first, last)


@pytest.mark.parametrize(
    ("words", "every", "relation"),
    [
        ("trước ngày 25 hằng tháng", Recurrence.MONTH, Relation.BEFORE),
        ("Định kỳ hàng tháng (trước ngày 16 hàng tháng)", Recurrence.MONTH, Relation.BEFORE),
        ("6 tháng (trước ngày 16/6)", Recurrence.HALF, Relation.BEFORE),
        ("trước ngày 20/11 hàng năm", Recurrence.YEAR, Relation.BEFORE),
        ("trước ngày 15 tháng 12 hằng năm", Recurrence.YEAR, Relation.BEFORE),
        ("trước ngày 20 tháng cuối quý", Recurrence.QUARTER, Relation.BEFORE),
        ("ngày 25 hằng tháng", Recurrence.MONTH, Relation.WITHIN),
        ("mỗi quý", Recurrence.QUARTER, Relation.WITHIN),
        ("định kỳ hằng tháng (trước ngày 20)", Recurrence.MONTH, Relation.BEFORE),
        ("hằng năm (trước ngày 10/12)", Recurrence.YEAR, Relation.BEFORE),
        ("6 tháng một lần", Recurrence.HALF, Relation.WITHIN),
        ("03 tháng/lần", Recurrence.QUARTER, Relation.WITHIN),
        ("trước 16 giờ thứ Năm hằng tuần", Recurrence.WEEK, Relation.BEFORE),
        ("trước ngày 01 tháng 12 của năm trước", Recurrence.YEAR, Relation.BEFORE),
    ],
)
def test_what_comes_again_has_no_dates(words: str, every: Recurrence, relation: Relation) -> None:
    (limit,) = find_limits(words, year=2025)
    assert (limit.every, limit.relation, limit.earliest, limit.latest) == (every, relation, None, None)


@pytest.mark.parametrize(
    ("words", "days", "working", "last"),
    [
        ("trong 15 ngày làm việc kể từ ngày ký", 15, True, date(2025, 12, 9)),
        ("trong thời hạn 10 ngày kể từ ngày ký ban hành", 10, False, date(2025, 11, 28)),
        ("trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ", 5, True, None),  # nobody knows that day
        ("trong 07 ngày kể từ ngày 01/12/2025", 7, False, date(2025, 12, 8)),
    ],
)
def test_an_offset_ends_where_its_event_is_known(words: str, days: int, working: bool, last: date | None) -> None:
    (limit,) = find_limits(words, signed=SIGNED)
    assert limit.after is not None
    assert (limit.after.days, limit.after.working, limit.latest) == (days, working, last)


def test_the_day_of_a_cited_paper_is_no_limit() -> None:
    line = "theo Kế hoạch 77/KH-LT ngày 03/6/2009"
    assert find_limits(line) == []
