"""Every page, in both languages and at both sizes: axe finds nothing serious, nothing overflows, nothing is left untranslated."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from service.store import people
from service.web import catalogue
from tests.web.conftest import PASSWORD, House, Opens, sign_in
from tests.web.paper import plan

AXE = Path(__file__).with_name("vendor") / "axe-core-4.14.1" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
ADDRESSES = (
    "/",
    "/documents",
    "/documents?text=khong-co",
    "/documents/{document}",
    "/documents/{document}/review",
    "/documents/{document}/sheet",
    "/documents/{document}/graph",
    "/targets",
    "/targets/chart",
    "/targets/chart?text=ty+le",
    "/targets/chart?text=ty+le&way=bars&by=place",
    "/targets/compare",
    "/targets/compare?first={document}&second={other}",
    "/deadlines",
    "/deadlines/timeline?at=2027-04",
    "/deadlines/timeline?at=2001-01",
    "/deadlines/calendar",
    "/acts",
    "/acts/263/QĐ-TTg",
    "/search",
    "/search?q=ho+ngheo",
    "/search?q=khong+he+co",
    "/admin",
    "/admin?tab=accounts",
    "/admin?tab=keys",
    "/admin?tab=webhooks",
    "/admin?tab=audit",
    "/khong-co-trang-nay",
)

EMPTY = (*("/", "/documents", "/targets", "/targets/chart", "/deadlines", "/deadlines/timeline", "/deadlines/calendar", "/acts"),)


def serious(page: Page) -> list[str]:
    """What axe calls serious or critical: rule, and where."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: {type: 'tag', values: rules}})", RULES)
    return [
        f"{page.url} {violation['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:4]
    ]


@pytest.mark.parametrize(("language", "width", "height"), [("vi", 1366, 768), ("en", 390, 844)])
def test_no_page_shuts_anybody_out(house: House, opens: Opens, language: str, width: int, height: int) -> None:
    document = house.hand_in(plan())
    other = house.hand_in(plan("Số xã đạt chuẩn là 150 xã.\nTỷ lệ hộ nghèo còn 3 % năm 2026."), "khac.pdf")
    page = opens("/login", language=language, width=width, height=height)
    faults = serious(page)
    for address in ADDRESSES:
        page.goto(address.format(document=document, other=other))
        page.wait_for_load_state("networkidle")
        faults += serious(page)
        shown = page.evaluate("document.documentElement.scrollWidth")
        if shown > width:
            faults.append(f"{address} is {shown} wide at {width}")
    assert faults == []


def test_an_empty_house_says_what_to_do_next(opens: Opens) -> None:
    page = opens("/")
    for address in (
        "/",
        "/documents",
        "/targets",
        "/targets/chart",
        "/deadlines",
        "/deadlines/timeline",
        "/deadlines/calendar",
        "/acts",
    ):
        page.goto(address)
        expect(page.get_by_role("heading", name=re.compile("Chưa có"))).to_be_visible()
    assert serious(page) == []


def test_the_language_is_switched_and_kept(opens: Opens) -> None:
    page = opens("/")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="Hand in scans")).to_be_visible()
    page.goto("/deadlines")
    expect(page.get_by_role("heading", name="Deadlines", exact=True)).to_be_visible()


def test_a_stranger_is_asked_to_sign_in_and_led_on(house: House, opens: Opens, people_of: dict[str, str]) -> None:
    page = opens("/targets?text=ngheo")
    expect(page.get_by_role("heading", name="Đăng nhập")).to_be_visible()
    page.get_by_label("Tên tài khoản").fill(people_of["reader"])
    page.get_by_label("Mật khẩu").fill("sai rồi, sai rồi")
    page.get_by_role("button", name="Vào").click()
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    page.get_by_label("Tên tài khoản").fill(people_of["reader"])
    page.get_by_label("Mật khẩu").fill("mật khẩu để thử 1")
    page.get_by_role("button", name="Vào").click()
    expect(page).to_have_url(re.compile("/targets\\?text=ngheo"))
    expect(page.get_by_role("link", name="Quản trị")).to_have_count(0)


def test_an_admin_makes_accounts_and_keys(house: House, opens: Opens, people_of: dict[str, str]) -> None:
    page = opens("/login")
    sign_in(page, people_of["admin"])
    page.goto("/admin?tab=accounts")
    page.get_by_label("Tài khoản mới").fill("dung")
    page.locator("#new-password").fill("một mật khẩu dài")
    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page.get_by_role("cell", name="dung", exact=True)).to_be_visible()
    page.goto("/admin?tab=keys")
    page.get_by_label("Dùng để làm gì").fill("trục liên thông")
    page.get_by_role("button", name="Tạo khóa").click()
    secret = page.locator(".secret").inner_text()
    asked = page.request.get("/api/v1/documents", headers={"Authorization": f"Bearer {secret}"})
    assert asked.ok


def test_every_message_that_is_used_is_there_in_both_languages() -> None:
    web = Path(catalogue.__file__).parent
    used = set()
    for path in [*web.glob("templates/*.html"), *web.glob("static/js/*.js"), *web.glob("*.py")]:
        source = path.read_text(encoding="utf-8")
        used |= {(path.name, key) for key in re.findall(r'\b(?:t|say)\(\s*"([a-z_]+\.[a-z_0-9]+)"\s*[,)]', source)}
        used |= {(path.name, key) for key in re.findall(r"\bt\(\s*'([a-z_]+\.[a-z_0-9]+)'\s*[,)]", source)}
    missing = {(where, key) for where, key in used if any(key not in catalogue.messages(one) for one in catalogue.LANGUAGES)}
    assert len(used) > 200
    assert missing == set()


def test_an_account_that_was_shut_is_opened_again(house: House, opens: Opens, people_of: dict[str, str]) -> None:
    with house.desk.store.writing() as session:
        people.disable(session, people_of["reader"])
    page = opens("/login")
    sign_in(page, people_of["admin"])
    page.goto("/admin?tab=accounts")
    page.get_by_role("button", name=f"Mở khóa {people_of['reader']}").click()
    expect(page.get_by_role("button", name=f"Mở khóa {people_of['reader']}")).to_have_count(0)
    page.goto("/admin?tab=audit")
    expect(page.locator("main")).to_contain_text("mở khóa tài khoản")
    other = opens("/login")
    sign_in(other, people_of["reader"])


def test_the_first_account_is_an_administrator_and_passwords_can_be_set_anew(house: House, opens: Opens) -> None:
    page = opens("/admin?tab=accounts")
    assert page.get_by_label("Vai trò").locator("option").all_inner_texts() == ["Quản trị viên"]
    refused = page.request.post(
        "/admin/accounts", form={"action": "make", "name": "mai", "role": "reader", "password": "một mật khẩu dài"}
    )
    assert refused.status == 422
    with house.desk.store.writing() as session:
        people.make_account(session, "an", "admin", PASSWORD)
        people.make_account(session, "mai", "reader", PASSWORD)
    sign_in(page, "an")
    page.goto("/admin?tab=accounts")
    page.locator("summary", has_text="mai").click()
    page.get_by_label("Mật khẩu (từ 10 ký tự) mai").fill("mật khẩu khác hẳn")
    page.locator("form", has=page.get_by_label("Mật khẩu (từ 10 ký tự) mai")).get_by_role("button", name="Lưu").click()
    page.goto("/admin?tab=audit")
    expect(page.get_by_role("cell", name="đặt mật khẩu mới")).to_be_visible()
    with house.desk.store.writing() as session:
        assert people.sign_in(session, "mai", "mật khẩu khác hẳn").actor.name == "mai"


def test_a_sheet_of_paper_is_no_phone(house: House, opens: Opens) -> None:
    document = house.hand_in(plan())
    page = opens(f"/documents/{document}/sheet", width=720, height=1000)  # the width of A4 within its margins
    page.emulate_media(media="print")
    assert page.locator("td").first.evaluate("cell => getComputedStyle(cell).display") == "table-cell"
    expect(page.get_by_role("navigation", name="Mục chính")).to_be_hidden()
