"""Targets, deadlines, acts and words are found, drawn, compared and taken along; every view has an address."""

import csv
import re
from datetime import date
from io import StringIO

import pytest
from playwright.sync_api import Browser, expect

from service.web import charts, formats, places, targets
from tests.web.conftest import House, Opens, sign_in
from tests.web.paper import plan

SECOND = """Tỷ lệ hộ nghèo giảm còn 3 % năm 2026.
Số xã đạt chuẩn là 147 xã.
"""


def test_targets_are_narrowed_drawn_and_exported(house: House, opens: Opens) -> None:
    house.hand_in(plan())
    page = opens("/targets")
    expect(page.locator(".lead").first).to_contain_text("3 chỉ tiêu")
    page.get_by_label("Chỉ tiêu có chữ").fill("ho ngheo")
    page.get_by_label("Chỉ tiêu có chữ").press("Enter")
    expect(page).to_have_url(re.compile("text=ho"))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("42 %")
    page.wait_for_load_state()  # a pointer that came before the page's script is not seen
    page.locator("tbody a").first.hover()
    expect(page.locator(".crop img")).to_be_visible()
    page.get_by_role("link", name="Biểu đồ").click()
    expect(page.locator(".chart svg.wide")).to_be_visible()
    page.get_by_role("link", name="Bảng", exact=True).click()
    address = page.get_by_role("link", name="Xuất CSV").get_attribute("href") or ""
    lines = list(csv.DictReader(StringIO(page.request.get(address).text().removeprefix("\ufeff"))))
    assert [(line["value"], line["unit"], line["document_number"]) for line in lines] == [("42", "%", "12/KH-UBND")]


@pytest.mark.parametrize("way", ["lines", "bars"])
def test_a_chart_fits_a_phone(house: House, opens: Opens, way: str) -> None:
    house.hand_in(plan())
    page = opens(f"/targets/chart?text=ho+ngheo&way={way}", width=390, height=844)
    expect(page.locator(".chart svg.narrow")).to_be_visible()
    expect(page.locator(".chart svg.wide")).to_be_hidden()
    expect(page.locator(".chart svg.narrow")).to_contain_text("Sơn La")
    sideways = "document.querySelector('.chart').scrollWidth - document.querySelector('.chart').clientWidth"
    assert page.evaluate(sideways) <= 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_two_plans_stand_side_by_side_and_contradictions_are_marked(house: House, opens: Opens) -> None:
    first, second = house.hand_in(plan()), house.hand_in(plan(SECOND), "hai.pdf")
    page = opens(f"/targets/compare?first={first}&second={second}")
    expect(page.locator("tbody tr").first).to_contain_text("khác nhau")
    expect(page.locator("tbody tr").nth(1)).to_contain_text("như nhau")
    page.goto("/targets")
    expect(page.locator("tr.clash")).to_have_count(2)
    page.get_by_label("Chỉ những chỉ tiêu mâu thuẫn nhau").check()
    expect(page.locator("tbody tr")).to_have_count(2)
    expect(page.locator("tbody tr").first).to_contain_text("(Kế hoạch 12/KH-UBND)")


def test_deadlines_come_in_order_and_can_be_subscribed_to(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = opens("/deadlines?window=all")
    expect(page.locator("tbody tr")).to_contain_text("29/04/2027")
    expect(page.locator("tbody tr")).to_contain_text("Huyện Mai Sơn")
    feed = page.request.get("/deadlines.ics").text().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20270429" in feed
    assert f"/documents/{document}/review#r-deadline-" in feed
    page.goto("/deadlines/timeline?at=2027-04")
    page.locator(".days a").click()
    expect(page.locator("#card")).to_contain_text("Thời hạn")


def test_an_act_says_who_cites_it_and_whether_it_is_held(house: House, opens: Opens) -> None:
    house.hand_in(plan())
    page = opens("/acts")
    page.get_by_role("link", name="263/QĐ-TTg").click()
    expect(page.get_by_text("Được viện dẫn để: căn cứ")).to_be_visible()
    expect(page.locator(".tag.doubt")).to_have_text("chưa có ở đây")


@pytest.mark.parametrize("words", ["hộ nghèo", "ho ngheo", '"xã đạt chuẩn"'])
def test_words_are_found_and_shown_on_the_page(house: House, opens: Opens, words: str) -> None:
    house.hand_in(plan())
    page = opens("/")
    page.keyboard.press("/")
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator(".hit mark").first).to_be_visible()
    page.locator(".hit div a").first.click()
    expect(page.locator("svg.boxes g.line.hit rect").first).to_be_visible()


DATES = [
    ((date(2022, 2, 5), "vi"), "05/02/2022"),
    ((date(2022, 2, 5), "en"), "5 Feb 2022"),
    ((None, "vi"), ""),
]


@pytest.mark.parametrize(("given", "written"), DATES)
def test_days_are_written_as_the_reader_writes_them(given: tuple[date | None, str], written: str) -> None:
    assert formats.day(*given) == written


NUMBERS = [
    (1250.5, "1.250,5", "1,250.5"),
    (39632, "39.632", "39,632"),
    (100, "100", "100"),  # zeros of the whole stay
    (0.1, "0,1", "0.1"),
]


@pytest.mark.parametrize(("value", "vietnamese", "english"), NUMBERS)
def test_numbers_are_written_as_the_reader_writes_them(value: float, vietnamese: str, english: str) -> None:
    assert (formats.number(value, "vi"), formats.number(value, "en")) == (vietnamese, english)


VALUES = [
    (None, "để trống", "empty"),
    ("2025-06-30", "30/06/2025", "30 Jun 2025"),
    (1250.5, "1.250,5", "1,250.5"),
    (["Sở Y tế", "Sở Tư pháp"], "Sở Y tế, Sở Tư pháp", "Sở Y tế, Sở Tư pháp"),
    ("12/KH-UBND", "12/KH-UBND", "12/KH-UBND"),
]


@pytest.mark.parametrize(("value", "vietnamese", "english"), VALUES)
def test_values_of_forms_are_written_as_the_reader_writes_them(value: object, vietnamese: str, english: str) -> None:
    assert (formats.written(value, "vi"), formats.written(value, "en")) == (vietnamese, english)


PERIODS = [
    (("2025-01-01", "2025-12-31"), "2025"),
    (("2025-04-01", "2025-06-30"), "quý II/2025"),
    (("2025-01-01", "2025-06-30"), "6 tháng đầu năm 2025"),
    (("2024-02-01", "2024-02-29"), "02/2024"),
    (("2021-01-01", "2025-12-31"), "2021–2025"),
    ((None, "2025-06-30"), "đến 30/06/2025"),
    (("2025-02-01", "2025-04-30"), "01/02/2025 – 30/04/2025"),  # three months, but no quarter
]


@pytest.mark.parametrize(("period", "written"), PERIODS)
def test_periods_take_their_shortest_name(period: tuple[str | None, str], written: str) -> None:
    assert formats.period(*period, "vi") == written


@pytest.mark.parametrize("most", [0.4, 7, 99, 1234, 39632])
def test_an_axis_holds_its_highest_value_in_few_round_steps(most: float) -> None:
    steps = charts.scale(most)
    assert steps[0] == 0
    assert steps[-1] >= most
    assert 2 <= len(steps) <= 8


@pytest.mark.parametrize(
    ("code", "on", "name"),
    [
        ("24", date(2022, 4, 12), "tỉnh Bắc Giang"),
        ("24", date(2025, 7, 1), "tỉnh Bắc Ninh"),  # the code went to the merged province
        ("24", None, "tỉnh Bắc Ninh"),
        ("221", date(2026, 1, 1), "huyện Yên Dũng"),  # nobody has it any more
        ("99999", None, "99999"),
    ],
)
def test_a_code_is_named_as_of_the_day(code: str, on: date | None, name: str) -> None:
    assert places.name_of(code, on) == name


def test_places_are_asked_on_either_map(house: House, opens: Opens) -> None:
    house.hand_in(plan())  # of 2026, for Sơn La
    page = opens("/targets")
    expect(page.locator("#place")).to_contain_text("Sơn La (3)")
    expect(page.locator("tbody")).to_contain_text("tỉnh Sơn La")
    page.goto("/targets?map=old")
    expect(page.locator("#place")).not_to_contain_text("Sơn La")


def test_a_value_is_asked_for_as_the_reader_writes_it(house: House, opens: Opens) -> None:
    house.hand_in(plan("Tỷ lệ hộ nghèo giảm còn 42 % năm 2025.\nThu nhập bình quân đạt 1500 triệu đồng/người/năm."))
    page = opens("/targets")
    page.get_by_label("Từ", exact=True).fill("1.250,5")
    page.get_by_label("Từ", exact=True).press("Enter")
    expect(page).to_have_url(re.compile(r"value_min=1250\.5"))
    expect(page.get_by_label("Từ", exact=True)).to_have_value("1.250,5")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_label("Từ", exact=True).fill("12.5")
    page.get_by_label("Từ", exact=True).press("Enter")
    expect(page.get_by_text("Đây không phải là con số")).to_be_visible()


def test_documents_without_targets_are_said_to_have_none(house: House, opens: Opens) -> None:
    first, second = house.hand_in(plan("Kính gửi các cơ quan.")), house.hand_in(plan("Nơi nhận: như trên."), "hai.pdf")
    page = opens("/targets/compare")
    expect(page.get_by_text("Cần hai văn bản có chỉ tiêu")).to_be_visible()
    page.goto(f"/targets/compare?first={first}&second={second}")
    expect(page.get_by_text("Hai văn bản này không có chỉ tiêu nào")).to_be_visible()


def test_indicators_that_begin_alike_are_a_family() -> None:
    names = [("Tỷ lệ thu gom rác huyện A", 1), ("tỷ lệ thu gom rác huyện B", 2), ("Số xã đạt chuẩn", 1)]
    assert targets.families(names) == [("Tỷ lệ thu gom rác huyện", 3)]


@pytest.mark.parametrize(
    ("names", "start"),
    [
        (["tỷ lệ hộ nghèo", "Tỷ lệ hộ giàu"], "nghèo"),  # a capital does not tell two names apart
        (["số xã"], "số xã"),
        (["a b", "c d"], "a b"),
    ],
)
def test_what_all_lines_of_a_chart_share_is_not_said_at_each(names: list[str], start: str) -> None:
    assert names[0][charts.told_apart(names) :] == start


def test_a_long_name_in_a_chart_is_broken_between_words() -> None:
    lines = charts.in_lines("tỷ lệ hồ sơ công việc của cơ quan cấp tỉnh được lập trên môi trường điện tử và nộp lưu")
    assert len(lines) == charts.NAME_LINES
    assert all(len(line) <= charts.NAME_WIDTH for line in lines)
    assert lines[-1].endswith("…")


def test_a_calendar_follows_what_is_asked_for_without_signing_in(
    house: House, opens: Opens, browser: Browser, people_of: dict[str, str]
) -> None:
    house.hand_in(plan())
    page = opens("/login")
    sign_in(page, people_of["reader"])
    page.goto("/deadlines?window=all&body=mai+son")
    page.get_by_role("button", name="Đưa vào lịch").click()
    expect(page.get_by_role("heading", name="Thời hạn: mai son")).to_be_visible()
    assert (page.get_by_role("link", name="Mở bằng ứng dụng lịch").get_attribute("href") or "").startswith("webcal://")
    address = page.get_by_label("Địa chỉ lịch").input_value()
    calendar = browser.new_context().request  # somebody who never signed in
    assert "DTSTART;VALUE=DATE:20270429" in calendar.get(address).text()
    assert calendar.get(f"{house.address}/deadlines.ics", max_redirects=0).status == 302
    page.goto("/deadlines?body=mai+son")
    page.get_by_role("button", name="Đưa vào lịch").click()
    expect(page.locator(".calendar")).to_have_count(1)  # the same question is the same calendar
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Gỡ").click()
    expect(page.get_by_role("heading", name="Chưa có lịch nào")).to_be_visible()
    assert calendar.get(address).status == 404


def test_months_are_turned_and_an_empty_one_says_so(house: House, opens: Opens) -> None:
    house.hand_in(plan())
    page = opens("/deadlines/timeline?at=2027-04")
    page.get_by_role("link", name="Tháng sau").click()
    expect(page.get_by_role("heading", name="Tháng 5/2027")).to_be_visible()
    expect(page.get_by_text("Tháng này không có hạn nào")).to_be_visible()
    page.get_by_role("link", name="Tháng trước").click()
    expect(page.locator(".days a")).to_have_count(1)
