"""`vanthu read` from the outside."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from tests.scans.drawn import encrypted_pdf, pdf_without_pages


@pytest.mark.parametrize(
    ("name", "content", "code", "stable"),
    [
        ("locked.pdf", encrypted_pdf(), 65, "encrypted"),
        ("none.pdf", pdf_without_pages(), 65, "no_pages"),
        ("table.xlsx", b"PK\x03\x04", 65, "not_a_document"),
        ("empty.pdf", b"", 65, "empty_file"),
        ("gone.pdf", None, 66, "file_not_found"),
    ],
)
def test_each_kind_of_failure_has_its_exit_code_and_advice(
    tmp_path: Path, name: str, content: bytes | None, code: int, stable: str
) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_bytes(content)
    result = CliRunner().invoke(main, ["read", str(file)])
    assert result.exit_code == code
    assert f"[{stable}]" in result.stderr
    assert result.stdout == ""


def test_text_is_printed_with_pages_parted_by_form_feeds_and_a_failure_beside_it_is_told(tmp_path: Path) -> None:
    good = tmp_path / "ocr.txt"
    good.write_text("Kế hoạch năm 2025\fTrang hai", encoding="utf-8")
    result = CliRunner().invoke(main, ["read", "--text", str(tmp_path / "gone.pdf"), str(good)])
    assert result.exit_code == 66
    assert result.stdout.split("\f")[0] == "Kế hoạch năm 2025\n"
    assert result.stdout.count("\f") == 1


def test_a_doubtful_field_of_the_letterhead_is_shown_as_doubtful_with_its_candidates(tmp_path: Path) -> None:
    letter = tmp_path / "ocr.txt"
    head = (
        "ỦY BAN NHÂN DÂN TỈNH SƠN LA\nSố: {}/KH-UBND\nSơn La, ngày 05 tháng 6 năm 2023\nKẾ HOẠCH\nPhát triển du lịch năm 2023\n"
    )
    shown = {}
    for number in ("57", "5l"):
        letter.write_text(head.format(number), encoding="utf-8")
        result = CliRunner().invoke(main, ["read", str(letter)])
        (shown[number],) = [line for line in result.stdout.splitlines() if line.startswith("  number")]
    assert shown["57"].endswith("57/KH-UBND")
    assert "doubtful" in shown["5l"], shown
