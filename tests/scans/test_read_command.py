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


def test_many_files_are_printed_in_their_order_each_with_its_own_failure(tmp_path: Path) -> None:
    names = []
    for number in range(1, 6):
        file = tmp_path / f"{number}.txt"
        file.write_text(f"Kế hoạch số {number}", encoding="utf-8")
        names.append(str(file))
    result = CliRunner().invoke(main, ["read", "--text", *names[:2], str(tmp_path / "gone.pdf"), *names[2:]])
    assert result.stdout.split("\n\n")[:-1] == [f"Kế hoạch số {number}" for number in range(1, 6)]
    assert (result.exit_code, result.stderr.count("[file_not_found]")) == (66, 1)


def test_scans_read_together_are_what_each_is_by_itself() -> None:
    scans = [f"samples/{name}/scan.pdf" for name in ("nghe-an-2022", "phu-tho-2025")]
    alone = [CliRunner().invoke(main, ["read", "--json", scan]).stdout for scan in scans]
    assert CliRunner().invoke(main, ["read", "--json", *scans]).stdout == "".join(alone)
