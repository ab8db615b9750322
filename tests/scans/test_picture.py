"""Pictures made ready, and the way back to the paper."""

import numpy as np
import pytest
from PIL import Image

from service.scans.picture import clear_edges, despeckled, evenly_lit, level, prepare, skew_of, turn
from service.scans.raster import Raster
from tests.scans.drawn import paper, ring

LINES = [f"Dòng chữ thứ {i} của một trang văn bản hành chính" for i in range(8)]


def raster_of(image: Image.Image) -> Raster:
    return Raster(pixels=np.asarray(image), dpi=144.0)


def test_a_red_stamp_is_lifted_and_print_under_it_stays() -> None:
    plain, stamped = paper(), ring(paper(), (210, 40, 50))
    grey = prepare(raster_of(stamped)).grey
    print_pixels = np.asarray(plain) < 60
    assert grey[print_pixels].mean() < 80
    assert (grey < 140).mean() < (np.asarray(plain) < 140).mean() * 1.1


@pytest.mark.parametrize(
    ("ink", "is_kept"), [((30, 50, 170), True), ((20, 120, 60), True), ((210, 40, 50), False), ((0, 0, 0), False)]
)
def test_what_a_pen_wrote_is_lifted_off_and_kept_apart_red_and_black_are_not(ink: tuple[int, int, int], is_kept: bool) -> None:
    picture = prepare(raster_of(ring(paper(), ink)))
    assert (picture.penned is not None) is is_kept
    if picture.penned is not None:
        assert 0.001 < (picture.penned < 200).mean() < 0.2


@pytest.mark.parametrize("angle", [-2.0, -0.7, 1.3])
def test_skew_is_found_and_undone(angle: float) -> None:
    skewed = paper(LINES, size=(1400, 1000)).rotate(-angle, fillcolor=255)
    assert skew_of(np.asarray(skewed)) == pytest.approx(angle, abs=0.2)
    assert abs(skew_of(level(prepare(raster_of(skewed))).grey)) < 0.25


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_box_on_a_turned_picture_is_found_on_the_page_as_scanned(turns: int) -> None:
    pixels = np.full((400, 600), 255, np.uint8)
    pixels[100:140, 50:90] = 0  # at 144 dpi these are points (25, 50) to (45, 70)
    picture = turn(prepare(Raster(pixels=pixels, dpi=144.0)), turns)
    ys, xs = np.nonzero(picture.grey < 128)
    box = picture.page_box((float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1)))
    assert box == pytest.approx((25, 50, 45, 70), abs=0.6)
    assert picture.pixel_box(box) == pytest.approx((xs.min(), ys.min(), xs.max() + 1, ys.max() + 1), abs=1)


def test_a_box_on_a_levelled_picture_is_found_on_the_page_as_scanned() -> None:
    skewed = paper(LINES, size=(1400, 1000)).rotate(1.5, fillcolor=255)
    picture = level(prepare(raster_of(skewed)))
    ys, xs = np.nonzero(np.asarray(skewed)[:200] < 128)
    first = picture.pixel_box((xs.min() / 2, ys.min() / 2, xs.max() / 2, ys.max() / 2))
    assert picture.grey[int(first[1]) : int(first[3]), int(first[0]) : int(first[2])].min() < 60


def test_a_shadow_at_the_edge_goes_and_print_stays() -> None:
    pixels = np.asarray(paper()).copy()
    pixels[:, :18] = 20
    cleared = clear_edges(pixels)
    assert cleared[:, :18].min() == 255
    assert (cleared[:, 40:] == pixels[:, 40:]).all()


def test_a_page_in_half_shade_keeps_the_print_that_lies_in_the_shade() -> None:
    clean = np.asarray(paper(LINES, size=(1400, 1000)))
    shaded = (clean * np.linspace(0.3, 1.0, clean.shape[1])).astype(np.uint8)
    lit = prepare(Raster(pixels=shaded, dpi=144.0)).grey
    ink, white = clean < 60, clean > 250
    assert lit[ink].mean() < 90
    assert lit[white].mean() > 225
    assert evenly_lit(clean) is clean


def test_specks_go_only_where_a_page_is_strewn_with_them() -> None:
    clean = np.asarray(paper())
    assert despeckled(clean) is clean
    strewn = clean.copy()
    places = np.random.default_rng(0).integers(0, [[600], [1000]], (2, 9000))
    strewn[places[0], places[1]] = 0
    assert (despeckled(strewn) < 140).sum() < (strewn < 140).sum() * 0.75
