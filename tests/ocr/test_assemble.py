"""Pages made from rows."""

from models.page import PageSource
from service.ocr.assemble import assemble
from service.ocr.layout import page_in_order
from tests.ocr.lines import line
from tests.ocr.test_layout import ruled


def test_words_lie_in_the_text_and_boxes_on_the_page() -> None:
    rows = page_in_order([line("Kế hoạch", 60, 100), line("1", 90, 635), line("Sáng nay", 200, 610)], [ruled()])
    page = assemble(
        rows,
        number=3,
        size_points=(500.0, 700.0),
        page_box=lambda box: tuple(side / 2 for side in box),  # type: ignore[arg-type,return-value]
        source=PageSource.OCR,
    )
    assert page.text == "Kế hoạch\n1 | Sáng nay\n"
    assert page.words[1].box.x0 == (60 + 3 * 12) / 2
    assert {word.box.page for word in page.words} == {3}
    spans = [cell.span.of(page.text) for cell in page.tables[0].cells]
    assert spans == ["1", "Sáng nay", ""]  # an empty cell keeps its place
    assert page.tables[0].cells[0].row_span == 2


def test_a_box_that_runs_over_the_edge_is_cut_at_it() -> None:
    rows = page_in_order([line("tràn", -20, 10)], [])
    page = assemble(rows, number=1, size_points=(20.0, 20.0), page_box=lambda box: box, source=PageSource.OCR)
    box = page.words[0].box
    assert (box.x0, box.x1, box.bottom) == (0.0, 20.0, 20.0)
