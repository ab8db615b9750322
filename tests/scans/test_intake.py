"""What is opened, what is refused, and with which advice."""

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from models.page import PageSource
from service.errors import (
    DamagedScan,
    EmptyFile,
    EncryptedScan,
    FileTooLarge,
    LyingFile,
    NoPages,
    NotADocument,
    PageLimit,
    PixelLimit,
    ScanError,
)
from service.scans import open_scan
from service.settings import Settings
from tests.scans.drawn import as_file, encrypted_pdf, paper, pdf_around, pdf_of, pdf_saying, pdf_without_pages, saved

SMALL = Settings(max_pages=2, max_file_mb=1, max_page_megapixels=1.0)


@pytest.mark.parametrize(
    ("content", "filename", "source", "pages"),
    [
        (pdf_of([paper(), paper()]), "scan.pdf", "pdf", 2),
        (as_file([paper().convert("1")] * 2, "TIFF", compression="group4"), "scan.tif", "image", 2),  # CCITT
        (as_file([paper()], "PNG"), "scan.png", "image", 1),
        (as_file([paper()], "JPEG"), "scan.JPG", "image", 1),
        (as_file([paper()], "JPEG2000"), "scan.jp2", "image", 1),
        ("Kế hoạch\fTrang hai".encode(), "ocr.txt", "text", 2),
        (pdf_saying("x"), "no-extension", "pdf", 1),
    ],
)
def test_a_file_is_told_by_its_bytes(content: bytes, filename: str, source: str, pages: int) -> None:
    scan = open_scan(content, filename, SMALL)
    assert (scan.source, scan.page_count) == (source, pages)


@pytest.mark.parametrize(
    ("content", "filename", "error"),
    [
        (b"", "scan.pdf", EmptyFile),
        (b"PK\x03\x04 a spreadsheet", "scan.xlsx", NotADocument),
        (b"\x00\x01\x02\x03", "scan", NotADocument),
        (b"<html>Xin ch\xc3\xa0o</html>", "page.txt", NotADocument),
        (as_file([paper()], "PNG"), "scan.pdf", LyingFile),
        (b"PK\x03\x04" + pdf_saying("x"), "scan.pdf", LyingFile),
        (as_file([paper()], "JPEG")[:20] + pdf_saying("x"), "scan.jpg", LyingFile),
        (encrypted_pdf(), "scan.pdf", EncryptedScan),
        (pdf_without_pages(), "scan.pdf", NoPages),
        (b"%PDF-1.7 and then nothing", "scan.pdf", DamagedScan),
        (as_file([paper()], "PNG")[:60], "scan.png", DamagedScan),
        (pdf_of([paper(size=(60, 60))] * 3), "scan.pdf", PageLimit),
        (as_file([paper(size=(60, 60))] * 3, "TIFF"), "scan.tif", PageLimit),
        (b"a\fb\fc", "ocr.txt", PageLimit),
        (as_file([paper(size=(2000, 600))], "PNG"), "scan.png", PixelLimit),
        (b"%PDF-" + bytes(1 << 20), "scan.pdf", FileTooLarge),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_own_error(content: bytes, filename: str, error: type[ScanError]) -> None:
    with pytest.raises(ScanError) as refused:
        scan = open_scan(content, filename, SMALL)
        assert scan.page_count
    assert type(refused.value) is error
    assert refused.value.advice_vi
    assert refused.value.advice_en


@pytest.mark.parametrize("codec", ["jpx", "ccitt", "jbig2"])
def test_pictures_packed_as_scanners_pack_them_are_drawn(codec: str) -> None:
    drawn = paper()
    pixels = open_scan(pdf_around(drawn, codec), "scan.pdf", SMALL).open_page(1).raster.pixels
    ink = float((pixels.min(axis=2) < 128).mean())
    assert ink == pytest.approx(float((np.asarray(drawn) < 128).mean()), rel=0.2)


def test_a_cut_off_pdf_is_repaired_and_says_so() -> None:
    whole = pdf_of([paper()])
    scan = open_scan(whole[: whole.rindex(b"startxref")] + b"startxref\n0\n%%EOF", "scan.pdf", SMALL)
    sheet = scan.open_page(1)
    assert scan.page_count == 1
    assert sheet.raster.pixels.min() < 100


def test_what_a_cut_off_pdf_lost_is_said_to_be_lost_and_not_blank() -> None:
    file = pikepdf.open(io.BytesIO(pdf_of([paper(), paper()])))
    file.pages[1].Contents = file.make_stream(b"")  # all that qpdf can rebuild of a page whose objects are gone
    whole = saved(file)
    scan = open_scan(whole[: whole.rindex(b"%%EOF")], "scan.pdf", SMALL)
    found = {number: [problem.code for problem in scan.open_page(number).problems] for number in (1, 2)}
    assert found == {1: ["file_repaired"], 2: ["page_lost"]}
    whole_scan = open_scan(whole, "scan.pdf", SMALL)
    assert [whole_scan.open_page(number).problems for number in (1, 2)] == [(), ()]


def test_a_picture_too_large_inside_a_pdf_is_that_pages_error() -> None:
    scan = open_scan(pdf_of([paper(size=(1500, 1000))]), "scan.pdf", SMALL)
    with pytest.raises(PixelLimit):
        scan.open_page(1)


def test_a_plain_text_page_is_ready() -> None:
    sheet = open_scan("Kế hoạch\n".encode(), "ocr.txt", SMALL).open_page(1)
    assert sheet.ready is not None
    assert sheet.ready.source is PageSource.PLAIN_TEXT
    assert sheet.ready.text == "Kế hoạch\n"


def test_the_sample_of_the_project_has_ten_pages() -> None:
    sample = Path(__file__).parents[3] / "shared" / "data" / "sample" / "ocr.txt"
    if not sample.exists():
        pytest.skip("shared data is not here")
    assert open_scan(sample.read_bytes(), sample.name, Settings()).page_count == 10


def test_a_file_beyond_repair_is_refused_without_talk_of_our_insides() -> None:
    with pytest.raises(DamagedScan) as refused:
        open_scan(b"%PDF-1.7 and then nothing", "scan.pdf", Settings())
    assert "<" not in refused.value.detail
