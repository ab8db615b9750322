"""At the review desk: dearest error first, no mouse needed, what was said is kept and nobody is overwritten."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.web.conftest import PASSWORD, House, Opens, sign_in
from tests.web.paper import HANDWRITTEN, PLAN, plan


def open_desk(opens: Opens, document: str) -> Page:
    page = opens(f"/documents/{document}/review")
    await_desk(page)
    return page


def await_desk(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("data-ready", "yes")
    expect(page.locator("#card > *").first).to_be_visible()


def answer_corrections(page: Page, answer: Callable[[Route], None]) -> None:
    """Stand between the desk and the store. The desk is loaded anew: one that is open may let its first request pass by."""
    page.route("**/corrections", answer)
    page.reload()
    await_desk(page)


def go_to(page: Page, words: str) -> None:
    """With the key for the next item, until the card shows these words."""
    for _ in range(24):
        if words in page.locator("#card").inner_text():
            return
        page.keyboard.press("n")
    raise AssertionError(f"no item shows {words!r}")


def until_saved(page: Page) -> None:
    expect(page.locator("html")).not_to_have_attribute("data-saved", "no")


def corrections(page: Page, document: str) -> list[dict[str, object]]:
    """What the API knows once the page has nothing left to save."""
    until_saved(page)
    answer = page.request.get(f"/api/v1/documents/{document}/corrections").json()
    found = answer["corrections"] if isinstance(answer, dict) else answer
    return list(found)


def test_the_dearest_doubt_comes_first(house: House, opens: Opens) -> None:
    page = open_desk(opens, house.hand_in(plan()))
    # a doubtful number inside a target, before marks of a plain word and before sure records
    expect(page.locator("#card")).to_contain_text("Con số")
    expect(page.locator("#card")).to_contain_text("42")
    expect(page.locator("#card")).to_contain_text("để nguyên như đã đọc")


def test_a_document_is_corrected_without_the_mouse_and_keeps_it(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = open_desk(opens, document)
    page.keyboard.press("1")  # the other candidate of "42"
    expect(page.locator("#left")).to_contain_text("còn 7/8")
    go_to(page, "Can")
    page.keyboard.press("Enter")  # accepted as it stands
    expect(page.locator("#left")).to_contain_text("còn 6/8")
    go_to(page, "Tên riêng")
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("Sơn La")
    page.keyboard.press("Enter")
    expect(page.locator("#left")).to_contain_text("còn 5/8")
    go_to(page, "147")
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("1.470,5")
    page.keyboard.press("Enter")
    expect(page.locator("#left")).to_contain_text("còn 4/8")

    said = corrections(page, document)
    assert sorted(str(one["kind"]) for one in said) == ["field", "text", "text", "text"]
    house.wait()
    for _ in range(2):
        text = page.request.get(f"/api/v1/documents/{document}/text", headers={"Accept": "text/plain"}).text()
        assert "giảm còn 4,2 %" in text
        assert "Huyện Mai Sơn La hoàn thành" in text
        values = page.request.get(f"/api/v1/targets?document={document}").json()
        assert 1470.5 in [one["value"] for one in values["records"]]
        # read again, every page anew: what people said stays
        page.request.post(f"/documents/{document}/reprocess", form={"anew": "1"})
        house.wait()


def test_what_was_said_is_taken_back_by_a_key(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = open_desk(opens, document)
    page.keyboard.press("1")
    expect(page.locator("#left")).to_contain_text("còn 7/8")
    page.keyboard.press("u")
    expect(page.locator("#left")).to_contain_text("còn 8/8")
    assert [one["status"] for one in corrections(page, document)] == ["withdrawn"]


def test_either_side_shows_the_other(house: House, opens: Opens) -> None:
    page = open_desk(opens, house.hand_in(plan()))
    page.locator("#text [data-s]", has_text="đạt").first.click()
    expect(page.locator("#card")).to_contain_text("đúng như máy đọc")
    expect(page.locator("svg.boxes g.line.current rect")).to_have_count(1)
    box = page.locator("svg.boxes g.line.edit.doubtful rect").first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#text .current")).to_have_count(1)
    expect(page.locator("#card .choices")).to_be_visible()


def test_raw_restored_and_difference(house: House, opens: Opens) -> None:
    page = open_desk(opens, house.hand_in(plan()))
    expect(page.locator("#text")).to_contain_text("Căn cứ Quyết định")
    page.keyboard.press("v")
    expect(page.locator("#text")).to_contain_text("Can cu Quyết định")
    page.keyboard.press("v")
    expect(page.locator("#text del").first).to_have_text("Can")
    expect(page.locator("#text ins").first).to_have_text("Căn")


def test_a_record_is_added_by_marking_it_on_the_page(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = open_desk(opens, document)
    page.keyboard.press("m")
    image = page.locator("#image").bounding_box()
    assert image is not None
    word = page.locator("svg.boxes g.line.edit.doubtful rect").first.bounding_box()
    assert word is not None
    page.mouse.move(word["x"] - 4, word["y"] - 4)
    page.mouse.down()
    page.mouse.move(word["x"] + 150, word["y"] + word["height"] + 4, steps=4)
    page.mouse.up()
    expect(page.locator("#kinds")).to_be_visible()
    page.keyboard.press("1")
    page.locator('[name="value"]').fill("80")
    page.locator('[name="value"]').press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Đã thêm.")
    found = page.request.get(f"/api/v1/targets?document={document}").json()["records"]
    assert [one["value"] for one in found if one["origin"] == "person"] == [80]


def test_a_place_is_added_by_its_name(house: House, opens: Opens) -> None:
    document = house.hand_in(plan(PLAN + "Kế hoạch này áp dụng tại huyện Hải Hậu.\n"))
    page = open_desk(opens, document)
    page.locator("#text [data-s]", has_text="Hải").last.click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("m")
    page.locator("#kinds").get_by_role("button", name="Địa danh").click()
    page.locator('[name="name"]').fill("huyện Hải Hậu")
    page.locator('[name="name"]').press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Đã thêm.")
    found = [
        one for one in page.request.get(f"/api/v1/documents/{document}/records").json()["places"] if one["origin"] == "person"
    ]
    assert [(one["name"], one["code"], one["status"]) for one in found] == [("huyện Hải Hậu", "366", "resolved")]


def test_a_record_is_rejected_by_a_key(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = open_desk(opens, document)
    go_to(page, "147")
    page.keyboard.press("x")
    expect(page.locator("#left")).to_contain_text("còn 7/8")
    until_saved(page)
    values = [one["value"] for one in page.request.get(f"/api/v1/targets?document={document}").json()["records"]]
    assert 147 not in values


def test_two_people_do_not_overwrite_each_other(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    first, second = open_desk(opens, document), open_desk(opens, document)
    house.holds.set()
    first.keyboard.press("1")
    expect(first.locator("#left")).to_contain_text("còn 7/8")
    until_saved(first)
    second.keyboard.press("Enter")  # accepts the 42 that is not there any more
    expect(second.locator("#toasts")).to_contain_text("nay là “4,2”")
    assert len(corrections(first, document)) == 1
    for page in (first, second):
        go_to(page, "147")
        page.locator('[name="value"]').fill("148" if page is first else "149")
        page.locator('[name="value"]').press("Enter")
        until_saved(first)
    expect(second.locator("#toasts")).to_contain_text("nay là “148”")
    expect(second.locator("#unsaved")).to_contain_text("Chưa lưu: 1")
    second.locator("#unsaved button").click()  # what was typed is still there, and may be said all the same
    expect(second.locator('[name="value"]')).to_have_value("149")
    second.locator('[name="value"]').press("Enter")
    expect(second.locator("#unsaved")).to_be_hidden()
    until_saved(second)
    values = [one["value"] for one in second.request.get(f"/api/v1/targets?document={document}").json()["records"]]
    assert 149 in values
    house.holds.clear()


def test_what_was_typed_outlives_a_server_that_does_not_answer(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = open_desk(opens, document)
    answer_corrections(page, lambda route: route.abort())
    page.keyboard.press("1")
    go_to(page, "147")
    page.locator('[name="value"]').fill("148")
    page.locator('[name="value"]').press("Enter")
    expect(page.locator("#unsaved")).to_contain_text("Chưa lưu: 2")
    expect(page.locator("#left")).to_contain_text("còn 6/8")  # work goes on
    page.unroute("**/corrections")
    page.route("**/corrections", lambda route: route.fulfill(status=503, body="busy"))
    page.reload()
    expect(page.locator("#unsaved")).to_contain_text("Chưa lưu: 2")
    expect(page.locator("#left")).to_contain_text("còn 6/8")
    page.unroute("**/corrections")
    assert sorted(str(one["kind"]) for one in corrections(page, document)) == ["field", "text"]
    expect(page.locator("#unsaved")).to_be_hidden()


def test_what_was_said_twice_for_a_lost_answer_is_said_once(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = open_desk(opens, document)
    lost: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        said = str(route.request.post_data)
        is_first = said not in lost
        lost.append(said)  # before the store hears of it, so that whatever the store has was counted
        answer = route.fetch()
        if is_first:
            route.abort()
        else:
            route.fulfill(response=answer)

    answer_corrections(page, lose_the_first_answer)
    page.keyboard.press("1")
    go_to(page, "147")
    page.keyboard.press("x")
    go_to(page, "60")
    page.locator('[name="value"]').fill("61")
    page.locator('[name="value"]').press("Enter")
    assert sorted(str(one["kind"]) for one in corrections(page, document)) == ["field", "reject", "text"]
    assert len(set(lost)) == 3
    page.unroute_all(behavior="wait")


def test_who_is_signed_out_keeps_what_was_typed(house: House, opens: Opens, people_of: dict[str, str]) -> None:
    document = house.hand_in(plan())
    page = opens("/login")
    sign_in(page, people_of["reviewer"])
    page.goto(f"/documents/{document}/review")
    expect(page.locator("#card .choices")).to_be_visible()
    page.context.clear_cookies(name="vanthu_session")
    page.keyboard.press("1")
    expect(page.locator("#unsaved")).to_contain_text("Phiên làm việc đã hết")
    page.locator("#unsaved a").click()
    page.get_by_label("Tên tài khoản").fill(people_of["reviewer"])
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Vào").click()
    expect(page.locator("#left")).to_contain_text("còn 7/8")
    assert [one["kind"] for one in corrections(page, document)] == ["text"]


def test_a_half_typed_word_waits_at_its_item(house: House, opens: Opens) -> None:
    page = open_desk(opens, house.hand_in(plan()))
    page.locator("#correction").fill("4,3")
    page.get_by_role("button", name="Mục sau").click()
    expect(page.locator("#card")).not_to_contain_text("để nguyên như đã đọc")
    page.get_by_role("button", name="Mục trước").click()
    expect(page.locator("#correction")).to_have_value("4,3")


def test_a_reader_may_look_and_not_correct(house: House, opens: Opens, people_of: dict[str, str]) -> None:
    document = house.hand_in(plan())
    page = opens("/login")
    sign_in(page, people_of["reader"])
    page.goto(f"/documents/{document}/review")
    expect(page.locator("#card")).to_contain_text("chỉ được đọc")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("chỉ được đọc")
    token = page.locator('meta[name="csrf-token"]').get_attribute("content") or ""
    refused = page.request.post(
        f"/documents/{document}/corrections",
        data={"kind": "text", "page": 1, "raw": [0, 2], "after": "x"},
        headers={"X-CSRF-Token": token, "Accept": "application/json"},
    )
    assert refused.status == 403
    assert page.goto("/admin").status == 403  # type: ignore[union-attr]
    expect(page.get_by_text("Tài khoản này không có quyền làm việc đó.")).to_be_visible()


def test_help_names_the_keys_and_can_turn_them_off(house: House, opens: Opens) -> None:
    page = open_desk(opens, house.hand_in(plan()))
    page.keyboard.press("?")
    expect(page.locator("#help")).to_contain_text("mục nghi ngờ tiếp theo")
    page.get_by_label("Bật phím tắt một chữ cái").uncheck()
    page.keyboard.press("Escape")
    shown = page.locator("#card").inner_text()
    page.keyboard.press("n")
    assert page.locator("#card").inner_text() == shown


def test_a_long_document_opens_at_once(house: House, opens: Opens) -> None:
    text = "\n".join(f"Số xã đạt chuẩn dòng {n} thuc Can cu Mai Son." for n in range(35))
    document = house.hand_in(plan(*[f"Trang {n}\n{text}" for n in range(1, 61)]))
    page = opens("/documents")
    page.goto(f"/documents/{document}/review")
    expect(page.locator("#text")).to_contain_text(re.compile("Trang"))
    assert page.evaluate("document.querySelectorAll('#text [data-s]').length") < 1500  # one page's words, not sixty
    # most of its doubts come after the page, and count from the first
    expect(page.locator("#left")).to_contain_text("/630")
    page.locator("#page").fill("60")
    page.locator("#page").press("Enter")
    expect(page.locator("#text")).to_contain_text("Trang 60")
    expect(page.locator("svg.boxes g.line.edit.doubtful rect").first).to_be_visible()


def test_a_place_is_typed_by_its_name(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = opens(f"/documents/{document}/review#r-target-%25-{document[:8]}")
    places = page.get_by_label("Đơn vị hành chính")
    expect(places).to_have_value("14")
    places.fill("14, huyện Hải Hậu")
    places.press("Tab")
    expect(places).to_have_value("14, 366")
    expect(page.locator("#record-form")).to_contain_text("tỉnh Sơn La")
    places.fill("xã Không Hề Có")
    places.press("Enter")
    expect(page.get_by_text("Không có đơn vị hành chính nào tên là “xã Không Hề Có”")).to_be_visible()


def test_the_records_of_a_page_are_listed_in_full(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = opens(f"/documents/{document}/review")
    page.get_by_role("tab", name="Dữ liệu").click()
    listed = page.locator("#records .listed")
    expect(listed.first).to_be_visible()
    assert listed.evaluate_all("all => all.every(one => one.scrollHeight <= one.clientHeight)")


def handwritten_plan() -> bytes:
    return plan(PLAN.replace("Số: 12/KH-UBND", HANDWRITTEN), "Nơi nhận: lưu văn thư.\nLò Văn Thử\n")


def letterhead_of(page: Page, document: str) -> dict[str, object]:
    until_saved(page)
    return dict(page.request.get(f"/api/v1/documents/{document}").json()["letterhead"])


def type_into(page: Page, name: str, words: str) -> None:
    page.locator(f'[name="{name}"]').press("Control+a")
    page.keyboard.type(words)


def test_the_number_and_the_day_of_a_letterhead_are_corrected_by_keyboard_and_stay(house: House, opens: Opens) -> None:
    document = house.hand_in(handwritten_plan())
    page = open_desk(opens, document)
    # it comes before everything else, says its doubts and shows where they stand
    expect(page.locator("#card")).to_contain_text("Thể thức")
    expect(page.locator("#card")).to_contain_text("Chưa chắc: Số 50 %")
    expect(page.locator("#card")).to_contain_text("máy đọc thấy “4l”")
    expect(page.locator("#card")).to_contain_text("Ngày ban hành: không đọc được")
    expect(page.locator("svg.boxes g.line.current rect")).to_have_count(1)
    page.keyboard.press("e")
    expect(page.locator('[name="number"]')).to_be_focused()
    type_into(page, "number", "43")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator('[name="issued"]')).to_be_focused()
    page.keyboard.type("12/3/2026")
    page.keyboard.press("Enter")
    expect(page.locator("#card")).not_to_contain_text("Thể thức")
    shown = letterhead_of(page, document)
    assert (shown["number"], shown["issued"]) == ("43", "2026-03-12")
    page.request.post(f"/documents/{document}/reprocess", form={"anew": "1"})
    house.wait()
    shown = letterhead_of(page, document)
    assert (shown["number"], shown["issued"]) == ("43", "2026-03-12")
    page.goto(f"/documents/{document}")
    expect(page.locator("main")).to_contain_text("43/KH-UBND")
    expect(page.locator("main")).to_contain_text("12/03/2026")


def test_the_other_reading_of_a_number_is_chosen_by_its_digit_and_taken_back_by_a_key(house: House, opens: Opens) -> None:
    document = house.hand_in(handwritten_plan())
    page = open_desk(opens, document)
    expect(page.locator("#card .choices button")).to_have_count(1)  # "4l" is no number
    page.keyboard.press("1")
    expect(page.locator('[name="number"]')).to_have_value("47")  # the day is doubtful too, so it is not kept yet
    page.keyboard.press("Enter")
    expect(page.locator("#card")).not_to_contain_text("Thể thức")
    assert letterhead_of(page, document)["number"] == "47"
    page.keyboard.press("u")
    expect(page.locator("#card")).to_contain_text("Số 50 %")
    assert letterhead_of(page, document)["number"] == "41"
    assert {one["status"] for one in corrections(page, document)} == {"withdrawn"}


def test_a_doubtful_letterhead_is_accepted_as_it_stands(house: House, opens: Opens) -> None:
    document = house.hand_in(handwritten_plan())
    page = open_desk(opens, document)
    page.keyboard.press("x")  # there is no paper without a letterhead to reject
    expect(page.locator("#card")).to_contain_text("Thể thức")
    page.keyboard.press("Enter")
    expect(page.locator("#card")).not_to_contain_text("Thể thức")
    assert {one["field"]: one["after"] for one in corrections(page, document)} == {
        "number": {"value": "41"},
        "issued": {"value": None},
    }
    page.goto("about:blank")  # another fragment alone would not load the page again
    page.goto(f"/documents/{document}/review#r-letterhead")
    expect(page.locator("#card")).to_contain_text("Đã nhận")


def test_a_field_of_the_letterhead_shows_where_it_was_read(house: House, opens: Opens) -> None:
    page = open_desk(opens, house.hand_in(handwritten_plan()))
    page.locator('[name="signatory_name"]').focus()
    expect(page.locator("#page")).to_have_value("2")
    expect(page.locator("svg.boxes g.line.current rect")).to_have_count(1)
    expect(page.locator("#text .in-record").first).to_have_text("Lò")


@pytest.mark.parametrize(
    ("field", "said", "shown", "kept"),
    [("number", ("43", "48"), "43", "43"), ("issued", ("12/3/2026", "13/3/2026"), "12/03/2026", "2026-03-12")],
)
def test_two_people_do_not_overwrite_each_other_in_the_letterhead(
    house: House, opens: Opens, *, field: str, said: tuple[str, str], shown: str, kept: str
) -> None:
    document = house.hand_in(handwritten_plan())
    first, second = open_desk(opens, document), open_desk(opens, document)
    for page, value in zip((first, second), said, strict=True):
        page.locator(f'[name="{field}"]').fill(value)
        page.locator(f'[name="{field}"]').press("Enter")
        until_saved(first)
    expect(second.locator("#toasts")).to_contain_text(f"nay là “{shown}”")
    assert letterhead_of(first, document)[field] == kept
