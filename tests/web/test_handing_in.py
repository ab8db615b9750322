"""Files are handed in, followed while they are read, and said to be known when they are."""

from playwright.sync_api import expect

from tests.web.conftest import House, Opens
from tests.web.paper import plan


def test_a_file_is_handed_in_followed_and_read(house: House, opens: Opens) -> None:
    house.holds.set()
    page = opens("/")
    page.set_input_files("#files", [{"name": "ke-hoach.pdf", "mimeType": "application/pdf", "buffer": plan()}])
    expect(page.locator("#sent")).to_contain_text("Đã nhận, đang chờ đọc.")
    expect(page.locator("#line")).to_contain_text("ke-hoach.pdf")
    page.close()  # the queue does not need the tab
    house.holds.clear()
    house.wait()
    again = opens("/")
    expect(again.locator(".latest")).to_contain_text("Kế hoạch 12/KH-UBND")


def test_what_is_held_already_is_said_at_once(house: House, opens: Opens) -> None:
    house.hand_in(plan())
    page = opens("/")
    page.set_input_files("#files", [{"name": "ban-sao.pdf", "mimeType": "application/pdf", "buffer": plan()}])
    expect(page.locator("#sent .twice")).to_contain_text("Đã có từ trước: Kế hoạch 12/KH-UBND")


def test_a_file_of_the_wrong_kind_is_refused_in_words_that_help(opens: Opens) -> None:
    page = opens("/")
    files = [
        {"name": "anh.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"},
        {"name": "gia.pdf", "mimeType": "application/pdf", "buffer": b"\x00\x01 no scan"},
    ]
    page.set_input_files("#files", files)
    expect(page.locator("#sent")).to_contain_text("Không phải PDF, TIFF, PNG, JPEG hay .txt")
    expect(page.locator("#sent")).to_contain_text("Gửi bản quét ở dạng PDF")


def test_waiting_work_can_be_paused_and_taken_up_again(house: House, opens: Opens) -> None:
    house.holds.set()
    page = opens("/")
    page.set_input_files("#files", [{"name": "a.pdf", "mimeType": "application/pdf", "buffer": plan("mot")}])
    page.get_by_role("button", name="Tạm dừng a.pdf").click()
    page.get_by_role("button", name="Đọc tiếp a.pdf").click()
    expect(page.get_by_role("button", name="Tạm dừng a.pdf")).to_be_visible()
    page.get_by_role("button", name="Hủy a.pdf").click()
    expect(page.locator("#line")).to_contain_text("Không có văn bản nào đang chờ")


def test_trouble_on_a_page_is_told_with_advice(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = opens(f"/documents/{document}")
    expect(page.get_by_text("Quét lại trang 2: quá mờ.")).to_be_visible()


def test_a_file_that_cannot_be_read_says_why_and_can_be_retried(house: House, opens: Opens) -> None:
    document = house.hand_in(plan("BROKEN"), "hong.pdf")
    page = opens("/admin")
    expect(page.get_by_text("Không đọc được tệp này.")).to_be_visible()
    house.holds.set()
    page.get_by_role("button", name="Thử lại hong.pdf").click()
    page.goto(f"/documents/{document}")
    expect(page.get_by_role("heading", name="Đang chờ đến lượt")).to_be_visible()


def test_the_first_start_leads_to_a_sample(house: House, opens: Opens) -> None:
    house.holds.set()
    page = opens("/")
    page.get_by_role("button", name="Đọc thử một văn bản mẫu").click()
    expect(page.get_by_role("heading", name="Đang chờ đến lượt")).to_be_visible()


def test_what_was_read_shows_without_a_reload(house: House, opens: Opens) -> None:
    page = opens("/")
    expect(page.get_by_role("heading", name="Chưa có văn bản nào")).to_be_visible()
    page.set_input_files("#files", {"name": "ke-hoach.pdf", "mimeType": "application/pdf", "buffer": plan()})
    expect(page.locator(".latest")).to_contain_text("Kế hoạch 12/KH-UBND")


def test_a_document_is_taken_along_in_the_forms_that_archives_keep(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = opens(f"/documents/{document}")

    def taken(name: str) -> bytes:
        return page.request.get(page.get_by_role("link", name=name).get_attribute("href") or "").body()

    assert taken("Bản gốc") == plan()
    assert "Tỷ lệ hộ nghèo".encode() in taken("Dữ liệu (JSON)")
    expect(page.locator(".takes li")).to_have_count(4)  # the others need a file that is a PDF in more than name
