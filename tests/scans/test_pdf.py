"""What a PDF page gives beside its picture."""

import io
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from service.scans import open_scan
from service.scans.raster import POINTS_PER_INCH
from service.settings import Settings
from tests.scans.drawn import as_file, paper, pdf_of, pdf_saying, saved


def with_annotation(content: bytes, said: str) -> bytes:
    """A PDF whose first page carries a box that says something, as digital signatures do."""
    with pikepdf.open(io.BytesIO(content)) as file:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        look = file.make_stream(f"0 0 80 40 re f BT 1 g /F1 8 Tf 5 20 Td ({said}) Tj ET".encode())
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 80, 40]
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[10, 10, 90, 50], F=4, AP=pikepdf.Dictionary(N=look)
        )
        file.pages[0].Annots = file.make_indirect(pikepdf.Array([file.make_indirect(note)]))
        return saved(file)


def test_an_annotation_is_not_drawn_but_told() -> None:
    plain = pdf_of([paper([], size=(600, 600))])
    sheet = open_scan(with_annotation(plain, "signed 2025"), "scan.pdf", Settings()).open_page(1)
    assert sheet.raster.pixels.min() > 200
    assert sheet.asides == ("signed 2025",)


@pytest.mark.parametrize(("mode", "dpi"), [("best", 300), ("fast", 200)])
def test_a_fine_scan_is_drawn_no_finer_than_the_mode_needs(mode: str, dpi: float) -> None:
    content = as_file([paper(size=(900, 600))], "PDF", resolution=300)
    sheet = open_scan(content, "scan.pdf", Settings(ocr_mode=mode)).open_page(1)
    assert sheet.raster.dpi == pytest.approx(dpi, abs=1)
    assert sheet.raster.native_dpi == pytest.approx(300, abs=1)


def test_a_scan_is_drawn_at_the_resolution_it_was_scanned_at() -> None:
    sheet = open_scan(pdf_of([paper(size=(1654, 2339))]), "scan.pdf", Settings()).open_page(1)
    assert sheet.is_picture
    assert sheet.raster.pixels.shape[1] == pytest.approx(1654, abs=2)
    assert sheet.raster.dpi == pytest.approx(200, abs=1)


@pytest.mark.parametrize(("rotation", "corner"), [(0, (72, 133)), (90, (699, 72)), (180, (500, 699)), (270, (133, 490))])
def test_boxes_of_a_layer_lie_on_the_page_as_it_is_shown(rotation: int, corner: tuple[float, float]) -> None:
    page = open_scan(pdf_saying("Hello", rotation=rotation), "scan.pdf", Settings())
    content = page.content  # type: ignore[union-attr]
    from service.scans.pdf import _page, _words

    with _page(content, 1) as opened:
        (word,) = _words(opened, *opened.get_size())
    assert word.text == "Hello"
    assert word.box[0] == pytest.approx(corner[0], abs=30)
    assert word.box[1] == pytest.approx(corner[1], abs=30)


def test_a_page_without_a_picture_says_why_it_is_recognised() -> None:
    sheet = open_scan(pdf_saying("Hello"), "scan.pdf", Settings()).open_page(1)
    assert not sheet.layer_is_good
    assert "1 words only" in sheet.reason
    assert sheet.width_points / POINTS_PER_INCH == pytest.approx(8.26, abs=0.01)


DRAWN_BY_EIGHT_THREADS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from service.scans import open_scan
from service.settings import Settings

content = sys.stdin.buffer.read()
def ink(_):
    return int(open_scan(content, "scan.pdf", Settings()).open_page(1).raster.pixels.sum())
with ThreadPoolExecutor(8) as threads:
    print(len(set(threads.map(ink, range(24)))))
"""


def test_many_threads_draw_the_same_page_alike() -> None:
    """In a process of its own: what pdfium's state does when it is shared is end the process."""
    content = (Path(__file__).parents[2] / "samples" / "nghe-an-2022" / "scan.pdf").read_bytes()
    done = subprocess.run([sys.executable, "-c", DRAWN_BY_EIGHT_THREADS], input=content, capture_output=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, b"1")
