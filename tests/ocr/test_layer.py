"""The words of a text layer in the order in which people read them."""

import numpy as np
from PIL import Image, ImageDraw

from models.page import PageSource
from service.ocr.layer import read_layer
from service.ocr.reader import PageReader
from service.scans.layer import LayerWord
from service.scans.page import ScanPage
from service.scans.raster import Raster

DPI, POINTS = 144.0, (500.0, 400.0)


def words(text: str, x: float, y: float, *, tall: float = 10.0) -> list[LayerWord]:
    """Words of a line that begins at (x, y); a letter is half as wide as the line is tall."""
    said = []
    for word in text.split():
        right = x + len(word) * tall / 2
        said.append(LayerWord(word, (x, y, right, y + tall)))
        x = right + tall / 2
    return said


def sheet(layer: list[LayerWord], *, rules: list[tuple[int, int, int, int]] | None = None, is_good: bool = True) -> ScanPage:
    """A page of a layer, with rules drawn at (x0, y0, x1, y1) in points."""

    def draw() -> Raster:
        image = Image.new("L", (int(POINTS[0] * 2), int(POINTS[1] * 2)), 255)
        for rule in rules or []:
            ImageDraw.Draw(image).line([2 * side for side in rule], fill=0, width=3)
        return Raster(pixels=np.asarray(image), dpi=DPI)

    return ScanPage(
        number=1,
        width_points=POINTS[0],
        height_points=POINTS[1],
        draw=draw,
        layer=tuple(layer),
        layer_is_good=is_good,
        is_picture=False,
        drawn_rules=len(rules or []),
    )


def test_columns_are_read_one_behind_the_other_however_the_file_keeps_them() -> None:
    left, right = ["ỦY BAN NHÂN DÂN", "TỈNH HÀ TĨNH"], ["CỘNG HÒA XÃ HỘI", "Độc lập - Tự do"]
    layer = [word for row in (1, 0) for x, said in ((300, right), (40, left)) for word in words(said[row], x, 80 + 15 * row)]
    page = read_layer(sheet(layer))
    assert page.source is PageSource.TEXT_LAYER
    assert page.text.splitlines() == [*left, *right]
    assert page.words[0].box.x0 == 40


def test_a_ruled_table_of_a_born_digital_page_comes_as_cells() -> None:
    rules = [(50, y, 450, y) for y in (100, 150, 200)] + [(x, 100, x, 200) for x in (50, 90, 250, 450)]
    layer = [
        *words("1", 65, 120),
        *words("Xây dựng đường", 100, 105),
        *words("liên xã", 100, 120),
        *words("Sở Xây dựng", 255, 120),
    ]
    layer += [*words("2", 65, 170), *words("Cấp nước sạch", 170, 170), *words("Sở Y tế", 255, 170)]
    page = read_layer(sheet(layer, rules=rules))
    assert page.text.splitlines() == ["1 | Xây dựng đường liên xã | Sở Xây dựng", "2 | Cấp nước sạch | Sở Y tế"]
    (table,) = page.tables
    assert [cell.span.of(page.text) for cell in table.cells if cell.row == 1] == ["2", "Cấp nước sạch", "Sở Y tế"]


def test_a_bad_layer_is_read_only_when_it_is_asked_for_and_is_not_sure() -> None:
    scan = sheet(words("UBND TINH HA TINH", 40, 40), is_good=False)
    reader = PageReader("layer")
    assert not reader.recognises(scan)
    page, _ = reader.read(scan)
    assert page.text == "UBND TINH HA TINH\n"
    assert max(word.confidence for word in page.words) < 0.7
    reader.mode = "fast"
    assert reader.recognises(scan)
